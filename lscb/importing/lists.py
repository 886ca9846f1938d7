"""Lists that are taken in from documents: people, meetings, terms and reports, each said once by its app."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import ProtectedError

from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.importing.drafts import Draft
from lscb.importing.events import entry_of, hold_open, stands_on_it, taken_in, taken_out, touched_since
from lscb.importing.kinds import Kind, kind_of
from lscb.importing.reading import read_list
from lscb.importing.shapes import Change, ListColumn, ListRead, ListRow
from lscb.tables.content import from_json
from lscb.wording import number_of

Drafted = TypeVar("Drafted", bound=Draft)


@dataclass(frozen=True)
class Offered:
    """A row of a list as it would be here.

    :param thing: what is there already; it is left as it is but for `changes`.
    :param reads: how cells are understood, by column, where that is not what they say.
    :param wrong: why it cannot be taken in as it stands, as a sentence.
    :param found: what its app has found for it, for taking it in.
    :param one_with: what rows that are one new thing have in common; empty for a row that stands for itself.
    """

    row: ListRow
    thing: models.Model | None = None
    changes: tuple[Change, ...] = ()
    reads: Mapping[str, str] = field(default_factory=dict)
    oddities: tuple[str, ...] = ()
    wrong: str = ""
    found: Any = None
    one_with: str = ""

    @property
    def is_there(self) -> bool:
        """Whether there is nothing to take in of it."""
        return self.thing is not None and not self.changes

    @property
    def can_be_taken(self) -> bool:
        return not self.wrong and not self.is_there


def counted(rows: Collection[Offered]) -> tuple[int, int]:
    """How many things rows that are taken in add, and how many they change; several rows may be one."""
    new = {each.one_with or each.row.key for each in rows if each.thing is None}
    return len(new), len({each.thing.pk for each in rows if each.thing is not None})


class Made:
    """What taking in has put into the database, in order, and what it has changed there."""

    def __init__(self) -> None:
        self.new: list[models.Model] = []
        self.changed: list[tuple[models.Model, dict[str, list[str]]]] = []

    def as_json(self) -> dict[str, list]:
        return {
            "new": [[thing._meta.label_lower, thing.pk] for thing in self.new],
            "changed": [[thing._meta.label_lower, thing.pk, fields] for thing, fields in self.changed],
        }


@dataclass(frozen=True)
class ListKind(Kind):
    """A list of people, meetings, terms or reports.

    :param name: in addresses and on drafts.
    :param of: whether it is of a "plan" or a "board".
    :param page: where it is shown: a route of the plan or board, and what leads there.
    :param one: what a row is; `many` are several.
    :param lede: what is said where a document is handed in.
    :param says: what is said before it is taken in.
    :param offers: the rows as they would be here, in a fixed number of queries.
    :param puts: saves rows without an audit line of its own: a part of the event.
    :param held_first: what is held before the board or plan is, of what a draft leads to.
    :param after: what follows, and what is to be said of it.
    """

    name: str
    of: str
    page: tuple[str, str]
    one: str
    many: str
    lede: str
    says: str
    columns: Callable[[Any], Sequence[ListColumn]]
    needed: Sequence[Collection[str]]
    offers: Callable[[Any, Sequence[ListRow]], list[Offered]]
    puts: Callable[[Any, Sequence[Offered], Any], Made]
    count: Callable[[Any], int]
    held_first: Callable[[Any], Iterable[models.Model]] = lambda draft: ()
    after: Callable[[Any, Sequence[Offered], Any], str] = lambda draft, rows, by: ""
    keeps_document: bool = True

    def read(
        self, draft: Draft, columns: Sequence[ListColumn] | None = None
    ) -> tuple[ListRead, list[Offered]]:
        """The document as it is read now, and each of its rows as it would be, with the cells corrected.

        :param columns: those of its plan or board, where they are known already.
        """
        whole = draft.whole
        document = from_json(draft.document)
        read = read_list(document, columns or self.columns(whole), self.needed, draft.columns)
        rows = [_corrected(row, draft.corrected.get(row.key, {})) for row in read.rows]
        return read, self.offers(whole, rows)

    def names(self, draft: Draft) -> tuple[Collection[str], Collection[str]]:
        names = {column.name for column in self.columns(draft.whole)}
        return names, names

    def take_in(self, *, draft: Draft, by: AbstractBaseUser | None, **decided: Any) -> str:
        return take_in_list(draft=draft, by=by)

    def take_out(self, *, draft: Draft, by: AbstractBaseUser | None) -> Draft:
        return take_out_list(draft=draft, by=by)

    def why_not_taken_out(self, draft: Draft) -> str:
        return why_list_stays(draft)


def list_kind_of(draft: Draft) -> ListKind:
    """:raises ValueError: for a document that is no list."""
    kind = kind_of(draft)
    if not isinstance(kind, ListKind):
        raise ValueError(f"{kind.name} is no list.")
    return kind


def _corrected(row: ListRow, said: Mapping[str, str]) -> ListRow:
    if not said:
        return row
    days = {name: day for name, day in row.days.items() if name not in said}
    return ListRow(row.key, {**row.cells, **said}, days, row.oddities)


# --- Taken in and out ------------------------------------------------------------------------------------------


@transaction.atomic
def take_in_list(*, draft: Draft, by: AbstractBaseUser | None) -> str:
    """Put every row of a list that is not left out into its plan or board, at once; what is there stays as it is, but
    for the differences that its row says.

    :returns: what came of it, in sentences.
    :raises Refused: when nothing is to be taken in.
    """
    kind = list_kind_of(draft)
    locks.hold(*sorted(kind.held_first(draft), key=lambda thing: thing.pk))
    hold_open(draft)
    _, offered = kind.read(draft)
    rows = [each for each in offered if each.can_be_taken and each.row.key not in draft.dropped]
    if not rows:
        raise Refused(
            "There is nothing to take in: every row is left out, there already, or to be corrected."
        )
    made = kind.puts(draft, rows, by)
    followed = kind.after(draft, rows, by)
    new, changed = counted(rows)
    taken_in(draft, made.as_json(), {"added": [None, new], "changed": [None, changed]}, by)
    said = [f"{number_of(new, kind.one, kind.many).capitalize()} added"] if new else []
    said += [f"{number_of(changed, kind.one, kind.many)} changed"] if changed else []
    return " ".join(
        filter(None, [f"{'; '.join(said)}. You can undo this until something follows from it.", followed])
    )


def why_list_stays(draft: Draft) -> str:
    """Why it cannot be undone that a list was taken in, as a sentence; empty where it can."""
    if not draft.is_taken_in:
        return f"“{draft}” is not taken in."
    entry = entry_of(draft)
    for model, keys in _made(draft).items():
        if touched := touched_since(entry, model, keys):
            what = model._meta
            many = number_of(len(touched), str(what.verbose_name), str(what.verbose_name_plural))
            return f"It cannot be undone any more: something was changed about {many} of it since."
    return ""


def _made(draft: Draft) -> dict[type[models.Model], list[int]]:
    """The rows that a list has put there or changed, by model."""
    found: dict[type[models.Model], list[int]] = {}
    for label, pk, *_ in (*draft.made.get("new", []), *draft.made.get("changed", [])):
        found.setdefault(apps.get_model(label), []).append(pk)
    return found


@transaction.atomic
def take_out_list(*, draft: Drafted, by: AbstractBaseUser | None) -> Drafted:
    """Undo that a list was taken in: what it added goes, what it changed is as before.

    :raises Refused: once something was changed about one of its rows, or hangs on it.
    """
    first = list_kind_of(draft).held_first
    locks.hold(*sorted(first(draft), key=lambda thing: thing.pk))
    locks.hold(draft)
    if why := why_list_stays(draft):
        raise Refused(why)
    try:
        for label, pk in reversed(draft.made.get("new", [])):
            for row in apps.get_model(label)._base_manager.filter(pk=pk):
                audit.as_by(row, by).delete()
    except ProtectedError as protected:
        raise Refused(stands_on_it(protected)) from protected
    for label, pk, fields in draft.made.get("changed", []):
        thing = apps.get_model(label)._base_manager.get(pk=pk)
        for name, (before, _) in fields.items():
            setattr(thing, name, thing._meta.get_field(name).to_python(before))
        audit.save(thing, by, list(fields))
    taken_out(draft, by)
    return draft


def changed_fields(thing: models.Model, values: Mapping[str, object], by: AbstractBaseUser | None) -> dict:
    """Save new values of a row, a part of an event; answers [old, new] of each, for `Made.changed`."""
    fields = {}
    for name, value in values.items():
        field = thing._meta.get_field(name)
        before = field.value_to_string(thing) if getattr(thing, field.attname) is not None else None
        setattr(thing, name, value)
        after = field.value_to_string(thing) if getattr(thing, field.attname) is not None else None
        fields[name] = [before, after]
    audit.save(thing, by, list(fields))
    return fields
