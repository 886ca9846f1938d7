"""Reviews and recommendations in the report: what wants deciding, what was settled, and nothing of a draft."""

from datetime import date, datetime

import pytest
from django.template.loader import render_to_string

from plans import operations
from reporting import operations as report_events
from reporting.printing.pdf.rendering import page_context
from reporting.report.content import MonitoringReportContent, from_json, to_json
from reporting.report.learning import ReviewFacts
from reporting.report.reading import gather
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    RecommendationFactory,
    ReviewFactory,
    board_team,
)
from tests.reporting.test_content import action, made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory(report_length="whole")


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def review(plan):
    return ReviewFactory(board=plan.board, code_name="Alder")


def paper(content) -> str:
    return " ".join(render_to_string("print/report.html", page_context(content)).split())


def test_a_board_that_has_shared_no_review_has_no_such_section(plan):
    RecommendationFactory(review=ReviewFactory(board=plan.board, shared_on=None), text="A quokka")
    content = gather(QuarterFactory(plan=plan))
    assert content.learning is None and content.outline.heading("learning") is None
    assert "Reviews and recommendations" not in content.outline.silent
    assert "quokka" not in paper(content)


def test_what_wants_deciding_prints_with_its_review_and_its_actions(plan, team, review):
    stage = review.stages.create(words="Report agreed", within=2, unit="working-days", since="notified")
    review.notified_on = date(2018, 4, 3)
    review.save()
    quarter = QuarterFactory(plan=plan)
    done, going = (
        ActionFactory(plan=plan, label="9.1"),
        ActionFactory(plan=plan, label="9.2", when_text="July 2018"),
    )
    closing = RecommendationFactory(review=review, number="1", text="Train all leads")
    closing.links.create(action=done)
    ProgressUpdateFactory(action=done, quarter=quarter, rating="B")
    RecommendationFactory(review=review, number="2").links.create(action=going)
    RecommendationFactory(
        review=review,
        number="3",
        response="not-accepted",
        response_reason="It delays",
        responded_on=date(2018, 4, 5),
    )
    content = gather(quarter)
    (line,) = content.learning.reviews
    assert (line.stage, line.late) == (f"{stage.words}, due 5 April 2018", "4 days late")
    assert (line.made, line.open, line.closed, line.not_accepted) == (3, 2, 0, 1)
    assert [(each.called, each.state, each.actions) for each in content.learning.pressing] == [
        ("Alder 1", "For closing", "9.1 B")
    ]
    assert [(each.called, each.said) for each in content.learning.settled] == [("Alder 3", "It delays")]
    printed = paper(content)
    assert ". Reviews and recommendations</h2>" in printed and "Train all leads" in printed
    short = page_context(from_json(to_json(content) | {"short": True}))
    assert "Alder 1 Train all leads (for closing; 9.1 B)" in " ".join(
        render_to_string("print/report.html", short).split()
    )


def test_it_is_compared_with_how_the_last_report_kept_it(on, plan, team, review):
    """What was closed at a meeting before the last report, and recorded after it, is told all the same."""
    quarter = QuarterFactory(plan=plan)
    one = RecommendationFactory(review=review, number="1", responded_on=date(2018, 1, 3))
    held = MeetingFactory(body=BodyFactory(board=plan.board), held_on=date(2018, 4, 3))
    draft = report_events.start_draft(quarter=quarter, by=team)
    final = report_events.finalise_report(report=draft, by=team)
    assert from_json(final.content).learning.states == ((one.pk, "no-action"),)
    on("2018-07-09")
    operations.close_recommendation(recommendation=one, meeting=held, because="In force", by=team)
    later = QuarterFactory(
        plan=plan, year="2018/19", number=1, starts_on=date(2018, 4, 1), ends_on=date(2018, 6, 30)
    )
    settled = gather(later).learning.settled
    assert [(each.called, each.said) for each in settled] == [("Alder 1", "In force")]


def test_a_final_of_before_is_read_as_it_was(plan):
    kept = to_json(gather(QuarterFactory(plan=plan)))
    del kept["learning"]
    content = from_json(kept, schema_version=6)
    assert isinstance(content, MonitoringReportContent) and content.learning is None
    assert "Reviews and recommendations" not in paper(content)


@pytest.mark.parametrize(
    "review, said",
    [
        (ReviewFacts(1, "Alder", "Concluded", date(2018, 3, 29)), "Concluded 29 March 2018"),
        (ReviewFacts(1, "Alder", "Ended early"), "Ended early"),
    ],
)
def test_how_a_review_ended_is_told_once_on_whatever_day_that_was_typed(review, said):
    """The last report, of 9 April, had it going on."""
    last = made(action(1), reviews=(ReviewFacts(1, "Alder", "Going on", stage="Report agreed"),))
    content = made(action(1), reviews=(review,), last=last, position_at=datetime(2018, 7, 9, 12, 0))
    [line] = content.learning.reviews
    assert f"{line.state} {line.concluded}".strip() == said
    after = made(action(1), reviews=(review,), last=content, position_at=datetime(2018, 10, 9, 12, 0))
    assert after.learning.reviews == ()
