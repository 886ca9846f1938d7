"""How often: the words for recurrence, as parts of a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .lengths import A_UNIT, PARTS_OF_WHOLE, WHOLES, Length, unit_of
from .model import Certainty
from .words import MONTHS, NUMBER, ORDINALS, WEEKDAY, WEEKDAYS, lowered, number

_MONTHS_IN = {"month": 1, "quarter": 3, "term": 4, "year": 12}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ADVERB = r"(?:month|mn?th|week|wk|year|yr|fortnight|quarter|term|dai|annual)ly"
_NAMED = {
    "daily": ("DAILY", 1),
    "weekly": ("WEEKLY", 1),
    "wkly": ("WEEKLY", 1),
    "fortnightly": ("WEEKLY", 2),
    "monthly": ("MONTHLY", 1),
    "mthly": ("MONTHLY", 1),
    "mnthly": ("MONTHLY", 1),
    "quarterly": ("MONTHLY", 3),
    "termly": ("MONTHLY", 4),
    "annually": ("YEARLY", 1),
    "annual": ("YEARLY", 1),
    "anually": ("YEARLY", 1),
    "annualy": ("YEARLY", 1),
    "yearly": ("YEARLY", 1),
    "yrly": ("YEARLY", 1),
}

PATTERN = re.compile(
    rf"""(?<![a-z0-9])(?=\d|a[nl]|bi|da|e[avnli]|f[ior]|ha|la|m[on]|mth|ni|on|pe|q|s[eix]|t[hwe]|w[ek]|x|y[er])(?:
    (?P<weekday_of_month>(?:(?:on\ )?the\ )?(?P<nth>first|second|third|fourth|last|[1-4](?:st|nd|rd|th))
        \ (?P<nth_day>{WEEKDAY})
        \ (?:of|in)\ (?:each|every|the)\ month)
    |(?P<weekday>(?:every|each|weekly,?\ on(?:\ a)?)\ (?P<each_day>{WEEKDAY}))
    |(?P<quarter_end>(?:end\ of\ (?:each|every)\ quarter|(?:each|every)\ quarter[\ -]end|quarter[\ -]ends))
    |(?P<other>(?:every\ (?:other|second|alternate)|alternate|each\ alternate)\ (?P<other_unit>{A_UNIT})s?)
    |(?P<every>(?:every|each)\ (?:half[\ -](?P<half_unit>year|term)
        |(?P<every_parts>{PARTS_OF_WHOLE})(?!\d|/\d)
        |(?:(?P<every_n>{NUMBER})\ )?(?P<every_unit>{A_UNIT})s?))
    |(?P<bi>bi[\ -]?(?P<bi_word>annual(?:ly)?|month(?:ly)?|week(?:ly)?|year(?:ly)?|quarterly))
    |(?P<biennial>biennial(?:ly)?)
    |(?P<times>(?P<times_n>once|twice|thrice|{NUMBER}\ ?(?:times|x)|x\ ?{NUMBER})
        (?:\ (?:a|an|per|each|every|in\ each)\ |\ ?/\ ?|[\ -])
        (?P<times_unit>year|annum|month|quarter|week|term|annually|yearly|monthly|weekly))
    |(?P<pa>(?:(?P<pa_n>once|twice|thrice|{NUMBER}\ ?(?:times|x)|x\ ?{NUMBER})\ )p\.?a\b\.?)
    |(?P<count>(?P<count_n>{NUMBER})\ (?:(?:[a-z-]{{2,20}}\ ){{1,4}}(?:a|per|each|every)|per)
        \ (?P<count_unit>year|annum|term|quarter|month|week))
    |(?P<n_ly>(?P<n_ly_n>{NUMBER})[\ -](?P<n_ly_unit>month|mn?th|week|wk|year|yr|quarter|qtr|term)ly)
    |(?P<half>(?:half|semi)[\ -]?(?P<half_word>year(?:ly)?|annual(?:ly)?|termly))
    |(?P<quarterly>(?:1/4(?:er)?ly|q(?:ua)?r?te?r?ly))
    |(?P<per>per\ (?P<per_unit>annum|year|month|quarter|week|term))
    |(?P<named>annual(?:ly)?|anually|annualy|{_ADVERB}|daily)
    )(?![a-z])""",
    re.ASCII | re.VERBOSE,  # of small letters
)


@dataclass(slots=True)
class Frequency:
    """One phrase that says how often. `per_year` is 0 where months do not divide it evenly."""

    a: int
    b: int
    words: str
    parts: dict[str, str]
    says: str
    per_year: int = 0
    certainty: Certainty = Certainty.SURE
    others: list[tuple[dict[str, str], str]] = field(default_factory=list)
    is_adjective: bool = False
    is_count: bool = False
    months: tuple[int, ...] = ()

    @property
    def rule(self) -> str:
        return rule_of(self.parts)


def rule_of(parts: dict[str, str]) -> str:
    """The RFC 5545 line of a rule's parts; no parts, no rule."""
    return "RRULE:" + ";".join(f"{name}={value}" for name, value in parts.items()) if parts else ""


