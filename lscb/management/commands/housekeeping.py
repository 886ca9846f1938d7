"""manage.py housekeeping: for a timer, every few minutes."""

from django.core.management.base import BaseCommand, CommandError

from lscb.models import LastRun
from lscb.running.runs import recorded
from lscb.work import background, housekeeping


class Command(BaseCommand):
    help = (
        "Send letters that were left, settle what a killed process left behind, delete what is past its time."
    )

    def handle(self, **options):
        with recorded(LastRun.Command.HOUSEKEEPING) as run:
            with background.done_here():
                said, failed = housekeeping.run()
            for line in said:
                run.say(line)
                self.stdout.write(line)
            if failed:
                raise CommandError(f"These failed, and the log says why: {', '.join(failed)}.")
