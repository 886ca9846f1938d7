"""What a report says, as data: numbers that add up, exceptions in their order, movement against the last final."""

import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.rules import ratings
from reporting.printing.pdf.rendering import page_context, words_of
from reporting.report.build import Facts, build
from reporting.report.challenges import ChallengeFacts
from reporting.report.changes import DateChangeFacts
from reporting.report.content import from_json, to_json
from reporting.report.decided import DecisionFacts
from reporting.report.facts import (
    ActionFacts,
    GroupFacts,
    KeyLine,
    Labels,
    MilestoneFacts,
    OwnerFacts,
    UpdateFacts,
)
from reporting.report.front import Status
from reporting.report.highlights import HighlightFacts
from reporting.report.key import Term
from reporting.report.learning import RecommendationFacts, ReviewFacts
from reporting.report.matrix import LEFT, NEW
from reporting.report.planner import DueReportFacts, ForumFacts, ObligationFacts
from reporting.report.reading import gather
from reporting.report.risks import RiskFacts
from reporting.rules.drawings import shown
from reporting.rules.recurrence import in_words
from reporting.templatetags.reporting import references
from tests.factories import ActionFactory, BodyFactory, PlanFactory, QuarterFactory

HEALTH = OwnerFacts(1, "Health", 1)
CTB = OwnerFacts(2, "CTB", 2)
LABELS = Labels(
    "LSCB",
    "LSCB Business Group",
    "Independent Chair",
    "LSCB Team",
    "Action",
    "Actions",
    "Section",
    "Sections",
    "Priority",
    "Priorities",
)
KEY = tuple(KeyLine(str(letter), *ratings.DEFAULT_KEY[letter]) for letter in ratings.ORDER)


def action(id, rating="G", **fields):
    fields = {"section": 1, "priority": None, "state": "live", "owners": (HEALTH,)} | fields
    return ActionFacts(
        id=id, reference=fields.pop("reference", f"1.{id}"), text=f"Do thing {id}", rating=rating, **fields
    )


def facts(*actions, **fields):
    return Facts(
        **{
            "board": "Westshire Safeguarding Board",
            "board_short": "Westshire",
            "plan": "Business plan 2017-20",
            "plan_ends_on": date(2020, 3, 31),
            "quarter": "Q4 2017/18",
            "quarter_words": "Quarter 4 2017/18, 1 January 2018 to 31 March 2018",
            "quarter_starts_on": date(2018, 1, 1),
            "labels": LABELS,
            "marking": "OFFICIAL",
            "demonstration": False,
            "meeting": "Business Group, 18 April 2018",
            "meeting_on": date(2018, 4, 18),
            "author": "Board team",
            "position_at": datetime(2018, 4, 9, 16, 30),
            "today": date(2018, 4, 9),
            "next_on": date(2018, 7, 18),
            "key": KEY,
            "sections": (GroupFacts(1, "1. Health"), GroupFacts(2, "2. Neglect")),
            "actions": actions,
        }
        | fields
    )


def made(*actions, last=None, **fields):
    return build(facts(*actions, **fields), last)


def ids(content, key):
    return content.listing(key).ids


def numbers(content):
    return {row.letter: row.count.n for row in content.position.rows}


# --- The position ---------------------------------------------------------------------------------------------


@st.composite
def plans(draw):
    states = st.sampled_from(["live", "live", "live", "closed", "withdrawn", "carried-over"])
    days = st.dates(date(2017, 4, 1), date(2020, 12, 31)) | st.none()
    found = []
    for number in range(draw(st.integers(0, 12))):
        state = draw(states)
        rating = (
            "B" if state == "closed" else draw(st.sampled_from([str(letter) for letter in ratings.ORDER]))
        )
        due_on = draw(days)
        found.append(
            action(
                number + 1,
                rating,
                state=state,
                state_reason="Done elsewhere",
                section=draw(st.sampled_from([1, 2, None])),
                owners=draw(st.sampled_from([(), (HEALTH,), (HEALTH, CTB), (OwnerFacts(None, "LADA"),)])),
                due_on=due_on,
                overdue=bool(state == "live" and rating != "B" and due_on and due_on < date(2018, 4, 9)),
                ongoing=draw(st.booleans()),
                rating_before=draw(st.sampled_from([None, *"BGARNH"])),
                rating_before_in="Q2 2017/18",
            )
        )
    return found


