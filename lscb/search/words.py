"""What somebody looks for, and where a text says it. Pure.

A word is found by its beginning ("train" finds "training"), however it is typed (`lscb.finding.folded`); a number, a
single letter and words in quotation marks only as they stand. What has a sign inside is looked for one word after
another: "8.5" is an 8 with a 5 behind it, and "multi-agency" finds "multi agency".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lscb.finding import folded

LONGEST = 200  # characters that are looked at
MOST = 12  # words, or phrases, that are looked for
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Asked:
    """One thing that has to be said: words one after another, of which the last may go on unless it is `exact`.

    `singular` is that of a single word that reads like a plural: "policies" finds "policy" as well.
    """

    words: tuple[str, ...]
    exact: bool = False
    singular: str = ""

    def begins_at(self, said: Sequence[str], place: int) -> bool:
        """Whether the words of a text say it from the one at `place` on."""
        *whole, last = self.words
        there = said[place : place + len(self.words)]
        if len(there) < len(self.words) or list(there[:-1]) != whole:
            return False
        if self.exact:
            return there[-1] == last
        return there[-1].startswith(last) or bool(self.singular and there[-1].startswith(self.singular))


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: letters and figures alone."""
    return _WORD.findall(folded(text))


def asked(typed: str) -> list[Asked]:
    """What somebody typed, as what has to be said, all of it. Nothing that can be typed is refused."""
    found = []
    parts = folded(typed[:LONGEST]).split('"')
    for number, part in enumerate(parts):
        in_quotes = number % 2 == 1 and number < len(parts) - 1  # the last may not be closed yet
        for said in [part] if in_quotes else part.split():
            if words := tuple(_WORD.findall(said)):
                exact = in_quotes or len(words[-1]) == 1 or words[-1].isdigit()
                one = "" if exact or len(words) > 1 else _singular(words[0])
                found.append(Asked(words, exact, one))
    return list(dict.fromkeys(found))[:MOST]


def _singular(word: str) -> str:
    if not word.isascii() or len(word) < 4 or word.endswith(("ss", "us", "is")):
        return ""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") else ""


# --- Showing what was found -----------------------------------------------------------------------------------

Parts = list[tuple[str, bool]]


def marked(text: str, looked_for: Iterable[Asked]) -> Parts:
    """The text in parts, each with whether it was looked for."""
    parts: Parts = []
    end = 0
    for a, b in _places(text, list(looked_for)):
        parts += [(text[end:a], False), (text[a:b], True)]
        end = b
    return [part for part in (*parts, (text[end:], False)) if part[0]]


def excerpt(text: str, looked_for: Iterable[Asked], room: int = 220) -> Parts:
    """Where in a text of several lines it is said, cut at words and marked; the whole of a short text. Empty where it
    says none of it."""
    text = " ".join(text.split())
    places = _places(text, list(looked_for))
    if not places:
        return []
    # Where most of it stands together.
    first = max(places, key=lambda place: sum(place[0] <= a and b <= place[0] + room for a, b in places))[0]
    begin = max(0, first - room // 4)
    if begin and len(text) > room:
        begin = min(text.find(" ", begin) + 1, first) if " " in text[begin:first] else first
    else:
        begin = 0
    end = begin + room
    if len(text) - end < 20:
        end = len(text)
    elif " " in text[begin:end]:
        end = max(text.rfind(" ", begin, end), next(b for a, b in places if b > first))
    parts = marked(text[begin:end], looked_for)
    return [*([("… ", False)] if begin else []), *parts, *([(" …", False)] if end < len(text) else [])]


def _places(text: str, looked_for: list[Asked]) -> list[tuple[int, int]]:
    """Where what is looked for stands in a text, from the front; what touches is one place."""
    spans, said = [], []
    for match in _WORD.finditer(text):
        # A sign that stands for several words, as ½ does, is one place.
        for word in words_of(match[0]):
            said.append(word)
            spans.append(match.span())
    found = set()
    for place in range(len(said)):
        for each in looked_for:
            if each.begins_at(said, place):
                found.add((spans[place][0], spans[place + len(each.words) - 1][1]))
    merged: list[tuple[int, int]] = []
    for a, b in sorted(found):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    return merged
