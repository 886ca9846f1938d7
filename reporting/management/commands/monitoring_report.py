from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lscb import clock
from plans.models import Plan, Quarter
from reporting.models import MonitoringReport
from reporting.printing.pdf.printer import NotPrinted
from reporting.printing.pdf.rendering import render_pdf
from reporting.report.reading import gather
from subgroups.models import Person


class Command(BaseCommand):
    help = (
        "Writes the monitoring report of a reporting period as a PDF: the final one as it was printed, or a draft of "
        "the plan as it stands now."
    )

    def add_arguments(self, parser):
        parser.add_argument("--plan", required=True, help="Its title or its place in the URL.")
        parser.add_argument(
            "--period",
            "--quarter",
            dest="quarter",
            required=True,
            help='As "Q4 2017/18", or its place in the URL.',
        )
        parser.add_argument("--output", required=True, type=Path, help="The PDF to write.")

    def handle(self, *, plan, quarter, output, **options):
        plan = self._plan(plan)
        quarter = self._quarter(plan, quarter)
        with clock.on(Person.objects.day_that_stands_on(plan.board)):
            self._write(quarter, output)

    def _write(self, quarter: Quarter, output: Path) -> None:
        reports = MonitoringReport.objects.filter(quarter=quarter).select_related("prepared_by")
        draft = reports.filter(state=MonitoringReport.State.DRAFT).first()
        final = reports.frozen().order_by("-version").first()
        if final and draft is None:
            if not final.pdf_is_intact:
                raise CommandError("The stored PDF is no longer what was printed; nothing is written.")
            pdf, what = bytes(final.pdf), f"final, version {final.version}, report number {final.number}"
        else:
            try:
                pdf, what = render_pdf(gather(quarter, draft=draft)), "draft"
            except NotPrinted as reason:
                raise CommandError(" ".join(reason.messages)) from reason
        try:
            output.write_bytes(pdf)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{output}: {quarter.plan}, {quarter.name}, {what}.")

    def _plan(self, words: str) -> Plan:
        plans = Plan.objects.select_related("board")
        found = list(plans.filter(slug=words)) or list(plans.filter(title__iexact=words))
        if len(found) == 1:
            return found[0]
        known = ", ".join(f"{plan.slug} ({plan.board}: {plan.title})" for plan in found or plans)
        raise CommandError(
            f"{'More than one plan is' if found else 'No plan is'} called “{words}”. Known: {known or 'none'}."
        )

    def _quarter(self, plan: Plan, words: str) -> Quarter:
        quarters = list(plan.quarters.for_reports())
        opened = [quarter for quarter in quarters if quarter.state != Quarter.State.PLANNED]
        for quarter in opened:
            if words.strip().lower() in (quarter.name.lower(), quarter.slug):
                return quarter
        known = ", ".join(quarter.name for quarter in opened) or "none"
        raise CommandError(f"{plan} has no opened reporting period “{words}”. Opened: {known}.")
