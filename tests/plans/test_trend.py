"""Which way a measure goes: what is said is true of the numbers, and the picture stays inside its frame."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.trend import HEIGHT, WIDTH, number, trend_of, with_unit


def trend(*values, **more):
    return trend_of(
        [(f"Q{place}", None if value is None else Decimal(str(value))) for place, value in enumerate(values)],
        **more,
    )


@pytest.mark.parametrize(
    ("values", "more", "words", "arrow"),
    [
        ((), {}, "Nothing recorded yet", ""),
        ((None, None), {}, "Nothing recorded yet", ""),
        ((12,), {}, "12, nothing to compare with", ""),
        ((12, 15), {}, "Up (12 in Q0, 15 in Q1)", "▲"),
        ((12, 15), {"better": "higher"}, "Up, better (12 in Q0, 15 in Q1)", "▲"),
        ((12, 15), {"better": "lower"}, "Up, worse (12 in Q0, 15 in Q1)", "▲"),
        ((15, 12.5), {"better": "lower"}, "Down, better (15 in Q0, 12.5 in Q1)", "▼"),
        ((15, None, 15), {}, "Same (15 in Q0, 15 in Q2)", "►"),
    ],
)
def test_in_words(values, more, words, arrow):
    found = trend(*values, **more)
    assert (found.words, found.arrow) == (words, arrow)


@pytest.mark.parametrize(
    ("now", "better", "said"),
    [
        (10, "", "at the target of 10"),
        (12, "", "above the target of 10"),
        (8, "", "below the target of 10"),
        (12, "higher", "past the target of 10"),
        (12, "lower", "short of the target of 10"),
        (8, "lower", "past the target of 10"),
    ],
)
def test_against_a_target(now, better, said):
    assert trend(now, better=better, target=Decimal(10)).words.endswith(f"; {said}")


@given(st.lists(st.none() | st.decimals(-(10**9), 10**9, places=3), max_size=8))
def test_the_picture_has_a_dot_a_value_inside_its_frame_with_the_highest_on_top(values):
    found = trend_of([(f"Q{place}", value) for place, value in enumerate(values)])
    known = [value for value in values if value is not None]
    assert len(found.dots) == len(known)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in found.dots)
    assert [x for x, _ in found.dots] == sorted({x for x, _ in found.dots})
    for (_, one), (_, other) in zip(found.dots, found.dots[1:], strict=False):
        before, now = known[found.dots.index((_, other)) - 1], known[found.dots.index((_, other))]
        assert (other <= one) if now >= before else (other >= one)


def test_numbers_as_people_write_them():
    assert number(Decimal("1200.500")) == "1,200.5"
    assert number(Decimal("1E+3")) == "1,000"
    assert (with_unit(Decimal("12.50"), "%"), with_unit(Decimal(14), "days")) == ("12.5%", "14 days")
    assert with_unit(None, "%") == ""
