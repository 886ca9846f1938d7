"""Business events of groups and people: one function each, atomic and audited."""

from django.db import transaction

from lscb import audit
from lscb.errors import Refused
from subgroups.models import Body, BodyName, Meeting, Person
from subgroups.models.body import name_key


@transaction.atomic
def add_spelling(*, body: Body, words: str, by) -> BodyName:
    """Let `words` mean `body` wherever a document of its board uses them.

    :raises Refused: when they already mean another body.
    """
    taken = BodyName.objects.filter(board=body.board_id, key=name_key(words)).select_related("body").first()
    if taken and taken.body_id != body.pk:
        raise Refused(f"“{words}” already means {taken.body}. Take it off there first.")
    if taken:
        return taken
    spelling = BodyName(body=body, words=words)
    audit.as_by(spelling, by).save()
    audit.record("spelling added", body, by=by, changes={"also written": ["", words]})
    return spelling


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by) -> Meeting:
    """The meeting will not take place; what was due at it is put off by whoever keeps the planner."""
    meeting.cancelled = True
    audit.as_by(meeting, by).save()
    audit.record("meeting cancelled", meeting, by=by)
    return meeting


@transaction.atomic
def disable_leaver(*, person: Person, left_on, by) -> Person:
    """Somebody has left: they cannot sign in, their memberships end, their name stays in history.

    :raises Refused: for the person who asks, so that nobody locks themselves out.
    """
    if by and person.pk == by.pk:
        raise Refused("You cannot disable your own account; ask another member of the board team.")
    for membership in person.memberships.current():
        membership.ends_on = max(left_on, membership.starts_on or left_on)
        audit.as_by(membership, by).save()
    person.is_active, person.left_on = False, left_on
    audit.as_by(person, by).save()
    board = (
        next(iter(person.board_roles.all()), None) or person.memberships.select_related("body__board").first()
    )
    audit.record(
        "leaver disabled", person, by=by, board=board and board.board, changes={"left": [None, left_on]}
    )
    return person
