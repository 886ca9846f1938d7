"""Who was at a meeting: taken as a whole, as the minutes have it, and put right later in the same way."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.wording import long_date
from subgroups.models import Attendance, GroupEvent, Meeting, Person

PRESENT, APOLOGIES = Attendance.Presence.PRESENT, Attendance.Presence.APOLOGIES
MEMBER, DEPUTY = Attendance.Capacity.MEMBER, Attendance.Capacity.DEPUTY
SAID = ["name", "agency", "agency_name", "capacity", "presence", "in_place_of"]


@transaction.atomic
def record_attendance(*, meeting: Meeting, attended: Sequence[Attendance], by: Person) -> list[Attendance]:
    """The list of a meeting is `attended`, unsaved rows: who stood on it and does not any more is taken off.

    A row has the name and agency of the day, and a person where the board knows who it is.

    :raises Refused: for a cancelled meeting, anything but apologies before its day, somebody twice or of another
        board, no name, and a deputy in whose favour nobody was away.
    :raises ValueError: for a member without a person, or a deputy in nobody's place.
    """
    locks.hold(meeting)
    if meeting.cancelled:
        raise Refused("This meeting is cancelled.")
    if wrong := [*_wrong(meeting, attended)]:
        raise Refused(wrong)
    there = {_who(row): row for row in locks.locked(meeting.attendances.order_by("pk"))}
    before, kept = _counted(there.values()), []
    for each in attended:
        row = there.pop(_who(each), None) or Attendance(meeting=meeting, person=each.person)
        for name in SAID:
            setattr(row, name, getattr(each, name))
        kept.append(audit.save(row, by))
    for row in there.values():
        audit.as_by(row, by).delete()
    changes = audit.differences(before, _counted(kept))
    audit.record(GroupEvent.ATTENDANCE_RECORDED, meeting, by=by, changes=changes)
    return kept


def _wrong(meeting: Meeting, attended: Sequence[Attendance]) -> Iterator[str]:
    """Advice, all of it in one round."""
    if meeting.held_on > clock.today() and any(each.presence != APOLOGIES for each in attended):
        yield f"The meeting is on {long_date(meeting.held_on)}. Until then only apologies are recorded."
    people = {person.pk: person for each in attended for person in (each.person, each.in_place_of) if person}
    here = set(Person.objects.of_board(meeting.board).filter(pk__in=people).values_list("pk", flat=True))
    yield from (f"{person} is not of this board." for pk, person in people.items() if pk not in here)
    yield from guards.strangers(
        meeting.board, **{str(n): each.agency for n, each in enumerate(attended)}
    ).values()
    for who, times in Counter(map(_who, attended)).items():
        if times > 1:
            name = next(each.name for each in attended if _who(each) == who)
            yield f"{name} stands on the list twice. Tell them apart, or take one off."
    away = {each.person for each in attended if each.capacity == MEMBER and each.presence != PRESENT}
    for each in attended:
        if (each.capacity == MEMBER and each.person is None) or (
            (each.capacity == DEPUTY) != (each.in_place_of is not None)
        ):
            raise ValueError(f"{each.name} cannot be there as {each.capacity}.")
        if not each.name.strip():
            yield "Write the name of everybody on the list."
        if each.capacity != MEMBER and each.presence != PRESENT:
            yield f"{each.name} is no member: they were there, or do not stand on the list."
        if each.in_place_of and each.in_place_of not in away:
            yield f"{each.name} came in place of {each.in_place_of}: say that they sent apologies or were absent."


def _who(row: Attendance) -> tuple[int | None, str]:
    """Whoever the board knows is known by key, anybody else by name."""
    return (row.person_id, "") if row.person_id else (None, row.name.strip().casefold())


def _counted(rows: Iterable[Attendance]) -> dict[str, int]:
    """What the trail says of a list: how many, not who, whose names have their time in the rows alone."""
    counts = Counter(row.get_presence_display().lower() for row in rows)
    return {str(words).lower(): counts[str(words).lower()] for words in Attendance.Presence.labels}
