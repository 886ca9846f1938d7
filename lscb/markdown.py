"""Texts with headings, lists and tables: the little Markdown that people type, as HTML for page, paper and Word. Pure.

Headings, paragraphs with their line breaks, lists, tables, bold, italics and links are all there is. Whatever else is
typed, HTML among it, stands in the text as it was typed: it is never switched on, so it cannot be switched on by a
trick. Nothing is fetched, and a link leads to an address of the web or of e-mail or is no link.

What comes out of Word is read too: its bullets as those of a list, and lines with tabs as a table.
"""

from collections.abc import Iterator
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lscb.characters import cleaned, reads_from_the_right
from lscb.lines import behind_bullet

# A text stands under a heading of level 2, its own headings below that.
TOP, LOWEST = 3, 4
_LINKS = ("http://", "https://", "mailto:")
_RULES = ["heading", "list", "table", "emphasis", "escape", "link", "newline"]
_TABLE = "table table-cards"


def _reader() -> MarkdownIt:
    """Begins with nothing and has each rule added by name."""
    reader = MarkdownIt("zero", {"html": False, "breaks": True, "xhtmlOut": True}).enable(_RULES)
    reader.validateLink = lambda url: url.lower().startswith(_LINKS)
    return reader


_READER = _reader()


def to_html(text: str) -> str:
    """The text as HTML that is safe to put into a page as it is.

    Its headings are of the levels 3 and 4, and never leave one out. A table has its first line as headings of columns,
    its first column as headings of rows, and names the column in each cell, so that it can be read as cards.
    """
    tokens = _READER.parse(_as_markdown(cleaned(text)))
    _fit_headings(tokens)
    _head_cells(tokens)
    _turn(tokens)
    return str(_READER.renderer.render(tokens, _READER.options, {}))


def to_words(text: str) -> str:
    """What it says, in one line without any marks."""
    said = (_said(token) for token in _READER.parse(_as_markdown(cleaned(text))) if token.type == "inline")
    return " ".join(" ".join(said).split())


def _said(token: Token) -> str:
    return "".join(
        " " if each.type in ("softbreak", "hardbreak") else each.content for each in token.children or ()
    )


# --- What is typed, as Markdown has it --------------------------------------------------------------------------------


def _as_markdown(text: str) -> str:
    written: list[str] = []
    for pasted, group in groupby(text.split("\n"), key=_has_cells):
        lines = list(group)
        if pasted and len(lines) > 1:
            written += ["", *_table(lines), ""]
        else:
            written += [_item(line) for line in lines]
    return "\n".join(written)


def _has_cells(line: str) -> bool:
    """Whether it is a row of a table as Word and Excel copy it."""
    return "\t" in line.strip() and behind_bullet(line) is None


def _table(lines: list[str]) -> Iterator[str]:
    rows = [[cell.strip().replace("|", "\\|") for cell in line.split("\t")] for line in lines]
    columns = max(map(len, rows))
    for place, row in enumerate(rows):
        yield f"| {' | '.join(row + [''] * (columns - len(row)))} |"
        if place == 0:
            yield f"|{' --- |' * columns}"


def _item(line: str) -> str:
    """The line with a pasted bullet as Markdown has it."""
    words = behind_bullet(line)
    if words is None or line.lstrip()[0] in "-*":
        return line
    return f"{' ' * (len(line) - len(line.lstrip(' ')))}- {words}"


# --- What is read, as our pages have it -------------------------------------------------------------------------------


def _fit_headings(tokens: list[Token]) -> None:
    """Give headings the levels that are free here: the deeper below the higher, and none left out."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            above = [each for each in above if each < token.tag] + [token.tag]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(TOP + len(above) - 1, LOWEST)}"


def _head_cells(tokens: list[Token]) -> None:
    heads: list[str] = []
    column, is_head = 0, False
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            token.attrSet("class", _TABLE)
            heads = []
        elif token.type == "thead_open":
            is_head = True
        elif token.type == "tbody_open":
            is_head = False
        elif token.type == "tr_open":
            column = 0
        elif token.type in ("th_open", "td_open"):
            words = _said(tokens[place + 1])
            end = tokens[place + 2]
            token.attrs = {"class": "num"} if "right" in str(token.attrGet("style")) else {}
            if is_head:
                heads.append(words)
            if words and (is_head or column == 0):
                token.tag = end.tag = "th"
                token.attrSet("scope", "col" if is_head else "row")
            else:
                token.tag = end.tag = "td"
                token.attrSet("data-label", "" if is_head else heads[column])
            column += 1


def _turn(tokens: list[Token]) -> None:
    """Say the direction of what is read from the right."""
    for place, token in enumerate(tokens):
        if token.type == "inline" and reads_from_the_right(_said(token)):
            around = (each for each in reversed(tokens[:place]) if each.nesting == 1 and not each.hidden)
            next(around).attrSet("dir", "rtl")


# --- Its tables as data ---------------------------------------------------------------------------------------------


def to_tables(text: str) -> list[list[list[str]]]:
    """Its tables in their order: rows of cells in plain words, the heads of the columns first."""
    tables: list[list[list[str]]] = []
    tokens = _READER.parse(_as_markdown(cleaned(text)))
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type in ("th_open", "td_open"):
            tables[-1][-1].append(" ".join(_said(tokens[place + 1]).split()))
    return tables
