"""Reading what the report to the Board is built from: finals by their own contents, and what was recorded since.

The one module of it that knows the database; a fixed number of queries for each business plan.
"""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Min
from django.utils import timezone

from lscb import clock
from lscb.wording import long_date
from plans.models import Decision, Matter, Plan, Quarter
from plans.rules.known import known
from reporting.board_report.build import build
from reporting.board_report.content import BoardReportContent, from_json
from reporting.board_report.facts import (
    EscalatedFacts,
    Facts,
    FinalFacts,
    MatterFacts,
    ReceivedFacts,
    UpdateFacts,
    Words,
)
from reporting.models import BoardReport, DueReport, MonitoringReport
from reporting.report.build import build as build_report
from reporting.report.key import Term
from reporting.report.reading import content_of as content_of_final
from reporting.report.reading import facts_of
from reporting.selectors.group_updates import asked_at
from subgroups.models import Board, Body, Meeting


def gather(
    meeting: Meeting, *, position_at: datetime | None = None, draft: BoardReport | None = None
) -> BoardReportContent:
    """What the report to a meeting of the Board says now; `draft` brings what the board team made of it."""
    return build(read(meeting, position_at=position_at, draft=draft))


def content_of(final: BoardReport) -> BoardReportContent:
    """What a final says, from its own copy."""
    return from_json(known(final.content), schema_version=known(final.schema_version))


def read(meeting: Meeting, *, position_at: datetime | None = None, draft: BoardReport | None = None) -> Facts:
    """The facts of the report to `meeting`, whose body and board are read."""
    position_at = timezone.localtime(position_at or clock.now()).replace(microsecond=0)
    board = meeting.body.board
    before = BoardReport.objects.last_before(meeting)
    since = before.finalised_at if before else None
    if before:
        before.refresh_from_db(fields=["content"])
    plans = _plans(board, since)
    finals = _finals(plans, since, position_at)
    begins = _begins(since, finals)
    author = draft.prepared_by if draft else None
    asked = asked_at(meeting)
    return Facts(
        board=board.name,
        board_short=board.short_name,
        words=Words(
            board=board.board_label,
            group=board.business_group_label,
            team=board.team_label,
            report=report_title(board),
            voice=board.voice_label,
            groups=board.group_label_plural,
        ),
        meeting=f"{meeting.body.name}, {long_date(meeting.held_on)}",
        meeting_on=meeting.held_on,
        marking=board.marking_line,
        demonstration=board.demonstration,
        invented=board.invented,
        position_at=position_at,
        author=", ".join(filter(None, [author.name, author.job_title])) if author else "",
        agenda_item=draft.agenda_item if draft else "",
        presenter=draft.presenter if draft else "",
        version=draft.version if draft else 1,
        correction_reason=draft.correction_reason if draft else "",
        key_messages=draft.key_messages if draft else "",
        decisions=draft.decisions if draft else "",
        risks_from=draft.risks_from if draft else usual_risks_from(before),
        highlights_chosen=frozenset(draft.highlights_chosen if draft else ()),
        reworded=draft.reworded if draft else {},
        since=timezone.localtime(since) if since else None,
        finals=finals,
        without_final=tuple(plan.title for plan in plans if plan.pk not in {final.plan for final in finals}),
        matters=tuple(_matters(board, begins)),
        told=frozenset(content_of(before).told if before else ()),
        escalated=(*_handed_over(board), *_promises(board)),
        received=tuple(_received(board, begins)),
        are_asked=bool(asked),
        updates=tuple(
            UpdateFacts(
                body=each.body.name,
                state=each.state,
                **(
                    {name: getattr(each.update, name) for name in (*each.update.FIELDS, "reason")}
                    | {"by": each.update.by.name, "file": each.update.file_words}
                    if each.update
                    else {}
                ),
            )
            for each in asked
        ),
        terms=tuple(_terms(plans)),
    )


def report_title(board: Board) -> str:
    """What the report is called: "Board report", in the board's own word for the Board."""
    return f"{board.board_label} report"


def usual_risks_from(before: BoardReport | None) -> int:
    """From which score risks are told where nobody has said: as in the report before, else the highest band."""
    return before.risks_from if before else BoardReport.RISKS_FROM


# --- Finals ---------------------------------------------------------------------------------------------------


def _plans(board: Board, since: datetime | None) -> list[Plan]:
    """Its business plans that are worked on, and any of which a report has become final since."""
    plans = Plan.objects.filter(board=board, business_plan=None).order_by("starts_on", "pk")
    reported = set(
        MonitoringReport.objects.frozen()
        .filter(plan__board=board, finalised_at__gt=since)
        .values_list("plan", flat=True)
        if since
        else ()
    )
    worked_on = [plan for plan in plans if plan.state == Plan.State.LIVE or plan.pk in reported]
    for plan in worked_on:
        plan.board = board
    return worked_on