@settings(max_examples=60)
@given(plans(), plans())
def test_everything_adds_up_and_survives_being_stored(before, now):
    last = made(*before)
    content = made(*now, last=last)
    counted = [a.id for a in now if a.state in ("live", "closed")]
    assert content.counted == tuple(counted)
    assert sum(row.count.n for row in content.position.rows) == len(counted)
    if counted:
        assert sum(row.width for row in content.position.rows) == 1000
    for breakdown in content.breakdowns:
        assert breakdown.total.total.n == sum(row.total.n for row in breakdown.rows)
        assert breakdown.total.total.n == sum(count.n for count in breakdown.total.counts)
        if breakdown.title != "By owner":
            assert sorted(breakdown.total.total.ids) == sorted(counted)
    assert set(breakdown.total.total.ids) == set(counted)  # by owner: each at least once
    # By a second route, from the raw rows: the bar, the heat map and the matrix.
    rating = {a.id: a.rating for a in now if a.id in counted}
    drawn = [shape.words for shape in content.pictures.bars.shapes if shape.tag == "text"] if counted else []
    parts = [f"{shown(letter)} {n}" for letter in "BGARNH-" if (n := [*rating.values()].count(letter))]
    assert drawn[-len(parts) - 1 :] == ([*parts, str(len(counted))] if counted else [])
    for row in (row for breakdown in content.breakdowns for row in (*breakdown.rows, breakdown.total)):
        for line, cell in zip(content.key, row.counts, strict=True):
            assert (
                cell.ids == tuple(pk for pk in row.total.ids if rating[pk] == line.letter)
                or row.label == "Total"
            )
            assert {rating[pk] for pk in cell.ids} <= {line.letter}
    was = {a.id: a.rating for a in before if a.state in ("live", "closed")}
    here = {a.id for a in now}
    for then in content.matrix.rows:
        for (letter, _), cell in zip(content.matrix.columns, then.cells, strict=True):
            assert sorted(cell.ids) == [
                pk
                for pk in sorted((was | rating).keys() & here)
                if was.get(pk, NEW) == then.letter and rating.get(pk, LEFT) == letter
            ]
    moved = [pk for listing in content.moved.listings for pk in listing.ids]
    left = {a.id for a in now if a.id in last.counted and a.id not in counted}
    assert sorted(moved) == sorted({*counted, *left}) == sorted(content.moved.total.ids)
    scheduled = [pk for section in content.schedule for pk in section.ids]
    assert sorted(scheduled) == sorted(counted)
    # Whoever is off track, at risk, on hold or silent stands in exactly one of their lists.
    listed = [
        pk
        for key in ("off-track", "at-risk-due", "at-risk-later", "on-hold", "no-update")
        for pk in ids(content, key)
    ] + [pk for pk in ids(content, "overdue-not-off-track") if content.row[pk].now.letter == "A"]
    live = {a.id: a.rating for a in now if a.state == "live"}
    assert sorted(listed) == sorted(pk for pk, rating in live.items() if rating in "RAH-")
    assert all(key == count.key for key, (_, count) in content.counts.items())
    assert from_json(to_json(content)) == content


def test_numbers_of_the_same_key_count_the_same_rows():
    content = made(action(1, "R", due_on=date(2018, 3, 31), overdue=True), action(2, "B"), action(3, "-"))
    shown = [decision.count for decision in content.decisions if decision.count]
    shown += [figure.count for figure in content.position.figures]
    shown += [row.count for row in content.position.rows] + [content.position.total]
    for counted in shown:
        assert set(content.counts[counted.key][1].ids) == set(counted.ids)


def test_silence_hides_nothing_that_was_off_track():
    last = made(action(1, "R"), action(2, "R"), action(3, "G"))
    content = made(
        action(1, "-", rating_before="R"), action(2, "A"), action(3, "-", rating_before="G"), last=last
    )
    paper = " ".join(render_to_string("print/report/position.html", {"content": content}).split())
    line = paper.partition("No update now, off track when last rated:")[2].partition(")")[0]
    assert "1.1" in line and "1.2" not in line and "1.3" not in line


def test_withdrawn_and_carried_over_stand_apart():
    content = made(
        action(1),
        action(2, state="withdrawn", state_reason="Done elsewhere"),
        action(3, state="carried-over"),
    )
    assert content.position.total.n == 1
    assert content.left.ids == (2, 3)
    assert content.row[2].now.word == "Withdrawn"
    assert content.row[2].note("Why") == "Done elsewhere"


def test_a_joint_action_is_counted_under_each_owner_and_the_total_says_so():
    content = made(action(1, owners=(HEALTH, CTB)), action(2))
    by_owner = content.breakdowns[-1]
    assert {row.label: row.total.n for row in by_owner.rows} == {"Health": 2, "CTB": 1}
    assert by_owner.total.total.n == 3
    assert by_owner.note.startswith("Adds up to 3, not 2: 1 joint action is counted")


def test_last_quarter_comes_from_the_last_final_and_change_is_signed():
    last = made(action(1, "G"), action(2, "G"), action(3, "R"))
    content = made(action(1, "A"), action(2, "G"), action(3, "G"), last=last)
    rows = {row.letter: row for row in content.position.rows}
    assert (rows["G"].count.n, rows["G"].last, rows["G"].change) == (2, 2, "0")
    assert (rows["A"].change, rows["R"].change) == ("+1", "−1")
    assert content.position.last_total == 3


def test_without_an_earlier_final_nothing_is_compared():
    content = made(action(1, "A"))
    assert content.moved.listings == ()
    assert content.position.rows[0].last is None and content.position.rows[0].change == ""
    assert content.row[1].move.word == "First report"
    page = " ".join(
        render_to_string("print/report/schedule.html", {"content": content}).split()
        + render_to_string("print/report/position.html", {"content": content}).split()
    )
    assert page.count("first report") == 1  # said once, and not with each row


def test_the_plans_own_words_are_printed():
    key = tuple(replace(line, word="Slipping") if line.letter == "A" else line for line in KEY)
    content = made(action(1, "A"), key=key)
    assert content.row[1].now.word == "Slipping"
    assert content.listing("at-risk-later").title == "Slipping, due later or without a date"


