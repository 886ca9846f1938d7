"""A report costs the same number of queries whatever the number of actions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.models import Action, ActionOwner, Milestone, ProgressUpdate
from reporting.report.reading import gather
from tests.factories import (
    BodyFactory,
    HighlightFactory,
    ObligationFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db


def a_plan(actions: int):
    plan = PlanFactory()
    quarter = QuarterFactory(plan=plan)
    sections = [SectionFactory(plan=plan) for _ in range(5)]
    bodies = [BodyFactory(board=plan.board) for _ in range(5)]
    by = PersonFactory()
    rows = Action.objects.bulk_create(
        Action(
            plan=plan,
            section=sections[n % 5],
            label=f"{n % 5}.{n}",
            text=f"Do thing {n}",
            due_on="2018-03-31",
            position=n,
        )
        for n in range(actions)
    )
    ActionOwner.objects.bulk_create(ActionOwner(action=row, body=bodies[n % 5]) for n, row in enumerate(rows))
    Milestone.objects.bulk_create(
        Milestone(action=row, kind="due", words="May", due_on="2018-05-31") for row in rows
    )
    ProgressUpdate.objects.bulk_create(
        ProgressUpdate(
            action=row,
            quarter=quarter,
            rating="GARBN"[n % 5],
            progress="So so",
            by=by,
            proposed=n % 2 == 0,
        )
        for n, row in enumerate(rows)
        if n % 7
    )
    for body in bodies:
        HighlightFactory(body=body, quarter=quarter)
        ObligationFactory(planned_report__plan=plan).forums.add(body)
    return quarter.__class__.objects.for_reports().get(pk=quarter.pk)


def queries(quarter):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        content = gather(quarter)
    return len(captured), content


def test_71_and_1000_actions_cost_the_same():
    few, small = queries(a_plan(71))
    many, large = queries(a_plan(1_000))
    assert (small.position.total.n, large.position.total.n) == (71, 1_000)
    assert few == many
    assert few <= 30
