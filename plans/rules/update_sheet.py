"""A workbook of updates: its columns, the key by which a row is known again, and ratings as people type them. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# What is filled in, by the field of the update, in the order in which it is asked, and how each column is headed.
INPUTS = {
    "rating": "Rating",
    "progress": "How is it going?",
    "cause": "Why it is not on track",
    "recovery_step": "What will bring it back",
    "back_on_track_on": "Back on track by",
    "help_wanted": "Help wanted",
    "evidence_how_much": "How much was done",
    "evidence_how_well": "How well was it done",
    "evidence_difference": "What difference did it make",
    "completed_on": "Completed on",
    "hold_reason": "Why it is on hold",
    "review_on": "Look at it again on",
    "reason": "Why this rating, past its date",
    "moderation_reason": "Why you rate it otherwise than was proposed",
}
KEY = "Key"


@dataclass(frozen=True)
class RowKey:
    """Which action of which plan and reporting period a row is about, and which update stood when it was made (0:
    none)."""

    plan: str
    period: str
    action: int
    seen: int

    def __str__(self) -> str:
        return f"{self.about}/{self.seen}"

    @property
    def about(self) -> str:
        """Without what was seen: rows that share it are about the same."""
        return f"{self.plan}/{self.period}/{self.action}"


def key_of(text: str) -> RowKey | None:
    """The key that a cell holds; None for anything else."""
    found = re.fullmatch(r"([-\w]+)/([-\w]+)/(\d{1,18})/(\d{1,18})", text.strip(), re.ASCII)
    return RowKey(found[1], found[2], int(found[3]), int(found[4])) if found else None


def rating_in(text: str, words: Mapping[str, str]) -> str:
    """The letter that is meant by a letter, by the plan's word for it or by both; what is typed, where none is.

    :param words: letter to the plan's word.
    """
    typed = " ".join(text.split()).casefold()
    for letter, word in words.items():
        if typed in (letter.casefold(), word.casefold(), f"{letter} {word}".casefold()):
            return letter
    return text.strip()
