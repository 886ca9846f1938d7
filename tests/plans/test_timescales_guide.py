"""The guide to timescales shows what the reader does: every line of its table is read and compared."""

from datetime import date
from pathlib import Path

import pytest

from plans.rules.timescales import Certainty, Kind, read_timescale

GUIDE = (Path(__file__).parents[2] / "docs" / "timescales.md").read_text(encoding="utf-8")
PLAN = {"plan_start": date(2017, 4, 1), "plan_end": date(2020, 3, 31), "not_before": date(2017, 10, 31)}
HOW_SURE = {
    Certainty.SURE: "Sure",
    Certainty.CONVENTION: "By convention",
    Certainty.AMBIGUOUS: "Asks",
    Certainty.UNRESOLVABLE: "Cannot tell",
}
TABLE = GUIDE.partition("| Way of saying it |")[2].partition("\n\n")[0].splitlines()[2:]


KEPT = GUIDE.partition("| Words | Due | First date |")[2].partition("\n\n")[0].splitlines()[2:]


@pytest.mark.parametrize("line", TABLE)
def test_the_guide_shows_what_is_read(line):
    _, words, explanation, due, how_sure, others = (cell.strip() for cell in line.strip("|").split("|"))
    reading = read_timescale(words, **PLAN)
    assert {
        "explanation": reading.explanation,
        "due": ", ".join(f"{day.day} {day:%b %Y}" for day in reading.due_dates) or "-",
        "how sure": HOW_SURE[reading.certainty],
        "others": " / ".join(other.words for other in reading.other_readings) or "-",
    } == {"explanation": explanation, "due": due, "how sure": how_sure, "others": others}


def test_the_guide_has_an_example_of_every_kind():
    shown = {read_timescale(line.split("|")[2].strip(), **PLAN).kind for line in TABLE}
    assert shown == set(Kind)


def said(*days):
    return ", ".join(f"{day.day} {day:%b %Y}" for day in days if day) or "-"


@pytest.mark.parametrize("line", KEPT)
def test_the_guide_shows_what_is_kept_beside_the_due_date(line):
    words, due, first, again = (cell.strip() for cell in line.strip("|").split("|"))
    reading = read_timescale(words, **PLAN)
    firsts = [day for _, day in sorted(reading.first_dates.items())]
    assert (due, first, again) == (said(*reading.due_dates), said(*firsts), said(reading.review_on))
