"""What meetings decide and look after: new dates, decisions, challenges, risks."""

from django.utils import timezone

from plans.models import Challenge, DateChange, Decision, Risk
from reporting.facts import ChallengeFacts, DateChangeFacts, DecisionFacts, RiskFacts
from reporting.rules.wording import day
from subgroups.models import Meeting


def meeting_words(meeting: Meeting | None) -> str:
    return f"{meeting.body.name}, {day(meeting.held_on)}" if meeting else ""


def date_changes_of(plan) -> tuple[DateChangeFacts, ...]:
    rows = (
        DateChange.objects.filter(action__plan=plan)
        .select_related("asked_by", "meeting__body")
        .order_by("asked_at", "pk")
    )
    return tuple(
        DateChangeFacts(
            action=row.action_id,
            from_date=row.from_date,
            to_date=row.to_date,
            reason=row.reason,
            state=row.state,
            asked_by=row.asked_by.name,
            asked_at=timezone.localtime(row.asked_at),
            meeting=meeting_words(row.meeting),
            decided_at=timezone.localtime(row.decided_at) if row.decided_at else None,
        )
        for row in rows
    )


def decisions_of(plan) -> tuple[DecisionFacts, ...]:
    rows = Decision.objects.filter(action__plan=plan).for_page().order_by("recorded_at", "pk")
    return tuple(
        DecisionFacts(
            action=row.action_id,
            words=row.words,
            recorded_at=timezone.localtime(row.recorded_at),
            meeting=meeting_words(row.meeting),
            promised_by=row.helper.name if row.helper else "",
            due_on=row.due_on,
            outcome=row.outcome,
            outcome_words=row.outcome_words,
            settled_at=timezone.localtime(row.settled_at) if row.settled_at else None,
        )
        for row in rows
    )


def challenges_of(plan) -> tuple[ChallengeFacts, ...]:
    return tuple(
        ChallengeFacts(
            action=row.action_id,
            to=row.to.name,
            words=row.words,
            raised_by=row.raised_by,
            raised_on=row.raised_on,
            response_due_on=row.response_due_on,
            response=row.response,
            responded_on=row.responded_on,
            outcome=row.outcome,
            closed_at=timezone.localtime(row.closed_at) if row.closed_at else None,
        )
        for row in Challenge.objects.filter(plan=plan).for_page().in_order_of_need()
    )


def risks_of(plan) -> tuple[RiskFacts, ...]:
    return tuple(
        RiskFacts(
            id=row.pk,
            action=row.action_id,
            words=row.words,
            score=row.score,
            band=row.band,
            scored=f"{row.get_likelihood_display()}, {row.get_impact_display().lower()}",
            response=row.response,
            held_by=row.held_by,
            review_on=row.review_on,
            days_late=row.days_late,
            why_closed=row.why_closed,
            closed_at=timezone.localtime(row.closed_at) if row.closed_at else None,
        )
        for row in Risk.objects.filter(plan=plan).worst_first()
    )
