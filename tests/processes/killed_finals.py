"""As many times as asked: make a draft of a kind final and kill the process somewhere on the way; then look at what is
there.

Every other time it dies just before or after a statement chosen by chance, else at a moment chosen by chance,
which may fall inside the commit itself. Prints what was found each time, for tests/reporting/test_killed.py.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tests.processes.database import answer, child, with_tables


@dataclass
class Kind:
    """What is made final: its first draft, the event, the draft that follows a final, and its line of audit."""

    draft: object
    make_final: Callable
    next_draft: Callable
    line: str
    frozen_at: str = "finalised_at"
    frozen_by: str = "finalised_by_id"
    version: str = "schema_version"


def main() -> None:
    with_tables()
    from django.db import connection

    from tests.factories import ActionFactory, BodyFactory, PlanFactory, QuarterFactory, board_team

    plan = PlanFactory()
    team = board_team(plan.board)
    BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")
    for _ in range(3):
        ActionFactory(plan=plan, who_text="Health Subgroup", when_text="March 2018")
    quarter = QuarterFactory(plan=plan)
    kind = KINDS[sys.argv[2]](plan, quarter, team)
    model = type(kind.draft)

    def final(report_id, *, killed_at=None, after=False):
        """Make it final; die before or after the statement of that number. How many statements it took."""
        count = 0

        def deadly(execute, sql, params, many, context):
            nonlocal count
            count += 1
            if count == killed_at and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = execute(sql, params, many, context)
            if count == killed_at and after:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        def job():
            report = model.objects.get(pk=report_id)
            with connection.execute_wrapper(deadly):
                kind.make_final(report)
            return count

        return job

    def following():
        """The draft that is there, or the one that follows the last final."""
        latest = model.objects.order_by("-pk").first()
        return kind.next_draft(latest) if getattr(latest, kind.frozen_at) else latest

    started = time.monotonic()
    killed, statements = answer(child(final(kind.draft.pk)))
    seconds = time.monotonic() - started
    assert not killed
    chance = random.Random(20180418)
    tries = []
    for turn in range(int(sys.argv[1])):
        report = following()
        if turn % 2:
            # One in ten of all lives: its number must follow on those given before.
            at = None if turn % 10 == 9 else chance.randint(1, statements)
            killed, _ = answer(child(final(report.pk, killed_at=at, after=chance.random() < 0.5)))
        else:
            started = child(final(report.pk))
            time.sleep(chance.random() * seconds * 1.1)
            os.kill(started[0], signal.SIGKILL)
            killed, _ = answer(started)
        tries.append({"killed": killed} | found(model, kind, report.pk))
    pks = model.objects.order_by("pk").values_list("pk", flat=True)
    json.dump({"tries": tries, "reports": [found(model, kind, pk) for pk in pks]}, sys.stdout)


def found(model, kind: Kind, pk: int) -> dict:
    """What is stored of one, and how often the audit trail says that it was made final."""
    from lscb.models import AuditEntry

    row = model.objects.get(pk=pk)
    kept = ["content", "pdf", "pdf_sha256", kind.frozen_at, kind.frozen_by, kind.version]
    kept += [name for name in ("position_at", "slug") if hasattr(row, name)]
    return {
        "final": getattr(row, kind.frozen_at) is not None,
        "state": row.state,
        "number": getattr(row, "number", None),
        "kept": [bool(getattr(row, name)) for name in kept],
        "intact": bool(row.pdf) and row.pdf_is_intact,
        "lines": AuditEntry.objects.about(row).filter(operation=kind.line).count(),
    }


# --- What is made final. Printing is before the transaction and has its own tests: here a text stands for it ----------


def _printed(content, **about) -> bytes:
    return f"%PDF- {content.title if hasattr(content, 'title') else content.status.line}".encode()


def _report(plan, quarter, team) -> Kind:
    from reporting import operations

    operations.reports.render_pdf = _printed
    return Kind(
        operations.start_draft(quarter=quarter, by=team),
        lambda report: operations.finalise_report(report=report, by=team),
        lambda report: operations.correct_report(report=report, reason="Another slip", by=team),
        "report-finalised",
    )


def _board_report(plan, quarter, team) -> Kind:
    from reporting import operations
    from tests.factories import BodyFactory, MeetingFactory

    operations.board_reports.render_board_report = _printed
    board = BodyFactory(board=plan.board, name="The Board", kind="board")
    meeting = MeetingFactory(body=board, held_on=date(2018, 3, 21))
    return Kind(
        operations.start_board_report(meeting=meeting, by=team),
        lambda report: operations.finalise_board_report(report=report, by=team),
        lambda report: operations.correct_board_report(report=report, reason="Another slip", by=team),
        "board-report-finalised",
    )


def _edition(plan, quarter, team) -> Kind:
    from reporting import operations

    operations.editions.render_edition = _printed
    return Kind(
        operations.start_edition(plan=plan, by=team),
        lambda edition: operations.publish_edition(edition=edition, by=team),
        lambda edition: operations.start_edition(plan=plan, by=team),
        "edition-published",
    )


def _year(plan, quarter, team) -> Kind:
    from reporting import operations

    operations.yearly_finals.print_report = _printed
    return Kind(
        operations.begin_year(board=plan.board, starts_on=date(2017, 4, 1), by=team),
        lambda year: operations.finalise_yearly(report=year, omitted_because="None was left out", by=team),
        lambda year: operations.correct_yearly(report=year, reason="Another slip", by=team),
        "yearly-finalised",
    )


def _publication(plan, quarter, team) -> Kind:
    from reporting import operations

    operations.publications.render_public = _printed
    operations.keep_public_pages(board=plan.board, contact="The office", about="", never_public="", by=team)
    edition = _edition(plan, quarter, team)
    final = edition.make_final(edition.draft)

    def again(publication):
        operations.withdraw_publication(publication=publication, reason="Another slip", by=team)
        return operations.prepare_publication(source=final, by=team)

    return Kind(
        operations.prepare_publication(source=final, by=team),
        lambda publication: operations.publish(publication=publication, by=team),
        again,
        "published",
        "published_at",
        "published_by_id",
        "version",
    )


KINDS = {
    "report": _report,
    "board-report": _board_report,
    "edition": _edition,
    "year": _year,
    "publication": _publication,
}


if __name__ == "__main__":
    main()
