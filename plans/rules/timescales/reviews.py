"""When work is looked at again: "Ongoing (review March 2026)", "Completed March 2025; next review March 2026".

A review beside work that goes on, or that is done, is no due date: it fills the review date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .dates import Find
from .words import FLAGS

_FILL = (
    r"(?:(?:dates?|due|again|by|in|on|at|for|of|from|the|is|to|be|then|next|end|scheduled|planned|set|with|around|board"
    r"|subgroup|meeting|last|day|month|thereafter|early|mid|late|completed|held|required|needed|following|further) ?[:=,-]{0,2} ?){0,6}"
)
_REVIEW = re.compile(
    r"(?<![a-z])(?P<led>(?:(?:next|for|due for|to be|will be|be|and|then|with|an?|further|formal|annual|yearly|light"
    r"[- ]touch|date of|date for|due) ){0,4})(?P<word>re-?view(?P<past>ed)?|re-?views|re-?viewing|re-?visit(?:ed)?"
    r"|refresh(?:ed)?|looked at again|look again|re-?assess(?:ed|ment)?|evaluat(?:e|ed|ion)|monitor(?:ed)?)"
    rf"[ :=,;(\[-]{{1,3}}{_FILL}[(\[]?$",
    FLAGS,
)
_PAST = re.compile(
    r"(?<![a-z])(?:last|previous(?:ly)?|most recent(?:ly)?|(?:has|have) been|was|were) (?:formally |fully )?"
    r"(?:re-?view(?:ed)?|refresh(?:ed)?|date of review)[ :=,(\[-]{1,3}" + _FILL + "$",
    FLAGS,
)
_LABEL = re.compile(
    r"(?:next|review date|date of|for|to be|will be|due)|(?:[(\[] ?|; ?|\. |review ?[:=-] ?)", FLAGS
)
_NEXT = re.compile(r"(?<![a-z])next (?:re-?view|due|date)(?![a-z])", FLAGS)
_ANY = re.compile(r"re-?view|re-?visit|refresh|look|re-?assess|evaluat|monitor", FLAGS)
DONE = re.compile(
    r"(?<![a-z])(?<!be )(?<!by )(?:action |now |all |this |task |status:? ?)?(?:is |are |was |been |now )?"
    r"(?:complete|completed|done|achieved|closed|finished|implemented|delivered|published|launched|approved|ratified|adopted|signed off|in place)(?![a-z])"
    r"(?! (?:by|in line))",
    FLAGS,
)
_WITHIN = re.compile(r" ?(?:, ?)?(?:and|&|\+|or|/|-|to|,)? ?(?:then )?(?:the )?", FLAGS)


def part_reviews(
    text: str, finds: Sequence[Find], *, ongoing: bool, often: Sequence[str]
) -> tuple[list[Find], list[Find], list[Find], bool]:
    """The dates that stand, those of a review still to come, and those of one held before; and whether that asks.

    Only beside something else is a review no due date of its own: work that goes on, that is done, that recurs, or
    that has another date.
    """
    if not finds or not _ANY.search(text):
        return list(finds), [], [], False
    standing: list[Find] = []
    reviews: list[Find] = []
    held: list[Find] = []
    asks = False
    last: tuple[int, list[Find]] = (-1, standing)
    labelled = False
    for find in finds:
        between = text[max(last[0], 0) : find.a]
        to = standing
        if last[0] >= 0 and (find.a < last[0] or _WITHIN.fullmatch(between)):
            to = last[1]
        elif _PAST.search(between[-90:]):
            to = held
        elif review := _REVIEW.search(between[-90:]):
            past = bool(review["past"]) and not re.search(r"(?:be|next|for|then) $", review["led"], FLAGS)
            if past and _NEXT.search(text, find.b):
                to = held
            else:
                to = reviews
                labelled = labelled or bool(_LABEL.search(between[-90:], max(review.start() - 2, 0)))
                asks = asks or past
        to.append(find)
        last = (find.b, to)
    goes_on = ongoing or bool(DONE.search(text))
    is_recurring_review = any(
        re.search(rf"{re.escape(words)},? re-?views?(?![a-z])", text, FLAGS) for words in often
    )
    steps = not goes_on and len(standing) > 1  # a plan's steps, of which a review is one
    if held and not (goes_on or standing or often):  # "Last reviewed March 2017, next review March 2018"
        return reviews, [], held, False
    if not goes_on and (is_recurring_review or not labelled or not (standing or often) or steps):
        return [each for each in finds if not any(each is old for old in held)], [], held, False
    return standing, reviews, held, asks
