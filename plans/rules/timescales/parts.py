"""Finds the parts of a timescale and joins those that belong together."""

from __future__ import annotations

import re
from dataclasses import replace

from ..known import known
from .beside import said_once
from .counted import counted
from .dates import LAST_YEAR, MOST_DATES, Find, Setting
from .finder import find_dates
from .frequencies import Frequency, find_frequencies, frequency_of
from .lengths import Length, find_horizons, find_lengths
from .model import Certainty, Kind, Precision, worst
from .modifiers import END_WORDS, modify, starts
from .phrases import Phrase, find_phrases, find_words, left_over
from .replaced import Change, part_replaced, tells_change
from .reviews import part_reviews
from .words import FLAGS, day_words

JOIN = re.compile(
    r" ?(?:, ?)?(?P<join>and|&|\+|or|/|-|to|until|till|through(?: to)?|up to|,|;|then)? ?"
    r"(?:(?:the|and|by|in|on|during|again|every|each|end of|last day of|early|mid|late) ){0,4}",
    FLAGS,
)


# Letters and arrows: most timescales are a date with nothing beside it but signs.
_SAYS_MORE = re.compile(r"[^\W\d_]|→")
Struck = tuple[tuple[int, int], ...]
SCHOOL_HOLIDAYS = 35  # days between one term and the next
RANGE = ("-", "to", "until", "till", "through", "through to", "up to")


