"""Cumbria's plan with its invented progress: Q3 2017/18 is final, Q4 is being reported."""

import pytest

from plans.models import Plan, Quarter
from reporting.models import MonitoringReport
from tests.examples import loader_of


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
