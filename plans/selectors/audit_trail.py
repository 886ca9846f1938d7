"""The audit trail of a board as people read it, line by line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lscb.models import AuditEntry
from lscb.words import own_words
from plans.models import Action
from plans.selectors.action_story import changes_of

ON_AN_ACTION = {"thing_type__app_label": "plans", "thing_type__model": "action"}


@dataclass(frozen=True)
class Line:
    """One entry as it is read. `changes` are (field, old, new); `href` is empty where there is no page."""

    key: int
    at: datetime
    by: str
    what: str
    thing: str
    href: str
    changes: tuple[tuple[str, str, str], ...]


def line_of(entry: AuditEntry, own: Mapping[str, str], href: str = "") -> Line:
    """`own` are the words of the plan or the board that the trail is read for."""
    return Line(
        key=entry.pk,
        at=entry.at,
        by=entry.by_name,
        what=sentence(own_words(entry.words, own)),
        thing=entry.thing_name,
        href=href,
        changes=changes_of(entry, own),
    )


def lines_of(entries: Iterable[AuditEntry], person, own: Mapping[str, str]) -> list[Line]:
    """Entries, read with their `thing_type`, with a link to each action that `person` sees. One query."""
    entries = list(entries)
    about = {entry.thing_id for entry in entries if _is_on_an_action(entry)}
    addresses = {
        action.pk: action.get_absolute_url()
        for action in Action.objects.visible_to(person).filter(pk__in=about).select_related("plan")
    }
    return [
        line_of(entry, own, addresses.get(entry.thing_id, "") if _is_on_an_action(entry) else "")
        for entry in entries
    ]


def _is_on_an_action(entry: AuditEntry) -> bool:
    return (entry.thing_type.app_label, entry.thing_type.model) == tuple(ON_AN_ACTION.values())


def sentence(words: str) -> str:
    """The same words with a capital first."""
    return words[:1].upper() + words[1:]
