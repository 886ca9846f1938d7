"""The words of a cell: without the HTML that conversions leave, in lines, and as the items of a list."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lscb.lines import behind_bullet, raised
from lscb.tables.content import Cell

_BLOCKS = r"p|ul|ol|div|t[rdh]|table|tbody|thead|h[1-6]|br"
_INLINES = r"b|strong|i|em|u|s|span|sup|sub|a|font|o:p"
_ATTRIBUTES = r"(?:\s[^<>]{0,400})?"
_ITEM = re.compile(rf"<li{_ATTRIBUTES}>", re.I)
_BLOCK = re.compile(rf"</?(?:{_BLOCKS}|li){_ATTRIBUTES}/?>", re.I)
_INLINE = re.compile(rf"</?(?:{_INLINES}){_ATTRIBUTES}/?>", re.I)
_ABOVE = re.compile(rf"<sup{_ATTRIBUTES}>([^<>]{{1,20}})</sup>", re.I)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});", re.I)
# "1.", "2)", "(a)", "iv." in front of an item.
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=\S)")
_COUNTED = re.compile(r"\(?(\d{1,2})[.)]\s+(?=\S)")
_GOES_ON = re.compile(
    r"(?:and|or|to|with|for|of|in|on|at|by|from|the|that|which|who|including|through|via|as|so|across|between)\b"
)
_REFERENCE = re.compile(
    r"(?:[A-Z]{1,5}[ .-]?)?\d{1,3}(?:[.-]\d{1,3}){0,3}[a-z]?[.):]?"
    r"|[A-Z]{1,4}\d{0,3}(?:[./-][A-Z]{0,4}\d{1,3}){1,3}"
    r"|[A-Z][a-z]{2,10}(?: [A-Za-z]{2,10})? \d{1,3}(?:\.\d{1,3}){0,2}[.:]?"
    r"|[a-h][.)]|\([a-h]\)|[ivx]{1,4}[.)]"
)


@dataclass(frozen=True)
class Said:
    """A cell with clean lines."""

    cell: Cell
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def line(self) -> str:
        """All of it in one line."""
        return " ".join(" ".join(self.lines).split())

    def __bool__(self) -> bool:
        return bool(self.lines)


def said(cell: Cell) -> Said:
    return Said(cell, clean_lines(cell.lines))


def clean_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines without tags and entities; a paragraph or an item of HTML is a line of its own. Empty ones go."""
    text = "\n".join(lines)
    if "<" in text:
        text = _ABOVE.sub(lambda found: raised(found[1]), text)
        text = _INLINE.sub("", _BLOCK.sub("\n", _ITEM.sub("\n• ", text)))
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    return tuple(line for each in text.splitlines() if (line := " ".join(each.split())) and line != "•")


def is_reference(text: str) -> bool:
    """Whether a short text can be the reference of an action: 1.10, A3, PA1.2, "Priority 4"."""
    return len(text) <= 20 and bool(_REFERENCE.fullmatch(text.strip()))


def trimmed(reference: str) -> str:
    """A reference without the full stop or colon behind its number: "1." is 1."""
    return (
        reference.strip().rstrip(".:)")
        if re.search(r"\d[a-z]?[.:)]\Z", reference.strip())
        else reference.strip()
    )


def reference_in_front(text: str, *, letters: bool = False) -> tuple[str, str]:
    """A reference that stands in front of the words, as automatic numbers do, and the rest; empty where none does.

    A letter or a small Roman number in front, "a)" or "(iv)", is one where `letters` says so.
    """
    found = re.match(
        r"((?:[A-Z]{1,4})?\d{1,3}(?:\.\d{1,3}){1,3}[a-z]?[.):]?|[A-Z]{1,4}\d{1,3}[.):]?|\d{1,3}[a-z]?[.):])"
        r"[ \t]+(?=\S)",
        text,
    )
    if found is None and letters and (mark := _NUMBER.match(text)):
        return mark[0].strip(" \t()."), text[mark.end() :]
    return (trimmed(found[1]), text[found.end() :]) if found else ("", text)


def items(lines: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands before a list, and its items without their bullets and numbers.

    A line behind an item that begins none goes on with it. Without bullets or numbers there are no items.
    """
    before: list[str] = []
    found: list[str] = []
    for line in lines:
        words = behind_bullet(line)
        if words is None and (number := _NUMBER.match(line)):
            words = line[number.end() :]
        if words is not None:
            found.append(words)
        elif found:
            found[-1] = f"{found[-1]}\n{line}"
        else:
            before.append(line)
    return tuple(before), tuple(found)


def each_line(lines: Sequence[str]) -> tuple[str, ...]:
    """The items of a cell that lists things one a line, with bullets or without."""
    before, found = items(lines)
    return (*before, *found)


def in_sentences(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines, where one that goes on with the sentence above, "and publish it", stands in its line."""
    made: list[str] = []
    for line in lines:
        if made and _GOES_ON.match(line):
            made[-1] = f"{made[-1]} {line}"
        else:
            made.append(line)
    return tuple(made)


def is_counted(lines: Sequence[str]) -> bool:
    """Whether lines count themselves: "1. Audit", "2. Report"."""
    return without_numbers(lines) != tuple(lines)


def without_numbers(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines without the numbers in front of them, where these count them: "1. Police", "2. Health"."""
    found = [_COUNTED.match(line) for line in lines]
    if len(lines) > 1 and [each and int(each[1]) for each in found] == list(range(1, len(lines) + 1)):
        return tuple(line[each.end() :] for line, each in zip(lines, found, strict=True) if each)
    return tuple(lines)


def who_and_when(
    lines: Sequence[str], is_date: Callable[[str], bool]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who and when of a cell that says both: "Police, May 2026" and each on lines of their own."""
    who: list[str] = []
    when: list[str] = []
    for line in lines:
        parts = [each.strip() for each in re.split(r"\s+[-–—]\s+|[,;(]\s*|\)\s*$", line) if each.strip()]
        parts = [said for each in parts for said in _before_by(each, is_date)]
        dates = [each for each in parts if len(each) <= 60 and is_date(each)]
        others = [each for each in parts if each not in dates]
        if others:
            who.append(line if not dates else ", ".join(others))
        when += dates
    return tuple(who), tuple(when)


def _before_by(words: str, is_date: Callable[[str], bool]) -> tuple[str, ...]:
    """ "Police by June 2026" as the two things that it says; all else as it is."""
    found = re.fullmatch(r"(\S.*?)\s+(by\s.+)", words, re.I | re.S)
    if found and not is_date(found[1]) and is_date(found[2]):
        return found[1], found[2]
    return (words,)


def joined(above: Said, below: Said) -> Said:
    """A cell with what continues it: half a sentence goes on in its line, all else on a new one."""
    if not above or not below:
        return above or below
    last, first = above.lines[-1], below.lines[0]
    if first[:1].islower() or last.endswith((",", "-", "–", "(")):
        lines = (*above.lines[:-1], f"{last} {first}", *below.lines[1:])
    else:
        lines = (*above.lines, *below.lines)
    return replace(above, lines=lines)
