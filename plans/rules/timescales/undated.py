"""Readings without a date or a recurrence: events, other documents, ongoing work, and words we do not know."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TypedDict, Unpack

from lscb.wording import listed

from .dates import Find, plan_end_find
from .frequencies import every, rule_of
from .lengths import Length
from .model import Certainty, Kind, Milestone, MilestoneKind, Precision, Timescale
from .parts import Parts
from .phrases import Phrase, left_over
from .reviews import DONE
from .words import FLAGS, STEPS, day_words

_OF_PLAN = re.compile(r" of (?:the |this |our )?(?:business |strategic )?plan(?![a-z])", FLAGS)
LONGEST_LAG = 60  # weeks, months or years
WITH_START = (Kind.BY_SEASON, Kind.BY_QUARTER, Kind.BY_YEAR, Kind.YEAR_OF_PLAN, Kind.BY_PERIOD)


def sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."


def part(find: Find, kind: MilestoneKind = MilestoneKind.DUE) -> Milestone:
    """A date expression as a part of a timescale."""
    return Milestone(find.due, find.precision, find.words, kind, find.first)


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
    review_on: date | None


class Undated(Parts):
    """The parts of a text, and the readings that need no date."""

    def _make(self, kind: Kind, explanation: str, **more: Unpack[_More]) -> Timescale:
        return Timescale(text=self.text, kind=kind, explanation=sentence(explanation), **more)

    def _of_find(self, find: Find) -> Timescale:
        """One date expression as a reading of its own."""
        if not find.due:
            return self._make(
                find.kind, f"Read as {find.says}, in a year that is not stated", certainty=find.certainty
            )
        return self._make(
            find.kind,
            f"Read as {find.says}",
            milestones=(part(find),),
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
        length = next((each for each in self.lengths), None)
        if length and not event:
            return self._length(length)
        if lag and not event:
            return self._lag(lag) if not self._reviewed_after(lag) else self._review_after(lag)
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
        if self.setting.plan_start and _OF_PLAN.match(self.clean, lag.b):
            return self._from_plan_start(lag, self.setting.plan_start)
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

    def _from_plan_start(self, lag: Phrase, start: date) -> Timescale:
        """ "Within the first 6 months of the plan"."""
        after = _later(start, lag.count, lag.unit)
        due = after - timedelta(days=1) if after else None
        return self._make(
            Kind.BY_PERIOD,
            f"Read as {day_words(due)}, counted from the first day of the plan"
            if due
            else f"Read as {lag.says}",
            milestones=(Milestone(due, Precision.DAY, lag.words),) if due else (),
            due_dates=(due,) if due else (),
            starts_on=start,
            certainty=Certainty.CONVENTION if due else Certainty.UNRESOLVABLE,
        )

    def _reviewed_after(self, lag: Phrase) -> bool:
        """ "Ongoing (review in 6 months)": what goes on, or is done, is looked at again after so long."""
        goes_on = self._ongoing or bool(DONE.search(self.clean))
        return goes_on and bool(
            re.search(r"(?<![a-z])re-?view(?:ed)?(?: again)? ?$", self.clean[: lag.a], FLAGS)
        )

    def _review_after(self, lag: Phrase) -> Timescale:
        """The day that a review is counted from is asked for; the plan's publication is offered."""
        opens = self.setting.opens
        day = _later(opens, lag.count, lag.unit) if opens else None
        counted = "published" if self.setting.not_before else "begun"
        said = "ongoing, with no date" if self._ongoing else "already complete"
        others: tuple[Timescale, ...] = ()
        if day:
            others = (
                self._make(
                    Kind.ONGOING if self._ongoing else Kind.UNSPECIFIED,
                    f"Read as {said}; to be looked at again by {day_words(day)}, counted from the day the plan was {counted}",
                    ongoing=self._ongoing,
                    review_on=day,
                    certainty=Certainty.CONVENTION,
                ),
            )
        return self._make(
            Kind.ONGOING if self._ongoing else Kind.UNSPECIFIED,
            f"Read as {said}; to be looked at again {lag.says}, and from when is not stated",
            ongoing=self._ongoing,
            certainty=Certainty.AMBIGUOUS if others else Certainty.UNRESOLVABLE,
            other_readings=others,
        )

    def _length(self, length: Length) -> Timescale:
        """ "3/6/12 months": each counted from the plan's publication; "6-12 months": the last of them."""
        opens = self.setting.opens
        counts = length.counts[-1:] if length.is_span else length.counts
        days = [_later(opens, count, length.unit) for count in counts] if opens else []
        dates = sorted({day for day in days if day})
        from_a_day = self._make(
            Kind.EVENT_DRIVEN,
            f"Read as {'within ' if length.is_span else 'at '}{length.says}, counted from a day you name",
            milestones=(Milestone(None, Precision.EVENT, length.words, MilestoneKind.EVENT),),
            trigger=length.says,
            certainty=Certainty.AMBIGUOUS,
        )
        if length.is_open:
            end = self.setting.plan_end
            return self._make(
                Kind.BY_PERIOD,
                f"Read as {length.says} or more; no date is stated",
                certainty=Certainty.AMBIGUOUS if end else Certainty.UNRESOLVABLE,
                other_readings=(self._of_find(plan_end_find(_blank(self.clean), False, self.setting)),)
                if end
                else (),
            )
        if not dates or len(dates) < len(counts):
            why = "but the day they are counted from is not known"
            return self._make(
                Kind.BY_PERIOD, f"Read as {length.says}, {why}", certainty=Certainty.UNRESOLVABLE
            )
        counted = "published" if self.setting.not_before else "begun"
        return self._make(
            Kind.BY_PERIOD if len(dates) == 1 else Kind.SEVERAL_DATES,
            f"Read as {listed([day_words(day) for day in dates])}, counted from the day the plan was {counted}",
            milestones=tuple(Milestone(day, Precision.DAY, length.words) for day in dates),
            due_dates=tuple(dates),
            starts_on=opens if len(dates) == 1 else None,
            certainty=Certainty.AMBIGUOUS,
            other_readings=(from_a_day,),
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
        if self.horizons and not left_over(self.clean, self.horizons):
            said = "No date can be worked out: how many months the term has is not stated"
            return self._make(Kind.UNSPECIFIED, said, certainty=Certainty.UNRESOLVABLE)
        for word, explanation in reasons.items():
            if word in self.words:
                certainty = Certainty.AMBIGUOUS if word == "vague" else Certainty.UNRESOLVABLE
                return self._make(Kind.UNSPECIFIED, explanation, certainty=certainty)
        return self._make(Kind.UNKNOWN, "No date was found in these words", certainty=Certainty.UNRESOLVABLE)


def _later(day: date, count: int, unit: str) -> date | None:
    """`count` weeks, months or years after `day`; None in a year that no plan reaches."""
    if day.year >= 2000 + LONGEST_LAG or count >= (366 if unit == "day" else LONGEST_LAG):
        return None
    return day + STEPS[unit] * count


def _blank(words: str) -> Find:
    return Find(0, len(words), words, Kind.BY_DATE, Precision.DAY)