# --- Rows -----------------------------------------------------------------------------------------------------


def test_complete_waits_to_be_agreed_until_it_is_closed():
    content = made(action(1, "B"), action(2, "B", state="closed", closed_on=date(2018, 4, 1)))
    assert (content.row[1].now.letter, content.row[1].now.word) == ("B?", "Complete, to be agreed")
    assert (content.row[2].now.letter, content.row[2].now.word) == ("B", "Complete")
    assert numbers(content)["B"] == 2
    assert ids(content, "to-be-agreed") == (1,)


@pytest.mark.parametrize(
    ("due_on", "words"), [(date(2018, 4, 8), "1 day late"), (date(2018, 3, 31), "9 days late")]
)
def test_late_in_words(due_on, words):
    content = made(action(1, "R", due_on=due_on, overdue=True))
    assert content.row[1].late == words


def test_a_date_moved_keeps_the_first_one():
    content = made(action(1, due_on=date(2018, 6, 30), first_due_on=date(2018, 3, 31)))
    assert (content.row[1].due, content.row[1].first_due) == ("30 June 2018", "31 March 2018")


def test_a_timescale_of_parts_shows_the_part_missed_or_the_next():
    parts = (MilestoneFacts("November 2017", date(2017, 11, 30), date(2017, 11, 23)),)
    late = (*parts, MilestoneFacts("March 2018", date(2018, 3, 31)))
    soon = (*parts, MilestoneFacts("August 2018", date(2018, 8, 31)))
    content = made(
        action(1, milestones=late, milestone_missed=True, when="November 2017 & March 2018"),
        action(2, milestones=soon),
        action(3, when="Ongoing"),
        action(4),
    )
    assert content.row[1].due == "Milestone passed: 31 March 2018"
    assert content.row[2].due == "Next milestone 31 August 2018"
    assert (content.row[3].due, content.row[4].due) == ("No date", "Not stated")
    assert [(line.reference, line.late) for line in content.milestones_missed] == [("1.1", "9 days late")]


def test_what_is_complete_is_late_by_no_part_that_nobody_ticked():
    passed = MilestoneFacts("March 2018", date(2018, 3, 31), first_due_on=date(2018, 2, 28))
    moved = MilestoneFacts("August 2018", date(2018, 8, 31), first_due_on=date(2018, 6, 30))
    content = made(
        action(1, "B", milestones=(passed,), when="March 2018 and later"),
        action(2, "B", milestones=(passed, moved), when="March and June 2018"),
        action(3, "G", milestones=(passed, moved), milestone_missed=True, when="March and June 2018"),
    )
    assert [(row.due, row.first_due) for row in content.rows] == [
        ("No date", ""),
        ("Next milestone 31 August 2018", "30 June 2018"),
        ("Milestone passed: 31 March 2018", "28 February 2018"),
    ]
    assert [line.reference for line in content.milestones_missed] == ["1.3"]


def test_not_stated_instead_of_nothing():
    row = made(action(1, owners=())).row[1]
    assert (row.owners, row.outcome) == ("Not stated", "Not stated")


# --- Exceptions -----------------------------------------------------------------------------------------------


def test_exceptions_are_each_in_their_class():
    content = made(
        action(1, "R"),
        action(2, "G", overdue=True, due_on=date(2018, 3, 31)),
        action(3, "A", overdue=True, due_on=date(2018, 1, 31)),
        action(4, "A", due_on=date(2018, 7, 1)),
        action(5, "A", due_on=date(2019, 7, 1)),
        action(6, "H"),
        action(7, "-", rating_before="G"),
        action(8, "G", ongoing=True),
        action(9, "G", ongoing=True, review_on=date(2018, 6, 30)),
    )
    assert ids(content, "off-track") == (1,)
    assert ids(content, "overdue-not-off-track") == (3, 2)  # the longest overdue first
    assert ids(content, "at-risk-due") == (4,)
    assert ids(content, "at-risk-later") == (5,)
    assert ids(content, "on-hold") == (6,)
    assert ids(content, "no-update") == (7,)
    assert ids(content, "no-review-date") == (8,)
    assert content.row[7].note("Last rating") == "G On track"


def test_silence_is_listed_by_owner_and_counted_once():
    content = made(
        action(1, "-"), action(2, "-", owners=(HEALTH, CTB)), action(3, "-"), action(4, "-", owners=())
    )
    assert {owner.title: owner.ids for owner in content.silent} == {
        "Health": (1, 3),
        "Health; CTB": (2,),
        "Not stated": (4,),
    }


def test_an_empty_class_says_so():
    content = made(action(1))
    assert all(listing.empty == "None this quarter." for listing in content.exceptions)


# --- Decisions ------------------------------------------------------------------------------------------------


