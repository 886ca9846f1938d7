"""How far an action is by its parts, in one line. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lscb.wording import long_date


@dataclass(frozen=True)
class Part:
    """A part of an action in a few words, when it is due and when it was done."""

    words: str
    due_on: date | None
    done_on: date | None


def parts_said(parts: Sequence[Part], today: date) -> str:
    """As "3 of 5 done, next by 31 March 2018: choose the measures"; what is late comes first. Empty without parts."""
    if not parts:
        return ""
    done = sum(part.done_on is not None for part in parts)
    said = f"{done} of {len(parts)} done"
    dated = [(part.due_on, part.words) for part in parts if part.due_on and not part.done_on]
    if not dated:
        return said
    due_on, words = min(dated)
    when = "late since" if due_on < today else "next by"
    return f"{said}, {when} {long_date(due_on)}: {words}"
