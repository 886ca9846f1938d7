"""manage.py export_board: everything of a board in one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lscb.archive.writing import write_archive
from lscb.wording import number_of
from subgroups.selectors.boards import board_called


class Command(BaseCommand):
    help = "Writes all that is kept of a board into one file, in open formats, as it stands at one moment."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", type=Path, help="The file to write, which must not be there yet: BOARD.zip."
        )
        parser.add_argument(
            "--board", required=True, help="Its name, its short name or its place in the URL."
        )

    def handle(self, *, file, board, **options):
        found = board_called(board)
        if found is None:
            raise CommandError(f"There is no board called “{board}”.")
        try:
            written = write_archive(found, file)
        except OSError as e:
            raise CommandError(f"{file} cannot be written: {e.strerror}.") from e
        for name in written.missing:
            self.stderr.write(f"A row names {name}, which is not in the storage any more.")
        self.stdout.write(f"{number_of(written.rows, 'row', 'rows')} of {found} in {file}.")
        self.stdout.write(f"SHA-256 {written.sha256}: keep it apart from the file.")