def test_decisions_follow_from_the_plan_then_come_the_teams_own():
    update = UpdateFacts("R", "Q4", cause="Posts vacant", help_wanted="Second one officer")
    none = replace(
        update, help_wanted="None.", recovery_step="Start in May", back_on_track_on=date(2018, 6, 1)
    )
    asked = DateChangeFacts(
        3, date(2018, 3, 31), date(2018, 6, 30), "Snow", "asked", "Chair", datetime(2018, 4, 1)
    )
    content = made(
        action(1, "R", update=update),
        action(2, "R", update=none),
        action(3, "A"),
        action(4, "B"),
        action(5, "-"),
        date_changes=(asked,),
        decisions="Agree the away day\n\n",
    )
    words = [decision.words for decision in content.decisions]
    assert words == [
        "Agree or refuse new dates for 1 action: 1.3",
        "Agree to close as complete 1 action: 1.4",
        "Say what help will be given to 1 action: 1.1",
        "Decide what to do about 1 action, off track with no recovery plan: 1.1",
        "Challenge the owners of 1 action with no update: Health 1",
        "Agree the away day",
        "Note the position of the plan: 5 actions as at 9 April 2018",
    ]


def test_where_no_owner_is_named_nobody_is_challenged():
    content = made(action(1, "-", owners=()))
    words = [decision.words for decision in content.decisions]
    assert words[0] == "Ask about 1 action with no update"


# --- Movement -------------------------------------------------------------------------------------------------


def test_movement_is_against_what_the_last_final_printed_and_adds_up():
    last = made(*(action(n, letter) for n, letter in enumerate("GRABNAHNG-GGR", start=1)))
    last = replace(last, status=Status("FINAL", 1, 7))
    now = {1: "A", 2: "G", 3: "B", 4: "G", 5: "G", 6: "A", 7: "H", 8: "A", 9: "-", 10: "A", 11: "H", 14: "G"}
    gone = [action(12, state="withdrawn", state_reason="Done"), action(13, state="carried-over")]
    old = action(15, state="withdrawn", state_reason="Left before the last report")
    content = made(*(action(pk, letter) for pk, letter in now.items()), *gone, old, last=last)
    assert {listing.key: listing.ids for listing in content.moved.listings if listing.ids} == {
        "worse": (1, 8),
        "better": (2, 5),
        "closed": (3,),
        "re-opened": (4,),
        "silent": (9,),
        "put-on-hold": (11,),
        "first-rated": (10,),
        "new": (14,),
        "same": (6, 7),
        "left-since": (12, 13),
    }
    assert content.moved.total.n == len(now) + len(gone)
    assert "report number 7" in content.moved.compared_with
    assert content.row[3].move.word == "Complete"  # "Closed" only once it is agreed
    assert content.row[5].move.word == "Better: started"


def test_over_a_silence_the_latest_rating_before_it_is_compared_and_its_quarter_named():
    last = made(action(1, "-"), action(2, "-"), action(3, "-"), action(4, "G"))
    said = {"rating_before_in": "Q2 2017/18"}
    content = made(
        action(1, "R", rating_before="G", **said),
        action(2, "-", rating_before="A", **said),
        action(3, "-"),
        action(4, "A", rating_before="R", **said),
        last=last,
    )
    moves = {pk: (row.move.kind, row.was, row.move.was_in) for pk, row in content.row.items()}
    assert moves == {
        1: ("worse", "G", "Q2 2017/18"),
        2: ("silent", "A", "Q2 2017/18"),
        3: ("silent", "-", ""),
        4: ("worse", "G", ""),  # the last final's own rating, whatever was said before it
    }
    assert content.row[2].note("Last rating") == "A At risk, Q2 2017/18"
    page = render_to_string("print/report/movement.html", {"content": content, "linked": False})
    assert "1.1 G in Q2 2017/18" in page


def test_what_is_called_or_placed_otherwise_than_in_the_last_report_says_so():
    last = made(action(1, "R", reference="8.5"), action(2, "R", reference="8.6"))
    content = made(action(1, "R", reference="8.4", section=2), action(2, "R", reference="8.5"), last=last)
    assert [(change.id, change.kind, change.old, change.new) for change in content.changes] == [
        (1, "Reference changed", "8.5", "8.4"),
        (1, "Section changed", *(content_section(last, 1), content_section(content, 1))),
        (2, "Reference changed", "8.6", "8.5"),
    ]
    assert [(past.id, past.reference, past.was_reference) for past in content.moved.past] == [
        (1, "8.4", "8.5"),
        (2, "8.5", "8.6"),
    ]
    page = render_to_string("print/report/movement.html", {"content": content, "linked": False})
    assert "8.4, which was 8.5; 8.5, which was 8.6" in page


def test_another_success_measure_is_told_where_the_last_report_had_any():
    last = made(action(1, success="Fewer repeats", success_target="10%"), action(2))
    now = [action(1, success="Fewer repeats", success_target="5%"), action(2, success="All trained")]
    assert [(change.kind, change.old, change.new) for change in made(*now, last=last).changes] == [
        ("Success measure changed", "Fewer repeats\nTarget: 10%", "Fewer repeats\nTarget: 5%"),
        ("Success measure changed", "Not stated", "All trained"),
    ]
    assert not made(*now, last=made(action(1), action(2))).changes


def content_section(content, pk) -> str:
    return content.row[pk].section


def test_a_section_that_was_renamed_is_told_once():
    last = made(action(1), action(2))
    content = made(
        action(1), action(2), last=last, sections=(GroupFacts(1, "A new name"), GroupFacts(2, "Another"))
    )
    assert [(change.kind, change.new) for change in content.changes] == [("Section renamed", "A new name")]


