"""A text of little Markdown (`lscb.markdown`) in pieces that are looked at one by one, and put together again. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lscb.lines import behind_bullet

_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_NUMBERED = re.compile(r"\s*(\d{1,9}[.)])[ \t]+(?=\S)")


class Kind(StrEnum):
    HEADING = "heading"
    ITEM = "item"
    TABLE = "table"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True)
class Piece:
    """A paragraph, a table, a heading or an item of a list. `mark` is what makes it one and does not stand in `words`;
    `depth` how far an item stands in, in spaces."""

    kind: Kind
    words: str
    mark: str = ""
    depth: int = 0

    @property
    def is_table(self) -> bool:
        return self.kind == Kind.TABLE


def pieces(text: str) -> list[Piece]:
    """The text in its order, without empty lines."""
    found: list[Piece] = []
    begins = True
    for line in text.split("\n"):
        if not line.strip():
            begins = True
            continue
        piece = _piece(line)
        if not begins and found and piece.kind in (Kind.PARAGRAPH, Kind.TABLE) and _goes_on(found[-1], piece):
            last = found[-1]
            found[-1] = Piece(last.kind, f"{last.words}\n{line.strip()}", last.mark, last.depth)
        else:
            found.append(piece)
        begins = False
    return found


def put_together(said: Iterable[tuple[Piece, str]]) -> str:
    """A text of the pieces that go out, in the words that do; a heading with nothing under it is left out."""
    text, before = "", None
    for piece, words in _without_bare_headings(list(said)):
        joined = piece.kind == before == Kind.ITEM
        text += ("\n" if joined else "\n\n") if text else ""
        text += _line(piece, words)
        before = piece.kind
    return text


def _piece(line: str) -> Piece:
    depth = len(line) - len(line.lstrip(" "))
    if heading := _HEADING.match(line):
        return Piece(Kind.HEADING, line[heading.end() :].strip(), heading[1])
    if (words := behind_bullet(line)) is not None:
        return Piece(Kind.ITEM, words, "-", depth)
    if numbered := _NUMBERED.match(line):
        return Piece(Kind.ITEM, line[numbered.end() :].strip(), numbered[1], depth)
    is_row = line.lstrip().startswith("|") or "\t" in line.strip()
    return Piece(Kind.TABLE if is_row else Kind.PARAGRAPH, line.strip())


def _goes_on(last: Piece, piece: Piece) -> bool:
    """Whether a line belongs to what stands right above it."""
    if piece.kind == Kind.TABLE:
        return last.kind == Kind.TABLE
    return last.kind in (Kind.PARAGRAPH, Kind.ITEM)


def _without_bare_headings(said: list[tuple[Piece, str]]) -> Iterator[tuple[Piece, str]]:
    for place, (piece, words) in enumerate(said):
        if piece.kind == Kind.HEADING:
            under = next(
                (
                    each
                    for each, _ in said[place + 1 :]
                    if each.kind != Kind.HEADING or len(each.mark) <= len(piece.mark)
                ),
                None,
            )
            if under is None or under.kind == Kind.HEADING:
                continue
        yield piece, words


def _line(piece: Piece, words: str) -> str:
    words = words.strip()
    if piece.kind == Kind.HEADING:
        return f"{piece.mark} {' '.join(words.split())}"
    if piece.kind == Kind.ITEM:
        start = f"{' ' * piece.depth}{piece.mark} "
        return start + words.replace("\n", "\n" + " " * len(start))
    return words
