"""What the public may read, as data: what is offered of a final, what comes out of it, and what is found in texts."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from lscb import clock
from reporting.lists.public import COLUMNS, csv_rows
from reporting.printing.pdf.rendering import words_of
from reporting.printing.public import render_public
from reporting.publishing.checks import Found, Names, found_in
from reporting.publishing.from_report import MEANS, public_report
from reporting.publishing.offered import Choice, What, chosen, offered_in, parts_of
from reporting.publishing.public import PublicReport, from_json, to_json
from reporting.publishing.schema import schema
from reporting.report.facts import GroupFacts, OwnerFacts, UpdateFacts
from reporting.report.key import Term
from tests.reporting.heard import can_be_heard
from tests.reporting.test_content import KEY, action, made

INSIDE = "Nobody outside reads this"
LATE = UpdateFacts(
    "R",
    "Q4 2017/18",
    progress="Half of it is done",
    cause=f"{INSIDE}: why",
    recovery_step="A second team begins",
    back_on_track_on=date(2018, 6, 30),
    help_wanted=f"{INSIDE}: help",
    by="Ada Fell",
)
DONE = UpdateFacts(
    "B",
    "Q4 2017/18",
    progress="It is done",
    evidence_how_much="Ten courses",
    evidence_difference="Children waited half as long",
    completed_on=date(2018, 2, 1),
    by="Ada Fell",
)


@pytest.fixture(scope="module")
def final():
    return made(
        action(1, "B", update=DONE, priority=7, outcome="Shorter waits"),
        action(2, "R", update=LATE, due_on=date(2018, 3, 31), overdue=True, priority=7),
        action(3, "-", owners=(OwnerFacts(3, "Police", 3),), priority=None),
        action(
            4, "G", due_on=date(2018, 5, 31), owners=(OwnerFacts(3, "Police", 3, role="lead"),), priority=7
        ),
        priorities=(GroupFacts(7, "Neglect"),),
        key_messages=f"{INSIDE}: message",
        decisions=f"{INSIDE}: decision",
        author="Ada Fell",
        terms=(Term("CTB", "Children's Trust Board"),),
    )


def everything(final):
    return {key: text.words for key, text in offered_in(final).items()}


def test_only_what_was_ticked_comes_out_and_the_numbers_add_up(final):
    report = public_report(final, {}, "")
    assert report.total == sum(each.number for each in report.ratings) == len(report.actions) == 4
    assert [sum(row.numbers) for row in report.headings] == [row.number for row in report.headings]
    assert sum(row.number for row in report.headings) == report.total
    assert report.described == () and report.unnamed == 4
    assert all(not (each.words or each.progress or each.who) for each in report.actions)
    assert report.headings[0].name == "Priority 1"  # not ticked: its place alone

    said = {"action-1": "Do one thing", "difference-1": "Waits are shorter", "progress-2": "Half is done"}
    report = public_report(final, said, "A good year")
    [first] = report.described
    assert (first.words, first.difference, first.progress) == ("Do one thing", "Waits are shorter", "")
    assert report.actions[1].progress == ""  # of what is not described nothing is said
    assert report.introduction == "A good year"


def test_nothing_from_inside_is_offered_or_comes_out(final):
    assert not any(INSIDE in text.words or "Fell" in text.words for text in offered_in(final).values())
    report = public_report(final, everything(final), "")
    told = f"{to_json(report)}"
    assert INSIDE not in told and "Fell" not in told
    assert "A second team begins" in told and "Children waited half as long" in told
    done, late, silent, going = report.actions
    assert silent.who == () and going.who == ("Police",)  # who was silent is not told of, and no role
    assert (late.is_behind, late.back, late.late) == (True, date(2018, 6, 30), True)
    assert (done.is_done, done.completed, done.recovery) == (True, date(2018, 2, 1), "")
    assert [
        a.place for part in (report.done, report.behind, report.under_way, report.silent) for a in part
    ] == [
        1,
        2,
        4,
        3,
    ]
    assert report.summary == "4 actions: 1 complete, 1 on track, 1 off track and 1 no update."


def test_each_rating_is_explained_and_each_text_stands_in_one_part(final):
    assert set(MEANS) == {line.letter for line in KEY}
    keys = [text.key for part in parts_of(final, "Names") for text in part.texts]
    assert len(keys) == len(set(keys))
    assert {text.what for text in offered_in(final).values() if text.is_of_the_plan} == {
        What.HEADING,
        What.WHO,
        What.ACTION,
        What.OUTCOME,
    }


def test_what_was_published_before_in_the_same_words_is_ticked_again_and_what_changed_is_not(final):
    offered = offered_in(final)
    before = {
        (What.ACTION, "Do thing 1"): Choice("Do thing 1", True, "Do the first thing"),
        (What.PROGRESS, "It was begun"): Choice("It was begun", True, "It was begun"),
    }
    kept = {
        "action-2": Choice("Do thing 2", True, "The second"),
        "action-4": Choice("Other words", True, "x"),
    }
    made_of = chosen(offered, kept, before, lambda text: Choice(text.words, False, text.words))
    assert made_of["action-1"] == Choice("Do thing 1", True, "Do the first thing")
    assert made_of["action-2"] == Choice("Do thing 2", True, "The second")
    assert not made_of["action-4"].ticked  # its words are others now
    assert not made_of["progress-1"].ticked


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Write to ada.fell@council.example", "an e-mail address"),
        ("Ring 01234 567890 first", "a telephone or other long number"),
        ("Ring +44 (0)7700 900123", "a telephone or other long number"),
        ("Their number is 943 476 5919", "a telephone or other long number"),
        ("The house in CA1 1AA", "a postcode"),
        ("ada  FELL wrote it", "the name of somebody who works with the board"),
        ("After operation lantern began", "words that the board never publishes"),
    ],
)
def test_what_stops_a_text(text, what):
    found = found_in(text, Names(("Ada Fell",), ("Operation Lantern",)))
    assert [each.what for each in found if each.stops] == [what]


def test_what_somebody_looks_at_twice_and_what_nobody_need():
    names = Names(("Ada Fell", "Bo Law"))
    assert found_in("Mrs Fell leads it", names) == [
        Found("what looks like a person’s name", "Mrs Fell", False),
        Found("the surname of somebody who works with the board", "Fell", False),
    ]
    assert found_in("The Named Nurse asked", replace(names, posts=("Named Nurse",))) == [
        Found("a post, which is one person", "Named Nurse", False)
    ]
    assert [each.what for each in found_in("A girl of fifteen said so", names)] == [
        "what may tell of one person"
    ]
    for plain in (
        "Waits fell by half; the law changed in 2017/18",
        "1,140 records of 2025-26, 91% by 31/03/2026",
        "£1,250,000 over 3 years; 310 screenings",
        "Section 11 and Q4 25/26",
    ):
        assert found_in(plain, names) == []


def test_what_is_kept_is_read_again_and_another_shape_is_refused(final):
    report = public_report(final, everything(final), "")
    assert from_json(to_json(report), PublicReport) == report
    with pytest.raises(ValueError, match="not known"):
        from_json(to_json(report), PublicReport, version=99)


def test_data_say_what_the_schema_says_and_a_table_has_a_row_an_action(final):
    report = replace(public_report(final, everything(final), ""), demonstration="Demonstration")
    fits(to_json(report), schema("https://x.example/schema.json", PublicReport)["properties"]["content"])
    with pytest.raises(AssertionError):
        fits(to_json(report) | {"more": 1}, schema("", PublicReport)["properties"]["content"])
    first, *rows = csv.reader(io.StringIO(csv_rows(report).decode("utf-8-sig"), newline=""))
    assert tuple(first) == COLUMNS[PublicReport]
    assert len(rows) == 4 and {row[4] for row in rows} == {"Demonstration"}
    formula = replace(report.actions[0], words='=HYPERLINK("x")')
    text = csv_rows(replace(report, actions=(formula,))).decode("utf-8-sig")
    assert '"\'=HYPERLINK(""x"")"' in text


def fits(data, said) -> None:
    """Data are as a JSON Schema of these few words has them."""
    if "anyOf" in said:
        return fits(data, said["anyOf"][0]) if data is not None else None
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    assert type(data) is kinds[said["type"]], (data, said)
    if said["type"] == "array":
        for each in data:
            fits(each, said["items"])
    elif said["type"] == "object":
        assert set(data) == set(said["properties"]) == set(said["required"])
        for name, each in said["properties"].items():
            assert each["description"] or name == "content"
            fits(data[name], each)
    elif said.get("format") == "date":
        date.fromisoformat(data)


def test_its_paper_is_tagged_and_can_be_heard(final):
    report = replace(public_report(final, everything(final), "In short"), demonstration="Demonstration")
    can_be_heard(render_public(report, contact="The office", at=clock.now()))


def test_words_without_a_full_stop_and_the_day_by_which_are_two_sentences(final):
    html = words_of("public/body.html", {"report": public_report(final, everything(final), "")})
    assert "1.4 Do thing 4. By 31 May 2018." in html


def test_silence_has_one_sign_in_the_bar_and_in_the_table(final):
    html = words_of("public/body.html", {"report": public_report(final, {}, ""), "on_paper": True})
    assert "– 1</text>" in html and "- 1</text>" not in html
