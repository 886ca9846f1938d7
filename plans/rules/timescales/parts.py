"""Finds the parts of a timescale and joins those that belong together."""

from __future__ import annotations

import re
from dataclasses import replace

from ..known import known
from .dates import LAST_YEAR, MOST_DATES, Find, Setting
from .finder import find_dates
from .frequencies import Frequency, find_frequencies
from .model import Certainty, Kind, Precision, worst
from .modifiers import END_WORDS, modify, starts
from .phrases import Phrase, find_phrases, find_words, left_over
from .words import FLAGS, day_words

JOIN = re.compile(
    r" ?(?:, ?)?(?P<join>and|&|\+|or|/|-|to|until|till|through(?: to)?|up to|,|;|then)? ?"
    r"(?:(?:the|and|by|in|on|during|again|every|each|end of|last day of|early|mid|late) ){0,4}",
    FLAGS,
)


RANGE = ("-", "to", "until", "till", "through", "through to", "up to")


class Parts:
    """The parts of one text: dates, frequencies and phrases, with what is only mentioned set aside."""

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

    def _frequencies(self) -> list[Frequency]:
        spans = [(find.a, find.b) for find in self.finds]
        return [
            each
            for each in find_frequencies(masked(self.clean, spans), self.setting.year_starts_in)
            if not any(a < each.b and each.a < b for a, b in spans)
        ]

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
                and find.before not in ("by", "before", "until", "from", "during")
            ):
                if rest is None:
                    dated = [(each.a, each.b) for each in self.finds]
                    rest = left_over(self.clean, dated + [(each.a, each.b) for each in self.frequencies])
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

    def _with_years(self) -> list[Find]:
        """Shares a year that is written once: "November - March 2018", "Nov 2017 and March"."""
        finds = list(self.finds)
        for index in range(len(finds) - 2, -1, -1):
            one, two = finds[index], finds[index + 1]
            if not one.in_year or not two.due or two.in_year:
                continue
            join = self._join(one, two)
            if join and not two.wants_plan:
                same = one.in_year(two.due.year)
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
            if two.in_year and one.due and not one.in_year and not one.wants_plan and self._join(one, two):
                following = two.in_year(one.due.year)
                if following.due and following.due < one.due and one.due.year < LAST_YEAR:
                    following = two.in_year(one.due.year + 1)
                following.certainty = worst(following.certainty, Certainty.CONVENTION)
                finds[index] = following
        return finds

    def _joined(self, finds: list[Find]) -> list[Find]:
        """Ranges and either-or pairs become one period."""
        items: list[Find] = []
        for find in finds:
            modify(find)
            last = items[-1] if items else None
            if last and last.due and find.due:
                join = self._join(last, find)
                either = join in ("/", "or") and Precision.DAY not in (last.precision, find.precision)
                if join == "/" and find.start and (find.start - last.due).days > 1:
                    either = False
                if last.start and not last.is_period and (join in RANGE or either):
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
            certainty=worst(certainty, one.certainty if exact else Certainty.SURE),
            says=f"{day_words(known(one.start))} to {day_words(known(two.due))}",
            others=[one, two] if either else [],
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
