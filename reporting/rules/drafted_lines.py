"""Which lines of a text still stand as they were drafted, so that a page can mark them until somebody looked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Block:
    """A stretch of a text, set out by itself: how many of its lines have words, and how many of those were drafted."""

    text: str
    lines: int
    drafted: int

    @property
    def is_drafted(self) -> bool:
        """Whether any of it stands as it was drafted."""
        return self.drafted > 0

    @property
    def is_all_drafted(self) -> bool:
        return self.drafted == self.lines


def blocks(text: str, drafted: str) -> tuple[Block, ...]:
    """The text in stretches between empty lines, put together where they are alike: all drafted, none, or some.

    A line counts as drafted if the drafted text has it, wherever it stands there: who moves it has not changed it.
    """
    offered = {line.strip() for line in drafted.split("\n") if line.strip()}
    paragraphs = [_block([lines], offered) for lines in _paragraphs(text)]
    return tuple(
        _block([each.text.split("\n") for each in alike], offered)
        for _, alike in groupby(paragraphs, key=lambda each: (each.is_drafted, each.is_all_drafted))
    )


def _paragraphs(text: str) -> Iterator[list[str]]:
    for has_words, lines in groupby(text.split("\n"), key=lambda line: bool(line.strip())):
        if has_words:
            yield list(lines)


def _block(paragraphs: list[list[str]], offered: set[str]) -> Block:
    lines = [line for each in paragraphs for line in each if line.strip()]
    return Block(
        "\n\n".join("\n".join(each) for each in paragraphs),
        len(lines),
        sum(line.strip() in offered for line in lines),
    )