def test_a_section_that_went_is_not_told_as_renamed():
    """Its actions went into others, one of which has a new name itself: where each stands now is told of each."""
    last = made(action(1), action(2), action(3, section=2), action(4, section=2))
    content = made(
        action(1, section=2),
        action(2, section=3),
        action(3, section=2),
        action(4, section=3),
        last=from_json(to_json(last)),
        sections=(GroupFacts(2, "2. Neglect and abuse"), GroupFacts(3, "3. Learning")),
    )
    assert [(change.id, change.kind, change.old, change.new) for change in content.changes] == [
        (1, "Section changed", "1. Health", "2. Neglect and abuse"),
        (2, "Section changed", "1. Health", "3. Learning"),
        (3, "Section renamed", "2. Neglect", "2. Neglect and abuse"),
        (4, "Section changed", "2. Neglect", "3. Learning"),
    ]


def test_names_that_two_sections_exchanged_are_told_once_each():
    last = made(action(1), action(2), action(3, section=2))
    swapped = (GroupFacts(1, "2. Neglect"), GroupFacts(2, "1. Health"))
    content = made(action(1), action(2), action(3, section=2), last=last, sections=swapped)
    assert [(change.id, change.kind, change.new) for change in content.changes] == [
        (1, "Section renamed", "2. Neglect"),
        (3, "Section renamed", "1. Health"),
    ]


def test_an_owner_that_was_renamed_is_told_once_and_is_no_other_owner():
    lead, support = replace(HEALTH, role="lead"), replace(CTB, role="support")
    last = made(action(1), action(2, owners=(lead, support)), action(3), action(4, owners=(CTB,)))
    renamed = replace(HEALTH, label="Health and Care")
    content = made(
        action(1, owners=(renamed,)),
        action(2, owners=(replace(renamed, role="lead"), support)),
        action(3, owners=(renamed, CTB)),
        action(4, owners=(renamed,)),
        last=from_json(to_json(last)),
    )
    assert [(change.id, change.kind, change.old, change.new) for change in content.changes] == [
        (1, "Owner renamed", "Health", "Health and Care"),
        (3, "Owner changed", "Health", "Health and Care; CTB"),
        (4, "Owner changed", "CTB", "Health and Care"),
    ]


def test_all_of_a_kind_named_twice_for_one_action_are_one_owner_in_the_note_too():
    twice = tuple(OwnerFacts(None, words, everyone="All agencies") for words in ("All partners", "Agencies"))
    by_owner = made(action(1, owners=twice), action(2)).breakdowns[-1]
    assert (by_owner.total.total.n, by_owner.note) == (2, "")
    by_owner = made(action(1, owners=(*twice, CTB)), action(2)).breakdowns[-1]
    assert by_owner.note.startswith(f"Adds up to {by_owner.total.total.n}, not 2: 1 joint action is counted")


def test_what_became_of_the_reds_and_ambers():
    last = made(action(1, "A"), action(2, "R"), action(3, "G"), action(4, "R"))
    content = made(
        action(1, "G"), action(2, "R"), action(4, state="withdrawn", state_reason="Done elsewhere"), last=last
    )
    assert [(past.id, past.then.letter, past.now and past.now.letter) for past in content.moved.past] == [
        (2, "R", "R"),
        (4, "R", "W"),
        (1, "A", "G"),
    ]
    gone = made(action(3, "G"), last=last)
    assert [past.move.word for past in gone.moved.past] == ["No longer held"] * 3


def test_help_that_is_late_names_an_action_without_a_reference_by_its_words():
    late = DecisionFacts(
        1, "Lend a room", datetime(2018, 1, 17), promised_by="Police", due_on=date(2018, 2, 1)
    )
    content = made(action(1, reference=""), decisions_made=(late,))
    asked = next(each.words for each in content.decisions if each.count and each.count.key == "late")
    assert asked.endswith("is late: help for “Do thing 1” (1. Health) from Police")


def test_abbreviations_in_words_of_ratings_keep_their_capitals():
    key = tuple(
        replace(line, word={"G": "RAG green", "A": "RAG amber"}.get(line.letter, line.word)) for line in KEY
    )
    titles = [listing.title for listing in made(action(1), key=key).exceptions]
    assert "Overdue, but rated RAG green, RAG amber or not started" in titles


# --- First report -----------------------------------------------------------------------------------------------


def test_a_first_report_speaks_of_no_report_before():
    """What was closed is said to have been in this quarter, wherever it stands."""
    on = datetime(2018, 4, 3, 12, 0)
    closed = {"closed_at": on}
    content = made(
        action(1, "B", state="closed", closed_on=date(2018, 4, 3)),
        challenges=(
            ChallengeFacts(None, "Police", "Why?", "Chair", on.date(), outcome="It moved", **closed),
        ),
        risks=(
            RiskFacts(1, None, "Staff leave", 9, "high", "likely", "", "Chair", why_closed="No", **closed),
        ),
        reviews=(ReviewFacts(1, "Review A", "Concluded", on.date()),),
        recommendations=(
            RecommendationFacts(1, 1, "A 1", "Ask", (), "closed", "Closed", decided_on=on.date()),
        ),
    )
    for each, now in (
        (content, "this quarter"),
        (replace(content, short=True), "this quarter"),
        (replace(content, labels=replace(LABELS, period="Half-year")), "this half-year"),
    ):
        printed = words_of("print/report.html", page_context(each))
        assert "since the last report" not in printed
        for heading in ("Challenges closed", "Risks closed", "ettled"):
            assert f"{heading} {now} (1)" in printed
    assert content.listing("agreed-since").title == "Closed this quarter"
    assert content.outline.heading("completed").title == "For closing, and closed this quarter"


