"""Whose signature a final report waits for."""

from lscb.permissions import Verb, allows
from reporting.models import MonitoringReport


def waits_for_signature_of(person, report: MonitoringReport) -> bool:
    """Whether a signature of theirs is still asked for; at most two queries, none of an approved report."""
    if report.state != MonitoringReport.State.FINAL or not allows(person, Verb.APPROVE_REPORT, report):
        return False
    signed = any(each.person_id == person.pk for each in report.signatures.all())
    return not signed and person.role_to_sign_in(report.board, report.signatures_missing) is not None
