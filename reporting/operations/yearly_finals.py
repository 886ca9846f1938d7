"""A year's report made final, approved and corrected."""

from datetime import datetime
from functools import partial

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.words import sentence_lower
from reporting.models import FinanceLine, ReportingEvent, YearlyReport, YearlySection, YearlySignature
from reporting.operations.freezing import correcting_version, print_and_freeze, refuse_if_frozen
from reporting.operations.signing import sign, tell_signers
from reporting.printing.pdf.rendering import page_context, to_pdf
from reporting.selectors.yearly_report import final_content
from reporting.yearly.content import SCHEMA_VERSION, YearlyContent, to_json
from subgroups.models import Person

KEPT_OF_A_SECTION = (
    *("title", "asks", "material", "required_by", "position", "drafted", "drafted_at", "drafted_anew"),
    *("text", "looked_at", "looked_by", "changed_at", "changed_by", "left_out", "left_out_because"),
)
KEPT_OF_A_LINE = ("kind", "agency", "words", "amount", "year_before", "position")


def print_report(content: YearlyContent) -> bytes:
    """The report on paper."""
    return to_pdf("print/yearly.html", page_context(content))


def finalise_yearly(*, report: YearlyReport, by: Person, omitted_because: str = "") -> YearlyReport:
    """Freeze a draft: copy everything it says, print it once, keep both with a checksum, give it a number
    (`print_and_freeze`).

    :param omitted_because: why it goes on without what is asked for; it stands in the report.
    :raises Refused: when it is final already, has no section with words, lacks what is asked for and says no reason,
        or was changed during each of three printings.
    """

    def read(at: datetime) -> tuple[YearlyReport, YearlyContent]:
        found = _with_all(report.pk)
        return found, _checked(found, at, by, omitted_because)

    return print_and_freeze(
        read,
        prints=lambda content, _: print_report(content),
        hold=locks.hold,
        freeze=partial(_freeze, by=by),
        busy="The report was changed while it was printed, each time. Try again in a quieter moment.",
    )


@transaction.atomic
def approve_yearly(*, report: YearlyReport, by: Person, remarks: str = "") -> YearlyReport:
    """Somebody whose signature a final asks for approves it; with the last that is asked for it is approved.

    :raises Refused: as for a monitoring report (`approve_report`).
    """
    locks.hold(report)
    later = YearlyReport.objects.frozen().filter(
        board=report.board_id, starts_on=report.starts_on, version__gt=report.version
    )
    return sign(
        report,
        YearlySignature(report=report),
        by=by,
        remarks=remarks,
        replaced=later.exists(),
        events=(ReportingEvent.YEARLY_SIGNED, ReportingEvent.YEARLY_APPROVED),
    )


@transaction.atomic
def correct_yearly(*, report: YearlyReport, reason: str, by: Person) -> YearlyReport:
    """Begin a new version of a final, with the reason and all that its draft had; the old one stays as it is.

    :raises Refused: without a reason, for a draft, or while a draft of the year is there.
    """
    locks.hold(report)
    versions = YearlyReport.objects.filter(board=report.board_id, starts_on=report.starts_on)
    draft = YearlyReport(
        board=report.board,
        name=report.name,
        starts_on=report.starts_on,
        ends_on=report.ends_on,
        version=correcting_version(report, reason, versions),
        recipients=report.recipients,
        omitted_because=report.omitted_because,
        correction_reason=reason.strip(),
        prepared_by=by,
    )
    audit.save(draft, by)
    for section in report.sections.all():
        kept = {name: getattr(section, name) for name in KEPT_OF_A_SECTION}
        audit.save(YearlySection(report=draft, **kept), by)
    for line in report.finance_lines.select_related("agency"):
        audit.save(FinanceLine(report=draft, **{name: getattr(line, name) for name in KEPT_OF_A_LINE}), by)
    changes: dict[str, list] = {"why": ["", draft.correction_reason]}
    audit.record(ReportingEvent.YEARLY_CORRECTED, draft, by=by, changes=changes)
    return draft


# --- Small helps --------------------------------------------------------------------------------------------


def _with_all(pk: int) -> YearlyReport:
    return YearlyReport.objects.select_related("board", "prepared_by").get(pk=pk)


def _checked(report: YearlyReport, at: datetime, by: Person, omitted_because: str) -> YearlyContent:
    """What the final says; refused where it may not be made final."""
    refuse_if_frozen(report)
    report.omitted_because = omitted_because.strip()
    number = YearlyReport.objects.filter(board=report.board_id).next_number()
    content = final_content(report, at, number, str(by))
    if not any(section.text or section.has_finance for section in content.sections):
        raise Refused("There is nothing to make final yet: no section says anything.")
    if content.omissions:
        why = "Say why it goes on without what is asked for; the reason stands in the report."
        guards.refuse(guards.empty(omitted_because=(report.omitted_because, why)))
    return content


def _freeze(
    report: YearlyReport, content: YearlyContent, pdf: bytes, at: datetime, by: Person
) -> YearlyReport:
    """Keep what was printed, inside the transaction that read the same once more."""
    report.freeze(
        number=content.status.number,
        schema_version=SCHEMA_VERSION,
        content=to_json(content),
        pdf=pdf,
        at=at,
        by=by,
    )
    report.omitted_because = content.omitted_because
    report.signatures_asked = report.board.signing_of_a_year.to_json()
    audit.save(report, by)
    changes: dict[str, list] = {
        "number": [None, report.number],
        "checksum of the PDF": ["", report.pdf_sha256],
    }
    if content.omissions:
        lacking = "; ".join(each.title for each in content.omissions)
        changes |= {"asked for and not in it": ["", lacking], "why": ["", content.omitted_because]}
    audit.record(ReportingEvent.YEARLY_FINALISED, report, by=by, changes=changes)
    called = sentence_lower(content.front.called)
    tell_signers(
        report,
        subject=f"{report.board}: the {called} {report.name} waits for approval",
        said=f"The {called} {report.name} of {report.board.name} is final and waits for approval.",
        by=by,
    )
    return report
