"""What holds for any text and any date."""

import time
from datetime import date, datetime
from datetime import time as clock
from functools import cache

from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pytest import mark, raises

from plans.rules.timescales import Kind, Timescale, occurrences, read_timescale

MONTHS = "January February March April May June July August September October November December".split()
DATES = st.dates(date(1990, 1, 1), date(2069, 12, 31))
PLAN = {"plan_start": date(2017, 4, 1), "plan_end": date(2020, 3, 31)}
WORDS = st.sampled_from(
    "by end of July May 2018 2018/19 '18 31 31st 31/03/16 2018-09 - / & and or to until from every each other annually "
    "quarterly bi-monthly twice a year Q2 quarter spring autumn term half Year 2 plan ongoing following review meeting "
    "before after week commencing w/c Friday within 3 months as required per see early mid late ( ) . ; , <p> </li> "
    "29 February 0 00 99 1/4ly Easter TBC complete K ſ".split()
)
PHRASES = st.lists(WORDS, max_size=30).map(" ".join)


def ordinal(day):
    return f"{day}{'th' if 10 < day < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


FORMS = [
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}/{day.month}/{day:%y}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%d-%m-%y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{ordinal(day.day)} of {MONTHS[day.month - 1]}, {day.year}",
    lambda day: f"{day.day}-{MONTHS[day.month - 1][:3]}-{day:%y}",
    lambda day: f"{MONTHS[day.month - 1]} {ordinal(day.day)} {day.year}",
    lambda day: f"{day:%A} {day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"by {day:%a} {ordinal(day.day)} {MONTHS[day.month - 1][:3]}. {day.year}",
    lambda day: (
        f"To be agreed with partners by {day.day} {MONTHS[day.month - 1].upper()} {day.year} at the latest"
    ),
    lambda day: f"<p>By {day:%d/%m/%y}</p>",
]


def check(text, **plan):
    started = time.process_time()
    reading = read_timescale(text, **plan)
    took = time.process_time() - started
    assert isinstance(reading, Timescale)
    assert reading.text == text
    assert reading.explanation.endswith(".")
    assert list(reading.due_dates) == sorted(set(reading.due_dates))
    assert set(reading.due_dates) == {each.date for each in reading.milestones if each.date}
    return took


@settings(max_examples=300)
@given(text=st.text(max_size=5000))
@example("July " * 1000)
@example("Q1 " * 1666)
@example("1/1/11 " * 714)
@example("5 July - " * 555)
@example("every a " * 625)
@example("<p " * 1666)
@example("&#x1F" * 1000)
@example("following " * 500)
@example("1, " * 1666)
@example("2018/" * 1000)
@example("\u212aelvin \u017fept 2018 \u0130")
@example("\ud800 July 2018")
def test_any_text_is_read_quickly_and_comes_back_as_given(text):
    assert min(check(text, **PLAN) for _ in range(2)) < 12 * time_for_plain_words()


@cache
def time_for_plain_words():
    """Seconds that 5,000 characters of plain words take on this machine, as busy as it is."""
    return min(check("By the end of the quarter, as agreed with partners. " * 97, **PLAN) for _ in range(5))


@settings(max_examples=600)
@given(text=PHRASES, starts=st.none() | st.dates(), ends=st.none() | st.dates(), year=st.integers(1, 12))
@example("Year 2 ongoing", date(9999, 12, 31), date.max, 4)
@example("before 1 January 1900 within 3 months", date.max, None, 4)
@example("July", date.min, date.min, 12)
@example("ongoing (review 31 June 2018)", date(2017, 4, 1), date(2020, 3, 31), 4)
@example("ongoing, review Year 2", date(2017, 4, 1), date(2018, 3, 31), 4)
@example("end of the year", date.min, date(20, 1, 1), 9)
def test_any_words_of_the_language_in_any_order_and_any_plan(text, starts, ends, year):
    check(text, plan_start=starts, plan_end=ends, year_starts_in=year)


@mark.parametrize("form", range(len(FORMS)))
@settings(max_examples=60)
@given(day=DATES)
def test_a_written_date_is_read_back(form, day):
    reading = read_timescale(FORMS[form](day))
    assert (reading.kind, reading.due_dates) == (Kind.BY_DATE, (day,))


