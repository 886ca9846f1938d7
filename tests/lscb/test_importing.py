"""Which table of a document is a list and which column is which; no text goes missing."""

import re

import pytest

from lscb.importing.reading import read_list
from lscb.importing.shapes import LEFT_OUT, ListColumn
from tests.plans.importing.layouts import Heading, as_document

COLUMNS = [
    ListColumn("code", "Code", r"^code$", holds=lambda text: bool(re.fullmatch(r"[A-Z]\d", text))),
    ListColumn("group", "Group", r"group", own=("circle",), holds=lambda text: text in ("Red", "Blue"), across=True),
    ListColumn("words", "Words", r"words|notes"),
]  # fmt: skip
NEEDED = ({"code", "words"},)


def read(*parts, chosen=None):
    return read_list(as_document(list(parts)), COLUMNS, NEEDED, chosen or {})


def cells(found):
    return [(row["code"], row["group"], row["words"]) for row in found.rows]


ONE = [("A1", "", "first")]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([[("Code", "Words"), ("A1", "first")]], ONE),
        ([[("Members", ""), ("Code:", "NOTES"), ("A1", "first"), ("Code", "Notes")]], ONE),
        ([[("A1", "first")]], ONE),
        ([[("Words", "Code"), ("first", "A1")], [("second", "B2")]], [*ONE, ("B2", "", "second")]),
        ([[("Code", "Words", "Circle"), ("A1", "first", "Red")]], [("A1", "Red", "first")]),
        ([[("Code", "Words"), ("Red", ""), ("A1", "first")]], [("A1", "Red", "first")]),
        ([Heading("Red", 1), [("Code", "Words"), ("A1", "first")]], [("A1", "Red", "first")]),
        (
            [[("Group", "Code", "Words"), ("Red", "A1", "first"), ("", "B2", "second")]],
            [("A1", "Red", "first"), ("B2", "Red", "second")],
        ),
    ],
    ids="headed below-a-title no-headings over-a-page own-words across above blank-below".split(),
)
def test_rows_are_found_however_the_table_is_laid_out(parts, expected):
    assert cells(read(*parts)) == expected


def test_what_is_taken_from_elsewhere_is_said():
    found = read([("Group", "Code", "Words"), ("Red", "A1", "first"), ("", "B2", "second")])
    assert [row.oddities for row in found.rows] == [(), ("“Red” is taken from the row above.",)]


def test_what_is_not_understood_is_left_over_word_for_word():
    found = read(
        "An introduction",
        [("Code", "Words", "Colour"), ("A1", "first", "green"), ("Total", "", "one")],
        [("Risk", "Likelihood"), ("Flood", "low")],
    )
    assert cells(found) == ONE
    assert set(found.leftovers) == {
        "An introduction",
        "Colour: green",
        "Total | one",
        "Risk | Likelihood",
        "Flood | low",
    }
    assert [(each.heading, each.column, each.first_words) for each in found.columns if each.of_plan][2] == (
        "Colour",
        None,
        "green",
    )


def test_what_somebody_chose_above_a_column_goes_first():
    table = [("Code", "Colour", "Words"), ("A1", "green", "first")]
    found = read(table, chosen={"colour": "words", "words": LEFT_OUT})
    assert cells(found) == [("A1", "", "green")]
    assert [(each.what, each.why) for each in found.ignored] == [
        ("Words: first", "a column that is not used, as chosen")
    ]
