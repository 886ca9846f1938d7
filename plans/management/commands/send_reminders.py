"""manage.py send_reminders: for a timer, once a day."""

from django.core.management.base import BaseCommand, CommandError

from plans import operations
from plans.models import Quarter


class Command(BaseCommand):
    help = "Send each person one e-mail about their actions without an update, at most once in five days."

    def handle(self, **options):
        failed = []
        for quarter in Quarter.objects.collecting().for_reports():
            sent, not_sent = operations.send_reminders(quarter=quarter, by=None)
            self.stdout.write(f"{quarter.plan}, {quarter}: {len(sent)} sent")
            failed += not_sent
        if failed:
            raise CommandError(
                f"{len(failed)} did not leave; the log says why. They are tried again next time."
            )
