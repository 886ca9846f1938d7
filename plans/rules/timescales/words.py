"""The words and regular expressions a timescale is read with.

Every repeat is bounded and no two neighbouring repeats can match the same letter, so that reading takes time in
proportion to the length of the text. Patterns are ASCII only: letters that fold to others (the long s, the
Kelvin sign) never reach a look-up table.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from string import ascii_lowercase

from dateutil.relativedelta import relativedelta

FLAGS = re.IGNORECASE | re.ASCII

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        start=1,
    )
} | {"a": 1, "an": 1, "once": 1, "twice": 2, "thrice": 3}
# How long each unit of time lasts in a plan's dates.
STEPS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "fortnight": relativedelta(weeks=2),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "term": relativedelta(months=4),
    "year": relativedelta(years=1),
}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "final": 4, "last": 4}

MONTH = (
    r"(?:jan(?:uary|urary)?|feb(?:r?uary|urary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:t?ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z]|'(?! ?\d))"
)
WEEKDAY = r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:r(?:s)?)?|fri|sat(?:ur)?|sun)(?:day)?s?(?![a-z])"
YEAR = r"(?:19|20)\d\d"
SPAN = rf"(?<!\d){YEAR}(?: ?(?:/|-| to ) ?(?:{YEAR}|\d\d)(?![\d/]))?(?!\d)"
# Years of two digits, read only where the words beside them say that they are years: 25/26, 25-26, '25.
SHORT_SPAN = r"(?:(?<![\d/.:£#-])|(?='))'?\d\d ?[/-] ?'?\d\d(?![\d%]|[:/.-]\d)"
_SHORT_YEAR = (
    r"(?:(?<![\d/.:£#-])|(?='))(?:'\d\d(?![\d/:.]\d|\d)"
    r"|\d\d(?![\d/:.%]|(?:st|nd|rd|th)\b)(?= ?(?:$|[,.;&)\]/+→>-]|and\b|or\b|to\b|then\b|on\b|was\b|now\b)|[ ]\())"
)
_RUN_TOGETHER = (
    rf"(?<![\d/.£#-])(?=\d{{4}})(?:{'|'.join(f'{year}{year + 1}' for year in range(21, 50))})(?![\d/])"
)
ANY_SPAN = rf"(?=['\d])(?:(?<!\d){YEAR}/\d(?![\d/])|{SPAN}|{SHORT_SPAN}|{_RUN_TOGETHER}|{_SHORT_YEAR})"  # most begin with none
NUMBER_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
NUMBER = rf"(?:\d{{1,2}}|{NUMBER_WORDS})"

_BLOCK_TAG = re.compile(r"</?(?:p|ul|ol|li|div|t[rdh]|table|tbody|thead|h[1-6])(?:\s[^<>]{0,400})?/?>", FLAGS)
_INLINE_TAG = re.compile(
    r"</?(?:b|strong|i|em|u|span|sup|sub|a|font|o:p|s|strike|del|ins)(?:\s[^<>]{0,400})?/?>", FLAGS
)
_STRUCK = re.compile(
    r"<(?:s|strike|del)(?:\s[^<>]{0,400})?>([^<>]{1,400})</(?:s|strike|del)\s?>|~~([^~]{1,200})~~", FLAGS
)
_STRUCK_LETTERS = re.compile("(?:[^\u0335-\u0338][\u0335-\u0338]){2,200}")
_ARROWS = re.compile(r"(?:-{1,3}|={1,2})>|>>|(?<=\d) ?> ?(?=[A-Za-z\d])")
_BREAK_TAG = re.compile(r"<br\s?/?>", FLAGS)
_STRUCK_OPENS, _STRUCK_SHUTS = 0xE000, 0xE001  # stand-ins while a text is cleaned, of the private use area
_ODD: dict[int, str | None] = {
    ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
}
_ODD |= {ord(quote): "'" for quote in "\u2018\u2019\u201b\u02bc\u00b4`"}
_ODD |= {ord(bullet): ";" for bullet in "\u2022\u25aa\u25cf\u00b7\uf0b7"}
_ODD |= {ord(slash): "/" for slash in "\u2044\u2215\uff0f"}
_ODD |= {
    ord(arrow): "\u2192"
    for arrow in "\u27f6\u27f9\u21d2\u21e8\u2794\u2799\u279c\u27a1\u27a4\u25ba\u25b6\uf0e0"
}
_ODD |= dict.fromkeys((_STRUCK_OPENS, _STRUCK_SHUTS, 0xFE0F))
_ODD |= {0xFF10 + digit: str(digit) for digit in range(10)}
_ODD |= dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), 0x061C, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)


def _slips(word: str) -> Iterator[str]:
    """`word` with one letter left out, doubled up, swapped with the next or wrong, but never the first."""
    for at in range(1, len(word)):
        before, after = word[:at], word[at + 1 :]
        yield before + after
        yield before + after[:1] + word[at] + after[1:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + word[at:]


# "Setpember" and "Novemeber" are the months they look like; of the short names only letters that are swapped tell.
_MISSPELT = {
    slip: month
    for month in MONTHS
    if len(month) > 5
    for slip in _slips(month.lower())
    if slip != month.lower()
} | {
    f"{month[:at]}{month[at + 1]}{month[at]}{month[at + 2 :]}".lower(): month
    for month in ("March", "April")
    for at in range(1, 4)
}
_LIKE_A_MONTH = re.compile(r"(?<![a-z'])[jfmasond][a-z]{4,9}(?![a-z'])", FLAGS)
_ODD |= {ord(raised): plain for raised, plain in zip("ˢᵗⁿᵈʳʰ", "stndrh", strict=True)}
_ODD |= {0xBA: "th", 0xB0: "th", ord("\u00bd"): "half"}  # 31º March, ½-yearly
_SMALL = {letter: letter + 32 for letter in range(ord("A"), ord("Z") + 1)}
_ODD |= {ord("*"): " ", ord("_"): " ", ord("\u00bc"): "1/4"}


def cleaned(text: str) -> str:
    """`text` as it is read: without tags and odd punctuation, on one line; blocks and bullets end in ";"."""
    return cleaned_and_struck(text)[0]


def cleaned_and_struck(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """`cleaned`, and where in it the words are that somebody struck through."""
    is_marked = "<" in text or "~~" in text or not text.isascii()
    if is_marked:
        text = text.translate({_STRUCK_OPENS: None, _STRUCK_SHUTS: None})
        opens, shuts = chr(_STRUCK_OPENS), chr(_STRUCK_SHUTS)
        text = _STRUCK.sub(lambda match: f" {opens}{match[1] or match[2]}{shuts} ", text)
        text = _STRUCK_LETTERS.sub(lambda match: f" {opens}{match[0][::2]}{shuts} ", text)
    if "<" in text:
        text = _BREAK_TAG.sub(" ", _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ; ", text)))
    if "&" in text:
        text = html.unescape(text)
    if not is_marked or chr(_STRUCK_OPENS) not in text:
        return _on_one_line(text), ()
    clean, spans = "", []
    for part in re.split(f"({chr(_STRUCK_OPENS)}[^{chr(_STRUCK_SHUTS)}]*{chr(_STRUCK_SHUTS)})", text):
        said = _on_one_line(part)
        if not said:
            continue
        at = len(clean) + bool(clean)
        clean = f"{clean} {said}".strip()
        if part.startswith(chr(_STRUCK_OPENS)):
            spans.append((at, at + len(said)))
    return clean, tuple(spans)


def _on_one_line(text: str) -> str:
    text = " ".join(text.translate(_ODD).split()).strip(" ;")
    text = _LIKE_A_MONTH.sub(lambda match: _MISSPELT.get(match[0].lower(), match[0]), text)
    return " ".join(_ARROWS.sub(" \u2192 ", text).split()) if ">" in text else text


def misspelt_months(text: str) -> dict[str, str]:
    """The months that are written with a slip, by the name they are read as: {"September": "Setpember"}."""
    found = {_MISSPELT.get(word.lower(), ""): word for word in _LIKE_A_MONTH.findall(text)}
    return {month: word for month, word in found.items() if month}


def lowered(text: str) -> str:
    """`text` with its ASCII letters small, letter for letter: patterns for it need not look at both cases."""
    return text.lower() if text.isascii() else text.translate(_SMALL)


def number(word: str) -> int:
    """A count written in digits or words."""
    return int(word) if word.isdigit() else NUMBERS[word.lower()]


def month_number(word: str) -> int:
    """1 to 12 for any spelling the pattern MONTH allows."""
    return "janfebmaraprmayjunjulaugsepoctnovdec".index(word[:3].lower()) // 3 + 1


def full_year(word: str, after: int = 0) -> int:
    """A year of two or four digits: 00-69 are 2000s, 70-99 are 1900s; with `after`, the first such year later."""
    year = int(word)
    if len(word) > 2:
        return year
    if after:
        year += after // 100 * 100
        return year if year > after else year + 100
    return year + (2000 if year < 70 else 1900)


def day_words(day: date) -> str:
    """31 March 2016"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
