"""What is done in the background."""

from lscb.errors import Refused
from lscb.permissions import Verb, allows
from lscb.work.background import at_work, task
from reporting import operations
from reporting.models import BoardReport, MonitoringReport, PlanEdition, Publication, YearlyReport
from subgroups.models import Person


@task()
def finalise_report(job_id: int, report_id: int) -> None:
    """Make a draft final, for the person who started the job."""
    with at_work(job_id) as work:
        report = MonitoringReport.objects.select_related("plan__board", "quarter__plan").get(pk=report_id)
        by = Person.objects.get(pk=work.by_id)
        if not allows(by, Verb.FINALISE_REPORT, report.quarter):
            raise Refused("You may not make this report final any more.")
        work.at(
            "Everything it says is copied, and its PDF is made, which takes most reports some ten seconds."
        )
        final = operations.finalise_report(report=report, by=by)
        work.say(f"{final.quarter.name} is final: report number {final.number}.")


@task()
def finalise_board_report(job_id: int, report_id: int) -> None:
    """Make a draft of a report to the Board final, for the person who started the job."""
    with at_work(job_id) as work:
        report = BoardReport.objects.select_related("board", "meeting__body").get(pk=report_id)
        by = Person.objects.get(pk=work.by_id)
        if not allows(by, Verb.FINALISE_REPORT, report):
            raise Refused("You may not make this report final any more.")
        work.at("Everything it says is copied, and its PDF is made, which takes a few seconds.")
        final = operations.finalise_board_report(report=report, by=by)
        work.say(f"The report to {final.meeting} is final: report number {final.number}.")


@task()
def publish_edition(job_id: int, edition_id: int) -> None:
    """Make the next version of a plan final, for the person who started the job."""
    with at_work(job_id) as work:
        edition = PlanEdition.objects.select_related("plan__board").get(pk=edition_id)
        by = Person.objects.get(pk=work.by_id)
        if not allows(by, Verb.FINALISE_REPORT, edition):
            raise Refused("You may not make this plan final any more.")
        work.at("Everything the plan says is copied, and its PDF is made, which takes some ten seconds.")
        final = operations.publish_edition(edition=edition, by=by)
        work.say(f"Version {final.version} is final.")


@task()
def finalise_yearly(job_id: int, report_id: int, omitted_because: str) -> None:
    """Make a year's draft final, for the person who started the job."""
    with at_work(job_id) as work:
        report = YearlyReport.objects.select_related("board").get(pk=report_id)
        by = Person.objects.get(pk=work.by_id)
        if not allows(by, Verb.FINALISE_REPORT, report):
            raise Refused("You may not make this report final any more.")
        work.at("Everything it says is copied, and its PDF is made, which takes some ten seconds.")
        final = operations.finalise_yearly(report=report, omitted_because=omitted_because, by=by)
        work.say(f"{report.board.yearly_report_label} {final.name} is final: report number {final.number}.")


@task()
def publish(job_id: int, publication_id: int) -> None:
    """Let everybody read a draft, for the person who started the job."""
    with at_work(job_id) as work:
        draft = Publication.objects.select_related("board").defer("pdf").get(pk=publication_id)
        by = Person.objects.get(pk=work.by_id)
        if not allows(by, Verb.PUBLISH, draft):
            raise Refused("You may not publish this any more.")
        work.at("What goes out is copied, and its PDF is made.")
        operations.publish(publication=draft, by=by)
        work.say("It is public: everybody can read it now.")
