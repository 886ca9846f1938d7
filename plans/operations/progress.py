"""Saying how an action is going; and what the board team makes of what an owner said."""

from datetime import date

from django.db import transaction

from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, guards, locks
from lscb.events.names import of_person
from lscb.permissions import Verb, allows
from lscb.words import sentence_lower
from plans.models import Action, Moderation, PlanEvent, ProgressUpdate, Quarter
from plans.operations.actions import NOT_LOOKED, NotLooked, refuse_unless_live
from plans.rules import ratings
from plans.rules.known import known
from subgroups.models import Body, Person


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
) -> ProgressUpdate:
    """Say how an action is going in a quarter. What was said before stays and is shown.

    Of the further words of ProgressUpdate, those that the rating does not ask for are left out. `last_seen` is the
    id of the quarter's last update as the person saw it (None: there was none).

    Said by an owner it is a proposal. The board team's own words answer a proposal that waits, with
    `moderation_reason` where the rating differs; what it types on behalf of an owner only follows the proposal.

    :raises Refused: with advice by field, when the rating needs more or the action or quarter is closed.
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
    if rating not in set(ratings.Rating):
        raise Refused({"rating": "Choose one of the ratings."})
    last = action.updates.filter(quarter=quarter).for_story().order_by("-pk").first()
    if last_seen is not NOT_LOOKED and (last.pk if last else None) != last_seen:
        if last is None:
            raise ValueError("The update said to be seen was never there.")
        raise ChangedMeanwhile(
            f"{last.by} updated this while you were writing. Nothing of yours is lost: compare and save again.",
            current=last,
        )
    suggested = action.rating_suggested(rating)
    needs = ratings.needs(rating, disagrees=suggested is not None)
    missing = {need.field: need.advice for need in needs if not str(words[need.field] or "").strip()}
    if not (progress.strip() or evidence_how_much or hold_reason):
        missing["progress"] = "Say in a sentence how it is going."
    if suggested and ratings.REASON.field in missing:
        letters = action.plan.rating_words()
        missing[ratings.REASON.field] = (
            f"{action.dates_say}, which suggests {sentence_lower(letters[suggested])}: choose that, or say why "
            f"{sentence_lower(letters[rating])} still holds."
        )
    missing |= guards.not_yet(completed_on=completed_on)
    answers = is_team and on_behalf_of is None and last is not None and last.waits_for_moderation
    earlier = action.updates.in_force().filter(quarter__starts_on__lt=quarter.starts_on)
    before = last or earlier.order_by("-quarter__starts_on", "-pk").first()
    changes = {"rating": [before.rating if before else None, rating]}
    if answers and last.rating != rating:
        changes["why"] = ["", moderation_reason.strip()]
        if not moderation_reason.strip():
            missing["moderation_reason"] = f"Say why you rate it otherwise than {last.by} proposed."
    if missing:
        raise Refused(missing)
    asked = {need.field for need in needs} | {"review_on"}
    update = ProgressUpdate.objects.create(
        action=action,
        quarter=quarter,
        rating=rating,
        progress=progress.strip(),
        by=by,
        on_behalf_of=on_behalf_of,
        proposed=not is_team,
        **{field: value for field, value in words.items() if field in asked and value},
    )
    if update.review_on and update.review_on != action.review_on:
        action.review_on = update.review_on
        audit.save(action, by, ["review_on"])
    if answers:
        Moderation.objects.create(
            proposal=last,
            answer=update,
            reason=moderation_reason.strip() if last.rating != rating else "",
            by=by,
        )
    audit.record(
        PlanEvent.PROPOSAL_ANSWERED if answers else PlanEvent.PROGRESS_UPDATED, action, by=by, changes=changes
    )
    return update


@transaction.atomic
def accept_proposal(*, update: ProgressUpdate, by: Person) -> Moderation:
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
    if not update.waits_for_moderation:
        raise Refused(f"{action.called}: {update.moderation.by} has looked at it already.")
    if update.quarter.state == Quarter.State.REPORTED:
        raise Refused(f"{update.quarter.name} is closed for updates.")
    said = action.updates.filter(quarter=update.quarter).select_related("by").order_by("-pk")
    last = known(said.first())
    if last != update:
        raise ChangedMeanwhile(
            f"{last.by} updated {action.called} meanwhile. Look at it again.", current=last
        )
    moderation = Moderation.objects.create(proposal=update, by=by)
    audit.record(
        PlanEvent.PROPOSAL_ACCEPTED,
        action,
        by=by,
        changes={"accepted": ["", update.rating], "proposed by": ["", of_person(update.by)]},
    )
    return moderation
