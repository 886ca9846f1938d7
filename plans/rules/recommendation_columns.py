"""The columns of a list of recommendations, and how its answers are read. Pure."""

import re

from lscb.importing.shapes import ListColumn
from plans.rules.recommendations import Response

NEEDED = ({"text"},)
LONGEST_NUMBER = 20

_NUMBER = r"(?:rec(?:ommendation)?\.?\s*)?(?P<number>\d+(?:\.\d+)*[a-z]?)[.):]?"
_ONLY_NUMBER = re.compile(_NUMBER, re.I)
_NUMBERED = re.compile(_NUMBER + r"\s+(?P<text>\S.*)", re.I | re.S)
_NOT = re.compile(r"\b(?:not accepted|not agreed|rejected|declined|refused)\b|^no$", re.I)
_IN_PART = re.compile(r"\b(?:in part|part(?:ly|ially)?|with changes|in principle)\b", re.I)
_ACCEPTED = re.compile(r"\b(?:accepted|agreed)\b|^yes$", re.I)


def recommendation_columns() -> list[ListColumn]:
    return [
        ListColumn(
            "number",
            "Number",
            r"^(?:rec(?:ommendation)? )?(?:no|number|ref(?:erence)?)$|^rec$|^no$",
            limit=60,
            leads=True,
        ),
        ListColumn(
            "review",
            "Review",
            r"^(?:review|case|audit|scr|code ?name|name of review)$",
            across=True,
            limit=120,
        ),
        ListColumn("text", "Recommendation", r"recommendation|finding|learning point|^what$", lines=3),
        ListColumn(
            "to", "Addressed to", r"addressed to|for whom|^to$|agenc|owner|lead|who|responsible", limit=1000
        ),
        ListColumn("themes", "Themes", r"^themes?$|^topics?$|^categor", limit=400),
        ListColumn("response", "Answer", r"^response$|^answer|accepted|^decision$", limit=400),
        ListColumn("reason", "Why not as it stands", r"reason|rationale|^why", lines=2),
        ListColumn("evidence", "Evidence", r"evidence|^progress$|^update$", lines=2),
    ]


def number_and_text(number: str, text: str) -> tuple[str, str]:
    """The number and the words of a recommendation; a number that begins its words is taken for its own."""
    if found := _ONLY_NUMBER.fullmatch(number):
        return found["number"], text
    if not number and (found := _NUMBERED.fullmatch(text)):
        return found["number"], found["text"]
    return number, text


def answer_in(words: str) -> Response | None:
    """What was answered, where words say so; None where they say something else."""
    if not words:
        return Response.AWAITED
    for pattern, response in (
        (_NOT, Response.NOT_ACCEPTED),
        (_IN_PART, Response.IN_PART),
        (_ACCEPTED, Response.ACCEPTED),
    ):
        if pattern.search(words):
            return response
    return None


def several(words: str) -> list[str]:
    """Names or themes of one cell, which stand on lines or between semicolons."""
    return [each for part in re.split(r"[;\n]", words) if (each := part.strip(" \t•-–,"))]
