"""What a group works by: versions of its terms of reference and work plan, and which actions serve its functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.handed_in import HandedIn
from plans.models import Action, BodyDocument, Plan, PlanEvent
from plans.operations.evidence import keep_link_or_file, take_away
from plans.operations.linking import LINKED, NOT_LINKED
from subgroups.models import Body, Function, Meeting, Person

DAYS = ["agreed_on", "agreed_at_meeting", "review_due_on"]


@transaction.atomic
def add_body_document(
    *,
    body: Body,
    document: str,
    title: str,
    by: Person,
    link: str = "",
    file: HandedIn | None = None,
    agreed_on: date | None = None,
    agreed_at_meeting: Meeting | None = None,
    review_due_on: date | None = None,
) -> BodyDocument:
    """A new version of a group's terms of reference or work plan. The one before stays, and can be read.

    The day of the meeting that agreed it is the day it was agreed.

    :raises Refused: as `add_evidence`; for a body that has no terms of reference, a day agreed that is to come or is
        not that of the meeting, a meeting of another board, or a review that does not come after.
    """
    row = BodyDocument(body=body, document=document, title=title.strip(), link=link.strip(), by=by)
    locks.hold(row)
    if not body.has_terms or body.merged_into_id:
        raise Refused("Terms of reference and work plans are kept of the board’s own groups that meet.")
    wrong = _date(row, agreed_on, agreed_at_meeting, review_due_on)
    there = BodyDocument.objects.filter(body=body, document=document).standing()
    return keep_link_or_file(row, there, file, by, wrong=wrong, event=PlanEvent.BODY_DOCUMENT_ADDED)


@transaction.atomic
def date_body_document(
    *,
    document: BodyDocument,
    by: Person,
    agreed_on: date | None = None,
    agreed_at_meeting: Meeting | None = None,
    review_due_on: date | None = None,
) -> BodyDocument:
    """A version was agreed, or its review is due on another day.

    :raises Refused: as above, and when it is withdrawn.
    """
    locks.hold(document)
    if document.withdrawn_at:
        raise Refused("This is withdrawn already.")
    before = audit.values_of(document, DAYS)
    guards.refuse(_date(document, agreed_on, agreed_at_meeting, review_due_on))
    if changes := audit.differences(before, audit.values_of(document, DAYS)):
        audit.save(document, by, DAYS)
        audit.record(PlanEvent.BODY_DOCUMENT_DATED, document.trail, by=by, changes=changes)
    return document


@transaction.atomic
def withdraw_body_document(*, document: BodyDocument, reason: str, by: Person) -> BodyDocument:
    """Take a version away that should not be there: its line stays, its file is deleted.

    :raises Refused: without a reason, or when it is withdrawn already.
    """
    locks.hold(document)
    return take_away(document, reason, by, event=PlanEvent.BODY_DOCUMENT_WITHDRAWN)


def _date(
    row: BodyDocument, agreed_on: date | None, meeting: Meeting | None, review_due_on: date | None
) -> dict[str, str]:
    """Put its days there; what is wrong with them, by field."""
    row.agreed_on = agreed_on or (meeting.held_on if meeting else None)
    row.agreed_at_meeting, row.review_due_on = meeting, review_due_on
    wrong = guards.strangers(row.board, agreed_at_meeting=meeting) | guards.not_yet(agreed_on=row.agreed_on)
    if meeting and row.agreed_on != meeting.held_on:
        wrong["agreed_on"] = "Another day than that of the meeting. Leave it empty, or choose no meeting."
    if row.agreed_on and review_due_on and review_due_on <= row.agreed_on:
        wrong["review_due_on"] = "The review comes after the day it was agreed."
    return wrong


@dataclass(frozen=True)
class FunctionLink:
    """Whether an action serves a function of a group."""

    action: Action
    function: Function
    serves: bool


@transaction.atomic
def link_functions(*, plan: Plan, body: Body, links: Iterable[FunctionLink], by: Person) -> int:
    """Let actions that a group owns serve its functions; one line of audit. How many links changed.

    What is linked so already stays as it is.

    :raises ValueError: for an action of another plan or that the group does not own, or a function of another group.
    """
    links = list(links)
    locks.hold(body, plan)
    owned = set(plan.actions.owned_by(body).values_list("pk", flat=True))
    for link in links:
        if link.action.pk not in owned or link.function.body_id != body.pk:
            raise ValueError(f"{link.action} and {link.function} are not both of {body} in {plan}.")
    rows = Action.functions.through.objects.filter(action__in=owned, function__body=body)
    now = set(rows.values_list("action", "function"))
    changes: dict[str, list] = {}
    for link in links:
        if link.serves == ((link.action.pk, link.function.pk) in now):
            continue
        words = [NOT_LINKED, LINKED] if link.serves else [LINKED, NOT_LINKED]
        called = link.action.reference or f"{link.action.short_text} (no. {link.action.pk})"
        changes[f"{called}: {link.function}"] = words
        (link.action.functions.add if link.serves else link.action.functions.remove)(link.function)
    if changes:
        audit.record(PlanEvent.FUNCTIONS_LINKED, plan, by=by, changes=changes)
    return len(changes)
