"""What has not moved: one rule, and the list of actions filtered by it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lscb import clock
from plans.models import Action, Milestone, Undone
from plans.rules.stillness import PERIODS, Said, is_to_move, period_of, periods_without_movement
from plans.selectors.findings import LOOKS
from plans.selectors.stillness import still_for
from tests.factories import ActionFactory, PlanFactory, ProgressUpdateFactory, QuarterFactory, board_team

G, AGAIN, R = Said(0, "G"), Said(1, "G", says_again=True), Said(1, "R", says_again=True)


@pytest.mark.parametrize(
    ("said", "more", "periods"),
    [
        ((), {}, 4),  # nobody ever said anything, and it was there before the first
        ((), {"there_since": 2}, 1),  # nor since it was added
        ((), {"there_since": 3}, 0),  # added now
        ((G,), {}, 3),  # silence is no movement
        ((G, AGAIN), {}, 3),  # nor is the same, word for word
        ((G, AGAIN, Said(2, "G", says_again=True)), {}, 3),
        ((G, AGAIN, Said(3, "G")), {}, 0),  # said anew, though the rating stays
        ((G, R), {}, 2),  # another rating is, though the words stay; for the worse too
        ((G, R, Said(2, "R", says_again=True)), {}, 2),
        ((G, R, Said(3, "G", says_again=True)), {}, 0),  # and back
        ((Said(2, "G", says_again=True),), {}, 1),  # the first that is said in a plan
        ((G,), {"moved_in": (1,)}, 2),  # a part was done, or it was opened again
        ((Said(2, "G"),), {"moved_in": (1,)}, 1),
        ((G,), {"there_since": 3}, 3),  # known of longer than its row
        ((G,), {"moved_in": (7,)}, 0),  # after the period that is asked about
    ],
)
def test_how_long_an_action_has_not_moved(said, more, periods):
    assert periods_without_movement(said, now=3, **{"there_since": -1} | more) == periods


@pytest.mark.parametrize(
    ("live", "rating", "starts_on", "waited_for"),
    [
        (True, "G", None, True),
        (True, "-", None, True),
        (True, "H", None, True),
        (True, "B", None, False),
        (False, "G", None, False),
        (True, "N", date(2018, 4, 10), False),
        (True, "N", date(2018, 4, 9), True),
        (True, "N", None, True),
        (True, "G", date(2018, 4, 10), True),
    ],
)
def test_what_is_complete_gone_or_still_to_start_need_not_move(live, rating, starts_on, waited_for):
    assert is_to_move(live=live, rating=rating, starts_on=starts_on, today=date(2018, 4, 9)) is waited_for


def test_a_day_between_two_periods_belongs_to_the_one_before():
    starts = [date(2018, 1, 1), date(2018, 4, 10)]
    days = [date(2017, 12, 31), date(2018, 1, 1), date(2018, 4, 9), date(2018, 4, 10)]
    assert [period_of(day, starts) for day in days] == [-1, 0, 0, 1]


@pytest.fixture
def plan(on):
    """Four periods, the last being collected; everything was added before the first."""
    on("2017-03-01")
    plan = PlanFactory()
    starts = [date(2017, 4, 1), date(2017, 7, 1), date(2017, 10, 1)]
    for number, start in enumerate(starts, start=1):
        QuarterFactory(
            plan=plan,
            name=f"Q{number}",
            slug=f"q{number}",
            starts_on=start,
            ends_on=start.replace(month=start.month + 2, day=30),
            state="reported",
        )
    QuarterFactory(plan=plan)
    return plan


def said(action, *words):
    """An update a period; None for silence, "=" for what was said before."""
    last = None
    for quarter, each in zip(action.plan.quarters.order_by("starts_on"), words, strict=True):
        if each:
            rating, _, text = each.partition(" ")
            again = last if text == "=" else None
            last = ProgressUpdateFactory(
                action=action,
                quarter=quarter,
                rating=rating,
                progress=last.progress if again else text,
                repeats=again,
            )


@pytest.mark.django_db
@pytest.mark.database
def test_the_list_of_actions_finds_those_that_did_not_move_in_a_fixed_number_of_queries(client, plan, on):
    names = (
        "never",
        "silent",
        "repeats",
        "moves",
        "worse",
        "part",
        "put off",
        "complete",
        "held",
        "undone",
        "again",
    )
    actions = {name: ActionFactory(plan=plan, text=name) for name in names}
    Action.history.update(history_date=clock.now())
    said(actions["silent"], "G one", None, None, None)
    said(actions["repeats"], "G one", "G two", "G =", "G =")
    said(actions["moves"], "G one", "G two", "G three", "G four")
    said(actions["worse"], "G one", "G =", "G =", "R =")
    said(actions["part"], "G one", None, None, None)
    Milestone.objects.create(action=actions["part"], words="A draft", done_on=date(2018, 2, 1))
    said(actions["put off"], "A one", "A =", "A =", None)
    Action.objects.filter(pk=actions["put off"].pk).update(due_on=date(2019, 3, 31))
    said(actions["complete"], "B done", None, None, None)
    said(actions["held"], "H waits", "H =", "H =", "H =")
    said(actions["undone"], "G one", None, "R two", None)
    took_back = actions["undone"].updates.get(rating="R")
    Undone.objects.create(action=actions["undone"], entry=1, update=took_back, by=took_back.by)
    said(actions["again"], "B done", None, None, None)
    on("2017-11-01")
    actions["again"].stands_after = actions["again"].updates.get().pk
    actions["again"]._history_date = clock.now()
    actions["again"].save()
    on("2018-04-09")
    added = ActionFactory(plan=plan, text="added")
    quarter = plan.quarters.get(state="collecting")
    with CaptureQueriesContext(connection) as queries:
        still = still_for(plan, quarter)
    assert len(queries) == 5
    counted = {Action.objects.get(pk=pk).text: n for pk, n in still.items()}
    assert counted == {
        "never": 4,
        "silent": 3,
        "repeats": 2,
        "moves": 0,
        "worse": 0,
        "part": 0,
        "put off": 3,
        "held": 3,
        "undone": 3,
        "again": 1,
        "added": 0,
    }
    assert added.pk in still
    client.force_login(board_team(plan.board))
    for n in PERIODS:
        page = client.get(plan.action_list_url(look=f"no-movement-{n}"))
        shown = {row.action.text for _, rows in page.context["groups"] for row in rows}
        assert shown == {text for text, periods in counted.items() if periods >= n}
        assert page.context["filter"].chosen == [f"No movement for {n} quarters or more"]
    assert {f"no-movement-{n}" for n in PERIODS} < set(LOOKS)
