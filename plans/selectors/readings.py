"""How the words of "when" and "who" are read in a plan, and which owners are known by now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import F

from lscb.wording import listed
from plans.models import Action, ActionOwner, DateChange, Plan
from plans.rules.moves import Held, Reread, reread
from plans.rules.timescales import Milestone as Part
from plans.rules.timescales import MilestoneKind, Precision, Timescale, read_timescale
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


def rereading_of(
    action: Action, reading: Timescale, source: str, *, corrects: bool = False, agreed_stays: bool = True
) -> Reread:
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
        if agreed_stays and change.state == DateChange.State.AGREED
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


def carried_reading(
    action: Action, into: Plan, words: str, *, anew: bool = False
) -> tuple[Timescale, str, Reread]:
    """How an action's "when" is read in a later plan, whose reading that is, and what becomes of its dates.

    The same words keep the dates they have, and of what recurs the later plan's own are added; other words, or
    `anew` the same, mean what they mean in the later plan.
    """
    there, source_there = reading_of(into, words)
    if anew or words != action.when_text:
        return there, source_there, rereading_of(action, there, source_there, agreed_stays=False)
    here, _ = reading_of(action.plan, words)
    if action.due_on:
        return here, action.timescale_source, Reread({action.due_on: action.first_due_on}, stays=True)
    parts = [part for part in action.milestones.all() if part.due_on and not part.done_on]
    firsts = {part.due_on: part.first_due_on for part in parts if part.due_on}
    carried = [
        Part(part.due_on, Precision(part.precision), part.words, MilestoneKind(part.kind)) for part in parts
    ]
    carried += [part for part in here.milestones if part.date is None]
    if action.timescale_rules:
        more = [part for part in there.milestones if part.date and part.date not in firsts]
        confirmed = not there.needs_asking or action.timescale_source == Action.ReadingSource.CHOSEN
        firsts |= {part.date: part.date if confirmed else None for part in more if part.date}
        carried += more
    carried.sort(key=lambda part: part.date or date.max)
    reading = replace(here, milestones=tuple(carried), due_dates=tuple(sorted(firsts)))
    return reading, action.timescale_source, Reread(firsts)


def meaning_in(action: Action, into: Plan, chosen: dict[str, Timescale]) -> Timescale | None:
    """What an action's "when" would mean in a later plan, where that is other dates than it has; else None. No queries.

    `chosen` are the later plan's chosen readings by their words. What recurs means the same in every plan.
    """
    if not action.when_text or action.timescale_rules:
        return None
    here = our_reading_of(action.plan, action.when_text)
    there = chosen.get(action.when_text) or our_reading_of(into, action.when_text)
    return there if there.due_dates != here.due_dates and there.due_dates else None


def moved_words(moves: Iterable[tuple[Action, Reread]]) -> list[str]:
    """Which actions' dates move, as "4.1 and 4.2 from 31 October 2017 to 31 March 2018", those alike together."""
    alike: dict[str, list[str]] = {}
    for action, move in moves:
        if move.moves:
            alike.setdefault(move.words, []).append(action.called)
    return [f"{listed(names)} {words}" for words, names in alike.items()]


def names_of(board_id: int) -> dict[str, int]:
    """Every spelling of every body of a board, as `name_key`, to the body's id; what one is called goes first."""
    names = {
        name_key(words): pk
        for pk, *spellings in Body.objects.filter(board=board_id, merged_into=None).values_list(
            "pk", "short_name", "name"
        )
        for words in spellings
        if words
    }
    return dict(BodyName.objects.filter(board=board_id).values_list("key", "body_id")) | names


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
