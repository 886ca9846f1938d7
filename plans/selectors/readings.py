"""How the words of "when" and "who" are read in a plan, and which owners are known by now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import F

from lscb.wording import listed
from plans.models import Action, ActionOwner, DateChange, Plan
from plans.rules.moves import Held, Reread, reread
from plans.rules.timescales import Kind, MilestoneKind, Precision, Timescale, read_timescale
from plans.rules.timescales import Milestone as Part
from subgroups.models import Board, Body, BodyName, Membership, Person
from subgroups.rules.names import name_key, spellings_of_team
from subgroups.rules.who import KnownPeople, WithoutPeople, read_who, without_people


def chosen_in(plan: Plan) -> dict[str, Timescale]:
    """A plan's chosen readings by their words; one query."""
    return {chosen.words: chosen.timescale for chosen in plan.chosen_readings.all()}


def reading_of(plan: Plan, words: str, chosen: dict[str, Timescale] | None = None) -> tuple[Timescale, str]:
    """What a plan's "when" means, and whose reading that is: chosen by the board team before, else ours.

    `chosen` is what `chosen_in` answers, where several are read; else one query.
    """
    if chosen is None:
        chosen = {each.words: each.timescale for each in plan.chosen_readings.filter(words=words)}
    if words in chosen:
        return chosen[words], Action.ReadingSource.CHOSEN
    return our_reading_of(plan, words), Action.ReadingSource.OURS


def our_reading_of(plan: Plan, words: str) -> Timescale:
    """How the product reads a plan's "when", whatever was chosen since."""
    return read_timescale(
        words,
        plan_start=plan.starts_on,
        plan_end=plan.ends_on,
        not_before=plan.published_on or plan.starts_on,
        year_starts_in=plan.year_starts_in,
    )


def rereading_of(
    action: Action, reading: Timescale, source: str, *, corrects: bool = False, agreed_stays: bool = True
) -> Reread:
    """Which dates of an action would move if its "when" were read so, and which would stand first.

    Its due date that a meeting agreed stays whatever the words, and one that it has from a linked plan while they leave
    its dates to that. A part that was done is not asked for again. Where
    typing is corrected, the first dates are corrected too. Uses milestones and date changes as prefetched.
    """
    confirmed = source == Action.ReadingSource.CHOSEN or not reading.needs_asking
    if action.pk is None:
        return reread([], reading.due_dates, confirmed=confirmed, replaced=reading.first_dates)
    agreed = {
        (change.milestone_id, change.to_date)
        for change in action.date_changes.all()
        if agreed_stays and change.state == DateChange.State.AGREED
    }
    elsewhere = action.linked_plan_id is not None and reading.kind == Kind.ELSEWHERE
    if action.due_on and action.first_due_on and ((None, action.due_on) in agreed or elsewhere):
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
        replaced=reading.first_dates,
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
    here = replace(here, review_on=None)  # the review date goes along while it is still to come
    if action.due_on:
        return here, action.timescale_source, Reread({action.due_on: action.first_due_on}, stays=True)
    parts = [part for part in action.milestone_rows if part.due_on and not part.done_on]
    firsts = {part.due_on: part.first_due_on for part in parts if part.due_on}
    carried = [
        Part(part.due_on, Precision(part.precision), part.words, MilestoneKind(part.kind)) for part in parts
    ]
    carried += [part for part in here.milestones if part.date is None]
    if action.timescale_rules:
        # Where plans overlap: a day that was done, or that another took the place of, is not asked for again.
        had = {day for part in action.milestone_rows for day in (part.due_on, part.first_due_on)}
        more = [part for part in there.milestones if part.date and part.date not in had]
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
    """Every spelling of every body of a board, as `name_key`, to the body's id; two queries.

    What one is called goes first, a group before an agency, then what is recorded as another spelling. The board's own
    names stand for the board, for its team in front of "business unit" and the like, and may stand in front of whatever
    is its own: "SSCP Business Manager".
    """
    bodies = list(
        Body.objects.filter(board=board_id, merged_into=None)
        .select_related("board")
        .order_by("-position", "-pk")
    )
    called = {name_key(words): body.pk for body in bodies for words in (body.short_name, body.name) if words}
    spelt = dict(BodyName.objects.filter(board=board_id).values_list("key", "body_id"))
    return _own_spellings(bodies) | spelt | called


def people_taken(board: Board, words: str, names: dict[str, int] | None = None) -> WithoutPeople:
    """The words of "who" without the names of people of a board that names them, and whom they name beside which body.

    A name is kept by key, so that paper and files have the words without it, and it can be taken out in time. Three
    queries, and those of `names_of` where it is not given; none on a board that names nobody.
    """
    if not (board.names_owners and words.strip()):
        return WithoutPeople(words)
    people = list(Person.objects.on_board_now(board).values_list("pk", "name"))
    keys = Counter(name_key(name) for _, name in people)
    seats = Membership.objects.current().filter(body__board=board, body__merged_into=None)
    bodies: dict[int, set[int]] = defaultdict(set)
    for person, body in seats.values_list("person", "body"):
        bodies[person].add(body)
    known = KnownPeople(
        names={name_key(name): pk for pk, name in people if keys[name_key(name)] == 1},
        bodies={pk: frozenset(theirs) for pk, theirs in bodies.items()},
        called=dict(Body.objects.filter(board=board).values_list("pk", "name")),
    )
    return without_people(words, known, names_of(board.pk) if names is None else names)


def _own_spellings(bodies: Sequence[Body]) -> dict[str, int]:
    """What follows from what a board is called: itself, its team, and its name in front of its groups and posts."""
    if not bodies:
        return {}
    board, kind = bodies[0].board, Body.Kind
    names = {
        name_key(f"{board.short_name} {words}"): body.pk
        for body in bodies
        if body.kind not in (kind.BOARD, kind.OUTSIDE, kind.AGENCY)
        for words in (body.short_name, body.name)
        if words
    }
    itself, teams = (
        [body.pk for body in bodies if body.kind == each and not body.ended_on]
        for each in (kind.BOARD, kind.TEAM)
    )
    if len(teams) == 1:
        called = (board.short_name, board.name, board.board_label)
        names |= dict.fromkeys(map(name_key, spellings_of_team(called, board.team_label)), teams[0])
    if len(itself) == 1:
        names |= dict.fromkeys(map(name_key, (board.short_name, board.name)), itself[0])
    return names


def owners_now_known(plan: Plan) -> list[tuple[ActionOwner, list[Body], dict[int, int]]]:
    """Owners of a plan that nobody could place when they were typed, the bodies that their words name by now, and whom
    they name beside which.

    In the order of the plan, of the actions that the plan counts; three queries, and three for each owner on a board
    that names people.
    """
    unplaced = list(
        ActionOwner.objects.unplaced()
        .filter(action__in=plan.actions.counted())
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
        taken = people_taken(plan.board, owner.words, names)
        read = read_who(taken.text, names).owners
        if read and all(each.body for each in read):
            found.append((owner, [bodies[each.body] for each in read], dict(taken.named)))
    return found
