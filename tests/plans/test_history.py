"""The audit trail in the browser: what a line says, how it is filtered, paged and saved, and what it costs."""

import csv
import io
from datetime import date, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb import clock
from lscb.events import audit
from lscb.models import AuditEntry
from lscb.operations import keep
from plans import operations
from plans.models import Plan
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
    nth,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def auditor(client, plan):
    person = someone_with(plan.board, "auditor", name="Ada Reed")
    client.force_login(person)
    return person


@pytest.fixture
def team(plan):
    return board_team(plan.board, name="Bryony Larkfell")


def address(plan, name="history", **filters) -> str:
    return reverse(f"plans:{name}", args=[plan.slug], query=filters)


def written(operation, thing, *, by=None, on=date(2018, 4, 9), changes=None, board=None) -> AuditEntry:
    with clock.at(on), transaction.atomic():
        return audit.record(operation, thing, by=by, board=board, changes=changes)


def shown(response) -> list[str]:
    return [line.what for line in response.context["lines"]]


def page_text(response) -> str:
    return " ".join(response.content.decode().split())


def rows_saved(response) -> list[dict]:
    body = b"".join(response.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


# --- What a line says -----------------------------------------------------------------------------------


def test_newest_first_with_when_who_what_to_what_and_the_words_before_and_after(client, plan, auditor, team):
    action = ActionFactory(plan=plan, label="8.4", text="Map the services", by=team)
    action.outcome = "Families <wait> less"
    with clock.at(datetime(2018, 4, 10, 15, 5)):
        keep(action, by=team)

    answer = client.get(address(plan))

    newest, *_, oldest = answer.context["lines"]
    assert (newest.what, newest.by, newest.thing) == (
        "Action changed",
        "Bryony Larkfell",
        "8.4 Map the services",
    )
    assert newest.changes == (
        ("What we are trying to achieve", "Staff are confident", "Families <wait> less"),
    )
    assert oldest.what == "Action added"
    text = page_text(answer)
    assert "10 April 2018, 15:05" in text
    assert "Families &lt;wait&gt; less" in text
    assert f'<a href="{action.get_absolute_url()}">8.4 Map the services</a>' in text


def test_dates_and_nothing_are_said_in_words(client, plan, auditor, team):
    with clock.at(date(2018, 4, 8)):
        action = ActionFactory(plan=plan, when_text="July 2018")
        operations.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Venue", by=team)
    written("report-approved", plan, changes={"done": [False, True], "remarks": ["", "Good"]})

    lines = client.get(address(plan)).context["lines"]

    assert lines[0].changes == (("Done", "no", "yes"), ("Remarks", "", "Good"))
    assert lines[1].changes == (
        ("Asked for", "", "30 September 2018"),
        ("Instead of", "", "31 July 2018"),
    )


def test_what_was_empty_and_stayed_so_is_no_change(client, plan, auditor):
    written("report-approved", plan, changes={"remarks": ["", ""], "due": [None, ""], "done": [False, False]})
    written("report-approved", plan, changes={"remarks": ["", ""]})

    answer = client.get(address(plan))

    assert [line.changes for line in answer.context["lines"]][:2] == [(), (("Done", "no", "no"),)]
    assert "taken out" not in page_text(answer)
    assert rows_saved(client.get(address(plan, "history-export")))[0]["Changes"] == ""


def test_only_an_action_that_is_still_there_is_a_link(client, plan, auditor):
    quarter = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=PersonFactory())
    gone = ActionFactory(plan=plan, label="9.9")
    name = str(gone)
    gone.owners.all().delete()
    gone.delete()

    lines = client.get(address(plan)).context["lines"]

    assert [(line.thing, line.href) for line in lines] == [(name, ""), (str(quarter), "")]


@pytest.mark.database
def test_a_thing_of_another_kind_with_the_number_of_an_action_is_no_link_and_not_found_under_it(
    client, plan, auditor
):
    action = ActionFactory(plan=plan)
    AuditEntry.objects.create(
        operation="plan-changed", thing=plan, thing_name="The plan", board=plan.board, by_name="The system"
    )
    other = AuditEntry(
        operation="group changed", thing_name="A group", board=plan.board, by_name="The system"
    )
    other.thing_type = AuditEntry.objects.filter(operation="plan-changed").get().thing_type
    other.thing_id = action.pk
    other.save()

    lines = client.get(address(plan)).context["lines"]
    assert {line.thing: line.href for line in lines}["A group"] == ""
    assert shown(client.get(address(plan, action=action.pk))) == ["Action added"]


