"""Business events of a plan: one function each, atomic and audited. Views, admin and imports call these."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Max

from lscb import audit, clock
from lscb.errors import ChangedMeanwhile, Refused
from lscb.operations import keep
from plans import ratings
from plans.models import (
    Action,
    ActionItem,
    ActionLink,
    ActionOwner,
    DateChange,
    Milestone,
    Plan,
    ProgressUpdate,
    Quarter,
)
from plans.timescales import MilestoneKind, Timescale, read_timescale
from subgroups.models import Body, BodyName, Meeting
from subgroups.models.body import name_key
from subgroups.who import read_who

# The sentinel of `record_update`: whoever calls did not look at the update before.
NOT_LOOKED = object()

# --- Quarters ---------------------------------------------------------------------------------------------


def quarter_dates(year_starts_on: date, number: int) -> tuple[date, date]:
    """First and last day of a quarter (1 to 4) of the year that starts on a day."""
    first = year_starts_on + relativedelta(months=3 * (number - 1))
    return first, first + relativedelta(months=3, days=-1)


def year_name(starts_on: date) -> str:
    """A year as a board writes it: 2017/18, or 2018 where years are calendar years."""
    return (
        str(starts_on.year) if starts_on.month == 1 else f"{starts_on.year}/{(starts_on.year + 1) % 100:02d}"
    )


@transaction.atomic
def add_quarter(
    *,
    plan: Plan,
    year: int,
    number: int,
    by,
    meeting: Meeting | None = None,
    papers_due_on: date | None = None,
) -> Quarter:
    """Plan a quarter: `year` is the calendar year in which the board's year starts, `number` is 1 to 4.

    :raises Refused: outside the plan's years, or when it is there already.
    """
    starts_on, ends_on = quarter_dates(date(year, plan.board.year_starts_in, 1), number)
    if ends_on < plan.starts_on or starts_on > plan.ends_on:
        raise Refused(f"That quarter lies outside the plan, which runs {plan.years}.")
    if plan.quarters.filter(starts_on=starts_on).exists():
        raise Refused("That quarter is already there.")
    quarter = Quarter(
        plan=plan,
        year=year_name(date(year, plan.board.year_starts_in, 1)),
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        meeting=meeting,
        papers_due_on=papers_due_on,
    )
    audit.as_by(quarter, by).save()
    audit.record("quarter added", quarter, by=by)
    return quarter


@transaction.atomic
def open_quarter(*, quarter: Quarter, by) -> Quarter:
    """Start collecting updates for `quarter`; the one collected before counts as reported from now on.

    :raises Refused: when the quarter was already reported.
    """
    if quarter.state == Quarter.State.REPORTED:
        raise Refused(f"{quarter.name} has been reported; its updates are closed.")
    for other in quarter.plan.quarters.collecting().exclude(pk=quarter.pk):
        other.state = Quarter.State.REPORTED
        audit.as_by(other, by).save()
    quarter.state = Quarter.State.COLLECTING
    audit.as_by(quarter, by).save()
    audit.record("quarter opened", quarter, by=by)
    return quarter


@transaction.atomic
def close_quarter(*, quarter: Quarter, by) -> Quarter:
    """Stop collecting updates for `quarter`."""
    quarter.state = Quarter.State.REPORTED
    audit.as_by(quarter, by).save()
    audit.record("quarter closed", quarter, by=by)
    return quarter


# --- Actions ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_action(*, action: Action, by, related: tuple[str, ...] = ()) -> Action:
    """Put a new, unsaved action into its plan, read its "when" and its "who", and place it last in its section.

    A reference the plan already has is kept as printed; the second one is shown as 13.2 (2).
    `related` are references of actions it points to, besides those in the words of "who".
    """
    _give_ordinal(action)
    if not action.position:
        last = action.plan.actions.filter(section=action.section_id).aggregate(last=Max("position"))["last"]
        action.position = (last or 0) + 1
    _apply_reading(action, _reading_of(action))
    audit.as_by(action, by).save()
    _keep_milestones(action, _reading_of(action), by)
    _place_owners(action, by, related)
    audit.record("action added", action, by=by)
    return action


@transaction.atomic
def change_action(*, action: Action, by) -> Action:
    """Keep an action as typed. New words for "when" or "who" are read again; old readings go to history."""
    stored = Action.objects.select_related("plan__board").get(pk=action.pk)
    if stored.label != action.label or stored.plan_id != action.plan_id:
        _give_ordinal(action)
    reread = stored.when_text != action.when_text
    if reread:
        action.timescale_source = Action.ReadingSource.OURS
        action.first_due_on = None
        _apply_reading(action, _reading_of(action))
    keep(action, by=by)
    if reread:
        _keep_milestones(action, _reading_of(action), by)
    if stored.who_text != action.who_text:
        _place_owners(action, by)
    return action


@transaction.atomic
def withdraw_action(*, action: Action, reason: str, by) -> Action:
    """Take an action out of the plan's count, for a reason; its history stays.

    :raises Refused: without a reason, or when it no longer counts.
    """
    if not reason.strip():
        raise Refused({"reason": "Say why it is withdrawn."})
    _refuse_unless_live(action)
    action.state, action.state_reason = Action.State.WITHDRAWN, reason.strip()
    audit.as_by(action, by).save()
    audit.record("action withdrawn", action, by=by, changes={"why": ["", action.state_reason]})
    return action


@transaction.atomic
def agree_completion(
    *, action: Action, by, agreed_on: date | None = None, meeting: Meeting | None = None
) -> Action:
    """The group agrees that an action is complete: it is closed and needs no further updates.

    :raises Refused: unless its last update says complete.
    """
    _refuse_unless_live(action)
    last = action.updates.order_by("-quarter__starts_on", "-pk").first()
    if last is None or last.rating != ratings.Rating.COMPLETE:
        raise Refused("Only an action whose last update says complete can be closed.")
    action.state = Action.State.CLOSED
    action.closed_on = agreed_on or clock.today()
    action.closed_at_meeting = meeting
    audit.as_by(action, by).save()
    audit.record("completion agreed", action, by=by, changes={"closed": [None, action.closed_on]})
    return action


@transaction.atomic
def reopen_action(*, action: Action, reason: str, by) -> Action:
    """A closed action turns out not to be finished; it counts as live again and needs an update.

    :raises Refused: without a reason, or when it is not closed.
    """
    if action.state != Action.State.CLOSED:
        raise Refused("Only a closed action can be opened again.")
    if not reason.strip():
        raise Refused({"reason": "Say why it is opened again."})
    action.state, action.closed_on, action.closed_at_meeting = Action.State.LIVE, None, None
    audit.as_by(action, by).save()
    audit.record("action re-opened", action, by=by, changes={"why": ["", reason.strip()]})
    return action


@transaction.atomic
def record_milestone(*, milestone: Milestone, done_on: date | None, note: str = "", by) -> Milestone:
    """Record that a milestone was reached on a day, or with None that it was not after all."""
    if done_on and done_on > clock.today():
        raise Refused({"done_on": "That day has not come yet."})
    before = milestone.done_on
    milestone.done_on, milestone.note = done_on, note
    audit.as_by(milestone, by).save()
    audit.record(
        "milestone recorded", milestone.action, by=by, changes={f"done: {milestone}": [before, done_on]}
    )
    return milestone


def _refuse_unless_live(action: Action) -> None:
    if action.state != Action.State.LIVE:
        raise Refused(f"{action.reference} is {action.get_state_display().lower()}.")


def _give_ordinal(action: Action) -> None:
    same = action.plan.actions.filter(label=action.label).exclude(pk=action.pk)
    action.label_ordinal = (same.aggregate(last=Max("label_ordinal"))["last"] or 0) + 1 if action.label else 1


# --- Timescales and owners ------------------------------------------------------------------------------


def reading_of(plan: Plan, words: str) -> Timescale:
    """How the product reads a plan's "when"."""
    return read_timescale(
        words,
        plan_start=plan.starts_on,
        plan_end=plan.ends_on,
        not_before=plan.published_on or plan.starts_on,
        year_starts_in=plan.board.year_starts_in,
    )


