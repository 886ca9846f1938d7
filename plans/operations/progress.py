"""Saying how an action is going; and what the board team makes of what an owner said."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, guards, locks
from lscb.events.names import of_person
from lscb.permissions import Verb, allows
from plans.models import Action, Moderation, PlanEvent, ProgressUpdate, Quarter
from plans.operations.actions import NOT_LOOKED, NotLooked, refuse_unless_live
from plans.operations.steps import as_it_stands, can_be_undone
from plans.operations.telling import tell_owners
from plans.rules import ratings, repeating
from plans.rules.known import known
from subgroups.models import Body, Person


class SomeRefused(Refused):
    """Of several updates some were refused, so none is saved. `by_action` has what was said of each, by its key."""

    def __init__(self, by_action: dict[int, Refused]):
        super().__init__("Nothing is saved yet: look at what is said beside each.")
        self.by_action = by_action


@transaction.atomic
def record_update(
    *,
    action: Action,
    quarter: Quarter,
    rating: str,
    by: Person,
    progress: str = "",
    reason: str = "",
    cause: str = "",
    recovery_step: str = "",
    back_on_track_on: date | None = None,
    help_wanted: str = "",
    evidence_how_much: str = "",
    evidence_how_well: str = "",
    evidence_difference: str = "",
    completed_on: date | None = None,
    hold_reason: str = "",
    review_on: date | None = None,
    on_behalf_of: Body | None = None,
    last_seen: int | NotLooked | None = NOT_LOOKED,
    moderation_reason: str = "",
    step: UUID | None = None,
) -> ProgressUpdate:
    """Say how an action is going in a quarter. What was said before stays and is shown.

    Of the further words of ProgressUpdate, those that the rating does not ask for are left out. `last_seen` is the
    id of the quarter's last update as the person saw it (None: there was none). Where all the words were said in an
    earlier quarter already, the update names that one.

    Said by an owner it is a proposal. The board team's own words answer a proposal that waits, with
    `moderation_reason` where the rating differs; what it types on behalf of an owner only follows the proposal.

    :raises Refused: with advice by field, when the rating needs more, the action or quarter is closed, or the quarter
        is not open yet.
    :raises ChangedMeanwhile: when somebody updated it since; nothing is saved.
    """
    guards.of_plan(action.plan_id, quarter=quarter)
    # The quarter too: one that is being reported has this in its report, or refuses it.
    locks.hold(quarter, action)
    refuse_unless_live(action)
    words = {
        "reason": reason,
        "cause": cause,
        "recovery_step": recovery_step,
        "back_on_track_on": back_on_track_on,
        "help_wanted": help_wanted,
        "evidence_how_much": evidence_how_much,
        "evidence_how_well": evidence_how_well,
        "evidence_difference": evidence_difference,
        "completed_on": completed_on,
        "hold_reason": hold_reason,
        "review_on": review_on,
    }
    is_team = allows(by, Verb.MODERATE, action.plan.board)
    if quarter.state == Quarter.State.REPORTED and not (quarter.correcting and is_team):
        raise Refused(f"{quarter.name} is closed for updates.")
    if quarter.state == Quarter.State.PLANNED:
        raise Refused(f"{quarter.name} is not open for updates yet.")
    if rating not in set(ratings.Rating):
        raise Refused({"rating": "Choose one of the ratings."})
    last = action.updates.not_undone().filter(quarter=quarter).for_story().order_by("-pk").first()
    if last_seen is not NOT_LOOKED and (last.pk if last else None) != last_seen:
        seen = last_seen if isinstance(last_seen, int) else None
        raise ChangedMeanwhile(action.updates.came_first(last=last, seen=seen), current=last)
    disagrees = action.rating_suggested(rating) is not None
    needs = ratings.needs(rating, disagrees=disagrees)
    asks_why = action.asks_why(rating, action.plan.rating_words()) if disagrees and not reason.strip() else ""
    missing = ratings.missing(rating, {**words, "progress": progress}, asks_why=asks_why)
    missing |= guards.not_yet(completed_on=completed_on)
    # A day was still to come in a quarter whose report is being corrected.
    earliest = quarter.ends_on if quarter.state == Quarter.State.REPORTED else None
    asked = {need.field for need in needs} | {ratings.REVIEW_ON.field}
    to_come = {"back_on_track_on": back_on_track_on, "review_on": review_on}
    to_come = {name: day for name, day in to_come.items() if name in asked}
    missing |= guards.passed(earliest=earliest, **to_come)
    answers = is_team and on_behalf_of is None and last is not None and last.waits_for_moderation
    earlier = action.said_before(quarter).first()
    before = last or earlier
    changes = {"rating": [before.rating if before else None, rating]}
    if answers and last.rating != rating:
        changes["why"] = ["", moderation_reason.strip()]
        if not moderation_reason.strip():
            missing["moderation_reason"] = f"Say why you rate it otherwise than {last.by} proposed."
    if missing:
        raise Refused(missing)
    update = ProgressUpdate(
        action=action,
        quarter=quarter,
        rating=rating,
        progress=progress.strip(),
        by=by,
        on_behalf_of=on_behalf_of,
        proposed=not is_team,
        **{field: value for field, value in words.items() if field in asked and value},
    )
    if earlier and repeating.repeats(update.words, earlier.words):
        update.repeats = earlier
    update.save()
    stood = [as_it_stands(action, ["review_on"])]
    if update.review_on and update.review_on != action.review_on:
        action.review_on = update.review_on
        audit.save(action, by, ["review_on"])
    moderation = None
    if answers:
        moderation = Moderation.objects.create(
            proposal=last,
            answer=update,
            reason=moderation_reason.strip() if last.rating != rating else "",
            by=by,
        )
    entry = audit.record(
        PlanEvent.PROPOSAL_ANSWERED if answers else PlanEvent.PROGRESS_UPDATED, action, by=by, changes=changes
    )
    told: list[int] = []
    if is_team and on_behalf_of is None and last is not None and last.rating != rating:
        told = _tell_of_rating(update, last, why=moderation_reason.strip() if answers else "")
    can_be_undone(
        entry,
        action,
        by=by,
        before=stood if update.review_on else (),
        told=told,
        quarter=quarter,
        update=update,
        moderation=moderation,
        step=step,
    )
    return update


def _tell_of_rating(update: ProgressUpdate, last: ProgressUpdate, *, why: str) -> list[int]:
    """The board team rates an action otherwise than it was rated this quarter: its owners hear of it, and why."""
    action, words = update.action, update.action.plan.rating_words()
    said = f"The rating for {update.quarter.name} was changed from {words[last.rating]} to {words[update.rating]}."
    return tell_owners(
        action,
        subject="is rated otherwise",
        said="\n\n".join(filter(None, [said, why or update.progress])),
        by=update.by,
        too=[last.by],
    )


@transaction.atomic
def record_several(
    *,
    quarter: Quarter,
    said: Mapping[Action, Mapping[str, Any]],
    by: Person,
    rating: str = "",
    step: UUID | None = None,
) -> list[ProgressUpdate]:
    """Say how several actions of a plan are going, each in its own words as `record_update` takes them and with a line
    of audit: all of them, or none. With `rating` they are given one; else each has its own among its words.

    :raises SomeRefused: with what is said of each that was refused, or changed by somebody meanwhile.
    """
    locks.hold(quarter)
    updates, refused = [], {}
    for action, words in said.items():
        try:
            with transaction.atomic():
                words = {**words, "rating": rating or words["rating"]}
                updates.append(record_update(action=action, quarter=quarter, by=by, step=step, **words))
        except Refused as no:
            refused[action.pk] = no
    if refused:
        raise SomeRefused(refused)
    return updates


@transaction.atomic
def accept_proposal(*, update: ProgressUpdate, by: Person, step: UUID | None = None) -> Moderation:
    """The board team has looked at what an owner said and leaves it as it is.

    :raises Refused: when it is no proposal or was looked at before, or its action or quarter is closed.
    :raises ChangedMeanwhile: when something was said since.
    """
    action = update.action
    locks.hold(update.quarter, action)
    refuse_unless_live(action)
    update = ProgressUpdate.objects.for_story().get(pk=update.pk)
    if not update.proposed:
        raise Refused(f"{action.called}: only what an owner said is accepted.")
    if update.is_undone:
        raise ChangedMeanwhile(f"{update.by} took back what they said of {action.called}.", current=None)
    if not update.waits_for_moderation:
        raise Refused(f"{action.called}: {update.moderation.by} has looked at it already.")
    if update.quarter.state == Quarter.State.REPORTED:
        raise Refused(f"{update.quarter.name} is closed for updates.")
    said = action.updates.not_undone().filter(quarter=update.quarter).select_related("by").order_by("-pk")
    last = known(said.first())
    if last != update:
        raise ChangedMeanwhile(
            f"{last.by} updated {action.called} meanwhile. Look at it again.", current=last
        )
    moderation = Moderation.objects.create(proposal=update, by=by)
    entry = audit.record(
        PlanEvent.PROPOSAL_ACCEPTED,
        action,
        by=by,
        changes={"accepted": ["", update.rating], "proposed by": ["", of_person(update.by)]},
    )
    can_be_undone(entry, action, by=by, quarter=update.quarter, moderation=moderation, step=step)
    return moderation
