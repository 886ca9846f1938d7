"""What the sections of a yearly report are drafted from: the finals' own contents, and rows of the year beside them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from lscb.words import own_words, sentence_lower
from plans.rules.ratings import NO_UPDATE, Rating
from reporting.report.breakdowns import Breakdown, BreakdownRow
from reporting.report.content import MonitoringReportContent
from reporting.report.rows import Row
from reporting.rules.progress_over_a_year import Progress, progress_of


@dataclass(frozen=True)
class Final:
    """The latest version of one period's final report, by its own content."""

    number: int
    version: int
    content: MonitoringReportContent

    @property
    def quarter(self) -> str:
        return self.content.front.quarter

    @cached_property
    def letters(self) -> dict[int, str]:
        """The letter of each action that it counts."""
        return {pk: row.letter for row in self.content.position.rows for pk in row.count.ids}


@dataclass(frozen=True)
class Completed:
    """An action that was completed in the year: its row in the year's last final, and what was said of it in any."""

    row: Row
    difference: str
    how_much: str
    how_well: str

    @property
    def is_agreed(self) -> bool:
        return self.row.now.letter == Rating.COMPLETE

    @property
    def has_evidence(self) -> bool:
        """Whether anything was said of the difference it made: how much and how well are no impact, and some words
        only fill the box."""
        return _words_alone(self.difference) not in NO_EVIDENCE


@dataclass(frozen=True)
class PlanYear:
    """A business plan's year: its finals, oldest first.

    `before` are the actions that the last final before the year had as complete, None where there is none; `missing`
    the periods of the year without a final; `began_before` says that the plan is older than its year.
    """

    title: str
    finals: tuple[Final, ...]
    before: frozenset[int] | None = None
    missing: tuple[str, ...] = ()
    began_before: bool = False

    @property
    def first(self) -> MonitoringReportContent:
        return self.finals[0].content

    @property
    def last(self) -> MonitoringReportContent:
        return self.finals[-1].content

    def say(self, sentence: str) -> str:
        """A sentence of ours in the words that the plan had at the year's last report."""
        return own_words(sentence, self.last.labels.own_words)

    def word(self, letter: str) -> str:
        """The plan's word for a rating, inside a sentence."""
        return sentence_lower(self.last.words[letter])

    def number(self, n: int, of: int | None = None) -> str:
        """So many actions, or so many of them, in the plan's word: "3 actions", "3 of 26 actions"."""
        labels = self.last.labels
        word = labels.action if (n if of is None else of) == 1 else labels.actions
        return f"{n}{'' if of is None else f' of {of}'} {sentence_lower(word)}"

    def named(self, row: Row) -> str:
        """An action by its reference and its words."""
        return f"{row.reference} {row.text}".strip()

    def called(self, row: Row) -> str:
        """An action in few words: by its reference, else by its text."""
        return row.reference or f"“{row.text}”"

    @cached_property
    def counted(self) -> list[Row]:
        """What the year's last final counts, in plan order."""
        return [self.last.row[pk] for pk in self.last.counted]

    def course(self, id: int) -> list[str | None]:
        """An action's rating in each final of the year; None where one does not count it."""
        return [final.letters.get(id) for final in self.finals]

    @cached_property
    def completed(self) -> list[Completed]:
        """What is complete at the year's last final and was not before the year, in plan order.

        Without a final before the year all that is complete counts.
        """
        before = self.before or frozenset()
        return [
            Completed(row, *(self._latest(row.id, label) for label in EVIDENCE))
            for row in self.counted
            if row.now.rating == Rating.COMPLETE and row.id not in before
        ]

    def _latest(self, id: int, label: str) -> str:
        """What was said last under a label, in any final of the year."""
        rows = (final.content.row.get(id) for final in reversed(self.finals))
        return next((words for row in rows if row and (words := row.note(label))), "")

    @cached_property
    def slow(self) -> dict[int, Progress]:
        """Actions with little or no progress over the year, by id, in plan order."""
        said = ((row.id, progress_of(self.course(row.id))) for row in self.counted)
        return {id: progress for id, progress in said if progress}

    @property
    def parts(self) -> Breakdown | None:
        """How the year's last final splits its actions: by priority, where the plan has any that it links, else by
        section; None where it has neither."""
        labels = self.last.labels
        splits = {split.head: split for split in self.last.breakdowns}
        for head in (labels.priority, labels.section):
            split = splits.get(head)
            if split and any(row.total.n for row in _real(split.rows)):
                return split
        return None

    @property
    def parted(self) -> list[tuple[BreakdownRow, BreakdownRow | None]]:
        """Each of these parts that counts anything, as it was at the year's last final and at its first."""
        split = self.parts
        if split is None:
            return []
        then = {row.total.key: row for each in self.first.breakdowns for row in each.rows}
        return [(row, then.get(row.total.key)) for row in split.rows if row.total.n]

    def at(self, row: BreakdownRow | None, content: MonitoringReportContent, *letters: str) -> int:
        """How many of a part stood at any of some letters."""
        if row is None:
            return 0
        by_letter = zip(content.position.rows, row.counts, strict=True)
        return sum(count.n for position, count in by_letter if position.letter in letters)


