"""All that is recorded of a board, on one page and in one file: journey 10, an auditor's."""

import csv
import io
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb import clock
from lscb.events import audit, seals
from lscb.models import AuditSeal
from plans import operations
from plans.models import PlanEvent
from subgroups.models import GroupEvent
from tests.factories import (
    ActionFactory,
    BoardFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def team(plan):
    return board_team(plan.board, name="Bryony Larkfell")


@pytest.fixture
def auditor(client, plan):
    person = someone_with(plan.board, "auditor", name="Ada Reed")
    client.force_login(person)
    return person


def address(board, name="board-audit", **filters):
    return reverse(f"plans:{name}", args=[board.slug], query=filters)


def shown(response):
    return [line.what for line in response.context["lines"]]


def text_of(response):
    return " ".join(response.content.decode().split())


def rows_saved(response):
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


@pytest.mark.database
def test_who_moved_a_date_when_and_at_which_meeting_is_one_line_and_the_same_in_the_file(
    client, plan, auditor, team
):
    action = ActionFactory(plan=plan, label="8.4", text="Map the services", when_text="July 2018")
    meeting = MeetingFactory(body=BodyFactory(board=plan.board), held_on=date(2018, 4, 5))
    change = operations.ask_for_new_date(
        action=action, to_date=date(2018, 9, 30), reason="Venue", by=chair_of(meeting.body)
    )
    with clock.at(date(2018, 4, 9)):
        operations.decide_new_date(change=change, agreed=True, by=team, meeting=meeting)

    answer = client.get(address(plan.board, words="8.4", operation="new-date-agreed"))

    [line] = answer.context["lines"]
    assert (line.what, line.by, line.thing, line.href) == (
        "New date agreed",
        "Bryony Larkfell",
        "8.4 Map the services",
        action.get_absolute_url(),
    )
    assert line.changes == (
        ("At the meeting", "", str(meeting)),
        ("Due", "31 July 2018", "30 September 2018"),
    )
    [row] = rows_saved(
        client.get(address(plan.board, "board-audit-export", words="8.4", operation="new-date-agreed"))
    )
    assert (row["Entry"], row["Who"], row["Thing"]) == (str(line.key), line.by, line.thing)
    assert "Due: 31 July 2018 became 30 September 2018" in row["Changes"]
    # And the plan's own page says it in the same words.
    history = client.get(reverse("plans:history", args=[plan.slug], query={"operation": "new-date-agreed"}))
    assert history.context["lines"] == [line]


@pytest.fixture
def recorded(plan, team):
    with transaction.atomic():
        audit.record(PlanEvent.PLAN_ARCHIVED, plan, by=team)
        audit.record(PlanEvent.ACTIONS_EXPORTED, plan, by=team)
        audit.record(GroupEvent.SIGNED_IN, team, by=team, board=plan.board)


@pytest.mark.database
@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("", ["Signed in", "Actions saved as a file", "Plan archived"]),
        ("change", ["Plan archived"]),
        ("reading", ["Actions saved as a file"]),
        ("signing-in", ["Signed in"]),
    ],
)
def test_by_kind(client, plan, auditor, recorded, kind, found):
    assert shown(client.get(address(plan.board, kind=kind))) == found


def test_the_plans_page_keeps_to_what_was_changed_and_leads_here(client, plan, auditor, recorded):
    history = client.get(reverse("plans:history", args=[plan.slug]))
    assert shown(history) == ["Plan archived"]
    assert f'href="{address(plan.board)}"' in text_of(history)
    page = text_of(client.get(address(plan.board)))
    assert f'href="{reverse("plans:history", args=[plan.slug])}"' in page


@pytest.mark.database
def test_by_what_it_was_done_to(client, plan, auditor, recorded):
    choices = dict(client.get(address(plan.board)).context["filter"].filters["thing"].extra["choices"])
    assert sorted(choices.values()) == ["Person", "Plan"]
    person = next(pk for pk, name in choices.items() if name == "Person")
    assert shown(client.get(address(plan.board, thing=person))) == ["Signed in"]


def test_a_choice_that_is_none_filters_nothing_and_is_said(client, plan, auditor, recorded):
    answer = client.get(address(plan.board, kind="gossip"))
    assert "Nothing is filtered yet" in text_of(answer)
    assert len(shown(answer)) == 3
    saved = client.get(address(plan.board, "board-audit-export", kind="gossip"))
    assert (saved.status_code, saved.url) == (302, address(plan.board, kind="gossip"))


def test_another_boards_entries_are_neither_shown_nor_reached(client, plan, auditor, recorded):
    other = BoardFactory()
    with transaction.atomic():
        audit.record(GroupEvent.SIGNED_IN, auditor, by=auditor, board=other)
    assert len(shown(client.get(address(plan.board)))) == 3
    assert client.get(address(other)).status_code == 404
    assert client.get(address(other, "board-audit-export")).status_code == 404


@pytest.mark.database
def test_a_board_without_a_plan_has_its_page(client):
    board = BoardFactory(short_name="Westmere")
    client.force_login(board_team(board))
    page = text_of(client.get(address(board)))
    assert "Nothing has been done on this board yet." in page
    assert "Westmere" in page


def test_it_says_up_to_when_it_is_sealed_and_by_which_digest(client, plan, auditor, recorded):
    assert "Nothing is sealed yet" in text_of(client.get(address(plan.board)))
    seals.seal()
    page = text_of(client.get(address(plan.board)))
    assert "Sealed up to" in page
    assert AuditSeal.objects.get().digest in page


def test_the_record_is_checked_from_its_page(client, plan, auditor, recorded):
    def found():
        return " ".join(text_of(client.post(address(plan.board), follow=True)).split())

    assert "Nothing is sealed yet" in found()
    seals.seal()
    assert "The record is whole: all 3 entries that were sealed are as they were" in found()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lscb_auditentry SET operation = 'signed-out' WHERE operation = 'signed-in'")
    assert "The record is not as it was sealed: 1 fault." in found()


@pytest.mark.database
def test_the_number_of_queries_does_not_grow(client, plan, auditor, recorded, team):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(plan.board, words="a")).context["lines"]
        return len(captured)

    ActionFactory(plan=plan)
    few = cost()
    for _ in range(20):
        ActionFactory(plan=plan, by=team)
    with transaction.atomic():
        for _ in range(20):
            person = chair_of(BodyFactory(board=plan.board))
            audit.record(GroupEvent.SIGNED_IN, person, by=person, board=plan.board)
    assert cost() == few
