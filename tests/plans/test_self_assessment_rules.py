"""What returns come to: counted, late, weakest, moved. No database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.self_assessment import (
    NOTHING_SAID,
    SCORES,
    Moved,
    Returned,
    Said,
    count,
    moved,
    print_of,
    standings,
    step,
    weakest,
)
from subgroups.rules.presets_of_standards import PRESETS

DUE = date(2018, 3, 2)
STANDARDS = [(1, "1", "Leads"), (2, "2", "Training"), (3, "3", "Voice")]


def test_what_came_on_the_day_is_not_late_and_what_has_not_is_overdue_only_after_it():
    rows = [Returned(DUE, is_moderated=True), Returned(date(2018, 3, 3)), Returned()]
    on_the_day = count(rows, due_on=DUE, today=DUE)
    assert (on_the_day.asked, on_the_day.returned, on_the_day.late, on_the_day.overdue) == (3, 2, 1, 0)
    after = count(rows, due_on=DUE, today=date(2018, 3, 3))
    assert (after.overdue, after.missing, after.moderated, after.shared) == (1, 1, 1, 0)


def test_sums_are_told_from_five_returns_on():
    assert not count([Returned(DUE)] * 4 + [Returned()], due_on=DUE, today=DUE).are_enough
    assert count([Returned(DUE)] * 5, due_on=DUE, today=DUE).are_enough


def test_the_weakest_is_what_most_fall_short_of_then_the_lower_mean():
    scores = [(1, "4"), (1, "2"), (2, "1"), (2, "4"), (3, "4"), (3, "3"), (3, "-")]
    rows = standings(STANDARDS, scores)
    assert [row.number for row in weakest(rows)] == ["2", "1"]  # one of two each; 2.5 before 3
    assert [(row.short, row.total) for row in rows] == [(1, 2), (1, 2), (0, 2)]
    assert not weakest(standings(STANDARDS, [(1, "4"), (2, "-")]))


@pytest.mark.parametrize(
    "before, now, steps", [("2", "4", 2), ("3", "3", 0), ("4", "1", -3), ("", "4", None), ("-", "4", None)]
)
def test_a_score_moves_by_steps_where_it_can_be_compared(before, now, steps):
    assert step(before, now) == steps


@given(st.lists(st.tuples(st.sampled_from(["", *SCORES]), st.sampled_from(["", *SCORES]))))
def test_everything_compared_went_one_way_and_the_other_way_round_back(pairs):
    there, back = moved(pairs), moved([(now, before) for before, now in pairs])
    assert (there.better, there.same, there.worse) == (back.worse, back.same, back.better)
    assert there.compared == sum(step(*pair) is not None for pair in pairs)
    assert moved([]) == Moved()


def test_a_mark_is_another_as_soon_as_anything_is_said_otherwise():
    marks = {Said(**{name: "x"}).mark for name in ("evidence", "strengths", "improve", "by_when")}
    assert len(marks | {NOTHING_SAID.mark}) == 5
    assert Said(evidence=" x ").mark == Said(evidence="x").mark
    assert print_of("ab", "") != print_of("a", "b")


def test_usual_sets_have_titles_once_and_a_word_for_each_score():
    for usual in PRESETS.values():
        titles = [title for title, _ in usual.standards]
        assert len(set(titles)) == len(titles) and all(words for _, words in usual.standards)
        assert set(usual.scale) == {"4", "3", "2", "1"}
