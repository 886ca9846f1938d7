"""What a report says on screen is made into HTML once, and is never what it said before, or says to somebody else."""

import re
from datetime import datetime

import pytest
from django.urls import reverse

from lscb import clock
from plans.models import Action, RatingDefinition
from reporting.report.reading import gather, gather_now
from reporting.templatetags import reporting as tags
from subgroups.models import Body, Person
from tests.factories import HighlightFactory, ProgressUpdateFactory
from tests.soak.sampling import EVERY

pytestmark = pytest.mark.django_db


def without_hidden(html: bytes) -> str:
    return re.sub(r'<input type="hidden"[^>]*>', "", html.decode())


# After a change one reader looks, after the next one another; with `make soak` each after each.
@pytest.mark.parametrize("every", EVERY)
def test_the_draft_and_a_final_are_never_what_they_were_before(client, demonstration, q4, every):
    people = [Person.objects.get(email=f"{name}@example.org") for name in ("board.team", "learning.chair")]
    final = demonstration.monitoring_reports.frozen().order_by("-pk").first()
    places = [
        reverse("reporting:report-live", args=[demonstration.slug, q4.slug]),
        final.get_absolute_url(),
    ]

    def pages(person) -> list[str]:  # of one minute, which the front of a draft says
        client.force_login(person)
        with clock.at(datetime(2018, 4, 9, 9, 5)):
            return [without_hidden(client.get(place).content) for place in places]

    first = {person: pages(person) for person in people}
    action = Action.objects.filter(plan=demonstration, label="1.1").get()
    team = people[0]
    changes = [
        lambda: ProgressUpdateFactory(
            action=action, quarter=q4, rating="R", progress="At a standstill", by=team
        ),
        lambda: RatingDefinition.objects.update_or_create(
            plan=demonstration, rating="R", defaults={"word": "Stuck"}
        ),
        lambda: Action.objects.filter(pk=action.pk).update(text="Said otherwise"),
        lambda: Body.objects.filter(pk__in=action.owners.values("body")).update(short_name="ZZ"),
        lambda: HighlightFactory(quarter=q4, body=Body.objects.filter(board=demonstration.board).first()),
    ]
    for number, change in enumerate(changes):
        change()
        looking = people if every else [people[number % len(people)]]
        now = {person: pages(person) for person in looking}
        tags._part.cache_clear()
        for person, seen in now.items():
            assert seen == pages(person), number
            assert seen[0] != first[person][0], number


def test_a_draft_says_the_minute_at_which_it_was_read(client, demonstration, q4):
    client.force_login(Person.objects.get(email="board.team@example.org"))
    place = reverse("reporting:report-live", args=[demonstration.slug, q4.slug])
    pages = []
    for minute in (5, 6):
        with clock.at(datetime(2018, 4, 9, 9, minute)):
            pages.append(client.get(place).content.decode())
    assert [f"09:0{minute}" in page for minute, page in zip((5, 6), pages, strict=True)] == [True, True]
    assert "09:05" not in pages[1]


def test_read_now_or_early_that_day_it_says_the_same_but_for_the_minute(demonstration, q4):
    with clock.at(datetime(2018, 4, 9, 17, 40)):
        assert gather_now(q4) == gather(q4)
