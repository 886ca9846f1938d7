"""Every address, tried by every kind of reader. A new route fails here until it says who may open it."""

import pytest
from django.urls import get_resolver, reverse

from lscb.models import Job
from plans.models import ActionItem
from reporting import operations as report_events
from reporting.models import DueReport
from subgroups import operations as group_events
from tests.factories import (
    ActionFactory,
    BodyFactory,
    ChallengeFactory,
    DecisionFactory,
    MeasureFactory,
    MeetingFactory,
    ObligationFactory,
    PlanFactory,
    QuarterFactory,
    RiskFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db

READERS = ["nobody", "stranger", "team", "owner", "other_chair", "chair", "auditor"]

# Who gets what: one status a reader, in the order of READERS. 302 leads nobody to the sign-in page; 404 is out of
# sight; 403 is in sight and not allowed.
EVERYBODY_ON_THE_BOARD = [302, 404, 200, 200, 200, 200, 200]
BOARD_TEAM = [302, 404, 200, 403, 403, 403, 403]
HOLD_TO_ACCOUNT = [302, 404, 200, 403, 403, 200, 403]
OWNERS = [302, 404, 200, 200, 403, 403, 403]
CHAIR = [302, 404, 403, 403, 403, 200, 403]
AUDIT_READERS = [302, 404, 200, 403, 403, 200, 200]
WHO_STARTED_IT = [302, 404, 200, 404, 404, 404, 404]  # the board team, here
WHOEVER_SIGNED_IN = [302, 200, 200, 200, 200, 200, 200]
ANYBODY = [200] * len(READERS)
ONLY_WHILE_EMPTY = [404] * len(READERS)  # as soon as one person exists; see tests/subgroups/test_first_run.py

GET = {
    "home": WHOEVER_SIGNED_IN,
    "job": WHO_STARTED_IT,
    "set-up": ONLY_WHILE_EMPTY,
    "reporting:load-examples": ONLY_WHILE_EMPTY,
    "accessibility": ANYBODY,
    "privacy": ANYBODY,
    "cookies": ANYBODY,
    "plans:timescales-help": WHOEVER_SIGNED_IN,
    "plans:owners-help": WHOEVER_SIGNED_IN,
    "plans:plan-detail": EVERYBODY_ON_THE_BOARD,
    "plans:action-list": EVERYBODY_ON_THE_BOARD,
    "plans:action-link": BOARD_TEAM,
    "plans:quality": EVERYBODY_ON_THE_BOARD,
    "plans:action-export": EVERYBODY_ON_THE_BOARD,
    "plans:action-detail": EVERYBODY_ON_THE_BOARD,
    "plans:action-update": OWNERS,
    "plans:action-timescale": BOARD_TEAM,
    "plans:groups-add": BOARD_TEAM,
    "plans:plan-add": BOARD_TEAM,
    "plans:sections-add": BOARD_TEAM,
    "plans:quarter-first": [302, 404, 302, 403, 403, 403, 403],  # the plan has quarters: on to their list
    "plans:action-add": BOARD_TEAM,
    "plans:action-change": BOARD_TEAM,
    "plans:action-ask-date": OWNERS,
    "plans:action-decide": BOARD_TEAM,
    "plans:action-milestone": OWNERS,
    "plans:action-item": OWNERS,
    "plans:decisions-waiting": EVERYBODY_ON_THE_BOARD,
    "plans:decision-outcome": BOARD_TEAM,
    "plans:challenge-list": EVERYBODY_ON_THE_BOARD,
    "plans:risk-list": EVERYBODY_ON_THE_BOARD,
    "plans:risk-detail": EVERYBODY_ON_THE_BOARD,
    "plans:risk-add": BOARD_TEAM,
    "plans:challenge-detail": EVERYBODY_ON_THE_BOARD,
    "plans:challenge-add": HOLD_TO_ACCOUNT,
    "plans:challenge-change": BOARD_TEAM,
    "plans:measure-list": EVERYBODY_ON_THE_BOARD,
    "plans:measure-detail": EVERYBODY_ON_THE_BOARD,
    "plans:moderation": BOARD_TEAM,
    "plans:quarter-list": BOARD_TEAM,
    "plans:quarter-open": BOARD_TEAM,
    "plans:words": BOARD_TEAM,
    "plans:plan-next": BOARD_TEAM,
    "plans:carry-over": BOARD_TEAM,
    "plans:action-carry": BOARD_TEAM,
    "plans:plan-archive": BOARD_TEAM,
    "plans:glossary": EVERYBODY_ON_THE_BOARD,
    "plans:quarter-close": BOARD_TEAM,
    "plans:group-list": EVERYBODY_ON_THE_BOARD,
    "plans:group-detail": EVERYBODY_ON_THE_BOARD,
    "plans:reminders": BOARD_TEAM,
    "plans:history": AUDIT_READERS,
    "plans:history-export": AUDIT_READERS,
    "reporting:planner": EVERYBODY_ON_THE_BOARD,
    "reporting:forward-plan": EVERYBODY_ON_THE_BOARD,
    "reporting:forward-plan-pdf": EVERYBODY_ON_THE_BOARD,
    "reporting:forward-plan-xlsx": EVERYBODY_ON_THE_BOARD,
    "reporting:forward-plan-update": BOARD_TEAM,
    "reporting:due-report": BOARD_TEAM,
    "reporting:duty": BOARD_TEAM,
    "reporting:group-meetings": EVERYBODY_ON_THE_BOARD,
    "reporting:group-meetings-add": BOARD_TEAM,
    "reporting:meeting-change": BOARD_TEAM,
    "reporting:calendar": WHOEVER_SIGNED_IN,
    "reporting:calendar-feed": ANYBODY,  # with the token, which is the secret
    "reporting:meeting-agenda": EVERYBODY_ON_THE_BOARD,
    "reporting:meeting-agenda-pdf": EVERYBODY_ON_THE_BOARD,
    "reporting:report-list": EVERYBODY_ON_THE_BOARD,
    "reporting:report-live": EVERYBODY_ON_THE_BOARD,
    "reporting:report-live-pdf": EVERYBODY_ON_THE_BOARD,
    "reporting:report-live-word": EVERYBODY_ON_THE_BOARD,
    "reporting:report-word": EVERYBODY_ON_THE_BOARD,
    "reporting:report-words": BOARD_TEAM,
    "reporting:plan-page": EVERYBODY_ON_THE_BOARD,
    "reporting:plan-page-pdf": EVERYBODY_ON_THE_BOARD,
    "reporting:group-sheet": EVERYBODY_ON_THE_BOARD,
    "reporting:report-front": EVERYBODY_ON_THE_BOARD,
    "reporting:report-live-front": EVERYBODY_ON_THE_BOARD,
    "reporting:report-detail": EVERYBODY_ON_THE_BOARD,
    "reporting:report-pdf": EVERYBODY_ON_THE_BOARD,
    "reporting:report-rows": EVERYBODY_ON_THE_BOARD,
    "reporting:report-live-rows": EVERYBODY_ON_THE_BOARD,
    "reporting:report-approve": CHAIR,
    "reporting:report-correct": BOARD_TEAM,
    "reporting:report-final": BOARD_TEAM,
    "reporting:highlight-write": OWNERS,
}

# These are allauth's and the admin's own; what is ours in them is tested in tests/subgroups and tests/admin.
ELSEWHERE = ("account_", "mfa_", "admin:", "socialaccount_")


@pytest.fixture(autouse=True)
def unprinted(quick_paper):
    """Who may have paper is asked here, not how it looks."""


def make_world():
    plan = PlanFactory()
    body = BodyFactory(board=plan.board, name="Health Subgroup")
    team = board_team(plan.board)
    before = QuarterFactory(plan=plan, number=3, starts_on="2017-10-01", ends_on="2017-12-31")
    report = report_events.start_draft(quarter=before, by=team)
    report = report_events.finalise_report(report=report, by=team)
    quarter = QuarterFactory(plan=plan)
    action = ActionFactory(plan=plan, who_text="Health Subgroup", when_text="November 2017 & March 2018")
    duty = ObligationFactory(planned_report__plan=plan)
    duty.forums.add(body)
    due = DueReport.objects.create(obligation=duty, forum=body, due_on="2018-03-21")
    people = {
        "stranger": board_team(PlanFactory().board),
        "team": team,
        "owner": chair_of(body),
        "other_chair": chair_of(BodyFactory(board=plan.board)),
        "chair": someone_with(plan.board, "independent-chair"),
        "auditor": someone_with(plan.board, "auditor"),
    }
    things = {
        "action": action.pk,
        "milestone": action.milestones.first().pk,
        "item": ActionItem.objects.create(action=action, text="First event").pk,
        "decision": DecisionFactory(action=action).pk,
        "challenge": ChallengeFactory(plan=plan, action=action).pk,
        "risk": RiskFactory(plan=plan).pk,
        "group": body.pk,
        "quarter": quarter.slug,
        "report": report.pk,
        "measure": MeasureFactory(plan=plan).pk,
        "due": due.pk,
        "meeting": MeetingFactory(body=body).pk,
        "token": group_events.make_calendar_address(person=team, board=plan.board, by=team)[1],
        "duty": due.obligation_id,
        "job": Job.objects.create(title="Sending reminders", by=team, opens="/").key,
    }
    return plan, people, things


@pytest.fixture(scope="module")
def world(kept_for_the_module):
    with pytest.MonkeyPatch.context() as unprinted:
        unprinted.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
        return kept_for_the_module(make_world)


def address(name, plan, things):
    """The address of a route, filled in with the world's own things."""
    _, _, noun = name.partition(":")
    for kwargs in (
        {},
        {"token": things["token"]},
        {"key": things["job"]},
        {"plan_slug": plan.slug},
        {"board_slug": plan.board.slug},
        {"plan_slug": plan.slug, "quarter": things["quarter"]},
        {"plan_slug": plan.slug, "quarter": things["quarter"], "key": "total"},
        {"plan_slug": plan.slug, "quarter": things["quarter"], "body_pk": things["group"]},
        {"plan_slug": plan.slug, "pk": things.get(noun.split("-")[0])},
        {"plan_slug": plan.slug, "pk": things["report"], "key": "total"},
        {"plan_slug": plan.slug, "pk": things["action"], "milestone_pk": things["milestone"]},
        {"plan_slug": plan.slug, "pk": things["action"], "item_pk": things["item"]},
    ):
        try:
            return reverse(name, kwargs=kwargs)
        except Exception:  # noqa: S112  (the next set of words may fit)
            continue
    raise AssertionError(f"Say in `address` how to fill in {name}.")


def routes(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}"


def test_no_route_escapes_the_matrix():
    ours = {name for name in routes() if not name.startswith(ELSEWHERE)}
    ours -= {"admin:None", "None"}
    assert ours == set(GET)


@pytest.mark.parametrize("name", GET)
def test_who_may_open_what(client, world, name):
    plan, people, things = world
    url = address(name, plan, things)
    found = []
    for reader in READERS:
        client.logout()
        if reader in people:
            client.force_login(people[reader])
        answer = client.get(url)
        if reader == "nobody" and answer.status_code == 302:
            assert answer.url.startswith("/account/login/")
        found.append(answer.status_code)
    assert dict(zip(READERS, found, strict=True)) == dict(zip(READERS, GET[name], strict=True))
