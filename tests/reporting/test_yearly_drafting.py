"""What a yearly report is drafted from, without a database."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.lines import run_on
from lscb.markdown import to_html, to_words
from plans.rules.self_assessment import ReturnCounts
from reporting.report import self_assessment
from reporting.report.challenges import ChallengeLine, ChallengeLog
from reporting.report.facts import UpdateFacts
from reporting.report.learning import Learning
from reporting.report.self_assessment import SelfAssessmentFacts
from reporting.rules.materials import Material
from reporting.rules.progress_over_a_year import Progress, progress_of, progress_of_part
from reporting.rules.yearly_headings import USUAL_HEADINGS, without_a_section
from reporting.yearly import (
    achieved,
    agencies,
    challenges,
    decisions,
    introduction,
    little_progress,
    next_year,
    priorities,
    reviews,
    scrutiny,
    voice,
    without_evidence,
)
from reporting.yearly.drafting import DRAFTS, draft
from reporting.yearly.facts import (
    AgencyFacts,
    Completed,
    DueFacts,
    Final,
    FindingFacts,
    MatterFacts,
    PlanYear,
    RecommendationFacts,
    ReviewFacts,
    YearFacts,
)
from reporting.yearly.writing import Nothing, line, said, table
from tests.reporting.test_content import HEALTH, action, made


def said_of(**fields) -> UpdateFacts:
    return UpdateFacts(
        **{"quarter": "Q4 2017/18", "by": "Ines", "on_behalf_of": "", "at": date(2018, 3, 1), "rating": "B"}
        | fields
    )


def done(id, difference="Fewer are missing", **fields):
    update = said_of(evidence_how_much="All of it", evidence_difference=difference)
    return action(id, "B", update=update, completion=update, **fields)


def year_of(*finals, **fields) -> YearFacts:
    """A year with these contents as the finals of its one plan; `before` and `began_before` are the plan's."""
    of_plan = {name: fields.pop(name) for name in ("before", "began_before") if name in fields}
    rows = tuple(
        Final(n, 1, replace(content, front=replace(content.front, quarter=f"Q{n} 2017/18")))
        for n, content in enumerate(finals, start=1)
    )
    plan = PlanYear("Business plan 2017-20", rows, **of_plan)
    return YearFacts("2017/18", date(2017, 4, 1), date(2018, 3, 31), (plan,), **fields)


# --- Little or no progress ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("GGGG", None),
        ("RRRA", None),  # better than at first
        ("AAAA", Progress.LITTLE),
        ("GGGA", Progress.LITTLE),
        ("ARGR", Progress.LITTLE),  # what it was between does not count
        ("GGG-", Progress.LITTLE),
        ("GHHH", Progress.LITTLE),
        ("BBBR", Progress.LITTLE),  # opened again
        ("----", Progress.NONE),
        ("NN-N", Progress.NONE),
        ("NNNG", None),  # it was taken up
        ("NGGB", None),
        ("R", None),  # one report says nothing of progress
        (" R R", Progress.LITTLE),  # not counted by two of four
        ("AAA ", None),  # it left the plan
    ],
)
def test_an_action_made_little_or_no_progress_by_what_the_reports_of_the_year_said(letters, expected):
    assert progress_of([None if letter == " " else letter for letter in letters]) is expected


def test_a_part_made_little_progress_where_nothing_was_completed_and_half_of_what_is_open_made_little():
    little, none = Progress.LITTLE, Progress.NONE
    assert progress_of_part([little, None], 0) is little
    assert progress_of_part([none, none], 0) is none
    assert progress_of_part([none, little], 0) is little
    assert progress_of_part([none, None, None], 0) is None
    assert progress_of_part([none, none], 1) is None
    assert progress_of_part([], 0) is None


