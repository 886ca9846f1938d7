"""What the report to the Board says, from finals that are made up here: pure, without a database."""

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from reporting.board_report.build import build, highlights_offered, offered
from reporting.board_report.content import SCHEMA_VERSION, from_json, to_json
from reporting.board_report.facts import (
    EscalatedFacts,
    Facts,
    FinalFacts,
    MatterFacts,
    ReceivedFacts,
    UpdateFacts,
    Words,
)
from reporting.report.changes import DateChangeFacts
from reporting.report.decided import DecisionFacts
from reporting.report.facts import UpdateFacts as Said
from reporting.report.highlights import HighlightFacts
from reporting.report.risks import RiskFacts
from tests.reporting.test_content import action, made

KEPT = Path(__file__).parent / "data" / "board-report-version-1.json"
AT = datetime(2018, 5, 16, 9, 0)
WORDS = Words("LSCB", "Business Group", "LSCB Team", "LSCB report", "Voice of the child")
WHY = Said("R", "Q4 2017/18", cause="No venue", recovery_step="Book the hall", help_wanted="None")


def final(*actions, plan=1, is_told=False, **fields):
    return FinalFacts(plan, 40 + plan, f"report number {plan}", made(*actions, **fields), is_told)


def followed(final, *actions, **fields):
    """The same final, with what was decided after it: as the plan's next report would tell it."""
    return replace(final, decided_since=made(*actions, last=final.content, **fields).decided)


def facts(*finals, **fields):
    return Facts(
        **{
            "board": "Westshire Safeguarding Board",
            "board_short": "Westshire",
            "words": WORDS,
            "meeting": "Westshire LSCB, 23 May 2018",
            "meeting_on": date(2018, 5, 23),
            "marking": "OFFICIAL",
            "demonstration": False,
            "invented": False,
            "position_at": AT,
            "finals": finals,
        }
        | fields
    )


def told(section):
    return [line.about.partition(" ")[0] for line in section.lines]


RED = action(1, "R", update=WHY)
DATE = DateChangeFacts(
    1,
    date(2018, 3, 31),
    date(2018, 6, 30),
    "Venue",
    "agreed",
    "Ann",
    datetime(2018, 4, 10),
    meeting="Business Group, 18 April 2018",
    decided_at=datetime(2018, 4, 18),
)
HELP = DecisionFacts(
    2,
    "Second a worker",
    datetime(2018, 4, 18),
    "Business Group, 18 April 2018",
    promised_by="Police",
)


def test_an_exception_stays_until_something_is_decided_about_it():
    last = final(RED, action(2, "H"), action(3, "-"), action(4, "G"), action(5, "A"))
    content = build(facts(last))
    assert told(content.exceptions) == ["1.1", "1.2", "Health"]
    assert "Why: No venue. What will bring it back: Book the hall." in content.exceptions.lines[0].words
    assert "Help wanted" not in content.exceptions.lines[0].words  # none is
    settled = build(facts(followed(last, RED, action(2, "H"), date_changes=(DATE,), decisions_made=(HELP,))))
    assert told(settled.exceptions) == ["Health"]
    assert [line.words for line in settled.agreed.lines] == [
        "From 31 March 2018 to 30 June 2018. Not stated.",
        "Second a worker. By Police. Help still open.",
    ]
    refused = replace(DATE, state="refused")
    assert told(build(facts(followed(last, RED, date_changes=(refused,)))).exceptions)[0] == "1.1"


def test_an_old_promise_settles_nothing_and_what_was_told_is_not_told_again():
    old = replace(HELP, action=1, recorded_at=datetime(2018, 2, 1))
    last = final(RED, decisions_made=(old,))
    last = followed(last, RED, decisions_made=(old,))
    first = build(facts(last))
    assert told(first.exceptions) == ["1.1"] and len(first.agreed.lines) == 1
    again = facts(last, told=frozenset(first.told), since=AT)
    assert build(again).agreed.lines == ()
    came = replace(old, outcome="kept", outcome_words="She began", settled_at=datetime(2018, 5, 2))
    news = followed(final(RED, decisions_made=(old,)), RED, decisions_made=(came,))
    [line] = build(replace(again, finals=(news,))).agreed.lines
    assert line.words.endswith("It came: She began.")


