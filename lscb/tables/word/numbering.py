"""Automatic numbers: what Word shows in front of a paragraph that is an item of a list (ECMA-376, part 1, 17.9)."""

import re
from dataclasses import dataclass, replace

from lxml import etree

from lscb.lines import BULLET
from lscb.tables.word.xml import W, child_value, number, value

_LEVELS = 9
_LONGEST = 100  # letters of what stands in front of an item
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


@dataclass(frozen=True)
class _Level:
    start: int = 1
    sort: str = "decimal"  # of number: numFmt
    text: str = ""  # with %1 for the number of the first level
    restart: int | None = (
        None  # after which level it begins anew, counted from 1; 0 never; None after any higher
    )
    legal: bool = False  # all numbers as 1, 2, 3
    style: str = ""  # of the paragraphs that stand at this level
    is_close: bool = False  # nothing between number and text


@dataclass(frozen=True)
class _List:
    abstract: str
    levels: tuple[_Level, ...]
    starts: tuple[tuple[int, int], ...] = ()  # levels at which this list begins anew, and with which number


class Numbering:
    """Counts as it is asked, paragraph by paragraph in the order of the document."""

    def __init__(self, root: etree._Element | None):
        self._lists: dict[int, _List] = {}
        self._counts: dict[str, list[int | None]] = {}  # lists of one definition go on counting
        self._begun: set[int] = set()
        if root is not None:
            self._learn(root)

    def label(self, list_number: int | None, level: int | None, style: str = "") -> str:
        """What stands in front of the next paragraph of a list, with a space behind it; empty where it has no number.

        :param level: from 0; where it is not said, the one that belongs to the paragraph's style.
        """
        known = self._lists.get(list_number or 0)
        if known is None:
            return ""
        if level is None:
            level = next((n for n, each in enumerate(known.levels) if style and each.style == style), 0)
        level = max(0, min(level, _LEVELS - 1))
        counts = self._counts.setdefault(known.abstract, [None] * _LEVELS)
        if list_number not in self._begun:
            self._begun.add(list_number or 0)
            for at, start in known.starts:
                counts[at] = None
                known = replace(
                    known,
                    levels=tuple(
                        replace(each, start=start) if n == at else each for n, each in enumerate(known.levels)
                    ),
                )
            self._lists[list_number or 0] = known
        self._count(counts, known.levels, level)
        return _label(counts, known.levels, level)

    @staticmethod
    def _count(counts: list[int | None], levels: tuple[_Level, ...], level: int) -> None:
        for higher in range(level):
            if counts[higher] is None:
                counts[higher] = levels[higher].start
        now = counts[level]
        counts[level] = levels[level].start if now is None else now + 1
        for deeper in range(level + 1, _LEVELS):
            restart = levels[deeper].restart
            if restart is None or (restart and level < restart):
                counts[deeper] = None

    def _learn(self, root: etree._Element) -> None:
        abstracts: dict[str, tuple[_Level, ...]] = {}
        links: dict[str, str] = {}  # the list that is defined by a style of lists, by the style's key
        linked: dict[str, str] = {}
        for each in root.iterchildren(f"{W}abstractNum"):
            key = value(each, "abstractNumId") or ""
            abstracts[key] = _levels(each)
            if child_value(each, "styleLink"):
                links[child_value(each, "styleLink") or ""] = key
            if child_value(each, "numStyleLink"):
                linked[key] = child_value(each, "numStyleLink") or ""
        for each in root.iterchildren(f"{W}num"):
            own = number(value(each, "numId"))
            key = child_value(each, "abstractNumId") or ""
            key = links.get(linked.get(key, ""), key)
            if own is None or key not in abstracts:
                continue
            levels, starts = list(abstracts[key]), []
            for override in each.iterchildren(f"{W}lvlOverride"):
                at = number(value(override, "ilvl"))
                if at is None or not 0 <= at < _LEVELS:
                    continue
                instead = override.find(f"{W}lvl")
                if instead is not None:
                    levels[at] = _level(instead)
                start = number(child_value(override, "startOverride"))
                if start is not None:
                    starts.append((at, start))
            self._lists.setdefault(own, _List(key, tuple(levels), tuple(starts)))


def _levels(abstract: etree._Element) -> tuple[_Level, ...]:
    levels = [_Level() for _ in range(_LEVELS)]
    for each in abstract.iterchildren(f"{W}lvl"):
        at = number(value(each, "ilvl"))
        if at is not None and 0 <= at < _LEVELS:
            levels[at] = _level(each)
    return tuple(levels)


def _level(level: etree._Element) -> _Level:
    legal = level.find(f"{W}isLgl")
    return _Level(
        start=number(child_value(level, "start"), 0) or 0,
        sort=child_value(level, "numFmt") or "decimal",
        text=(child_value(level, "lvlText") or "")[:_LONGEST],
        restart=number(child_value(level, "lvlRestart")),
        legal=legal is not None and value(legal) not in ("0", "false", "off"),
        style=child_value(level, "pStyle") or "",
        is_close=child_value(level, "suff") == "nothing",
    )


def _label(counts: list[int | None], levels: tuple[_Level, ...], level: int) -> str:
    own = levels[level]
    if own.sort == "bullet":
        return f"{BULLET} " if own.text.strip() else ""

    def shown(found: re.Match) -> str:
        at = int(found[1]) - 1
        sort = "decimal" if own.legal and levels[at].sort != "decimalZero" else levels[at].sort
        count = counts[at]
        return as_shown(levels[at].start if count is None else count, sort)

    text = re.sub("%([1-9])", shown, own.text).strip()
    return f"{text}{'' if own.is_close else ' '}" if text else ""


def as_shown(count: int, sort: str) -> str:
    """A number in one of the sorts that Word has for them; in figures where we do not know the sort."""
    if sort == "none":
        return ""
    if sort == "decimalZero":
        return f"{count:02}"
    if sort == "ordinal":
        return f"{count}{_ending(count)}"
    if 0 < count < 4_000:
        if sort in ("lowerRoman", "upperRoman"):
            return _cased(_roman(count), sort)
        if sort in ("lowerLetter", "upperLetter"):  # z is followed by aa, bb
            return _cased(chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1), sort)
    if sort in ("cardinalText", "ordinalText") and 0 <= count < 100:
        return _in_words(count, sort == "ordinalText").capitalize()
    return str(count)


def _cased(text: str, sort: str) -> str:
    return text.upper() if sort.startswith("upper") else text


def _roman(count: int) -> str:
    made = ""
    for worth, letters in _ROMAN:
        made += letters * (count // worth)
        count %= worth
    return made


def _ending(count: int) -> str:
    if count % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")


def _in_words(count: int, is_ordinal: bool) -> str:
    tens, units = divmod(count, 10)
    words = [_UNITS[count]] if count < 20 else [_TENS[tens - 2], *([_UNITS[units]] if units else [])]
    if is_ordinal:
        last = words[-1]
        words[-1] = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return "-".join(words)
