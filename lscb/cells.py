"""Cells of the spreadsheets that lists are handed out as, and taken back from."""

import re

from lscb.characters import cleaned
from lscb.lines import with_bullets

# What would be a formula; and what an apostrophe guards already: it gets another, and comes back with its own.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def no_formula(text: str) -> str:
    """A cell that spreadsheets can hold and none takes for a formula; what would be one begins with an apostrophe."""
    text = cleaned(text)
    return f"'{text}" if len(text) > 1 and _FORMULA.match(text) else text


def words_cell(text: str) -> str:
    """A cell for people to read, with the lines and bullets that the text has on a page."""
    return no_formula(with_bullets(cleaned(text)))


def as_typed(text: str) -> str:
    """What a cell that comes back says, without that apostrophe and without spaces around it."""
    text = text.strip()
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
