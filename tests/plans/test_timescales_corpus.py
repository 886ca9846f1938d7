"""The timescales of the published plans: each is read as its recorded reading says, or the reason is written."""

import csv
from datetime import date
from pathlib import Path

import pytest

from plans.rules.timescales import Certainty, Kind, MilestoneKind, read_timescale

CORPUS = Path(__file__).parents[1] / "data" / "when_corpus.tsv"
PLANS = {
    # Cumbria LSCB business plan 2017-20, published 31 October 2017.
    "001": {"plan_start": date(2017, 4, 1), "plan_end": date(2020, 3, 31), "not_before": date(2017, 10, 31)},
    # Lancashire LSCB business plan 2015/16.
    "003": {"plan_start": date(2015, 4, 1), "plan_end": date(2016, 3, 31)},
    # The plan of 2015 to 2018 with its priorities under Year 1, 2 and 3.
    "004": {"plan_start": date(2015, 4, 1), "plan_end": date(2018, 3, 31)},
}
WITHIN = ("action plan", "reporting planner", "Completion Date", "year heading")
# The same dates from a rule that says its day: a month named means its last day, here as in "Annually - August
# and February". Written down in docs/timescales.md.
DAY_ADDED = {"W030", "W033", "W034", "W037", "W039", "W040"}


def corpus():
    with CORPUS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = corpus()
INSIDE = [row for row in ROWS if row["where"].startswith(WITHIN)]
OUTSIDE = [row for row in ROWS if not row["where"].startswith(WITHIN)]


def by_id(row):
    return row["id"]


def read(row):
    return read_timescale(row["text"], **PLANS[row["source"]])


def test_the_corpus_is_all_there():
    assert len(ROWS) == 86
    assert len(INSIDE) == 48
    assert sum(int(row["count"]) for row in INSIDE if row["where"] == "action plan / When") == 71


@pytest.mark.parametrize("row", INSIDE, ids=by_id)
def test_plan_timescales_are_read_as_recorded(row):
    reading = read(row)
    rules = " | ".join(reading.rules)
    if row["id"] in DAY_ADDED:
        assert rules != row["rrule"]
        rules = rules.replace(";BYMONTHDAY=-1", "")
    assert {
        "kind": reading.kind,
        "due": ";".join(map(str, reading.due_dates)),
        "starts": str(reading.starts_on or ""),
        "ongoing": "yes" if reading.ongoing else "no",
        "rules": rules,
        "certainty": reading.certainty,
        "text": reading.text,
    } == {
        "kind": row["kind"],
        "due": row["due_dates"],
        "starts": row["start_date"],
        "ongoing": row["ongoing"],
        "rules": row["rrule"],
        "certainty": row["certainty"],
        "text": row["text"],
    }


@pytest.mark.parametrize("row", [row for row in INSIDE if row["certainty"] == "ambiguous"], ids=by_id)
def test_a_question_is_asked_about_whatever_is_ambiguous(row):
    assert read(row).needs_asking


@pytest.mark.parametrize("row", [row for row in OUTSIDE if row["where"].startswith("embedded")], ids=by_id)
def test_numbers_and_periods_in_sentences_are_not_due_dates(row):
    reading = read(row)
    if row["id"] == "W071":  # "the next 18 months" counts from publication, and asks
        assert reading.certainty == Certainty.AMBIGUOUS
        return
    assert reading.due_dates == ()
    assert not any(milestone.date for milestone in reading.milestones)


@pytest.mark.parametrize(
    "row",
    [row for row in OUTSIDE if row["kind"] == "recurring" and row["id"] not in ("W060", "W065")],
    ids=by_id,
)
def test_how_often_is_read_out_of_sentences(row):
    reading = read(row)
    assert (reading.kind, " | ".join(reading.rules)) == (Kind.RECURRING, row["rrule"])


def test_plan_periods():
    period = {row["text"]: read(row) for row in OUTSIDE if row["where"] == "plan period"}
    found = {
        text: (str(each.starts_on), *map(str, each.due_dates), each.certainty)
        for text, each in period.items()
    }
    assert found == {
        "2017-20": ("2017-04-01", "2020-03-31", "ambiguous"),
        "2015/16": ("2015-04-01", "2016-03-31", "sure"),
        "2015 TO 2018": ("2015-04-01", "2018-03-31", "convention"),
    }


def test_single_dates_of_the_cumbria_plan_add_up():
    """How many actions with one date are due by each day, counted from the plan itself."""
    due = [
        reading.due_dates[0]
        for row in INSIDE
        if row["where"] == "action plan / When"
        and (reading := read(row)).kind in (Kind.BY_MONTH, Kind.BY_SEASON)
        for _ in range(int(row["count"]))
    ]
    assert len(due) == 52
    by = [(2017, 12, 31), (2018, 3, 31), (2018, 6, 30), (2018, 7, 31), (2018, 9, 30), (2019, 3, 31)]
    assert [sum(each <= date(*day) for each in due) for day in by] == [7, 18, 28, 40, 43, 49]


def test_first_deliverables_and_occurrences_are_told_apart():
    first = read(next(row for row in ROWS if row["id"] == "W014"))
    assert [milestone.kind for milestone in first.milestones] == [MilestoneKind.FIRST_DELIVERABLE]
    assert first.other_readings[0].starts_on == date(2018, 1, 1)
    assert first.other_readings[0].due_dates == ()
    twice = read(next(row for row in ROWS if row["id"] == "W023"))
    assert {milestone.kind for milestone in twice.milestones} == {MilestoneKind.OCCURRENCE}


def test_event_and_other_document_have_a_milestone_without_a_date():
    event = read(next(row for row in ROWS if row["id"] == "W019"))
    assert (event.trigger, event.milestones[0].kind, event.milestones[0].date) == ("a review", "event", None)
    elsewhere = read(next(row for row in ROWS if row["id"] == "W017"))
    assert elsewhere.trigger == "actions in the Plan"
    assert elsewhere.milestones[0].kind == MilestoneKind.ELSEWHERE


def test_bi_monthly_asks_which():
    reading = read_timescale("Bi-monthly")
    assert reading.certainty == Certainty.AMBIGUOUS
    assert [reading.words, *(other.words for other in reading.other_readings)] == [
        "Every 2 months; no date is stated",
        "Twice a month",
    ]