def test_what_made_little_progress_is_listed_with_its_course_and_what_was_said():
    stuck = replace(action(1, "R"), update=said_of(rating="R", cause="Two posts are empty"))
    text = little_progress.drafted(year_of(made(action(1, "A"), action(2, "A")), made(stuck, action(2, "G"))))
    assert text.startswith(
        "From Q1 2017/18 to Q2 2017/18 1 of 2 actions made little or no progress: 0 none, 1 little."
    )
    assert "Q1 2017/18 at risk, Q2 2017/18 off track. Why: Two posts are empty." in text
    assert (
        "- 1\\. Health: little progress. Nothing was completed in the year; 1 of 2 open made little or none."
        in text
    )
    assert "1.2" not in text
    alone = little_progress.drafted(year_of(made(action(1, "R"))))
    assert alone.startswith("One final report was made in the year, for Q1 2017/18")


# --- What was completed ---------------------------------------------------------------------------------------


def test_what_was_complete_before_the_year_is_not_told_again():
    year = year_of(made(done(1), done(2)), before=frozenset({1}))
    assert [each.row.id for each in year.plans[0].completed] == [2]
    assert achieved.drafted(year).startswith("1 of 2 actions was completed in the year, of which 1 waits")
    first = year_of(made(done(1)), began_before=True)
    assert "what was complete then is counted here too" in achieved.drafted(first)
    assert "counted here too" not in achieved.drafted(year)


def test_what_was_opened_again_was_not_completed_and_evidence_stays_from_the_report_that_had_it():
    year = year_of(
        made(done(1), done(2, "Calls halved")), made(action(1, "G"), action(2, "B", state="closed"))
    )
    [kept] = year.plans[0].completed
    assert (kept.row.id, kept.difference, kept.is_agreed) == (2, "Calls halved", True)


@pytest.mark.parametrize("words", ["", "None yet.", "N/A", "Too early to say", "not known"])
def test_words_that_only_fill_the_box_are_no_evidence(words):
    year = year_of(made(done(1, words), done(2)))
    assert "Evidence of impact is recorded for 1 of 2." in achieved.drafted(year)
    assert "Do thing 1" not in achieved.drafted(year)
    listed = without_evidence.drafted(year)
    assert listed.startswith("1 of 2 actions that were completed in the year has no evidence")
    assert "Do thing 1" in listed and "Do thing 2" not in listed


def test_one_action_is_said_as_one():
    year = year_of(made(done(1)))
    assert "1 of 1 action was complete" in priorities.drafted(year)
    evidence = "Evidence of impact is recorded for the 1 action that was completed in the year."
    assert without_evidence.drafted(year) == evidence
    assert "1 of 2 actions goes on into the next year." in next_year.drafted(
        year_of(made(done(1), action(2)))
    )
    lacking = without_evidence.drafted(year_of(made(done(1, ""))))
    assert lacking.startswith("1 of 1 action that was completed in the year has no evidence")
    assert "1 of 2 actions was complete" in priorities.drafted(year_of(made(done(1), action(2))))


def test_evidence_is_any_other_word():
    assert Completed(made(done(1)).rows[0], "No child was missing", "", "").has_evidence


# --- Decisions, challenges, reviews ---------------------------------------------------------------------------


def test_a_challenge_is_told_once_whatever_reports_told_it():
    asked = ChallengeLine(None, "", "Police", "1 May 2017, Chair", "When?", "", "", "Soon", "", "")
    answered = replace(asked, outcome="It was", closed="1 July 2017")
    other = replace(asked, words="Why?", response="")
    first = replace(made(action(1)), challenges=ChallengeLog((asked,), ()))
    then = replace(made(action(1)), challenges=ChallengeLog((), (answered,)))
    last = replace(made(action(1)), challenges=ChallengeLog((other,), ()))
    text = challenges.drafted(year_of(first, then, last))
    assert text.startswith("The reports of the year tell of 2 challenges: 1 closed, 1 open at the last.")
    assert text.count("When?") == 1 and "Outcome: It was." in text and "No response yet." in text


