"""Ratings are complete: every letter has a word, a meaning, its needs and a place."""

import pytest

from plans.rules import ratings
from plans.rules.ratings import Rating


def test_every_letter_is_in_every_map():
    letters = {*Rating, ratings.NO_UPDATE}
    assert (
        set(ratings.DEFAULT_KEY)
        == set(ratings.WORDS)
        == set(ratings.ORDER)
        == set(ratings.WORST_FIRST)
        == letters
    )
    assert len(ratings.ORDER) == len(ratings.WORST_FIRST) == len(letters)
    assert set(ratings.NEEDS) == set(Rating)


@pytest.mark.parametrize(("days", "expected"), [(-1, None), (0, None), (1, "A"), (31, "A"), (32, "R")])
def test_lateness_suggests_a_rating(days, expected):
    assert ratings.suggested(days) == expected


def test_a_rating_that_disagrees_with_its_dates_asks_for_a_reason():
    assert ratings.needs("G") == []
    assert [need.field for need in ratings.needs("G", disagrees=True)] == ["reason"]
    assert [need.field for need in ratings.needs("A", disagrees=True)][-1] == "reason"


@pytest.mark.parametrize(
    ("rating", "days", "start_passed", "tolerance", "suggests"),
    [
        ("G", 0, False, 1, None),
        ("G", 9, False, 1, "A"),
        ("G", 40, False, 1, "R"),
        ("G", 40, False, 2, "A"),
        ("G", 1, False, 0, "R"),
        ("N", 9, False, 1, "A"),
        ("N", 0, True, 1, "A"),
        ("N", 40, True, 1, "R"),
        ("A", 9, False, 1, None),
        ("A", 40, False, 1, "R"),
        ("R", 400, True, 1, None),
        ("B", 400, True, 1, None),
        ("H", 400, True, 1, None),
    ],
)
def test_what_the_dates_suggest_instead(rating, days, start_passed, tolerance, suggests):
    found = ratings.instead_of(rating, days_late=days, start_passed=start_passed, tolerance_months=tolerance)
    assert found == suggests


def test_the_key_says_the_plans_own_tolerance():
    assert "up to 3 months late" in ratings.default_meaning("A", tolerance_months=3)
    assert "more than 3 months late" in ratings.default_meaning("R", tolerance_months=3)
    for letter in ratings.ORDER:
        assert ratings.default_meaning(letter) == ratings.DEFAULT_KEY[letter][1]
        assert "month" not in ratings.default_meaning(letter, tolerance_months=0)
