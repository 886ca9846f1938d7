"""How the words of "when" and "who" are read in a plan, and which owners are known by now."""

from django.db.models import F

from plans.models import Action, ActionOwner, DateChange, Plan
from plans.rules.moves import Held, Reread, reread
from plans.rules.timescales import Timescale, read_timescale
from subgroups.models import Body, BodyName
from subgroups.rules.names import name_key
from subgroups.rules.who import read_who


def reading_of(plan: Plan, words: str) -> tuple[Timescale, str]:
    """What a plan's "when" means, and whose reading that is: chosen by the board team before, else ours."""
    if chosen := plan.chosen_readings.filter(words=words).first():
        return chosen.timescale, Action.ReadingSource.CHOSEN
    return our_reading_of(plan, words), Action.ReadingSource.OURS


def our_reading_of(plan: Plan, words: str) -> Timescale:
    """How the product reads a plan's "when", whatever was chosen since."""
    return read_timescale(
        words,
        plan_start=plan.starts_on,
        plan_end=plan.ends_on,
        not_before=plan.published_on or plan.starts_on,
        year_starts_in=plan.board.year_starts_in,
    )


def rereading_of(action: Action, reading: Timescale, source: str, *, corrects: bool = False) -> Reread:
    """Which dates of an action would move if its "when" were read so, and which would stand first.

    Its due date that a meeting agreed stays whatever the words. A part that was done is not asked for again. Where
    typing is corrected, the first dates are corrected too. Uses milestones and date changes as prefetched.
    """
    confirmed = source == Action.ReadingSource.CHOSEN or not reading.needs_asking
    if action.pk is None:
        return reread([], reading.due_dates, confirmed=confirmed)
    agreed = {
        (change.milestone_id, change.to_date)
        for change in action.date_changes.all()
        if change.state == DateChange.State.AGREED
    }
    if action.due_on and action.first_due_on and (None, action.due_on) in agreed:
        return Reread({action.due_on: action.first_due_on}, stays=True)
    parts = [part for part in action.milestones.all() if part.due_on]
    done = {day for part in parts if part.done_on for day in (part.due_on, part.first_due_on)}
    held = [
        Held(part.due_on, part.first_due_on, agreed=(part.pk, part.due_on) in agreed)
        for part in parts
        if part.due_on and part.first_due_on and not part.done_on
    ]
    if action.due_on:
        held = [Held(action.due_on, action.first_due_on)] if action.first_due_on else []
    days = [day for day in reading.due_dates if day not in done]
    return reread(
        held,
        days,
        confirmed=confirmed,
        in_order=not (corrects or reading.rules or action.timescale_rules),
    )


def names_of(board_id: int) -> dict[str, int]:
    """Every spelling of every body of a board, as `name_key`, to the body's id."""
    names = {
        name_key(words): pk
        for pk, *spellings in Body.objects.filter(board=board_id, merged_into=None).values_list(
            "pk", "short_name", "name"
        )
        for words in spellings
        if words
    }
    return names | dict(BodyName.objects.filter(board=board_id).values_list("key", "body_id"))


def owners_now_known(plan: Plan) -> list[tuple[ActionOwner, list[Body]]]:
    """Owners of a plan that nobody could place when they were typed, and the bodies that their words name by now.

    In the order of the plan, of the actions that the plan counts; three queries.
    """
    unplaced = list(
        ActionOwner.objects.filter(action__in=plan.actions.counted(), body=None)
        .select_related("action")
        .order_by(
            F("action__section__position").asc(nulls_last=True), "action__position", "action", "position"
        )
    )
    if not unplaced:
        return []
    names = names_of(plan.board_id)
    bodies = Body.objects.in_bulk(set(names.values()))
    found = []
    for owner in unplaced:
        read = read_who(owner.words, names).owners
        if read and all(each.body for each in read):
            found.append((owner, [bodies[each.body] for each in read]))
    return found