def test_a_challenge_that_was_opened_again_is_told_as_open_alone():
    asked = ChallengeLine(None, "", "Police", "1 May 2017, Chair", "When?", "", "", "Soon", "", "")
    closed = replace(asked, outcome="It was", closed="1 July 2017")
    logs = (ChallengeLog((), (closed,)), ChallengeLog((asked,), ()))
    text = challenges.drafted(year_of(*(replace(made(action(1)), challenges=log) for log in logs)))
    assert text.startswith("The reports of the year tell of one challenge.")
    assert text.count("When?") == 1 and "# Closed" not in text


def test_other_matters_are_told_where_no_report_tells_a_decision():
    matter = MatterFacts(
        "Board, 1 May 2017", "Agree the budget", "Treasurer", "Followed up", "Agreed in June"
    )
    text = decisions.drafted(year_of(made(action(1)), matters=(matter,)))
    assert text.endswith("- Board, 1 May 2017: Agree the budget. Treasurer, Followed up. Agreed in June.")
    assert isinstance(decisions.drafted(year_of(made(action(1)))), Nothing)


def test_a_review_says_what_followed_and_what_was_not_accepted_and_why():
    refused = RecommendationFacts(
        1, "1", "Do it otherwise", "not-accepted", ("Police",), reason="It is done already"
    )
    followed = RecommendationFacts(2, "2", "Ask who is at home", "going-on", actions=((1, "1.1", "G"),))
    told = ReviewFacts("Review: Alder", "How it was shared", date(2017, 5, 1), None, (refused, followed))
    before = ReviewFacts("Review: Birch", "", date(2015, 5, 1), date(2016, 5, 1), ())
    later = ReviewFacts("Review: Clover", "", date(2018, 5, 1), None, ())
    text = reviews.drafted(year_of(made(action(1, "R")), reviews=(told, before, later)))
    assert text.startswith("1 review is told of: 0 concluded, 1 going on at the end of the year.")
    assert "Of 2 recommendations, 1 is open and 1 was not accepted." in text
    assert "Do it otherwise (to Police). Not accepted. Why not: It is done already." in text
    assert "Ask who is at home. Going on. What followed: 1.1 on track." in text
    assert "Birch" not in text and "Clover" not in text


def test_a_review_stands_as_at_the_end_of_the_year_and_says_how_it_ended_afterwards():
    began, ended = date(2018, 3, 1), date(2018, 5, 1)
    told = (
        ReviewFacts("Review: Alder", "", began, ended),
        ReviewFacts("Review: Birch", "", began, None, stopped_on=ended, stopped_because="It was one case"),
        ReviewFacts("Review: Clover", "", began, None, stopped_on=date(2018, 3, 2), stopped_because="Twice"),
        ReviewFacts("Audit: Damson", "", None, None, planned_for=date(2018, 3, 5)),
        ReviewFacts("Audit: Elder", "", None, None, planned_for=date(2018, 4, 5)),
        ReviewFacts("Review: Fern", "", date(2016, 3, 1), None, stopped_on=date(2017, 3, 1)),
    )
    text = reviews.drafted(year_of(made(action(1)), reviews=told))
    assert text.startswith(
        "4 reviews are told of: 0 concluded, 1 ended early, 1 planned and not begun, 2 going on at the end of the "
        "year."
    )
    assert "# Review: Alder\n\nGoing on at the end of the year, concluded 1 May 2018.\n" in text
    assert "Going on at the end of the year, ended early 1 May 2018. Why: It was one case." in text
    assert "Ended early 2 March 2018. Why: Twice." in text
    assert "Planned for 5 March 2018." in text
    assert "Elder" not in text and "Fern" not in text


