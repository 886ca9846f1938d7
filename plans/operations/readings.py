"""Putting what was read of "when" and "who" into an action, and choosing another reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from lscb import clock
from lscb.events import audit, guards, locks, names
from plans.models import Action, ActionLink, ActionOwner, ChosenReading, DateChange, Milestone, PlanEvent
from plans.operations.date_changes import lapse_date_requests
from plans.rules.moves import Reread, dates_said
from plans.rules.timescales import MilestoneKind, Timescale
from plans.selectors.readings import moved_words, names_of, rereading_of
from subgroups.models import Body, Person
from subgroups.rules.who import OwnerRole, read_who


@dataclass(frozen=True)
class WhyMoved:
    """Why a date moves when words are read anew: what happened, of `DateChange.Kind`, and the reason given."""

    kind: str
    reason: str


@transaction.atomic
def choose_reading(*, action: Action, reading: Timescale, by: Person, reason: str = "") -> ChosenReading:
    """Read an action's "when" another way, now and wherever the plan uses the same words.

    The first choice among several meanings sets the first date. Whatever date moves later moves for a `reason`, which
    is recorded with each action whose date it is; a date that a meeting has agreed stays.

    :raises Refused: without a reason where a date moves.
    """
    locks.hold(action)
    chosen = action.plan.chosen_readings.filter(words=action.when_text).first() or ChosenReading(
        plan=action.plan, words=action.when_text
    )
    before = action.timescale_explanation
    chosen.timescale = replace(reading, text=action.when_text, other_readings=())
    chosen.by, chosen.at = by, clock.now()
    same_words = list(locks.locked(action.plan.actions.with_words_of(action).order_by("pk")))
    moves = {same: rereading_of(same, chosen.timescale, Action.ReadingSource.CHOSEN) for same in same_words}
    moved = "; ".join(moved_words(moves.items()))
    if moved:
        guards.refuse(guards.empty(reason=(reason, f"Say why, because a date moves: {moved}.")))
    audit.save(chosen, by)
    why = WhyMoved(DateChange.Kind.READING, reason.strip())
    for same in same_words:
        apply_reading(same, chosen.timescale, Action.ReadingSource.CHOSEN, moves[same])
        audit.save(same, by, READ)
        keep_milestones(same, chosen.timescale, moves[same], by)
        record_move(same, moves[same], why, by)
    changes = {"read as": [before, chosen.timescale.explanation]}
    if moved:
        changes |= {"moved": ["", moved], "why": ["", why.reason]}
    audit.record(PlanEvent.TIMESCALE_READ_OTHERWISE, action, by=by, changes=changes)
    return chosen


def _has_one_due_date(reading: Timescale) -> bool:
    """Whether a timescale is a single date; not where it has parts, repeats or goes on."""
    if reading.ongoing or reading.rules or len(reading.due_dates) != 1:
        return False
    return reading.milestones[0].kind == MilestoneKind.DUE


CHOSEN = Action.ReadingSource.CHOSEN
# What of an action follows from the words of "when".
READ = [
    "timescale_source",
    "timescale_kind",
    "timescale_certainty",
    "timescale_explanation",
    "timescale_rules",
    "timescale_trigger",
    "starts_on",
    "ongoing",
    "due_on",
    "first_due_on",
    "review_on",
]


def apply_reading(action: Action, reading: Timescale, source: str, move: Reread) -> None:
    """Put what was read into the action's fields, those in READ, without saving it; `move` says which dates stand.

    A first date that nothing takes the place of is kept: a date read later stands in its place. A review that the words
    name ("Ongoing (review March 2026)") fills the review date where nobody has set one.
    """
    if reading.review_on and action.review_on is None and (source == CHOSEN or not reading.needs_asking):
        action.review_on = reading.review_on
    action.timescale_source = source
    action.timescale_kind = reading.kind
    action.timescale_certainty = reading.certainty
    action.timescale_explanation = reading.explanation[:500]
    action.timescale_rules = list(reading.rules)
    action.timescale_trigger = reading.trigger[:300]
    action.starts_on = reading.starts_on
    action.ongoing = reading.ongoing
    if move.stays:
        return
    before = action.first_due_on
    lost = before if action.due_on is None else None
    action.due_on, action.first_due_on = None, None if move.firsts else before
    if _has_one_due_date(reading) and move.firsts:
        ((action.due_on, first),) = move.firsts.items()
        action.first_due_on = first and (lost or first)


def keep_milestones(action: Action, reading: Timescale, move: Reread, by: Person | None) -> None:
    """Make the action's parts those of the reading; one whose date only moved stays the same row, done ones stay."""
    parts = list(action.milestones.all())
    done = {day for part in parts if part.done_on for day in (part.due_on, part.first_due_on)}
    open_ = [part for part in parts if not part.done_on]
    known: dict[date | None, Milestone] = {part.due_on: part for part in open_ if part.due_on}
    for new, old in zip(move.come, move.gone, strict=False):
        if old.due_on in known:
            known[new] = known.pop(old.due_on)
    if undated := [part.pk for part in open_ if not part.due_on]:
        action.milestones.filter(pk__in=undated).delete()
    moved_on = {first: day for day, first in move.firsts.items() if first}
    for position, part in enumerate(reading.milestones if action.due_on is None else (), start=1):
        day = part.date if part.date is None or part.date in move.firsts else moved_on.get(part.date)
        if part.date is not None and (day is None or part.date in done):
            continue
        row = known.pop(day, None) or Milestone(action=action)
        row.kind, row.words, row.precision = part.kind, part.words[:300], part.precision
        row.trigger = reading.trigger[:300] if day is None else ""
        row.due_on, row.first_due_on, row.position = day, day and move.firsts[day], position
        audit.save(row, by)
    if gone := list(known.values()):
        lapse_date_requests(action, by, about=gone)
        action.milestones.filter(pk__in=[part.pk for part in gone]).delete()


