"""What the words of "when" and "who" mean for an action, and choosing another reading."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import F

from lscb import audit, clock, locks
from plans.models import Action, ActionLink, ActionOwner, ChosenReading, Milestone, Plan, PlanEvent
from plans.rules.timescales import Certainty, Kind, MilestoneKind, Precision, Timescale, read_timescale
from plans.rules.timescales import Milestone as TimescalePart
from subgroups.models import Body, BodyName, Person
from subgroups.models.body import name_key
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


def dates_typed(words: str, dates: Sequence[date], *, ongoing: bool = False) -> Timescale:
    """A reading made of dates a person typed beside the words."""
    dates = sorted(set(dates))
    kind = Kind.FROM_AND_ONGOING if ongoing else Kind.BY_DATE if len(dates) == 1 else Kind.SEVERAL_DATES
    if not dates:
        kind = Kind.ONGOING if ongoing else Kind.UNKNOWN
    part = MilestoneKind.FIRST_DELIVERABLE if ongoing else MilestoneKind.DUE
    days = [f"{day.day} {day:%B %Y}" for day in dates]
    read_as = " and ".join(days) if days else "no date"
    return Timescale(
        text=words,
        kind=kind,
        milestones=tuple(
            TimescalePart(day, Precision.DAY, said, part) for day, said in zip(dates, days, strict=True)
        ),
        due_dates=tuple(dates),
        ongoing=ongoing,
        certainty=Certainty.SURE,
        explanation=f"Read as {read_as}{', then ongoing' if ongoing else ''}: dates typed by the board team.",
    )


@transaction.atomic
def choose_reading(*, action: Action, reading: Timescale, by: Person | None) -> ChosenReading:
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
