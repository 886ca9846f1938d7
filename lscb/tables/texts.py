"""A text of somebody's document as lines that a person reads."""

import re
from collections.abc import Iterable

from lscb.characters import cleaned
from lscb.lines import BULLET, in_one_line, shortened

LONGEST = 80  # characters of what is quoted from a document
# Places of symbol fonts that stand for no letter. What the usual ones show is known to `lscb.characters`.
_SYMBOL = re.compile("[\ue000-\uf8ff]")
_BULLET = re.compile(r"(?:[•·]|o(?=\t|[ \u00a0]{2}))[\s\u00a0]*(?=\S)")
# Control characters as Excel writes them: a line break of an old Mac is _x000D_.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that have something in them: clean, with one space where there are several or a tab, and with "• " for
    every kind of point that begins a line.
    """
    if text.isascii() and text.isprintable():  # the most there are, and quick
        line = in_one_line(text) if "  " in text or text[:1] == " " or text[-1:] == " " else text
        return (_pointed(line),) if line else ()
    read = _SYMBOL.sub(BULLET, cleaned(text)).replace("\u2011", "-")
    lines = (in_one_line(_pointed(line.strip(" \u00a0\t"))) for line in read.split("\n"))
    return tuple(line for line in lines if line)


def _pointed(line: str) -> str:
    found = _BULLET.match(line)
    return f"{BULLET} {line[found.end() :]}" if found else line


def unescaped(text: str) -> str:
    """With the characters that Excel writes by their numbers."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def quoted(texts: Iterable[str]) -> str:
    """The first words of what is left out, in one line."""
    words = in_one_line(" ".join(line for text in texts for line in lines_of(text)))
    return shortened(words, LONGEST)
