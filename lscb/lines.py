"""Lines of a text: what ends one, how many become one, and which are items of a list. Pure.

Whoever prints a text (page, paper, Word, spreadsheet, letter, calendar) asks here, so that the same lines stand
everywhere and a bullet that was pasted is not printed beside one of ours.
"""

import re
from dataclasses import dataclass

# Whatever str.splitlines or a mail server ends a line at.
_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Signs that nobody begins a line with but to make it an item; a dash and a star only with a space behind.
_ITEM = re.compile(
    r"[\s\u00a0]*(?:[•·∙‣⁃▪▫■□●○◦◻◼◽◾❑❖➢➤\uf000-\uf0ff]|[-–—−*](?=[\s\u00a0])|o(?=\t|[ \u00a0]{2}))[\s\u00a0]*(?=\S)"
)
# Where a sentence, and failing that a part of one, ends.
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])(?= )")
_PART_ENDS = re.compile(r"(?=[;:,]? )(?<=[;:,])|(?= [-–—(])")
_SMALL_O = re.compile(r"\s*o[ \u00a0](?=\S)")
_OF_A_NOTE = re.compile(r"[0-9\s,;*()\[\]–-]+")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
BULLET = "•"
MORE = "\u00a0…"  # behind words that are cut, and never on a line of its own


@dataclass(frozen=True)
class Block:
    """Lines that stand together: of one paragraph, or the items of a list."""

    lines: tuple[str, ...]
    is_list: bool = False


def has_line_break(text: str) -> bool:
    return bool(_BREAK.search(text))


def in_one_line(text: str) -> str:
    """The words with one space between."""
    return " ".join(text.split())


def blocks(text: str) -> list[Block]:
    """The paragraphs and lists of a text: an empty line ends a paragraph; items have their bullets taken off."""
    found: list[Block] = []
    begin = True
    for line, is_item in _read(text):
        if not line:
            begin = True
            continue
        if (begin and not is_item) or not found or found[-1].is_list != is_item:
            found.append(Block((line,), is_item))
        else:
            found[-1] = Block((*found[-1].lines, line), is_item)
        begin = False
    return found


def lines_of(text: str) -> tuple[str, ...]:
    """What is typed one a line, without empty lines and without bullets."""
    return tuple(line for line, _ in _read(text) if line)


def run_on(text: str) -> str:
    """The lines one after another, without bullets: for where there is room for one line only."""
    return " ".join(lines_of(text))


def behind_bullet(line: str) -> str | None:
    """What stands behind the bullet that a line begins with; None where it begins with none."""
    sign = _ITEM.match(line)
    return line[sign.end() :].strip() if sign else None


def with_bullets(text: str) -> str:
    """The text for where only characters are to be had: line breaks as they are, one bullet before each item."""
    return "\n".join(f"{BULLET} {line}" if is_item else line for line, is_item in _read(text))


def _read(text: str) -> list[tuple[str, bool]]:
    lines = text.splitlines()
    # "o" is Word's second bullet, and a letter: where more than one line begins with it, it is the bullet.
    small = sum(bool(_SMALL_O.match(line)) for line in lines) > 1
    read = []
    for line in lines:
        sign = _ITEM.match(line) or (_SMALL_O.match(line) if small else None)
        read.append((line[sign.end() :].strip() if sign else line.strip(), bool(sign)))
    return read


def shortened(text: str, longest: int) -> str:
    """The text, cut at a word where it is longer than so many characters."""
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + MORE


def beginning(text: str, at_most: int) -> str:
    """In one line, and whole if it has at most so many characters; else what makes sense by itself, with an ellipsis.

    That is its first sentences if they fill a third of the room, else parts of a sentence that fill half of it, else
    whole words.
    """
    words = in_one_line(text)
    if len(words) <= at_most:
        return words
    room = words[: at_most + 1]
    for ends, least in ((_SENTENCE_ENDS, at_most // 3), (_PART_ENDS, at_most // 2), (re.compile("(?= )"), 1)):
        places = [match.start() for match in ends.finditer(room) if least <= match.start() <= at_most]
        if places:
            return f"{words[: places[-1]].rstrip(' ,;:')}{MORE}"
    return f"{words[:at_most]}{MORE}"


def raised(text: str) -> str:
    """What is set above the line: figures by their own signs, so that the number of a note adds none to the words
    in front of it. "2026" with a 1 above it is 2026¹, not 20261.
    """
    return text.translate(_RAISED) if _OF_A_NOTE.fullmatch(text) else text