def _reading_of(action: Action) -> Timescale:
    return reading_of(action.plan, action.when_text)


def _one_due_date(reading: Timescale) -> date | None:
    """The due date of a timescale that is a single date; None where it has parts, repeats or goes on."""
    if reading.ongoing or reading.rules or len(reading.due_dates) != 1:
        return None
    return reading.due_dates[0] if reading.milestones[0].kind == MilestoneKind.DUE else None


def _apply_reading(action: Action, reading: Timescale) -> None:
    action.timescale_kind = reading.kind
    action.timescale_certainty = reading.certainty
    action.timescale_explanation = reading.explanation[:500]
    action.timescale_rules = list(reading.rules)
    action.timescale_trigger = reading.trigger[:300]
    action.starts_on = reading.starts_on
    action.ongoing = reading.ongoing
    action.due_on = _one_due_date(reading)
    action.first_due_on = action.first_due_on or action.due_on


def _keep_milestones(action: Action, reading: Timescale, by) -> None:
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
        audit.as_by(milestone, by).save()


def _place_owners(action: Action, by, related: tuple[str, ...] = ()) -> None:
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
        audit.as_by(row, by).save()
    for reference in (*reading.related, *related):
        to = (
            action.plan.actions.filter(label=reference)
            .exclude(pk=action.pk)
            .order_by("label_ordinal")
            .first()
        )
        if to and not action.links.filter(to=to).exists():
            link = ActionLink(action=action, to=to, words=action.who_text[:200])
            audit.as_by(link, by).save()


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


# --- Progress -------------------------------------------------------------------------------------------


