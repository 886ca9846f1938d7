"""The guides as boards read them: in the years of their plan, with the names of no other board."""

import re
import tomllib
from pathlib import Path

import pytest

from plans.rules.timescales import Certainty, read_timescale
from plans.selectors import guides
from subgroups.rules.names import name_key
from subgroups.rules.presets import KINDS
from subgroups.rules.who import read_who

ROOT = Path(__file__).parents[2]
KIND = ["", *KINDS]


def rows(text: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line[:2] == "| "
    ]


@pytest.mark.parametrize("kind", ["children-board", "children-partnership"])
def test_in_the_years_it_was_written_in_it_says_what_docs_say(kind):
    there = guides.in_names_of(kind, guides._guide("timescales.md"))
    assert (
        guides.timescales_guide(kind, guides.FIRST_YEAR).rstrip().splitlines() == there.rstrip().splitlines()
    )


@pytest.mark.parametrize("kind", KIND)
@pytest.mark.parametrize("first_year", [2025, 2026, 2031])
def test_every_example_is_of_the_plans_years(kind, first_year):
    text = guides.timescales_guide(kind, first_year)
    years = {int(year) for year in re.findall(r"\b20\d\d\b", text)}
    assert min(years) >= first_year - 2 and max(years) <= first_year + 5
    spans = re.findall(r"(?<![\d/.-])(\d\d)[/-](\d\d)(?![\d/-])", text)
    strange = {
        span for span in spans if int(span[1]) == int(span[0]) + 1 and int(span[0]) < first_year % 100 - 2
    }
    assert strange <= {("09", "10"), ("06", "07")}


def test_an_example_that_is_sure_in_docs_is_sure_in_every_year():
    """But for what depends on the calendar: the year itself, not what was meant, may make it unsure."""
    there = {tuple(row[:2]): row[4] for row in rows(guides._guide("timescales.md")) if len(row) == 6}
    for first_year in (2020, 2024, 2025, 2026, 2031):
        moved = {guides.moved(words, first_year - 2017): sure for (_, words), sure in there.items()}
        for words, sure in moved.items():
            if sure == "Sure":
                assert guides._reading(words, first_year - 2017).certainty == Certainty.SURE, words


@pytest.mark.parametrize(
    ("words", "by", "expected"),
    [
        ("By 31/03/16", 8, "By 31/03/24"),
        ("2016-03-31", 8, "2024-03-31"),
        ("FY18/19 Q3", 8, "FY26/27 Q3"),
        ("by end FY 18-19", 8, "by end FY 26-27"),
        ("Q3 FY19", 8, "Q3 FY27"),
        ("2017-20", 8, "2025-28"),
        ("Monday 5 March 2018", 8, "Thursday 5 March 2026"),
        ("w/c 5 March 2018", 8, "w/c 9 March 2026"),
        ("72 hour timescale", 8, "72 hour timescale"),
        ("6-12 months", 8, "6-12 months"),
        ("Friday 5 March 2018", 0, "Friday 5 March 2018"),
    ],
)
def test_years_move_and_weekdays_with_them(words, by, expected):
    assert guides.moved(words, by) == expected


def test_a_week_begins_on_a_monday_in_every_year():
    for by in range(20):
        assert read_timescale(guides.moved("w/c 5 March 2018", by)).due_dates[0].weekday() == 4


@pytest.mark.parametrize("kind", KIND)
def test_owners_are_read_as_the_guide_says_with_its_names(kind):
    """Each example names the same groups as in docs/who.md, by the names that stand there instead."""

    def known(rename):
        names = {}
        for number, body in enumerate(document["bodies"], start=1):
            for words in (body["name"], body["short_name"], *body["also_written"]):
                names[name_key(rename(words))] = number
        return names

    def same(text):
        return text

    def there(text):
        return guides.in_names_of(kind, text)

    document = tomllib.loads((ROOT / "fixtures" / "cumbria-2017-20.toml").read_text(encoding="utf-8"))
    checked = 0
    for row in rows(guides._guide("who.md")):
        if (
            len(row) != 4
            or row[0] == "Rule"
            or "---" in row[0]
            or there(row[1]) not in guides.owners_guide(kind)
        ):
            continue
        before, after = read_who(row[1], known(same)), read_who(there(row[1]), known(there))
        assert [each.body for each in after.owners] == [each.body for each in before.owners], row[1]
        assert after.certainty == before.certainty, row[1]
        checked += 1
    assert checked > 30
