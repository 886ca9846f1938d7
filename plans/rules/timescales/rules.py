"""From words for how often, and the months beside them, to rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lscb.wording import listed

from ..known import known
from .dates import Find
from .frequencies import Frequency, every
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
    base = next((each for each in often if each.per_year == len(months) and months), None)
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
    for each, sample in days:
        if not sample.due:
            continue
        if each.words.lower().startswith("easter"):
            rules.append(Rule(*every("YEARLY", 1), Certainty.AMBIGUOUS, each.words, per_year=1))
            rules[-1].says += ", at Easter"
            continue
        day, month = sample.due.day, sample.due.month
        parts = {"FREQ": "YEARLY", "BYMONTH": str(month), "BYMONTHDAY": str(day)}
        rules.append(Rule(parts, f"every {day} {MONTHS[month - 1]}", Certainty.SURE, each.words, [], True, 1))
    return rules + [rule_from(each) for each in rest]