@settings(max_examples=400, derandomize=True)
@given(text=PHRASES)
@example("July 2018")
@example("Autumn 2019")
@example("November 2017 & March 2018")
@example("January 2018 and ongoing")
@example("Annually - August and February")
@example("Q3 2018/19")
@example("Winter 2018")
@example("w/c 5 March 2018")
def test_an_explanation_of_dates_is_read_as_the_same_dates(text):
    reading = read_timescale(text, **PLAN)
    if reading.due_dates:
        assert read_timescale(reading.explanation, **PLAN).due_dates == reading.due_dates


@settings(max_examples=150)
@given(
    frequency=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    interval=st.integers(1, 14),
    start=DATES,
    days=st.integers(0, 1500),
    months=st.none() | st.sets(st.integers(1, 12), min_size=1),
    month_day=st.sampled_from([None, 1, 15, 28, -1]),
)
def test_recurrences_are_those_dateutil_gives(frequency, interval, start, days, months, month_day):
    end = date.fromordinal(start.toordinal() + days)
    rule = f"RRULE:FREQ={frequency};INTERVAL={interval}"
    rule += f";BYMONTH={','.join(map(str, sorted(months)))}" if months else ""
    rule += f";BYMONTHDAY={month_day}" if month_day else ""
    found = occurrences(rule, start=start, end=end)
    if month_day or (frequency in ("DAILY", "WEEKLY")) or (start.day <= 28 and not months):
        wanted = rrulestr(rule, dtstart=datetime.combine(start, clock.min)).between(
            datetime.combine(start, clock.min), datetime.combine(end, clock.max), inc=True
        )
        assert found == [moment.date() for moment in wanted]
    assert found == sorted(set(found))
    assert all(start <= day <= end for day in found)


def test_months_too_short_keep_their_last_day():
    found = occurrences("RRULE:FREQ=MONTHLY;INTERVAL=3", start=date(2018, 8, 31), end=date(2019, 5, 31))
    assert found == [date(2018, 8, 31), date(2018, 11, 30), date(2019, 2, 28), date(2019, 5, 31)]
    yearly = occurrences("FREQ=YEARLY", start=date(2016, 2, 29), end=date(2020, 12, 31))
    assert yearly == [
        date(2016, 2, 29),
        date(2017, 2, 28),
        date(2018, 2, 28),
        date(2019, 2, 28),
        date(2020, 2, 29),
    ]


def test_a_month_named_without_a_day_is_its_last_day():
    found = occurrences("RRULE:FREQ=YEARLY;BYMONTH=2,8", start=date(2017, 10, 31), end=date(2018, 8, 31))
    assert found == [date(2018, 2, 28), date(2018, 8, 31)]


def test_an_end_before_the_start_gives_nothing():
    assert occurrences("RRULE:FREQ=DAILY", start=date(2018, 1, 2), end=date(2018, 1, 1)) == []


@mark.parametrize(
    "rule", ["", "monthly", "FREQ=HOURLY", "FREQ=MONTHLY;INTERVAL=0", "RRULE:FREQ=DAILY;COUNT=x"]
)
def test_a_rule_that_cannot_be_read_is_a_mistake(rule):
    with raises(ValueError):
        occurrences(rule, start=date(2018, 1, 1), end=date(2018, 2, 1))


# How often, with how many times a year that is; 0 where a year does not divide by it.
FREQUENCIES = {
    "annually": 1,
    "every six months": 2,
    "twice a year": 2,
    "termly": 3,
    "quarterly": 4,
    "every 2 months": 6,
    "monthly": 12,
    "every two years": 0,
    "every 18 months": 0,
    "every 5 months": 0,
    "fortnightly": 0,
    "weekly": 0,
    "daily": 0,
    "first Monday of the month": 0,
}


@given(
    st.sampled_from(list(FREQUENCIES)),
    st.sampled_from(["{often} from {day}", "{often} on {day}", "{day}, {often}", "{often}, {day}"]),
    st.dates(date(2019, 1, 1), date(2019, 12, 31)),
)
def test_a_frequency_beside_a_day_without_a_year_is_sure_only_where_it_is_once_a_year(often, form, day):
    said = f"{day.day} {MONTHS[day.month - 1]}"
    reading = read_timescale(form.format(often=often, day=said), **PLAN)
    times = FREQUENCIES[often]
    assert reading.needs_asking == (times != 1)
    if times == 0:
        assert reading.due_dates == ()
        return
    within = [each for each in reading.due_dates if date(2018, 4, 1) <= each <= date(2019, 3, 31)]
    assert len(within) == times
    assert any((each.month, each.day) == (day.month, day.day) for each in within)
    assert all(each.day <= day.day or day.day == 31 for each in within)
    if times > 1:
        assert any(f"every {said}" in other.explanation for other in reading.other_readings)
