"""Monitoring reports: begun, given the board team's own words, made final, approved, corrected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lscb import clock
from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, locks
from lscb.wording import moment
from plans.models import Quarter
from plans.operations.following import (
    close_followers,
    correct_followers,
    hold_with_linked,
    refuse_followed,
)
from reporting.models import DueReport, MonitoringReport, Obligation, ReportingEvent, Signature
from reporting.models.reports import words_seen
from reporting.operations.freezing import correcting_version, print_and_freeze, refuse_if_frozen
from reporting.operations.signing import sign, tell_signers
from reporting.printing.pdf.rendering import render_pdf
from reporting.report.content import SCHEMA_VERSION, MonitoringReportContent, to_json
from reporting.report.reading import gather
from subgroups.models import Person

# --- Drafts -------------------------------------------------------------------------------------------------


@transaction.atomic
def start_draft(*, quarter: Quarter, by: Person) -> MonitoringReport:
    """Begin the report of a quarter: room for the board team's own words; all else follows the plan.

    :raises Refused: before the quarter is opened, while a draft is there, or once it has a final report.
    """
    locks.hold(quarter)
    if quarter.state == Quarter.State.PLANNED:
        raise Refused(f"{quarter.name} has not been opened yet.")
    if quarter.monitoring_reports.exists():
        raise Refused(f"{quarter.name} has a report already; correct that one.")
    return _new_draft(
        MonitoringReport(plan=quarter.plan, quarter=quarter, prepared_by=by),
        ReportingEvent.REPORT_STARTED,
        by,
    )


@transaction.atomic
def edit_draft(
    *,
    report: MonitoringReport,
    key_messages: str,
    decisions: str,
    by: Person,
    agenda_item: str | None = None,
    presenter: str | None = None,
    default_decisions: dict[str, list[str]] | None = None,
    seen: str | None = None,
) -> MonitoringReport:
    """Keep the board team's own words: key messages and decisions asked, one a line; the agenda's number and name.

    An `agenda_item` or `presenter` of None stays as it is.

    `default_decisions` are those that follow from the plan and are reworded or left out: by key, the words asked
    (empty: left out) and the words that were offered; None leaves them as they are. `seen` marks the words as the
    person saw them (`words_seen`); None: nobody looked.

    :raises Refused: when the report is final.
    :raises ChangedMeanwhile: when somebody changed them since; nothing is saved.
    """
    locks.hold(report)
    refuse_if_frozen(report)
    if seen is not None and seen != words_seen(report):
        raise ChangedMeanwhile(
            "Somebody changed these words while you were writing. Nothing of yours is lost: compare and save again.",
            current=report,
        )
    fields = ["key_messages", "decisions", "agenda_item", "presenter"]
    before = audit.values_of(report, fields) | _reworded(report)
    report.key_messages, report.decisions = key_messages.strip(), decisions.strip()
    report.agenda_item = report.agenda_item if agenda_item is None else agenda_item.strip()
    report.presenter = report.presenter if presenter is None else presenter.strip()
    if default_decisions is not None:
        report.default_decisions = default_decisions
    report.prepared_by = by
    audit.save(report, by, [*fields, "default_decisions", "prepared_by"])
    audit.record(
        ReportingEvent.DRAFT_EDITED,
        report,
        by=by,
        changes=audit.differences(before, audit.values_of(report, fields) | _reworded(report)),
    )
    return report


# --- Final --------------------------------------------------------------------------------------------------


def finalise_report(
    *,
    report: MonitoringReport,
    by: Person,
    prints: Callable[[MonitoringReportContent], bytes] | None = None,
) -> MonitoringReport:
    """Freeze a draft: copy everything it says, print it once, keep both with a checksum, give it a number
    (`print_and_freeze`).

    A quarter that is still collecting updates counts as reported from then on, and with it those of linked plans, which
    the report tells of; their own reports become final each by itself, from then on. `prints` makes the PDF where it is
    not the usual printer, as for hundreds of reports that nobody reads.

    :raises Refused: when the report is final already, or the plan changed during each of three printings; of a linked
        plan, while its business plan's quarter still collects.
    """

    def read(position_at: datetime) -> tuple[MonitoringReport, MonitoringReportContent]:
        found = _with_all(report.pk)
        refuse_if_frozen(found)
        refuse_followed(found.quarter)
        return found, _final_content(found, position_at, by)

    def hold(found: MonitoringReport) -> None:
        # The plan and its quarter first, and linked plans: an update that comes now is in this report, or refused.
        hold_with_linked(found.plan, found.quarter)
        locks.hold(found)

    return print_and_freeze(
        read,
        prints=lambda content, _: (prints or render_pdf)(content),
        hold=hold,
        freeze=partial(_freeze, by=by),
        busy="The plan was changed while the report was printed, each time. Try again in a quieter moment.",
    )


@transaction.atomic
def approve_report(*, report: MonitoringReport, by: Person, remarks: str = "") -> MonitoringReport:
    """Somebody whose signature a final asks for approves it: name, post, time and remarks are kept beside it. With the
    last signature that is asked for the report is approved; nothing else of it is touched.

    :raises Refused: when it is no final, approved already, or replaced by a later version; and for whoever signed it,
        or is asked for no signature that is still missing.
    """
    locks.hold(report.quarter, report)
    later = report.quarter.monitoring_reports.frozen().filter(version__gt=report.version)
    return sign(
        report,
        Signature(report=report),
        by=by,
        remarks=remarks,
        replaced=later.exists(),
        events=(ReportingEvent.REPORT_SIGNED, ReportingEvent.REPORT_APPROVED),
    )


@transaction.atomic
def correct_report(*, report: MonitoringReport, reason: str, by: Person) -> MonitoringReport:
    """Begin a new version of a final report, with the reason; the old one stays as it is.

    Until the new version is final the board team may change the ratings of its quarter; nobody else may. So they may in
    linked plans that have no report of their own.

    :raises Refused: without a reason, for a draft, or while a draft of the quarter is there.
    """
    hold_with_linked(report.plan, report.quarter)
    locks.hold(report)
    draft = MonitoringReport(
        plan=report.plan,
        quarter=report.quarter,
        version=correcting_version(report, reason, report.quarter.monitoring_reports.all()),
        key_messages=report.key_messages,
        decisions=report.decisions,
        agenda_item=report.agenda_item,
        presenter=report.presenter,
        default_decisions=report.default_decisions,
        correction_reason=reason.strip(),
        prepared_by=by,
    )
    quarter = report.quarter
    changes: dict[str, list] = {"why": ["", draft.correction_reason]}
    if quarter.state == Quarter.State.REPORTED:
        quarter.correcting = True
        audit.save(quarter, by, ["correcting"])
        correct_followers(quarter, by)
        changes[quarter.name] = [quarter.get_state_display(), "Open to the board team for corrections"]
    return _new_draft(draft, ReportingEvent.REPORT_CORRECTED, by, changes)


# --- Small helps --------------------------------------------------------------------------------------------


def _freeze(
    report: MonitoringReport, content: MonitoringReportContent, pdf: bytes, position_at: datetime, by: Person
) -> MonitoringReport:
    """Keep what was printed, inside the transaction that read the same once more."""
    report.freeze(
        number=content.status.number,
        schema_version=SCHEMA_VERSION,
        content=to_json(content),
        pdf=pdf,
        at=position_at,
        by=by,
    )
    report.position_at = content.front.position_at
    report.signatures_asked = report.board.signing.to_json()
    audit.save(report, by)
    changes: dict[str, list] = {
        "number": [None, report.number],
        "checksum of the PDF": ["", report.pdf_sha256],
    }
    changes |= _close_with_its_report(report.quarter, by)
    changes |= _receive_with_its_report(report, by)
    audit.record(ReportingEvent.REPORT_FINALISED, report, by=by, changes=changes)
    _tell_approvers(report, by)
    return report


def _tell_approvers(report: MonitoringReport, by: Person) -> None:
    """Whoever's signature the report asks for hears that it waits for them."""
    plan = report.plan
    tell_signers(
        report,
        subject=f"{plan.title}: the report of {report.quarter.name} waits for approval",
        said=f"The report of {report.quarter.name} for “{plan.title}” is final and waits for approval.",
        by=by,
    )