def record_move(action: Action, move: Reread, why: WhyMoved, by: Person) -> None:
    """Keep with an action that its dates moved, and why; a request that waits asks from the date that stands now."""
    if not move.moves:
        return
    gone, come = [held.due_on for held in move.gone], list(move.come)
    change = DateChange(
        action=action,
        kind=why.kind,
        from_date=min(gone, default=None),
        to_date=min(come, default=None),
        from_words=dates_said(gone) if len(gone) > 1 else "",
        to_words=dates_said(come) if len(come) > 1 else "",
        reason=why.reason,
        state=DateChange.State.RECORDED,
        asked_by=by,
        decided_by=by,
        decided_at=clock.now(),
    )
    audit.save(change, by)
    for waiting in locks.locked(action.date_changes.waiting().filter(milestone=None).order_by("pk")):
        if waiting.to_date == action.due_on:
            lapse_date_requests(action, by)
        elif waiting.from_date != action.due_on:
            waiting.from_date = action.due_on
            audit.save(waiting, by, ["from_date"])


def place_owners(
    action: Action,
    by: Person | None,
    related: Iterable[str] = (),
    named: Mapping[int, int] | None = None,
) -> None:
    """Turn the words of "who" into bodies, in order; words that name nobody stay as an unplaced owner.

    `named` are the people that stood beside bodies, as `people_taken` has them; who was named beside a body that still
    owns it stays.
    """
    placed = list(action.owners.values_list("body", "named_person"))
    before = {body: person for body, person in placed if person}
    named = before | dict(named or {})
    reading = read_who(action.who_text, names_of(action.plan.board_id) if action.who_text else {})
    if placed:
        action.owners.all().delete()
    seen = set()
    for position, owner in enumerate(reading.owners, start=1):
        if owner.body in seen:
            continue
        if owner.body is not None:
            seen.add(owner.body)
        row = ActionOwner(
            action=action,
            body_id=owner.body,
            named_person_id=named.get(owner.body) if owner.body else None,
            words="" if owner.body else owner.words[:300],
            everyone=owner.everyone,
            role=owner.role if len(reading.owners) > 1 or owner.role == OwnerRole.SUPPORT else "",
            position=position,
        )
        audit.save(row, by)
    action.forget_rows()
    if named:
        record_named(action, before, by)
    for reference in (*reading.related, *related):
        to = (
            action.plan.actions.filter(label=reference)
            .exclude(pk=action.pk)
            .order_by("label_ordinal")
            .first()
        )
        if to and not action.links.filter(to=to).exists():
            link = ActionLink(action=action, to=to, words=action.who_text[:200])
            audit.save(link, by)


def record_named(action: Action, before: Mapping[int, int], by: Person | None) -> None:
    """Write who is named beside which owner where that is not as `before`, by key."""
    now = dict(action.owners.exclude(named_person=None).values_list("body", "named_person"))
    changed = [body for body in {**before, **now} if before.get(body) != now.get(body)]
    if not changed:
        return
    people = Person.objects.in_bulk({*before.values(), *now.values()})
    bodies = Body.objects.in_bulk(changed)
    changes = {
        str(bodies[body]): [
            names.of_person(people[pk]) if (pk := said.get(body)) else "" for said in (before, now)
        ]
        for body in changed
    }
    audit.record(PlanEvent.OWNER_NAMED, action, by=by, changes=changes)