def test_a_report_of_a_plan_whose_actions_all_left_it_has_no_page_for_them():
    """As the last one of a plan that was carried over whole."""
    gone = [action(n, state="carried-over", state_reason="Goes on") for n in (1, 2)]
    content = made(*gone, last=made(action(1), action(2)))
    for each in (content, replace(content, short=True)):
        paper = words_of("print/report.html", page_context(each))
        assert 'id="schedule"' not in paper and "; the full schedule" not in paper
        assert set(re.findall(r'href="#([\w-]+)"', paper)) <= set(re.findall(r' id="([\w-]+)"', paper))
    alone = words_of("print/sheet_schedule.html", page_context(content) | {"alone": True})
    assert "No action is counted." in alone and "under 0 headings" not in alone


# --- Coming up, changes, highlights, quality -------------------------------------------------------------------


def test_coming_up_by_month_and_the_cliff():
    july = [action(n, due_on=date(2018, 7, 31)) for n in range(1, 5)]
    content = made(*july, action(8, due_on=date(2018, 4, 30)), action(9, due_on=date(2018, 7, 1)))
    assert [(listing.title, listing.ids) for listing in content.coming_up.months] == [
        ("April 2018", (8,)),
        ("July 2018", (9, 1, 2, 3, 4)),
    ]
    assert content.coming_up.due_next == (8, 9)  # by the next report; listed is a month more
    assert [(month.words, month.count.n, month.width) for month in content.coming_up.cliffs] == [
        ("April 2018", 1, 20),
        ("May 2018", 0, 0),
        ("June 2018", 0, 0),
        ("July 2018", 5, 100),
    ]


def test_a_date_that_moved_without_a_meeting_is_listed_with_its_reason_and_its_first_date():
    last = made(action(1, when="July 2018", due_on=date(2018, 7, 31)), action(2))
    told = DateChangeFacts(
        2,
        date(2018, 3, 31),
        date(2018, 6, 30),
        "Typed wrongly",
        "recorded",
        "Bryony Larkfell",
        datetime(2018, 1, 1),
        decided_at=datetime(2018, 1, 1),
        kind="correction",
    )
    read = replace(
        told,
        action=1,
        from_date=date(2018, 7, 31),
        to_date=None,
        to_words="31 October 2018 and 31 December 2018",
        reason="The minutes say so",
        asked_at=datetime(2018, 4, 10),
        decided_at=datetime(2018, 4, 10),
        kind="reading",
    )
    first = date(2018, 7, 31)
    parts = (MilestoneFacts("October", date(2018, 10, 31), first_due_on=first),)
    content = made(
        action(1, when="As minuted", due_on=None, milestones=parts),
        action(2),
        last=last,
        date_changes=(told, read),
    )
    assert [(c.kind, c.old, c.new, c.reason, c.agreed) for c in content.changes] == [
        (
            "Read another way",
            "31 July 2018",
            "31 October 2018 and 31 December 2018",
            "The minutes say so",
            "No meeting: recorded by Bryony Larkfell on 10 April 2018",
        ),
        ("Timescale reworded", "July 2018", "As minuted", "The minutes say so", "Not stated"),
    ]
    assert content.row[1].first_due == "31 July 2018"
    assert not content.decided


def test_what_nobody_confirmed_is_printed_so():
    content = made(
        action(1, due_on=date(2018, 1, 31), to_confirm=True),
        action(2, due_on=None, milestones=(MilestoneFacts("January", date(2018, 1, 31)),), to_confirm=True),
    )
    assert {row.due for row in content.rows} == {"31 January 2018, to be confirmed"}
    assert not any(row.late for row in content.rows)


def test_changes_asked_for_decided_since_and_reworded():
    last = made(action(1), action(2), action(3), action(5))
    old = DateChangeFacts(
        1,
        None,
        date(2018, 6, 30),
        "Snow",
        "agreed",
        "Chair",
        datetime(2018, 1, 1),
        decided_at=datetime(2018, 4, 1),
    )
    new = replace(old, action=2, decided_at=datetime(2018, 4, 10), meeting="Business Group, 18 April 2018")
    content = made(
        action(1),
        action(2),
        action(3, owners=(CTB,)),
        action(4, due_on=date(2018, 9, 30)),
        action(5, state="withdrawn", state_reason="Merged"),
        last=last,
        date_changes=(old, new),
    )
    changes = [(c.kind, c.id, c.old, c.new) for c in content.changes]
    assert changes == [
        ("New date agreed", 2, "No date", "30 June 2018"),
        ("Withdrawn", 5, "Counted", "Not counted"),
        ("Owner changed", 3, "Health", "CTB"),
        ("New action", 4, "Not in the plan", "30 September 2018"),
    ]
    assert content.changes[0].agreed == "Business Group, 18 April 2018"


def test_who_sent_no_highlight():
    content = made(
        action(1, owners=(HEALTH, CTB)), highlights=(HighlightFacts(1, "Health", "Chair", done="Much"),)
    )
    assert content.no_highlight == ("CTB",)


