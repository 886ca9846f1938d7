"""Text whose cells are separated by a sign: CSV, what a spreadsheet copies, a text without any table."""

import re
from collections.abc import Iterator
from itertools import islice

from lscb.cells import as_typed
from lscb.tables.gathering import Gathering, Grid, cell_of
from lscb.tables.limits import NotReadable
from lscb.tables.texts import lines_of
from lscb.tables.web import as_words

# What Excel and its like put between the cells of a CSV; which one goes by the country.
_SIGNS = (",", ";", "\t", "|")
_LOOKED_AT = 50_000  # characters by which the sign is found, and of these at most so many rows
_ROWS = 50
_HEADING, _BOLD = re.compile(r"(#{1,6}) +(?=\S)"), re.compile(r"\*\*(.+)\*\*")  # as Markdown writes them
NO_TEXT = (
    "This file is none that can be read. Save the table as a Word document (.docx), an Excel workbook (.xlsx) or a "
    ".csv, and choose that file."
)


def read_separated(text: str, gathering: Gathering, *, sign: str = "", is_table: bool = False) -> None:
    """
    :param sign: what separates; found by looking where it is not given.
    :param is_table: whether it is known to be one; else a text that makes no even columns is paragraphs.
    """
    named = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)  # Excel's own way of saying it
    if named:
        text, sign = text[named.end() :], named[1]
    found = sign or separator(text)
    if not is_table and not named and not _is_even(text[:_LOOKED_AT], found):
        if not (sign and _mostly(sign, text)):
            _read_between(text, gathering)
            return
    sign = found
    grid = Grid(gathering)
    for number, row in enumerate(rows_of(text, sign)):
        for place, cell in enumerate(row):
            typed = as_typed(cell)
            if typed:
                gathering.count(typed)
                grid.put(number, place, cell_of(as_words(typed)))
    gathering.table(grid)


def _mostly(sign: str, text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    without = sum(sign not in line for line in lines)
    return without < 3 or without * 5 <= len(lines)


def _read_between(text: str, gathering: Gathering) -> None:
    """A text that holds tables: lines with tabs one below another are one, all others are paragraphs."""
    lines: list[list[str]] = []  # with tabs, since the last without
    for line in text.splitlines():
        gathering.count(line)
        if "\t" in line:
            lines.append(line.split("\t"))
            continue
        _end_table(lines, gathering)
        lines.clear()
        signs, bold = _HEADING.match(line), _BOLD.fullmatch(line.strip())
        words = lines_of(as_words(line[signs.end() :] if signs else bold[1] if bold else line))
        gathering.paragraph(words, signs.end(1) if signs else 0, bold=bool(bold))
    _end_table(lines, gathering)


def _end_table(lines: list[list[str]], gathering: Gathering) -> None:
    """Put lines with tabs down as a table; one alone is one where it has three cells, else a paragraph."""
    if len(lines) == 1 and sum(bool(cell.strip()) for cell in lines[0]) < 3:
        gathering.paragraph(lines_of(as_words(" ".join(lines[0]))))
        return
    grid = Grid(gathering)
    for row, cells in enumerate(lines):
        grid.reach(row + 1, 0)
        for place, cell in enumerate(cells):
            if typed := as_typed(cell):
                grid.put(row, place, cell_of(as_words(typed)))
    gathering.table(grid)


def rows_of(text: str, sign: str) -> Iterator[list[str]]:
    """The cells of each line. What stands in quotes may go over several lines and hold the sign; a quote that is not
    closed before a sign or the end of a line is one of the text.
    """
    edge = re.escape(sign)
    cell = re.compile(rf'"((?:[^"]|"")*+)"[ ]*(?={edge}|\r|\n|\Z)|([^{edge}\r\n]*)')
    end = len(text)
    place, row = 0, []
    while place < end:
        found = cell.match(text, place)
        if not found:  # never: the second way matches nothing at all
            break
        row.append(found[1].replace('""', '"') if found[1] is not None else found[2])
        place = found.end()
        if text[place : place + 1] == sign:
            place += 1
            if place == end:
                row.append("")
            continue
        yield row
        row = []
        place += 2 if text.startswith("\r\n", place) else 1
    if row:
        yield row


def separator(text: str) -> str:
    """Whatever makes columns of a text's first rows, as many in each; then what makes most of them, else a comma.

    Headings and sentences have commas of their own, which a space follows: "who, as printed".
    """

    text = text[:_LOOKED_AT]

    def how_well(sign: str) -> tuple[bool, bool, float, int]:
        rows = [row for row in islice(rows_of(text, sign), _ROWS) if any(map(str.strip, row))]
        if not rows:
            return False, sign == ",", 0, 1
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count)
        return (
            len(set(widths)) == 1 and usual > 1,
            not any(each[:1] == " " for each in rows[0]),
            widths.count(usual) / len(widths) if usual > 1 else 0,
            len(rows[0]),
        )

    return max(_SIGNS, key=how_well)


def _is_even(text: str, sign: str) -> bool:
    """Whether most lines of a text have as many cells as each other, and more than one: a table, not sentences."""
    widths = [len(row) for row in islice(rows_of(text, sign), _ROWS) if any(map(str.strip, row))]
    usual = max(set(widths), key=widths.count, default=0)
    return len(widths) > 1 and usual > 1 and widths.count(usual) * 5 >= len(widths) * 4


def decoded(content: bytes) -> str:
    """The text of a file in one of the encodings that spreadsheets and editors write.

    :raises NotReadable: for what is no text.
    """
    try:
        text = _decoded(content)
    except UnicodeDecodeError as e:
        raise NotReadable(NO_TEXT) from e
    odd = sum(map(text.count, map(chr, (*range(9), *range(14, 32)))))
    if odd > 5 + len(text) // 100:
        raise NotReadable(NO_TEXT)
    return text


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    # Without a mark: Latin letters in two bytes have a zero in every second one.
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = content[first::2]
        if len(content) % 2 == 0 and half.count(0) * 2 > len(half) > 0:
            return content.decode(encoding)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in content:  # no text of one byte a letter has one
            raise
        return content.decode("cp1252")
