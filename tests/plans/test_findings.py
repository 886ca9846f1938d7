"""What a plan leaves open is told once: the pure table and its SQL agree on random plans."""

import random
from datetime import date, timedelta

import pytest
from django.db.models import F

from plans.models import Action, ActionLink, ActionOwner, Milestone
from plans.models.action import STATUS
from plans.rules.findings import KINDS, MANY_ON_A_DAY, Whole, Written, kinds_for
from plans.rules.timescales import Certainty, Kind
from plans.selectors import findings
from plans.selectors.action_rows import meter, meter_in
from plans.selectors.findings import LOOKS, ROWS, STILL, TO_DO, plan_quality
from plans.selectors.grouping import SERVES
from tests.factories import (
    BodyFactory,
    ObjectiveFactory,
    PlanFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
)

pytestmark = pytest.mark.django_db


def test_every_kind_is_looked_for_in_python_and_in_sql_and_can_be_filtered_by():
    assert set(KINDS) == set(ROWS)
    assert set(LOOKS) == set(TO_DO) | set(STILL) | {
        key for key, kind in KINDS.items() if kind.fix != "priority"
    }
    assert "not-linked" not in kinds_for(has_priorities=False)


def random_plan(chance: random.Random):
    """A plan whose actions have everything, nothing or something of what is looked for."""
    plan = PlanFactory()
    linked = PlanFactory(board=plan.board, kind="review", business_plan=plan)
    bodies = [BodyFactory(board=plan.board) for _ in range(2)]
    priority = PriorityFactory(plan=plan)
    sections = [SectionFactory(plan=plan), SectionFactory(plan=plan, priority=priority), None]
    objectives = [ObjectiveFactory(plan=plan), ObjectiveFactory(plan=plan, priority=priority), None, None]
    days = [date(2018, 3, 31), date(2019, 3, 31), plan.ends_on, plan.ends_on + timedelta(days=1), None, None]
    crowded = chance.choice([0, 2 * MANY_ON_A_DAY])  # some of them no longer count
    for number in range(chance.randint(12, 30)):
        action = Action.objects.create(
            plan=plan,
            text=f"Action {number}",
            position=number,
            label=chance.choice(["", "1.1", f"2.{number}"]),
            label_ordinal=number + 1,
            outcome=chance.choice(["", "Children are heard"]),
            when_text=chance.choice(["", "Soon", "March 2018"]),
            timescale_certainty=chance.choice([str(each) for each in Certainty]),
            timescale_source=chance.choice(list(Action.ReadingSource)),
            ongoing=chance.random() < 0.3,
            review_on=chance.choice([None, date(2018, 6, 30)]),
            due_on=date(2018, 9, 30) if number < crowded else chance.choice(days),
            state=chance.choice([Action.State.LIVE, Action.State.LIVE, *Action.State]),
            state_reason="As agreed",
            closed_on=date(2018, 3, 1),
            section=chance.choice(sections),
            objective=chance.choice(objectives),
            priority=chance.choice([None, None, None, priority]),
            linked_plan=chance.choice([None, linked]),
            timescale_kind=chance.choice(["", str(Kind.ELSEWHERE)]),
        )
        for place in range(chance.choice([0, 1, 1, 2])):
            body = chance.choice([*bodies, None])
            if body is None or not action.owners.filter(body=body).exists():
                ActionOwner.objects.create(action=action, body=body, words="Somebody", position=place)
        for _ in range(chance.choice([0, 0, 1, 2])):
            Milestone.objects.create(action=action, due_on=chance.choice(days), words="A part")
    actions = list(plan.actions.all())
    for action in actions[1::4]:
        kind = chance.choice(list(ActionLink.Kind))
        ActionLink.objects.create(action=action, to=chance.choice(actions[::4]), kind=kind)
    return plan


