"""As many times as asked: make a draft final and kill the process somewhere on the way; then look at what is there.

Every other time it dies just before or after a statement chosen by chance, else at a moment chosen by chance,
which may fall inside the commit itself. Prints what was found each time, for tests/reporting/test_killed.py.
"""

import json
import os
import random
import signal
import sys
import time

from tests.processes.database import answer, child, with_tables


def main() -> None:
    with_tables()
    from django.db import connection

    from reporting import operations
    from reporting.models import MonitoringReport
    from tests.factories import ActionFactory, BodyFactory, PlanFactory, QuarterFactory, board_team

    # Printing is before the transaction and has its own tests: here a text stands for it.
    operations.reports.render_pdf = lambda content: f"%PDF- {content.status.line}".encode()

    plan = PlanFactory()
    team = board_team(plan.board)
    BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")
    for _ in range(3):
        ActionFactory(plan=plan, who_text="Health Subgroup", when_text="March 2018")
    quarter = QuarterFactory(plan=plan)
    draft = operations.start_draft(quarter=quarter, by=team)

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
            report = MonitoringReport.objects.get(pk=report_id)
            with connection.execute_wrapper(deadly):
                operations.finalise_report(report=report, by=team)
            return count

        return job

    def corrected():
        latest = MonitoringReport.objects.order_by("-version").first()
        if latest.is_frozen:
            latest = operations.correct_report(report=latest, reason="Another slip", by=team)
        return latest

    started = time.monotonic()
    killed, statements = answer(child(final(draft.pk)))
    seconds = time.monotonic() - started
    assert not killed
    chance = random.Random(20180418)
    tries = []
    for turn in range(int(sys.argv[1])):
        report = corrected()
        if turn % 2:
            # One in ten of all lives: its number must follow on those given before.
            at = None if turn % 10 == 9 else chance.randint(1, statements)
            killed, _ = answer(child(final(report.pk, killed_at=at, after=chance.random() < 0.5)))
        else:
            started = child(final(report.pk))
            time.sleep(chance.random() * seconds * 1.1)
            os.kill(started[0], signal.SIGKILL)
            killed, _ = answer(started)
        tries.append({"killed": killed} | found(report.pk))
    json.dump({"tries": tries, "reports": everything()}, sys.stdout)


def found(report_id: int) -> dict:
    """What is stored of one report, and how often the audit trail says that it was made final."""
    from lscb.models import AuditEntry
    from reporting.models import MonitoringReport

    report = MonitoringReport.objects.get(pk=report_id)
    return {
        "state": report.state,
        "number": report.number,
        "kept": [
            report.content is not None and bool(report.content),
            bool(report.pdf),
            bool(report.pdf_sha256),
            report.position_at is not None,
            report.finalised_at is not None,
            report.finalised_by_id is not None,
            report.schema_version is not None,
        ],
        "intact": bool(report.pdf) and report.pdf_is_intact,
        "lines": AuditEntry.objects.about(report).filter(operation="report-finalised").count(),
    }


def everything() -> list[dict]:
    from reporting.models import MonitoringReport

    return [found(pk) for pk in MonitoringReport.objects.order_by("version").values_list("pk", flat=True)]


if __name__ == "__main__":
    main()
