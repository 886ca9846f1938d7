"""Owners as read from the words for "who": the published plans, the rules of the guide, and any text at all."""

import csv
import re
import time
import tomllib
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from subgroups.rules.names import name_key
from subgroups.rules.who import Certainty, OwnerReading, read_who

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "who.md").read_text(encoding="utf-8")
HOW_SURE = {
    "Sure": Certainty.SURE,
    "By convention": Certainty.CONVENTION,
    "Asks": Certainty.AMBIGUOUS,
    "Cannot tell": Certainty.UNRESOLVABLE,
}


def _cumbria():
    document = tomllib.loads((ROOT / "fixtures" / "cumbria-2017-20.toml").read_text(encoding="utf-8"))
    return {row["name"]: [row["short_name"], *row["also_written"]] for row in document["bodies"]}


# Bodies by plan, with what the plan also calls them.
BODIES = {
    "001": _cumbria(),
    "003": {
        "LSCB": [],
        "LSCB Team": [],
        "Children's Partnership Boards (CPBs)": ["CPBs"],
        "CSE Sub-group": [],
        "QA Sub-group": [],
        "Audit Group": [],
        "Children Missing Sub-group (MFH)": ["MFH Sub", "MFH Group"],
        "Learning and Development Sub-group": ["L&D Sub"],
        "eSafety Group": [],
        "Task and Finish Group - MASH": ["T&F Group"],
        "CCG representatives on the LSCB": ["CCG Reps"],
        "Local Authority Designated Officer": ["LADO"],
    },
    "004": {"Independent LSCB Chair": [], "Chairs' Steering Group": [], "LSCB Business management team": []},
    "000": {"DASV Executive": [], "CSE Groups": [], "PAAG": []},
}
TITLES = {plan: dict(enumerate(bodies, start=1)) for plan, bodies in BODIES.items()}
NAMES = {
    plan: {
        name_key(words): number
        for number, (name, spellings) in enumerate(bodies.items(), start=1)
        for words in (name, *spellings)
    }
    for plan, bodies in BODIES.items()
}

# The recorded reading calls these by other words for the same body.
SAME = {
    "LSCB": "Cumbria Local Safeguarding Children Board",
    "district QAGs": "District Quality Assurance Groups",
}
# How sure, where docs/who.md says why we differ.
DIFFERS = {
    **dict.fromkeys(("O019", "O030", "O040", "O041", "O045", "O046", "O047"), "sure"),
    "O049": "convention",
    "O056": "unresolvable",
}
CORPUS = Path(__file__).parents[1] / "data" / "who_corpus.tsv"
with CORPUS.open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read(text, plan="001"):
    return read_who(text, NAMES[plan])


def owners(reading, plan="001"):
    """Names of the bodies read; unknown words with a question mark."""
    return [TITLES[plan].get(owner.body, f"? {owner.words}") for owner in reading.owners]


