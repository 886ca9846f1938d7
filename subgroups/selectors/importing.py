"""The rows of lists of people and meetings, as they would be on a board."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lscb.columns import key
from lscb.days import read_day
from lscb.importing.lists import Offered
from lscb.importing.shapes import Change, ListColumn, ListRow
from lscb.wording import listed, long_date
from lscb.words import sentence_lower
from subgroups.models import Agency, Board, Body, Meeting, Membership, Person
from subgroups.rules.importing import meeting_columns, names_nobody, names_several, people_columns, places_in
from subgroups.rules.meeting_dates import read_dates, warnings_about
from subgroups.rules.names import name_key
from subgroups.rules.pasted_people import called_by_email, name_in_order
from subgroups.selectors.names import AlreadyThere, Names

ELSEWHERE = "They have an account for another board. Add them on the page that adds people."
LEFT = "They have left. On their page, say first that they work here again."


def columns_of_people(board: Board) -> list[ListColumn]:
    return people_columns(
        groups=board.group_label_plural,
        group=board.group_label,
        agency=board.agency_label,
        is_group=_is_group(Names.of(board)),
    )


def columns_of_meetings(board: Board) -> list[ListColumn]:
    return meeting_columns(group=board.group_label, is_group=_is_group(Names.of(board)))


def _is_group(names: Names):
    def is_group(text: str) -> bool:
        places = places_in(text) if len(text) <= 400 else []
        return bool(places) and all(name_key(words) in names.bodies for words, _ in places)

    return is_group


# --- People -----------------------------------------------------------------------------------------------------


@dataclass
class Arrival:
    """What a row makes of somebody: the person, new or there, and the bodies on which they get a place.

    `bodies` and `agency` may be new, not saved yet; several rows share them.
    """

    person: Person
    agency: Agency | None
    bodies: list[Body] = field(default_factory=list)
    starts_on: date | None = None
    ends_on: date | None = None


def people_offered(board: Board, rows: Sequence[ListRow]) -> list[Offered]:
    """Who each row is, and on which bodies they get a place as a member; seven queries.

    Nobody is given a role that grants rights, and nobody who signs in here gets to see another board by it: what a list
    says of chairs is said, and given on their page.
    """
    names = Names.of(board)
    called = [_name(row) for row in rows]
    emails = [row["email"].strip().lower() for row in rows]
    there = AlreadyThere.among(
        board,
        [email for email in emails if email],
        [name for name, email in zip(called, emails, strict=True) if name and not email],
    )
    held = set(Membership.objects.not_over().filter(body__board=board).values_list("person", "body"))
    new_bodies: dict[str, Body] = {}
    new_people: dict[str, Person] = {}
    offered = []
    for row, name, email in zip(rows, called, emails, strict=True):
        offered.append(_arrives(board, row, name, email, names, there, held, new_bodies, new_people))
    return offered


def _name(row: ListRow) -> str:
    whole = " ".join(filter(None, (row["first"], row["surname"]))) or row["name"]
    return " ".join(name_in_order(whole).split()) or called_by_email(row["email"])


def _arrives(
    board: Board,
    row: ListRow,
    name: str,
    email: str,
    names: Names,
    there: AlreadyThere,
    held: set[tuple[int, int]],
    new_bodies: dict[str, Body],
    new_people: dict[str, Person],
) -> Offered:
    odd, reads = list(row.oddities), {}
    if name != row["name"]:
        reads["name"] = f"read as {name}" if name else ""
    found = there.by_email.get(email) if email else there.by_name.get(name.casefold())
    agency = _agency(board, row["agency"], names)
    if agency and not agency.pk:
        reads["agency"] = "new, and added"
    bodies = []
    for words, said in places_in(row["body"]):
        body = names.bodies.get(name_key(words))
        if body is None and name_key(words) in names.agencies:
            agency = agency or names.agencies[name_key(words)]
            continue
        if body is None:
            body = new_bodies.setdefault(
                name_key(words), Body(board=board, name=words, kind=Body.Kind.SUBGROUP)
            )
            reads["body"] = f"new, and added: {sentence_lower(body.kind_word)}"
        bodies.append(body)
        if said and name_key(said) != "member":
            odd.append(_enters(said))
    if row["role"] and name_key(row["role"]) != "member":
        odd.append(_enters(row["role"]))
    starts_on, ends_on, wrong = _days(row)
    if found and row["job"] and row["job"] != found.job_title and found.pk in there.here:
        odd.append(f"Here their job title is “{found.job_title or 'not stated'}”: it stays as it is.")
    if names_several(row["name"]):
        wrong = wrong or "These are the names of several people. Give each a row."
    wrong = wrong or _why_not(name, email, found, there, bodies, agency)
    if wrong:
        return Offered(row, reads=reads, oddities=tuple(odd), wrong=wrong)
    known = email or name.casefold()
    if found is None and known in new_people:
        odd.append("The same person as further up: gets this as well.")
    elif found is None and any(name.casefold() == each.name.casefold() for each in new_people.values()):
        odd.append(
            f"Another {name} stands further up, with another e-mail or none: they are added as two people."
        )
    person = found or new_people.setdefault(
        known, Person(name=name, email=email or None, job_title=row["job"], agency=agency)
    )
    arrival = Arrival(person, agency, bodies, starts_on, ends_on)
    if found is None:
        return Offered(row, reads=reads, oddities=tuple(odd), found=arrival, one_with=known)
    more = [body for body in bodies if not body.pk or (found.pk, body.pk) not in held]
    arrival.bodies = more
    places = listed([body.name for body in more])
    changes = (Change("body", board.group_label_plural, "", places),) if more else ()
    return Offered(row, found, changes, reads, tuple(odd), found=arrival)


def _enters(said: str) -> str:
    return f"“{said}”: they enter as a member. Give them that on their page."


def _agency(board: Board, words: str, names: Names) -> Agency | None:
    words = " ".join(words.split())
    if not words:
        return None
    return names.agencies.get(name_key(words)) or names.new_agencies.setdefault(
        name_key(words), Agency(board=board, name=words)
    )


def _days(row: ListRow) -> tuple[date | None, date | None, str]:
    days: list[date | None] = []
    for name, first in (("starts", True), ("ends", False)):
        try:
            days.append(row.days.get(name) or (read_day(row[name], first=first)[0] if row[name] else None))
        except ValueError:
            return None, None, f"“{row[name]}” is no day. Write the day, the month and the year."
    starts_on, ends_on = days
    if starts_on and ends_on and ends_on < starts_on:
        return None, None, "Their time ends before it starts; correct one of the two days."
    return starts_on, ends_on, ""


def _why_not(
    name: str,
    email: str,
    found: Person | None,
    there: AlreadyThere,
    bodies: Sequence[Body],
    agency: Agency | None,
) -> str:
    if not name:
        return "Write their name."
    if names_nobody(name):
        return f"“{name}” names nobody. Write a name, or leave the row out."
    if email:
        try:
            validate_email(email)
        except ValidationError:
            return f"“{email}” is no e-mail address. Correct it or leave it empty."
    if found and found.pk not in there.here:
        return ELSEWHERE
    if found and not found.is_active:
        return LEFT
    if not found and not bodies and not agency:
        return "Say on which group they are, or for which agency they work."
    return ""


# --- Meetings ---------------------------------------------------------------------------------------------------


@dataclass
class Sitting:
    """A meeting as a row has it."""

    body: Body
    held_on: date
    held_at: time | None
    place: str
    papers_due_on: date | None


def meetings_offered(board: Board, rows: Sequence[ListRow]) -> list[Offered]:
    """Which meetings rows are; five queries."""
    names = Names.of(board)
    there = {
        (meeting.body_id, meeting.held_on): meeting
        for meeting in Meeting.objects.filter(body__board=board).select_related("body")
    }
    seen: set[tuple[int, date]] = set()
    return [_sits(row, names, there, seen) for row in rows]


def _sits(
    row: ListRow,
    names: Names,
    there: dict[tuple[int, date], Meeting],
    seen: set[tuple[int, date]],
) -> Offered:
    odd = list(row.oddities)
    body = names.bodies.get(name_key(row["body"]))
    line = next(iter(read_dates(" ".join(f"{row['date']} {row['time']}".split()))), None)
    day = row.days.get("date") or (line and line.day)
    reads = {"date": f"{day:%A} {long_date(day)}"} if day else {}
    wrong = ""
    if not row["body"]:
        wrong = "Say which group meets."
    elif body is None:
        wrong = f"There is no “{row['body']}” on the board. Correct it, or add the group first."
    elif not body.meets:
        wrong = f"{body} is a post or an agency and does not meet."
    elif day is None:
        wrong = line.problem if line else "Write the day, the month and the year."
    elif key(row["cancelled"]) in ("yes", "y", "true", "1", "cancelled"):
        wrong = "It is cancelled, so it is not added."
    elif (body.pk, day) in seen:
        wrong = "The same meeting stands further up."
    if wrong or body is None or day is None:
        return Offered(row, reads=reads, oddities=tuple(odd), wrong=wrong)
    seen.add((body.pk, day))
    papers = row.days.get("papers") or next(
        (each.day for each in read_dates(row["papers"]) if each.day), None
    )
    if row["papers"] and papers is None:
        odd.append(f"“{row['papers']}” is no day: papers are due a week before.")
    if papers and papers > day:
        odd.append("Its papers would be due after it: they are due a week before.")
        papers = None
    if papers == day - Meeting.PAPERS_AHEAD:
        papers = None
    odd += [f"It is {words}." for words in warnings_about(day) if words.startswith("a ")]
    sitting = Sitting(body, day, line.at if line else None, " ".join(row["place"].split()), papers)
    meeting = there.get((body.pk, day))
    if meeting is None:
        return Offered(row, reads=reads, oddities=tuple(odd), found=sitting)
    if meeting.cancelled:
        return Offered(row, reads=reads, oddities=tuple(odd), wrong="It was cancelled here.")
    return Offered(row, meeting, tuple(_moved(row, meeting, sitting)), reads, tuple(odd), found=sitting)


def _moved(row: ListRow, meeting: Meeting, sitting: Sitting):
    """In what a row differs from the meeting that is there; what it does not say stays."""
    if sitting.held_at and sitting.held_at != meeting.held_at:
        yield Change("held_at", "Time", _clock(meeting.held_at), _clock(sitting.held_at))
    if sitting.place and sitting.place != meeting.place:
        yield Change("place", "Place", meeting.place, sitting.place)
    deadline = sitting.papers_due_on or sitting.held_on - Meeting.PAPERS_AHEAD
    if row["papers"] and deadline != meeting.papers_deadline:
        yield Change("papers_due_on", "Papers due", long_date(meeting.papers_deadline), long_date(deadline))


def _clock(at: time | None) -> str:
    return f"{at:%H:%M}" if at else ""
