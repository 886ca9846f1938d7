"""Lengths of time: "3/6/12 months" and "6-12 months", and the short, medium and long term with their months."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lscb.wording import listed

from .words import FLAGS, NUMBER_WORDS, number

_UNITS = {"mth": "month", "mnth": "month", "wk": "week", "yr": "year", "qtr": "quarter"}
A_UNIT = r"(?:day|week|fortnight|month|mn?th|quarter|qtr|term|year|wk|yr)"
# As the health service writes them: 6/12 are six months, 6/52 six weeks, 2/7 two days. 25/12 is a day.
WHOLES = {12: "month", 52: "week", 7: "day"}
PARTS_OF_WHOLE = r"(?:(?:[1-9]|1[0-28]|24)/12|(?:[1-4]?[1-9]|[1-5]0|5[12])/52|[1-6]/7)"
_COUNT = rf"(?:\d{{1,2}}(?!\d)|(?:{NUMBER_WORDS})(?![a-z]))"
_COUNTS = re.compile(
    rf"(?<![\d/.£a-z-])(?P<counts>{_COUNT}"
    rf"(?:(?: ?-?{A_UNIT}s?)?(?: ?[/&+-] ?|, ?(?:and )?| and | or | to ){_COUNT}){{0,5}})"
    rf"(?P<plus> ?\+)?[ -]?(?P<unit>{A_UNIT})s?(?P<ly>ly)?"
    r"(?P<plus2> ?(?:\+|(?:plus|or (?:more|longer)|and (?:over|beyond|above|longer)|onwards?)(?![a-z])))?(?![a-z])",
    FLAGS,
)
_LEAD = re.compile(
    r"(?:(?<![a-z])(?:(?:with)?in|at|after|over|for|up to|under|less than|more than|greater than|longer than|beyond"
    r"|every|each)(?: the)?(?: next| first)? |(?:next|first) |[<>] ?)$",
    FLAGS,
)
_EVENT_FOLLOWS = re.compile(r"s? (?:of|from|after|following|before|prior to) (?!the plan)[a-z]", FLAGS)
_DURATION = re.compile(r"(?<![a-z])for (?:the (?:coming|following|next|first|last|past) |at least )?$", FLAGS)
_NUMBERS = re.compile(_COUNT, FLAGS)
_BETWEEN = re.compile(rf"(?<![a-z]){A_UNIT}(?![a-rt-z])|[/&,+]|(?<![a-z])(?:and|or)(?![a-z])", FLAGS)
_HORIZON = re.compile(
    r"(?<![a-z])(?:short(?:er)?|medium|mid|long(?:er)?)"
    r"(?:(?:[ -]term)?(?:, | ?[/&-] ?| to |,? and )(?:short(?:er)?|medium|mid|long(?:er)?)){0,2}[ -]term(?![a-z])"
    r"|(?<![a-z])(?:short|medium|long)(?= ?[(\[:-] ?(?:(?:with)?in |up to |[<>] ?|over |by )?\d)",
    FLAGS,
)


@dataclass(frozen=True, slots=True)
class Length:
    """Counts of one unit: several moments ("3/6/12 months"), or a span of which the last counts ("6-12 months").

    `is_open` where it has no end ("12 months+"), `is_often` where it says how often ("6-8 weekly").
    """

    a: int
    b: int
    words: str
    counts: tuple[int, ...]
    unit: str
    is_span: bool = False
    is_open: bool = False
    is_often: bool = False

    @property
    def says(self) -> str:
        """As "3, 6 and 12 months", "6 to 12 months"."""
        last = self.counts[-1]
        unit = f"{self.unit}{'s' if last != 1 else ''}"
        if self.is_span:
            return f"{self.counts[0]} to {last} {unit}"
        return f"{listed([str(count) for count in self.counts])} {unit}"


def find_horizons(text: str) -> list[tuple[int, int]]:
    """Where the words "short term", "medium to long term" stand."""
    if not re.search(r"short|medium|mid|long", text, FLAGS):
        return []
    return [match.span() for match in _HORIZON.finditer(text)]


def find_lengths(text: str, taken: Sequence[tuple[int, int]], *, single: bool) -> list[Length]:
    """The lengths of time with several counts, and with `single` those with one."""
    found = []
    for match in _COUNTS.finditer(text):
        a, b = match.span()
        written = match["counts"]
        counts = tuple(number(word) for word in _NUMBERS.findall(written))
        unit = unit_of(match["unit"])
        between = [word.lower() for word in _BETWEEN.findall(written)]
        if (len(counts) < 2 and not single) or list(counts) != sorted(set(counts)):
            continue
        if any(start < b and a < end for start, end in taken):
            continue
        if any(
            unit_of(word.rstrip("s")) != unit
            for word in between
            if len(word) > 3 or word in ("day", "wk", "yr")
        ):
            continue
        if _EVENT_FOLLOWS.match(text, b) or _DURATION.search(text[max(0, a - 30) : a]):
            continue
        led = _LEAD.search(text[max(0, a - 25) : a])
        lead = led[0].lower().strip() if led else ""
        strokes = any(word[0] in "/&,+" or word in ("and", "or") for word in between)
        is_open = bool(match["plus"] or match["plus2"]) or lead.startswith(
            ("more", "greater", "longer", "beyond", ">")
        )
        is_open = is_open or (single and len(counts) == 1 and lead == "over")
        found.append(
            Length(
                a - len(led[0]) if led else a,
                b,
                text[a - len(led[0]) if led else a : b].strip(),
                counts,
                unit,
                is_span=len(counts) == 2 and not strokes,
                is_open=is_open,
                is_often=bool(match["ly"]) or lead in ("every", "each"),
            )
        )
    return found


def unit_of(word: str) -> str:
    """A unit of time by its full name."""
    word = word.lower()
    return _UNITS.get(word, word)
