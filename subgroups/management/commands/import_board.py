"""manage.py import_board: a board from its archive, into an empty installation."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lscb.archive.checking import opened
from lscb.archive.loading import load
from lscb.errors import Refused
from lscb.events import seals
from lscb.packing import sha256_of
from lscb.running.readiness import database_missing
from lscb.wording import number_of
from subgroups.models import Board


class Command(BaseCommand):
    help = (
        "Loads a board from the file that export_board or its page made. The installation must be migrated and empty, "
        "and nothing else may run meanwhile. All of it is loaded, or nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--sha256", default="", help="What was printed when the file was made: another file is refused."
        )

    def handle(self, *, file, sha256, **options):
        if missing := database_missing():
            raise CommandError(missing)
        try:
            with opened(file) as packed:
                if sha256 and sha256_of(file) != sha256.strip().lower():
                    raise Refused(
                        "This is not the file that was made: its SHA-256 is another. Nothing is loaded."
                    )
                manifest = load(packed, Board)
        except Refused as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        rows = number_of(sum(manifest["counts"].values()), "row", "rows")
        self.stdout.write(
            f"{rows} of {manifest['board']['name']} loaded; every checksum and count was compared."
        )
        for name in manifest["missing"]:
            self.stderr.write(f"A row names {name}, which was not there any more when the archive was made.")
        wrong = seals.verify(said=self.stderr.write).wrong
        self.stdout.write(
            "The audit trail is whole."
            if not wrong
            else "The audit trail had these faults where it came from."
        )
        self.stdout.write(
            "Nobody has a password yet. With EMAIL_URL and LSCB_BASE_URL set, the team chooses its own by “Forgot "
            "your password?” on the page to sign in, and invites everybody else from its page of people. A system "
            "administrator is made by manage.py createsuperuser, and sends such links from /admin/, under People."
        )
        if not settings.DEMONSTRATION and Board.objects.filter(
            slug=manifest["board"]["slug"], demonstration=True
        ):
            self.stderr.write(
                "It is a demonstration's board: its people sign in to a demonstration only (LSCB_DEMONSTRATION=1)."
            )