# --- Whose ----------------------------------------------------------------------------------------------


def test_another_board_s_entries_are_neither_listed_nor_offered(client, plan, auditor):
    other = PlanFactory()
    written("plan-archived", other, by=PersonFactory(name="Nadia Elsewhere"))
    ActionFactory(plan=other, text="Somebody else's")
    written("plan-changed", plan)

    text = page_text(client.get(address(plan)))

    assert "Plan changed" in text
    assert "Plan archived" not in text
    assert "Nadia" not in text
    assert "Somebody else" not in text
    assert client.get(address(other)).status_code == 404
    assert client.get(address(other, "history-export")).status_code == 404


def test_an_auditor_of_one_board_does_not_read_the_trail_of_another_where_they_only_sit(client, plan):
    body = BodyFactory()
    theirs = PlanFactory(board=body.board)
    person = chair_of(body)
    person.board_roles.create(board=plan.board, role="auditor")
    client.force_login(person)
    assert client.get(address(plan)).status_code == 200
    assert client.get(address(theirs)).status_code == 403
    assert client.get(address(theirs, "history-export")).status_code == 403


@pytest.mark.parametrize(("role", "linked"), [("auditor", True), (None, False)])
def test_pages_link_here_for_those_who_may_read_it(client, plan, role, linked):
    action = ActionFactory(plan=plan)
    QuarterFactory(plan=plan)
    person = someone_with(plan.board, role) if role else chair_of(BodyFactory(board=plan.board))
    client.force_login(person)

    everything, its_own = f'href="{address(plan)}"', f'href="{address(plan, action=action.pk)}"'

    assert (everything in page_text(client.get(reverse("plans:quality", args=[plan.slug])))) is linked
    assert (everything in page_text(client.get(reverse("home")))) is linked
    assert (its_own in page_text(client.get(action.get_absolute_url()))) is linked


# --- Filters --------------------------------------------------------------------------------------------


@pytest.fixture
def trail(plan, team):
    """Four entries of one board."""
    action = ActionFactory(plan=plan, label="3.1", text="Train the trainers")
    written("quarter-opened", plan, by=team, on=date(2018, 1, 31))
    written("progress-updated", action, by=team, on=date(2018, 3, 31), changes={"cause": ["", "Café “Süd”"]})
    written(
        "new-date-agreed", action, by=board_team(plan.board, name="Zoe Ash"), on=date(2018, 4, 1), changes={}
    )
    return action


ALL = ["Action added", "New date agreed", "Progress updated", "Quarter opened"]


@pytest.mark.database
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ALL),
        ({"person": "system"}, ["Action added"]),
        ({"operation": "quarter-opened"}, ["Quarter opened"]),
        ({"words": "trainers"}, ["Action added", "New date agreed", "Progress updated"]),
        ({"words": "CAUSE"}, ["Progress updated"]),
        ({"words": "Café “Süd”"}, ["Progress updated"]),
        ({"words": "100%"}, []),
        ({"from_date": "31 March 2018"}, ["Action added", "New date agreed", "Progress updated"]),
        ({"to_date": "31/3/2018"}, ["Progress updated", "Quarter opened"]),
        ({"from_date": "2018-02-01", "to_date": "2018-03-31"}, ["Progress updated"]),
    ],
)
def test_filters(client, plan, auditor, trail, filters, found):
    answer = client.get(address(plan, **filters))
    assert shown(answer) == found
    assert [
        row["What"] for row in rows_saved(client.get(address(plan, "history-export", **filters)))
    ] == found
    assert answer.context["page_obj"].paginator.count == len(found)


@pytest.mark.database
def test_by_person_and_by_action(client, plan, auditor, team, trail):
    assert shown(client.get(address(plan, person=team.pk))) == ["Progress updated", "Quarter opened"]
    answer = client.get(address(plan, person=team.pk, action=trail.pk))
    assert shown(answer) == ["Progress updated"]
    assert "Bryony Larkfell; 3.1 Train the trainers" in page_text(answer)


