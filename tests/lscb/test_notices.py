"""What the law asks an installation to say: filled in from settings, and plainly missing where it is not."""

import pytest
from django.core.checks import run_checks

from lscb.notices import days

MISSING = ("LSCB_CONTROLLER_CONTACT", "LSCB_DATA_PROTECTION_OFFICER", "LSCB_LAWFUL_BASIS")


@pytest.mark.parametrize(
    ("number", "words"),
    [(2192, "6 years"), (365, "1 year"), (90, "90 days"), (1, "1 day"), (400, "400 days")],
)
def test_days_are_said_as_people_say_them(number, words):
    assert days(number) == words


@pytest.mark.django_db
def test_the_privacy_notice_says_who_is_responsible_and_what_nobody_filled_in(client, settings):
    settings.DEMONSTRATION = False
    settings.CONTROLLER, settings.LEAVERS_KEPT = "Westshire Council", 730
    page = client.get("/privacy/", secure=True).text
    assert "Westshire Council" in page
    assert "2 years; then it is replaced by words that name nobody" in page
    for setting in MISSING:
        assert f"<strong>To be filled in</strong> by whoever runs this service ({setting})" in page


@pytest.mark.django_db
def test_a_demonstration_says_that_nobody_runs_it(client, settings):
    settings.ACCESSIBILITY_CONTACT = "access@example.org"
    page = client.get("/accessibility/").text
    assert '<a href="mailto:access@example.org">' in page
    assert "this is a demonstration, which no organisation runs" in page
    assert "To be filled in" not in page


def test_the_check_before_deployment_names_each_setting_that_is_missing(settings):
    settings.CONTROLLER = "Westshire Council"
    asked = {one.hint for one in run_checks(include_deployment_checks=True) if one.id == "lscb.W001"}
    for setting in MISSING:
        assert f"Set {setting}; .env.example says how." in asked
    assert not any("Set LSCB_CONTROLLER;" in hint for hint in asked)
