"""The quarters of a board's year: their days and their names. Pure."""

from datetime import date

from dateutil.relativedelta import relativedelta


def quarter_dates(year_starts_on: date, number: int) -> tuple[date, date]:
    """First and last day of a quarter (1 to 4) of the year that starts on a day."""
    first = year_starts_on + relativedelta(months=3 * (number - 1))
    return first, first + relativedelta(months=3, days=-1)


def year_name(starts_on: date) -> str:
    """A year as a board writes it: 2017/18, or 2018 where years are calendar years."""
    return (
        str(starts_on.year) if starts_on.month == 1 else f"{starts_on.year}/{(starts_on.year + 1) % 100:02d}"
    )
