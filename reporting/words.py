"""Dates and numbers as a report prints them."""

import hashlib
from datetime import date, datetime

from lscb.words import capital, sentence_lower

__all__ = ["capital", "day", "days_late", "moment", "month", "number_of", "sentence_lower", "words_seen"]


def day(value: date | None) -> str:
    """As 31 March 2018; empty for none."""
    return f"{value.day} {value:%B %Y}" if value else ""


def moment(value: datetime) -> str:
    """As 9 April 2018, 16:30, by the clock `value` carries."""
    return f"{day(value.date())}, {value:%H:%M}"


def month(value: date) -> str:
    return f"{value:%B %Y}"


def days_late(days: int) -> str:
    """As "9 days late"; empty for none."""
    if days <= 0:
        return ""
    return "1 day late" if days == 1 else f"{days} days late"


def number_of(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def words_seen(draft) -> str:
    """A short mark of a draft's own words as they stand, to tell whether somebody changed them; None has none."""
    own = ("key_messages", "decisions", "agenda_item", "presenter")
    words = "\0".join(getattr(draft, name) if draft else "" for name in own)
    if draft and draft.default_decisions:
        words += f"\0{sorted(draft.default_decisions.items())}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]