@transaction.atomic
def record_update(
    *,
    action: Action,
    quarter: Quarter,
    rating: str,
    by,
    progress: str = "",
    on_behalf_of: Body | None = None,
    last_seen: int | object | None = NOT_LOOKED,
    **words,
) -> ProgressUpdate:
    """Say how an action is going in a quarter. What was said before stays and is shown.

    `words` are the further fields of ProgressUpdate that the rating needs. `last_seen` is the id of the
    quarter's last update as the person saw it (None: there was none).

    :raises Refused: with advice by field, when the rating needs more or the action or quarter is closed.
    :raises ChangedMeanwhile: when somebody updated it since; nothing is saved.
    """
    # Only the row itself is locked: two people may update two actions at once.
    action = Action.objects.select_for_update(of=("self",)).select_related("plan__board").get(pk=action.pk)
    _refuse_unless_live(action)
    if quarter.plan_id != action.plan_id:
        raise ValueError("The quarter is of another plan.")
    if quarter.state == Quarter.State.REPORTED:
        raise Refused(f"{quarter.name} has been reported; its updates are closed.")
    if rating not in set(ratings.Rating):
        raise Refused({"rating": "Choose one of the ratings."})
    last = action.updates.filter(quarter=quarter).select_related("by").order_by("-pk").first()
    if last_seen is not NOT_LOOKED and (last.pk if last else None) != last_seen:
        raise ChangedMeanwhile(
            f"{last.by} updated this while you were writing. Nothing of yours is lost: compare and save again.",
            current=last,
        )
    overdue = bool(action.due_on and action.due_on < clock.today())
    missing = {
        need.field: need.advice
        for need in ratings.needs(rating, overdue=overdue)
        if not str(words.get(need.field) or "").strip()
    }
    if not (progress.strip() or words.get("evidence_how_much") or words.get("hold_reason")):
        missing["progress"] = "Say in a sentence how it is going."
    completed_on = words.get("completed_on")
    if completed_on and completed_on > clock.today():
        missing["completed_on"] = "That day has not come yet."
    if missing:
        raise Refused(missing)
    asked = {need.field for need in ratings.needs(rating, overdue=overdue)} | {"review_on"}
    update = ProgressUpdate.objects.create(
        action=action,
        quarter=quarter,
        rating=rating,
        progress=progress.strip(),
        by=by,
        on_behalf_of=on_behalf_of,
        **{field: value for field, value in words.items() if field in asked and value},
    )
    if update.review_on and update.review_on != action.review_on:
        action.review_on = update.review_on
        audit.as_by(action, by).save(update_fields=["review_on"])
    audit.record(
        "progress updated", action, by=by, changes={"rating": [last.rating if last else None, rating]}
    )
    return update


# --- Dates ------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_new_date(*, action: Action, to_date: date, reason: str, by) -> DateChange:
    """Ask a meeting to agree a new due date. Until it does, lateness is measured against the old one.

    :raises Refused: without a reason, for the date it already has, or while another request waits.
    """
    _refuse_unless_live(action)
    if not reason.strip():
        raise Refused({"reason": "Say why the date should move."})
    if to_date == action.due_on:
        raise Refused({"to_date": "That is the date it already has."})
    if action.date_changes.waiting().exists():
        raise Refused("A new date has already been asked for and is waiting for a meeting to decide.")
    change = DateChange(
        action=action, from_date=action.due_on, to_date=to_date, reason=reason.strip(), asked_by=by
    )
    audit.as_by(change, by).save()
    audit.record("new date asked for", action, by=by, changes={"due": [action.due_on, to_date]})
    return change


@transaction.atomic
def decide_new_date(*, change: DateChange, agreed: bool, by, meeting: Meeting | None = None) -> DateChange:
    """Record what a meeting decided. Agreed: late is measured against the new date; the first stays printed.

    :raises Refused: when it was already decided.
    """
    if change.state != DateChange.State.ASKED:
        raise Refused("That request has already been decided.")
    change.state = DateChange.State.AGREED if agreed else DateChange.State.REFUSED
    change.meeting, change.decided_by, change.decided_at = meeting, by, clock.now()
    audit.as_by(change, by).save()
    action = change.action
    if agreed:
        action.first_due_on = action.first_due_on or action.due_on
        action.due_on = change.to_date
        audit.as_by(action, by).save()
    audit.record(
        "new date agreed" if agreed else "new date not agreed",
        action,
        by=by,
        changes={"due": [change.from_date, change.to_date]} if agreed else {},
    )
    return change


# --- Parts of an action ---------------------------------------------------------------------------------


@transaction.atomic
def finish_item(*, item: ActionItem, done_on: date | None, by) -> ActionItem:
    """Record that a part of an action was done on a day, or with None that it was not after all."""
    before, item.done_on = item.done_on, done_on
    audit.as_by(item, by).save()
    audit.record("part of an action done", item.action, by=by, changes={f"done: {item}": [before, done_on]})
    return item