def test_the_recorded_readings_are_all_there():
    assert [row["id"] for row in ROWS] == [f"O{number:03}" for number in range(1, 63)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_published_owners_are_read_as_recorded(row):
    plan = row["source"]
    reading = read(row["text"], plan)
    recorded = [part.partition(" [")[0] for part in filter(None, row["owners"].split("; "))]
    if plan == "001":
        recorded = [SAME.get(name, name) for name in recorded]
    if row["id"] in ("O037", "O057"):
        recorded = [f"? {name}" for name in recorded]
    assert owners(reading, plan) == recorded
    assert (len(reading.owners) > 1) == (row["joint"] == "yes")
    if row["id"] in DIFFERS:
        assert DIFFERS[row["id"]] != row["certainty"]
    assert reading.certainty == DIFFERS.get(row["id"], row["certainty"])
    assert reading.text == row["text"]


@pytest.mark.parametrize(
    "number, said",
    [("O048", "LSCB Business Group"), ("O061", "and partners")],
)
def test_what_is_named_beside_the_owner_is_shown(number, said):
    row = next(row for row in ROWS if row["id"] == number)
    assert said in row["also"]
    reading = read(row["text"])
    assert said in " ".join(reading.left_aside)
    assert said in reading.explanation


def test_a_linked_action_is_related():
    row = next(row for row in ROWS if row["id"] == "O012")
    assert row["also"] == "linked action: 4.5"
    assert read(row["text"]).related == ("4.5",)


RULES = [line for line in GUIDE.splitlines() if line.endswith(tuple(f"| {words} |" for words in HOW_SURE))]


@pytest.mark.parametrize("line", RULES)
def test_the_guide_shows_what_is_read(line):
    _, text, said, how_sure = (cell.strip() for cell in line.strip("|").split("|"))
    reading = read(text)
    shown = [
        name.replace("? ", "" if owner.everyone else "not placed: ")
        + (f" ({owner.role})" if owner.role else "")
        for name, owner in zip(owners(reading), reading.owners, strict=True)
    ]
    assert ("; ".join(shown) or "no owner", reading.certainty) == (said, HOW_SURE[how_sure])


def test_the_guide_has_every_degree_of_sureness():
    assert len(RULES) > 30
    assert {line.split("|")[-2].strip() for line in RULES} == set(HOW_SURE)


@pytest.mark.parametrize(
    "text, explanation",
    [
        ("", "No owner is named."),
        ("LSCB Team", "Read as one owner: LSCB Team."),
        (
            "LSCB Business Group CTB",
            "Read as two owners: LSCB Business Group and CTB; nothing is written between them.",
        ),
        (
            "LADA (via SC)",
            "Read as one owner, “LADA”, which is not among the names we know; left aside: “(via SC)”.",
        ),
        (
            "Learning and Improvement Subgroup (linked to 4.5)",
            "Read as one owner: Learning and Improvement Subgroup; linked to action 4.5.",
        ),
        (
            "All subgroups",
            "Read as one owner: All subgroups; that names no single body, so the words stay as written.",
        ),
        (
            "CTB; Police; Probation",
            "Read as three owners: CTB, Police and Probation; “Police” and “Probation” are not among the names"
            " we know.",
        ),
    ],
)
def test_the_explanation_is_one_sentence(text, explanation):
    assert read(text).explanation == explanation


@pytest.mark.parametrize(
    "text, related",
    [
        ("CDOP (linked to 12.2-12.5)", ["12.2", "12.3", "12.4", "12.5"]),
        ("CDOP (linked to 12.2–12.5)", ["12.2", "12.3", "12.4", "12.5"]),
        ("CDOP linked to actions 1.1 to 1.3", ["1.1", "1.2", "1.3"]),
        ("CDOP (see 4.5, 4.6 & 4.8)", ["4.5", "4.6", "4.8"]),
        ("CDOP (4.5)", ["4.5"]),
        ("CDOP - cross-reference to PA1.1-PA1.2", ["PA1.1", "PA1.2"]),
        ("CDOP (links to 12.2-5)", ["12.2", "12.3", "12.4", "12.5"]),
        ("CDOP (linked to 13.2a-13.2c)", ["13.2a", "13.2c"]),
        ("CDOP (linked to 12.5-12.2)", ["12.5", "12.2"]),
        ("CDOP (linked to 1.2-2.4)", ["1.2", "2.4"]),
        ("CDOP (linked to 1.1-1.900)", ["1.1", "1.900"]),
        ("CDOP (linked to 4; 4.5; see 4.5)", ["4", "4.5"]),
        ("CDOP (3)", []),
        ("CDOP (see S11 audit)", []),
        ("CDOP (2017-20)", []),
    ],
)
def test_references_of_other_actions(text, related):
    reading = read(text)
    assert list(reading.related) == related
    assert owners(reading) == ["Child Death Overview Panel"]


@pytest.mark.parametrize(
    "text, names",
    [
        ("<p>LSCB Business Group</p> <p>CTB</p>", ["LSCB Business Group", "Children's Trust Board"]),
        ("<p>LSCB Business Group<p>CTB", ["LSCB Business Group", "Children's Trust Board"]),
        ("<ul><li>CTB<li class='x'>CDOP</ul>", ["Children's Trust Board", "Child Death Overview Panel"]),
        ("<p><b>CTB</b></p", ["Children's Trust Board"]),
        ("<p CTB", ["Children's Trust Board"]),
        ("Policy &amp; Procedures", ["Policy and Procedures Subgroup"]),
        ("CTB<br>CDOP", ["Children's Trust Board", "Child Death Overview Panel"]),
        ("LSCB\nBusiness Group", ["Cumbria Local Safeguarding Children Board", "LSCB Business Group"]),
        ("Policy and\nProcedures", ["Policy and Procedures Subgroup"]),
        ("Neglect sub-\ngroup", ["Neglect Task and Finish Group"]),
        ("Childrens’ Trust Board", ["Children's Trust Board"]),
        (
            "LSCB, in partnership with CTB",
            ["Cumbria Local Safeguarding Children Board", "Children's Trust Board"],
        ),
        ("Lead: Health", ["Health Subgroup"]),
        ("the Health Subgroup", ["Health Subgroup"]),
        ("Health and Wellbeing Board", ["Health and Wellbeing Board"]),
        ("Health and Social Care", ["? Health and Social Care"]),
        ("Education Department", ["? Education Department"]),
        ("Chair of the Health Subgroup", ["Health Subgroup"]),
        ("Friends of the Health Subgroup", ["? Friends of the Health Subgroup"]),
        ("Equality, Diversity and Inclusion Group", ["? Equality, Diversity and Inclusion Group"]),
        ("Health and Wellbeing team to report to LSCB", ["? Health and Wellbeing team"]),
        ("LSCB Business Group ABC", ["LSCB Business Group", "? ABC"]),
        ("Dr A. Smith", ["? Dr A. Smith"]),
        ("ABC; abc", ["? ABC"]),
        ("All LSCB subgroups and CTB", ["? All LSCB subgroups", "Children's Trust Board"]),
        ("CTB¹; CDOP², ³\nABC", ["Children's Trust Board", "Child Death Overview Panel", "? ABC"]),
        ("n/a", []),
        ("-", []),
    ],
)
def test_ways_of_writing(text, names):
    assert owners(read(text)) == names


def test_a_name_of_two_groups_is_not_guessed():
    names = {name_key("Health Group"): 1, name_key("Health Task and Finish Group"): 2}
    assert read_who("Health", names).owners == (OwnerReading("Health", None),)
    assert read_who("Health Group", names).owners == (OwnerReading("Health Group", 1),)


def test_names_that_differ_in_a_stroke_only_stay_apart():
    names = {name_key("CSE/MFH"): 1, name_key("CSE MFH"): 2}
    assert [owner.body for owner in read_who("CSE/MFH", names).owners] == [1]
    assert [owner.body for owner in read_who("CSE MFH", names).owners] == [2]


def test_a_reading_is_not_changed():
    with pytest.raises(FrozenInstanceError):
        read("CTB").owners = ()


PIECES = st.sampled_from(
    (
        "LSCB|Business Group|CTB|Health|Policy & Procedures|CSE/MFH|Chair|Police|and|of|to|&|/|, |;|\n|<p>|</p|(|)"
        "|(linked to 4.5)|see 1.2-1.4|(lead)|Support:|Lead -|then"
        "|supported by|reporting to|to lead"
        "|All subgroups|or|–|Report from|sub group|TBC|annual|with|<|&amp;|’|[|]|. |4.5"
    ).split("|")
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join)))
@settings(max_examples=400)
@example("0:(L:0)0")
def test_any_text_is_read_and_none_is_made_up(text):
    reading = read(text)
    assert reading.text == text
    bodies = [owner.body for owner in reading.owners if owner.body is not None]
    assert len(bodies) == len(set(bodies))
    # Tags and entities aside, an owner's words stand in the text.
    if not re.search("[<&]", text):
        assert all(word in text for owner in reading.owners for word in owner.words.split())
    assert all(owner.words.strip() for owner in reading.owners)
    assert reading.explanation.endswith(".")


@given(st.lists(st.sampled_from(sorted(NAMES["001"])), min_size=1, max_size=6))
@settings(max_examples=150)
def test_every_name_on_its_own_line_is_found(keys):
    reading = read("; ".join(keys))
    assert [owner.body for owner in reading.owners] == list(dict.fromkeys(NAMES["001"][key] for key in keys))
    assert reading.certainty == Certainty.SURE


@pytest.mark.parametrize(
    "piece",
    [
        "LSCB Business Group ",
        "Police, ",
        "(",
        "((a) ",
        "see 1.2, ",
        "<p ",
        "Report from ",
        "a&b/",
        "<",
        "\n",
        "1.1-",
        "Lead: Police, ",
        "Police (lead ",
        "CDOP - lead, ",
        "supported by CTB ",
        "reporting to CTB, ",
        "Chair of CDOP and ",
    ],
)
def test_time_grows_with_the_length(piece):
    def seconds(times):
        text = piece * times
        start = time.process_time()
        read(text)
        return time.process_time() - start

    seconds(50)
    short, long = min(seconds(125) for _ in range(3)), min(seconds(1000) for _ in range(2))
    assert long < 8 * short * 4 + 0.1