@pytest.mark.django_db
def test_only_groups_that_are_asked_for_their_words_are_missing_them_and_by_their_letters():
    plan = PlanFactory()
    quarter = QuarterFactory(plan=plan)
    for name, kind in (
        ("policy", "subgroup"),
        ("Évaluation", "panel"),
        ("Neglect", "task-and-finish"),
        ("Chair", "post"),
        ("Business", "business-group"),
        ("Office", "team"),
        ("The Board", "board"),
        ("Trust", "outside"),
    ):
        BodyFactory(board=plan.board, name=f"{name} Group", short_name=name, kind=kind, position=0)
        ActionFactory(plan=plan, who_text=f"{name} Group")
    assert gather(quarter).no_highlight == ("Évaluation", "Neglect", "policy")


def test_plan_quality():
    content = made(
        action(1, owners=(), outcome="Better"),
        action(2, owners=(OwnerFacts(None, "LADA"),), due_on=date(2020, 7, 31)),
        action(3, reference="13.2", timescale_to_choose=True, due_on=date(2018, 7, 31)),
        action(4, reference="13.2 (2)", ordinal=2, milestones=(MilestoneFacts("May", date(2018, 5, 31)),)),
    )
    found = {listing.key: listing.ids for listing in content.quality}
    assert found == {
        "no-owner": (1,),
        "unplaced-owner": (2,),
        "no-date": (1,),
        "unclear-date": (3,),
        "no-outcome": (2, 3, 4),
        "after-plan-end": (2,),
        "same-reference": (3, 4),
    }


def test_all_of_a_kind_are_one_owner_however_the_plan_writes_them():
    partners, agencies = (
        OwnerFacts(None, words, everyone="All agencies", role=role)
        for words, role in (("All partners", ""), ("all agencies", "support"))
    )
    content = made(action(1, owners=(partners,)), action(2, owners=(HEALTH, agencies)))
    by_owner = content.breakdowns[-1]
    assert [(row.label, row.total.ids) for row in by_owner.rows] == [
        ("Health", (2,)),
        ("All agencies", (1, 2)),
    ]


def test_the_front_page_names_whoever_leads_without_those_in_support():
    lead, support = (
        OwnerFacts(1, "Integrated Care Board", 1, role="lead"),
        OwnerFacts(2, "CTB", 2, role="support"),
    )
    content = made(
        action(1, owners=(lead, support)), action(2, owners=(support,)), action(3, owners=(CTB, HEALTH))
    )
    assert content.row[1].owners == "Integrated Care Board (lead); CTB (support)"
    assert [content.row[id].leads for id in (1, 2, 3)] == [
        "Integrated Care Board",
        "CTB (support)",
        "CTB; Health",
    ]


def test_only_abbreviations_that_stand_in_the_report():
    terms = (Term("CTB", "Children’s Trust Board"), Term("C", "Not as a word"), Term("PMQA", "Not used"))
    content = made(action(1, owners=(CTB,)), terms=terms)
    assert [term.term for term in content.terms] == ["CTB"]


def test_an_abbreviation_is_found_where_one_text_ends_and_the_next_begins():
    words = HighlightFacts(1, "Health", "Chair", done="Much", voice="We were heard")
    content = made(action(1), highlights=(words,), key_messages="CTB first", terms=(Term("CTB", "Trust"),))
    assert [term.term for term in content.terms] == ["CTB"]


# --- The forward plan -------------------------------------------------------------------------------------------


BOARD = ForumFacts(10, "The Board", "LSCB")
ROW = DueReportFacts(
    "Audit",
    "The Board",
    "PMQA",
    "What works",
    "every May",
    date(2018, 5, 23),
    "expected",
    obligation=1,
    papers_due_on=date(2018, 5, 16),
)


def duty(kind="recur", rule="", **fields):
    return ObligationFacts("Audit", "PMQA", "What works", kind, (BOARD,), rule, **fields)


def test_reports_due_until_the_next_report_stand_under_their_meetings():
    content = made(
        due_reports=(
            replace(ROW, due_on=date(2018, 7, 11), papers_due_on=None),
            ROW,
            replace(ROW, due_on=date(2018, 6, 30), at_meeting=False),
            replace(ROW, due_on=date(2018, 7, 19)),
        ),
        obligations=(duty(rule="RRULE:FREQ=YEARLY;BYMONTH=5", id=1),),
    )
    assert [line.meeting for line in content.planner.due] == [
        "The Board, 23 May 2018 (papers due 16 May 2018)",
        "The Board, June 2018, no meeting recorded",
        "The Board, 11 July 2018",
    ]
    assert content.planner.undated == ()


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "Expected"),
        ({"deferred_from": date(2018, 3, 21)}, "Expected, deferred from 21 March 2018"),
        ({"state": "received", "received_on": date(2018, 4, 2)}, "Received 2 April 2018"),
        (
            {"state": "deferred", "reason": "Data late", "deferred_to": date(2018, 7, 11)},
            "Deferred to 11 July 2018: Data late",
        ),
        ({"state": "not-needed", "reason": "No audit"}, "Not needed this time: No audit"),
        (
            {"state": "not-needed", "reason": "No audit.", "note": "Also asked for in May"},
            "Not needed this time: No audit. Also asked for in May",
        ),
    ],
)
def test_what_became_of_a_report_is_said(fields, state):
    assert [line.state for line in made(due_reports=(replace(ROW, **fields),)).planner.due] == [state]


