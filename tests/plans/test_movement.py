"""Movement: every action moved in exactly one way, and none of them hides what matters."""

from itertools import product

import pytest

from plans.rules import ratings
from plans.rules.movement import STARTED, WORDS, Movement, in_words, movement

PAIRS = list(product([None, *ratings.ORDER], ratings.ORDER))


def test_every_pair_of_ratings_moved_in_one_way_that_has_words():
    assert set(WORDS) == set(Movement)
    found = {movement(before, now) for before, now in PAIRS}
    assert found == set(Movement) - {Movement.LEFT}  # that is a state of the action, not a rating


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("G", "R", Movement.WORSE),
        ("G", "A", Movement.WORSE),
        ("N", "A", Movement.WORSE),
        ("N", "R", Movement.WORSE),
        ("R", "G", Movement.BETTER),
        ("N", "G", Movement.BETTER),
        ("A", "A", Movement.SAME),
        ("B", "B", Movement.SAME),
        ("H", "H", Movement.SAME),
        ("N", "N", Movement.SAME),
        (None, "G", Movement.NEW),
        (None, "-", Movement.NEW),
        ("A", "B", Movement.CLOSED),
        ("N", "B", Movement.CLOSED),
        ("-", "B", Movement.CLOSED),
        ("B", "A", Movement.REOPENED),
        ("B", "-", Movement.REOPENED),
        ("G", "H", Movement.ON_HOLD),
        ("H", "R", Movement.TAKEN_UP),
        ("H", "N", Movement.TAKEN_UP),
        ("A", "N", Movement.NOT_STARTED),
        ("G", "-", Movement.SILENT),
        ("H", "-", Movement.SILENT),
        ("-", "-", Movement.SILENT),
        ("-", "R", Movement.FIRST_RATED),
    ],
)
def test_movement(before, now, expected):
    assert movement(before, now) == expected


@pytest.mark.parametrize(("before", "now"), list(product("RAGB", repeat=2)))
def test_better_one_way_is_worse_the_other(before, now):
    there, back = movement(before, now), movement(now, before)
    opposite = {
        Movement.BETTER: Movement.WORSE,
        Movement.WORSE: Movement.BETTER,
        Movement.CLOSED: Movement.REOPENED,
        Movement.REOPENED: Movement.CLOSED,
    }
    assert back == opposite.get(there, there)


def test_whatever_falls_silent_or_stays_as_it_was_is_never_better_or_worse():
    for before, now in PAIRS:
        if now == ratings.NO_UPDATE or before == now:
            assert movement(before, now) not in (Movement.BETTER, Movement.WORSE)


def test_what_started_says_so():
    assert in_words(Movement.BETTER, "N", "G") == ("▲", STARTED)
    assert in_words(Movement.BETTER, "A", "G") == ("▲", "Better")
