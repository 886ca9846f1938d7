"""Putting what was read of "when" and "who" into an action, and choosing another reading."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db import transaction

from lscb import clock
from lscb.events import audit, locks
from plans.models import Action, ActionLink, ActionOwner, ChosenReading, Milestone, PlanEvent
from plans.rules.timescales import MilestoneKind, Timescale
from plans.selectors.readings import names_of
from subgroups.models import Person
from subgroups.rules.who import read_who


@transaction.atomic
def choose_reading(*, action: Action, reading: Timescale, by: Person) -> ChosenReading:
    """Read an action's "when" another way, now and wherever the plan uses the same words.

    A due date that a meeting has agreed since stays; only the first date it is compared with changes.
    """
    locks.hold(action)
    chosen = action.plan.chosen_readings.filter(words=action.when_text).first() or ChosenReading(
        plan=action.plan, words=action.when_text
    )
    before = action.timescale_explanation
    chosen.timescale = replace(reading, text=action.when_text, other_readings=())
    chosen.by, chosen.at = by, clock.now()
    audit.save(chosen, by)
    with_these_words = action.plan.actions.filter(when_text=action.when_text).order_by("pk")
    for same in locks.locked(with_these_words.select_related("plan__board")):
        agreed = same.due_on if same.date_changes.agreed().exists() else None
        same.first_due_on = None
        apply_reading(same, chosen.timescale, Action.ReadingSource.CHOSEN)
        same.due_on = agreed or same.due_on
        audit.save(same, by, READ)
        keep_milestones(same, chosen.timescale, by)
    audit.record(
        PlanEvent.TIMESCALE_READ_OTHERWISE,
        action,
        by=by,
        changes={"read as": [before, chosen.timescale.explanation]},
    )
    return chosen


def _one_due_date(reading: Timescale) -> date | None:
    """The due date of a timescale that is a single date; None where it has parts, repeats or goes on."""
    if reading.ongoing or reading.rules or len(reading.due_dates) != 1:
        return None
    return reading.due_dates[0] if reading.milestones[0].kind == MilestoneKind.DUE else None


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
]


def apply_reading(action: Action, reading: Timescale, source: str) -> None:
    """Put what was read into the action's fields, those in READ, without saving it."""
    action.timescale_source = source
    action.timescale_kind = reading.kind
    action.timescale_certainty = reading.certainty
    action.timescale_explanation = reading.explanation[:500]
    action.timescale_rules = list(reading.rules)
    action.timescale_trigger = reading.trigger[:300]
    action.starts_on = reading.starts_on
    action.ongoing = reading.ongoing
    action.due_on = _one_due_date(reading)
    action.first_due_on = action.first_due_on or action.due_on


def keep_milestones(action: Action, reading: Timescale, by: Person | None) -> None:
    """Replace milestones nothing was recorded of by those of the reading; recorded ones stay."""
    recorded = set(action.milestones.filter(done_on__isnull=False).values_list("due_on", flat=True))
    action.milestones.filter(done_on__isnull=True).delete()
    if _one_due_date(reading):
        return
    for position, part in enumerate(reading.milestones, start=1):
        if part.date is not None and part.date in recorded:
            continue
        milestone = Milestone(
            action=action,
            kind=part.kind,
            words=part.words[:300],
            due_on=part.date,
            precision=part.precision,
            trigger=reading.trigger[:300] if part.date is None else "",
            position=position,
        )
        audit.save(milestone, by)


def place_owners(action: Action, by: Person | None, related: Iterable[str] = ()) -> None:
    """Turn the words of "who" into bodies, in order; words that name nobody stay as an unplaced owner."""
    names = names_of(action.plan.board_id)
    reading = read_who(action.who_text, names)
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
            words="" if owner.body else owner.words[:300],
            position=position,
        )
        audit.save(row, by)
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
