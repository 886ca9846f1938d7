"""manage.py send_reminders: for a timer, once a day."""

from django.core.management.base import BaseCommand, CommandError

from lscb import clock
from lscb.models import LastRun, Letter
from lscb.running.runs import Run, recorded
from lscb.work import background, housekeeping
from plans import operations
from plans.models import Plan, Quarter, Reminder, SelfAssessment
from subgroups.models import Person


class Command(BaseCommand):
    help = (
        "Send each person one e-mail about their actions without an update, at most once in five days, and the last "
        "reminder that a plan has for the days before its deadline; and to whoever speaks for an agency whose "
        "self-assessment is due within a week, or late."
    )

    def handle(self, **options):
        with recorded(LastRun.Command.REMINDERS) as run, background.done_here():
            self._send(run)

    def _send(self, run: Run) -> None:
        housekeeping.run()  # letters left from yesterday are settled before anybody is called reminded
        keys = []
        for quarter in Quarter.objects.collecting().for_reports():
            with clock.on(Person.objects.day_that_stands_on(quarter.plan.board)):
                written = operations.send_reminders(quarter=quarter, by=None)
            keys += [reminder.pk for reminder in written]
            self.stdout.write(f"{quarter.plan}, {quarter}: {len(written)} written")
        for assessment in SelfAssessment.objects.open().filter(plan__state=Plan.State.LIVE).for_page():
            with clock.on(Person.objects.day_that_stands_on(assessment.board)):
                reminded = operations.remind_of_returns(assessment=assessment, by=None)
            self.stdout.write(f"{assessment.plan}, {assessment}: {len(reminded)} of its returns asked for")
        became = Reminder.objects.filter(pk__in=keys)
        counts = [
            f"{state.label.lower()}: {number}"
            for state in Letter.State
            if (number := became.filter(letter__state=state).count())
        ]
        run.say(f"Reminders of this run: {', '.join(counts) or 'nobody needed one'}.")
        self.stdout.write(", ".join(counts) or "nobody needed one")
        if failed := became.filter(letter__state=Letter.State.FAILED).count():
            raise CommandError(f"{failed} did not leave; the log says why. They are tried again next time.")
