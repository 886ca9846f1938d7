"""Saying how an action is going."""

from django.db import transaction

from lscb import audit, clock
from lscb.errors import ChangedMeanwhile, Refused
from plans import ratings
from plans.models import (
    Action,
    ProgressUpdate,
    Quarter,
)
from plans.operations.actions import refuse_unless_live
from subgroups.models import Body

# The sentinel of `record_update`: whoever calls did not look at the update before.
NOT_LOOKED = object()


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
    refuse_unless_live(action)
    if quarter.plan_id != action.plan_id:
        raise ValueError("The quarter is of another plan.")
    if quarter.state == Quarter.State.REPORTED:
        raise Refused(f"{quarter.name} has been reported; its updates are closed.")
    if rating not in set(ratings.Rating):
        raise Refused({"rating": "Choose one of the ratings."})
    last = action.updates.filter(quarter=quarter).select_related("by").order_by("-pk").first()
    if last_seen is not NOT_LOOKED and (last.pk if last else None) != last_seen:
        if last is None:
            raise ValueError("The update said to be seen was never there.")
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