def test_what_was_said_of_a_recommendation_stands_beside_the_state_that_it_is_about():
    since = RecommendationFacts(
        1,
        "1",
        "Ask who is at home",
        "embedded",
        actions=((1, "1.1", "B"),),
        reason="Not at night",
        closed_because="It is done",
        found="Embedded. They ask",
        settled_on=date(2018, 5, 1),
    )
    review = ReviewFacts("Review: Alder", "", date(2017, 5, 1), date(2017, 9, 1), (since,))
    last = made(action(1, "R"))
    for state, words in (
        ("awaited", "No response yet. What followed: 1.1 off track."),
        ("going-on", "Going on. Accepted in part, because: Not at night. What followed: 1.1 off track."),
        (
            "closed",
            "Closed. Accepted in part, because: Not at night. What followed: 1.1 off track. Why it was closed: It is "
            "done.",
        ),
    ):
        kept = replace(last, learning=Learning((), (), (), ((1, state),)))
        assert reviews.drafted(year_of(kept, reviews=(review,))).endswith(f"Ask who is at home. {words}")
    # No final says where it stands: it and what followed are told as they are now.
    text = reviews.drafted(year_of(last, reviews=(review,)))
    assert (
        "Closed, embedded." in text and "What followed: 1.1 complete. Why it was closed: It is done." in text
    )
    assert text.endswith("When its impact was looked at: Embedded. They ask.")


def test_what_was_settled_in_the_year_of_a_review_that_ended_before_is_told():
    closed = RecommendationFacts(1, "1", "Ask who is at home", "closed", settled_on=date(2017, 10, 1))
    before = replace(closed, id=2, settled_on=date(2016, 10, 1))
    ended = date(2016, 5, 1)
    told = ReviewFacts("Review: Alder", "", date(2015, 5, 1), ended, (closed,))
    over = ReviewFacts("Review: Birch", "", date(2015, 5, 1), ended, (before,))
    text = reviews.drafted(year_of(made(action(1)), reviews=(told, over)))
    assert text.startswith("1 review is told of: 1 concluded") and "Birch" not in text


def test_an_agency_is_told_by_what_it_leads_and_supports():
    support = replace(HEALTH, role="support")
    year = year_of(
        made(done(1), action(2, "R"), action(3, owners=(support,))),
        agencies=(
            AgencyFacts(
                HEALTH.body, "Health Trust", HEALTH.label, 3, 4, ("Section 11: returned 1 May 2017, late",)
            ),
            AgencyFacts(999, "Fire Service", "Fire"),
        ),
    )
    text = agencies.drafted(year)
    assert "| Health Trust | 2 | 1 | 1 | 3 of 4 |" in text
    assert "| Fire Service | 0 | 0 | 0 | none recorded |" in text
    assert "It led 2 actions, 1 of them complete and 1 at risk or off track, and supported 1 action." in text
    assert "Still open: 1.2 off track. It was at 3 of 4 recorded meetings" in text
    assert "Section 11: returned 1 May 2017, late." in text and "It owned no action." in text


def test_a_self_assessment_that_was_closed_in_the_year_is_told_with_what_came_of_it():
    counts = ReturnCounts(asked=9, returned=7, moderated=7)
    asked = SelfAssessmentFacts(1, "Section 11 audit", date(2017, 5, 1), date(2017, 7, 1), counts)
    [open_still] = self_assessment.build(None, [asked])
    ended = replace(open_still, moderated=9, outcome="Two themes go into training", closed="1 October 2017")
    finals = [replace(made(action(1)), self_assessments=told) for told in ((open_still,), (ended,), ())]
    text = agencies.drafted(year_of(*finals, agencies=(AgencyFacts(1, "Police", "Police"),)))
    assert text.startswith(
        "Section 11 audit: 7 of 9 returned and 9 moderated. What came of it: Two themes go into training."
    )
    assert text.count("Section 11 audit") == 1


def test_a_finding_of_scrutiny_stands_with_its_answer_and_good_practice_asks_for_none():
    found = FindingFacts(
        "Finding",
        True,
        date(2017, 6, 1),
        "Visit",
        "Supervision differs",
        "Police",
        "Agreed in July",
        "One is in use",
    )
    seen = FindingFacts("Good practice", False, date(2017, 7, 1), "Visit", "Children are asked first")
    text = scrutiny.drafted(year_of(findings=(found, replace(found, response="", outcome=""), seen)))
    assert text.startswith("The log of the year has 3 entries; of 2 that ask for an answer, 1 was answered.")
    assert "- Visit, 1 June 2017, to Police: Supervision differs. Response: Agreed in July. What came" in text
    assert "Supervision differs. Not answered yet." in text
    assert text.endswith("# Good practice\n\n- Visit, 1 July 2017: Children are asked first.")
    text = scrutiny.drafted(year_of(findings=(found, seen)))
    assert text.startswith("The log of the year has 2 entries; of 1 that asks for an answer, 1 was answered.")