def _final_content(report: MonitoringReport, position_at: datetime, by: Person) -> MonitoringReportContent:
    content = gather(report.quarter, position_at=position_at, draft=report)
    status = replace(
        content.status,
        word="FINAL",
        number=MonitoringReport.objects.filter(plan=report.plan_id).next_number(),
        finalised_by=str(by),
        finalised_words=moment(timezone.localtime(position_at)),
    )
    return replace(content, status=status)


def _close_with_its_report(quarter: Quarter, by: Person) -> dict[str, list]:
    """Stop collecting for the quarter just reported; what the audit line says of it."""
    close_followers(quarter, by)
    if quarter.correcting:
        quarter.correcting = False
        audit.save(quarter, by, ["correcting"])
        return {quarter.name: ["Open to the board team for corrections", quarter.get_state_display()]}
    if quarter.state != Quarter.State.COLLECTING:
        return {}
    before = quarter.get_state_display()
    quarter.state = Quarter.State.REPORTED
    audit.save(quarter, by, ["state"])
    return {quarter.name: [before, quarter.get_state_display()]}


def _receive_with_its_report(report: MonitoringReport, by: Person) -> dict[str, list]:
    """Mark the report received where the planner asks for it at its quarter's meeting; what the audit line says.

    It stands on the forward plan from then on even if nobody had put it there. A corrected version changes nothing:
    the report was received with its first.
    """
    meeting = report.quarter.meeting
    if not meeting:
        return {}
    obligation = Obligation.objects.for_monitoring(report.plan_id, meeting.body_id).first()
    if not obligation:
        return {}
    at_meeting = locks.locked(
        obligation.due_reports.filter(
            Q(meeting=meeting) | Q(due_on=meeting.held_on), forum=meeting.body
        ).order_by("pk")
    )
    due = at_meeting.expected().first()
    if due is None and at_meeting.exists():
        return {}
    due = due or DueReport(obligation=obligation, forum=meeting.body, meeting=meeting, due_on=meeting.held_on)
    due.state, due.received_on = DueReport.State.RECEIVED, timezone.localtime(report.finalised_at).date()
    due.monitoring_report = report
    due.recorded_by, due.recorded_at = by, clock.now()
    recorded = ["state", "received_on", "monitoring_report", "recorded_by", "recorded_at"]
    audit.save(due, by, recorded if due.pk else None)
    return {f"{due}": [DueReport.State.EXPECTED.label, DueReport.State.RECEIVED.label]}


def _reworded(report: MonitoringReport) -> dict[str, str]:
    """What an audit line says of the decisions that follow from the plan and are not asked as offered."""
    told = [words or f"left out: {offered}" for words, offered in report.default_decisions.values()]
    return {"decisions that follow from the plan": "\n".join(told)}


def _with_all(pk: int) -> MonitoringReport:
    return MonitoringReport.objects.select_related(
        "plan__board", "quarter__plan__board", "quarter__meeting__body", "prepared_by"
    ).get(pk=pk)


def _new_draft(
    draft: MonitoringReport, event: ReportingEvent, by: Person, changes: dict[str, list] | None = None
) -> MonitoringReport:
    audit.save(draft, by)
    audit.record(event, draft, by=by, changes=changes)
    return draft
