"""One rhythm after another: "Monthly until March 2026, then quarterly" gives each its own span."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from .dates import LAST_YEAR, Find
from .frequencies import Frequency
from .lengths import A_UNIT, unit_of
from .model import Certainty, Kind
from .modifiers import END_WORDS, opens_something
from .phrases import Phrase
from .words import FLAGS, NUMBER, STEPS, day_words, lowered, number

_CHANGES = (
    r"(?:mov|reduc|dropp?|revert|chang|switch|go|stepp?|increas|return|scal|ta?per|extend)(?:ing|es|s|ed|e)?"
)
_THEN = re.compile(
    r"(?<![a-z])(?:(?:and |but )?then|there ?after|followed by|after (?:that|which|this)|afterwards|subsequently"
    rf"|(?:(?:before|and) )?{_CHANGES}(?: (?:down|up|back|out|on|frequency))? to|becoming)(?![a-z])|→",
    FLAGS,
)
_AFTERWARDS = re.compile(
    r"(?<![a-z])(?:there ?after|after(?: (?:that|which|this)(?![a-z])|(?= ?(?:$|[.,;)])))|afterwards"
    r"|subsequently)(?![a-z])",
    FLAGS,
)
_WEAK = re.compile(r"[,;(]|\.(?= )|(?<![a-z])and(?![a-z])| - ", FLAGS)
ENDS = re.compile(
    r"(?<![a-z])(?:to|through(?: to)?|until|till|til|up to|up until|ending|ends?|finishing)(?: and including)?"
    r"(?: the)?(?: end of)?(?: the)? ?$",
    FLAGS,
)
_FOR = re.compile(
    rf"(?<![a-z])(?:for (?:the |a |an )?|over (?:the )?|in (?:the )?(?=first|initial)|(?:the )?(?=first|initial))"
    rf"(?:(?:first|initial|next|further|period of) )?(?:(?P<count>{NUMBER}|an?) )?"
    rf"(?P<unit>{A_UNIT})s?(?![a-z])",
    FLAGS,
)
# "Weekly x 6"
_TIMES = re.compile(
    r" ?[,(]? ?x ?(?P<count>[1-9]\d?)(?![\d/.])(?! ?(?:a|an|p\.?a|per|each|every)(?![a-z]))", FLAGS
)
_SPANS = (Kind.BY_PERIOD, Kind.BY_QUARTER, Kind.BY_YEAR, Kind.BY_SEASON, Kind.YEAR_OF_PLAN)
_DAY = timedelta(days=1)


@dataclass(slots=True)
class Turn:
    """One rhythm of a sequence: `starts` and `ends` are its first and last day, where the words or its neighbours
    say them; `count` of `unit` is how long it lasts; `until` is the event that ends it.
    """

    a: int
    b: int
    often: list[Frequency] = field(default_factory=list)
    named: list[Find] = field(default_factory=list)
    starts: date | None = None
    ends: date | None = None
    count: int = 0
    unit: str = ""
    until: str = ""
    asks: bool = False
    certainties: list[Certainty] = field(default_factory=list)

    @property
    def lasts(self) -> str:
        """As "6 weeks"."""
        return f"{self.count} {self.unit}{'s' if self.count != 1 else ''}" if self.count else ""

    @property
    def has_span(self) -> bool:
        return bool(self.starts or self.ends or self.count or self.until)

    def last_from(self, starts: date) -> date | None:
        """The last day of what lasts so long from a first one."""
        if not self.count or starts.year > LAST_YEAR - 200:
            return None
        return starts + STEPS[self.unit] * self.count - _DAY


def turns_of(
    text: str, frequencies: Sequence[Frequency], finds: Sequence[Find], phrases: Iterable[Phrase]
) -> tuple[list[Turn], bool] | None:
    """The rhythms of a text, in order, each with its span, and whether they follow one another.

    None where they have no spans of their own: then what is said of one is said of all.
    """
    marks = _marks(frequencies, finds)
    if len(marks) < 2:
        turn = _lasting(text, frequencies, finds)
        return ([turn], False) if turn else None
    cuts = [0]
    chained = bool(_AFTERWARDS.search(text, marks[-1][1]))
    for (_, one_ends), (two_starts, _) in pairwise(marks):
        then = _THEN.search(text, one_ends, two_starts)
        chained = chained or bool(then)
        cut = then.start() if then else _weak_cut(text, one_ends, two_starts, finds)
        if cut is None:
            return None
        cuts.append(cut)
    cuts.append(len(text) + 1)
    turns = [Turn(a, b) for a, b in pairwise(cuts)]
    for turn in turns:
        turn.often = [each for each in frequencies if turn.a <= each.a < turn.b]
        _read_span(text, turn, [each for each in finds if turn.a <= each.a < turn.b])
        events = (each for each in phrases if each.name == "event" and turn.a <= each.a < turn.b)
        until = next((each.words for each in events if each.words.lower().startswith(("until", "till"))), "")
        turn.until = "" if turn.ends else until
    if (
        not chained
        and not all(turn.has_span for turn in turns)
        and not any(turn.has_span for turn in turns[:-1])
    ):
        return None
    if not chained and all(turn.starts for turn in turns) and not all(turn.ends for turn in turns[:-1]):
        chained = turns[1].asks = (
            True  # each from another day: perhaps instead of the one before, perhaps beside it
        )
    if chained:
        _fill(turns)
    return turns, chained


def _lasting(text: str, frequencies: Sequence[Frequency], finds: Sequence[Find]) -> Turn | None:
    """ "Weekly for 6 weeks", "weekly x 6": one rhythm that lasts so long from a day that is not stated."""
    if len(frequencies) != 1 or frequencies[0].is_adjective:
        return None
    turn = Turn(0, len(text) + 1, often=[*frequencies])
    if times := _TIMES.match(text, frequencies[0].b):
        parts = frequencies[0].parts
        unit = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month"}.get(parts.get("FREQ", ""), "year")
        turn.count, turn.unit = int(times["count"]) * int(parts.get("INTERVAL", "1")), unit
        if not all(find.start and opens_something(find, text) for find in finds):
            return None
        _read_span(text, turn, [*finds])
        return turn
    length = None if finds else _FOR.search(text)
    if not length or not (length["count"] or "first" in lowered(length[0])):  # "over the year" is no length
        return None
    _read_span(text, turn, [])
    return turn


def _marks(frequencies: Sequence[Frequency], finds: Sequence[Find]) -> list[tuple[int, int]]:
    """Where each rhythm is said: how often, or "every March"."""
    marks = [(each.a, each.b) for each in frequencies]
    marks += [(each.a, each.b) for each in finds if each.in_year and each.before in ("every", "each")]
    return sorted(marks)


def _weak_cut(text: str, a: int, b: int, finds: Sequence[Find]) -> int | None:
    """Where one rhythm ends and the next begins without a word for it: behind the first date that ends the first."""
    between = [each for each in finds if a <= each.a < b]
    after = a
    if between and not opens_something(between[0], text):
        after = between[0].b
    cut = _WEAK.search(text, after, b)
    return cut.start() if cut else after if between and after > a else None


def _read_span(text: str, turn: Turn, finds: list[Find]) -> None:
    for find in finds:
        if find.in_year:
            turn.named.append(find)
            if find.before in END_WORDS or opens_something(find, text):
                turn.asks = True
            continue
        if not find.due:
            turn.asks = True
            continue
        turn.certainties.append(find.certainty)
        if find.before in END_WORDS or ENDS.search(text, max(turn.a, find.a - 30), find.a):
            turn.ends = find.due
            if find.is_period:
                turn.starts = find.start
        elif opens_something(find, text):
            turn.starts = find.start
        elif find.is_period or find.kind in _SPANS:
            turn.starts, turn.ends = find.start, find.due
        else:
            turn.asks = True
    length = _FOR.search(text, turn.a, min(turn.b, len(text)))
    if length and not any(find.a < length.end() and length.start() < find.b for find in finds):
        turn.count = number(length["count"] or "1")
        turn.unit = unit_of(length["unit"])
    if turn.count and turn.starts and not turn.ends:
        turn.ends = turn.last_from(turn.starts)


def _fill(turns: list[Turn]) -> None:
    """What one rhythm's day says about its neighbour: the next begins on the day after."""
    for one, two in pairwise(turns):
        if one.ends is None and two.starts is not None and not one.count:
            one.ends = two.starts - _DAY
        elif two.starts is None and one.ends is not None:
            two.starts = one.ends + _DAY
        if two.count and two.starts and not two.ends:
            two.ends = two.last_from(two.starts)
        if one.ends is None or two.starts is None or two.starts <= one.ends:
            two.asks = True


def spans_said(turn: Turn, says: str, *, follows: bool) -> str:
    """A rhythm in words with its span, as "every month, until 31 March 2026"."""
    said = says
    if turn.count and not turn.ends:
        said += f", for {turn.lasts}"
    if turn.starts:
        said += f", from {day_words(turn.starts)}"
    if turn.ends:
        said += f", until {day_words(turn.ends)}"
    elif turn.until:
        said += f", {turn.until}"
    if not turn.starts and (turn.count or follows):
        said += ", from a day that is not stated"
    return said
