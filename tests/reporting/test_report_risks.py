"""The highest risks, how their scores moved since the last report, and what was closed."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from lscb import clock
from plans import operations
from reporting import operations as report_events
from reporting.printing.pdf.rendering import page_context
from reporting.report.reading import gather
from tests.factories import ActionFactory, ChallengeFactory, PlanFactory, QuarterFactory, board_team, nth

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def record(plan, team):
    def one(words, likelihood, impact, **more):
        return operations.record_risk(
            plan=plan,
            words=words,
            likelihood=likelihood,
            impact=impact,
            response="Looked into",
            held_by="Chair",
            by=team,
            **more,
        )

    return one


def paper(content) -> str:
    return " ".join(render_to_string("print/report.html", page_context(content)).split())


def test_a_plan_without_any_has_no_such_section(plan):
    content = gather(QuarterFactory(plan=plan))
    assert content.risks is None
    assert content.outline.heading("challenges") is None
    assert "Sign-off" in paper(content)


def test_risks_alone_name_their_section(plan, record):
    action = ActionFactory(plan=plan, label="8.5")
    with clock.at(date(2018, 4, 1)):
        record("Nobody leads", 2, 5, action=action, review_on=date(2018, 4, 2))
    printed = paper(gather(QuarterFactory(plan=plan)))
    assert ". Risks</h2>" in printed
    assert '<span class="b">1: 10, high</span>' in printed
    assert "Unlikely, severe" in printed
    assert '2 April 2018<br/><span class="late">7 days late</span>' in printed
    assert (
        f'<a href="#a-{action.pk}" aria-label="Action 8.5 in the full schedule">8.5</a> Nobody leads'
        in printed
    )


def test_with_challenges_both_stand_in_one_section(plan, record):
    record("Nobody leads", 2, 5)
    ChallengeFactory(plan=plan)
    printed = paper(gather(QuarterFactory(plan=plan)))
    assert ". Risks and challenges</h2>" in printed
    assert "Challenges, open (1)" in printed


def test_only_the_five_highest_print_and_their_number_is_said(plan, record):
    for number in range(1, 8):
        record(f"Risk of kind {number}", 1 + number % 5, 5 if number == 3 else 2)
    content = gather(QuarterFactory(plan=plan))
    assert [line.score for line in content.risks.top] == [20, 10, 6, 6, 4]
    assert (content.risks.open, len(content.risks.scores)) == (7, 7)
    assert "Risks: the 5 highest of 7 open" in paper(content)


def test_scores_are_compared_with_the_last_report_and_closed_ones_print_once(on, plan, team, record):
    quarter = QuarterFactory(plan=plan)
    moved, closed = (record(words, 3, 3) for words in ("It moves", "It ends"))
    record("It stays", 3, 3)
    with clock.at(date(2018, 4, 11)):
        draft = report_events.start_draft(quarter=quarter, by=team)
        report_events.finalise_report(report=draft, by=team)
    on("2018-07-09")
    operations.close_risk(risk=closed, why_closed="Money was found.", by=team)
    operations.review_risk(
        risk=moved, words="It moves", likelihood=5, impact=3, response="More", held_by="Chair", by=team
    )
    following = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    operations.open_quarter(quarter=following, by=team)
    content = gather(following)
    assert [(line.words, line.score, line.was) for line in content.risks.top] == [
        ("It moves", 15, 9),
        ("It stays", 9, None),
    ]
    assert [(line.words, line.why_closed, line.closed) for line in content.risks.closed] == [
        ("It ends", "Money was found.", "9 July 2018")
    ]
    printed = paper(content)
    assert "Possible, moderate" in printed and "; was&#160;9" in printed
    with clock.at(date(2018, 7, 11)):
        report_events.finalise_report(report=report_events.start_draft(quarter=following, by=team), by=team)
    on("2018-10-09")
    content = gather(operations.add_quarter(plan=plan, span=nth(plan, 2018, 2), by=team))
    assert content.risks.closed == ()
    assert [line.was for line in content.risks.top] == [None, None]
