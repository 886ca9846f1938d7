"""Who and what a list means by the names in it: groups and agencies of a board, and people who are there already."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from subgroups.models import Agency, Board, Body, BodyName, Person
from subgroups.rules.names import name_key


@dataclass(frozen=True)
class Names:
    """A board's groups and agencies by every way their names are written, and agencies that are only named yet."""

    bodies: dict[str, Body]
    agencies: dict[str, Agency]
    new_agencies: dict[str, Agency] = field(default_factory=dict)

    @classmethod
    def of(cls, board: Board) -> "Names":
        """Three queries."""
        bodies = {body.pk: body for body in board.bodies.not_ended().without_agencies()}
        for body in bodies.values():
            body.board = board
        spelt = {
            name.key: bodies[name.body_id]
            for name in BodyName.objects.filter(board=board)
            if name.body_id in bodies
        }
        called = {
            name_key(words): body
            for body in bodies.values()
            for words in (body.short_name, body.name)
            if words
        }
        agencies = {
            name_key(words): agency
            for agency in board.agencies.all()
            for words in (agency.short_name, agency.name)
            if words
        }
        return cls(bodies=spelt | called, agencies=agencies)

    @property
    def known(self) -> list[tuple[str, list[str]]]:
        """What may be typed for a group and for an agency, by full name."""
        each = (("group", self.bodies), ("agency", self.agencies))
        return [(what, list(dict.fromkeys(row.name for row in rows.values()))) for what, rows in each]


@dataclass(frozen=True)
class AlreadyThere:
    """Who is there already of those that a list names; by e-mail in small letters, and those without one by name."""

    by_email: dict[str, Person]
    by_name: dict[str, Person]
    here: frozenset[int]

    @classmethod
    def among(cls, board: Board, emails: Iterable[str], names: Iterable[str]) -> "AlreadyThere":
        """Of everybody who has one of the e-mails, and of the board's people without an e-mail. Three queries."""
        by_email = {person.email: person for person in Person.objects.filter(email__in=set(emails))}
        wanted = {name.casefold() for name in names}
        nameless = Person.objects.of_board(board).filter(email=None)
        by_name = {each.name.casefold(): each for each in nameless if each.name.casefold() in wanted}
        people = [*by_email.values(), *by_name.values()]
        here = Person.objects.of_board(board).filter(pk__in=[person.pk for person in people])
        return cls(by_email, by_name, frozenset(here.values_list("pk", flat=True)))
