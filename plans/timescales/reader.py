"""Puts the parts of a timescale together into one reading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from .dates import LAST_YEAR, MOST_DATES, Find, Setting, find_dates, on_day
from .frequencies import Frequency, every, find_frequencies, rule_of
from .model import Certainty, Kind, Milestone, MilestoneKind, Precision, Timescale
from .phrases import Phrase, find_phrases, find_words, left_over
from .recurrence import occurrences
from .words import FLAGS, MONTHS, cleaned, day_words, listed

LONGEST = 5000
LONGEST_WINDOW = timedelta(days=366 * 30)

_RANK = {certainty: rank for rank, certainty in enumerate(Certainty)}
_JOIN = re.compile(
    r" ?(?:, ?)?(?P<join>and|&|\+|or|/|-|to|until|till|through(?: to)?|up to|,|;|then)? ?"
    r"(?:(?:the|and|by|in|on|during|again|every|each|end of|last day of|early|mid|late) ){0,4}",
    FLAGS,
)
_RANGE = ("-", "to", "until", "till", "through", "through to", "up to")
_START_WORDS = ("from", "since", "not before")
_END_WORDS = ("until", "till", "up to")
_OPEN = re.compile(r",? ?(?:-|and)? ?(?:on-?wards?|forward|on(?= ?$))", FLAGS)


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


def _worst(*certainties: Certainty) -> Certainty:
    return max(certainties, key=_RANK.__getitem__, default=Certainty.SURE)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."


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

    A month means its last day (every monitored action of the Cumbria LSCB business plan 2017-20 is kept so).
    Any text is read without an error; words that say no date give none. Raises ValueError only for a
    `year_starts_in` that is not a month.
    """
    if year_starts_in not in range(1, 13):
        raise ValueError(f"A year starts in a month from 1 to 12, not {year_starts_in!r}")
    setting = Setting(plan_start, plan_end, not_before, year_starts_in)
    reader = _Reader(text, cleaned(text[:LONGEST]), setting)
    reading = reader.read()
    if reader.is_cut or len(text) > LONGEST:
        left = (
            f"only the first {MOST_DATES} dates"
            if reader.is_cut
            else f"only the first {LONGEST:,} characters"
        )
        reading = replace(
            reading,
            certainty=_worst(reading.certainty, Certainty.AMBIGUOUS),
            explanation=f"{reading.explanation.rstrip('.')}; {left} were read.",
        )
    return reading


