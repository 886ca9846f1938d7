"""Readings without a date or a recurrence: events, other documents, ongoing work, and words we do not know."""

from __future__ import annotations

import re
from datetime import date
from typing import TypedDict, Unpack

from dateutil.relativedelta import relativedelta

from lscb.wording import listed

from .dates import Find
from .frequencies import every, rule_of
from .model import Certainty, Kind, Milestone, MilestoneKind, Precision, Timescale
from .parts import Parts
from .phrases import Phrase
from .words import FLAGS, day_words

LONGEST_LAG = 60  # weeks, months or years
WITH_START = (Kind.BY_SEASON, Kind.BY_QUARTER, Kind.BY_YEAR, Kind.YEAR_OF_PLAN, Kind.BY_PERIOD)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."


class _More(TypedDict, total=False):
    """What a reading may say besides its kind and its explanation: fields of Timescale."""

    milestones: tuple[Milestone, ...]
    due_dates: tuple[date, ...]
    starts_on: date | None
    ongoing: bool
    rules: tuple[str, ...]
    trigger: str
    certainty: Certainty
    other_readings: tuple[Timescale, ...]


class Undated(Parts):
    """The parts of a text, and the readings that need no date."""

    def _make(self, kind: Kind, explanation: str, **more: Unpack[_More]) -> Timescale:
        return Timescale(text=self.text, kind=kind, explanation=_sentence(explanation), **more)

    def _of_find(self, find: Find) -> Timescale:
        """One date expression as a reading of its own."""
        if not find.due:
            return self._make(
                find.kind, f"Read as {find.says}, in a year that is not stated", certainty=find.certainty
            )
        return self._make(
            find.kind,
            f"Read as {find.says}",
            milestones=(Milestone(find.due, find.precision, find.words),),
            due_dates=(find.due,),
            starts_on=find.start if find.is_period or find.kind in WITH_START else None,
            certainty=find.certainty,
        )

    def _undated(self) -> Timescale:
        """No date and no recurrence: an event, another document, ongoing, or nothing we know."""
        event, elsewhere, condition = self._first("event"), self._first("elsewhere"), self._first("condition")
        lag = self._first("lag")
        if elsewhere:
            return self._make(
                Kind.ELSEWHERE,
                f"No date can be worked out: the dates are kept elsewhere ({elsewhere.trigger})",
                milestones=(Milestone(None, Precision.EVENT, elsewhere.words, MilestoneKind.ELSEWHERE),),
                ongoing=self._ongoing,
                trigger=elsewhere.trigger,
                certainty=Certainty.UNRESOLVABLE,
            )
        if lag and not event:
            return self._lag(lag)
        if phrase := event or condition:
            others = [self._of_find(each) for each in self.mentions[:4] if each.due] if event else []
            if event and re.search(r"\bannual report\b", event.trigger, FLAGS):
                parts, said = every("YEARLY", 1)
                others.append(
                    self._make(
                        Kind.RECURRING,
                        f"Read as {said}, in a month that is not stated",
                        rules=(rule_of(parts),),
                        certainty=Certainty.AMBIGUOUS,
                    )
                )
            explanation = (
                f"Waits for an event, not a date: {phrase.says}{', ongoing' if self._ongoing else ''}"
            )
            return self._make(
                Kind.EVENT_DRIVEN,
                explanation,
                milestones=(Milestone(None, Precision.EVENT, phrase.words, MilestoneKind.EVENT),),
                ongoing=self._ongoing,
                trigger=phrase.trigger,
                certainty=Certainty.AMBIGUOUS if others else Certainty.SURE,
                other_readings=tuple(others),
            )
        if self._ongoing:
            return self._make(Kind.ONGOING, "Read as ongoing, with no date", ongoing=True)
        if "at once" in self.words:
            return self._at_once()
        return self._nothing()

    def _lag(self, lag: Phrase) -> Timescale:
        opens = self.setting.opens
        due = _later(opens, lag.count, lag.unit) if opens else None
        if not due:
            return self._make(
                Kind.BY_PERIOD,
                f"Read as {lag.says}, but the day it is counted from is not known",
                certainty=Certainty.UNRESOLVABLE,
            )
        milestone = Milestone(due, Precision.DAY, lag.words)
        counted = "published" if self.setting.not_before else "begun"
        return self._make(
            Kind.BY_PERIOD,
            f"Read as {day_words(due)}, counted from the day the plan was {counted}",
            milestones=(milestone,),
            due_dates=(due,),
            starts_on=opens,
            certainty=Certainty.AMBIGUOUS,
            other_readings=(
                self._make(
                    Kind.EVENT_DRIVEN,
                    f"Read as {lag.says}, counted from a day you name",
                    milestones=(Milestone(None, Precision.EVENT, lag.words, MilestoneKind.EVENT),),
                    trigger=lag.says,
                    certainty=Certainty.AMBIGUOUS,
                ),
            ),
        )

    def _at_once(self) -> Timescale:
        opens = self.setting.opens
        others: tuple[Timescale, ...] = ()
        if opens:
            day = Milestone(opens, Precision.DAY, self.clean)
            said = f"Read as {day_words(opens)}, the day the plan "
            said += "was published" if self.setting.not_before else "begins"
            others = (
                self._make(
                    Kind.BY_DATE, said, milestones=(day,), due_dates=(opens,), certainty=Certainty.CONVENTION
                ),
            )
        return self._make(
            Kind.EVENT_DRIVEN,
            "Read as straight away; no date is stated",
            milestones=(Milestone(None, Precision.EVENT, self.clean, MilestoneKind.EVENT),),
            starts_on=opens,
            trigger="straight away",
            certainty=Certainty.AMBIGUOUS if opens else Certainty.UNRESOLVABLE,
            other_readings=others,
        )

    def _nothing(self) -> Timescale:
        others = tuple(self._of_find(each) for each in self.mentions[:4] if each.due)
        if self.mentions:
            said = listed([each.words.strip() for each in self.mentions[:3]])
            return self._make(
                Kind.UNKNOWN,
                f"Not read as a due date: {said} may be a title or the time covered",
                certainty=Certainty.AMBIGUOUS,
                other_readings=others,
            )
        reasons = {
            "complete": "Read as already complete; no date is stated",
            "none": "No timescale is given",
            "undecided": "Read as not yet decided; no date is stated",
            "vague": "Read as regular, but how often is not stated",
            "report": "Read as something reported; when is not stated",
        }
        if not self.clean:
            return self._make(Kind.UNSPECIFIED, "No timescale is given", certainty=Certainty.UNRESOLVABLE)
        for word, explanation in reasons.items():
            if word in self.words:
                certainty = Certainty.AMBIGUOUS if word == "vague" else Certainty.UNRESOLVABLE
                return self._make(Kind.UNSPECIFIED, explanation, certainty=certainty)
        return self._make(Kind.UNKNOWN, "No date was found in these words", certainty=Certainty.UNRESOLVABLE)


def _later(day: date, count: int, unit: str) -> date | None:
    """`count` weeks, months or years after `day`; None in a year that no plan reaches."""
    if day.year >= 2000 + LONGEST_LAG or count >= LONGEST_LAG:
        return None
    one = {"week": relativedelta(weeks=1), "month": relativedelta(months=1), "year": relativedelta(years=1)}
    return day + one[unit] * count
