"""Days of meetings by rule and from a pasted list, in any usual British form; and what speaks against a day."""

from calendar import monthrange
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgroups.rules.meeting_dates import by_rule, read_dates, warnings_about

APRIL = date(2018, 4, 18)


def test_the_third_wednesday_of_each_quarter():
    days = by_rule(nth=3, weekday=2, months=[1, 4, 7, 10], first=date(2018, 4, 1), last=date(2019, 3, 31))
    assert days == [date(2018, 4, 18), date(2018, 7, 18), date(2018, 10, 17), date(2019, 1, 16)]


@given(
    st.integers(1, 4) | st.just(-1),
    st.integers(0, 6),
    st.sets(st.integers(1, 12), min_size=1),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.dates(date(2000, 1, 1), date(2045, 1, 1)),
)
def test_a_rule_falls_once_a_month_on_its_weekday(nth, weekday, months, first, last):
    days = by_rule(nth=nth, weekday=weekday, months=sorted(months), first=first, last=last)
    assert days == sorted(set(days))
    assert len({(day.year, day.month) for day in days}) == len(days)
    for day in days:
        assert first <= day <= last and day.weekday() == weekday and day.month in months
        length = monthrange(day.year, day.month)[1]
        assert day.day > length - 7 if nth == -1 else (day.day - 1) // 7 == nth - 1


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("18 April 2018", APRIL, None),
        ("18th April 2018", APRIL, None),
        ("Wednesday, 18th of Apr. 2018", APRIL, None),
        ("Wed 18 Apr 18", APRIL, None),
        ("wed 18 APRIL '18", APRIL, None),
        ("18/04/2018", APRIL, None),
        ("18/4/18", APRIL, None),
        ("18.4.2018", APRIL, None),
        ("18-04-2018", APRIL, None),
        ("2018-04-18", APRIL, None),
        ("18 April 2018, 09:30", APRIL, time(9, 30)),
        ("18/4/18 14.00", APRIL, time(14, 0)),
        ("2pm on 18 April 2018", APRIL, time(14, 0)),
        ("18 April 2018 12.15 pm, County Hall", APRIL, time(12, 15)),
        ("1) 5 Sept 2018", date(2018, 9, 5), None),
        ("LSCB\t18 April 2018\t9.30am", APRIL, time(9, 30)),
        ("Wednesday 18 April 2018 (18/04/18)", APRIL, None),
        ("09:30, 18 April 2018", APRIL, time(9, 30)),
        ("Meeting 3, 18 April 2018", APRIL, None),
        ("29 February 2020", date(2020, 2, 29), None),
    ],
)
def test_the_usual_forms_are_read(text, day, at):
    [line] = read_dates(text)
    assert (line.day, line.at, line.problem) == (day, at, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("to be confirmed", "No date was found"),
        ("18 April", "The year is missing"),
        ("31 April 2018", "There is no such day"),
        ("4/18/2018", "There is no such day"),
        ("29 February 2018", "There is no such day"),
        ("Thursday 18 April 2018", "18 April 2018 is a Wednesday"),
        ("11 & 18 April 2018", "There are several days here"),
        ("Wed 11th, Wed 18th and Wed 25th April 2018", "There are several days here"),
        ("17-18 April 2018", "There are several days here"),
        ("18 April 2018 and 16 May 2018", "There are several days here"),
        ("18/4/2018; 16/5/2018", "There are several days here"),
        ("18 April 1018", "The year looks wrong"),
        ("18 April 2018 at 25:00", "There is no such time"),
    ],
)
def test_what_cannot_be_read_is_said_by_its_line(text, said):
    first, second = read_dates(f"\n18 May 2018\n\n{text}\n")
    assert first.day == date(2018, 5, 18)
    assert (second.number, second.day) == (4, None)
    assert said in second.problem


def test_a_day_that_stands_twice_is_said():
    lines = read_dates("18 April 2018\n18/4/18")
    assert lines[1].problem == "This is the day of line 1 again."


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text):
    for line in read_dates(text):
        assert (line.day is None) == bool(line.problem)


@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(
        ["{0.day} {0:%B} {0.year}", "{0:%a} {0.day} {0:%b} {0.year}", "{0:%d/%m/%Y}", "{0:%d.%m.%Y}"]
    ),
)
def test_a_day_written_in_a_usual_form_is_that_day(day, form):
    [line] = read_dates(form.format(day))
    assert (line.day, line.at) == (day, None)


@pytest.mark.parametrize(
    ("day", "warned"),
    [
        (APRIL, []),
        (date(2018, 4, 21), ["a Saturday"]),
        (date(2018, 5, 7), ["a bank holiday (Early May bank holiday)"]),
        (date(2018, 3, 30), ["a bank holiday (Good Friday)"]),
        (date(2045, 4, 18), ["bank holidays of 2045 are not known here"]),
    ],
)
def test_weekends_bank_holidays_and_unknown_years_are_warned_of(day, warned):
    assert warnings_about(day) == warned
