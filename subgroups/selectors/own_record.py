"""Everything that is held about one person, and nothing about others, for them or for a board's answer to them."""

from collections.abc import Callable

from django.apps import apps
from django.db import models
from django.db.models import Q

from lscb import clock
from lscb.models import AuditEntry, Letter
from lscb.querysets import BoardQuerySet
from lscb.words import capital
from lscb.workbook import Table
from subgroups.models import (
    Attendance,
    Board,
    BoardRole,
    CalendarAddress,
    DataKey,
    Invitation,
    Membership,
    Person,
)

Holds = Callable[[Person, Board | None], Table]
_holds: list[Holds] = []
# Told in a table of their own, here or in the app they are of; all others that point at a person are counted.
_TOLD: set[type[models.Model]] = {
    AuditEntry,
    Membership,
    BoardRole,
    Attendance,
    CalendarAddress,
    DataKey,
    Invitation,
}
# The machine's own: keys of forms, jobs, passwords and codes, which say nothing about anybody.
_KERNEL = {
    "admin",
    "account",
    "auth",
    "contenttypes",
    "lscb",
    "mfa",
    "sessions",
    "socialaccount",
    "usersessions",
}


def holds(*told: type[models.Model]) -> Callable[[Holds], Holds]:
    """Let a record have the table that `read(person, board)` gives, which tells of rows of these models."""

    def register(read: Holds) -> Holds:
        _holds.append(read)
        _TOLD.update(told)
        return read

    return register


def record_of(person: Person, board: Board | None = None) -> list[Table]:
    """The record as tables: of one board's part, or of all boards where `board` is None, for the person themselves."""
    tables = [
        _about(person, board),
        _details(person),
        _earlier(person),
        _places(person, board),
        _roles(person, board),
        _meetings(person, board),
        _addresses(person, board),
        _keys(person, board),
        _invitations(person, board),
        *(read(person, board) for read in _holds),
        _done(person, board),
        _elsewhere(person, board),
    ]
    return [*tables, _letters(person), _signing_in(person)] if board is None else tables


def of_board(rows: models.QuerySet, board: Board | None) -> models.QuerySet:
    """Rows of one board, or all; rows of no board are nobody's part."""
    if board is None:
        return rows
    path = rows.board_path if isinstance(rows, BoardQuerySet) else "board"
    return rows.filter(**{path: board})


def _about(person: Person, board: Board | None) -> Table:
    part = f"The part of {board.name}" if board else "All boards of this service"
    return Table(
        "About this record",
        ("What", "Said"),
        [
            ("Person", person.name),
            ("Made on", clock.today()),
            ("Covers", part),
            ("Holds", "What is kept about this person: details, places, roles, what they wrote and did."),
            (
                "Leaves out",
                "Passwords and codes, which nobody can read; what is about somebody else; and what was typed and not "
                "saved, which is kept for three days and shown to them alone.",
            ),
            ("Also kept", "Each row's earlier versions, with who saved them when: the events under “Done”."),
            ("Reports", "Finals that were printed keep names as they were then; they are public records."),
        ],
    )


def _details(person: Person) -> Table:
    return Table(
        "Details",
        ("What", "Said"),
        [
            ("Name", person.name),
            ("E-mail", person.email or "none"),
            ("Job title", person.job_title or "none"),
            ("Agency", str(person.agency) if person.agency else "none"),
            ("Hears what happens", person.get_news_display()),
            ("Account", "open" if person.is_active else "closed"),
            ("Added", person.joined_at),
            ("Last signed in", person.last_login or "never"),
            ("First day without them", person.left_on or person.leaves_on or "none"),
        ],
    )


def _earlier(person: Person) -> Table:
    rows, last = [], None
    for was in person.history.order_by("history_date", "history_id"):
        said = (was.name, was.email or "", was.job_title)
        if said != last:
            rows.append((was.history_date, *said))
            last = said
    return Table("Details over time", ("From", "Name", "E-mail", "Job title"), rows)


def _places(person: Person, board: Board | None) -> Table:
    seats = of_board(person.memberships.select_related("body__board", "agency"), board)
    return Table(
        "Places",
        ("Board", "On", "As", "For the agency", "First day", "Last day"),
        [
            (
                seat.body.board.name,
                seat.body.name,
                seat.get_role_display(),
                str(seat.agency or ""),
                seat.starts_on,
                seat.ends_on,
            )
            for seat in seats.order_by("starts_on", "pk")
        ],
    )


def _roles(person: Person, board: Board | None) -> Table:
    roles = of_board(person.board_roles.select_related("board"), board)
    return Table(
        "Roles",
        ("Board", "Role", "State", "Confirmed", "First day", "Last day"),
        [
            (role.board.name, role.word, role.state, role.confirmed_at, role.starts_on, role.ends_on)
            for role in roles.order_by("pk")
        ],
    )


