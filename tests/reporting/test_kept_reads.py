"""What pages keep of the database until it changes is never what it was, or somebody else's."""

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb import clock, unchanged
from plans import operations
from plans.models import Action
from reporting import operations as reports
from subgroups.models import Body, Membership
from tests.factories import (
    ActionFactory,
    BoardFactory,
    BodyFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    SelfAssessmentFactory,
    board_team,
    chair_of,
    someone_with,
)
from tests.soak.sampling import EVERY

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def without_hidden(page: str) -> str:
    return re.sub(r'<input type="hidden"[^>]*>|nonce="[^"]*"', "", page)


class Scene:
    """Two boards with a plan each, the one with a linked plan, and who reads there."""

    def __init__(self):
        self.plans = [self._plan(f"Board {n}") for n in (1, 2)]
        self.plan = self.plans[0]
        self.quarter = self.plan.quarters.get()
        self.group = self.plan.board.bodies.get()
        self.action = self.plan.actions.get(label="1.1")
        self.team = board_team(self.plan.board)
        self.linked = operations.start_linked_plan(
            business_plan=self.plan,
            title="Plan of review Heron",
            kind="review",
            starts_on=date(2017, 4, 1),
            ends_on=date(2018, 12, 31),
            by=self.team,
        )
        self.of_it = ActionFactory(plan=self.linked, label="H1", who_text="Health", when_text="March 2018")
        readers = [
            self.team,
            someone_with(self.plan.board, "independent-chair"),
            chair_of(self.group),
            board_team(self.plans[1].board),
        ]
        self.browsers = []
        for person in readers:
            browser = Client()
            browser.force_login(person)
            self.browsers.append(browser)

    @staticmethod
    def _plan(name: str):
        plan = PlanFactory(board=BoardFactory(name=name))
        BodyFactory(board=plan.board, name=f"Health of {name}", short_name="Health")
        QuarterFactory(plan=plan)
        for label in ("1.1", "1.2"):
            ActionFactory(
                plan=plan, label=label, text=f"Of {name}", who_text="Health", when_text="March 2018"
            )
        return plan

    def pages(self) -> tuple[list[str], list[str]]:
        """What people of the board read of their home, the list, a part of it and the report, and what those of another
        do; of one minute."""
        with clock.at(datetime(2018, 4, 9, 9, 5)):
            team, chair, owner, others = self.browsers
            live = reverse("reporting:report-live", args=[self.plan.slug, self.quarter.slug])
            actions, theirs = (reverse("plans:action-list", args=[plan.slug]) for plan in self.plans)
            asked = [(team, "/"), (team, actions), (team, f"{actions}?rating=R"), (team, live)]
            asked += [(chair, "/"), (owner, "/")]
            return self._read(asked), self._read([(others, "/"), (others, theirs)])

    @staticmethod
    def _read(asked: list[tuple[Client, str]]) -> list[str]:
        pages = [browser.get(address).content.decode() for browser, address in asked]
        return [without_hidden(page) for page in pages]


CHANGES = {
    "an update": lambda s: ProgressUpdateFactory(action=s.action, quarter=s.quarter, rating="R", by=s.team),
    "an update of the linked plan": lambda s: ProgressUpdateFactory(
        action=s.of_it, quarter=s.linked.quarters.get(), rating="R", by=s.team
    ),
    "another owner": lambda s: s.action.owners.all().delete(),
    "another name": lambda s: Body.objects.filter(pk=s.group.pk).update(name="Wellbeing", short_name="WB"),
    "nobody speaks": lambda s: Membership.objects.filter(body=s.group).delete(),
    "a self-assessment": lambda s: SelfAssessmentFactory(plan=s.plan),
    "an action more": lambda s: ActionFactory(plan=s.plan, label="", text="Without a reference"),
    "no dates": lambda s: Action.objects.filter(plan=s.plan).update(when_text="", due_on=None),
}


# With `make test` every fourth change on the one database, and others on the other.
@pytest.mark.parametrize("every", EVERY)
def test_no_page_shows_what_was_before(monkeypatch, every):
    scene = Scene()
    before, theirs = scene.pages()
    for what in list(CHANGES) if every else list(CHANGES)[connection.vendor == "sqlite" :: 4]:
        CHANGES[what](scene)
        now, of_others = scene.pages()
        with monkeypatch.context() as anew:
            anew.setattr(unchanged, "state", lambda: None)
            assert scene.pages() == (now, of_others), what
        assert (now != before, of_others == theirs) == (True, True), what
        before = now


def test_each_day_has_its_own():
    scene = Scene()
    Membership.objects.filter(body=scene.group).update(ends_on=date(2018, 4, 9))
    team = scene.browsers[0]
    for day, is_led in ((9, True), (10, False), (9, True), (10, False)):
        with clock.at(date(2018, 4, day)):
            page = team.get("/")
        assert [gap.speech.is_silent for gap in page.context["team"]["gaps"]] == [not is_led], day


def test_what_a_report_says_is_read_once_until_anything_changes():
    quarter = QuarterFactory(plan=PlanFactory())
    action = ActionFactory(plan=quarter.plan, label="1.1", text="Agree the thresholds")
    team = board_team(quarter.plan.board)
    chair = someone_with(quarter.plan.board, "independent-chair")
    place = reverse("reporting:report-live", args=[quarter.plan.slug, quarter.slug])
    clients = {person: Client() for person in (team, chair)}
    for person, browser in clients.items():
        browser.force_login(person)

    def asked(person) -> tuple[int, str]:
        with CaptureQueriesContext(connection) as queries, clock.at(datetime(2018, 4, 9, 9, 5)):
            page = clients[person].get(place)
        return len(queries), without_hidden(page.content.decode())

    # On PostgreSQL every transaction of the server counts as a change, those of the tests beside this one too.
    (first, page), *again = (asked(team) for _ in range(15))
    assert min(count for count, _ in again) < first / 2
    assert {same for _, same in again} == {page}
    asked(chair)
    assert "Say something else" not in page
    Action.objects.filter(pk=action.pk).update(text="Say something else")
    assert "Say something else" in asked(team)[1] and "Say something else" in asked(chair)[1]
    draft = reports.start_draft(quarter=quarter, by=team)
    reports.edit_draft(report=draft, key_messages="We are late", decisions="", by=team)
    assert "We are late" in asked(chair)[1]
