"""Days of meetings: from a rule, from a pasted list, and what speaks against a day. Pure, and without the network."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.rrule import FR, MO, MONTHLY, SA, SU, TH, TU, WE, rrule

from lscb.wording import long_date
from subgroups.rules.working_days import bank_holidays

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RULE_DAYS = (MO, TU, WE, TH, FR, SA, SU)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*(?:of\s+)?"
    rf"(?P<month>(?:{'|'.join(_MONTHS)})[a-z]{{0,6}})"
    r"\.?,?\s*(?P<year>\d{4}|'?\d{2})?(?![\d:.]\d)",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(?<!\d)(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_TIME = re.compile(
    r"(?<![\d/.\-])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>[ap])\.?m\b\.?"
    r"|(?<![\d/.\-])(?P<hour24>\d{1,2})[:.](?P<minute24>\d{2})(?![/.\-\d])",
    re.IGNORECASE,
)
_WEEKDAYS = "mon|tue|wed|thu|fri|sat|sun"
_WEEKDAY = re.compile(rf"\b({_WEEKDAYS})[a-z]*\b", re.IGNORECASE)
# "4 & 11 June" and "Wed 4, Thu 5 June": days in front of the one that has the month.
_OF_THE_WEEK = rf"(?:(?:{_WEEKDAYS})[a-z]*\W{{0,3}})?"
_A_DAY = rf"{_OF_THE_WEEK}\d{{1,2}}(?:st|nd|rd|th)?"
_AND = r"\s*(?:&|,|/|[-–—]|\band\b|\bor\b|\bto\b)\s*"
_DAYS_BEFORE = re.compile(rf"\W*(?:{_A_DAY}{_AND})+{_OF_THE_WEEK}", re.IGNORECASE)


@dataclass(frozen=True)
class DateLine:
    """A line of a pasted list: the day and time read from it, or what is wrong with it."""

    number: int
    text: str
    day: date | None = None
    at: time | None = None
    problem: str = ""


def by_rule(*, nth: int, weekday: int, months: list[int], first: date, last: date) -> list[date]:
    """Every nth weekday (0 is Monday; nth -1 is the last) of the months, from `first` to `last`, in order."""
    if last < first or not months:
        return []
    start = datetime(first.year, first.month, 1)
    found = rrule(
        MONTHLY,
        dtstart=start,
        until=datetime.combine(last, time.max),
        bymonth=months,
        byweekday=_RULE_DAYS[weekday](nth),
    )
    return [moment.date() for moment in found if first <= moment.date() <= last]


def read_dates(text: str) -> list[DateLine]:
    """The days of a pasted list, a line each; empty lines are left out, and a day that stands twice is wrong.

    Read are 18 April 2018, Wed 18th Apr 18, 18/4/2018, 18.04.18 and 2018-04-18, with a time such as 09:30 or 2pm.
    """
    lines: list[DateLine] = []
    seen: dict[date, int] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        words = " ".join(raw.split())
        if not words:
            continue
        line = _read_line(number, words)
        if line.day and line.day in seen:
            line = DateLine(number, words, problem=f"This is the day of line {seen[line.day]} again.")
        elif line.day:
            seen[line.day] = number
        lines.append(line)
    return lines


def _read_line(number: int, words: str) -> DateLine:
    named = [each for each in _NAMED.finditer(words) if _month(each["month"])]
    figures = list(_FIGURES.finditer(words))
    found = [*_ISO.finditer(words), *figures, *named]
    found = [each for each in found if 1 <= _month_of(each) <= 12] or found  # not the times of 10.00-12.30
    if len({(int(each["day"]), _month_of(each)) for each in found}) > 1 or (
        named and _DAYS_BEFORE.fullmatch(words[: named[0].start()])
    ):
        return DateLine(
            number, words, problem="There are several days here. Write each in a line of its own."
        )
    match = next(iter(found), None)
    if match is None:
        return DateLine(number, words, problem="No date was found. Write the day, the month and the year.")
    if not match["year"]:
        return DateLine(number, words, problem="The year is missing. Write the day, the month and the year.")
    month = _month_of(match)
    year = int(match["year"].lstrip("'"))
    year += 2000 if year < 100 else 0
    try:
        day = date(year, month, int(match["day"]))
    except ValueError:
        return DateLine(number, words, problem="There is no such day.")
    if not 1990 <= day.year <= 2100:
        return DateLine(number, words, problem="The year looks wrong. Write the day, the month and the year.")
    rest = words[: match.start()] + " " + words[match.end() :]
    weekday = _WEEKDAY.search(rest)
    if weekday and not WEEKDAYS[day.weekday()].lower().startswith(weekday[1].lower()):
        said = f"{long_date(day)} is a {WEEKDAYS[day.weekday()]}"
        return DateLine(number, words, problem=f"{said}. Which is right, the day or the date?")
    try:
        at = _time(rest)
    except ValueError:
        return DateLine(number, words, problem="There is no such time. Write it as 09:30 or 2pm.")
    return DateLine(number, words, day, at)


def _month_of(match: re.Match) -> int:
    return int(match["month"]) if match["month"].isdigit() else _month(match["month"])


def _month(word: str) -> int:
    """1 to 12 for a month's name or its first letters; 0 for any other word."""
    word = word.lower()
    for number, short in enumerate(_MONTHS, start=1):
        name = date(2000, number, 1).strftime("%B").lower()
        if word.startswith(short) and (name.startswith(word) or word == "sept"):
            return number
    return 0


def _time(words: str) -> time | None:
    match = _TIME.search(words)
    if match is None:
        return None
    if match["half"]:
        hour = int(match["hour"])
        if not 1 <= hour <= 12:
            raise ValueError(words)
        return time(hour % 12 + (12 if match["half"].lower() == "p" else 0), int(match["minute"] or 0))
    return time(int(match["hour24"]), int(match["minute24"]))


def warnings_about(day: date) -> list[str]:
    """What speaks against a day: a weekend, a bank holiday of England and Wales, or that those are not known."""
    found = []
    if day.weekday() >= 5:
        found.append(f"a {WEEKDAYS[day.weekday()]}")
    holidays, first, last = bank_holidays()
    if day in holidays:
        found.append(f"a bank holiday ({holidays[day]})")
    if not first <= day.year <= last:
        found.append(f"bank holidays of {day.year} are not known here")
    return found