def _meetings(person: Person, board: Board | None) -> Table:
    own, in_place = Q(person=person), Q(in_place_of=person)
    rows = of_board(Attendance.objects.filter(own | in_place), board)
    return Table(
        "Meetings",
        ("Board", "Group", "Day", "Name on the day", "Agency on the day", "As", "Attendance"),
        [
            (
                each.meeting.body.board.name,
                each.meeting.body.name,
                each.meeting.held_on,
                each.name if each.person_id == person.pk else "somebody else, in their place",
                each.agency_name,
                each.get_capacity_display(),
                each.get_presence_display(),
            )
            for each in rows.select_related("meeting__body__board").order_by("meeting__held_on", "pk")
        ],
    )


def _addresses(person: Person, board: Board | None) -> Table:
    addresses = of_board(CalendarAddress.objects.of(person).select_related("board", "body"), board)
    return Table(
        "Calendar addresses",
        ("Board", "Of", "Made", "Withdrawn"),
        [
            (each.board.name, str(each.body or "everything of theirs"), each.made_at, each.withdrawn_at)
            for each in addresses.order_by("pk")
        ],
    )


def _keys(person: Person, board: Board | None) -> Table:
    keys = of_board(DataKey.objects.of(person).select_related("board"), board)
    return Table(
        "Keys to data",
        ("Board", "What uses it", "Made", "Last used", "Withdrawn"),
        [
            (each.board.name, each.name, each.made_at, each.last_used_on, each.withdrawn_at)
            for each in keys.order_by("pk")
        ],
    )


def _invitations(person: Person, board: Board | None) -> Table:
    invitations = of_board(person.invitations.select_related("board"), board)
    return Table(
        "Invitations",
        ("Board", "What for", "Sent", "What became of it"),
        [
            (each.board.name, each.what_for, each.sent_at, each.state.label)
            for each in invitations.order_by("pk")
        ],
    )


def _done(person: Person, board: Board | None) -> Table:
    """What they did and what was done to their account; what others are called in it is left out."""
    about = Q(thing_type__app_label="subgroups", thing_type__model="person", thing_id=person.pk)
    entries = of_board(AuditEntry.objects.filter(Q(by=person) | about), board).select_related("thing_type")
    return Table(
        "Done",
        ("When", "What", "To what", "By whom"),
        [
            (
                entry.at,
                capital(entry.words),
                _thing(entry, person),
                person.name if entry.by_id == person.pk else "somebody else",
            )
            for entry in entries.order_by("at", "pk").iterator(chunk_size=2000)
        ],
    )


def _thing(entry: AuditEntry, person: Person) -> str:
    """What a line is about; of somebody else, only what kind of thing it is."""
    model = entry.thing_type.model_class()
    if model is Person:
        return person.name if entry.thing_id == person.pk else "another person"
    called_after = model is None or any(
        field.related_model is Person for field in model._meta.concrete_fields if field.is_relation
    )
    is_theirs = entry.by_id == person.pk and entry.thing_type.app_label != "subgroups"
    return entry.thing_name if is_theirs or not called_after else str(entry.thing_type.name)


def _letters(person: Person) -> Table:
    addresses = {person.email, *person.history.values_list("email", flat=True)} - {None, ""}
    letters = Letter.objects.filter(to__in=addresses).order_by("written_at", "pk")
    return Table(
        "E-mails to them",
        ("Written", "To", "About", "State", "Text"),
        [
            (
                each.written_at,
                each.to,
                each.subject,
                each.get_state_display(),
                "" if each.is_secret else each.body,
            )
            for each in letters
        ],
    )


def _signing_in(person: Person) -> Table:
    """Where they are signed in, and by which account of a provider they are known."""
    rows = [
        ("Signed in", each.created_at, f"{each.user_agent}, from {each.ip}")
        for each in person.usersession_set.order_by("pk")
    ]
    rows += [
        (f"Account of {each.provider}", each.date_joined, each.uid)
        for each in person.socialaccount_set.order_by("pk")
    ]
    return Table("Signing in", ("What", "Since", "Known as"), rows)


def _elsewhere(person: Person, board: Board | None) -> Table:
    """How often they are named in rows that no other table tells of: as who recorded, agreed or closed something."""
    rows = []
    for model in apps.get_models():
        if model in _TOLD or model is Person or model._meta.app_label in _KERNEL or _is_history(model):
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Person:
                named = of_board(model._default_manager.filter(**{field.name: person}), board).count()
                if named:
                    rows.append((capital(str(model._meta.verbose_name)), str(field.verbose_name), named))
    return Table("Named elsewhere", ("In", "As", "How often"), rows)


def _is_history(model: type[models.Model]) -> bool:
    return hasattr(model, "history_date")
