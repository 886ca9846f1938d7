"""What the public may read of a plan and of a year, as data: pieces of their texts, what comes out, what is found."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from lscb.markdown import to_html, to_tables
from reporting.edition.content import ActionLine, PlannerLine
from reporting.edition.content import from_json as edition_from
from reporting.lists.public import COLUMNS, csv_rows
from reporting.publishing.checks import Names
from reporting.publishing.from_edition import parts_of_plan, public_plan, references_of
from reporting.publishing.from_year import YearTold, parts_of_year, public_year
from reporting.publishing.offered import OF_THE_PLAN, Offered, What
from reporting.publishing.pieces import Kind, pieces, put_together
from reporting.publishing.public import PublicReport, from_json, to_json
from reporting.publishing.public_plan import PublicPlan
from reporting.publishing.public_year import PublicYear
from reporting.publishing.schema import schema
from reporting.yearly.content import SectionSaid
from reporting.yearly.content import from_json as year_from
from tests.reporting.test_content import action, made
from tests.reporting.test_publishing import fits

DATA = Path(__file__).parent / "data"
INSIDE = "Nobody outside reads this"


def kept(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def edition():
    """One that also says what never goes out."""
    content = edition_from(kept("edition-version-1"))
    gone = ActionLine("1.2", f"{INSIDE}: gone", (), "", "Withdrawn", f"{INSIDE}: owner", "", "", "")
    there = replace(content.parts[0].actions[0], owners="Police (lead); Schools (support)", note=INSIDE)
    part = replace(content.parts[0], actions=(gone, there), lead=INSIDE, serves=INSIDE)
    return replace(
        content,
        cover=replace(content.cover, agreed=f"{INSIDE}: meeting"),
        parts=(part,),
        planner=(PlannerLine(INSIDE, INSIDE, INSIDE, INSIDE),),
        marking=INSIDE,
    )


@pytest.fixture(scope="module")
def year():
    content = year_from(kept("yearly-content-version-1"))
    more = (
        SectionSaid("section-8", "Challenges", f"{INSIDE}: challenge"),
        SectionSaid(
            "section-9", "Measures", "| Measure | Q4 |\n|---|---:|\n| Children seen | 3 |\n| Visits | 812 |"
        ),
    )
    content = replace(
        content,
        front=replace(content.front, recipients=(INSIDE,)),
        sections=(*content.sections, *more),
        omitted_because=INSIDE,
    )
    finals = (made(action(1, "G"), action(2, "R")), made(action(1, "B"), action(2, "R")))
    return YearTold(content, finals, frozenset({"Challenges"}), frozenset({"Measures"}))


def everything(parts) -> dict[str, str]:
    return {text.key: text.words for part in parts for text in part.texts}


# --- A text in pieces -----------------------------------------------------------------------------------------


def test_a_text_is_looked_at_by_paragraph_item_table_and_heading():
    table = "| A | B |\n|---|---|\n| 1 | 2 |"
    listed = "- First\n- Second,\n  told on\n  - Deeper\n1. Counted"
    text = f"# How\n\nOne line\nand another\n\n{listed}\n\n{table}"
    assert [(piece.kind, piece.words) for piece in pieces(text)] == [
        (Kind.HEADING, "How"),
        (Kind.PARAGRAPH, "One line\nand another"),
        (Kind.ITEM, "First"),
        (Kind.ITEM, "Second,\ntold on"),
        (Kind.ITEM, "Deeper"),
        (Kind.ITEM, "Counted"),
        (Kind.TABLE, table),
    ]


_TABLE = "| x | y |\n|---|---|\n| 1 | 2 |"
_LINES = st.lists(
    st.sampled_from(["", "# One", "## Two", "- a", "- b", "  - c", "* d", "Words here", "and more", _TABLE]),
    max_size=12,
)


@given(_LINES)
def test_all_of_it_put_together_again_says_the_same(lines):
    text = "\n\n".join(lines)  # between empty lines nothing runs on, so both are read alike
    whole = [(piece, piece.words) for piece in pieces(text)]
    again = [(piece, piece.words) for piece in pieces(put_together(whole))]
    words = [piece.words for piece, _ in whole if piece.kind != Kind.HEADING]
    assert [piece.words for piece, _ in again if piece.kind != Kind.HEADING] == words
    assert put_together(again) == put_together(whole)


def test_a_heading_goes_out_only_over_what_goes_out():
    text = "# Above\n\n## Closed\n\n- Ada said so\n\n## Open\n\n- Waits fell\n\n# Last"
    said = [(piece, piece.words) for piece in pieces(text) if "Ada" not in piece.words]
    assert put_together(said) == "# Above\n\n## Open\n\n- Waits fell"
    assert "<h3>Above</h3>" in to_html(put_together(said))


# --- A plan -----------------------------------------------------------------------------------------------------


def test_of_a_plan_only_what_was_ticked_comes_out(edition):
    nothing = public_plan(edition, {}, "")
    assert (nothing.total, nothing.actions, nothing.chapters, nothing.vision) == (1, (), (), "")
    assert [part.name for part in nothing.parts] == ["Part 1"]  # not ticked: its place alone
    parts = parts_of_plan(edition, "Names")
    keys = [text.key for part in parts for text in part.texts]
    assert len(keys) == len(set(keys))
    assert all(text.what in OF_THE_PLAN for part in parts for text in part.texts)
    plan = public_plan(edition, everything(parts), "In short")
    told = json.dumps(to_json(plan), default=str)
    assert INSIDE not in told and "Annual report" not in told and "Westshire Police" not in told
    [one] = plan.actions
    assert (one.reference, one.words, one.who, one.when, one.outcome) == (
        "1.1",
        "Train each manager",
        ("Police", "Schools"),
        "July 2018",
        "They know",
    )
    assert plan.described == ((plan.parts[0], (one,)),)
    assert (
        plan.foreword == "We **agreed** this."
        and plan.chapters[0].text == "# With partners\n\n- Police\n- Health"
    )
    assert references_of(edition) == {1: "1.1"}
    assert (plan.summary, plan.period_words) == ("1 action.", "1 April 2017 to 31 March 2020")
    some = {key: words for key, words in everything(parts).items() if not key.startswith(("action", "who"))}
    assert public_plan(edition, some, "").unnamed == 1


def test_of_a_text_with_marks_what_is_read_is_checked_too():
    text = Offered("foreword-1", What.FOREWORD, "Ask **Ada** Fell")
    assert [each.words for each in text.found(text.words, Names(("Ada Fell",))) if each.stops] == ["Ada Fell"]
    plain = replace(text, what=What.VISION)
    assert not [each for each in plain.found(text.words, Names(("Ada Fell",))) if each.stops]


# --- A year -----------------------------------------------------------------------------------------------------


def test_of_a_year_the_figures_are_its_finals_and_only_what_was_ticked_comes_out(year):
    nothing = public_year(year, {}, "")
    assert nothing.sections == () and nothing.abbreviations == ()
    assert [
        {rated.letter: rated.number for rated in each.ratings if rated.number} for each in nothing.standings
    ] == [{"G": 1, "R": 1}, {"B": 1, "R": 1}]
    assert nothing.summary == "At Q4 2017/18, 2 actions: 1 complete and 1 off track."
    parts = parts_of_year(year, "Names")
    told = json.dumps(to_json(public_year(year, everything(parts), "")), default=str)
    for inside in (INSIDE, "Challenges", "Tess Writer", "Independent Chair", "Care Act", "report number"):
        assert inside not in told
    said = public_year(year, everything(parts), "")
    assert [section.title for section in said.sections] == ["Achievements", "Money", "Measures"]
    assert said.sections[0].text.startswith("## Completed\n\n| Action | Difference |")
    assert said.sections[0].tables[0].rows == (("1.1 Audit", "Waits fell"),)
    assert [table.rows[-1][:2] for table in said.sections[1].tables] == [
        ("All income", "£12,000"),
        ("All spending", "£11,500"),
    ]
    measured = next(text for part in parts for text in part.texts if text.what == What.MEASURED)
    assert [each.words for each in measured.found(measured.words, Names())] == ["3"]
    assert not measured.is_of_the_plan
    asks = Offered(
        "said-1", What.SAID, "1.4 Checks: little progress. Why: no clinic. Help wanted: pay for one."
    )
    assert [(each.words, each.stops) for each in asks.found(asks.words, Names())] == [
        ("Help wanted", True),
        ("Why", False),
    ]


def test_data_of_plans_and_years_are_as_their_schemas_say_and_as_tables_have_a_row_a_thing(edition, year):
    plan = public_plan(edition, everything(parts_of_plan(edition, "")), "")
    report = public_year(year, everything(parts_of_year(year, "")), "")
    titles = set()
    for content in (plan, report):
        said = schema("https://x.example/s.json", type(content))
        titles.add(said["title"])
        fits(to_json(content), said["properties"]["content"])
        assert from_json(to_json(content), type(content)) == content
        with pytest.raises(ValueError, match="not known"):
            from_json(to_json(content), type(content), version=99)
    assert len(titles) == 2
    first, *rows = csv.reader(io.StringIO(csv_rows(plan).decode("utf-8-sig"), newline=""))
    assert tuple(first) == COLUMNS[PublicPlan] and len(rows) == len(plan.actions)
    first, *rows = csv.reader(io.StringIO(csv_rows(report).decode("utf-8-sig"), newline=""))
    assert tuple(first) == COLUMNS[PublicYear]
    cells = {tuple(row[3:]) for row in rows}
    assert ("Business plan 2017-20", "", "Q4 2017/18", "Complete", "1") in cells
    assert ("Measures", "1", "Visits", "Q4", "812") in cells


def test_a_plan_says_in_a_sentence_when_it_is_dated_and_when_it_was_published(edition):
    plan = public_plan(edition, {}, "")
    for dated, words in (
        (date(2018, 5, 1), "This plan is dated 1 May 2018; it was published here on 9 May 2018."),
        (None, "This plan was published here on 9 May 2018."),
    ):
        said = {"report": replace(plan, dated=dated), "head": {"position_words": "9 May 2018"}}
        assert words in render_to_string("public/edition_body.html", said)


def test_tables_of_a_text_are_read_in_plain_words():
    assert to_tables("Before\n\n| *A* | B |\n|---|---|\n| **x** | 1 |\n\nafter") == [[["A", "B"], ["x", "1"]]]
    assert to_tables("no table") == []


@pytest.mark.parametrize(
    ("name", "shape"),
    [("public-report", PublicReport), ("public-plan", PublicPlan), ("public-year", PublicYear)],
)
def test_what_was_published_in_the_first_shape_is_still_read(name, shape):
    """Kept when the first version of each shape was: never made anew."""
    content = from_json(kept(f"{name}-version-1"), shape, version=1)
    assert content.title and content.summary and content.period_words
    assert json.loads(json.dumps(to_json(content), default=date.isoformat)) == kept(f"{name}-version-1")
