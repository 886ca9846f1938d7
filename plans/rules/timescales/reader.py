"""Puts the parts of a timescale together into one reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from lscb.wording import listed

from ..known import known
from .dates import MOST_DATES, Find, Setting
from .frequencies import rule_of
from .model import Certainty, Kind, Milestone, MilestoneKind, Precision, Timescale, worst
from .modifiers import END_PARTS, END_WORDS, opens_something
from .recurrence import occurrences
from .reviews import DONE
from .rules import Rule, every_month, months_rule, named_rules, rule_from
from .sequences import ENDS, Turn, spans_said, turns_of
from .undated import WITH_START, Undated, part, sentence
from .words import FLAGS, MONTHS, STEPS, cleaned_and_struck, day_words, misspelt_months

# "Complete (March 2025)", "March 2025 - done"
_COMPLETE = re.compile(
    r"^(?:(?:action |now |all )?(?:complete|closed|finished) ?[-:(]|[✓✔☑✅])"
    r"|(?:(?:[-,;:(]|(?<=\d) ) ?(?:now |all )?(?:completed?|done|achieved|closed|finished|delivered|actioned)|[✓✔☑✅])[ .)]*$",
    FLAGS,
)
_PAUSED = re.compile(
    r"(?<![a-z])(?:paused|on hold|suspended|stood down|parked) (?:until|till|to)(?![a-z])", FLAGS
)
LONGEST = 5000
LONGEST_WINDOW = timedelta(days=366 * 30)


def read_timescale(
    text: str,
    *,
    plan_start: date | None = None,
    plan_end: date | None = None,
    not_before: date | None = None,
    year_starts_in: int = 4,
) -> Timescale:
    """What the words of a timescale mean, and how sure that is; `text` comes back exactly as given.

    `plan_start` and `plan_end` are the first and last day of the plan: they place "Year 2" and "July" without a
    year, and with `not_before` (the day the plan was published, say) bound the dates made from "every August".
    `year_starts_in` is the first month of the board's year (4 is April), for quarters and years such as 2018/19.

    A month means its last day: 51 of the 71 actions of the Cumbria LSCB business plan 2017-20 name only a month.
    Any text is read without an error; words that say no date give none. Raises ValueError only for a
    `year_starts_in` that is not a month.
    """
    if year_starts_in not in range(1, 13):
        raise ValueError(f"A year starts in a month from 1 to 12, not {year_starts_in!r}")
    setting = Setting(plan_start, plan_end, not_before, year_starts_in)
    clean, struck = cleaned_and_struck(text[:LONGEST])
    reader = _Reader(text, clean, setting, struck)
    reading = reader.read_all()
    if slips := misspelt_months(text[:LONGEST]):
        reading = _as_written(reading, slips)
    if reader.is_cut or len(text) > LONGEST:
        left = (
            f"only the first {MOST_DATES} dates"
            if reader.is_cut
            else f"only the first {LONGEST:,} characters"
        )
        reading = replace(
            reading,
            certainty=worst(reading.certainty, Certainty.AMBIGUOUS),
            explanation=f"{reading.explanation.rstrip('.')}; {left} were read.",
        )
    return reading


def _as_written(reading: Timescale, slips: dict[str, str]) -> Timescale:
    """`reading` with the words of its milestones as they are written: months that are misspelt stay so."""
    pattern = re.compile("|".join(slips))
    return replace(
        reading,
        milestones=tuple(
            replace(each, words=pattern.sub(lambda match: slips[match[0]], each.words))
            for each in reading.milestones
        ),
        other_readings=tuple(_as_written(other, slips) for other in reading.other_readings),
    )


class _Reader(Undated):
    """The readings the parts allow, put together into one."""

    def _segments(self) -> list[tuple[int, int]]:
        ends = [
            match.end()
            for match in re.finditer(r"[.;](?= |$)", self.clean)
            if not any(find.a < match.end() <= find.b for find in (*self.finds, *self.items))
        ]
        bounds = [0, *ends, len(self.clean) + 1]
        return list(pairwise(bounds))

    def _rules(self) -> tuple[list[Rule], list[Find]]:
        """The rules, and the dates that no rule has used."""
        if not self.frequencies and not any(each.before in ("every", "each") for each in self.items):
            return [], self.items
        rules: list[Rule] = []
        unused: list[Find] = []
        per_meeting = any(each.name == "meeting" for each in self.phrases)
        for a, b in self._segments():
            often = [each for each in self.frequencies if a <= each.a < b]
            if per_meeting:
                often = [each for each in often if not each.is_count]
            items = [each for each in self.items if a <= each.a < b]
            named = [each for each in items if each.in_year and not self._starts_on_quarter(each)]
            if named and (often or any(each.before in ("every", "each") for each in named)):
                unused += [each for each in items if each not in named]
                rules += named_rules(named, often)
                continue
            unused += items
            rules += [rule_from(each) for each in often]
        seen: dict[str, Rule] = {}
        for rule in rules:
            seen.setdefault(rule_of(rule.parts) or rule.says, rule)
        return list(seen.values()), unused

    def _starts_on_quarter(self, find: Find) -> bool:
        """ "Quarterly from Q3": the quarter is a beginning, not what recurs."""
        return find.kind in (Kind.BY_QUARTER, Kind.BY_SEASON) and opens_something(find, self.clean)

    def _expanded(self, rules: list[Rule], starts_on: date | None) -> list[Milestone]:
        opens, closes = self.setting.opens, self.setting.plan_end
        if not opens or not closes:
            return []
        if starts_on:
            opens = max(opens, starts_on)
        if opens > closes or closes - opens > LONGEST_WINDOW:
            return []
        milestones = [
            Milestone(
                day,
                Precision.DAY if rule.parts.get("BYMONTHDAY") != "-1" else Precision.MONTH,
                rule.words,
                MilestoneKind.OCCURRENCE,
            )
            for rule in rules
            if rule.is_stated
            for day in occurrences(rule.line, start=opens, end=closes)
        ]
        return sorted(milestones, key=_day)

    def read_all(self) -> Timescale:
        """The reading, with what the words leave open about dates that were replaced."""
        reading = self._with_review(self.read())
        unsettled = [change for change in self.changes if change.new is None and not change.aside]
        if unsettled:
            said = listed([each.says for each in self.olds[:3]]) or "a date"
            kept = tuple(self._of_find(each) for each in self.olds[:4])
            explanation = f"{reading.explanation.rstrip('.')}; what took the place of {said} is not stated"
            if reading.kind in (Kind.UNKNOWN, Kind.UNSPECIFIED):
                explanation = f"No date can be worked out: what took the place of {said} is not stated"
            return replace(
                reading,
                explanation=f"{explanation}.",
                certainty=worst(reading.certainty, Certainty.AMBIGUOUS),
                other_readings=(*reading.other_readings, *kept),
            )
        if any(change.asks for change in self.changes):
            plain = _Reader(self.text, self.clean, self.setting, plainly=True).read()
            return replace(
                reading,
                certainty=worst(reading.certainty, Certainty.AMBIGUOUS),
                other_readings=(
                    *reading.other_readings,
                    *self._with_aside_as_first(reading),
                    replace(plain, other_readings=()),
                ),
            )
        return reading

    def _with_review(self, reading: Timescale) -> Timescale:
        """ "Ongoing (review March 2026)": what goes on or is done is looked at again, and nothing is due then."""
        if not self.reviews:
            return reading
        if DONE.search(self.clean) and not reading.ongoing and not reading.rules:
            reading = self._done()
        dated = [each for each in self.reviews if each.due and not each.in_year]
        explanation = reading.explanation.rstrip(".")
        if not dated:
            yearless = next((each for each in self.reviews if each.in_year), None)
            if yearless:
                return self._review_without_year(reading, explanation, yearless)
            return self._review_without_day(reading, explanation, self.reviews[0])
        says = listed([each.told for each in dated])
        asks = self.review_asks or len(dated) > 1 or reading.kind == Kind.UNSPECIFIED
        asked = [self._of_find(other) for each in dated for other in (each, *each.others)] if asks else []
        if len(dated) == 1 and not asks:
            asked = [
                replace(
                    reading,
                    explanation=sentence(f"{explanation}; to be looked at again by {other.says}"),
                    review_on=other.due,
                    other_readings=(),
                )
                for other in dated[0].others
                if other.due and dated[0].certainty == Certainty.AMBIGUOUS
            ]
        return replace(
            reading,
            certainty=worst(
                reading.certainty, *(each.certainty for each in dated), *[Certainty.AMBIGUOUS] * asks
            ),
            explanation=sentence(f"{explanation}; to be looked at again by {says}"),
            review_on=_due(dated[0]),
            other_readings=(*reading.other_readings, *asked),
        )

    def _done(self) -> Timescale:
        when = listed([each.says for each in self.items if each.due][:3])
        said = f"Read as already complete{f', by {when}' if when else ''}"
        return self._make(Kind.UNSPECIFIED, said, certainty=Certainty.AMBIGUOUS)

    def _review_without_day(self, reading: Timescale, explanation: str, review: Find) -> Timescale:
        """The day of the review is not in the calendar, or counted from dates that the plan does not have."""
        said, why = review.words.strip(), "which is not in the calendar"
        if review.wants_plan:
            said, why = review.says, review.note or "but the plan's own dates are not known"
        choices = tuple(
            replace(
                reading,
                explanation=sentence(f"{explanation}; to be looked at again by {other.says}"),
                review_on=other.due,
                other_readings=(),
            )
            for other in review.others
            if other.due
        )
        return replace(
            reading,
            certainty=worst(reading.certainty, Certainty.AMBIGUOUS),
            explanation=sentence(f"{explanation}; to be looked at again by {said}, {why}"),
            other_readings=(*reading.other_readings, *choices),
        )

    def _review_without_year(self, reading: Timescale, explanation: str, review: Find) -> Timescale:
        """The year of the review is not written: each that the plan holds is offered."""
        opens, closes = self.setting.opens, self.setting.plan_end
        found = []
        if opens and closes:
            found = [each for year in self.setting.years if (each := known(review.in_year)(year)).due]
            found = [each for each in found if opens <= _due(each) <= closes]
        choices = tuple(
            replace(
                reading,
                certainty=Certainty.CONVENTION,
                explanation=sentence(f"{explanation}; to be looked at again by {each.says}"),
                review_on=each.due,
                other_readings=(),
            )
            for each in found
        )
        if len(choices) == 1 and reading.certainty == Certainty.SURE:
            return choices[0]
        return replace(
            reading,
            certainty=worst(reading.certainty, Certainty.AMBIGUOUS),
            explanation=sentence(
                f"{explanation}; to be looked at again by {review.says}, in a year that is not stated"
            ),
            other_readings=(*reading.other_readings, *choices),
        )

    def _with_aside_as_first(self, reading: Timescale) -> Iterator[Timescale]:
        """ "Oct 2025 (revised June 2025)": the other date may be the one that stood first."""
        aside = [each for change in self.changes if change.aside for each in change.olds if each.due]
        if len(aside) == len(reading.due_dates) == 1 and reading.milestones[0].date:
            said = reading.explanation.rstrip(".")
            yield replace(
                reading,
                milestones=(replace(reading.milestones[0], first=aside[0].due),),
                certainty=Certainty.CONVENTION,
                other_readings=(),
                explanation=f"{said}, moved from {aside[0].says}.",
            )

    def read(self) -> Timescale:
        if found := turns_of(self.clean, self.frequencies, self.items, self.phrases):
            return self._sequence(*found)
        rules, dates = self._rules()
        annual = [each for each in self.frequencies if each.is_adjective]
        settled = [each for each in dates if each.due and not each.in_year]
        if rules and annual and len(rules) == len(annual) == 1 and not rules[0].is_stated and settled:
            return self._dates(dates, [_yearly_reading(self, settled[0])])
        if rules or self._has("meeting"):
            return self._recurring(rules, dates)
        if dates:
            return self._dates(dates, [])
        return self._undated()

    def _recurring(self, rules: list[Rule], dates: list[Find]) -> Timescale:
        meeting = self._first("meeting")
        condition = self._first("condition")
        event = self._first("event")
        starts = [each for each in dates if each.start and opens_something(each, self.clean)]
        lasts = [
            each for each in dates if each.due and (each.is_period or _lasts(each)) and each not in starts
        ]
        ends = [each for each in dates if each.due and (self._ends_with(each) or each in lasts)]
        starts_on = starts[0].start if starts else None
        if ends and ends[0] in lasts:
            starts_on = ends[0].start
        if ends:
            for rule in rules:
                if rule.parts and "UNTIL" not in rule.parts:
                    rule.parts["UNTIL"] = f"{ends[0].due:%Y%m%d}"
        firsts = [each for each in dates if each.due and each not in starts and each not in ends]
        milestones = [part(each, MilestoneKind.FIRST_DELIVERABLE) for each in firsts] + self._expanded(
            rules, starts_on
        )
        milestones.sort(key=_day)
        parts = len(rules) + bool(meeting)
        compound = parts > 1 or (bool(rules) and bool(condition or self._has("clause") or event))
        kind = Kind.COMPOUND if compound else Kind.RECURRING if rules else Kind.PER_MEETING
        certainties = [rule.certainty for rule in rules if rule.parts or len(rules) == 1]
        if len(rules) > 1 or self._has("clause"):
            certainties += [
                Certainty.AMBIGUOUS for rule in rules if not rule.is_stated and 0 < rule.per_year <= 2
            ]
        if compound and meeting and any(each.is_count for each in self.frequencies):
            certainties.append(Certainty.AMBIGUOUS)
        certainties += [each.certainty for each in ends]
        others = list(self._other_rules(rules, starts_on))
        if len(firsts) == len(rules) == 1 and rules[0].per_year and not rules[0].is_stated:
            first, turns = _due(firsts[0]), rules[0].per_year
            turn = sorted({(first.month - 1 + 12 // turns * step) % 12 + 1 for step in range(turns)})
            others.append(self._each_year(turn, rules[0].words, first))
        if firsts or any(each.in_year for each in dates):
            certainties.append(Certainty.AMBIGUOUS)
        others += self._starts_in_years([each for each in dates if self._starts_on_quarter(each)], rules)
        says = [rule.says for rule in rules] + ([meeting.says] if meeting else [])
        until = f", until {day_words(_due(ends[0]))}" if ends else ""
        explanation = f"Read as {'; '.join(each + until for each in says)}"
        if self._ongoing and not ends:
            explanation += ", ongoing"
        if starts_on:
            explanation += f"; starting on {day_words(starts_on)}"
        if firsts:
            explanation += f"; the first by {listed([each.says for each in firsts])}"
        if event:
            explanation += f"; {event.says}"
            milestones.append(Milestone(None, Precision.EVENT, event.words, MilestoneKind.EVENT))
        if condition:
            explanation += f"; {condition.says}"
        if not any(each.date for each in milestones):
            needs_plan = any(rule.is_stated for rule in rules)
            explanation += (
                "; the plan's dates are needed for the days" if needs_plan else "; no date is stated"
            )
        return self._make(
            kind,
            explanation,
            milestones=tuple(milestones),
            due_dates=_days(milestones),
            starts_on=starts_on,
            ongoing=self._ongoing and not ends,
            rules=tuple(rule_of(rule.parts) for rule in rules if rule.parts),
            trigger=event.trigger if event else meeting.trigger if meeting else "",
            certainty=worst(*certainties) if certainties else Certainty.SURE,
            other_readings=tuple(others),
        )

    def _starts_in_years(self, starts: list[Find], rules: list[Rule]) -> Iterator[Timescale]:
        """ "Quarterly from Q3": each year that the plan holds is offered."""
        opens, closes = self.setting.opens, self.setting.plan_end
        if len(starts) != 1 or len(rules) != 1 or not starts[0].in_year or not opens or not closes:
            return
        for year in self.setting.years:
            found = starts[0].in_year(year)
            if found.start and opens <= known(found.due) and found.start <= closes:
                yield self._make(
                    Kind.RECURRING,
                    f"Read as {rules[0].says}; starting on {day_words(found.start)}; no date is stated",
                    starts_on=found.start,
                    rules=(rules[0].line,),
                    certainty=Certainty.CONVENTION,
                )

    def _ends_with(self, find: Find) -> bool:
        """ "Monthly until March 2026", "monthly to March 2026"."""
        return find.before in END_WORDS or bool(ENDS.search(self.clean, max(0, find.a - 30), find.a))

    def _sequence(self, turns: list[Turn], chained: bool) -> Timescale:
        """Rhythms with a span each, which follow one another where they are `chained`."""
        rules: list[Rule] = []
        milestones: list[Milestone] = []
        certainties, said = [], []
        others: list[Timescale] = []
        for index, turn in enumerate(turns):
            for rule in named_rules(turn.named, turn.often) if turn.named else map(rule_from, turn.often):
                rule.starts = turn.starts
                if turn.ends and rule.parts:
                    rule.parts["UNTIL"] = f"{turn.ends:%Y%m%d}"
                elif turn.count and (times := _times_in(rule, turn)):
                    rule.parts["COUNT"] = str(times)
                rules.append(rule)
                said.append(spans_said(turn, rule.says, follows=chained and index > 0))
                milestones += self._expanded([rule], turn.starts)
                certainties.append(rule.certainty)
            certainties += turn.certainties
            if turn.asks or turn.until or (turn.count and not turn.ends):
                certainties.append(Certainty.AMBIGUOUS)
        others += self._counted_turns(turns)
        milestones.sort(key=_day)
        explanation = f"Read as {('; then ' if chained else '; ').join(said)}"
        if not milestones:
            explanation += "; no date is stated"
        ongoing = self._ongoing and not turns[-1].ends
        return self._make(
            Kind.COMPOUND if len(rules) > 1 else Kind.RECURRING,
            explanation,
            milestones=tuple(milestones),
            due_dates=_days(milestones),
            starts_on=turns[0].starts,
            ongoing=ongoing,
            rules=tuple(rule.line for rule in rules if rule.parts),
            certainty=worst(*certainties),
            other_readings=tuple(others),
        )

    def _counted_turns(self, turns: list[Turn]) -> Iterator[Timescale]:
        """ "Weekly for six weeks, then monthly": from when is asked; the plan's first day and the next one's are offered."""
        first, *rest = turns
        if not first.count or first.starts or len(rest) > 1:
            return
        follows = rest[0].starts if rest else None
        begins = [follows - STEPS[first.unit] * first.count] if follows else []
        for starts in [*begins, *filter(None, [self.setting.opens])]:
            one = rule_from(first.often[0]) if first.often else None
            two = rule_from(rest[0].often[0]) if rest and rest[0].often else None
            last = first.last_from(starts)
            if not one or not last or (rest and not two):
                return
            one.starts = starts
            one.parts["UNTIL"] = f"{last:%Y%m%d}"
            said = f"Read as {one.says}, from {day_words(starts)}, until {day_words(last)}"
            if two:
                two.starts = follows or last + timedelta(days=1)
                said += f"; then {two.says}, from {day_words(two.starts)}"
            yield self._make(
                Kind.COMPOUND if two else Kind.RECURRING,
                said,
                starts_on=starts,
                rules=tuple(each.line for each in (one, two) if each),
                certainty=Certainty.CONVENTION,
            )

    def _other_rules(self, rules: list[Rule], starts_on: date | None) -> Iterator[Timescale]:
        for rule in rules:
            for parts, says in rule.others:
                milestones = self._expanded(
                    [replace(rule, parts=parts, is_stated="BYMONTH" in parts)], starts_on
                )
                yield self._make(
                    Kind.RECURRING,
                    f"Read as {says}",
                    milestones=tuple(milestones),
                    due_dates=_days(milestones),
                    ongoing=self._ongoing,
                    rules=(rule_of(parts),) if parts else (),
                )

    def _dates(self, dates: list[Find], others: list[Timescale]) -> Timescale:
        missing = [each for each in dates if each.in_year]
        if missing:
            return self._without_year(dates, missing)
        starts = [each for each in dates if each.start and opens_something(each, self.clean)]
        dues = _unique([each for each in dates if each.due and each not in starts])
        bad = [each for each in dates if each.is_impossible or (each.wants_plan and not each.due)]
        if bad:
            return self._bad(dates, bad, dues)
        if not dues:
            return self._starting(starts[0])
        event = self._first("event")
        until = all(each.before in END_WORDS for each in dues)
        ongoing = self._ongoing and not until
        certainty = worst(*(each.certainty for each in dues))
        says = listed([each.told for each in dues])
        if ongoing and not starts:
            return self._first_then_ongoing(dues, says, others)
        kind = dues[0].kind if len(dues) == 1 else Kind.SEVERAL_DATES
        starts_on = min((known(each.start) for each in starts), default=None)
        at_its_end = len(dues) == 1 and dues[0].part in END_PARTS  # "end of 2025/26" starts nothing in April
        if not starts_on and not at_its_end and len(dues) == 1 and (dues[0].is_period or kind in WITH_START):
            starts_on = dues[0].start
        explanation = f"Read as {'until ' if until else ''}{says}"
        if starts and starts_on:
            explanation += f"; starting on {day_words(starts_on)}"
        if event:
            explanation += f", {event.says}"
            certainty = worst(certainty, Certainty.AMBIGUOUS)
            others = [*others, replace(self._undated(), other_readings=())]
        if "undecided" in self.words or self.clean.rstrip(" )").endswith("?"):
            certainty = Certainty.AMBIGUOUS
            explanation += ", to be confirmed"
        if lag := self._first("lag"):
            certainty = worst(certainty, Certainty.AMBIGUOUS)
            explanation += f"; {lag.says}, from when is not stated"
        if _PAUSED.search(self.clean):
            explanation = f"Read as on hold until {says}; when it is due is not stated"
            others = [*others, self._starting(dues[0])]
        if "completed" in self.words or _COMPLETE.search(self.clean):
            certainty = Certainty.AMBIGUOUS
            done = f"Read as already complete, the date being when: {says}"
            others = [*others, self._make(Kind.UNSPECIFIED, done, certainty=Certainty.AMBIGUOUS)]
        if others:
            certainty = worst(certainty, Certainty.AMBIGUOUS)
        others = [*(self._other_dates(dues) if not starts else ()), *others]
        if (
            certainty == Certainty.AMBIGUOUS and not others and len(dues) == 1
        ):  # the date itself, to be settled on
            others = [replace(self._of_find(dues[0]), certainty=Certainty.CONVENTION)]
        return self._make(
            kind,
            explanation,
            milestones=tuple(part(each) for each in dues),
            due_dates=tuple(_due(each) for each in dues),
            starts_on=starts_on,
            ongoing=ongoing,
            trigger=self._trigger,
            certainty=certainty,
            other_readings=tuple(others),
        )

    def _other_dates(self, dues: list[Find]) -> Iterator[Timescale]:
        if len(dues) == 1:
            (find,) = dues
            yield from (self._of_find(other) for other in find.others)
            plain = find.kind == Kind.BY_MONTH and find.certainty == Certainty.CONVENTION
            if plain and not find.others and find.before not in END_WORDS:
                yield self._starting(find)
                due = _due(find)
                said = f"{MONTHS[due.month - 1]} {due.year}"
                yield self._make(
                    Kind.EVENT_DRIVEN,
                    f"Read as the meeting held in {said}",
                    milestones=(Milestone(None, Precision.EVENT, find.words, MilestoneKind.EVENT),),
                    trigger=f"the meeting held in {said}",
                    certainty=Certainty.CONVENTION,
                )
            return
        if len(dues) <= 4 and all(each.kind == Kind.BY_MONTH for each in dues):
            months = sorted({_due(each).month for each in dues})
            if len(months) > 1:
                yield self._each_year(months, dues[0].words)
        for index, find in enumerate(dues[:4]):
            for other in find.others[:2]:
                if other.due:
                    changed = [*dues[:index], other, *dues[index + 1 :]]
                    yield self._make(
                        Kind.SEVERAL_DATES,
                        f"Read as {listed([each.says for each in changed])}",
                        milestones=tuple(part(each) for each in changed),
                        due_dates=tuple(sorted({_due(each) for each in changed})),
                        certainty=Certainty.CONVENTION,
                    )

    def _each_year(self, months: list[int], words: str, first: date | None = None) -> Timescale:
        rule = Rule(months_rule(months), every_month(months), Certainty.CONVENTION, words, is_stated=True)
        milestones = self._expanded([rule], first)
        return self._make(
            Kind.RECURRING,
            f"Read as {rule.says}" + (f"; the first by {day_words(first)}" if first else ""),
            milestones=tuple(milestones),
            due_dates=_days(milestones),
            rules=(rule_of(rule.parts),),
            certainty=Certainty.CONVENTION,
        )

    def _starting(self, find: Find) -> Timescale:
        """Only a beginning is stated."""
        return self._make(
            Kind.FROM_AND_ONGOING,
            f"Read as starting on {day_words(known(find.start))} and carrying on, with nothing due on a stated date",
            starts_on=find.start,
            ongoing=True,
            certainty=Certainty.CONVENTION,
        )

    def _first_then_ongoing(self, dues: list[Find], says: str, others: list[Timescale]) -> Timescale:
        first = dues[0]
        return self._make(
            Kind.FROM_AND_ONGOING,
            f"Read as a first deliverable by {says}, then ongoing",
            milestones=tuple(part(each, MilestoneKind.FIRST_DELIVERABLE) for each in dues),
            due_dates=tuple(_due(each) for each in dues),
            starts_on=first.start,
            ongoing=True,
            trigger=self._trigger,
            certainty=Certainty.AMBIGUOUS,
            other_readings=(self._starting(first), *others),
        )

    def _bad(self, dates: list[Find], bad: list[Find], dues: list[Find]) -> Timescale:
        find = bad[0]
        if find.wants_plan:
            why = find.note or "but the plan's own dates are not known"
            explanation = f"Read as {find.says}, {why}"
        else:
            explanation = f"No date can be worked out: {find.words.strip()} is not in the calendar"
        if dues:
            says = listed([each.says for each in dues])
            reason = "has no known date" if find.wants_plan else "is not in the calendar"
            explanation = f"Read as {says}; {find.words.strip()} {reason}"
        return self._make(
            find.kind if len(dates) == 1 else Kind.SEVERAL_DATES,
            explanation,
            milestones=tuple(part(each) for each in dues),
            due_dates=tuple(_due(each) for each in dues),
            certainty=Certainty.UNRESOLVABLE,
            ongoing=self._ongoing,
            other_readings=tuple(self._of_find(other) for each in bad[:3] for other in each.others),
        )

    def _without_year(self, dates: list[Find], missing: list[Find]) -> Timescale:
        """No year is written: one that fits the plan is a convention, several are a question."""
        dated = _unique([each for each in dates if each.due and not each.in_year])
        bad = [each for each in dates if not each.due and not each.in_year]
        opens, closes = self.setting.opens, self.setting.plan_end
        says = listed([each.says for each in missing[:6]])
        months = sorted({each.month for each in missing if each.kind == Kind.BY_MONTH})
        if opens and closes and len(missing) <= 12:
            fitting = [
                [found for year in self.setting.years
                 if (found := known(each.in_year)(year)).due and opens <= found.due <= closes]
                for each in missing
            ]  # fmt: skip
            if all(len(found) == 1 for found in fitting):
                settled = [found[0] for found in fitting]
                for each in settled:
                    each.certainty = worst(each.certainty, Certainty.CONVENTION)
                return self._dates([*sorted([*dated, *settled], key=_due), *bad], [])
            options = fitting[0] if len(missing) == 1 else []
            options = sorted(
                [
                    *options,
                    *(other for each in options for other in each.others if each.kind == Kind.BY_YEAR),
                ],
                key=_due,
            )
        else:
            options = []
        others = [
            self._starting(each) if each.start and opens_something(each, self.clean) else self._of_find(each)
            for each in options[:12]
        ]
        if len(months) > 1 and len(months) == len(missing):
            others.append(self._each_year(months, missing[0].words))
        why = "and the plan holds more than one" if options else "and the year is not stated"
        explanation = f"Read as {says}, {why}"
        if dated:
            explanation = f"Read as {listed([each.says for each in dated])}; the year of {says} is not stated"
        return self._make(
            missing[0].kind if len(dates) == 1 else Kind.SEVERAL_DATES,
            explanation,
            milestones=tuple(part(each) for each in dated),
            due_dates=tuple(_due(each) for each in dated),
            ongoing=self._ongoing,
            trigger=self._trigger,
            certainty=Certainty.AMBIGUOUS if others else Certainty.UNRESOLVABLE,
            other_readings=tuple(others),
        )


def _lasts(find: Find) -> bool:
    """Whether something recurs for as long as these words say: "quarterly 2018/19", "weekly during June 2018"."""
    if find.part or find.precision == Precision.DAY:
        return False
    named = find.kind == Kind.BY_YEAR and find.before in ("", "in", "for", "within")
    return named or find.before in ("during", "throughout")


def _times_in(rule: Rule, turn: Turn) -> int:
    """How many times a rhythm comes in what it lasts: six in "weekly for six weeks"; 0 where that does not divide."""
    per = {"DAILY": {"day": 1, "week": 7, "fortnight": 14}, "WEEKLY": {"week": 1, "fortnight": 2}}
    months = {"month": 1, "quarter": 3, "term": 4, "year": 12}
    times = per.get(rule.parts.get("FREQ", ""), months if rule.parts.get("FREQ") == "MONTHLY" else {})
    count, interval = turn.count * times.get(turn.unit, 0), int(rule.parts.get("INTERVAL", "1"))
    return count // interval if count % interval == 0 else 0


def _unique(finds: list[Find]) -> list[Find]:
    """One find for each due date, in order of date."""
    return list({each.due: each for each in sorted(reversed(finds), key=_due)}.values())


def _due(find: Find) -> date:
    return known(find.due)


def _day(milestone: Milestone) -> date:
    return known(milestone.date)


def _days(milestones: list[Milestone]) -> tuple[date, ...]:
    return tuple(sorted({each.date for each in milestones if each.date}))


def _yearly_reading(reader: _Reader, find: Find) -> Timescale:
    return reader._each_year([_due(find).month], find.words)
