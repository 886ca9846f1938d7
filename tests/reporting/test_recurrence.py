"""When reports fall due: windows, meetings, slots; and properties that hold for any rule and any meetings."""

from datetime import date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.recurrence import REACH, Frequency, MeetingDay, fixes_dates, in_words, occurrences_of

FIRST, LAST = date(2017, 4, 1), date(2020, 3, 31)
MARCH = Frequency("recur", "RRULE:FREQ=YEARLY;BYMONTH=3")
QUARTERLY = Frequency("recur", "RRULE:FREQ=MONTHLY;INTERVAL=3")


def days_of(*days, cancelled=()):
    meetings = [MeetingDay(n, date.fromisoformat(day)) for n, day in enumerate(days, start=1)]
    return [MeetingDay(m.id, m.on, m.id in cancelled) for m in meetings]


def due(duty, meetings, first=FIRST, last=LAST, **more):
    return [
        (each.slot, each.due_on.isoformat(), each.meeting)
        for each in occurrences_of(duty, meetings, first=first, last=last, **more)
    ]


# --- Rules with a first and a last day of their own ---------------------------------------------------------------


def test_a_rule_that_ends_has_a_window_for_each_time_it_begins_until_then():
    monthly = Frequency("recur", "RRULE:FREQ=MONTHLY;UNTIL=20180331")
    found = due(monthly, [], first=date(2018, 1, 1))
    assert [slot for slot, _, _ in found] == ["2018-01", "2018-02", "2018-03"]


def test_a_rule_that_follows_another_has_windows_from_its_own_first_day():
    quarterly = Frequency("recur", "DTSTART;VALUE=DATE:20180401\nRRULE:FREQ=MONTHLY;INTERVAL=3")
    found = due(quarterly, [], last=date(2018, 12, 31))
    assert [slot for slot, _, _ in found] == ["2018-04", "2018-07", "2018-10"]
    assert in_words(quarterly) == "Every three months, from 1 April 2018"
    until = Frequency("recur", "RRULE:FREQ=MONTHLY;UNTIL=20180331")
    assert in_words(until) == "Every month, until 31 March 2018"


# --- A month by name --------------------------------------------------------------------------------------------


def test_every_march_is_the_first_meeting_of_march():
    meetings = days_of("2018-01-31", "2018-03-07", "2018-03-21")
    assert due(MARCH, meetings)[0] == ("2018-03", "2018-03-07", 2)


def test_without_a_meeting_in_march_the_next_one_within_three_months_takes_it():
    assert due(MARCH, days_of("2018-02-27", "2018-05-23"))[0] == ("2018-03", "2018-05-23", 2)
    assert due(MARCH, days_of("2018-06-30"))[0] == ("2018-03", "2018-06-30", 1)
    assert due(MARCH, days_of("2018-07-01"))[0] == ("2018-03", "2018-03-31", None)


def test_a_cancelled_meeting_hands_over_to_the_next_one_under_the_same_slot():
    assert due(MARCH, days_of("2018-03-21", "2018-05-23", cancelled={1}))[0] == ("2018-03", "2018-05-23", 2)
    assert due(MARCH, days_of("2018-03-21", cancelled={1}))[0] == ("2018-03", "2018-03-31", None)


def test_a_meeting_that_moves_keeps_its_slot():
    before = due(MARCH, days_of("2018-03-21"))
    after = due(MARCH, days_of("2018-03-28"))
    assert before[0] == ("2018-03", "2018-03-21", 1)
    assert after[0] == ("2018-03", "2018-03-28", 1)


def test_months_a_rule_names_by_their_last_day_are_the_same_months():
    assert due(Frequency("recur", "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1"), []) == due(MARCH, [])


def test_a_day_by_name_is_that_day_and_no_other_meeting_takes_it():
    duty = Frequency("recur", "RRULE:FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30")
    meetings = days_of("2017-10-02", "2018-09-30")
    assert due(duty, meetings) == [
        ("2017-09-30", "2017-09-30", None),
        ("2018-09-30", "2018-09-30", 2),
        ("2019-09-30", "2019-09-30", None),
    ]


# --- So often ---------------------------------------------------------------------------------------------------


