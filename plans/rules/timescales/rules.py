"""From words for how often, and the months beside them, to rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from lscb.wording import listed

from ..known import known
from .dates import Find
from .frequencies import Frequency, every, rule_of
from .model import Certainty, Kind, worst
from .words import MONTHS


@dataclass(slots=True)
class Rule:
    """One recurrence, as it will be reported."""

    parts: dict[str, str]
    says: str
    certainty: Certainty
    words: str
    others: list[tuple[dict[str, str], str]] = field(default_factory=list)
    is_stated: bool = False
    per_year: int = 0
    starts: date | None = None

    @property
    def line(self) -> str:
        """The rule as RFC 5545 writes it, with its first day on a line in front where it has one of its own."""
        if not self.parts or not self.starts:
            return rule_of(self.parts)
        return f"DTSTART;VALUE=DATE:{self.starts:%Y%m%d}\n{rule_of(self.parts)}"


def rule_from(each: Frequency) -> Rule:
    rule = Rule(
        dict(each.parts), each.says, each.certainty, each.words, list(each.others), per_year=each.per_year
    )
    if each.months:
        rule.parts, rule.is_stated = months_rule(each.months), True
    return rule


def months_rule(months: Iterable[int]) -> dict[str, str]:
    return {"FREQ": "YEARLY", "BYMONTH": ",".join(map(str, sorted(months))), "BYMONTHDAY": "-1"}


def every_month(months: Iterable[int]) -> str:
    return f"every {listed([MONTHS[month - 1] for month in sorted(months)])}, by the last day of the month"


def named_rules(named: list[Find], often: list[Frequency]) -> list[Rule]:
    """Rules for "every March", "Annually - August and February", "quarterly from April", "31 July each year"."""
    samples = [known(each.in_year)(2018) for each in named]
    days = [(each, sample) for each, sample in zip(named, samples, strict=True) if each.kind == Kind.BY_DATE]
    months = sorted({known(sample.due).month for sample in samples if sample.kind != Kind.BY_DATE})
    dated = [sample.due for each, sample in days if sample.due and not _is_easter(each)]
    if len(often) == 1 and not often[0].per_year and (months or dated) and not (months and dated):
        return [_without_place(often[0], named, months, dated)]
    wanted = len(months) or len(dated)
    base = next((each for each in often if each.per_year == wanted), None)
    base = base or next((each for each in often if each.per_year), None) or (often[0] if often else None)
    rules = []
    words = " ".join(dict.fromkeys(each.words for each in named))
    if base and not base.per_year:
        rest = often
    else:
        rest = [each for each in often if each is not base and each.per_year != 1]
    if months:
        certainty, others = Certainty.CONVENTION, []
        count = base.per_year if base else 1
        if base and count > len(months):
            step = 12 // count
            others.append((months_rule(months), every_month(months)))
            months = sorted({(month - 1 + step * turn) % 12 + 1 for month in months for turn in range(count)})
            certainty = Certainty.AMBIGUOUS
        elif base and len(months) > 1 and base.words.lower().startswith(("annual", "yearly")):
            once = f"every year, in one of {listed([MONTHS[month - 1] for month in months], 'or')}"
            others.append(({"FREQ": "YEARLY"}, once))
        if base:
            certainty = worst(certainty, base.certainty)
            if base.certainty == Certainty.AMBIGUOUS and count == len(months):
                certainty = Certainty.CONVENTION
        rules.append(
            Rule(months_rule(months), every_month(months), certainty, words, others, True, len(months))
        )
    spread = base is not None and not months and base.per_year > max(len(dated), 1)
    for each, sample in days:
        if not sample.due:
            continue
        if _is_easter(each):
            rules.append(Rule(*every("YEARLY", 1), Certainty.AMBIGUOUS, each.words, per_year=1))
            rules[-1].says += ", at Easter"
            continue
        parts, says = _every_day_of(sample.due)
        if base and spread and len(dated) == 1:
            rules.append(_spread(base, sample.due, each.words))
        elif base and spread:
            instead = [(dict(base.parts), base.says)] if sample.due == dated[0] else []
            rules.append(Rule(parts, says, Certainty.AMBIGUOUS, each.words, instead, True, 1))
        else:
            rules.append(Rule(parts, says, Certainty.SURE, each.words, [], True, 1))
    return rules + [rule_from(each) for each in rest]


def _is_easter(find: Find) -> bool:
    return find.words.lower().startswith("easter")


def _every_day_of(day: date) -> tuple[dict[str, str], str]:
    """Once a year on the day of a month."""
    parts = {"FREQ": "YEARLY", "BYMONTH": str(day.month), "BYMONTHDAY": str(day.day)}
    return parts, f"every {day.day} {MONTHS[day.month - 1]}"


def _spread(base: Frequency, first: date, words: str) -> Rule:
    """Several times a year from one day: "quarterly from 15 May". It may also mean that day only, so it asks.

    Where a month is too short its last day is meant.
    """
    step = 12 // base.per_year
    months = sorted({(first.month - 1 + step * turn) % 12 + 1 for turn in range(base.per_year)})
    parts = {"FREQ": "YEARLY", "BYMONTH": ",".join(map(str, months)), "BYMONTHDAY": str(first.day)}
    if first.day == 31:
        parts["BYMONTHDAY"] = "-1"
    elif first.day > 28:
        days = ",".join(str(day) for day in range(28, first.day + 1))
        parts |= {"FREQ": "MONTHLY", "BYMONTHDAY": days, "BYSETPOS": "-1"}
    which = "the last day" if first.day == 31 else f"day {first.day}"
    of = "every month" if len(months) == 12 else f"every {listed([MONTHS[month - 1] for month in months])}"
    says = f"{which} of {of}"
    return Rule(parts, says, Certainty.AMBIGUOUS, words, [_every_day_of(first)], True, base.per_year)


def _without_place(base: Frequency, named: list[Find], months: list[int], dated: list[date]) -> Rule:
    """How often, where a year does not divide by it, beside days or months without a year: nobody knows from when.

    "Every two years in March" names the month but not the year; "weekly from 31 August" perhaps a beginning. The other
    readings are the named days and months of every year.
    """
    words = " ".join(dict.fromkeys(each.words for each in named))
    yearly = [_every_day_of(day) for day in dated] or [(months_rule(months), every_month(months))]
    says = base.says
    if base.parts.get("FREQ") == "YEARLY":
        places = [f"{day.day} {MONTHS[day.month - 1]}" for day in dated]
        says += (
            f", on {listed(places)}" if dated else f", in {listed([MONTHS[month - 1] for month in months])}"
        )
    return Rule(dict(base.parts), f"{says}; from when is not stated", Certainty.AMBIGUOUS, words, yearly)