def test_what_is_expected_before_today_is_late_and_what_came_is_not():
    late = replace(ROW, due_on=date(2018, 3, 21), note="The row “S.11” asks for it at another time")
    came = replace(late, state="received", received_on=date(2018, 3, 14))
    planner = made(due_reports=(came, late)).planner
    assert [(line.when, line.state) for line in planner.late] == [
        ("21 March 2018", "19 days late. The row “S.11” asks for it at another time")
    ]
    assert planner.due == ()


def test_what_has_no_day_is_not_guessed_and_one_report_for_two_rows_is_not_asked_twice():
    planner = made(
        obligations=(
            duty(rule="RRULE:FREQ=YEARLY", id=1),
            duty("per-meeting", every=1, id=2),
            duty(rule="RRULE:FREQ=YEARLY;BYMONTH=7", id=3, is_same=True),
            duty(rule="RRULE:FREQ=YEARLY;BYMONTH=7", id=4),
        ),
        due_reports=(replace(ROW, obligation=4),),
    ).planner
    assert [line.when for line in planner.undated] == ["Once a year", "At each meeting"]


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (None, "None recorded"),
        (date(2017, 4, 8), "None for a year; the last came 8 April 2017"),
        (date(2017, 4, 9), "Last came 9 April 2017"),
    ],
)
def test_an_as_required_report_says_when_it_last_came(came, said):
    reports = (replace(ROW, due_on=came, state="received", received_on=came),) if came else ()
    planner = made(
        due_reports=reports, obligations=(duty("condition", condition="as required", id=1),)
    ).planner
    assert [(line.when, line.state) for line in planner.as_required] == [("As required", said)]


@pytest.mark.parametrize(
    ("obligation", "words"),
    [
        (duty(rule="RRULE:FREQ=MONTHLY;INTERVAL=6"), "Twice a year, every six months"),
        (duty(rule="RRULE:FREQ=MONTHLY;INTERVAL=2"), "Every two months"),
        (duty(rule="RRULE:FREQ=YEARLY;BYMONTH=8,2"), "Every year in August and February"),
        (duty("per-meeting", every=2), "At every second meeting"),
        (duty("event", condition="the audit"), "After the audit"),
        (duty("unspecified"), "How often is not stated"),
    ],
)
def test_how_often_is_written_out(obligation, words):
    assert in_words(obligation) == words
    assert not words.lower().startswith("bi")


def test_a_report_kept_in_the_first_shape_is_still_read():
    kept = json.loads((Path(__file__).parent / "data/content-version-1.json").read_text())
    content = from_json(kept, schema_version=1)
    assert numbers(content) == {"B": 0, "G": 1, "A": 0, "R": 1, "N": 0, "H": 0, "-": 1}
    assert content.row[2].text == "Do thing 2"


def test_a_shape_this_product_does_not_know_is_refused():
    with pytest.raises(ValueError, match="version 99"):
        from_json({}, schema_version=99)


def test_actions_without_a_reference_are_named_by_their_words_or_counted():
    content = made(
        action(1, "B", reference=""),
        action(2, reference="1.2", owners=()),
        action(3, reference="", owners=()),
    )
    [agree] = [each.words for each in content.decisions if each.words.startswith("Agree to close")]
    assert agree.endswith(": “Do thing 1” (1. Health)")
    assert references((1, 2, 3), content) == "1.2, 2 without a reference"


SCREEN = {"linked": True, "plan_slug": "p", "quarter_slug": "q"}


def test_a_question_left_open_by_every_action_lists_none():
    content = made(*(action(n, owners=()) for n in range(1, 4)))
    paper = " ".join(render_to_string("print/report/quality.html", SCREEN | {"content": content}).split())
    assert paper.count("every action of the plan.") == 3  # owner, date and outcome


def test_the_silent_without_an_owner_are_counted_beside_the_owners():
    content = made(action(1, "-"), action(2, "-", owners=(HEALTH, CTB)), action(3, "-", owners=()))
    asked = next(each.words for each in content.decisions if each.count.key == "no-update")
    assert asked == "Challenge the owners of 3 actions with no update: Health 2, CTB 1, no owner 1"
    nobody = made(action(1, "-", owners=()))
    assert "Ask about 1 action with no update" in [each.words for each in nobody.decisions]


def test_why_a_rating_past_its_date_is_not_said_once_the_date_moved():
    said = UpdateFacts("G", "Q4 2017/18", "Well", reason="Only the launch is left")
    past, moved = action(1, suggested="R", update=said), action(2, update=said)
    content = made(past, moved)
    assert content.row[1].note("Why this rating, past its date") == "Only the launch is left"
    assert content.row[2].note("Why this rating, past its date") == ""


def test_the_first_report_of_a_plan_says_what_was_before_it():
    content = made(action(1, "A", rating_before="R", rating_before_in="Q4 2016/17"), action(2, "A"))
    assert (content.row[1].move.was, content.row[1].move.was_in) == ("R", "Q4 2016/17")
    assert content.row[2].was == ""