def _real(rows: Iterable[BreakdownRow]) -> list[BreakdownRow]:
    return [row for row in rows if not row.total.key.endswith("-none")]


def _words_alone(text: str) -> str:
    return " ".join(re.findall(r"[\w/’']+", text.lower().replace("'", "’")))


# What is written where nothing can be said of the difference that something made.
NO_EVIDENCE = {
    "",
    "none",
    "none yet",
    "n/a",
    "na",
    "not applicable",
    "nothing",
    "nothing yet",
    "no evidence",
    "no evidence yet",
    "not known",
    "not known yet",
    "not yet known",
    "unknown",
    "not measured",
    "not measured yet",
    "not yet measured",
    "tbc",
    "to be confirmed",
    "to follow",
    "too early",
    "too early to say",
    "too early to tell",
    "too soon to say",
    "too soon to tell",
}
# Labels of notes of a row (`reporting.report.rows.Rows.notes`): what difference, how much, how well.
EVIDENCE = ("What difference it made", "How much was done", "How well was it done")
IN_DOUBT = (Rating.OFF_TRACK, Rating.AT_RISK)
SILENT = NO_UPDATE


@dataclass(frozen=True)
class MatterFacts:
    """What a meeting of the year decided about anything else than an action of the plan."""

    meeting: str
    words: str
    by: str = ""
    state: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class RecommendationFacts:
    """A recommendation in its own words. Where it stands is read from the finals; `state` is where it stands now, for
    one that no final of the year has. `settled_on` is the last day on which it was closed, not accepted or looked at.
    Of an action that left its plan a word stands for the letter.
    """

    id: int
    number: str
    text: str
    state: str
    to: tuple[str, ...] = ()
    actions: tuple[tuple[int, str, str], ...] = ()  # by their keys, as they are called, and their letters now
    reason: str = ""
    evidence: str = ""
    closed_because: str = ""
    found: str = ""
    settled_on: date | None = None


@dataclass(frozen=True)
class ReviewFacts:
    """A review that the board's people may read; by its code name. `planned_for` of one that has not begun."""

    name: str
    topic: str
    begun_on: date | None
    concluded_on: date | None
    recommendations: tuple[RecommendationFacts, ...] = ()
    planned_for: date | None = None
    stopped_on: date | None = None
    stopped_because: str = ""


@dataclass(frozen=True)
class AgencyFacts:
    """An agency on the board; `body` is the key by which the finals count what it owns, `present` at how many of `of`
    recorded meetings somebody of it was, `returned` what became of each self-assessment asked of it."""

    body: int
    name: str
    label: str
    present: int = 0
    of: int = 0
    returned: tuple[str, ...] = ()


@dataclass(frozen=True)
class DueFacts:
    """How many reports of the planner were due at meetings of the year, and what became of them."""

    due: int = 0
    received: int = 0
    late: int = 0  # of those received
    deferred: int = 0
    not_needed: int = 0
    overdue: int = 0
    to_come: int = 0


@dataclass(frozen=True)
class FindingFacts:
    """What independent scrutiny found, recommended or saw done well; `asks` of what somebody must answer."""

    kind: str
    asks: bool
    on: date
    source: str
    words: str
    to: str = ""
    response: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class NextPlanFacts:
    """A business plan that goes on after the year, by its priorities, or its sections where it has none."""

    title: str
    label: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class YearFacts:
    """All of one year."""

    name: str
    starts_on: date
    ends_on: date
    plans: tuple[PlanYear, ...] = ()
    matters: tuple[MatterFacts, ...] = ()
    reviews: tuple[ReviewFacts, ...] = ()
    agencies: tuple[AgencyFacts, ...] = ()
    due: DueFacts = DueFacts()
    findings: tuple[FindingFacts, ...] = ()
    next_plans: tuple[NextPlanFacts, ...] = ()
    own_words: Mapping[str, str] = field(default_factory=dict)

    def say(self, sentence: str) -> str:
        """A sentence of ours in the board's words."""
        return own_words(sentence, self.own_words)

    @property
    def reported(self) -> list[PlanYear]:
        """The plans of which the year has a final."""
        return [plan for plan in self.plans if plan.finals]
