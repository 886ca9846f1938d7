"""One day as people type it: as a date, or in words that mean one day. What words mean is known to an app above."""

import re
from datetime import date, datetime
from typing import Protocol

from django.utils.formats import get_format

from lscb.speaking import in_years

ADVICE = in_years("Write the date as 31 March {1}.")
YEARS = range(1990, 2101)


class ReadsWords(Protocol):
    """Reads words as one day: the day and how it was read, or None and why, where there is anything to say of it."""

    def __call__(
        self, text: str, /, *, first: bool, year_starts_in: int | None
    ) -> tuple[date | None, str]: ...


_reads_words: list[ReadsWords] = []


def reads_words(reader: ReadsWords) -> ReadsWords:
    """The slot: `reader` is asked about whatever is not a date in figures or with the name of its month."""
    _reads_words.append(reader)
    return reader


def read_day(text: str, *, first: bool = False, year_starts_in: int | None = None) -> tuple[date, str]:
    """The day that is meant, and how it was read where the words do not say the day itself.

    A month and whatever else is longer than a day means its last day, or with `first` its first.

    :param year_starts_in: the first month of the board's year; None where the board is not known, so that what
        depends on it is asked about.
    :raises ValueError: with advice, for what is not one day.
    """
    typed = " ".join(text.split())
    day, said = _as_a_date(typed), ""
    for reader in _reads_words if day is None else []:
        day, said = reader(typed, first=first, year_starts_in=year_starts_in)
    if day is None or day.year not in YEARS:
        raise ValueError(f"{said} {ADVICE}" if day is None and said else str(ADVICE))
    return day, said


def _as_a_date(typed: str) -> date | None:
    figures = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", typed, flags=re.IGNORECASE)
    for form in get_format("DATE_INPUT_FORMATS"):
        try:
            return datetime.strptime(figures, form).date()
        except ValueError:
            continue
    return None
