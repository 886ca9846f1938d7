"""manage.py restore_drill: whether a backup can be brought back, for a timer."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lscb.backup.restoring import drill
from lscb.errors import Refused
from lscb.models import LastRun
from lscb.running.runs import recorded
from lscb.wording import number_of


class Command(BaseCommand):
    help = (
        "Restore the newest backup to a database that is there for it, compare every row and the checksum of every "
        "final, and delete it again. The database that is used is not touched. On PostgreSQL LSCB_DRILL_DATABASE_URL "
        "names the other."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", help="Another backup than the newest.")

    def handle(self, *, file, **options):
        with recorded(LastRun.Command.DRILL) as run:
            try:
                tried = drill(file)
            except Refused as refused:
                raise CommandError(" ".join(refused.messages)) from refused
            said = (
                f"{tried.path} was restored and compared: {number_of(tried.rows, 'row', 'rows')}, "
                f"{number_of(tried.finals, 'final report', 'final reports')}, "
                f"{number_of(tried.files, 'file', 'files')}, all equal."
            )
            run.say(said)
            self.stdout.write(said)
