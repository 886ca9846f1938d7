"""Lists of people and of meetings that are taken into a board."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit
from lscb.importing.events import discard_document
from lscb.importing.lists import ListKind, Made, Offered, changed_fields
from subgroups.models import Agency, Board, Body, ListDraft, Meeting, Membership, Person
from subgroups.operations.bodies import stand_for
from subgroups.operations.following import follow_meetings
from subgroups.rules.importing import MEETINGS_NEEDED, PEOPLE_NEEDED
from subgroups.selectors.importing import (
    Arrival,
    Sitting,
    columns_of_meetings,
    columns_of_people,
    meetings_offered,
    people_offered,
)

_LOOKED_AT = timedelta(days=30)  # for how long a list that names people waits to be decided about


def _put_people(draft: ListDraft, rows: Sequence[Offered], by: Person | None) -> Made:
    """Agencies, groups, people and places as members; nobody is invited, and nobody gets a role.

    :raises Refused: when somebody has an e-mail that was given to another meanwhile, or a group has an agency's name.
    """
    made = Made()
    for each in rows:
        arrival: Arrival = each.found
        bodies = [_there(body, draft.board, made, by) for body in arrival.bodies]
        if arrival.agency is not None and (not bodies or arrival.agency._state.adding):
            stands_for = _agency(arrival.agency, made, by)
            bodies = bodies or stands_for
        person = arrival.person
        if person._state.adding:
            person.agency = arrival.agency
            _add(person, made, by)
        for body in bodies:
            _seat(arrival, person, body, made, by)
    return made


def _there(body: Body, board: Board, made: Made, by: Person | None) -> Body:
    """A body of a row, saved now where it is new."""
    if body._state.adding:
        last = board.bodies.without_agencies().aggregate(last=Max("position"))["last"] or 0
        body.position = last + 1
        made.new.append(audit.save(body, by))
    return body


def _agency(agency: Agency, made: Made, by: Person | None) -> list[Body]:
    """The body that stands for an agency, which is saved now where it is new."""
    if not agency._state.adding:
        return list(Body.objects.filter(agency=agency))
    made.new.append(audit.save(agency, by))
    body = stand_for(agency, by)
    made.new.append(body)
    return [body]


def _add(person: Person, made: Made, by: Person | None) -> None:
    person.set_unusable_password()
    try:
        with transaction.atomic():
            made.new.append(audit.save(person, by))
    except IntegrityError as taken:
        raise Refused(f"Somebody added {person} meanwhile. Look at the list again.") from taken


def _seat(arrival: Arrival, person: Person, body: Body, made: Made, by: Person | None) -> None:
    role = Membership.Role.MEMBER
    held = person.memberships.filter(body=body, role=role)
    if not held.overlapping(arrival.starts_on or clock.today(), arrival.ends_on).exists():
        place = Membership(
            person=person, body=body, role=role, starts_on=arrival.starts_on, ends_on=arrival.ends_on
        )
        made.new.append(audit.save(place, by))


def _people_first(draft: ListDraft) -> list[Person]:
    """The people that a list names or has added, who are held before the board is."""
    if draft.is_open:
        found = (each.thing for each in PEOPLE.read(draft)[1])
        return list({person.pk: person for person in found if isinstance(person, Person)}.values())
    keys = [pk for label, pk in draft.made.get("new", []) if label == Person._meta.label_lower]
    return list(Person.objects.filter(pk__in=keys))


PEOPLE = ListKind(
    name="people",
    of="board",
    page=("subgroups:people", "People"),
    one="person",
    many="people",
    lede="Hand in the list of members or contacts as you have it: with names, e-mails, posts, agencies and groups.",
    says=(
        "They enter as members and contacts: nobody is invited, signs in or gets a role by this. Who chairs a group, "
        "answers for an agency or works for the board is said on their page, and invitations are sent from there."
    ),
    columns=columns_of_people,
    needed=PEOPLE_NEEDED,
    offers=people_offered,
    puts=_put_people,
    count=lambda board: Person.objects.of_board(board).count(),
    held_first=_people_first,
    keeps_document=False,
)


def _put_meetings(draft: ListDraft, rows: Sequence[Offered], by: Person | None) -> Made:
    made = Made()
    for each in rows:
        sitting: Sitting = each.found
        if each.thing is None:
            meeting = Meeting(
                body=sitting.body,
                held_on=sitting.held_on,
                held_at=sitting.held_at,
                place=sitting.place,
                papers_due_on=sitting.papers_due_on,
            )
            made.new.append(audit.save(meeting, by))
        else:
            values = {change.name: getattr(sitting, change.name) for change in each.changes}
            made.changed.append((each.thing, changed_fields(each.thing, values, by)))
    return made


MEETINGS = ListKind(
    name="meetings",
    of="board",
    page=("subgroups:people", "People"),
    one="meeting",
    many="meetings",
    lede="Hand in the dates as you have them: which group meets, on what day, when papers are due, and where.",
    says="What is due at meetings follows their days. You can undo it until a report is due at one of them.",
    columns=columns_of_meetings,
    needed=MEETINGS_NEEDED,
    offers=meetings_offered,
    puts=_put_meetings,
    count=lambda board: Meeting.objects.filter(body__board=board).count(),
    after=lambda draft, rows, by: follow_meetings(board=draft.board, by=by) if by else "",
)


def put_aside() -> str:
    """Let go of lists that name people and that nobody decided about for a month."""
    waiting = ListDraft.objects.filter(
        kind=PEOPLE.name, state=ListDraft.State.OPEN, read_on__lt=clock.now() - _LOOKED_AT
    )
    for draft in waiting:
        discard_document(draft=draft, by=None)
    return f"Lists of people put aside: {len(waiting)}."
