"""Texts of one line: what counts as a line break, and how many lines become one. Pure."""

import re

# Whatever str.splitlines or a mail server ends a line at.
_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def has_line_break(text: str) -> bool:
    return bool(_BREAK.search(text))


def in_one_line(text: str) -> str:
    """The words with one space between."""
    return " ".join(text.split())