class Parts:
    """The parts of one text: dates, frequencies and phrases, with what is only mentioned set aside."""

    def __init__(
        self, text: str, clean: str, setting: Setting, struck: Struck = (), *, plainly: bool = False
    ) -> None:
        self.text, self.setting = text, setting
        self.finds = counted(clean, find_dates(clean, setting))
        self.is_cut = len(self.finds) > MOST_DATES
        self.clean = clean = clean[: self.finds[-1].b] if self.is_cut else clean
        self.changes: list[Change] = []
        self.olds: list[Find] = []
        self.reviews: list[Find] = []
        self.review_asks = False
        self.mentions: list[Find] = []
        self.words: set[str] = set()
        self.horizons: list[tuple[int, int]] = []
        self.lengths: list[Length] = []
        self.frequencies: list[Frequency] = []
        self.phrases: list[Phrase] = []
        dated = self.finds
        if struck or not dated or _SAYS_MORE.search(masked(clean, [(each.a, each.b) for each in dated])):
            self._read_words()
            if not plainly:
                self.finds, self.changes = part_replaced(clean, dated, struck)
        for change in self.changes:
            self._share_year(change)
        if not plainly:
            self.finds = said_once(
                clean, self.finds, lambda run: self._joined(self._with_years(list(run)), modified=False)
            )
            if self.finds:
                self._part_reviews()
        self._set_aside()
        self.items = self._joined(self._with_years(self.finds))
        self._apply_changes()

    def _read_words(self) -> None:
        """What is said beside the dates: how often, for how long, after what."""
        clean, dated = self.clean, [(each.a, each.b) for each in self.finds]
        self.words = find_words(clean)
        self.horizons = find_horizons(clean)
        self.lengths = find_lengths(clean, dated, single=bool(self.horizons))
        self.frequencies = self._frequencies()
        self.phrases = find_phrases(
            clean,
            self.finds,
            [(each.a, each.b) for each in self.frequencies],
            [(each.a, each.b) for each in self.lengths],
        )

    def _frequencies(self) -> list[Frequency]:
        spans = [(find.a, find.b) for find in self.finds]
        spans += [(each.a, each.b) for each in self.lengths]
        found = [
            each
            for each in find_frequencies(
                masked(self.clean, spans) if spans else self.clean, self.setting.year_starts_in
            )
            if not any(a < each.b and each.a < b for a, b in spans)
        ]
        often = [frequency_of(each) for each in self.lengths if each.is_often]
        self.lengths = [each for each in self.lengths if not each.is_often]
        return sorted([*found, *often], key=lambda each: each.a) if often else found

    def _set_aside(self) -> None:
        """Dates inside an event ("following the inspection of March 2017") and years in passing are not due."""
        spans = [(each.a, each.b) for each in self.phrases if each.name in ("event", "elsewhere")]
        self.frequencies = [each for each in self.frequencies if not inside(each.a, spans)]
        kept = []
        rest = None
        for find in self.finds:
            if inside(find.a, spans) or (find.before.endswith(" from") and not starts(find.before)):
                self.mentions.append(find)
                continue
            if (
                find.is_weak
                and not find.part
                and find.before not in ("by", "before", "until", "from", "during", "within")
                and not find.before.endswith("to")
            ):
                if rest is None:
                    dated = [(each.a, each.b) for each in self.finds]
                    dated += [(each.a, each.b) for each in self.frequencies]
                    rest = left_over(self.clean, dated + self.horizons)
                    if self.changes:
                        rest = [word for word in rest if not tells_change(word)]
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
        match = JOIN.fullmatch(self.clean, one.b, two.a)
        if not match or two.a - one.b > 40:
            return ""
        join = (match["join"] or "").lower()
        if join in ("and", "&") and one.before == "between":
            return "to"
        return join or (two.before if two.before in END_WORDS else "," if "," in match[0] else "")

    def _part_reviews(self) -> None:
        often = [each.words for each in self.frequencies]
        self.finds, reviews, held, self.review_asks = part_reviews(
            self.clean, self.finds, ongoing=self._ongoing, often=often
        )
        self.reviews = self._joined(self._with_years(reviews))
        self.mentions += held

    def _share_year(self, change: Change) -> None:
        """ "October (was June 2025)": the year that is written beside the old date is near the new one's."""
        new, olds = change.new, self._with_years(change.olds)
        if not new or not new.in_year:
            return
        last = max((old.due for old in olds if old.due), default=None)
        if not last or last.year >= LAST_YEAR:
            return
        settled = new.in_year(last.year)
        if settled.due and settled.due < last:
            settled = new.in_year(last.year + 1)
        settled.certainty = worst(settled.certainty, Certainty.CONVENTION)
        self.finds = [settled if find is new else find for find in self.finds]
        change.new = settled

    def _apply_changes(self) -> None:
        """Gives each date that stands the first of those it replaced."""
        for change in self.changes:
            if change.aside:
                self.mentions += change.olds
                continue
            new = next((each for each in self.items if change.new and each.a <= change.new.a < each.b), None)
            olds = [self._old(each, new) for each in change.olds]
            first = change.first and self._old(change.first, new)
            olds = [each for each in self._joined(self._with_years(olds)) if each.due and not each.in_year]
            if first and first.due:
                olds = [first, *(each for each in olds if each.due != first.due)]
            elif not change.in_order:
                olds.sort(key=lambda each: known(each.due))
            self.olds += olds
            if not new or not olds or not new.due:
                continue
            new.first = olds[0].due if olds[0].due != new.due else None
            for other in new.others:
                other.first = new.first

    def _old(self, old: Find, new: Find | None) -> Find:
        """A date that was replaced; without a year, in that of the date that stands, or the year before."""
        if not old.in_year or not new or not new.due or new.in_year:
            return old
        year = self._year_shared(old, new)
        found = old.in_year(year)
        if found.due and found.due > new.due and year > 1900:
            found = old.in_year(year - 1)
        return found

    def _with_years(self, finds: list[Find]) -> list[Find]:
        """Shares a year that is written once: "November - March 2018", "Nov 2017 and March"."""
        finds = list(finds)
        for index in range(len(finds) - 2, -1, -1):
            one, two = finds[index], finds[index + 1]
            if not one.in_year or not two.due or two.in_year:
                continue
            join = self._join(one, two)
            if one.before in ("every", "each") and join in RANGE:
                continue
            if join and not two.wants_plan:
                same = one.in_year(self._year_shared(one, two))
                if same.due and same.due <= two.due:
                    finds[index] = same
                elif two.due.year > 1900:
                    earlier = one.in_year(two.due.year - 1)
                    if join not in RANGE:
                        earlier.certainty = Certainty.AMBIGUOUS
                        earlier.others = [same]
                    finds[index] = earlier
                finds[index].join = one.join
        for index in range(1, len(finds)):
            one, two = finds[index - 1], finds[index]
            if two.before in ("every", "each") and "then" in self.clean[one.b : two.a].lower():
                continue
            if two.in_year and one.due and not one.in_year and not one.wants_plan and self._join(one, two):
                following = two.in_year(one.due.year)
                if following.due and following.due < one.due and one.due.year < LAST_YEAR:
                    following = two.in_year(one.due.year + 1)
                following.certainty = worst(following.certainty, Certainty.CONVENTION)
                finds[index] = following
        return finds

    def _year_shared(self, one: Find, two: Find) -> int:
        """The year that a find without one takes from the next: quarters and halves share the board's year."""
        due, begins = known(two.due), self.setting.year_starts_in
        if one.kind == two.kind == Kind.BY_QUARTER and two.start:
            return two.start.year - (two.start.month < begins)
        return due.year

    def _joined(self, finds: list[Find], *, modified: bool = True) -> list[Find]:
        """Ranges and either-or pairs become one period, their words in front applied where `modified`."""
        items: list[Find] = []
        for find in finds:
            if modified:
                modify(find)
            last = items[-1] if items else None
            if last and last.in_year and find.in_year and self._is_pair(last, find):
                items[-1] = self._yearless_period(last, find, self._join(last, find) not in RANGE)
                continue
            if last and last.due and find.due:
                join = self._join(last, find)
                seasons = last.kind == find.kind == Kind.BY_SEASON
                either = join in ("/", "or") and Precision.DAY not in (last.precision, find.precision)
                if join in ("and", "&", "+") and seasons:
                    either = True  # "spring and summer 2026" ends with the summer
                apart = (find.start - last.due).days if find.start else 0
                if join != "or" and apart > (SCHOOL_HOLIDAYS if seasons else 1):
                    either = False
                goes_on = find.kind == Kind.BY_MONTH and last.chain == join and apart <= 1  # "Sept/Oct/Nov"
                if last.start and (goes_on or not last.is_period) and (join in RANGE or either):
                    if last.start <= find.due and (last.due < find.due or last.precision == find.precision):
                        items[-1] = self._period(last, find, either)
                        items[-1].chain = join if last.kind == Kind.BY_MONTH or goes_on else ""
                        continue
            items.append(find)
        return items

    def _is_pair(self, one: Find, two: Find) -> bool:
        """Two seasons, quarters, months or days that nobody gave a year: "Autumn/Winter", "Q1-Q2", "Oct to Dec"."""
        if one.kind != two.kind:
            return False
        join = self._join(one, two)
        if one.kind in (Kind.BY_SEASON, Kind.BY_QUARTER):
            return join in ("/", *RANGE)
        if self.frequencies or one.before in ("every", "each") or one.in_year is None:
            return False
        if one.kind == Kind.BY_MONTH and join == "/":
            return two.month == one.month % 12 + 1
        return one.kind in (Kind.BY_MONTH, Kind.BY_DATE) and join in RANGE

    def _yearless_period(self, one: Find, two: Find, either: bool) -> Find:
        either = either or two.kind in (Kind.BY_SEASON, Kind.BY_QUARTER)

        def build(year: int) -> Find:
            last = known(two.in_year)(year)
            first = known(one.in_year)(year)
            if first.due and last.due and first.due > last.due and year > 1900:
                first = known(one.in_year)(year - 1)
            return self._period(first, last, either) if first.start and last.due else last

        return replace(
            two,
            a=one.a,
            words=self.clean[one.a : two.b],
            says=f"{one.says.partition(' to ')[0]} to {two.says}",
            month=two.month,
            in_year=build,
        )

    def _period(self, one: Find, two: Find, either: bool) -> Find:
        exact = one.precision == two.precision == Precision.DAY
        certainty = Certainty.AMBIGUOUS if either else Certainty.SURE if exact else Certainty.CONVENTION
        if two.kind == Kind.BY_SEASON and not either:
            certainty = worst(certainty, two.certainty)
        return replace(
            two,
            a=one.a,
            words=self.clean[one.a : two.b],
            kind=Kind.BY_PERIOD,
            start=one.start,
            certainty=worst(certainty, one.certainty if exact else Certainty.SURE),
            says=f"{day_words(known(one.start))} to {day_words(known(two.due))}",
            others=[one, two] if either else two.others if certainty == Certainty.AMBIGUOUS else [],
            is_period=True,
            before="" if one.before == "between" else one.before.replace("from", ""),
        )

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


def inside(point: int, spans: list[tuple[int, int]]) -> bool:
    return any(a <= point < b for a, b in spans)


def masked(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with the spans blotted out, letter for letter."""
    for a, b in spans:
        text = f"{text[:a]}{'#' * (b - a)}{text[b:]}"
    return text
