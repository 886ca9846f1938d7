"""How Excel shows a number in a format: as many decimals, with noughts in front, as a share of a hundred, as a day."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import from_excel

from lscb.wording import long_date

BUILT_IN = dict(BUILTIN_FORMATS)
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|(General)|([0#?,.%]+)|([eE][+-]\d+)|(.)',
    re.IGNORECASE | re.DOTALL,
)
_DIGITS_AT_MOST = 15  # that Excel keeps


@dataclass(frozen=True)
class Shown:
    text: str
    day: date | None = None
    number: bool = False


def shown(value: str, number_format: str, epoch: datetime) -> Shown:
    """What a cell with this value shows. Days are written 31 March 2018, whatever their format; one of which only the
    month is shown is text, as "July 2018", typed into Excel, is kept as its first day.
    """
    try:
        number = Decimal(value)
        exact = Decimal(f"{float(value):.{_DIGITS_AT_MOST}g}")
    except (InvalidOperation, ValueError, OverflowError):
        return Shown(value)
    if not number.is_finite() or abs(exact) > Decimal("1e300"):
        return Shown(value)
    sections = _sections(number_format)
    if is_date_format(sections[0]):
        moment = _moment(float(exact), sections[0], epoch) if exact >= 0 else None
        return moment or Shown(_plain(exact), number=True)
    return Shown(_in_format(exact, sections), number=True)


def _sections(number_format: str) -> list[str]:
    """Up to four, between semicolons: for numbers above nought, below it, for nought and for text."""
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format or "General")[:4]


def _moment(serial: float, number_format: str, epoch: datetime) -> Shown | None:
    try:
        read = from_excel(serial, epoch)
    except (ValueError, OverflowError):
        return None
    signs = re.sub(r"\[\$[^\]]*\]|\[(?![hms]+\])[^\]]*\]|\"[^\"]*\"|\\.|_.", "", number_format).lower()
    if re.search(r"\[[hms]+\]", signs) or isinstance(read, timedelta):
        minutes = round(serial * 24 * 60)
        return Shown(f"{minutes // 60}:{minutes % 60:02}")
    if isinstance(read, time):
        return Shown(f"{read:%H:%M}") if serial < 1 and "h" in signs else None
    has = set(signs)
    if "d" not in has:
        if "m" in has and "y" in has and not has & set("hs"):
            return Shown(f"{read:%B %Y}")
        if "y" in has and "m" not in has:
            return Shown(f"{read:%Y}")
        if has & set("hs") and "y" not in has:
            return Shown(f"{read:%H:%M}")
    at = f" {read:%H:%M}" if isinstance(read, datetime) and read.time() != time() and "h" in has else ""
    day = read.date() if isinstance(read, datetime) else read
    return Shown(f"{long_date(day)}{at}", day=day)


def _in_format(number: Decimal, sections: list[str]) -> str:
    section = sections[0]
    if number < 0 and len(sections) > 1:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    said, digits = [], ""
    for quoted, escaped, currency, general, signs, power, other in _TOKEN.findall(section):
        if general or power or (other and other in "/@"):  # fractions and powers as they are
            return _plain(number)
        if signs:
            if digits:
                return _plain(number)
            digits = signs
            said.append(_digits(number, signs))
        else:
            said.append(quoted or escaped or currency or other)
    return "".join(said) if digits or said else _plain(number)


def _digits(number: Decimal, signs: str) -> str:
    if "%" in signs:
        number *= 100
    plain = signs.replace("%", "")
    number /= 1000 ** (len(plain) - len(plain.rstrip(",")))  # commas at the end: in thousands
    whole, _, behind = plain.rstrip(",").partition(".")
    thousands = "," in whole
    places, least = len(re.sub("[^0#?]", "", behind)), behind.count("0")
    text = f"{abs(number):{',' if thousands else ''}.{min(places, 30)}f}"
    front, _, back = text.partition(".")
    while len(back) > least and back.endswith("0"):
        back = back[:-1]
    front = front.rjust(whole.count("0"), "0")
    if whole.count("0") == 0 and front == "0" and back:
        front = ""
    shown_number = f"{front}.{back}" if back else front
    sign = "-" if number < 0 and any(each in "123456789" for each in shown_number) else ""
    return f"{sign}{shown_number}{'%' * signs.count('%')}"


def _plain(number: Decimal) -> str:
    """Without a format: no decimal point behind a whole number."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