def test_numbers_are_those_of_the_final_and_one_told_before_says_so():
    last = final(RED, action(2, "G"), action(3, "G"))
    [position] = build(facts(last)).positions
    assert {each.letter: each.n for each in position.rated if each.n} == {"R": 1, "G": 2}
    assert position.total == 3 == sum(each.n for each in position.rated)
    content = build(facts(replace(last, is_told=True), since=AT))
    assert content.positions[0].is_told and content.positions[0].total == 3
    assert "no report has become final" in content.exceptions.empty
    assert content.exceptions.lines == () and "No report has become final" in content.front.quarter_words


def test_lines_are_reworded_or_left_out_and_others_follow():
    last = final(RED, action(2, "R", update=WHY))
    first, second = (each.line for each in offered(facts(last)))
    content = build(facts(last, reworded={first.key: "In our words", second.key: ""}))
    [line] = content.exceptions.lines
    assert (line.about, line.words) == (first.about, "In our words")
    assert content.positions == build(facts(last)).positions


def test_risks_from_the_line_on_and_highlights_that_were_chosen():
    risks = tuple(
        RiskFacts(n, None, f"Risk {n}", score, "high", "Likely, major", "Watched.", "Manager")
        for n, score in enumerate((20, 16, 12, 12, 12, 12, 12), start=1)
    )
    words = (HighlightFacts(1, "Health", "Kim", done="Much"), HighlightFacts(2, "CTB", "Lee", worry="Time"))
    last = final(RED, risks=risks, highlights=words)
    given = facts(last)
    assert [line.about for line in build(given).risks.lines] == ["Risk 1", "Risk 2"]
    lower = build(replace(given, risks_from=12)).risks
    assert lower.title == "Risks with a score of 12 and above"
    assert lower.lines[-1].about == "2 more risks of Business plan 2017-20"  # the final names five of seven
    health, ctb = highlights_offered(given)
    assert build(given).highlights == ()
    chosen = build(replace(given, highlights_chosen=frozenset({ctb.key, "of-a-final-that-went"})))
    assert chosen.highlights == (ctb,) and health.body == "Health"


def test_groups_by_name_what_is_handed_over_and_what_came():
    content = build(
        facts(
            final(RED),
            are_asked=True,
            updates=(
                UpdateFacts("Health", "received", "Kim", done="Much", file="Minutes.pdf (PDF, 2 KB)"),
                UpdateFacts("CTB", "silent"),
                UpdateFacts("Neglect", "asked"),
                UpdateFacts("Education", "excused", reason="Begins in June"),
            ),
            escalated=(
                EscalatedFacts(
                    "matter-1", "Another matter", "Choose a venue", "Business Group, 18 April 2018"
                ),
            ),
            matters=(MatterFacts("matter-2", "Write to schools", "Business Group, 18 April 2018", "Team"),),
            received=(ReceivedFacts("LSCB", "Survey", date(2018, 4, 2)),),
            without_final=("Second plan",),
        )
    )
    updates = content.updates
    assert (updates.asked, len(updates.received), updates.silent, updates.awaited, updates.excused) == (
        4,
        1,
        ("CTB",),
        ("Neglect",),
        (("Education", "Begins in June"),),
    )
    assert [note.label for note in updates.received[0].words] == ["Done", "File"]
    assert content.escalated.lines[0].words == "Choose a venue"
    assert content.agreed.lines[-1].words == "Write to schools. Followed up by Team."
    assert content.received.lines[0].words == "Survey (2 April 2018)."
    assert content.without_final == ("Second plan",)
    assert build(facts(final(RED))).updates is None


def test_it_comes_back_from_what_is_kept_of_it():
    content = build(facts(followed(final(RED, action(2, "-")), RED, date_changes=(DATE,)), are_asked=True))
    assert from_json(json.loads(json.dumps(to_json(content), default=str))) == content
    with pytest.raises(ValueError, match="version 9"):
        from_json({}, schema_version=9)


def test_the_first_shape_is_read_for_good():
    """Kept when the first reports to the Board were made final: this file never changes."""
    kept = from_json(json.loads(KEPT.read_text("utf-8")), schema_version=1)
    assert kept.title == "LSCB report, 23 May 2018"
    assert [section.key for section in kept.printed] == ["exceptions", "agreed"]
    assert kept.positions[0].total == 2 and kept.exceptions.lines[0].chip.letter == "R"
    assert SCHEMA_VERSION >= 1 and kept.updates.silent == ("CTB",)
