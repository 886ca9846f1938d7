"""Answers of each of many, where all of a kind own an action."""

from django.db import transaction

from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, guards, locks
from plans.models import Action, OneOfManyAnswer, PlanEvent
from plans.selectors.one_of_many import answers_as
from subgroups.models import Body, Person

NOT_LOOKED = object()


@transaction.atomic
def answer_as_one(
    *,
    action: Action,
    body: Body,
    state: str,
    by: Person,
    words: str = "",
    last_seen: int | object | None = NOT_LOOKED,
) -> OneOfManyAnswer:
    """One of many says how it stands with an action that all of its kind own; what it said before stays on record.

    `last_seen` is the id of its last answer as the person saw it (None: there was none).

    :raises Refused: when the action does not ask it, or is not live; when the answer is none of those there are, or
        says that it is not theirs and not why.
    :raises ChangedMeanwhile: when somebody answered for it since; nothing is saved.
    """
    locks.hold(action)
    guards.refuse(guards.strangers(action.board, body=body))
    if action.state != Action.State.LIVE:
        raise Refused(f"{action.called} is no longer live, so nothing is asked of it.")
    if not answers_as(action, body):
        raise Refused(f"{action.called} asks nothing of {body}.")
    if state not in OneOfManyAnswer.State.values:
        raise Refused({"state": "Choose one of these."})
    if state == OneOfManyAnswer.State.NOT_OURS and not words.strip():
        raise Refused({"words": "Say why it is not for you."})
    last = action.answers.filter(body=body).select_related("by").last()
    if last_seen is not NOT_LOOKED and (last.pk if last else None) != last_seen:
        raise ChangedMeanwhile(
            f"Somebody answered for {body} while you were writing. Nothing of yours is lost: compare and save again.",
            current=last,
        )
    answer = OneOfManyAnswer.objects.create(action=action, body=body, state=state, words=words.strip(), by=by)
    changes = {str(body): [str(last.get_state_display()) if last else "", str(answer.get_state_display())]}
    if answer.words:
        changes["words"] = [last.words if last else "", answer.words]
    audit.record(PlanEvent.ANSWERED_AS_ONE, action, by=by, changes=changes)
    return answer
