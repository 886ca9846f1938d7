"""What hangs on whoever speaks for a group, and what names a person in words, wherever an app keeps it.

Actions, risks and reports live in apps above this one. Each says here what of its own hangs on whom, so that the page
of somebody who leaves lists everything, and the event hands all of it on.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from lscb.lookups import key_in
from subgroups.models import Board, Body, Person


@dataclass(frozen=True)
class Entrusted:
    """Things of one kind that a group answers for: how many, in words, and where they are listed."""

    words: str
    href: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Naming:
    """A thing that names somebody in words, as a risk names its holder; `key` is known to the app it is of."""

    key: str
    words: str
    href: str


Entrusts = Callable[[Board, list[Body]], dict[int, list[Entrusted]]]


@dataclass(frozen=True)
class Names:
    """How an app finds what names a person on a board, and in which words somebody else's name takes its place.

    `find(board, person)` gives the things, by keys that are their rows' own, or of what they have in common, `by`.
    `open_on(board)` are all that may still be handed on, each with a line that names people in its `field`, or a
    person; `event` is the audit code of handing one on, whose line calls the field `said`.
    """

    find: Callable[[Board, Person], list[Naming]]
    open_on: Callable[[Board], QuerySet]
    field: str
    said: str
    event: str
    by: str = "pk"


_entrusts: list[Entrusts] = []
_names: dict[str, Names] = {}


def entrusts(read: Entrusts) -> Entrusts:
    """Let the page of a leaver list what `read(board, bodies)` finds, by body id, in a fixed number of queries."""
    _entrusts.append(read)
    return read


def names_people(kind: str, names: Names) -> None:
    """Let things of a kind be handed on from one named person to another."""
    _names[kind] = names


def entrusted_to(board: Board, bodies: list[Body]) -> dict[int, list[Entrusted]]:
    """What hangs on whoever speaks for each of the bodies, by body id."""
    found: dict[int, list[Entrusted]] = defaultdict(list)
    for read in _entrusts:
        for pk, held in read(board, bodies).items():
            found[pk].extend(held)
    return found


def naming(board: Board, person: Person) -> list[Naming]:
    """What names the person on the board; keys begin with the kind."""
    return [
        Naming(f"{kind}-{each.key}", each.words, each.href)
        for kind, names in _names.items()
        for each in names.find(board, person)
    ]


def put_name(words: str, before: str, after: str) -> str:
    """Words in which one name stands in the place of another, at most as long as a line that names people."""
    return _whole(before).sub(lambda found: after, words)[:150]


def is_named(name: str, words: str) -> bool:
    """Whether words name somebody: their whole name, not as a part of a longer one."""
    return bool(_whole(name).search(words))


def _whole(name: str) -> re.Pattern:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.I)


def names_behind(key: str) -> tuple[Names, str] | None:
    """What a key of `naming` is of, and the key of the row; None for no kind that is known."""
    kind, _, row = key.partition("-")
    return (_names[kind], row) if kind in _names and key_in(row) is not None else None
