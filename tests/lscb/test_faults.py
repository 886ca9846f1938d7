"""What people are told where the service itself fails; under load tests/soak/test_restarted.py."""

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("error", "answers", "status", "said"),
    [
        (
            OperationalError("server closed the connection"),
            False,
            503,
            "The database of this service does not",
        ),
        (InterfaceError("connection already closed"), False, 503, "send it again; it is saved once"),
        (OperationalError("database or disk is full"), True, 500, "Something went wrong"),
        (IntegrityError("duplicate key"), True, 500, "Something went wrong"),
        (ZeroDivisionError(), False, 500, "Something went wrong"),
    ],
)
def test_a_database_out_of_reach_is_said_and_any_other_fault_is_not_called_that(
    client, monkeypatch, error, answers, status, said
):
    def fails(*args):
        raise error

    client.raise_request_exception = False
    monkeypatch.setattr("reporting.views.public.public_html", fails)
    monkeypatch.setattr(connection, "is_usable", lambda: answers)
    page = client.get(reverse("reporting:public-boards"))
    assert page.status_code == status and said in " ".join(page.text.split())
    assert page.headers.get("Retry-After") == ("30" if status == 503 else None)
