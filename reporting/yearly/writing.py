"""Writing the little Markdown of `lscb.markdown`: what people typed stands in it as they typed it. Pure."""

import re
from collections.abc import Iterable, Sequence

from lscb.lines import run_on

# What would be read as a mark: anywhere, at the edge of a word, and where a line begins.
_MARKS = re.compile(r"[\\*|]|\[(?=[^\]]*\]\()|(?<!\w)_|_(?!\w)")
_BEGINS = re.compile(r"(\d{1,9})(?=[.)](?:\s|$))|(?=(?:#{1,6}|[-+])(?:\s|$))")


class Nothing(str):
    """What is drafted where the year holds nothing of a material: it says that."""


def said(text: str) -> str:
    """What somebody typed, in one line, none of it read as a mark. Inside a line of ours."""
    return _MARKS.sub(lambda mark: f"\\{mark[0]}", run_on(text))


def line(text: str) -> str:
    """The same where it begins a line."""
    text = said(text)
    if begins := _BEGINS.match(text):
        return f"{begins[0]}\\{text[begins.end() :]}"
    return text


def sentence(text: str) -> str:
    """With the stop that ends it."""
    text = text.rstrip()
    return text if not text or text[-1] in ".!?:…" else f"{text}."


def labelled(label: str, text: str) -> str:
    """As "What difference it made: fewer are missing."; empty where nothing was said."""
    return f"{label}: {sentence(said(text))}" if text.strip() else ""


def heading(words: str, level: int = 1) -> str:
    return f"{'#' * level} {said(words)}"


def items(lines: Iterable[str]) -> str:
    return "\n".join(f"- {each}" for each in lines)


def table(heads: Sequence[str], rows: Iterable[Sequence[str | int]], numbers: Iterable[int] = ()) -> str:
    """:param numbers: the places of the columns that hold numbers, from 0."""
    right = set(numbers)
    rules = ["---:" if place in right else "---" for place in range(len(heads))]
    lines = [[said(head) for head in heads], rules]
    lines += [[cell if isinstance(cell, str) else str(cell) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def blocks(*parts: str) -> str:
    """Parts under each other, without those that are empty."""
    return "\n\n".join(part for part in parts if part)