def test_people_offered_are_those_who_did_something_under_their_last_name(client, plan, auditor, team, trail):
    team.name = "Bryony Marsh"
    team.save()
    written("plan-changed", plan, by=team)
    choices = client.get(address(plan)).context["filter"].filters["person"].extra["choices"]
    assert [name for _, name in choices] == ["Bryony Marsh", "Zoe Ash", "The system"]


def test_a_day_that_is_no_day_filters_nothing_and_is_said(client, plan, auditor, trail):
    answer = client.get(address(plan, from_date="soon", operation="quarter-opened"))
    text = page_text(answer)
    assert shown(answer) == ALL
    assert "<title>Error: " in text
    assert "From: Write the date as 31 March 2018." in text
    assert 'value="soon"' in text
    saved = client.get(address(plan, "history-export", from_date="soon"))
    assert saved.status_code == 302
    assert saved.url == address(plan, from_date="soon")


@pytest.mark.database
def test_an_evening_in_summer_time_belongs_to_its_own_day(client, plan, auditor):
    written("quarter-opened", plan, on=datetime(2018, 7, 1, 0, 30))  # 30 June, 23:30 in universal time
    assert shown(client.get(address(plan, from_date="1 July 2018", to_date="1 July 2018"))) == [
        "Quarter opened"
    ]
    assert shown(client.get(address(plan, to_date="30 June 2018"))) == []


def test_empty_is_said(client, plan, auditor):
    assert "Nothing has been done on this board yet." in page_text(client.get(address(plan)))
    written("plan-changed", plan)
    text = page_text(client.get(address(plan, words="nowhere")))
    assert "Nothing that was done matches these filters." in text


# --- Pages, spreadsheet, cost ---------------------------------------------------------------------------


def test_a_hundred_to_a_page_and_the_filters_stay(client, plan, auditor):
    for number in range(103):
        written("plan-changed", plan, changes={"title": [str(number), str(number + 1)]})
    written("plan-loaded", plan)
    first = client.get(address(plan, operation="plan-changed"))
    assert len(first.context["lines"]) == 100
    assert "?operation=plan-changed&amp;page=2" in page_text(first)
    second = client.get(address(plan, operation="plan-changed", page=2))
    assert [line.changes for line in second.context["lines"]] == [
        (("Title", str(number), str(number + 1)),) for number in (2, 1, 0)
    ]
    assert len(rows_saved(client.get(address(plan, "history-export")))) == 104


def test_the_spreadsheet_holds_no_formulas(client, plan, auditor):
    plan.title = "=HYPERLINK(1)"
    written(
        "plan-changed",
        plan,
        by=PersonFactory(name="@Eve"),
        changes={"-cmd": ["", "=1+1"], "bill": [None, "C"]},
    )
    answer = client.get(address(plan, "history-export"))
    assert (
        answer["Content-Disposition"] == f'attachment; filename="{plan.slug}-history-2018-04-09-official.csv"'
    )
    assert rows_saved(answer) == [
        {
            "Entry": str(AuditEntry.objects.get(operation="plan-changed").pk),
            "When": "2018-04-09 12:00:00",
            "Who": "'@Eve",
            "What": "Plan changed",
            "Thing": "'=HYPERLINK(1)",
            "Changes": "'-cmd: =1+1; Bill: C",
        }
    ]


@pytest.mark.database
@pytest.mark.parametrize("filtered", [False, True])
def test_the_number_of_queries_does_not_grow(client, plan, auditor, team, filtered):
    def cost():
        filters = {"action": plan.actions.first().pk, "words": "a"} if filtered else {}
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address(plan, **filters))
        assert answer.context["lines"]
        return len(captured)

    operations.withdraw_action(action=ActionFactory(plan=plan, by=team), reason="Done", by=team)
    few = cost()
    for _ in range(30):
        ActionFactory(plan=plan, by=team)
        written("plan-changed", plan, by=PersonFactory())
        written("action-changed", plan.actions.first(), by=team)
    assert cost() == few
