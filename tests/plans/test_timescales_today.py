"""The timescales of today's plans: how partnership managers write them, each with the reading that is right for it.

`tests/data/when_today.tsv` has a line for each: its kind, the words, the due dates, how sure, and what else is read
(`first` the date that stood first, `review` when it is looked at again, `from` its first day, rules with their own
first day in brackets). All are read as in a plan from 1 April 2025 to 31 March 2028 that was published on 1 May 2025.
"""

import csv
import re
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from plans.rules.timescales import UNSURE, Certainty, Kind, occurrences, read_timescale

TODAY = Path(__file__).parents[1] / "data" / "when_today.tsv"
PLAN = {"plan_start": date(2025, 4, 1), "plan_end": date(2028, 3, 31), "not_before": date(2025, 5, 1)}
HOW_SURE = {
    Certainty.SURE: "sure",
    Certainty.CONVENTION: "convention",
    Certainty.AMBIGUOUS: "asks",
    Certainty.UNRESOLVABLE: "cannot tell",
}
with TODAY.open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read(words):
    return read_timescale(words, **PLAN)


def rule_said(rule):
    starts = re.match(r"DTSTART;VALUE=DATE:(\d+)\n", rule)
    return (f"[{starts[1]}] " if starts else "") + rule.split("RRULE:")[1]


def said(reading):
    more = []
    if reading.first_dates:
        more.append(f"first {' '.join(str(day) for _, day in sorted(reading.first_dates.items()))}")
    if reading.review_on:
        more.append(f"review {reading.review_on}")
    if reading.starts_on:
        more.append(f"from {reading.starts_on}")
    if reading.rules:
        more.append("; ".join(map(rule_said, reading.rules)))
    return {
        "due": " ".join(map(str, reading.due_dates)) or "-",
        "how sure": HOW_SURE[reading.certainty],
        "more": ", ".join(more) or "-",
    }


@pytest.mark.parametrize("kind", dict.fromkeys(row["kind"] for row in ROWS))
def test_the_timescales_of_today_are_read_right(kind):
    rows = [row for row in ROWS if row["kind"] == kind]
    wrong = {
        row["text"]: (found, wanted)
        for row in rows
        if (found := said(read(row["text"])))
        != (wanted := {name: row[name] for name in ("due", "how sure", "more")})
    }
    assert wrong == {}


def test_each_kind_has_many_ways_of_saying_it():
    assert min(Counter(row["kind"] for row in ROWS).values()) >= 30


@pytest.mark.parametrize("year_starts_in", [1, 4, 9])
def test_quarters_with_two_digits_are_those_with_four_in_either_order(year_starts_in):
    for year in range(2018, 2060):
        short, long = f"{year % 100}/{(year + 1) % 100:02d}", f"{year}/{(year + 1) % 100:02d}"
        for quarter in range(1, 5):
            whole = read_timescale(f"Q{quarter} {long}", year_starts_in=year_starts_in)
            for words in (
                f"Q{quarter} {short}",
                f"{short} Q{quarter}",
                f"Quarter {quarter} of {short.replace('/', '-')}",
                f"Q{quarter} FY{short}",
                f"FY {short} Q{quarter}",
            ):
                found = read_timescale(words, year_starts_in=year_starts_in)
                assert (found.due_dates, found.certainty) == (whole.due_dates, whole.certainty), words


OLD_AND_NEW = [
    "{new} (previously {old})",
    "{new} (was {old})",
    "{new}, formerly {old}",
    "{old} - revised to {new}",
    "moved from {old} to {new}",
    "{new} (slipped from {old})",
    "{old}, extended to {new}",
    "deferred from {old} until {new}",
    "{old}, now {new}",
    "{old} → {new}",
    "{old} -> {new}",
    "New date: {new}; old date: {old}",
    "Original: {old} Revised: {new}",
    "<s>{old}</s> {new}",
    "{new} <del>{old}</del>",
    "~~{old}~~ {new}",
]
OLDS_AND_NEWS = [
    ("June 2025", "October 2025", date(2025, 6, 30), date(2025, 10, 31)),
    ("30/06/2025", "31/12/2025", date(2025, 6, 30), date(2025, 12, 31)),
    ("30.6.25", "15.10.25", date(2025, 6, 30), date(2025, 10, 15)),
    ("5 June 2025", "13 March 2026", date(2025, 6, 5), date(2026, 3, 13)),
    ("Q2 25/26", "Q4 25/26", date(2025, 9, 30), date(2026, 3, 31)),
    ("FY25/26 Q1", "FY26/27 Q1", date(2025, 6, 30), date(2026, 6, 30)),
    ("end of June 2025", "end of October 2025", date(2025, 6, 30), date(2025, 10, 31)),
    ("summer term 2025", "autumn term 25/26", date(2025, 7, 31), date(2025, 12, 31)),
    ("October 2025", "June 2025", date(2025, 10, 31), date(2025, 6, 30)),
]


