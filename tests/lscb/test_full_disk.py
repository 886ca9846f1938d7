"""A disk that is full: what is being saved fails and says so, nothing of it is there, and pages are still read."""

import pytest
from django.db import connection
from django.urls import reverse

from plans.models import Risk
from tests.access.browser import forms_of
from tests.factories import PlanFactory, board_team

pytestmark = pytest.mark.django_db(transaction=True)

AS_MANY_AS_THERE_ARE = 2**31 - 2


def pages_at_most(count):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {count}")
        return cursor.fetchone()[0]


@pytest.fixture
def full_disk():
    """No page can be added to the database."""
    if connection.vendor != "sqlite":
        pytest.skip("a limit that SQLite has")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # so that no page is left over
    pages_at_most(1)  # the least that it takes is what there is
    yield
    pages_at_most(AS_MANY_AS_THERE_ARE)


def test_what_does_not_go_to_the_disk_is_not_half_there(client, request):
    plan = PlanFactory()
    client.force_login(board_team(plan.board))
    client.raise_request_exception = False
    address = reverse("plans:risk-add", args=[plan.slug])
    (form,) = [each for each in forms_of(client.get(address).text, address) if each.address == address]
    typed = form.sent(words="Staff leave. " * 300, response="Pay. " * 790)
    request.getfixturevalue("full_disk")
    refused = client.post(address, typed)
    assert refused.status_code == 500 and "It may not have been saved" in refused.text
    assert not Risk.objects.exists()
    page = client.get(address)
    assert page.status_code == 200
    pages_at_most(AS_MANY_AS_THERE_ARE)
    assert client.post(address, typed).status_code == 302  # the same form again, once there is room
    assert Risk.objects.count() == 1
