"""Signing a final report, whatever the report is: a part of its own events."""

from typing import TypeVar

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, names
from reporting.models import MonitoringReport, ReportingEvent, YearlyReport
from reporting.models.signatures import GivenSignature
from subgroups.models import BoardRole, Person
from subgroups.operations.news import tell

Report = TypeVar("Report", MonitoringReport, YearlyReport)


def sign(
    report: Report,
    given: GivenSignature,
    *,
    by: Person,
    remarks: str,
    replaced: bool,
    events: tuple[ReportingEvent, ReportingEvent],
) -> Report:
    """Fill in and keep a signature on a report that is held; with the last that is asked for it is approved.

    :param replaced: whether a later version takes its place.
    :param events: what happened where others are still asked for, and where it is approved with this one.
    :raises Refused: when it is no final, approved already, or replaced; and for whoever signed it, or is asked for no
        signature that is still missing.
    """
    signed = list(report.signatures.all())
    if report.state == report.State.APPROVED:
        raise Refused(f"This report is approved already: {report.approver}.")
    if not report.is_frozen:
        raise Refused("Only a final report can be approved.")
    if replaced:
        raise Refused("A later version replaces this one; approve that.")
    if any(each.person_id == by.pk for each in signed):
        raise Refused("You have approved this report already; it waits for others.")
    roles: list[str] = [each.role for each in signed]
    role = by.role_to_sign_in(report.board, report.signing.missing(roles))
    if role is None:
        raise Refused("No signature of yours is asked for, or those asked of your role are there already.")
    given.person, given.role, given.name, given.post = by, role.role, str(by), role.post
    given.at, given.remarks = clock.now(), remarks.strip()
    audit.save(given, by)
    whole = not report.signing.missing([*roles, role.role])
    if whole:
        report.state, report.approved_at = report.State.APPROVED, given.at
        audit.save(report, by, report.APPROVAL)
    post = names.of_person(role.deputy_for, given.post) if role.deputy_for else given.post
    changes: dict[str, list] = {"remarks": ["", given.remarks], "approved as": ["", post]}
    audit.record(events[whole], report, by=by, changes=changes)
    return report


def tell_signers(report: MonitoringReport | YearlyReport, *, subject: str, said: str, by: Person) -> None:
    """Whoever's signature a report asks for hears that it waits for them; `said` says so in a sentence."""
    asked = list(report.signatures_missing)
    roles = BoardRole.objects.signing().filter(board=report.board, role__in=asked).select_related("person")
    again = " It takes the place of the version before." if report.version > 1 else ""
    tell(
        [role.person for role in roles],
        board=report.board,
        subject=subject,
        said=f"{said}{again}",
        link=report.get_absolute_url(),
        by=by,
    )
