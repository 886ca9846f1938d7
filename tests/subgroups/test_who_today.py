"""Owners as boards of today write them: leads and supports, posts, all of a kind, strokes; a wide table."""

import csv
from pathlib import Path

import pytest

from subgroups.rules.names import name_key, spellings_of_team
from subgroups.rules.who import read_who

# Bodies of an invented partnership, with what they are also called; the first other name stands in the table.
BODIES = {
    "Southmere Safeguarding Children Partnership": ["SSCP"],
    "Executive Group": ["Exec"],
    "Business Unit": [],
    "Learning and Workforce Development Subgroup": ["LWD"],
    "Quality Assurance and Performance Subgroup": ["QAP"],
    "Child Exploitation Subgroup": ["CE"],
    "Case Review Panel": ["CRP"],
    "Independent Scrutineer": ["Scrutineer"],
    "Partnership Chair": [],
    "Business Manager": [],
    "Southmere Constabulary": ["Police"],
    "Southmere and Vale Integrated Care Board": ["ICB", "Integrated Care Board"],
    "Southmere Council": ["LA", "Local Authority"],
    "Children’s Social Care": ["CSC"],
    "Education": [],
    "Health": [],
    "Public Health": [],
    "Probation Service": ["Probation"],
    "Southmere Fire and Rescue Service": ["Fire and Rescue Service"],
    "Voluntary sector": ["VCSE"],
}
SHOWN = {number: (also or [name])[0] for number, (name, also) in enumerate(BODIES.items(), start=1)}
CALLED = {
    name_key(words): number
    for number, (name, also) in enumerate(BODIES.items(), start=1)
    for words in (name, *also)
}
TEAM = spellings_of_team(
    ["SSCP", "Southmere Safeguarding Children Partnership", "Partnership"], "Partnership team"
)
OWN = {name_key(f"SSCP {words}"): number for words, number in CALLED.items() if 1 < number <= 10}
NAMES = dict.fromkeys((name_key(words) for words in TEAM), CALLED["business unit"]) | OWN | CALLED
HOW_SURE = {"sure": "sure", "convention": "convention", "ambiguous": "asks", "unresolvable": "cannot tell"}

TABLE = Path(__file__).parents[1] / "data" / "who_today.tsv"
with TABLE.open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def shown(reading) -> str:
    """Owners as the table writes them: "?" in front of words that name nobody, "all:" of many, and their roles."""
    said = []
    for owner in reading.owners:
        name = SHOWN[owner.body] if owner.body else f"{'all:' if owner.everyone else '?'} {owner.words}"
        said.append(f"{name} ({owner.role})" if owner.role else name)
    return "; ".join(said) or "-"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:40])
def test_owners_of_today_are_read_as_the_table_says(row):
    reading = read_who(row["text"].replace("\\n", "\n"), NAMES)
    assert (shown(reading), HOW_SURE[reading.certainty]) == (row["owners"], row["how sure"])
    assert "; ".join(reading.left_aside) == row["left aside"].strip("-")


def test_the_table_is_wide_and_each_text_stands_once():
    assert len({row["text"] for row in ROWS}) == len(ROWS) > 300
    assert {row["how sure"] for row in ROWS} == set(HOW_SURE.values())


def test_whoever_is_read_for_sure_is_named_in_full():
    """Nothing that names somebody unknown, and no role that is only guessed, is sure."""
    for row in ROWS:
        if row["how sure"] == "sure":
            assert "?" not in row["owners"]
            assert ("(support)" in row["owners"]) <= ("(lead)" in row["owners"])
