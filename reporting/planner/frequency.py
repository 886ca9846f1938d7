"""How often a report is owed, in words: what the rule of a duty stands for. Pure."""

from datetime import date

from reporting.facts import ObligationFacts
from reporting.planner.recurrence import parts_of
from reporting.words import capital

FREQUENCIES = {
    ("MONTHLY", 1): "Every month",
    ("MONTHLY", 2): "Every two months",
    ("MONTHLY", 3): "Every three months",
    ("MONTHLY", 6): "Twice a year, every six months",
    ("YEARLY", 1): "Once a year",
    ("YEARLY", 2): "Every two years",
}
# Kinds of duty that come when something calls for them.
AS_REQUIRED = ("event", "condition", "unspecified")
ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}


def in_words(obligation: ObligationFacts) -> str:
    """How often, never as "bi-": the words a planner's rule stands for."""
    if obligation.kind == "per-meeting":
        every = obligation.every or 1
        return "At each meeting" if every == 1 else f"At every {ORDINALS.get(every, f'{every}th')} meeting"
    if obligation.kind == "recur":
        parts = parts_of(obligation.rule)
        days = [each for each in parts.get("BYMONTHDAY", "").split(",") if each]
        if parts.get("FREQ") == "MONTHLY" and len(days) > 1:
            return "Twice a month" if len(days) == 2 else f"{len(days)} times a month"
        words = FREQUENCIES.get(
            (parts.get("FREQ", ""), int(parts.get("INTERVAL", "1"))), f"By rule: {obligation.rule}"
        )
        if (months := _months(parts)) and len(days) == 1 and days[0].isdigit():
            named = (f"{days[0]} {date(2000, number, 1):%B}" for number in months)
            return f"Every year on {' and '.join(named)}"
        if months:
            words = (
                words.replace("Once a year", "Every year")
                + " in "
                + " and ".join(f"{date(2000, number, 1):%B}" for number in months)
            )
        return words
    if obligation.condition and obligation.condition != "not stated":
        return capital(
            f"after {obligation.condition}" if obligation.kind == "event" else obligation.condition
        )
    return "How often is not stated"


def _months(parts: dict[str, str]) -> list[int]:
    return [int(number) for number in parts.get("BYMONTH", "").split(",") if number]