def test_quarterly_is_the_first_meeting_of_each_quarter_of_the_boards_year():
    meetings = days_of("2017-11-15", "2018-01-17", "2018-02-14", "2018-04-18", "2018-07-18")
    found = due(QUARTERLY, meetings, date(2017, 10, 1), date(2018, 9, 30))
    assert found == [
        ("2017-10", "2017-11-15", 1),
        ("2018-01", "2018-01-17", 2),
        ("2018-04", "2018-04-18", 4),
        ("2018-07", "2018-07-18", 5),
    ]


def test_the_quarters_follow_the_month_a_boards_year_starts_in():
    slots = [slot for slot, _, _ in due(QUARTERLY, [], last=date(2018, 3, 31), year_starts_in=9)]
    assert slots == ["2017-03", "2017-06", "2017-09", "2017-12", "2018-03"]


def test_every_two_months_takes_every_second_months_meeting():
    meetings = days_of("2018-01-31", "2018-03-21", "2018-05-23", "2018-07-25")
    found = due(
        Frequency("recur", "RRULE:FREQ=MONTHLY;INTERVAL=2"), meetings, date(2018, 1, 1), date(2018, 7, 31)
    )
    assert [meeting for _, _, meeting in found] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "duty",
    [
        Frequency("condition"),
        Frequency("event"),
        Frequency("unspecified"),
        Frequency("recur", "RRULE:FREQ=YEARLY"),
        Frequency("recur", "RRULE:FREQ=YEARLY;INTERVAL=2"),
        Frequency("recur", "RRULE:FREQ=MONTHLY;INTERVAL=6"),
    ],
)
def test_nothing_is_due_where_the_words_fix_no_month(duty):
    assert not fixes_dates(duty)
    assert due(duty, days_of("2018-03-21", "2018-05-23")) == []


def test_twice_a_year_is_due_once_its_months_are_named():
    duty = Frequency("recur", "RRULE:FREQ=YEARLY;BYMONTH=1,7")
    assert [slot for slot, _, _ in due(duty, [], last=date(2018, 12, 31))] == [
        "2017-07",
        "2018-01",
        "2018-07",
    ]


# --- At meetings ------------------------------------------------------------------------------------------------


def test_each_meeting_that_is_held():
    meetings = days_of("2018-01-31", "2018-03-21", "2018-05-23", cancelled={2})
    assert due(Frequency("per-meeting"), meetings) == [
        ("meeting 1", "2018-01-31", 1),
        ("meeting 3", "2018-05-23", 3),
    ]


def test_every_other_meeting_and_the_next_one_stands_in():
    meetings = days_of("2018-02-13", "2018-04-17", "2018-06-12", "2018-08-14", cancelled={3})
    assert due(Frequency("per-meeting", every=2), meetings) == [
        ("meeting 1", "2018-02-13", 1),
        ("meeting 3", "2018-08-14", 4),
    ]


def test_every_other_meeting_without_one_left_to_stand_in_keeps_its_day():
    meetings = days_of("2018-02-13", "2018-04-17", "2018-06-12", cancelled={3})
    assert due(Frequency("per-meeting", every=2), meetings)[-1] == ("meeting 3", "2018-06-12", None)


# --- Whatever the rule ------------------------------------------------------------------------------------------

RULES = st.one_of(
    st.sets(st.integers(1, 12), min_size=1, max_size=4).map(
        lambda months: f"RRULE:FREQ=YEARLY;BYMONTH={','.join(map(str, sorted(months)))}"
    ),
    st.integers(1, 3).map(lambda n: f"RRULE:FREQ=MONTHLY;INTERVAL={n}"),
    st.sampled_from(
        [
            "RRULE:FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30",
            "RRULE:FREQ=MONTHLY;BYMONTHDAY=15,-1",
            "RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=5",
            "RRULE:FREQ=WEEKLY;INTERVAL=2",
        ]
    ),
)
DUTIES = st.one_of(
    RULES.map(lambda rule: Frequency("recur", rule)),
    st.integers(1, 4).map(lambda n: Frequency("per-meeting", every=n)),
)
DAYS = st.dates(date(2016, 1, 1), date(2021, 12, 31))
MEETINGS = st.lists(st.tuples(DAYS, st.booleans()), max_size=30, unique_by=lambda pair: pair[0]).map(
    lambda pairs: [MeetingDay(n, on, cancelled) for n, (on, cancelled) in enumerate(pairs, start=1)]
)
PERIODS = st.tuples(st.dates(date(2016, 6, 1), date(2019, 1, 1)), st.integers(0, 1400)).map(
    lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
)