def _finals(plans: list[Plan], since: datetime | None, position_at: datetime) -> tuple[FinalFacts, ...]:
    """Of each plan, the finals that the Board has not had, or the last one that it had; of the first report to the
    Board, the last final alone."""
    by_plan: dict[int, list[MonitoringReport]] = {}
    frozen = (
        MonitoringReport.objects.frozen()
        .of_latest_version()
        .filter(plan__in=plans)
        .without_pdf()
        .order_by("quarter__starts_on")
    )
    for report in frozen:
        by_plan.setdefault(report.plan_id, []).append(report)
    chosen = []
    for plan in plans:
        its = by_plan.get(plan.pk, [])
        new = [each for each in its if since is None or known(each.finalised_at) > since]
        chosen += [(plan, each) for each in (new if since and new else its[-1:])]
    wanted = MonitoringReport.objects.defer("pdf").select_related("quarter__meeting__body")
    whole = wanted.in_bulk([report.pk for _, report in chosen])
    last = {plan.pk: report.pk for plan, report in chosen}
    return tuple(
        _final(plan, whole[report.pk], since, position_at, is_last=last[plan.pk] == report.pk)
        for plan, report in chosen
    )


def _final(
    plan: Plan, report: MonitoringReport, since: datetime | None, position_at: datetime, *, is_last: bool
) -> FinalFacts:
    content = content_of_final(report)
    report.quarter.plan = plan
    later = build_report(facts_of(report.quarter, position_at, None), content) if is_last else None
    return FinalFacts(
        plan=plan.pk,
        quarter=report.quarter_id,
        called=report.called,
        content=content,
        is_told=bool(since and known(report.finalised_at) <= since),
        decided_since=later.decided if later else (),
    )


# --- What was recorded since ----------------------------------------------------------------------------------


def _begins(since: datetime | None, finals: tuple[FinalFacts, ...]) -> datetime | None:
    """From when on what was recorded is told: since the report before; of the first, since the first day of the
    reporting period of its final. None: for as long as there is a record."""
    if since:
        return since
    periods = Quarter.objects.filter(pk__in=[final.quarter for final in finals])
    first = periods.aggregate(first=Min("starts_on"))["first"]
    return timezone.make_aware(datetime.combine(first, time())) if first else None


def _matters(board: Board, begins: datetime | None) -> Iterator[MatterFacts]:
    """What other meetings decided about other matters, but for what is the Board's to follow up."""
    matters = (
        Matter.objects.filter(meeting__body__board=board)
        .exclude(meeting__body__kind=Body.Kind.BOARD)
        .exclude(state=Matter.State.WITHDRAWN)
        .exclude(owner__kind=Body.Kind.BOARD)
        .for_page()
        .order_by("meeting__held_on", "pk")
    )
    if begins:
        matters = matters.filter(recorded_at__gt=begins)
    for each in matters:
        yield MatterFacts(
            f"matter-{each.pk}", each.words, each.decided_where, each.owner.name if each.owner else ""
        )


def _handed_over(board: Board) -> Iterator[EscalatedFacts]:
    """What another meeting decided that the Board follows up, and is open."""
    matters = (
        Matter.objects.open()
        .filter(meeting__body__board=board, owner__kind=Body.Kind.BOARD)
        .exclude(meeting__body__kind=Body.Kind.BOARD)
        .for_page()
        .most_pressing_first()
    )
    for each in matters:
        yield EscalatedFacts(
            f"matter-{each.pk}", "Another matter", each.words, each.decided_where, each.due_on
        )


def _promises(board: Board) -> Iterator[EscalatedFacts]:
    """Help that the Board promised, or was asked for in its name, and that is open."""
    promises = (
        Decision.objects.open_promises()
        .filter(action__plan__board=board, helper_body__kind=Body.Kind.BOARD)
        .for_page()
    )
    for each in promises:
        called = f"{each.action.reference} {each.action.short_text}".strip()
        yield EscalatedFacts(f"promise-{each.pk}", called, each.words, each.decided_where, each.due_on)


def _received(board: Board, begins: datetime | None) -> Iterator[ReceivedFacts]:
    """Reports of the planner; not the monitoring reports, on which this one stands, nor the groups' own updates."""
    came = (
        DueReport.objects.filter(
            obligation__planned_report__plan__board=board,
            state=DueReport.State.RECEIVED,
            monitoring_report=None,
        )
        .exclude(pk__in=DueReport.objects.of_each_group().values("pk"))
        .select_related("obligation__planned_report", "forum")
    )
    if begins:
        came = came.filter(recorded_at__gt=begins)
    for each in came:
        yield ReceivedFacts(each.forum.name, each.what, known(each.received_on))


def _terms(plans: list[Plan]) -> Iterator[Term]:
    """Of the glossaries of the plans, each abbreviation once: that of the newest plan."""
    found = {}
    for plan in plans:
        found |= {row.term: row.meaning for row in plan.glossary.all()}
    for term, meaning in sorted(found.items()):
        yield Term(term, meaning)
