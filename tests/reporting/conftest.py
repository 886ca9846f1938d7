"""Cumbria's plan with its invented progress: Q3 2017/18 is final, Q4 is being reported."""

from dataclasses import replace

import pytest

from plans.models import Plan, Quarter
from reporting.models import MonitoringReport
from reporting.report.content import SCHEMA_VERSION, to_json
from tests.examples import loader_of
from tests.factories import PlanFactory, QuarterFactory, board_team
from tests.reporting.test_content import action, made


@pytest.fixture(scope="module")
def demonstration(kept_for_the_module, made_once):
    """The plan as `manage.py load_examples` leaves it."""
    kept_for_the_module(lambda: made_once(loader_of("cumbria-2017-20")))
    return Plan.objects.select_related("board").get(slug="cumbria-2017-20")


@pytest.fixture
def q4(demonstration):
    return Quarter.objects.for_reports().get(plan=demonstration, state=Quarter.State.COLLECTING)


@pytest.fixture
def draft(q4):
    return MonitoringReport.objects.select_related("prepared_by", "plan__board").get(quarter=q4)


@pytest.fixture
def three_finals(db, on) -> Plan:
    """A plan with three finals of one action, the first and the last a year apart: as they are kept, not printed."""
    on("2018-04-09")
    plan = PlanFactory()
    team = board_team(plan.board)
    for number, (name, starts_on, ends_on, letter) in enumerate(
        [
            ("Q4 2016/17", "2017-01-01", "2017-03-31", "R"),
            ("Q3 2017/18", "2017-10-01", "2017-12-31", "A"),
            ("Q4 2017/18", "2018-01-01", "2018-03-31", "G"),
        ],
        start=1,
    ):
        content = made(action(1, letter), quarter=name)
        MonitoringReport.objects.create(
            plan=plan,
            quarter=QuarterFactory(
                plan=plan, name=name, starts_on=starts_on, ends_on=ends_on, state=Quarter.State.REPORTED
            ),
            state=MonitoringReport.State.FINAL,
            number=number,
            content=to_json(replace(content, status=replace(content.status, number=number))),
            schema_version=SCHEMA_VERSION,
            pdf=b"%PDF",
            position_at="2018-04-09T16:30:00Z",
            finalised_at="2018-04-09T16:30:00Z",
            finalised_by=team,
        )
    return plan
