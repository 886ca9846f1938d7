"""What somebody may want to mend before a report is made final, and where. They may go on knowingly.

To add a check, write a function that gives its points and name it in CHECKS.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localtime

from lscb.models import AuditEntry
from lscb.wording import listed, moment, number_of
from lscb.words import own_words, sentence_lower
from plans.models import Action, DateChange, Decision, GlossaryTerm, PlanEvent, Quarter
from plans.rules.abbreviations import unexplained
from reporting.models import MonitoringReport, ReportingEvent
from reporting.report.content import MonitoringReportContent, words_in
from subgroups.models import Body

# What changes the facts that key messages state.
FACTS = [
    PlanEvent.PROGRESS_UPDATED,
    PlanEvent.PROPOSAL_ANSWERED,
    PlanEvent.NEW_DATE_AGREED,
    PlanEvent.COMPLETION_AGREED,
    PlanEvent.COMPLETION_REFUSED,
    PlanEvent.ACTION_REOPENED,
    PlanEvent.ACTION_WITHDRAWN,
    PlanEvent.ACTION_CARRIED_OVER,
    PlanEvent.ACTION_ADDED,
    PlanEvent.MILESTONE_RECORDED,
]
NAMED = 8  # actions that one point leads to; the others are counted


@dataclass(frozen=True)
class Point:
    """Something to look at first: what it is, and where it is mended, as (address, words)."""

    words: str
    links: tuple[tuple[str, str], ...] = ()
    more: int = 0  # links left out


@dataclass(frozen=True)
class Before:
    """What checks look at: the report as it would be final now. `draft` is None where nobody has written a word."""

    quarter: Quarter
    draft: MonitoringReport | None
    content: MonitoringReportContent


Check = Callable[[Before], Iterator[Point]]


def points_before_final(before: Before) -> list[Point]:
    """What every check found, in the order of the list. Eight queries at most."""
    return [point for check in CHECKS for point in check(before)]


def old_key_messages(before: Before) -> Iterator[Point]:
    """Key messages that nobody has saved since something they may speak of changed."""
    draft, quarter = before.draft, before.quarter
    if draft is None or not draft.key_messages:
        return
    written = [ReportingEvent.REPORT_STARTED, ReportingEvent.DRAFT_EDITED, ReportingEvent.REPORT_CORRECTED]
    lines = AuditEntry.objects.about(draft).filter(operation__in=written).order_by("-pk")
    last = lines.values_list("pk", "at").first()
    if last is None:
        return
    changed = AuditEntry.objects.filter(
        pk__gt=last[0],
        operation__in=FACTS,
        thing_type=ContentType.objects.get_for_model(Action),
        thing_id__in=Action.objects.filter(plan=quarter.plan_id).values("pk"),
    ).aggregate(actions=Count("thing_id", distinct=True))["actions"]
    if changed:
        plan = quarter.plan
        actions = number_of(
            changed, sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural)
        )
        yield Point(
            f"The key messages were last saved on {moment(localtime(last[1]))}. Since then {actions} changed.",
            ((_words_page(quarter), "Read the key messages again"),),
        )


def decisions_without_a_meeting(before: Before) -> Iterator[Point]:
    """What this quarter was decided outside a meeting, what nobody is recorded to have decided, and decisions that are
    asked of no meeting."""
    quarter = before.quarter
    plan = quarter.plan
    decisions = Decision.objects.standing().filter(
        action__plan=plan, meeting=None, recorded_at__date__gte=quarter.starts_on
    )
    dates = DateChange.objects.standing().filter(
        action__plan=plan,
        meeting=None,
        state__in=[DateChange.State.AGREED, DateChange.State.REFUSED],
        decided_at__date__gte=quarter.starts_on,
    )
    closed = Action.objects.filter(
        plan=plan, state=Action.State.CLOSED, closed_at_meeting=None, closed_on__gte=quarter.starts_on
    )
    keys = {*decisions.values_list("action", flat=True), *dates.values_list("action", flat=True)}
    keys |= set(closed.values_list("pk", flat=True))
    if keys:
        actions = list(Action.objects.filter(pk__in=keys).select_related("plan").in_plan_order())
        yield Point(
            own_words("Decided without a meeting this reporting period", plan.period_words)
            + f", about {_counted(plan, len(actions))}.",
            tuple((each.get_absolute_url(), each.called) for each in actions[:NAMED]),
            max(0, len(actions) - NAMED),
        )
    meeting = quarter.meeting
    if before.content.decisions and (meeting is None or meeting.cancelled):
        asked = number_of(len(before.content.decisions), "decision is", "decisions are")
        why = "was cancelled" if meeting else "is not chosen"
        yield Point(
            f"{asked} asked for, and the meeting of the report {why}.",
            (
                (
                    reverse("admin:plans_quarter_change", args=[quarter.pk]),
                    f"Choose a meeting for {quarter.name}",
                ),
            ),
        )


def not_looked_at(before: Before) -> Iterator[Point]:
    """Proposals of owners that the board team has not looked at."""
    waiting = next((f.count.n for f in before.content.position.figures if f.count.key == "not-looked-at"), 0)
    if waiting:
        them = "it" if waiting == 1 else "them"
        owners = sentence_lower(before.content.labels.owners)
        yield Point(
            f"{number_of(waiting, 'proposal', 'proposals')} of {owners} not looked at yet.",
            ((reverse("plans:moderation", args=[before.quarter.plan.slug]), f"Look at {them} first"),),
        )


def silent_actions(before: Before) -> Iterator[Point]:
    """Actions without an update, which are printed as such."""
    silent = next((each.count.n for each in before.content.exceptions if each.key == "no-update"), 0)
    if silent:
        plan = before.quarter.plan
        yield Point(
            f"{_counted(plan, silent)} without an update.",
            (
                (plan.action_list_url(silent="on"), "See which"),
                (reverse("plans:reminders", args=[plan.slug]), "Remind people"),
            ),
        )


def missing_highlights(before: Before) -> Iterator[Point]:
    """Groups with actions that sent no words of their own."""
    names, quarter = before.content.no_highlight, before.quarter
    if not names:
        return
    bodies = Body.objects.filter(board=quarter.plan.board_id).not_ended().without_agencies()
    bodies = {body.label: body for body in bodies}
    links = tuple(
        (
            reverse("reporting:highlight-write", args=[quarter.plan.slug, quarter.slug, bodies[name].pk]),
            name,
        )
        for name in names
        if name in bodies and bodies[name].kind not in (Body.Kind.POST, Body.Kind.OUTSIDE)
    )
    yield Point(f"No highlights from {listed(names)}.{' Write those of:' if links else ''}", links)


def unexplained_abbreviations(before: Before) -> Iterator[Point]:
    """Abbreviations of the report that the glossary does not explain, so that the list at its end leaves them out."""
    plan = before.quarter.plan
    missing = list(
        unexplained(
            words_in(before.content), GlossaryTerm.objects.read_with(plan).values_list("term", flat=True)
        )
    )
    if missing:
        more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
        yield Point(
            "Abbreviations that the glossary does not explain, so that the report’s list leaves them out: "
            f"{', '.join(missing[:NAMED])}{more}.",
            ((f"{reverse('plans:glossary', args=[plan.slug])}#missing", "Add them to the glossary"),),
        )


CHECKS: tuple[Check, ...] = (
    old_key_messages,
    decisions_without_a_meeting,
    not_looked_at,
    silent_actions,
    missing_highlights,
    unexplained_abbreviations,
)


def _words_page(quarter: Quarter) -> str:
    return reverse("reporting:report-words", args=[quarter.plan.slug, quarter.slug])


def _counted(plan, number: int) -> str:
    return number_of(number, sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural))
