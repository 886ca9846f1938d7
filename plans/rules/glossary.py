"""The columns of a list of abbreviations, in the words of boards. Pure."""

import re

from lscb.importing.shapes import ListColumn

NEEDED = ({"term", "meaning"},)


def glossary_columns() -> list[ListColumn]:
    return [
        ListColumn(
            "term",
            "Abbreviation",
            r"abbreviation|acronym|^terms?$|initials|^short(?: form| name)?$|^letters$|^word$",
            holds=is_abbreviation,
            limit=60,
            leads=True,
        ),
        ListColumn(
            "meaning",
            "What it stands for",
            r"meaning|definition|stands for|in full|full (?:name|title|form)|explanation|description"
            r"|^means$|^name$|^title$",
            limit=300,
        ),
    ]


def is_abbreviation(text: str) -> bool:
    """Whether a text looks like one: short, and mostly capitals or with a sign inside."""
    return bool(re.fullmatch(r"[A-Z][A-Za-z0-9&/.\-]{1,14}", text)) and sum(map(str.isupper, text)) > 1