@given(DUTIES, MEETINGS, PERIODS, st.integers(1, 12))
def test_within_the_years_in_order_and_never_double(duty, meetings, period, year_starts_in):
    first, last = period
    found = occurrences_of(duty, meetings, first=first, last=last, year_starts_in=year_starts_in)
    days = [each.due_on for each in found]
    assert all(first <= day <= last for day in days)
    assert days == sorted(days)
    assert len({each.slot for each in found}) == len(found)
    if duty.kind == "recur":
        assert len(set(days)) == len(days)
    at = [each.meeting for each in found if each.meeting]
    assert len(set(at)) == len(at)


@given(DUTIES, MEETINGS, PERIODS)
def test_a_meeting_is_held_and_is_of_that_day(duty, meetings, period):
    held = {meeting.id: meeting for meeting in meetings if not meeting.cancelled}
    for each in occurrences_of(duty, meetings, first=period[0], last=period[1]):
        if each.meeting:
            assert held[each.meeting].on == each.due_on


@given(st.sets(st.integers(1, 12), min_size=1), PERIODS)
def test_months_agree_with_dateutil(months, period):
    """A month that a rule names is due in it exactly where dateutil finds the month in the years."""
    first, last = period
    rule = f"FREQ=YEARLY;BYMONTH={','.join(map(str, sorted(months)))}"
    found = occurrences_of(Frequency("recur", rule), [], first=first, last=last)
    from_rule = rrulestr(f"{rule};BYMONTHDAY=1", dtstart=_noon(first.replace(day=1)))
    named = list(from_rule.between(_noon(first.replace(day=1)), _noon(last), inc=True))
    assert [each.slot for each in found] == [f"{moment:%Y-%m}" for moment in named]
    assert all(f"{each.due_on:%Y-%m}" == each.slot for each in found)


@given(st.integers(1, 3), st.integers(1, 12), PERIODS)
def test_intervals_agree_with_dateutil(interval, year_starts_in, period):
    """Every n months from the start of the board's year, as dateutil counts them."""
    first, last = period
    rule = f"FREQ=MONTHLY;INTERVAL={interval}"
    found = occurrences_of(
        Frequency("recur", rule), [], first=first, last=last, year_starts_in=year_starts_in
    )
    start = date(first.year - (first.month < year_starts_in), year_starts_in, 1)
    named = [
        m.date() for m in rrulestr(rule, dtstart=_noon(start)).between(_noon(start), _noon(last), inc=True)
    ]
    step = relativedelta(months=interval)
    assert [each.slot for each in found] == [f"{day:%Y-%m}" for day in named if day + step > first]


@given(MEETINGS, PERIODS, st.data())
def test_what_is_due_depends_on_the_years_only_at_their_edges(meetings, period, data):
    """The slots of a shorter stretch are those of the longer one: generating part by part is generating at once."""
    first, last = period
    middle = data.draw(st.dates(first, last))
    whole = occurrences_of(MARCH, meetings, first=first, last=last)
    part = occurrences_of(MARCH, meetings, first=first, last=middle)
    assert {each.slot for each in part} <= {each.slot for each in whole}


@given(MEETINGS, PERIODS)
def test_nobody_waits_longer_than_three_months_after_the_month_that_is_named(meetings, period):
    for each in occurrences_of(MARCH, meetings, first=period[0], last=period[1]):
        end = date.fromisoformat(f"{each.slot}-01") + relativedelta(day=31)
        assert each.due_on <= end + REACH


def test_a_rule_that_cannot_be_read_is_refused():
    with pytest.raises(ValueError):
        occurrences_of(Frequency("recur", "FREQ=SOMETIMES;BYMONTH=3"), [], first=FIRST, last=LAST)


def test_years_that_end_before_they_start_hold_nothing():
    assert occurrences_of(MARCH, [], first=LAST, last=FIRST) == ()


def _noon(day):
    return datetime(day.year, day.month, day.day, 12)
