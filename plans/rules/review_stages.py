"""The stages of a review and their clocks: read from lines as people type them, and until when each is due. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from subgroups.rules.working_days import working_days_after


class Unit(StrEnum):
    """In what a clock counts."""

    WORKING_DAYS = "working-days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Since(StrEnum):
    """From which day of the review a clock runs."""

    NOTIFIED = "notified"
    COMMISSIONED = "commissioned"


UNIT_WORDS = {
    Unit.WORKING_DAYS: ("working day", "working days"),
    Unit.DAYS: ("day", "days"),
    Unit.WEEKS: ("week", "weeks"),
    Unit.MONTHS: ("month", "months"),
}
SINCE_WORDS = {Since.NOTIFIED: "notification", Since.COMMISSIONED: "commissioning"}
LONGEST_STAGE = 200  # characters
MOST = 1000  # of a unit

_CLOCK = re.compile(
    r"(?P<words>.*?)[\s,;:(\-–]*\bwithin (?P<number>\d+) (?P<unit>working days?|days?|weeks?|months?) "
    r"(?:of|after|from) (?:being |the )?(?P<since>notif\w+|commission\w+)\)?\.?",
    re.IGNORECASE,
)
_LOOKS_TIMED = re.compile(r"\bwithin\b.*\d|\b\d+ (?:working )?(?:days?|weeks?|months?)\b", re.IGNORECASE)
_UNITS = {"working day": Unit.WORKING_DAYS, "day": Unit.DAYS, "week": Unit.WEEKS, "month": Unit.MONTHS}


@dataclass(frozen=True)
class StageLine:
    """A stage as a line says it; `within` None where no clock runs."""

    words: str
    within: int | None = None
    unit: Unit | None = None
    since: Since | None = None

    @property
    def clock(self) -> str:
        """Its clock in words, as "within 15 working days of notification"; empty without one."""
        if self.within is None or self.unit is None or self.since is None:
            return ""
        return f"within {self.within} {UNIT_WORDS[self.unit][self.within != 1]} of {SINCE_WORDS[self.since]}"

    @property
    def line(self) -> str:
        """As it is typed."""
        return f"{self.words}: {self.clock}" if self.clock else self.words


def read_stages(text: str) -> tuple[list[StageLine], list[str]]:
    """The stages that lines say, a line each, and advice about the lines that cannot be read.

    "Sent to the panel: within 15 working days of notification" has a clock. A line that speaks of days in other words
    is asked about, and not taken for a stage without a clock.
    """
    stages: list[StageLine] = []
    advice = []
    for number, line in enumerate((each.strip() for each in text.splitlines()), start=1):
        if not line:
            continue
        if match := _CLOCK.fullmatch(line):
            unit = _UNITS[match["unit"].lower().removesuffix("s")]
            since = Since.NOTIFIED if match["since"].lower().startswith("notif") else Since.COMMISSIONED
            stage = StageLine(match["words"].strip(), int(match["number"]), unit, since)
        else:
            stage = StageLine(line)
        if not stage.words:
            advice.append(f"Line {number}: say what the stage is before its clock.")
        elif len(stage.words) > LONGEST_STAGE:
            advice.append(f"Line {number}: shorten the stage to {LONGEST_STAGE} characters.")
        elif stage.within is not None and not 1 <= stage.within <= MOST:
            advice.append(f"Line {number}: give its clock from 1 to {MOST:,}.")
        elif stage.within is None and _LOOKS_TIMED.search(stage.words):
            advice.append(
                f"Line {number}: write its clock as “within 15 working days of notification” or “within 6 months of "
                "commissioning”."
            )
        elif stage.words.casefold() in {each.words.casefold() for each in stages}:
            advice.append(f"Line {number}: the same stage stands further up.")
        else:
            stages.append(stage)
    return stages, advice


def due_on(
    within: int | None, unit: Unit | str | None, since: Since | str | None, days: Mapping[str, date | None]
) -> date | None:
    """Until when a stage is due; None without a clock, or while the day from which it runs is not known.

    :param days: the days of the review by `Since`.
    """
    began = days.get(str(since)) if since else None
    if within is None or began is None:
        return None
    match unit:
        case Unit.WORKING_DAYS:
            return working_days_after(began, within)
        case Unit.DAYS:
            return began + timedelta(days=within)
        case Unit.WEEKS:
            return began + timedelta(weeks=within)
        case Unit.MONTHS:
            return began + relativedelta(months=within)
    raise ValueError(f"{unit} is no unit of a clock.")
