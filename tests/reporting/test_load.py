"""A load: whole boards by the number, as valid as if people had typed them, and the same for the same seed."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from lscb.events import seals
from lscb.models import AuditEntry, SearchEntry
from lscb.search import index
from plans.models import Action, Moderation, Plan, ProgressUpdate, Quarter
from plans.rules import ratings, repeating
from reporting.examples.load import load
from reporting.models import MonitoringReport
from subgroups.models import Board, Person

pytestmark = pytest.mark.django_db

ACTIONS = 73  # two more than the plan that is copied


@pytest.fixture
def no_printer(monkeypatch):
    monkeypatch.setattr("reporting.examples.load.print_html", lambda html: b"%PDF- not set")


@pytest.mark.soak
def test_the_same_seed_gives_the_same_rows_and_another_gives_others(no_printer):
    def said(seed):
        with transaction.atomic():
            call_command("make_load", boards=2, actions=3, years=1, finals=0, seed=seed, verbosity=0)
            rows = list(
                ProgressUpdate.objects.order_by("pk").values_list(
                    "action__plan__slug",
                    "action__label",
                    "quarter__slug",
                    "rating",
                    "progress",
                    "at",
                    "by__email",
                )
            )
            transaction.set_rollback(True)
        return rows

    once = said(1)
    assert once == said(1)
    assert once != said(2)
    first, second = ([row[3:5] for row in once if row[0] == slug] for slug in ("plan-001", "plan-002"))
    assert first != second


def test_it_is_made_in_an_empty_database_of_a_demonstration_alone(settings, no_printer):
    with pytest.raises(CommandError, match="fewer than there are quarters"):
        call_command("make_load", boards=1, years=1, finals=4)
    with pytest.raises(CommandError, match="--boards: at least 1"):
        call_command("make_load", boards=0)
    Person.objects.create(name="Ada Thwaite")
    with pytest.raises(CommandError, match="in an empty database"):
        call_command("make_load", boards=1)
    Person.objects.all().delete()
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="LSCB_DEMONSTRATION"):
        call_command("make_load", boards=1)
    assert not Board.objects.exists()


# --- Two boards, loaded once: all that needs an empty database stands above ---------------------------------------


@pytest.fixture(scope="module")
def loaded(kept_for_the_module, django_db_blocker):
    """Two boards of a year."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("reporting.examples.load.print_html", lambda html: b"%PDF- not set")
        kept_for_the_module(lambda: load(boards=2, actions=ACTIONS, years=1, finals=1, seed=1))


def test_every_board_has_its_plan_its_year_and_its_finals(loaded):
    assert list(Board.objects.order_by("pk").values_list("slug", "demonstration")) == [
        ("copy-001", True),
        ("copy-002", True),
    ]
    for plan in Plan.objects.all():
        assert plan.actions.count() == ACTIONS
        assert list(plan.quarters.values_list("state", flat=True)) == [*["reported"] * 3, "collecting"]
        assert [each.quarter for each in plan.monitoring_reports.frozen()] == [plan.quarters.all()[2]]
        # The first action again, under the same reference, with owners and dates of its own.
        one, again = plan.actions.filter(label="1.1")
        assert (again.reference, again.text) == ("1.1 (3)", one.text)  # 13.2 is printed twice
        assert [each.body for each in one.owners.all()] == [each.body for each in again.owners.all()]
        assert one.milestones.count() == again.milestones.count()


@pytest.mark.database
def test_nothing_of_one_board_points_at_another(loaded):
    connection.check_constraints()
    plans = {plan.pk: plan.board_id for plan in Plan.objects.all()}
    on = {person.pk: person.board_ids for person in Person.objects.all()}
    for update in ProgressUpdate.objects.select_related("action", "quarter"):
        assert update.quarter.plan_id == update.action.plan_id
        assert on[update.by_id] == {plans[update.action.plan_id]}
    actions = Action.objects.select_related("section").prefetch_related("owners__body")
    for action in actions:
        assert action.section.plan_id == action.plan_id
        assert {each.body.board_id for each in action.owners.all() if each.body} <= {plans[action.plan_id]}
    of = {action.pk: action.plan_id for action in actions}
    earlier = Action.history.filter(history_type="+").values_list("id", "plan_id")
    assert dict(earlier) == of
    for thing, board in AuditEntry.objects.of_model(Action).values_list("thing_id", "board"):
        assert plans[of[thing]] == board


def test_what_was_said_is_what_could_have_been_typed(loaded):
    asked = Quarter.objects.exclude(state=Quarter.State.PLANNED)
    said = list(ProgressUpdate.objects.select_related("action__plan").order_by("action", "pk"))
    assert len(said) > 2 * ACTIONS * 2.5
    assert len({update.rating for update in said}) >= 4
    before = None
    for update in said:
        typed = update.words | {
            "back_on_track_on": update.back_on_track_on,
            "completed_on": update.completed_on,
        }
        assert not ratings.missing(update.rating, typed)
        earlier = before if before and before.action_id == update.action_id else None
        if earlier:
            assert earlier.at < update.at
            assert earlier.rating != "B"
        assert update.repeats_id == (
            earlier.pk if earlier and repeating.repeats(update.words, earlier.words) else None
        )
        before = update
    looked_at = set(Moderation.objects.values_list("proposal", flat=True))
    waiting = [update for update in said if update.proposed and update.pk not in looked_at]
    assert {update.quarter.state for update in waiting} == {"collecting"}
    recorded = AuditEntry.objects.filter(operation="progress-updated")
    assert recorded.count() == len(said)
    assert asked.count() == 8


@pytest.mark.database
def test_the_trail_is_whole_and_finals_and_search_are_as_they_should_be(loaded):
    assert seals.seal().startswith("audit entries sealed: 0")
    verdict = seals.verify()
    assert not verdict.wrong
    assert verdict.sealed == AuditEntry.objects.count() > 500
    for final in MonitoringReport.objects.frozen():
        assert final.pdf_is_intact
        assert {row["id"] for row in final.content["rows"]} <= set(
            final.plan.actions.values_list("pk", flat=True)
        )
    found = SearchEntry.objects.found().count()
    assert found > 500
    assert index.rebuild() == found