class _Reader:
    """Reads one text; every method reads, and `read` puts the answers together."""

    def __init__(self, text: str, clean: str, setting: Setting) -> None:
        self.text, self.setting = text, setting
        self.finds = find_dates(clean, setting)
        self.is_cut = len(self.finds) > MOST_DATES
        self.clean = clean = clean[: self.finds[-1].b] if self.is_cut else clean
        self.words = find_words(clean)
        self.frequencies = self._frequencies()
        self.phrases = find_phrases(clean, self.finds, [(each.a, each.b) for each in self.frequencies])
        self.mentions: list[Find] = []
        self._set_aside()
        self.items = self._joined(self._with_years())

    # Finding the parts

    def _frequencies(self) -> list[Frequency]:
        spans = [(find.a, find.b) for find in self.finds]
        return [
            each
            for each in find_frequencies(_masked(self.clean, spans), self.setting.year_starts_in)
            if not any(a < each.b and each.a < b for a, b in spans)
        ]

    def _set_aside(self) -> None:
        """Dates inside an event ("following the inspection of March 2017") and years in passing are not due."""
        spans = [(each.a, each.b) for each in self.phrases if each.name in ("event", "elsewhere")]
        self.frequencies = [each for each in self.frequencies if not _inside(each.a, spans)]
        kept = []
        rest = None
        for find in self.finds:
            if _inside(find.a, spans) or (find.before.endswith(" from") and not _starts(find.before)):
                self.mentions.append(find)
                continue
            if (
                find.is_weak
                and not find.part
                and find.before not in ("by", "before", "until", "from", "during")
            ):
                if rest is None:
                    rest = left_over(
                        self.clean, [(each.a, each.b) for each in (*self.finds, *self.frequencies)]
                    )
                if rest:
                    self.mentions.append(find)
                    continue
            kept.append(find)
        self.finds = kept

    def _join(self, one: Find, two: Find) -> str:
        if one.a == two.a:
            return one.join
        if one.in_year and two.kind in (Kind.BY_YEAR, Kind.BY_PERIOD):
            return ""
        match = _JOIN.fullmatch(self.clean, one.b, two.a)
        if not match or two.a - one.b > 40:
            return ""
        join = (match["join"] or "").lower()
        if join in ("and", "&") and one.before == "between":
            return "to"
        return join or (two.before if two.before in _END_WORDS else "")

    def _with_years(self) -> list[Find]:
        """Shares a year that is written once: "November - March 2018", "Nov 2017 and March"."""
        finds = list(self.finds)
        for index in range(len(finds) - 2, -1, -1):
            one, two = finds[index], finds[index + 1]
            join = self._join(one, two) if one.in_year and two.due and not two.in_year else ""
            if join and not two.wants_plan:
                same = one.in_year(two.due.year)
                if same.due and same.due <= two.due:
                    finds[index] = same
                elif two.due.year > 1900:
                    earlier = one.in_year(two.due.year - 1)
                    if join not in _RANGE:
                        earlier.certainty = Certainty.AMBIGUOUS
                        earlier.others = [same]
                    finds[index] = earlier
                finds[index].join = one.join
        for index in range(1, len(finds)):
            one, two = finds[index - 1], finds[index]
            if two.in_year and one.due and not one.in_year and not one.wants_plan and self._join(one, two):
                following = two.in_year(one.due.year)
                if following.due and following.due < one.due and one.due.year < LAST_YEAR:
                    following = two.in_year(one.due.year + 1)
                following.certainty = _worst(following.certainty, Certainty.CONVENTION)
                finds[index] = following
        return finds

    def _joined(self, finds: list[Find]) -> list[Find]:
        """Ranges and either-or pairs become one period."""
        items: list[Find] = []
        for find in finds:
            _modify(find)
            last = items[-1] if items else None
            join = self._join(last, find) if last and last.due and find.due else ""
            either = join in ("/", "or") and Precision.DAY not in (last.precision, find.precision)
            if either and join == "/" and find.start and (find.start - last.due).days > 1:
                either = False
            if last and last.start and not last.is_period and (join in _RANGE or either):
                if last.start <= find.due and (last.due < find.due or last.precision == find.precision):
                    items[-1] = self._period(last, find, either)
                    continue
            items.append(find)
        return items

    def _period(self, one: Find, two: Find, either: bool) -> Find:
        exact = one.precision == two.precision == Precision.DAY
        certainty = Certainty.AMBIGUOUS if either else Certainty.SURE if exact else Certainty.CONVENTION
        return replace(
            two,
            a=one.a,
            words=self.clean[one.a : two.b],
            kind=Kind.BY_PERIOD,
            start=one.start,
            certainty=_worst(certainty, one.certainty if exact else Certainty.SURE),
            says=f"{day_words(one.start)} to {day_words(two.due)}",
            others=[one, two] if either else [],
            is_period=True,
            before="" if one.before == "between" else one.before.replace("from", ""),
        )

    # Recurrence

    def _segments(self) -> list[tuple[int, int]]:
        ends = [
            match.end()
            for match in re.finditer(r"[.;](?= |$)", self.clean)
            if not any(find.a < match.end() <= find.b for find in (*self.finds, *self.items))
        ]
        bounds = [0, *ends, len(self.clean) + 1]
        return list(zip(bounds, bounds[1:], strict=False))

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
            named = [each for each in items if each.in_year]
            if named and (often or any(each.before in ("every", "each") for each in named)):
                unused += [each for each in items if not each.in_year]
                rules += _named_rules(named, often)
                continue
            unused += items
            rules += [_rule(each) for each in often]
        seen: dict[str, Rule] = {}
        for rule in rules:
            seen.setdefault(rule_of(rule.parts) or rule.says, rule)
        return list(seen.values()), unused

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
            for day in occurrences(rule_of(rule.parts), start=opens, end=closes)
        ]
        return sorted(milestones, key=lambda each: each.date)

    # Putting it together

    def read(self) -> Timescale:
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

    def _has(self, name: str) -> bool:
        return any(each.name == name for each in self.phrases)

    def _first(self, name: str) -> Phrase | None:
        return next((each for each in self.phrases if each.name == name), None)

    @property
    def _ongoing(self) -> bool:
        return "ongoing" in self.words

    @property
    def _trigger(self) -> str:
        event = self._first("event") or self._first("elsewhere")
        return event.trigger if event else ""

    def _make(self, kind: Kind, explanation: str, **more) -> Timescale:
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
            starts_on=find.start if find.is_period or find.kind in _WITH_START else None,
            certainty=find.certainty,
        )

    def _recurring(self, rules: list[Rule], dates: list[Find]) -> Timescale:
        meeting = self._first("meeting")
        condition = self._first("condition")
        event = self._first("event")
        starts = [each for each in dates if each.start and _opens(each, self.clean)]
        ends = [each for each in dates if each.due and (each.before in _END_WORDS or each.is_period)]
        starts_on = starts[0].start if starts else None
        if ends and ends[0].is_period:
            starts_on = ends[0].start
        if ends:
            for rule in rules:
                if rule.parts and "UNTIL" not in rule.parts:
                    rule.parts["UNTIL"] = f"{ends[0].due:%Y%m%d}"
        firsts = [each for each in dates if each.due and each not in starts and each not in ends]
        milestones = [
            Milestone(each.due, each.precision, each.words, MilestoneKind.FIRST_DELIVERABLE)
            for each in firsts
        ] + self._expanded(rules, starts_on)
        milestones.sort(key=lambda each: each.date)
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
        if firsts or any(each.in_year for each in dates):
            certainties.append(Certainty.AMBIGUOUS)
        says = [rule.says for rule in rules] + ([meeting.says] if meeting else [])
        if event:
            says.append(event.says)
            milestones.append(Milestone(None, Precision.EVENT, event.words, MilestoneKind.EVENT))
        if condition:
            says.append(condition.says)
        explanation = f"Read as {'; '.join(says)}"
        if firsts:
            explanation += f", the first by {listed([each.says for each in firsts])}"
        if starts:
            explanation += f", starting on {day_words(starts[0].start)}"
        if ends:
            explanation += f", until {day_words(ends[0].due)}"
        elif self._ongoing:
            explanation += ", ongoing"
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
            certainty=_worst(*certainties) if certainties else Certainty.SURE,
            other_readings=tuple(self._other_rules(rules, starts_on)),
        )

    def _other_rules(self, rules: list[Rule], starts_on: date | None):
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
        starts = [each for each in dates if each.start and _opens(each, self.clean)]
        dues = _unique([each for each in dates if each.due and each not in starts])
        bad = [each for each in dates if each.is_impossible or (each.wants_plan and not each.due)]
        if bad:
            return self._bad(dates, bad, dues)
        if not dues:
            return self._starting(starts[0])
        event = self._first("event")
        until = all(each.before in _END_WORDS for each in dues)
        ongoing = self._ongoing and not until
        certainty = _worst(*(each.certainty for each in dues))
        says = listed([each.says + (f", {each.note}" if each.note else "") for each in dues])
        if ongoing and not starts:
            return self._first_then_ongoing(dues, says, others)
        kind = dues[0].kind if len(dues) == 1 else Kind.SEVERAL_DATES
        starts_on = min((each.start for each in starts), default=None)
        if not starts_on and len(dues) == 1 and (dues[0].is_period or kind in _WITH_START):
            starts_on = dues[0].start
        explanation = f"Read as {'until ' if until else ''}{says}"
        if starts:
            explanation += f", starting on {day_words(starts_on)}"
        if event:
            explanation += f", {event.says}"
            certainty = _worst(certainty, Certainty.AMBIGUOUS)
            others = [*others, self._undated()]
        if "undecided" in self.words:
            certainty = Certainty.AMBIGUOUS
            explanation += ", to be confirmed"
        if "completed" in self.words:
            certainty = Certainty.AMBIGUOUS
            done = f"Read as already complete, the date being when: {says}"
            others = [*others, self._make(Kind.UNSPECIFIED, done, certainty=Certainty.AMBIGUOUS)]
        if others:
            certainty = _worst(certainty, Certainty.AMBIGUOUS)
        return self._make(
            kind,
            explanation,
            milestones=tuple(Milestone(each.due, each.precision, each.words) for each in dues),
            due_dates=tuple(each.due for each in dues),
            starts_on=starts_on,
            ongoing=ongoing,
            trigger=self._trigger,
            certainty=certainty,
            other_readings=tuple([*self._other_dates(dues), *others]),
        )

    def _other_dates(self, dues: list[Find]):
        if len(dues) == 1:
            (find,) = dues
            yield from (self._of_find(other) for other in find.others)
            plain = find.kind == Kind.BY_MONTH and find.certainty == Certainty.CONVENTION
            if plain and not find.others and find.before not in _END_WORDS:
                yield self._starting(find)
                said = f"{MONTHS[find.due.month - 1]} {find.due.year}"
                yield self._make(
                    Kind.EVENT_DRIVEN,
                    f"Read as the meeting held in {said}",
                    milestones=(Milestone(None, Precision.EVENT, find.words, MilestoneKind.EVENT),),
                    trigger=f"the meeting held in {said}",
                    certainty=Certainty.CONVENTION,
                )
            return
        if len(dues) <= 4 and all(each.kind == Kind.BY_MONTH for each in dues):
            months = sorted({each.due.month for each in dues})
            if len(months) > 1:
                yield self._each_year(months, dues[0].words)
        for index, find in enumerate(dues[:4]):
            for other in find.others[:2]:
                if other.due:
                    changed = [*dues[:index], other, *dues[index + 1 :]]
                    yield self._make(
                        Kind.SEVERAL_DATES,
                        f"Read as {listed([each.says for each in changed])}",
                        milestones=tuple(Milestone(each.due, each.precision, each.words) for each in changed),
                        due_dates=tuple(sorted({each.due for each in changed})),
                        certainty=Certainty.CONVENTION,
                    )

    def _each_year(self, months: list[int], words: str) -> Timescale:
        rule = Rule(_months_rule(months), _every_month(months), Certainty.CONVENTION, words, is_stated=True)
        milestones = self._expanded([rule], None)
        return self._make(
            Kind.RECURRING,
            f"Read as {rule.says}",
            milestones=tuple(milestones),
            due_dates=_days(milestones),
            rules=(rule_of(rule.parts),),
            certainty=Certainty.CONVENTION,
        )

    def _starting(self, find: Find) -> Timescale:
        """Only a beginning is stated."""
        return self._make(
            Kind.FROM_AND_ONGOING,
            f"Read as starting on {day_words(find.start)} and carrying on, with nothing due on a stated date",
            starts_on=find.start,
            ongoing=True,
            certainty=Certainty.CONVENTION,
        )

    def _first_then_ongoing(self, dues: list[Find], says: str, others: list[Timescale]) -> Timescale:
        first = dues[0]
        return self._make(
            Kind.FROM_AND_ONGOING,
            f"Read as a first deliverable by {says}, then ongoing",
            milestones=tuple(
                Milestone(each.due, each.precision, each.words, MilestoneKind.FIRST_DELIVERABLE)
                for each in dues
            ),
            due_dates=tuple(each.due for each in dues),
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
        return self._make(
            find.kind if len(dates) == 1 else Kind.SEVERAL_DATES,
            explanation,
            milestones=tuple(Milestone(each.due, each.precision, each.words) for each in dues),
            due_dates=tuple(each.due for each in dues),
            certainty=Certainty.UNRESOLVABLE,
            ongoing=self._ongoing,
            other_readings=tuple(self._of_find(other) for each in bad[:3] for other in each.others),
        )

    def _without_year(self, dates: list[Find], missing: list[Find]) -> Timescale:
        """No year is written: one that fits the plan is a convention, several are a question."""
        known = _unique([each for each in dates if each.due and not each.in_year])
        opens, closes = self.setting.opens, self.setting.plan_end
        says = listed([each.says for each in missing[:6]])
        months = sorted({each.month for each in missing if each.kind == Kind.BY_MONTH})
        if opens and closes and len(missing) <= 12 and closes.year - opens.year <= 30:
            fitting = [
                [found for year in range(max(opens.year - 1, 1), min(closes.year + 1, LAST_YEAR) + 1)
                 if (found := each.in_year(year)).due and opens <= found.due <= closes]
                for each in missing
            ]  # fmt: skip
            if all(len(found) == 1 for found in fitting):
                settled = [found[0] for found in fitting]
                for each in settled:
                    each.certainty = _worst(each.certainty, Certainty.CONVENTION)
                return self._dates(sorted([*known, *settled], key=lambda each: each.due), [])
            options = fitting[0] if len(missing) == 1 else []
            options = sorted(
                [
                    *options,
                    *(other for each in options for other in each.others if each.kind == Kind.BY_YEAR),
                ],
                key=lambda each: each.due,
            )
        else:
            options = []
        others = [self._of_find(each) for each in options[:12]]
        if len(months) > 1 and len(months) == len(missing):
            others.append(self._each_year(months, missing[0].words))
        why = "and the plan holds more than one" if options else "and the year is not stated"
        explanation = f"Read as {says}, {why}"
        if known:
            explanation = f"Read as {listed([each.says for each in known])}; the year of {says} is not stated"
        return self._make(
            missing[0].kind if len(dates) == 1 else Kind.SEVERAL_DATES,
            explanation,
            milestones=tuple(Milestone(each.due, each.precision, each.words) for each in known),
            due_dates=tuple(each.due for each in known),
            ongoing=self._ongoing,
            trigger=self._trigger,
            certainty=Certainty.AMBIGUOUS if others else Certainty.UNRESOLVABLE,
            other_readings=tuple(others),
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
        if event or condition:
            phrase = event or condition
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
        others = ()
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


_WITH_START = (Kind.BY_SEASON, Kind.BY_QUARTER, Kind.BY_YEAR, Kind.YEAR_OF_PLAN, Kind.BY_PERIOD)


def _inside(point: int, spans: list[tuple[int, int]]) -> bool:
    return any(a <= point < b for a, b in spans)


def _unique(finds: list[Find]) -> list[Find]:
    """One find for each due date, in order of date."""
    return list({each.due: each for each in sorted(reversed(finds), key=lambda each: each.due)}.values())


def _days(milestones: list[Milestone]) -> tuple[date, ...]:
    return tuple(sorted({each.date for each in milestones if each.date}))


def _later(day: date, count: int, unit: str) -> date | None:
    """`count` days, weeks, months or years after `day`; None past the end of the calendar."""
    try:
        return day + relativedelta(**{f"{unit}s": count})
    except (ValueError, OverflowError):
        return None


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with the spans blotted out, letter for letter."""
    for a, b in spans:
        text = f"{text[:a]}{'#' * (b - a)}{text[b:]}"
    return text


def _starts(before: str) -> bool:
    before = before.removeprefix("to ")
    return before in _START_WORDS or before.startswith(("start", "beg", "commenc"))


def _opens(find: Find, text: str) -> bool:
    """True where the words say when something starts rather than when it is due."""
    if find.is_period and find.before != "after":
        return False
    return find.before == "after" or _starts(find.before) or bool(_OPEN.match(text, find.b))


def _modify(find: Find) -> None:
    """Applies the words in front of a date: before, after, week commencing, end of, early, mid."""
    before, part = find.before, find.part
    if not find.due:
        inner = find.in_year
        if inner:

            def build(year: int) -> Find:
                found = inner(year)
                found.before, found.part = before, part
                _modify(found)
                return found

            find.in_year = build
        return
    if part in ("end", "close", "last day"):
        if find.certainty == Certainty.CONVENTION or (find.kind == Kind.BY_YEAR and not find.is_period):
            find.certainty = Certainty.SURE if find.kind != Kind.BY_YEAR else Certainty.CONVENTION
            find.others = [] if find.kind != Kind.BY_YEAR else find.others
    elif part and find.precision != Precision.DAY:
        _part(find, part)
    if (
        before in ("before", "prior to")
        and part not in ("end", "close", "last day")
        and find.start > date.min
    ):
        whole = replace(find, others=[])
        day = find.start - timedelta(days=1)
        says = f"{day_words(day)}, the day before {'that date' if find.precision == Precision.DAY else 'it begins'}"
        _become(find, day, says, Certainty.CONVENTION, [whole])
    elif before == "after" and find.due < date.max:
        find.start = find.due + timedelta(days=1)
    elif before in ("w/c", "wc", "week commencing", "week beginning") and find.precision == Precision.DAY:
        monday = find.start
        friday, sunday = monday + timedelta(days=4), monday + timedelta(days=6)
        others = [on_day(find, sunday), on_day(find, monday)]
        _become(find, friday, f"{day_words(friday)}, the Friday of that week", Certainty.CONVENTION, others)
        find.start, find.is_period = monday, True


def _become(find: Find, day: date, says: str, certainty: Certainty, others: list[Find]) -> None:
    find.kind, find.precision, find.start, find.due = Kind.BY_DATE, Precision.DAY, day, day
    find.says, find.certainty, find.others = says, certainty, others


def _part(find: Find, part: str) -> None:
    """Early, mid and late: the first third, the middle and the end; the beginning is the first day."""
    whole = replace(find, others=[])
    start, due = find.start, find.due
    months = max(round((due - start).days / 30.4), 1)
    if part in ("start", "beginning", "first day"):
        _become(find, start, day_words(start), Certainty.CONVENTION, [whole])
    elif part in ("early", "early part", "earliest"):
        day = date(start.year, start.month, 10) if months == 1 else _months_on(start, max(months // 3, 1))
        _become(find, day, f"{day_words(day)}, early in that time", Certainty.AMBIGUOUS, [whole])
    elif part.startswith("mid"):
        day = date(start.year, start.month, 15) if months == 1 else _months_on(start, max(months // 2, 1))
        _become(find, day, f"{day_words(day)}, in the middle of that time", Certainty.AMBIGUOUS, [whole])
    else:
        find.certainty = _worst(find.certainty, Certainty.CONVENTION)


def _months_on(start: date, months: int) -> date:
    """The last day of `months` whole months from `start`."""
    return start + relativedelta(months=months) - timedelta(days=1)


def _rule(each: Frequency) -> Rule:
    rule = Rule(
        dict(each.parts), each.says, each.certainty, each.words, list(each.others), per_year=each.per_year
    )
    if each.months:
        rule.parts, rule.is_stated = _months_rule(each.months), True
    return rule


def _months_rule(months) -> dict[str, str]:
    return {"FREQ": "YEARLY", "BYMONTH": ",".join(map(str, sorted(months))), "BYMONTHDAY": "-1"}


def _every_month(months) -> str:
    return f"every {listed([MONTHS[month - 1] for month in sorted(months)])}, by the last day of the month"


def _named_rules(named: list[Find], often: list[Frequency]) -> list[Rule]:
    """Rules for "every March", "Annually - August and February", "quarterly from April", "31 July each year"."""
    samples = [each.in_year(2018) for each in named]
    days = [(each, sample) for each, sample in zip(named, samples, strict=True) if each.kind == Kind.BY_DATE]
    months = sorted({sample.due.month for sample in samples if sample.kind != Kind.BY_DATE})
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
            others.append((_months_rule(months), _every_month(months)))
            months = sorted({(month - 1 + step * turn) % 12 + 1 for month in months for turn in range(count)})
            certainty = Certainty.AMBIGUOUS
        elif base and len(months) > 1 and base.words.lower().startswith(("annual", "yearly")):
            once = f"every year, in one of {listed([MONTHS[month - 1] for month in months], 'or')}"
            others.append(({"FREQ": "YEARLY"}, once))
        if base:
            certainty = _worst(certainty, base.certainty)
            if base.certainty == Certainty.AMBIGUOUS and count == len(months):
                certainty = Certainty.CONVENTION
        rules.append(
            Rule(_months_rule(months), _every_month(months), certainty, words, others, True, len(months))
        )
    for each, sample in days:
        if not sample.due:
            continue
        day, month = sample.due.day, sample.due.month
        parts = {"FREQ": "YEARLY", "BYMONTH": str(month), "BYMONTHDAY": str(day)}
        rules.append(Rule(parts, f"every {day} {MONTHS[month - 1]}", Certainty.SURE, each.words, [], True, 1))
    return rules + [_rule(each) for each in rest]


def _yearly_reading(reader: _Reader, find: Find) -> Timescale:
    return reader._each_year([find.due.month], find.words)
