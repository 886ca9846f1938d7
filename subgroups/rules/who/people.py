"""Names of people in a "who" cell, taken out beside the body they stand for: "Police - Jane Smith" is the Police.

Only people that the board knows are found; all other words stay as they are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from subgroups.rules.who.names import Item, KnownNames, words_of
from subgroups.rules.who.vocabulary import PLAIN

_ROLE = r"(?:lead|support)(?:s|ing)?|[LS]"
_OPENS = re.compile(r"\s*[(]\s*")
_ROLE_AND_OPENS = re.compile(rf"(?P<said>\s*(?:[-:,]\s*)?(?:(?:{_ROLE})\s*)?)[(]\s*", re.I)
_DASH = re.compile(r"\s*(?: -|- |:)\s*")
_COMMA = re.compile(r"\s*,\s*|[^\S\n]*\n\s*|\s+of\s+(?:the\s+)?")
_SAYS_BEFORE = re.compile(r"(?: -|[(])\s*\Z")
_SAYS_AFTER = re.compile(rf"\s*(?:- |[(])\s*(?!(?:{_ROLE})\b)", re.I)


@dataclass(frozen=True)
class KnownPeople:
    """People of a board: `names` maps `name_key` of a name to a person's id, `bodies` each person's id to the bodies
    they sit on, `called` a body's id to its name."""

    names: Mapping[str, int] = field(default_factory=dict)
    bodies: Mapping[int, frozenset[int]] = field(default_factory=dict)
    called: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WithoutPeople:
    """A cell without the names of people, and who stood beside which body: the body's id to the person's."""

    text: str
    named: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Change:
    """Whose name stands there, and what takes the place of the characters from `start` to `end`."""

    body: int
    start: int
    end: int
    instead: str = ""


def without_people(text: str, people: KnownPeople, names: Mapping[str, int]) -> WithoutPeople:
    """Take the names of known people out of a "who" cell; `names` are those of bodies, as `read_who` has them.

    A name belongs to the body it is bracketed with or joined to by a dash; by a comma, a new line or "of" only where
    the person sits on it. A name alone gives way to the body they sit on, where that is one. Any other name stays, and
    so does a second one of a body: the words are left to be placed. Raises nothing, whatever the text.
    """
    words = words_of(text)
    found = [item for item in KnownNames(people.names).find(text, words) if item.named and item.exact]
    if not found:
        return WithoutPeople(text)
    bodies = [item for item in KnownNames(names).find(text, words) if item.named]
    named: dict[int, int] = {}
    changes: list[_Change] = []
    for item in found:
        if item.body is None or (changes and item.start < changes[-1].end):
            continue
        change = _beside(text, item, bodies, people) or _alone(text, item, people)
        if change is not None and change.body not in named:
            named[change.body] = item.body
            changes.append(change)
    for change in reversed(changes):
        text = text[: change.start] + change.instead + text[change.end :]
    return WithoutPeople(text.strip(), named)


def _beside(text: str, person: Item, bodies: list[Item], people: KnownPeople) -> _Change | None:
    """What becomes of a name that stands beside a body; None where it does not."""
    plain = text.translate(PLAIN)  # one character for one, so places are the same
    before = max((each for each in bodies if each.end <= person.start), key=lambda b: b.end, default=None)
    after = min((each for each in bodies if each.start >= person.end), key=lambda b: b.start, default=None)
    behind = plain[before.end : person.start] if before else ""
    ahead = plain[person.end : after.start] if after else ""
    theirs = people.bodies.get(person.body or 0, frozenset())
    if after and after.body and _OPENS.fullmatch(ahead):  # "Jane Smith (Police, lead)"
        close = _closing(plain, after.end)
        rest = text[after.end : close].strip(" ,;-–")
        kept = text[after.start : after.end] + (f" ({rest})" if rest else "")
        return _Change(after.body, person.start, close + 1, kept)
    if before and before.body and (said := _ROLE_AND_OPENS.fullmatch(behind)):  # "Police - lead (Jane Smith)"
        close = _closing(plain, person.end)
        rest = text[person.end : close].strip(" ,;-–")
        start = before.end + len(said["said"].rstrip())
        return _Change(before.body, start, close + 1, f" ({rest})" if rest else "")
    if before and before.body and _DASH.fullmatch(behind):
        return _Change(before.body, before.end, person.end)
    if after and after.body and _DASH.fullmatch(ahead):
        return _Change(after.body, person.start, after.start)
    if before and before.body in theirs and _COMMA.fullmatch(behind):
        return _Change(before.body or 0, before.end, person.end)
    if after and after.body in theirs and _COMMA.fullmatch(ahead):
        return _Change(after.body or 0, person.start, after.start)
    return None


def _alone(text: str, person: Item, people: KnownPeople) -> _Change | None:
    """The one body that somebody sits on takes the place of their name; not where other words say whose it is."""
    theirs, plain = people.bodies.get(person.body or 0, frozenset()), text.translate(PLAIN)
    if len(theirs) != 1 or _SAYS_BEFORE.search(plain[: person.start]) or _SAYS_AFTER.match(plain, person.end):
        return None
    (body,) = theirs
    return _Change(body, person.start, person.end, people.called[body])


def _closing(plain: str, place: int) -> int:
    """Where the bracket that is open at `place` closes; the end of the text where it never does."""
    close = plain.find(")", place)
    return len(plain) if close < 0 else close
