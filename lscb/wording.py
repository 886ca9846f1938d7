"""Dates and numbers in words, on pages, in letters and on paper alike. Pure."""

from collections.abc import Sequence
from datetime import date, datetime


def long_date(value: date | None) -> str:
    """As 31 March 2018; empty for none."""
    return f"{value.day} {value:%B %Y}" if value else ""


def moment(value: datetime) -> str:
    """As 9 April 2018, 16:30, by the clock `value` carries."""
    return f"{long_date(value.date())}, {value:%H:%M}"


def month(value: date) -> str:
    return f"{value:%B %Y}"


def days_late(days: int) -> str:
    """As "9 days late"; empty for none."""
    if days <= 0:
        return ""
    return "1 day late" if days == 1 else f"{days} days late"


def listed(words: Sequence[str], joiner: str = "and") -> str:
    """As "a, b and c"; empty for none."""
    return f" {joiner} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def demonstration_words(demonstration: bool, invented: bool) -> str:
    """What stands on every page and sheet of a demonstration, and of one whose board is no real one; else empty."""
    if not demonstration:
        return ""
    return f"Demonstration - {'board and progress are' if invented else 'progress is'} invented"


def in_bytes(size: int) -> str:
    """How large a file is, as 240 KB, 1.5 MB or 82.5 GB."""
    if size < 1_000_000:
        return f"{max(round(size / 1000), 1)} KB"
    if size >= 1_000_000_000:
        return f"{size / 1_000_000_000:.1f} GB"
    return f"{size / 1_000_000:.1f} MB"


def number_of(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
