"""Evidence of impact: recorded each quarter, kept, shown with its trend; the plan on a page has 43 of them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Measure, MeasureValue, Quarter
from subgroups.models import Person
from tests.examples import load_example
from tests.factories import MeasureFactory, PlanFactory, QuarterFactory, SectionFactory, board_team, chair_of
from tests.tables import heads_of

pytestmark = pytest.mark.django_db


class World:
    def __init__(self):
        self.plan = PlanFactory()
        self.section = SectionFactory(plan=self.plan, title="Neglect")
        self.quarter = QuarterFactory(plan=self.plan)
        self.team = board_team(self.plan.board)
        self.measure = MeasureFactory(plan=self.plan, section=self.section, unit="%", better="lower")

    def record(self, value, **more):
        more = {"quarter": self.quarter, "by": self.team} | more
        return operations.record_measure_value(measure=self.measure, value=Decimal(value), **more)

    def address(self, name="measure-detail"):
        args = [self.plan.slug] if name == "measure-list" else [self.plan.slug, self.measure.pk]
        return reverse(f"plans:{name}", args=args)


@pytest.fixture
def world():
    return World()


# --- Recording --------------------------------------------------------------------------------------------------


def test_the_last_value_of_a_quarter_stands_and_earlier_ones_are_kept(world):
    world.record("12.5", source="Police")
    world.record("13")
    assert [str(value.value.normalize()) for value in MeasureValue.objects.all()] == ["13", "12.5"]
    for refused in (MeasureValue.objects.first().delete, MeasureValue.objects.all().delete):
        with pytest.raises(TypeError, match="never deleted"):
            refused()
    with pytest.raises(TypeError, match="never changed"):
        MeasureValue.objects.first().save()


def test_two_people_record_at_once(world):
    first = world.record("12", last_seen=None)
    with pytest.raises(ChangedMeanwhile) as clash:
        world.record("13", last_seen=None)
    assert clash.value.current == first
    assert world.record("13", last_seen=first.pk).value == 13


def test_a_reported_quarter_is_closed(world):
    world.quarter.state = Quarter.State.REPORTED
    world.quarter.save()
    with pytest.raises(Refused, match="is closed for updates"):
        world.record("12")
    with pytest.raises(ValueError, match="another plan"):
        world.record("12", quarter=QuarterFactory())


# --- Pages ------------------------------------------------------------------------------------------------------


def test_the_board_team_records_a_value_in_the_browser(world, client):
    client.force_login(world.team)
    form = client.get(world.address()).context["form"]
    typed = {
        "value": "1,212.5 %",
        "source": "Police",
        "note": "",
        "last_seen": form["last_seen"].value() or "",
    }
    answer = client.post(world.address(), typed)
    assert answer.url == f"{world.address('measure-list')}#measure-{world.measure.pk}"
    assert MeasureValue.objects.get().value == Decimal("1212.5")
    assert "1,212.5%" in client.get(answer.url).text
    # Whoever looked before sees both versions, and saves on.
    clash = client.post(world.address(), typed | {"value": "7"})
    assert clash.status_code == 422
    assert "1,212.5%" in clash.text and 'value="7"' in clash.text
    seen = clash.context["form"]["last_seen"].value()
    assert client.post(world.address(), typed | {"value": "7", "last_seen": seen}).status_code == 302


def test_a_large_value_is_shown_in_figures_for_correction_in_lists_and_in_the_trail(world, client):
    """100000 came back as 1E+5, which nobody had typed."""
    client.force_login(world.team)
    world.record("1E+5")
    page = client.get(world.address()).text
    assert 'value="100000"' in page
    assert "100,000%" in client.get(world.address("measure-list")).text
    assert str(MeasureValue.objects.get()).endswith("100,000")
    assert AuditEntry.objects.latest("pk").changes == {world.quarter.name: [None, "100000"]}
    assert "E+" not in page


def test_a_value_typed_for_a_quarter_that_was_closed_is_not_recorded_for_the_next_unseen(world, client):
    client.force_login(world.team)
    opened = client.get(world.address()).context["form"]["opened_for"].value()
    Quarter.objects.filter(pk=world.quarter.pk).update(state=Quarter.State.REPORTED)
    QuarterFactory(plan=world.plan, number=1, year="2018/19", starts_on="2018-04-01", ends_on="2018-06-30")
    refused = client.post(world.address(), {"value": "7", "last_seen": "", "opened_for": opened})
    assert refused.status_code == 422
    assert f"{world.quarter.name} was closed while you were writing." in refused.text
    assert 'value="7"' in refused.text and not MeasureValue.objects.exists()
    again = refused.context["form"]["opened_for"].value()
    sent = {"value": "7", "last_seen": "", "opened_for": again}
    assert client.post(world.address(), sent).status_code == 302
    assert MeasureValue.objects.get().quarter.name == "Q1 2018/19"


def test_what_can_be_two_numbers_is_asked_about_and_never_stored_as_either(world, client):
    client.force_login(world.team)
    answer = client.post(world.address(), {"value": "1,5", "source": "Police", "note": "", "last_seen": ""})
    assert "“1,5” can be 1.5 or 15. Write the one you mean, with a point for decimals." in answer.text
    assert 'value="1,5"' in answer.text and not MeasureValue.objects.exists()
    assert client.post(world.address(), {"value": "50 %", "last_seen": ""}).status_code == 302
    assert MeasureValue.objects.get().value == 50


@pytest.mark.parametrize("typed", ["", "many", "NaN", "1e999", "12.34567", "1.000", "½", "£5"])
def test_what_is_no_number_is_said_and_kept(world, client, typed):
    client.force_login(world.team)
    answer = client.post(
        world.address(), {"value": typed, "source": "The police", "note": "", "last_seen": ""}
    )
    assert answer.status_code == 422
    assert "There is a problem" in answer.text and "The police" in answer.text
    assert not MeasureValue.objects.exists()


def test_a_sign_is_not_dropped_where_the_measure_has_no_unit(world, client):
    Measure.objects.filter(pk=world.measure.pk).update(unit="")
    client.force_login(world.team)
    answer = client.post(world.address(), {"value": "1.5%"})
    assert answer.status_code == 422 and "would stand without its sign. Write 1.5" in answer.content.decode()
    assert not MeasureValue.objects.exists()
    client.post(world.address(), {"value": "1.5"})
    assert MeasureValue.objects.get().value == Decimal("1.5")


def test_others_read_and_do_not_record(world, client):
    reader = chair_of(
        world.plan.board.bodies.first() or world.measure.plan.board.bodies.create(name="Health")
    )
    client.force_login(reader)
    assert client.get(world.address()).status_code == 200
    assert '<form method="post" novalidate' not in client.get(world.address()).text
    assert client.post(world.address(), {"value": "1"}).status_code == 403
    client.force_login(board_team(PlanFactory().board))
    assert client.get(world.address()).status_code == 404


def test_targets_have_a_column_only_in_a_plan_that_sets_any(world, client):
    client.force_login(world.team)
    MeasureFactory(plan=world.plan)
    address = world.address("measure-list")
    assert heads_of(client.get(address).text) == [["Measure", "Q4 2017/18", "Trend"]] * 2
    world.measure.target = 12
    world.measure.save()
    assert heads_of(client.get(address).text) == [["Measure", "Q4 2017/18", "Target", "Trend"]] * 2


def test_the_list_costs_the_same_whatever_the_number_of_measures(world, client, django_assert_num_queries):
    client.force_login(world.team)
    world.record("12")
    client.get(world.address("measure-list"))

    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            assert client.get(world.address("measure-list")).status_code == 200
        return len(captured)

    few = queries()
    for _ in range(20):
        world.measure = MeasureFactory(plan=world.plan, section=world.section)
        world.record("3")
    assert queries() == few


# --- The plan on a page -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def of_a_page(kept_for_the_module):
    return kept_for_the_module(lambda: load_example("plan-on-a-page"))


def test_58_actions_8_of_them_beside_no_priority_and_43_measures(of_a_page):
    assert of_a_page.actions.counted().count() == 58
    assert of_a_page.actions.filter(section=None).count() == 8
    assert [rows.count() for rows in (of_a_page.measures, of_a_page.sections, of_a_page.documents)] == [
        43,
        8,
        8,
    ]
    assert of_a_page.sections.filter(priority=None).get().title == "Domestic Abuse"


def test_its_pages_and_measures_are_seen_by_its_own_team(of_a_page, client):
    client.force_login(Person.objects.get(email="page.team@example.org"))
    for name in ("plan-detail", "action-list", "group-list", "measure-list"):
        assert client.get(reverse(f"plans:{name}", args=[of_a_page.slug])).status_code == 200
    shown = client.get(reverse("plans:measure-list", args=[of_a_page.slug])).text
    assert "<strong>8</strong> of 43 recorded for Q4 2017/18" in " ".join(shown.split())
    assert "27.8%" in shown and "Down (29 in Q3 2017/18, 27.8 in Q4 2017/18)" in shown
    client.force_login(board_team(PlanFactory().board))
    assert client.get(reverse("plans:measure-list", args=[of_a_page.slug])).status_code == 404
