"""The rhythm of a plan: which reporting periods it gives, how they are called, and what a change of it does."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.rhythm import KINDS, Naming, Reporting, Rhythm, Span, a_year_before, name_in_full

FIRST, LAST = date(2025, 4, 1), date(2028, 3, 31)


def reporting(rhythm: Rhythm, naming: Naming | None = None, month: int = 4, word: str = "") -> Reporting:
    return Reporting(rhythm, month, naming or KINDS[rhythm].naming, word or KINDS[rhythm].word)


@pytest.mark.parametrize(
    ("how", "names"),
    [
        (reporting(Rhythm.QUARTERS), ["Q1 2025/26", "Q2 2025/26", "Q3 2025/26", "Q4 2025/26"]),
        (reporting(Rhythm.TERMS), ["Term 1 2025/26", "Term 2 2025/26", "Term 3 2025/26"]),
        (reporting(Rhythm.HALF_YEARS), ["H1 2025/26", "H2 2025/26"]),
        (reporting(Rhythm.HALF_YEARS, Naming.WORD, 1), ["Half-year 1 2025", "Half-year 2 2025"]),
        (
            reporting(Rhythm.TWO_MONTHS),
            [
                "April-May 2025",
                "June-July 2025",
                "August-September 2025",
                "October-November 2025",
                "December 2025-January 2026",
                "February-March 2026",
            ],
        ),
        (
            reporting(Rhythm.MONTHS, month=12),
            [
                f"{name} 202{5 + (n > 0)}"
                for n, name in enumerate(
                    "December January February March April May June July August September October November".split()
                )
            ],
        ),
        (reporting(Rhythm.TYPED), []),
    ],
)
def test_a_year_has_its_periods_by_their_names(how, names):
    assert [span.name for span in how.of_year(2025)] == names


def test_terms_are_those_of_the_school_year_whatever_the_boards():
    autumn, spring, summer = reporting(Rhythm.TERMS, month=4).of_year(2025)
    assert (autumn.starts_on, autumn.ends_on) == (date(2025, 9, 1), date(2025, 12, 31))
    assert (spring.starts_on, spring.ends_on) == (date(2026, 1, 1), date(2026, 3, 31))
    assert (summer.starts_on, summer.ends_on) == (date(2026, 4, 1), date(2026, 8, 31))


@given(
    rhythm=st.sampled_from([each for each in Rhythm if each is not Rhythm.TYPED]),
    month=st.integers(1, 12),
    year=st.integers(2000, 2100),
)
def test_every_day_is_in_one_period_and_no_name_comes_twice(rhythm, month, year):
    how = reporting(rhythm, month=month)
    spans = [span for each in (year, year + 1) for span in how.of_year(each)]
    for span, after in pairwise(spans):
        assert span.ends_on + timedelta(days=1) == after.starts_on
        assert how.next_end(span) == after.ends_on
    assert len({span.name for span in spans}) == len(spans)


@given(
    was=st.sampled_from([each for each in Rhythm if each is not Rhythm.TYPED]),
    now=st.sampled_from([each for each in Rhythm if each is not Rhythm.TYPED]),
    months=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    kept=st.integers(0, 12),
)
def test_whatever_follows_whatever_no_two_share_a_day_or_a_name(was, now, months, kept):
    there = list(reporting(was, month=months[0]).between(FIRST, LAST))[:kept]
    offered = reporting(now, month=months[1]).offered(FIRST, LAST, there)
    both = sorted([*there, *offered], key=lambda span: span.starts_on)
    assert not [one for one, other in pairwise(both) if one.shares_a_day_with(other)]
    assert len({span.name.casefold() for span in both}) == len(both)
    gaps = ((other.starts_on - one.ends_on).days - 1 for one, other in pairwise(both))
    assert all(gap < 28 for gap in gaps)


def test_a_half_year_after_three_quarters_is_what_they_leave_of_it():
    there = reporting(Rhythm.QUARTERS).of_year(2025)[:3]
    first, second, *_ = reporting(Rhythm.HALF_YEARS).offered(FIRST, LAST, there)
    assert (first.name, first.starts_on, first.ends_on) == (
        "January-March 2026",
        date(2026, 1, 1),
        date(2026, 3, 31),
    )
    assert (second.name, second.starts_on) == ("H1 2026/27", date(2026, 4, 1))


def test_where_days_are_typed_the_next_is_as_long_again():
    span = Span("Autumn", date(2025, 9, 1), date(2025, 12, 19))
    assert reporting(Rhythm.TYPED).next_end(span) == date(2026, 4, 8)


@pytest.mark.parametrize(
    ("name", "word", "whole"),
    [
        ("Q4 2017/18", "Quarter", "Quarter 4 2017/18"),
        ("H1 2025/26", "Half-year", "Half-year 1 2025/26"),
        ("Term 1 2025/26", "Term", "Term 1 2025/26"),
        ("Quarter day", "Quarter", "Quarter day"),
    ],
)
def test_the_paper_writes_a_name_in_full(name, word, whole):
    assert name_in_full(name, word) == whole


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (("Q4 2018/19", date(2019, 1, 1), date(2019, 3, 31)), "Q4 2017/18"),
        (("Q3 2018/19", date(2018, 10, 1), date(2018, 12, 31)), None),  # nothing was reported then
        (("H2 2018/19", date(2018, 10, 1), date(2019, 3, 31)), "Q4 2017/18"),  # another rhythm, the same day
        (("Spring", date(2019, 1, 7), date(2019, 4, 5)), "Q4 2017/18"),  # terms end on other days
        (("March", date(2019, 3, 1), date(2019, 3, 14)), None),  # too short for what ended 17 days later
        (("Q4 2017/18", date(2018, 1, 1), date(2018, 3, 31)), None),
    ],
)
def test_the_period_of_a_year_before_is_found_by_the_day_on_which_it_ended(span, found):
    others = [
        Span("Q4 2017/18", date(2018, 1, 1), date(2018, 3, 31)),
        Span("Q1 2018/19", date(2018, 4, 1), date(2018, 6, 30)),
    ]
    before = a_year_before(Span(*span), others)
    assert (before and before.name) == found