def every(frequency: str, interval: int) -> tuple[dict[str, str], str]:
    """The parts and the words of "every `interval` days, weeks, months or years"."""
    unit = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}[frequency]
    parts = {"FREQ": frequency} | ({"INTERVAL": str(interval)} if interval > 1 else {})
    return parts, f"every {unit}" if interval == 1 else f"every {interval} {unit}s"


def _unit(unit: str, count: int) -> tuple[dict[str, str], str]:
    unit = unit_of(unit)
    if unit in ("day", "week"):
        return every({"day": "DAILY", "week": "WEEKLY"}[unit], count)
    if unit == "fortnight":
        return every("WEEKLY", 2 * count)
    months = _MONTHS_IN.get(unit, 12) * count
    return every("YEARLY", months // 12) if months % 12 == 0 else every("MONTHLY", months)


def _times(count: int, unit: str) -> tuple[dict[str, str], str, Certainty]:
    unit = unit.lower().removesuffix("ly")
    unit = {"annum": "year", "annual": "year"}.get(unit, unit)
    if count == 1:
        return *_unit(unit, 1), Certainty.SURE
    months = _MONTHS_IN.get(unit, 0)
    if months and months % count == 0:
        return *every("MONTHLY", months // count), Certainty.SURE
    if unit == "month" and count == 2:
        return {"FREQ": "MONTHLY", "BYMONTHDAY": "15,-1"}, "twice a month", Certainty.CONVENTION
    if unit == "week" and count == 2:
        return {"FREQ": "WEEKLY", "BYDAY": "MO,TH"}, "twice a week", Certainty.CONVENTION
    return {}, f"{count} times a {unit}", Certainty.UNRESOLVABLE


def _per_year(parts: dict[str, str]) -> int:
    interval = int(parts.get("INTERVAL", "1"))
    if parts.get("FREQ") == "MONTHLY" and "BYMONTHDAY" not in parts and "BYDAY" not in parts:
        return 12 // interval if 12 % interval == 0 else 0
    return 1 if parts.get("FREQ") == "YEARLY" and interval == 1 else 0


def _read(match: re.Match[str], text: str, year_starts_in: int) -> Frequency:
    a, b = match.span()
    found = Frequency(a, b, text[a:b], {}, text[a:b])
    if match["weekday_of_month"]:
        nth = match["nth"]
        which = -1 if nth == "last" else ORDINALS.get(nth) or int(nth[0])
        day = _weekday(match["nth_day"])
        found.parts = {"FREQ": "MONTHLY", "BYDAY": f"{which}{_DAYS[day]}"}
        said = "last" if which < 0 else ("first", "second", "third", "fourth")[which - 1]
        found.says = f"the {said} {WEEKDAYS[day]} of every month"
    elif match["weekday"]:
        day = _weekday(match["each_day"])
        found.parts, found.says = {"FREQ": "WEEKLY", "BYDAY": _DAYS[day]}, f"every {WEEKDAYS[day]}"
    elif match["quarter_end"]:
        found.months = tuple(sorted((year_starts_in + step - 1) % 12 + 1 for step in (2, 5, 8, 11)))
        found.parts, _ = every("MONTHLY", 3)
        found.says, found.certainty = "the end of every quarter", Certainty.CONVENTION
    elif match["other"]:
        found.parts, found.says = _unit(match["other_unit"], 2)
    elif match["every"]:
        if match["half_unit"]:
            found.parts, found.says = every("MONTHLY", 6 if match["half_unit"] == "year" else 2)
            if match["half_unit"] == "term":
                found.certainty = Certainty.CONVENTION
        elif match["every_parts"]:
            _of_whole(found, *map(int, match["every_parts"].split("/")))
        else:
            found.parts, found.says = _unit(match["every_unit"], number(match["every_n"] or "1") or 1)
            if match["every_unit"] == "term":
                found.certainty = Certainty.CONVENTION
    elif match["bi"]:
        _bi(found, match["bi_word"])
    elif match["biennial"]:
        found.parts, found.says = every("YEARLY", 2)
    elif match["times"]:
        times = match["times_n"].removesuffix("times").strip("x ")
        found.parts, found.says, found.certainty = _times(number(times) or 1, match["times_unit"])
    elif match["pa"]:
        times = match["pa_n"].removesuffix("times").strip("x ")
        found.parts, found.says, found.certainty = _times(number(times) or 1, "year")
    elif match["count"]:
        found.parts, found.says, found.certainty = _times(number(match["count_n"]) or 1, match["count_unit"])
        found.is_count = True
    elif match["n_ly"]:
        found.parts, found.says = _unit(match["n_ly_unit"], number(match["n_ly_n"]) or 1)
        if match["n_ly_unit"] == "term":
            found.certainty = Certainty.CONVENTION
    elif match["half"]:
        is_term = match["half_word"].startswith("term")
        found.parts, found.says = every("MONTHLY", 2 if is_term else 6)
        found.certainty = Certainty.CONVENTION if is_term else Certainty.SURE
    elif match["quarterly"]:
        found.parts, found.says = every("MONTHLY", 3)
    elif match["per"]:
        found.parts, found.says = _unit(match["per_unit"], 1)
    else:
        word = match[0]
        found.parts, found.says = every(*_NAMED[word])
        found.is_adjective = word == "annual"
        if word == "termly":
            found.certainty = Certainty.CONVENTION
    found.per_year = _per_year(found.parts)
    return found


def frequency_of(length: Length) -> Frequency:
    """ "6-8 weekly", "every 3/4 months": which of them is meant asks; the longest is shown."""
    rules = [_unit(length.unit, max(count, 1)) for count in length.counts]
    parts, says = rules[-1]
    certainty = Certainty.AMBIGUOUS if len(rules) > 1 else Certainty.SURE
    found = Frequency(length.a, length.b, length.words, parts, says, certainty=certainty, others=rules[:-1])
    found.per_year = _per_year(parts)
    return found


def _bi(found: Frequency, word: str) -> None:
    """The bi- words mean two things (Oxford and Merriam-Webster give both): one is chosen, the other offered."""
    found.certainty = Certainty.AMBIGUOUS
    if word.startswith(("annual", "year")):
        found.parts, found.says = every("MONTHLY", 6)
        found.others = [every("YEARLY", 2)]
    elif word.startswith("quarter"):
        found.parts, found.says = every("MONTHLY", 6)
        found.others = [_times(2, "quarter")[:2]]
    elif word.startswith("month"):
        found.parts, found.says = every("MONTHLY", 2)
        found.others = [_times(2, "month")[:2]]
    else:
        found.parts, found.says = every("WEEKLY", 2)
        found.others = [_times(2, "week")[:2]]


def _of_whole(found: Frequency, count: int, whole: int) -> None:
    """ "Every 6/12", every six months; where that is no usual rhythm it asks, and offers the day that it may be."""
    found.parts, found.says = _unit(WHOLES[whole], count)
    found.certainty = Certainty.CONVENTION
    if whole == 7 or (whole == 12 and count in (1, 18, 24)):
        found.certainty = Certainty.AMBIGUOUS
        day = {"FREQ": "YEARLY", "BYMONTH": f"{whole}", "BYMONTHDAY": f"{count}"}
        found.others = [(day, f"every {count} {MONTHS[whole - 1]}")]


def _weekday(word: str) -> int:
    return ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(word[:3].lower())


def find_frequencies(text: str, year_starts_in: int) -> list[Frequency]:
    """Every phrase in a cleaned text that says how often, in order."""
    return [_read(match, text, year_starts_in) for match in PATTERN.finditer(lowered(text))]
