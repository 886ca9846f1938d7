"""Letters on paper: which of the bundled fonts a paper asks for, and which letters none of them has.

`static/css/scripts.css` is the one list of fonts beside the product's own: each with the letters it is asked for.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

from lscb.characters import cleaned
from reporting.report.content import MonitoringReportContent, to_json
from reporting.yearly.content import YearlyContent

OWN = ("SourceSans3-Regular.ttf.woff2", "PlanSymbols-Regular.woff2")
_RULE = re.compile(r"@font-face \{.*?\}", re.DOTALL)
_FAMILY, _FILE = re.compile(r'font-family: "([^"]+)"'), re.compile(r'url\("\.\./fonts/([^"]+)"\)')
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")
# What shapes the letters around it and is nowhere printed itself: joiners, variation selectors, letters of a tag.
_SHAPES = frozenset([0x200C, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080)])


@dataclass(frozen=True)
class Face:
    """A font of scripts.css: its rule there, and the letters it is asked for."""

    family: str
    file: str
    rule: str
    ranges: tuple[tuple[int, int], ...]

    def is_asked_for(self, letters: set[int]) -> bool:
        return any(first <= letter <= last for first, last in self.ranges for letter in letters)

    def holds(self, letter: int) -> bool:
        return self.is_asked_for({letter}) and letter in letters_in(self.file)


@cache
def faces() -> tuple[Face, ...]:
    """The fonts of other scripts and of emoji, in the order in which they are asked."""
    css = Path(settings.BASE_DIR, "static/css/scripts.css").read_text(encoding="utf-8")
    return tuple(
        Face(
            family=_FAMILY.search(rule)[1],
            file=_FILE.search(rule)[1],
            rule=rule,
            ranges=tuple((int(first, 16), int(last or first, 16)) for first, last in _RANGE.findall(rule)),
        )
        for rule in _RULE.findall(css)
    )


@cache
def letters_in(file: str) -> frozenset[int]:
    """The letters a bundled font has."""
    with TTFont(Path(settings.BASE_DIR, "static/fonts", file), lazy=True) as font:
        return frozenset(font.getBestCmap())


def faces_for(words: str) -> list[Face]:
    """The fonts that a paper with these words needs beside the product's own."""
    letters = _beside_our_own(words)
    return [face for face in faces() if face.is_asked_for(letters)] if letters else []


def letters_lacking(words: str) -> tuple[str, ...]:
    """The letters of these words, each once, that no bundled font has: they may print as empty boxes."""
    return tuple(
        chr(letter)
        for letter in sorted(_beside_our_own(words) - _SHAPES)
        if not any(face.holds(letter) for face in faces())
    )


def lacking_in(content: MonitoringReportContent | YearlyContent) -> tuple[str, ...]:
    """The letters of a report that may print as empty boxes, in words; to be said before it is made final."""
    return lacking_in_data(to_json(content))


def lacking_in_data(data: dict) -> tuple[str, ...]:
    """The same of whatever a final keeps, as JSON."""
    return tuple(map(named, letters_lacking(cleaned(json.dumps(data, ensure_ascii=False, default=str)))))


def named(letter: str) -> str:
    """A letter as a person is told of it, who may see a box too: “한” (Hangul syllable han)."""
    name = unicodedata.name(letter, "").lower().capitalize()
    return f"“{letter}” ({name or f'U+{ord(letter):04X}'})"


def _beside_our_own(words: str) -> set[int]:
    if words.isascii():
        return set()
    letters = {ord(letter) for letter in set(words) if not letter.isspace()}
    return letters.difference(*map(letters_in, OWN)) if max(letters, default=0) > 0xFF else set()
