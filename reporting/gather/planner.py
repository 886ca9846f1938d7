"""The reporting planner and the forward plan."""

from reporting.facts import DueReportFacts, ForumFacts, ObligationFacts
from reporting.models import DueReport, Obligation, PlannedReport


def obligations_of(plan) -> tuple[ObligationFacts, ...]:
    """Four queries: planner rows, who provides them, their obligations, to which forums."""
    rows = PlannedReport.objects.filter(plan=plan).prefetch_related(
        "providers", "obligations__forums", "obligations__conflicts_with"
    )
    facts = []
    for row in rows:
        for duty in row.obligations.all():
            forums = tuple(ForumFacts(body.pk, body.name, body.label) for body in duty.forums.all())
            if duty.forum_words:
                forums += (ForumFacts(None, duty.forum_words, duty.forum_words),)
            facts.append(
                ObligationFacts(
                    what=duty.called,
                    provider=row.provided_by or "Not stated",
                    tells=row.tells,
                    kind=duty.kind,
                    forums=forums,
                    rule=duty.rule,
                    every=duty.every,
                    condition=duty.condition,
                    words=duty.words,
                    note=_note(duty),
                    id=duty.pk,
                    is_same=bool(duty.same_as_id),
                )
            )
    return tuple(facts)


def _note(duty: Obligation) -> str:
    """What a duty leaves to be asked."""
    if duty.conflicts_with:
        return f"The row “{duty.conflicts_with.what}” asks for it at another time"
    if duty.other_readings and not duty.is_chosen:
        return "Could also mean: " + "; ".join(str(reading) for reading in duty.other_readings)
    return ""


def due_reports_of(plan) -> tuple[DueReportFacts, ...]:
    return tuple(
        DueReportFacts(
            what=row.what,
            forum=row.forum.name,
            provider=row.obligation.planned_report.provided_by or "Not stated",
            tells=row.obligation.planned_report.tells,
            words=row.obligation.words,
            due_on=row.due_on,
            state=row.state,
            received_on=row.received_on,
            reason=row.reason,
            obligation=row.obligation_id,
            at_meeting=row.meeting_id is not None,
            papers_due_on=row.papers_due_on,
            deferred_from=row.deferred_from.due_on if row.deferred_from else None,
            deferred_to=row.deferred_to,
            note=_note(row.obligation),
        )
        for row in DueReport.objects.of_plan(plan).with_words()
    )
