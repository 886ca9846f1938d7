"""Working days of England and Wales: Monday to Friday without bank holidays. Pure, and without the network."""

from datetime import date, timedelta
from functools import lru_cache

from govuk_bank_holidays.bank_holidays import BankHolidays


@lru_cache(maxsize=1)
def bank_holidays() -> tuple[dict[date, str], int, int]:
    """Days and names as the package brings them, and the first and last year it knows."""
    events = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    days = {event["date"]: event["title"] for event in events}
    return days, min(days).year, max(days).year


def is_working_day(day: date) -> bool:
    """Whether offices are open; of years whose bank holidays are not known, whether it is Monday to Friday."""
    return day.weekday() < 5 and day not in bank_holidays()[0]


def working_days_after(day: date, number: int) -> date:
    """The last of `number` working days that follow a day, which is not counted itself; the day itself for none."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def are_bank_holidays_known(first: date, last: date) -> bool:
    """Whether the bank holidays of every year from `first` to `last` are known."""
    _, from_year, to_year = bank_holidays()
    return from_year <= first.year and last.year <= to_year
