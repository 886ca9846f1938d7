"""manage.py backup: everything in one file, while people work."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lscb.backup.taking import let_go, take
from lscb.errors import Refused
from lscb.models import LastRun
from lscb.running.runs import recorded
from lscb.wording import in_bytes, number_of


class Command(BaseCommand):
    help = (
        "Write the database as it stands at one moment, and the files that it names, into one file in LSCB_BACKUP_DIR, "
        "encrypted where LSCB_BACKUP_PASSPHRASE_FILE names a passphrase; then delete all but the newest "
        "LSCB_BACKUPS_KEPT. The settings and the secret key are not in it."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--to", type=Path, default=None, help="Another folder, in which none are deleted."
        )

    def handle(self, *, to, **options):
        with recorded(LastRun.Command.BACKUP) as run:
            try:
                taken = take(to)
            except Refused as refused:
                raise CommandError(" ".join(refused.messages)) from refused
            said = (
                f"{taken.path}: {in_bytes(taken.path.stat().st_size)}, {number_of(taken.rows, 'row', 'rows')} in "
                f"{number_of(len(taken.manifest['tables']), 'table', 'tables')}, "
                f"{number_of(taken.finals, 'final report', 'final reports')}, "
                f"{number_of(taken.files, 'file', 'files')}."
            )
            run.say(said)
            self.stdout.write(said)
            self.stdout.write(f"SHA-256 {taken.sha256}")
            if settings.BACKUP_PASSPHRASE_FILE is None:
                self.stdout.write("It is not encrypted: whoever has it reads everything.")
            for name in taken.manifest["missing"]:
                self.stderr.write(f"A row names {name}, which is not in the storage any more.")
            for path in [] if to else let_go():
                self.stdout.write(f"{path} is past its time and deleted.")
            if taken.damaged:
                raise CommandError(
                    f"The backup was taken, and these finals are not what their checksums say: "
                    f"{', '.join(taken.damaged)}. They were so before; look for them in an earlier backup."
                )
