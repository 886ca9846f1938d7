"""Reports to the Board: begun, given the board team's own words, made final, corrected."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, locks
from lscb.wording import moment
from plans.models import Plan
from reporting.board_report.content import SCHEMA_VERSION, BoardReportContent, to_json
from reporting.board_report.reading import gather, usual_risks_from
from reporting.models import BoardReport, ReportingEvent
from reporting.models.board_report import words_of_draft
from reporting.operations.freezing import correcting_version, print_and_freeze, refuse_if_frozen
from reporting.printing.pdf.rendering import render_board_report
from subgroups.models import Body, Meeting, Person

OWN = ["key_messages", "decisions", "agenda_item", "presenter", "risks_from"]
SCORES = range(1, 26)


@transaction.atomic
def start_board_report(*, meeting: Meeting, by: Person) -> BoardReport:
    """Begin the report to a meeting of the Board: room for what the board team makes of it; all else is read.

    :raises Refused: for a meeting of another body, one that is cancelled, or one that has a report.
    """
    locks.hold(meeting)
    if meeting.body.kind != Body.Kind.BOARD:
        raise Refused(f"{meeting.body} is not the {meeting.board.board_label}.")
    if meeting.cancelled:
        raise Refused("That meeting is cancelled. Choose another.")
    if meeting.board_reports.exists():
        raise Refused(f"{meeting} has a report already; correct that one.")
    before = BoardReport.objects.last_before(meeting)
    draft = BoardReport(
        board=meeting.board, meeting=meeting, prepared_by=by, risks_from=usual_risks_from(before)
    )
    return _new_draft(draft, ReportingEvent.BOARD_REPORT_STARTED, by)


@transaction.atomic
def edit_board_report(
    *,
    report: BoardReport,
    key_messages: str,
    decisions: str,
    by: Person,
    agenda_item: str = "",
    presenter: str = "",
    risks_from: int | None = None,
    highlights_chosen: Collection[str] | None = None,
    lines_reworded: dict[str, list[str]] | None = None,
    seen: str | None = None,
) -> BoardReport:
    """Keep what the board team makes of a draft: key messages and decisions asked, one a line, the agenda's number and
    name, from which score risks are told, the highlights it chose, and lines that it rewords or leaves out.

    `lines_reworded`: by key, the words told (empty: left out) and those offered. None leaves a thing as it is. `seen`
    marks all of it as the person saw it (`words_of_draft`); None: nobody looked.

    :raises Refused: when the report is final, or for no score that a risk can have.
    :raises ChangedMeanwhile: when somebody changed it since; nothing is saved.
    """
    locks.hold(report)
    refuse_if_frozen(report)
    if seen is not None and seen != words_of_draft(report):
        raise ChangedMeanwhile(
            "Somebody changed these words while you were writing. Nothing of yours is lost: compare and save again.",
            current=report,
        )
    if risks_from is not None and risks_from not in SCORES:
        raise Refused({"risks_from": "A risk has a score from 1 to 25."})
    before = audit.values_of(report, OWN) | _made_of_it(report)
    report.key_messages, report.decisions = key_messages.strip(), decisions.strip()
    report.agenda_item, report.presenter = agenda_item.strip(), presenter.strip()
    report.risks_from = report.risks_from if risks_from is None else risks_from
    if highlights_chosen is not None:
        report.highlights_chosen = sorted(highlights_chosen)
    if lines_reworded is not None:
        report.lines_reworded = lines_reworded
    report.prepared_by = by
    audit.save(report, by, [*OWN, "highlights_chosen", "lines_reworded", "prepared_by"])
    changes = audit.differences(before, audit.values_of(report, OWN) | _made_of_it(report))
    audit.record(ReportingEvent.BOARD_REPORT_EDITED, report, by=by, changes=changes)
    return report


def finalise_board_report(*, report: BoardReport, by: Person) -> BoardReport:
    """Freeze a draft: copy everything it says, print it once, keep both with a checksum, give it a number
    (`print_and_freeze`).

    :raises Refused: when it is final already, or the board was changed during each of three printings.
    """

    def read(position_at: datetime) -> tuple[BoardReport, BoardReportContent]:
        found = _with_all(report.pk)
        refuse_if_frozen(found)
        return found, _final_content(found, position_at, by)

    def hold(found: BoardReport) -> None:
        # The board, then its plans: what a meeting decides or a group sends now is in this report, or waits.
        locks.hold(found.board, *Plan.objects.filter(board=found.board_id).order_by("pk"), found)

    return print_and_freeze(
        read,
        prints=lambda content, _: render_board_report(content),
        hold=hold,
        freeze=partial(_freeze, by=by),
        busy="Something it tells of was changed while the report was printed, each time. Try again in a quieter "
        "moment.",
    )


@transaction.atomic
def correct_board_report(*, report: BoardReport, reason: str, by: Person) -> BoardReport:
    """Begin a new version of a final report, with the reason; the old one stays as it is.

    :raises Refused: without a reason, for a draft, or while a draft of its meeting is there.
    """
    locks.hold(report)
    draft = BoardReport(
        board=report.board,
        meeting=report.meeting,
        version=correcting_version(report, reason, report.meeting.board_reports.all()),
        correction_reason=reason.strip(),
        prepared_by=by,
        highlights_chosen=report.highlights_chosen,
        lines_reworded=report.lines_reworded,
        **{name: getattr(report, name) for name in OWN},
    )
    changes: dict[str, list] = {"why": ["", draft.correction_reason]}
    return _new_draft(draft, ReportingEvent.BOARD_REPORT_CORRECTED, by, changes)


# --- Small helps ----------------------------------------------------------------------------------------------


def _freeze(
    report: BoardReport, content: BoardReportContent, pdf: bytes, position_at: datetime, by: Person
) -> BoardReport:
    report.freeze(
        number=content.status.number,
        schema_version=SCHEMA_VERSION,
        content=to_json(content),
        pdf=pdf,
        at=position_at,
        by=by,
    )
    audit.save(report, by)
    changes: dict[str, list] = {
        "number": [None, report.number],
        "checksum of the PDF": ["", report.pdf_sha256],
    }
    audit.record(ReportingEvent.BOARD_REPORT_FINALISED, report, by=by, changes=changes)
    return report


def _final_content(report: BoardReport, position_at: datetime, by: Person) -> BoardReportContent:
    content = gather(report.meeting, position_at=position_at, draft=report)
    status = replace(
        content.status,
        word="FINAL",
        number=BoardReport.objects.filter(board=report.board_id).next_number(),
        finalised_by=str(by),
        finalised_words=moment(timezone.localtime(position_at)),
    )
    return replace(content, status=status)


def _made_of_it(report: BoardReport) -> dict[str, str]:
    """What an audit line says of lines that are not told as offered, and of how many highlights were chosen."""
    told = [words or f"left out: {offered}" for words, offered in report.lines_reworded.values()]
    return {
        "lines that follow from the finals": "\n".join(told),
        "highlights chosen": str(len(report.highlights_chosen)),
    }


def _with_all(pk: int) -> BoardReport:
    return BoardReport.objects.select_related("board", "meeting__body__board", "prepared_by").get(pk=pk)


def _new_draft(
    draft: BoardReport, event: ReportingEvent, by: Person, changes: dict[str, list] | None = None
) -> BoardReport:
    audit.save(draft, by)
    audit.record(event, draft, by=by, changes=changes)
    return draft
