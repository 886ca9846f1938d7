"""The scrutineer's log: written alone, shared, answered, closed by a meeting; a draft is its writer's alone."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import ScrutinyEntry
from subgroups.models import Notice
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    PriorityFactory,
    QuarterFactory,
    ScrutinyEntryFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


QUERIES = 9  # of the list, with what its filter offers and its saved views


@pytest.fixture(autouse=True)
def today(on):
    on("2018-04-09")


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def scrutineer(plan):
    return someone_with(plan.board, "scrutineer")


def to(name, plan, *more):
    return reverse(f"plans:{name}", args=[plan.slug, *more])


def browser_of(person):
    client = Client()
    client.force_login(person)
    return client


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_finding_goes_from_the_scrutineers_draft_to_the_meeting_that_closes_it(plan, scrutineer):
    group = BodyFactory(board=plan.board, name="Learning Group")
    chair, team = chair_of(group), board_team(plan.board)
    priority, action = PriorityFactory(plan=plan), ActionFactory(plan=plan)
    writes, leads = browser_of(scrutineer), browser_of(team)
    typed = {
        "kind": "finding",
        "words": "Nobody asks the child.",
        "source": "Dip sample",
        "seen_on": "2 April 2018",
        "to": f"group-{group.pk}",
        "priority": priority.pk,
        "action": action.pk,
        "response_due_on": "6 April 2018",
    }
    page = writes.post(to("scrutiny-add", plan), typed, follow=True)
    entry = ScrutinyEntry.objects.get()
    assert "nobody else sees it" in text_of(page) and "Not shared yet" in text_of(page)
    assert not Notice.objects.exists()

    seen = {"share-seen": entry.changed_at.isoformat(), "step": "share"}
    assert "Shared with everybody" in text_of(
        writes.post(to("scrutiny-detail", plan, entry.pk), seen, follow=True)
    )
    assert Notice.objects.get().person == chair
    home = text_of(browser_of(chair).get(reverse("home")))
    assert "Found by scrutiny, and not answered yet" in home and "Nobody asks the child." in home
    assert "3 days late" in text_of(leads.get(to("scrutiny-list", plan) + "?state=late"))

    def settle(step, **words):
        entry.refresh_from_db()
        words = {f"{step}-{name}": value for name, value in words.items()}
        words |= {"step": step, f"{step}-seen": entry.changed_at.isoformat()}
        answer = leads.post(to("scrutiny-detail", plan, entry.pk), words)
        entry.refresh_from_db()
        return answer

    meeting = MeetingFactory(body=group, held_on=date(2018, 4, 3))
    assert settle("answer", response="", responded_on="1 April 2018").status_code == 422
    assert settle("answer", response="We will.", responded_on="9 April 2018").status_code == 302
    assert "Found by scrutiny" not in text_of(browser_of(chair).get(reverse("home")))
    assert settle("close", meeting="", outcome="").status_code == 422
    settle("close", meeting=meeting.pk, outcome="They ask now.")
    assert (entry.state, entry.closed_at_meeting) == (ScrutinyEntry.State.CLOSED, meeting)
    assert "They ask now." in text_of(leads.get(to("scrutiny-list", plan)))
    settle("reopen", reason="Only some do.")
    assert entry.state == ScrutinyEntry.State.ANSWERED and entry.outcome == ""


@pytest.mark.database
def test_nobody_but_its_writer_learns_of_a_draft(plan, scrutineer):
    secret = "Zebra crossing unguarded"
    team, other = board_team(plan.board), someone_with(plan.board, "scrutineer")
    group = BodyFactory(board=plan.board)
    entry = operations.write_scrutiny(
        board=plan.board, kind="finding", words=secret, source="Quiet visit", to=group, by=scrutineer
    )
    operations.change_scrutiny(
        entry=entry, kind="finding", words=secret, source="Quiet visits", to=group, by=scrutineer
    )
    assert AuditEntry.objects.exists()
    assert not [each for each in AuditEntry.objects.all() if "Zebra" in str(vars(each))]
    asked = {
        to("scrutiny-detail", plan, entry.pk): 404,
        to("scrutiny-change", plan, entry.pk): 404,
        to("scrutiny-list", plan): 200,
        to("group-detail", plan, group.pk): 200,
        reverse("reporting:search") + "?words=zebra": 200,
    }
    for person in (team, other, chair_of(group)):
        client = browser_of(person)
        for address, status in asked.items():
            answer = client.get(address)
            assert answer.status_code in (status, 403), address
            assert secret not in answer.content.decode() and "Quiet visit" not in answer.content.decode()
    assert secret in text_of(browser_of(scrutineer).get(to("scrutiny-list", plan)))


@pytest.mark.database
def test_what_cannot_be_is_refused_all_at_once(plan, scrutineer):
    agency, elsewhere = AgencyFactory(board=plan.board), AgencyFactory()
    with pytest.raises(Refused) as refused:
        operations.write_scrutiny(
            board=plan.board, kind="finding", words=" ", source="", seen_on=date(2018, 5, 1), by=scrutineer
        )
    assert set(refused.value.error_dict) == {"words", "source", "seen_on", "to"}
    for wrong in ({"to": elsewhere}, {"priority": PriorityFactory()}, {"action": ActionFactory()}):
        said = {"kind": "finding", "words": "So", "source": "Visit", "to": agency} | wrong
        with pytest.raises(Refused, match="of another board"):
            operations.write_scrutiny(board=plan.board, by=scrutineer, **said)
    page = browser_of(scrutineer).post(to("scrutiny-add", plan), {"kind": "finding", "words": "Kept words"})
    assert (
        page.status_code == 422
        and "Kept words" in text_of(page)
        and "Choose who must answer." in text_of(page)
    )


def test_good_practice_asks_nobody_and_what_is_answered_is_not_reworded(plan, scrutineer):
    good = operations.write_scrutiny(
        board=plan.board, kind="good-practice", words="Well led", source="Visit", by=scrutineer,
        response_due_on=date(2018, 5, 1),
    )  # fmt: skip
    assert good.response_due_on is None
    operations.share_scrutiny(entry=good, plan=plan, by=scrutineer)
    assert good.state == ScrutinyEntry.State.NOTED and not ScrutinyEntry.objects.open().exists()
    with pytest.raises(Refused, match="asks nobody"):
        operations.answer_scrutiny(entry=good, response="Thanks", by=scrutineer)
    answered = ScrutinyEntryFactory(board=plan.board, answered=True)
    with pytest.raises(Refused, match="answered as it stands"):
        operations.change_scrutiny(
            entry=answered, kind="finding", words="Else", source="Visit", to=answered.to, by=scrutineer
        )
    waiting = ScrutinyEntryFactory(board=plan.board)
    with pytest.raises(Refused, match="Record the response first"):
        operations.close_scrutiny(
            entry=waiting, meeting=MeetingFactory(body__board=plan.board), outcome="So", by=scrutineer
        )
    with pytest.raises(IntegrityError, match="scrutiny_"), transaction.atomic():
        ScrutinyEntry.objects.filter(pk=good.pk).update(response="Thanks")


def test_a_years_findings_are_those_looked_at_in_it_and_shared(plan):
    inside = ScrutinyEntryFactory(board=plan.board, seen_on=date(2018, 3, 31))
    ScrutinyEntryFactory(board=plan.board, seen_on=date(2018, 4, 1))
    ScrutinyEntryFactory(board=plan.board, seen_on=date(2018, 3, 1), draft=True)
    assert list(ScrutinyEntry.objects.in_year(date(2017, 4, 1), date(2018, 3, 31))) == [inside]


@pytest.mark.database
def test_the_log_costs_the_same_for_many_as_for_few(plan, django_assert_num_queries, client):
    client.force_login(board_team(plan.board))
    address = to("scrutiny-list", plan)

    def cost(count):
        for _ in range(count):
            ScrutinyEntryFactory(board=plan.board, action=ActionFactory(plan=plan))
        client.get(address)
        with django_assert_num_queries(QUERIES):
            client.get(address)

    cost(1)
    cost(6)


def listed(browser, plan, query="") -> list[str]:
    """The words of the entries that the log shows, with nothing refused."""
    page = browser.get(to("scrutiny-list", plan) + query)
    assert page.status_code == 200 and not page.context["form_refused"]
    return [entry.words for entry in page.context["entries"]]


@pytest.fixture
def log(plan, scrutineer):
    """A log with an entry of each state, called by its state."""
    police = AgencyFactory(board=plan.board, name="Police")
    its_body = BodyFactory(board=plan.board, name="Police", kind="agency", agency=police)
    health = BodyFactory(board=plan.board, name="Health")
    QuarterFactory(plan=plan)  # January to March
    of_board = {"board": plan.board, "written_by": scrutineer, "to_agency": police}
    to_health = of_board | {"to_agency": None, "to_body": health}
    ScrutinyEntryFactory(**of_board, words="draft", source="Walk-through", draft=True)
    ScrutinyEntryFactory(
        **of_board, words="late", response_due_on=date(2018, 4, 2), seen_on=date(2017, 12, 31)
    )
    ScrutinyEntryFactory(**to_health, words="waiting", response_due_on=date(2018, 5, 1))
    ScrutinyEntryFactory(
        **of_board | {"to_agency": None, "to_body": its_body},
        words="answered",
        kind="recommendation",
        seen_on=date(2018, 3, 31),
        answered=True,
    )
    ScrutinyEntryFactory(
        **to_health,
        words="closed",
        outcome="Every case has a plan",
        answered=True,
        closed_at=clock.now(),
        closed_by=scrutineer,
        closed_at_meeting=MeetingFactory(body=health, held_on=date(2018, 4, 4)),
    )
    ScrutinyEntryFactory(
        **of_board | {"to_agency": None}, words="noted", kind="good-practice", source="Interviews"
    )
    return {"police": f"agency-{police.pk}", "health": f"body-{health.pk}"}


FILTERED = {
    "": {"draft", "late", "waiting", "answered", "closed", "noted"},
    "?words=every+case": {"closed"},
    "?words=managers": {"answered", "closed"},
    "?words=interview": {"noted"},
    "?kind=recommendation": {"answered"},
    "?kind=good-practice": {"noted"},
    "?state=draft": {"draft"},
    "?state=open": {"late", "waiting", "answered"},
    "?state=late": {"late"},
    "?state=answered": {"answered"},
    "?state=closed": {"closed"},
    "?source=Interviews": {"noted"},
    "?source=Walk-through": {"draft"},
    "?to={police}": {"draft", "late", "answered"},
    "?to={health}": {"waiting", "closed"},
    "?to={health}&state=open": {"waiting"},
    "?period=q4-2017-18": {"draft", "waiting", "answered", "closed", "noted"},
}


@pytest.mark.database
def test_the_log_is_filtered(plan, scrutineer, log):
    browser = browser_of(scrutineer)
    assert {query: set(listed(browser, plan, query.format(**log))) for query in FILTERED} == FILTERED


def test_the_filters_of_the_log_tell_nobody_else_of_a_draft(plan, log):
    browser = browser_of(board_team(plan.board))
    assert set(listed(browser, plan)) == FILTERED[""] - {"draft"}
    assert listed(browser, plan, "?state=draft") == []
    page = browser.get(to("scrutiny-list", plan) + "?source=Walk-through")
    assert (
        page.context["form_refused"] and "<option" in page.text and "Walk-through</option>" not in page.text
    )


def test_the_log_offers_each_partner_once_however_it_was_asked(plan, scrutineer, log):
    page = browser_of(scrutineer).get(to("scrutiny-list", plan))
    offered = dict(page.context["filter"].form.fields["to"].choices)
    assert list(offered)[1:] == [log["health"], log["police"]]
    assert [offered[log[name]] for name in ("health", "police")] == ["Health", "Police"]


SORTED = {
    "seen": ["late", "draft", "waiting", "noted", "closed", "answered"],
    "kind": ["draft", "late", "waiting", "closed", "noted", "answered"],
    "to": ["waiting", "closed", "draft", "late", "answered", "noted"],
    "response-due": ["late", "waiting"],
    "closed": ["closed"],
}


@pytest.mark.database
def test_the_log_is_sorted_either_way_and_what_has_nothing_to_sort_by_comes_last(plan, scrutineer, log):
    browser = browser_of(scrutineer)
    for key, words in SORTED.items():
        there = listed(browser, plan, f"?order={key}")
        back = listed(browser, plan, f"?order=-{key}")
        assert there[: len(words)] == words, key
        assert len(there) == len(back) == 6
        assert set(back[: len(words)]) == set(words), key
        assert back != there or len(words) == 1, key
