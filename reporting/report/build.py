"""From plain facts to what a monitoring report says: every section in its order. Pure: no database, no HTTP, no clock.

The order and the classes follow what a business group needs to challenge and to be assured: decisions asked,
position, exceptions, movement, completed, coming up, reports due, changes, highlights, sign-off.
"""

from dataclasses import dataclass, replace

from reporting.report import (
    breakdowns,
    challenges,
    changes,
    coming_up,
    completed,
    decided,
    decisions,
    exceptions,
    front,
    highlights,
    key,
    learning,
    linked,
    measures,
    movement,
    planner,
    position,
    quality,
    risks,
    schedule,
    self_assessment,
    sign_off,
)
from reporting.report.challenges import ChallengeFacts
from reporting.report.changes import DateChangeFacts
from reporting.report.content import MonitoringReportContent, words_in
from reporting.report.decided import DecisionFacts
from reporting.report.decisions import DecisionAsked
from reporting.report.facts import SharedFacts
from reporting.report.highlights import HighlightFacts
from reporting.report.key import Term
from reporting.report.learning import RecommendationFacts, ReviewFacts
from reporting.report.linked import LinkedPlanFacts
from reporting.report.measures import MeasureFacts
from reporting.report.planner import DueReportFacts, ObligationFacts
from reporting.report.risks import RiskFacts
from reporting.report.rows import LastReport, Listing, Rows
from reporting.report.self_assessment import SelfAssessmentFacts


@dataclass(frozen=True)
class Facts(SharedFacts):
    """Everything a report is built from: what all sections share, and what each needs besides."""

    date_changes: tuple[DateChangeFacts, ...] = ()
    decisions_made: tuple[DecisionFacts, ...] = ()
    obligations: tuple[ObligationFacts, ...] = ()
    due_reports: tuple[DueReportFacts, ...] = ()
    highlights: tuple[HighlightFacts, ...] = ()
    challenges: tuple[ChallengeFacts, ...] = ()
    risks: tuple[RiskFacts, ...] = ()
    measures: tuple[MeasureFacts, ...] = ()
    self_assessments: tuple[SelfAssessmentFacts, ...] = ()
    terms: tuple[Term, ...] = ()
    linked_plans: tuple[LinkedPlanFacts, ...] = ()
    reviews: tuple[ReviewFacts, ...] = ()
    recommendations: tuple[RecommendationFacts, ...] = ()


def build(facts: Facts, last: MonitoringReportContent | None) -> MonitoringReportContent:
    """What the report says. `last` is the content of the last final report, compared with as it was frozen."""
    rows = Rows(facts, _compared_with(last))
    challenged, moved, closing = exceptions.build(rows), movement.build(rows), completed.build(rows)
    content = MonitoringReportContent(
        front=front.build(rows),
        status=front.build_status(rows),
        labels=facts.labels,
        key=facts.key,
        movement_key=key.build_movement_key(),
        key_messages=decisions.build_key_messages(rows),
        decisions=decisions.build(rows, _offered(rows, facts, challenged, closing)),
        position=position.build(rows, (*moved.listings, *closing), last.position if last else None),
        breakdowns=breakdowns.build(rows),
        exceptions=challenged,
        silent=exceptions.build_silent(rows),
        milestones_missed=exceptions.build_milestones_missed(rows),
        moved=moved,
        completed=closing,
        coming_up=coming_up.build(rows),
        planner=planner.build(rows, facts.obligations, facts.due_reports),
        changes=changes.build(rows, facts.date_changes),
        left=changes.build_left(rows),
        highlights=highlights.build(facts.highlights),
        no_highlight=highlights.build_missing(rows, facts.highlights),
        schedule=schedule.build(rows),
        terms=(),
        quality=quality.build(rows),
        rows=tuple(rows.by_id.values()),
        decided=decided.build(rows, facts.date_changes, facts.decisions_made),
        challenges=challenges.build(rows, facts.challenges),
        measures=measures.build(facts.measures),
        risks=risks.build(rows, facts.risks, last.risks if last else None),
        sign_off=sign_off.build(rows),
        short=facts.short,
        linked_plans=linked.build(rows, facts.linked_plans, last.linked_plans if last else ()),
        learning=learning.build(rows, facts.reviews, facts.recommendations, last.learning if last else None),
        self_assessments=self_assessment.build(rows, facts.self_assessments),
    )
    return replace(content, terms=key.terms_used(facts.terms, words_in(content)))


def decisions_offered(facts: Facts, last: MonitoringReportContent | None) -> tuple[DecisionAsked, ...]:
    """What the plan asks of the group as it stands, before the board team rewords it or leaves it out."""
    rows = Rows(facts, _compared_with(last))
    return _offered(rows, facts, exceptions.build(rows), completed.build(rows))


def _compared_with(last: MonitoringReportContent | None) -> LastReport | None:
    if last is None:
        return None
    return LastReport(
        quarter=last.front.quarter,
        number=last.status.number,
        position_at=last.front.position_at,
        position_words=last.front.position_words,
        rows=last.row,
        counted=last.counted,
        sections=last.names_of("section"),
        owners=last.names_of("owner"),
        has_success=last.columns.success,
    )


def _offered(
    rows: Rows, facts: Facts, challenged: tuple[Listing, ...], closing: tuple[Listing, ...]
) -> tuple[DecisionAsked, ...]:
    return decisions.offered(
        rows,
        exceptions=challenged,
        completed=closing,
        date_changes=facts.date_changes,
        late=decided.late_promises(rows, facts.decisions_made)
        + challenges.late_responses(rows, facts.challenges),
    )