def written(action: Action) -> Written:
    return Written(
        label=action.label,
        outcome=action.outcome,
        due_on=action.due_on,
        dates=tuple(part.due_on for part in action.milestones.all() if part.due_on),
        owners=tuple(owner.body_id is not None for owner in action.owners.all()),
        ongoing=action.ongoing,
        review_on=action.review_on,
        live=action.state == Action.State.LIVE,
        timescale_to_choose=action.timescale_to_choose,
        priority=action.serves,
        depends_on_withdrawn=any(link.to.state == "withdrawn" for link in action.links.dependencies()),
    )


def test_sql_and_python_find_the_same_actions_and_each_kind_in_some_plan():
    found_at_all = set()
    for seed in range(12):
        plan = random_plan(random.Random(seed))
        counted = Action.objects.filter(plan=plan).counted()
        actions = {each.pk: written(each) for each in counted.annotate(serves=SERVES)}
        whole = Whole.of(plan.ends_on, actions.values())
        for key, kind in KINDS.items():
            in_python = {pk for pk, action in actions.items() if kind.holds(action, whole)}
            in_sql = set(findings.found(plan, counted, key).values_list("pk", flat=True))
            assert in_sql == in_python, (seed, key)
        counts = {each.key: each.count for each in plan_quality(plan, counted)}
        found = {
            key: sum(kind.holds(action, whole) for action in actions.values()) for key, kind in KINDS.items()
        }
        assert counts == {key: n for key, n in found.items() if n or not KINDS[key].only_if_found}, seed
        found_at_all |= {key for key, n in counts.items() if n}
    assert found_at_all == set(KINDS)


def test_what_is_to_be_done_is_the_same_of_actions_that_were_read():
    found_at_all = set()
    for seed in range(12):
        chance = random.Random(seed)
        plan = random_plan(chance)
        quarter = QuarterFactory(plan=plan)
        before = QuarterFactory(
            plan=plan, number=3, starts_on=date(2017, 10, 1), ends_on=date(2017, 12, 31), state="reported"
        )
        person = board_team(plan.board)
        for dated in (
            plan.actions,
            Milestone.objects.filter(action__plan=plan),
        ):  # somebody confirmed most of them
            dated.filter(pk__in=[each.pk for each in dated.all() if chance.random() < 0.7]).update(
                first_due_on=F("due_on")
            )
        for action in plan.actions.all():
            for said in chance.choice([[], [], [before], [quarter], [before, quarter], [quarter, quarter]]):
                rating, proposed = chance.choice("BGARNH"), chance.random() < 0.5
                ProgressUpdateFactory(
                    action=action, quarter=said, by=person, rating=rating, proposed=proposed
                )
        rows = plan.actions.with_status(quarter, date(2018, 10, 15)).with_milestones().in_plan_order()
        names = sorted(STATUS)
        in_python = [tuple(getattr(action, name) for name in names) for action in rows]
        assert in_python == list(rows.status_values(*names)), seed
        counted = plan.actions.counted().with_status(quarter)
        assert meter_in(counted) == meter(counted), seed
        for key, (_, look) in TO_DO.items():
            if getattr(look, "holds", None):
                found = {action.pk for action in rows if look.holds(action)}
                assert found == set(look(rows, plan).values_list("pk", flat=True)), (seed, key)
                found_at_all |= {key} if found else set()
    assert found_at_all == {"to-moderate", "disagree", "to-agree"}


def test_what_takes_its_dates_from_a_linked_plan_needs_nobody_to_choose():
    plan = PlanFactory()
    linked = PlanFactory(board=plan.board, kind="review", business_plan=plan)
    as_in_the_plan = {"plan": plan, "text": "As there", "when_text": "As per actions in the Plan"}
    as_in_the_plan |= {
        "timescale_kind": str(Kind.ELSEWHERE),
        "timescale_certainty": str(Certainty.UNRESOLVABLE),
    }
    points, floats = (
        Action.objects.create(**as_in_the_plan, position=place, linked_plan=to)
        for place, to in enumerate((linked, None))
    )
    assert list(Action.objects.with_timescale_to_choose()) == [floats]
    assert (points.timescale_to_choose, floats.timescale_to_choose) == (False, True)
