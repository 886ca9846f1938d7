"""Reading what a monitoring report is built from: a fixed number of queries, whatever the number of actions."""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from lscb import clock
from plans.models import Quarter
from reporting import content as report
from reporting.building import build
from reporting.facts import Facts, GroupFacts, HighlightFacts
from reporting.gather.actions import actions_of
from reporting.gather.decided import challenges_of, date_changes_of, decisions_of, meeting_words, risks_of
from reporting.gather.measured import measures_of
from reporting.gather.planner import due_reports_of, obligations_of
from reporting.models import Highlight, MonitoringReport
from reporting.rules.wording import day


def gather(
    quarter: Quarter, *, position_at: datetime | None = None, draft: MonitoringReport | None = None
) -> report.MonitoringReportContent:
    """What the report of `quarter` says as the plan stands at `position_at` (now).

    `draft` brings the board team's own words. Movement is against the last final report as it was frozen.
    """
    return build(*read(quarter, position_at=position_at, draft=draft))


def read(
    quarter: Quarter, *, position_at: datetime | None = None, draft: MonitoringReport | None = None
) -> tuple[Facts, report.MonitoringReportContent | None]:
    """The facts of a quarter's report, and the last final report that it is compared with."""
    position_at = timezone.localtime(position_at or clock.now()).replace(microsecond=0)
    last = MonitoringReport.objects.last_before(quarter).first()
    return (
        facts_of(quarter, position_at, draft),
        report.from_json(last.content, schema_version=last.schema_version) if last else None,
    )


def facts_of(quarter: Quarter, position_at: datetime, draft: MonitoringReport | None) -> Facts:
    """The rows of the plan, as plain facts."""
    plan, board, today = quarter.plan, quarter.plan.board, position_at.date()
    following = (
        plan.quarters.filter(starts_on__gt=quarter.starts_on)
        .select_related("meeting")
        .order_by("starts_on")
        .first()
    )
    next_on = (
        following.meeting.held_on
        if following and following.meeting
        else quarter.ends_on + relativedelta(months=3, day=31)
    )
    author = draft.prepared_by if draft else None
    meeting = quarter.meeting
    return Facts(
        board=board.name,
        board_short=board.short_name,
        plan=plan.title,
        plan_ends_on=plan.ends_on,
        quarter=quarter.name,
        quarter_words=f"Quarter {quarter.number} {quarter.year}, {day(quarter.starts_on)} to {day(quarter.ends_on)}",
        quarter_starts_on=quarter.starts_on,
        labels=report.Labels(
            board=board.board_label,
            group=board.business_group_label,
            chair=board.chair_label,
            team=board.team_label,
            action=plan.action_label,
            actions=plan.action_label_plural,
            section=plan.section_label,
            sections=plan.section_label_plural,
            priority=plan.priority_label,
            priorities=plan.priority_label_plural,
            owner=plan.owner_label,
            owners=plan.owner_label_plural,
            when=plan.when_label,
            outcome=plan.own_words.get("outcome", "Outcome aimed at"),
            year=plan.year_label,
            lead_group=board.group_label,
            lead_groups=board.group_label_plural,
        ),
        marking=board.marking_line,
        demonstration=board.demonstration,
        meeting=meeting_words(meeting),
        meeting_on=meeting.held_on if meeting else None,
        author=", ".join(filter(None, [author.name, author.job_title])) if author else "",
        position_at=position_at,
        today=today,
        next_on=max(next_on, today),
        key=tuple(report.KeyLine(*line) for line in plan.rating_key()),
        version=draft.version if draft else 1,
        key_messages=draft.key_messages if draft else "",
        decisions=draft.decisions if draft else "",
        reworded=draft.reworded if draft else {},
        correction_reason=draft.correction_reason if draft else "",
        sections=tuple(
            GroupFacts(row.pk, str(row), row.lead.name if row.lead else "")
            for row in plan.sections.select_related("lead")
        ),
        priorities=tuple(GroupFacts(row.pk, str(row)) for row in plan.priorities.all()),
        grouped_by=plan.grouped_by,
        actions=actions_of(quarter, today),
        date_changes=date_changes_of(plan),
        highlights=tuple(
            HighlightFacts(row.body_id, row.body.name, row.by.name, row.done, row.worry, row.ask, row.voice)
            for row in Highlight.objects.filter(quarter=quarter).select_related("body", "by")
        ),
        obligations=obligations_of(plan),
        due_reports=due_reports_of(plan),
        terms=tuple(report.Term(row.term, row.meaning) for row in plan.glossary.all()),
        agenda_item=draft.agenda_item if draft else "",
        presenter=draft.presenter if draft else "",
        decisions_made=decisions_of(plan),
        challenges=challenges_of(plan),
        risks=risks_of(plan),
        measures=measures_of(quarter),
    )
