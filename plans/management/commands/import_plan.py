import json
import re
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import DatabaseError, transaction

from lscb import clock, table_reader
from lscb.errors import Refused
from lscb.tables.content import Document
from lscb.wording import number_of
from plans import operations
from plans.forms.linked import KINDS
from plans.models import Plan
from plans.rules.importing import Recognised
from plans.selectors.importing import RowHere, as_json, known_for, matches_of, read_draft, remembered
from subgroups.models import Board, Person
from subgroups.selectors.boards import board_called

NOTHING_UNDERSTOOD, REFUSED = 2, 3


class Command(BaseCommand):
    help = (
        "Reads a plan from a Word, Excel or CSV file, and says what each row would be. With --commit it is taken into "
        "the plan, which is started where the board has none of that title, with --linked-to as a linked plan. "
        "Ends with 2 where nothing in the file is "
        "understood as a plan, and with 3 where it is refused."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The file: .docx, .xlsx, .csv or tab-separated text.")
        parser.add_argument(
            "--board", required=True, help="Its name, its short name or its place in the URL."
        )
        parser.add_argument("--plan", required=True, help="The title of the plan, or its place in the URL.")
        parser.add_argument(
            "--linked-to",
            default="",
            help="The plan that a new one is linked to, by title or place in the URL.",
        )
        parser.add_argument(
            "--kind",
            default=str(Plan.Kind.REVIEW),
            choices=[key for key, _ in KINDS],
            help="Of what it is then.",
        )
        parser.add_argument("--commit", action="store_true", help="Take it in; without, nothing is written.")
        parser.add_argument("--json", action="store_true", help="Print one object for another program.")

    def handle(self, *, file, board, plan, **options):
        try:
            self._read(file, board, plan, options)
        except Refused as refused:
            self._end(REFUSED, " ".join(refused.messages))

    def _read(self, file: Path, board_words: str, plan_words: str, options: dict) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise Refused(f"{file} cannot be read: {error.strerror}.") from error
        board = self._board(board_words, needed=options["commit"])
        if options["commit"] and board is None:
            known = ", ".join(str(each) for each in Board.objects.order_by("name")) or "none"
            raise Refused(
                f"There is no board called “{board_words}”, so nothing is taken in. Known: {known}. Set it up first, "
                "with its groups, so that owners are understood."
            )
        document = table_reader.read_file(content, file.name)
        with clock.on(Person.objects.day_that_stands_on(board) if board else None):
            self._as_draft(document, file.name, board, plan_words, options)

    def _as_draft(
        self, document: Document, name: str, board: Board | None, plan_words: str, options: dict
    ) -> None:
        plan = self._plan(board, plan_words) if board else None
        known = known_for(board, plan, remembered(board) if board else None)
        if plan is None and (years := _years_of(plan_words)):
            month = known.year_starts_in
            known = replace(
                known,
                starts_on=date(years[0], month, 1),
                ends_on=date(years[1], month, 1) - timedelta(days=1),
            )
        read, rows = read_draft(document, known)
        if not rows:
            seen = number_of(len(document.tables), "table", "tables")
            why = "; ".join(dict.fromkeys(each.why for each in read.ignored)) or "it holds no table"
            self._end(NOTHING_UNDERSTOOD, f"Nothing in {name} is understood as a plan: {seen} read ({why}).")
        if options["commit"]:
            with transaction.atomic():  # refused, it leaves neither a plan nor a draft
                if plan is None:
                    plan = self._start(board, plan_words, options["linked_to"], options["kind"])
                draft = operations.keep_document(plan=plan, document=document, name=name, by=None)
                matches = matches_of(plan, rows, read)
                operations.take_in(draft=draft, by=None, changes=False)
            reworded = sum(bool(match.changes) for match in matches.values())
        if options["json"]:
            self.stdout.write(json.dumps(as_json(read, rows), ensure_ascii=False, indent=1))
        else:
            self._say(read, rows)
            if options["commit"]:
                self.stdout.write(f"Taken into {plan}.")
                if reworded:
                    left = number_of(reworded, "row was", "rows were")
                    self.stdout.write(f"{left} left out, because the plan has the same in other words.")
            else:
                self.stdout.write("Nothing is written. Say --commit to take it in.")

    def _say(self, read: Recognised, rows: list[RowHere]) -> None:
        self.stdout.write(
            f"{number_of(len(rows), 'action', 'actions')} in {number_of(len(read.sections), 'section', 'sections')}."
        )
        for each in rows:
            row = each.row
            self.stdout.write(
                " | ".join(
                    [
                        row.section,
                        row.ref or "–",
                        row.text.replace("\n", " / "),
                        ", ".join(each.owners),
                        row.when,
                    ]
                )
            )
            for odd in each.oddities:
                self.stdout.write(f"    {odd}")
        for title, texts in (
            ("Not placed", read.leftovers),
            ("Left out", [f"{each.what} ({each.why})" for each in read.ignored]),
            ("Look at this", read.warnings),
        ):
            for text in texts:
                self.stdout.write(f"{title}: {text}")

    @staticmethod
    def _board(words: str, *, needed: bool) -> Board | None:
        """The board of that name. Reading needs none, and so no database that is set up."""
        try:
            return board_called(words)
        except DatabaseError as error:
            if needed:
                raise Refused("The database is not set up. Run manage.py migrate first.") from error
            return None

    def _start(self, board: Board, title: str, linked_to: str, kind: str) -> Plan:
        new = _new_plan(board, title)
        if not linked_to:
            return operations.start_plan(plan=new, by=None)
        business_plan = self._plan(board, linked_to)
        if business_plan is None:
            raise Refused(f"{board} has no plan called “{linked_to}” to link to, so nothing is taken in.")
        return operations.start_linked_plan(
            business_plan=business_plan,
            kind=kind,
            title=title,
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            by=None,
        )

    @staticmethod
    def _plan(board: Board, words: str) -> Plan | None:
        plans = board.plans.select_related("board").prefetch_related("definitions")
        return plans.filter(slug=words).first() or plans.filter(title__iexact=words).first()

    def _end(self, code: int, sentence: str) -> None:
        self.stderr.write(" ".join(sentence.split()))
        sys.exit(code)


def _years_of(title: str) -> tuple[int, int] | None:
    """The first and the last year that a title names: 2025-28."""
    years = re.search(r"\b(20\d\d) ?[-/–] ?(?:20)?(\d\d)\b", title)
    found = (int(years[1]), 2000 + int(years[2])) if years else None
    return found if found and found[0] < found[1] else None


def _new_plan(board: Board, title: str) -> Plan:
    """A plan of the years that its title names, else of three from the board's year that is running."""
    month = board.year_starts_in
    if years := _years_of(title):
        first, last = years
    else:
        today = clock.today()
        first = today.year if today.month >= month else today.year - 1
        last = first + 3
    if last <= first:
        last = first + 1
    return Plan(
        board=board,
        title=title,
        starts_on=date(first, month, 1),
        ends_on=date(last, month, 1) - timedelta(days=1),
        year_starts_in=month,
    )