def test_where_nothing_asks_for_an_answer_none_is_said():
    seen = FindingFacts("Good practice", False, date(2017, 7, 1), "Visit", "Children are asked first")
    text = scrutiny.drafted(year_of(findings=(seen,)))
    assert text.startswith("The log of the year has 1 entry; none asks for an answer.")


def test_reports_that_are_still_to_come_are_not_missed():
    due = DueFacts(due=4, received=1, overdue=1, to_come=2)
    text = introduction.drafted(year_of(made(action(1)), due=due))
    assert text.endswith(
        "4 reports were due at meetings in the year: 1 came, 1 did not come and 2 are still to come."
    )


def test_several_plans_stand_under_their_titles_and_one_alone_does_not():
    one = year_of(made(action(1)))
    two = replace(one, plans=(one.plans[0], replace(one.plans[0], title="Plan 2018-21")))
    assert next_year.drafted(two).count("# Plan 2018-21") == 1
    assert "# Business plan 2017-20" not in next_year.drafted(one)


@pytest.mark.parametrize("material", [each for each in Material if each is not Material.FINANCE])
def test_a_year_without_a_final_says_so_and_that_it_found_nothing(material):
    text, found_nothing = draft(material, YearFacts("2017/18", date(2017, 4, 1), date(2018, 3, 31)))
    assert found_nothing and re.fullmatch(r"[A-Z].+\.", text)


def test_every_material_is_drafted_and_own_words_are_not():
    assert set(DRAFTS) == set(Material)
    assert draft("", YearFacts("2017/18", date(2017, 4, 1), date(2018, 3, 31))) == ("", False)
    assert draft(Material.FINANCE, YearFacts("2017/18", date(2017, 4, 1), date(2018, 3, 31))) == ("", False)


def test_what_people_typed_is_not_read_as_marks():
    shouting = action(1, "B", outcome="They were *heard*")
    shouting = replace(shouting, text="Ask | listen **twice** and <b>answer</b> [here](https://example.org)")
    html = to_html(voice.drafted(year_of(made(shouting))))
    assert "Ask | listen **twice** and &lt;b&gt;answer&lt;/b&gt; [here](https://example.org)" in html
    assert "<strong>" not in html and "<a " not in html


_TYPED = st.text(st.sampled_from("ab 1.2)(#-+*_|[]\\<>&:/"), max_size=30)


@settings(max_examples=60)
@given(_TYPED)
def test_a_line_says_what_was_typed(text):
    words = " ".join(run_on(text).split())
    assert to_words(line(text)) == words
    assert to_words(f"- A {said(text)}") == f"A {words}".strip()
    html = to_html(table(("Head", "Number"), [(f"a{said(text)}", 3)], numbers=(1,)))
    assert html.count("<tr>") == 2 and html.count("<td") == 1
    assert "<em>" not in html and "<strong>" not in html and "<a " not in html


# --- Headings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", USUAL_HEADINGS)
def test_the_usual_headings_stand_once_and_each_kind_of_board_is_asked_for_something(kind):
    usual = USUAL_HEADINGS[kind]
    assert len({each.title.casefold() for each in usual}) == len(usual)
    materials = [each.material for each in usual if each.material]
    assert len(materials) == len(set(materials))
    required = [each.required_by for each in usual if each.required_by]
    assert required
    assert without_a_section(kind, required) == []
    assert [each.required_by for each in without_a_section(kind, ["", required[0].upper()])] == required[1:]