@pytest.mark.parametrize("form", OLD_AND_NEW)
def test_only_the_new_date_is_due_and_the_old_one_is_kept_as_first(form):
    for old, new, first, due in OLDS_AND_NEWS:
        reading = read(form.format(old=old, new=new))
        assert (reading.due_dates, reading.first_dates) == ((due,), {due: first}), reading.text
        assert not reading.needs_asking
        assert reading.first_said.startswith("First date: ")


def test_of_several_dates_that_were_replaced_the_earliest_is_first():
    for words in (
        "June 2025 → September 2025 → December 2025",
        "December 2025 (previously September 2025, originally June 2025)",
        "Original deadline June 2025, extended to September 2025, further extended to December 2025",
    ):
        assert read(words).first_dates == {date(2025, 12, 31): date(2025, 6, 30)}


def test_a_date_that_was_replaced_by_nothing_stated_asks():
    for words in (
        "Slipped from June 2025",
        "TBC (was June 2025)",
        "June 2025 (deferred)",
        "Ongoing (previously June 2025)",
    ):
        reading = read(words)
        assert reading.due_dates == ()
        assert reading.certainty in UNSURE
        assert reading.other_readings[-1].due_dates == (date(2025, 6, 30),)


def test_what_may_be_no_replaced_date_asks_with_both_readings():
    reading = read("October 2025 (revised June 2025)")
    assert reading.due_dates == (date(2025, 10, 31),)
    assert reading.needs_asking
    assert {date(2025, 10, 31): date(2025, 6, 30)} in [other.first_dates for other in reading.other_readings]


def test_each_rhythm_of_a_sequence_falls_only_in_its_own_span():
    first, second = read("Monthly until March 2026, then quarterly").rules
    in_plan = {"start": date(2025, 5, 1), "end": date(2027, 3, 31)}
    assert occurrences(first, **in_plan)[-1] == date(2026, 3, 1)
    assert occurrences(second, **in_plan) == [
        date(2026, 4, 1),
        date(2026, 7, 1),
        date(2026, 10, 1),
        date(2027, 1, 1),
    ]


def test_stated_months_of_a_sequence_are_due_only_in_their_span():
    reading = read("Monthly until March 2026, then every September until March 2027")
    assert reading.due_dates == (date(2026, 9, 30),)


def test_a_rule_with_a_day_that_is_not_in_the_calendar_is_a_mistake():
    with pytest.raises(ValueError):
        occurrences(
            "DTSTART;VALUE=DATE:20260231\nRRULE:FREQ=MONTHLY", start=date(2026, 1, 1), end=date(2026, 12, 31)
        )


@pytest.mark.parametrize("unit", ["months", "weeks", "years", "mths", "monthly", "weekly"])
@pytest.mark.parametrize("counts", ["3/6/12", "1/3/6", "6/12", "3-6-12", "6-12", "3/6", "1/2/3"])
def test_counts_with_strokes_are_never_a_day(counts, unit):
    reading = read(f"{counts} {unit}")
    assert reading.kind not in (Kind.BY_DATE, Kind.BY_MONTH)
    assert reading.certainty in UNSURE


def test_a_review_beside_work_that_goes_on_is_no_due_date():
    reading = read("Ongoing (review March 2026)")
    assert (reading.kind, reading.due_dates, reading.review_on) == (Kind.ONGOING, (), date(2026, 3, 31))
    assert not reading.needs_asking
    held = read("Ongoing (last reviewed March 2025)")
    assert (held.due_dates, held.review_on) == ((), None)


def test_what_is_done_and_looked_at_again_asks_and_may_be_due_by_then():
    reading = read("Completed March 2025; next review March 2026")
    assert (reading.due_dates, reading.review_on) == ((), date(2026, 3, 31))
    assert reading.needs_asking
    assert reading.other_readings[0].due_dates == (date(2026, 3, 31),)


def test_every_question_of_today_has_an_answer_to_choose_or_says_why_not():
    for row in ROWS:
        reading = read(row["text"])
        said_plainly = (
            reading.rules or reading.review_on or reading.kind in (Kind.SEVERAL_DATES, Kind.BY_YEAR)
        )
        if reading.certainty == Certainty.AMBIGUOUS:
            assert reading.other_readings or said_plainly, row["text"]
        for other in reading.other_readings:
            assert other.other_readings == ()
            assert other.words


def test_an_explanation_is_read_as_the_same_dates():
    for row in ROWS:
        reading = read(row["text"])
        if reading.due_dates:
            assert read(reading.explanation).due_dates == reading.due_dates, row["text"]


@pytest.mark.parametrize(
    "text",
    [
        "June 2025 was " * 350,
        "(was June) " * 450,
        "<s>June 2025</s>" * 300,
        "~~June~~" * 600,
        "3/6/12 " * 700,
        "review " * 700,
        "Q1 25/26 (" * 500,
        "monthly then " * 380,
        "25/26 " * 800,
        "until March 2026 monthly " * 200,
        "short medium long term " * 200,
    ],
)
def test_reading_stays_quick_whatever_is_repeated(text):
    taken = []
    for _ in range(2):
        started = time.process_time()
        read(text[:5000])
        taken.append(time.process_time() - started)
    assert min(taken) < 0.25
