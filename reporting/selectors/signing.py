"""Whose signature a final report waits for, whatever the report is."""

from lscb.permissions import Verb, allows
from reporting.models import MonitoringReport, YearlyReport
from subgroups.rules.signing import Signing
from subgroups.selectors.access import signatures_asked

Report = MonitoringReport | YearlyReport


def waits_for_signature_of(person, report: Report) -> bool:
    """Whether a signature of theirs is still asked for; at most two queries, none of an approved report."""
    if report.state != report.State.FINAL or not allows(person, Verb.APPROVE_REPORT, report):
        return False
    signed = any(each.person_id == person.pk for each in report.signatures.all())
    return not signed and person.role_to_sign_in(report.board, report.signatures_missing) is not None


def still_asked(report: Report) -> list[str]:
    """Whose signatures are still missing, in the board's words; nothing for an approved report."""
    if report.state != report.State.FINAL:
        return []
    left = Signing(report.signing.one_is_enough, report.signatures_missing)
    return signatures_asked(left, report.board)
