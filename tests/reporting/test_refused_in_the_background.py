"""What is made final or public in the background, once whoever asked for it may not any more: nothing is, and they are
told why where they wait for it."""

import pytest

from lscb.models import AuditEntry, Job
from reporting import operations, tasks
from reporting.models import Publication
from tests.access.conftest import unprinted
from tests.factories import MeetingFactory, PlanFactory, QuarterFactory, YearlyReportFactory, board_team

__all__ = ["unprinted"]

pytestmark = pytest.mark.django_db


def a_report(plan, by):
    return operations.start_draft(quarter=QuarterFactory(plan=plan), by=by)


def a_report_to_the_board(plan, by):
    meeting = MeetingFactory(body__board=plan.board, body__kind="board")
    return operations.start_board_report(meeting=meeting, by=by)


def a_plan(plan, by):
    return operations.start_edition(plan=plan, by=by)


def a_year(plan, by):
    return YearlyReportFactory(board=plan.board)


def a_publication(plan, by):
    report = operations.finalise_report(report=a_report(plan, by), by=by)
    return operations.prepare_publication(source=report, by=by)


@pytest.mark.parametrize(
    "make, task, named, told, said",
    [
        (a_report, tasks.finalise_report, "report_id", {}, "You may not make this report final any more."),
        (
            a_report_to_the_board,
            tasks.finalise_board_report,
            "report_id",
            {},
            "You may not make this report final any more.",
        ),
        (a_plan, tasks.publish_edition, "edition_id", {}, "You may not make this plan final any more."),
        (
            a_year,
            tasks.finalise_yearly,
            "report_id",
            {"omitted_because": "The year was short"},
            "You may not make this report final any more.",
        ),
        (a_publication, tasks.publish, "publication_id", {}, "You may not publish this any more."),
    ],
)
def test_nothing_is_final_by_somebody_who_may_not_any_more(make, task, named, told, said):
    plan = PlanFactory()
    by = board_team(plan.board)
    thing = make(plan, by)
    job = Job.objects.create(title="Making it final", by=by, opens="/", task=task.module_path)
    by.board_roles.all().delete()
    lines = AuditEntry.objects.count()
    task.call(job.pk, **{named: thing.pk}, **told)
    job.refresh_from_db()
    assert (job.state, job.said) == (Job.State.FAILED, said)
    thing.refresh_from_db()
    assert not (thing.published_at if isinstance(thing, Publication) else thing.is_frozen)
    assert AuditEntry.objects.count() == lines
