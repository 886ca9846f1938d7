"""Rules of reviews: clocks in working days, stages as they are typed, and where a recommendation stands."""

from datetime import date

import pytest

from plans.rules.recommendations import (
    CLOSED,
    OPEN,
    STATE_WORDS,
    LinkedAction,
    State,
    needs_reason,
    state_of,
)
from plans.rules.review_stages import Since, StageLine, Unit, due_on, read_stages
from subgroups.rules.presets import KINDS
from subgroups.rules.presets_of_reviews import USUAL_KINDS
from subgroups.rules.working_days import are_bank_holidays_known, is_working_day, working_days_after

TODAY = date(2018, 4, 9)


@pytest.mark.parametrize(
    ("began", "number", "last"),
    [
        (date(2018, 4, 9), 0, date(2018, 4, 9)),
        (date(2018, 4, 9), 1, date(2018, 4, 10)),
        (date(2018, 4, 13), 1, date(2018, 4, 16)),  # over a weekend
        (date(2018, 3, 29), 1, date(2018, 4, 3)),  # over Easter: Good Friday and Easter Monday
        (date(2018, 4, 7), 1, date(2018, 4, 9)),  # notified on a Saturday
        (date(2025, 12, 15), 15, date(2026, 1, 8)),  # over Christmas, Boxing Day and New Year's Day
    ],
)
def test_working_days_pass_over_weekends_and_bank_holidays(began, number, last):
    assert working_days_after(began, number) == last
    assert number == 0 or is_working_day(last)


def test_years_without_known_bank_holidays_are_known_as_such():
    assert are_bank_holidays_known(date(2025, 12, 15), date(2026, 1, 7))
    assert not are_bank_holidays_known(date(2018, 1, 1), date(2090, 1, 1))


def test_stages_are_read_a_line_each_with_their_clocks():
    stages, advice = read_stages(
        "Panel meets\n\n"
        "Sent to the national panel: within 15 working days of notification\n"
        "Published (within 6 months of commissioning)\n"
        "Answered - within 1 week after being notified."
    )
    assert advice == []
    assert stages == [
        StageLine("Panel meets"),
        StageLine("Sent to the national panel", 15, Unit.WORKING_DAYS, Since.NOTIFIED),
        StageLine("Published", 6, Unit.MONTHS, Since.COMMISSIONED),
        StageLine("Answered", 1, Unit.WEEKS, Since.NOTIFIED),
    ]
    assert read_stages("\n".join(stage.line for stage in stages)) == (stages, [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("within 15 working days of notification", "say what the stage is"),
        ("Report in 20 days", "write its clock as"),
        ("Report within 3 months of Easter", "write its clock as"),
        ("Report: within 0 days of notification", "from 1 to 1,000"),
        ("x" * 201, "shorten the stage"),
        ("Panel meets\nPanel Meets", "Line 2: the same stage"),
    ],
)
def test_a_line_that_cannot_be_read_is_asked_about(line, said):
    assert said in read_stages(line)[1][0]


def test_a_clock_runs_from_its_day_once_that_is_known():
    days = {Since.NOTIFIED: date(2018, 3, 29), Since.COMMISSIONED: None}
    assert due_on(15, Unit.WORKING_DAYS, Since.NOTIFIED, days) == date(2018, 4, 23)
    assert due_on(10, Unit.DAYS, Since.NOTIFIED, days) == date(2018, 4, 8)
    assert due_on(2, Unit.WEEKS, Since.NOTIFIED, days) == date(2018, 4, 12)
    assert due_on(1, Unit.MONTHS, Since.NOTIFIED, days) == date(2018, 4, 29)
    assert due_on(6, Unit.MONTHS, Since.COMMISSIONED, days) is None
    assert due_on(None, "", "", days) is None


def test_every_kind_of_board_has_kinds_whose_stages_are_read():
    assert set(USUAL_KINDS) == set(KINDS)
    for kinds in USUAL_KINDS.values():
        assert any(kind.is_audit for kind in kinds)
        for kind in kinds:
            stages, advice = read_stages("\n".join(kind.stages))
            assert advice == [] and len(stages) == len(kind.stages)


LIVE = {"counted": True, "closed": False}
GREEN, RED, DONE = (
    LinkedAction(**LIVE, rating="G"),
    LinkedAction(**LIVE, rating="R"),
    LinkedAction(True, True),
)
SAID_DONE, LATE = LinkedAction(**LIVE, rating="B"), LinkedAction(**LIVE, rating="G", overdue=True)
GONE, SILENT = LinkedAction(False, False, rating="R", overdue=True), LinkedAction(**LIVE)


@pytest.mark.parametrize(
    ("response", "actions", "closed", "stands"),
    [
        ("", [], {}, State.AWAITED),
        ("", [DONE], {}, State.AWAITED),
        ("not-accepted", [GREEN], {}, State.NOT_ACCEPTED),
        ("accepted", [], {}, State.NO_ACTION),
        ("in-part", [GONE], {}, State.NO_ACTION),
        ("accepted", [SILENT], {}, State.GOING_ON),
        ("accepted", [GREEN, DONE], {}, State.GOING_ON),
        ("accepted", [GREEN, RED], {}, State.OFF_TRACK),
        ("accepted", [LATE, DONE], {}, State.OFF_TRACK),
        ("accepted", [DONE, SAID_DONE, GONE], {}, State.FOR_CLOSING),
        ("accepted", [DONE], {"closed": True}, State.CLOSED),
        ("accepted", [RED], {"closed": True, "impact_due_on": date(2018, 4, 10)}, State.CLOSED),
        ("accepted", [], {"closed": True, "impact_due_on": TODAY}, State.IMPACT_DUE),
        ("accepted", [], {"closed": True, "found": "embedded"}, State.EMBEDDED),
        (
            "accepted",
            [],
            {"closed": True, "found": "partly", "impact_due_on": date(2018, 10, 9)},
            State.PARTLY_EMBEDDED,
        ),
        ("accepted", [], {"closed": True, "found": "not", "impact_due_on": TODAY}, State.IMPACT_DUE),
        ("accepted", [], {"closed": True, "found": "not"}, State.NOT_EMBEDDED),
    ],
)
def test_where_a_recommendation_stands(response, actions, closed, stands):
    assert state_of(response, actions, **{"closed": False, **closed}, today=TODAY) == stands


def test_every_standing_has_its_words_and_is_open_or_closed_or_not_accepted():
    assert set(STATE_WORDS) == set(State)
    assert OPEN | CLOSED | {State.NOT_ACCEPTED} == set(State) and not OPEN & CLOSED


def test_what_is_not_accepted_as_it_stands_says_why():
    assert [needs_reason(each) for each in ("", "accepted", "in-part", "not-accepted")] == [
        False, False, True, True,
    ]  # fmt: skip
