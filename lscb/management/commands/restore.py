"""manage.py restore: a backup in the place of this installation."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lscb.backup.restoring import checked, restore
from lscb.errors import Refused
from lscb.events import seals
from lscb.models import LastRun
from lscb.running.runs import recorded
from lscb.wording import number_of


class Command(BaseCommand):
    help = (
        "Put the database and the files of a backup in the place of those of this installation: all of the database, "
        "or nothing of it. Stop the web server, the workers and the timers first. A file that is damaged, or of a "
        "newer version of the product, is refused."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="Only read all of the file and compare its checksums."
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Also where an installation is there already, which is backed up first.",
        )

    def handle(self, *, file, check, replace, **options):
        try:
            if check:
                with checked(file) as backup:
                    made, version = backup.manifest["made"], backup.manifest["version"]
                self.stdout.write(
                    f"{file} is whole: of {made}, version {version}, {backup.manifest['made_by']}."
                )
                return
            restored = restore(file, replace=replace)
        except Refused as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        with recorded(LastRun.Command.RESTORE) as run:  # in the database that is there now
            run.say(f"{file}, of {restored.backup.manifest['made']}.")
            self._tell(restored)

    def _tell(self, restored):
        backup = restored.backup
        self.stdout.write(
            f"Restored and compared: {number_of(backup.rows, 'row', 'rows')}, "
            f"{number_of(backup.finals, 'final report', 'final reports')}, {number_of(backup.files, 'file', 'files')}."
        )
        if restored.kept:
            self.stdout.write(f"What was here before is in {restored.kept}")
        for name in backup.manifest["missing"]:
            self.stderr.write(f"A row names {name}, which was not there any more when the backup was taken.")
        if restored.pending:
            self.stdout.write(
                f"It is of an earlier version ({backup.manifest['version']}). Next: manage.py migrate, then "
                "manage.py verify_audit."
            )
        if restored.on_their_way:
            self.stdout.write(
                f"{number_of(restored.on_their_way, 'letter or job was', 'letters and jobs were')} on their way "
                "when it was taken, and may have been sent or done since: the page of operations lists them."
            )
        if restored.faults:
            raise CommandError(seals.not_whole(restored.faults))
        if not restored.pending:
            self.stdout.write("The audit trail is whole.")
