"""What a timescale can be read as: plain frozen values, no behaviour beyond questions about themselves."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lscb.wording import listed, long_date


class Kind(StrEnum):
    """How the words of a timescale say when (the one list of kinds)."""

    BY_DATE = "by-date"
    BY_MONTH = "by-month"
    BY_SEASON = "by-season"
    BY_QUARTER = "by-quarter"
    BY_YEAR = "by-year"
    BY_PERIOD = "by-period"
    YEAR_OF_PLAN = "year-of-plan"
    SEVERAL_DATES = "several-dates"
    FROM_AND_ONGOING = "from-and-ongoing"
    ONGOING = "ongoing"
    RECURRING = "recurring"
    PER_MEETING = "per-meeting"
    EVENT_DRIVEN = "event-driven"
    ELSEWHERE = "elsewhere"
    COMPOUND = "compound"
    UNSPECIFIED = "unspecified"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How far a reading can be trusted, from "the words say so" to "no date can be worked out"."""

    SURE = "sure"
    CONVENTION = "convention"
    AMBIGUOUS = "ambiguous"
    UNRESOLVABLE = "unresolvable"


# A person should confirm or correct such a reading before it is relied on.
UNSURE = (Certainty.AMBIGUOUS, Certainty.UNRESOLVABLE)
_RANK = {certainty: rank for rank, certainty in enumerate(Certainty)}


def worst(*certainties: Certainty) -> Certainty:
    """The least trustworthy of several; sure where there is none."""
    return max(certainties, key=_RANK.__getitem__, default=Certainty.SURE)


class Precision(StrEnum):
    """How exactly the words name the day."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    YEAR = "year"
    EVENT = "event"


class MilestoneKind(StrEnum):
    """What a milestone is to the person who owes it."""

    DUE = "due"
    FIRST_DELIVERABLE = "first-deliverable"
    OCCURRENCE = "occurrence"
    EVENT = "event"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One dated, recurring or event-driven part of a timescale.

    `date` is None for an event or for dates kept in another document. `words` are the words that were read. `first` is
    the earliest date that the words say this one replaced.
    """

    date: date | None
    precision: Precision
    words: str
    kind: MilestoneKind = MilestoneKind.DUE
    first: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Timescale:
    """A timescale as a board wrote it, with what we read it as.

    `text` is always exactly what was given. `due_dates` are the dates of the milestones, in order, each once.
    `starts_on` is the first day of the season, period or ongoing work, where the words give one.
    `rules` are RFC 5545 lines ("RRULE:FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=-1") for `occurrences`; one that follows
    another begins with the line of its first day ("DTSTART;VALUE=DATE:20260401").
    `trigger` names the event that sets an event-driven timescale off, or the document that holds the dates.
    `other_readings` are the readings a person may choose instead; their own `other_readings` are empty.
    `explanation` is one plain sentence for the reader. `review_on` is when the words say that the work is looked at
    again; nothing is due then.
    """

    text: str
    kind: Kind
    milestones: tuple[Milestone, ...] = ()
    due_dates: tuple[date, ...] = ()
    starts_on: date | None = None
    ongoing: bool = False
    rules: tuple[str, ...] = ()
    trigger: str = ""
    certainty: Certainty = Certainty.SURE
    other_readings: tuple[Timescale, ...] = ()
    explanation: str = ""
    review_on: date | None = None

    @property
    def first_dates(self) -> dict[date, date]:
        """Due dates that replaced another, with the date that stood first."""
        return {each.date: each.first for each in self.milestones if each.date and each.first}

    @property
    def first_said(self) -> str:
        """The first date that a due date replaced, as "First date: 30 June 2025."; empty where the words tell of none."""
        firsts = [long_date(day) for day in sorted(set(self.first_dates.values()))]
        return f"First date{'s' if len(firsts) > 1 else ''}: {listed(firsts)}." if firsts else ""

    @property
    def words(self) -> str:
        """The reading as a choice in a list: "The last day of July 2018"."""
        words = self.explanation.removeprefix("Read as ").rstrip(".")
        return words[:1].upper() + words[1:]

    @property
    def needs_asking(self) -> bool:
        """True when a person should confirm or correct the reading before it is relied on."""
        return self.certainty in UNSURE


def dates_typed(words: str, dates: Sequence[date], *, ongoing: bool = False) -> Timescale:
    """A reading made of dates a person typed beside the words."""
    dates = sorted(set(dates))
    kind = Kind.FROM_AND_ONGOING if ongoing else Kind.BY_DATE if len(dates) == 1 else Kind.SEVERAL_DATES
    if not dates:
        kind = Kind.ONGOING if ongoing else Kind.UNKNOWN
    part = MilestoneKind.FIRST_DELIVERABLE if ongoing else MilestoneKind.DUE
    days = [long_date(day) for day in dates]
    read_as = " and ".join(days) if days else "no date"
    return Timescale(
        text=words,
        kind=kind,
        milestones=tuple(
            Milestone(day, Precision.DAY, said, part) for day, said in zip(dates, days, strict=True)
        ),
        due_dates=tuple(dates),
        ongoing=ongoing,
        certainty=Certainty.SURE,
        explanation=f"Read as {read_as}{', then ongoing' if ongoing else ''}: dates typed by the board team.",
    )
