"""The words and regular expressions a timescale is read with.

Every repeat is bounded and no two neighbouring repeats can match the same letter, so that reading takes time in
proportion to the length of the text. Patterns are ASCII only: letters that fold to others (the long s, the
Kelvin sign) never reach a look-up table.
"""

from __future__ import annotations

import html
import re
from datetime import date

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
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "final": 4, "last": 4}

MONTH = (
    r"(?:jan(?:uary|urary)?|feb(?:r?uary|urary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:t?ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z'])"
)
WEEKDAY = r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:r(?:s)?)?|fri|sat(?:ur)?|sun)(?:day)?s?(?![a-z])"
YEAR = r"(?:19|20)\d\d"
SPAN = rf"(?<!\d){YEAR}(?: ?(?:/|-| to ) ?(?:{YEAR}|\d\d)(?![\d/]))?(?!\d)"
NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
UNIT = r"(?:day|week|fortnight|month|quarter|term|year)"

_BLOCK_TAG = re.compile(r"</?(?:p|ul|ol|li|div|t[rdh]|table|tbody|thead|h[1-6])(?:\s[^<>]{0,400})?/?>", FLAGS)
_INLINE_TAG = re.compile(r"</?(?:b|strong|i|em|u|span|sup|sub|a|font|o:p)(?:\s[^<>]{0,400})?/?>", FLAGS)
_BREAK_TAG = re.compile(r"<br\s?/?>", FLAGS)
_ODD: dict[int, str | None] = {
    ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
}
_ODD |= {ord(quote): "'" for quote in "\u2018\u2019\u201b\u02bc\u00b4`"}
_ODD |= {ord(bullet): ";" for bullet in "\u2022\u25aa\u25cf\u00b7\uf0b7"}
_ODD |= {ord(slash): "/" for slash in "\u2044\u2215\uff0f"}
_ODD |= {0xFF10 + digit: str(digit) for digit in range(10)}
_ODD |= {ord(gone): None for gone in "\u00ad\u200b\u200c\u200d\u2060\ufeff"}
_ODD |= {ord("*"): " ", ord("_"): " ", ord("\u00bc"): "1/4"}


def cleaned(text: str) -> str:
    """`text` as it is read: without tags and odd punctuation, on one line; blocks and bullets end in ";"."""
    if "<" in text:
        text = _BREAK_TAG.sub(" ", _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ; ", text)))
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.translate(_ODD).split()).strip(" ;")


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
