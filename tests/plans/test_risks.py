"""The risk register: recorded, looked at again, closed; worst first, and nothing lost when two write."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Risk
from tests.factories import ActionFactory, PlanFactory, RiskFactory, board_team, someone_with

pytestmark = pytest.mark.django_db

QUERIES = 8  # with who holds risks, by which it is filtered, and the views of the list


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


def to(name, plan, *more):
    return reverse(f"plans:{name}", args=[plan.slug, *more])


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def typed(**more):
    return {
        "words": "The post ends in March and nobody leads.",
        "likelihood": "4",
        "impact": "4",
        "response": "The chair looks for a successor.",
        "held_by": "Head of Service",
        "review_on": "2 April 2018",
    } | more


def steps(step, risk, **more):
    seen = Risk.objects.get(pk=risk.pk).changed_at.isoformat()
    return {"step": step, f"{step}-seen": seen} | {f"{step}-{name}": value for name, value in more.items()}


@pytest.mark.parametrize(
    ("likelihood", "impact", "score", "band"),
    [
        (1, 1, 1, "low"),
        (1, 3, 3, "low"),
        (2, 2, 4, "moderate"),
        (2, 3, 6, "moderate"),
        (2, 4, 8, "high"),
        (3, 4, 12, "high"),
        (3, 5, 15, "extreme"),
        (5, 5, 25, "extreme"),
    ],
)
def test_the_score_falls_into_its_band(likelihood, impact, score, band):
    risk = Risk(likelihood=likelihood, impact=impact)
    assert (risk.score, risk.band) == (score, band)


def test_recorded_it_stands_in_the_register_worst_first(client, plan, team):
    action = ActionFactory(plan=plan, label="8.5")
    RiskFactory(plan=plan, words="A lesser one", likelihood=2, impact=2)
    with clock.at(date(2018, 4, 1)):
        answer = client.post(to("risk-add", plan), typed(action=action.pk))
    assert answer.url == to("risk-list", plan)
    page = text_of(client.get(answer.url))
    assert "2 open, 1 to be looked at again; 0 closed" in page
    assert page.index("16, extreme") < page.index("4, moderate")
    assert "Likely, major" in page
    assert "7 days late" in page
    assert f'<a href="{action.get_absolute_url()}">8.5</a> The post ends in March' in page


def test_an_empty_register_says_so_and_how_it_is_scored(client, plan, team):
    page = text_of(client.get(to("risk-list", plan)))
    assert "No risk is open." in page
    assert "15 to 25 extreme, 8 to 14 high, 4 to 7 moderate, 1 to 3 low" in page


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ("words", "Say what may happen, and what it would mean."),
        ("likelihood", "Choose how likely it is."),
        ("impact", "Choose how grave it would be."),
        ("response", "Say what is done about it."),
        ("held_by", "Say who answers for it"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, plan, team, box, said):
    answer = client.post(to("risk-add", plan), typed(**{box: ""}))
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors[box])
    kept = "Head of Service" if box != "held_by" else "The post ends in March"
    assert kept in text_of(answer)
    assert not Risk.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": " "},
        {"response": " "},
        {"held_by": " "},
        {"likelihood": 0},
        {"impact": 6},
        {"raised_on": date(2018, 4, 10)},
    ],
)
def test_the_rules_hold_without_a_form(plan, team, wrong):
    said = {"words": "It ends", "likelihood": 2, "impact": 5, "response": "Ask", "held_by": "Chair"}
    with pytest.raises(Refused) as refused:
        operations.record_risk(plan=plan, by=team, **said | wrong)
    assert list(refused.value.error_dict) == list(wrong)


def test_an_action_of_another_plan_is_a_mistake_of_the_caller(plan, team):
    with pytest.raises(ValueError, match="another plan"):
        operations.record_risk(
            plan=plan,
            words="It ends",
            likelihood=2,
            impact=5,
            response="Ask",
            held_by="Chair",
            action=ActionFactory(),
            by=team,
        )


def test_looked_at_again_it_shows_each_score_it_had(client, on, plan, team):
    with clock.at(date(2018, 1, 17)):
        risk = operations.record_risk(
            plan=plan, words="It ends", likelihood=2, impact=5, response="Ask", held_by="Chair", by=team
        )
    answer = client.post(
        risk.get_absolute_url(), steps("review", risk, **typed(likelihood="4", impact="5", review_on=""))
    )
    assert answer.url == risk.get_absolute_url()
    page = text_of(client.get(answer.url))
    assert "Risk 20, extreme" in page
    assert "10 from 17 January 2018, 20 from 9 April 2018" in page
    risk.refresh_from_db()
    assert (risk.review_on, risk.held_by) == (None, "Head of Service")
    entry = AuditEntry.objects.latest("pk")
    assert entry.operation == "risk-reviewed"
    assert entry.changes["likelihood"] == ["Unlikely", "Likely"]


@pytest.mark.database
def test_who_saves_over_somebody_elses_words_is_told_and_loses_nothing(client, plan, team):
    risk = RiskFactory(plan=plan)
    opened = steps("review", risk, **typed())
    operations.review_risk(
        risk=risk, words="Theirs", likelihood=1, impact=1, response="Wait", held_by="Chair", by=team
    )
    answer = client.post(risk.get_absolute_url(), opened)
    assert answer.status_code == 422
    assert "This changed while you were looking at it" in text_of(answer)
    assert "The post ends in March" in text_of(answer)
    assert Risk.objects.get().words == "Theirs"


def test_it_closes_only_with_the_reason_and_then_stays_as_it_is(client, plan, team):
    risk = RiskFactory(plan=plan)
    assert client.post(risk.get_absolute_url(), steps("close", risk, why_closed="")).status_code == 422
    client.post(risk.get_absolute_url(), steps("close", risk, why_closed="A successor was found."))
    risk.refresh_from_db()
    assert (risk.closed_by, risk.days_late) == (team, 0)
    page = text_of(client.get(to("risk-list", plan)))
    assert "0 open; 1 closed" in page
    assert "A successor was found." in page
    assert "Close the risk" not in text_of(client.get(risk.get_absolute_url()))
    with pytest.raises(Refused, match="closed"):
        operations.close_risk(risk=risk, why_closed="Again", by=team)


def test_closed_by_mistake_it_is_opened_again_with_the_reason(client, plan, team):
    risk = RiskFactory(plan=plan)
    client.post(risk.get_absolute_url(), steps("close", risk, why_closed="A successor was found."))
    page = risk.get_absolute_url()
    assert client.post(page, {"step": "reopen", "reopen-reason": " "}).status_code == 422
    answer = text_of(client.post(page, {"step": "reopen", "reopen-reason": "It was another"}, follow=True))
    assert "Risk opened again." in answer and "Close the risk" in answer
    assert "It was another" in answer and "A successor was found." in answer
    entry = AuditEntry.objects.about(risk).first()
    assert (entry.operation, entry.changes["why"]) == ("risk-reopened", ["", "It was another"])
    risk.refresh_from_db()
    assert (risk.closed_at, risk.closed_by, risk.why_closed) == (None, None, "")
    with pytest.raises(Refused, match="open"):
        operations.reopen_risk(risk=risk, reason="Again", by=team)
    client.force_login(someone_with(plan.board, "independent-chair"))
    assert client.post(page, {"step": "reopen", "reopen-reason": "x"}).status_code == 403


def test_readers_read_and_change_nothing(client, plan):
    risk = RiskFactory(plan=plan)
    client.force_login(someone_with(plan.board, "independent-chair"))
    page = text_of(client.get(risk.get_absolute_url()))
    assert "12, high" in page
    assert "Look at it again" not in page
    assert "Record a risk" not in text_of(client.get(to("risk-list", plan)))
    assert client.post(risk.get_absolute_url(), steps("close", risk, why_closed="x")).status_code == 403


@pytest.mark.database
def test_the_register_costs_the_same_whatever_its_length(client, plan, team, django_assert_num_queries):
    for _ in range(12):
        RiskFactory(plan=plan, action=ActionFactory(plan=plan))
    client.get(to("risk-list", plan))
    with django_assert_num_queries(QUERIES):
        client.get(to("risk-list", plan))


@pytest.mark.database
def test_the_database_keeps_the_rules(plan, team):
    for broken in ({"impact": 6}, {"likelihood": 0}, {"closed_at": clock.now(), "closed_by": team}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RiskFactory(plan=plan, **broken)
