"""What a monitoring report says, whole: words ready to print, its numbers by their keys, and how a final keeps it.

A final report keeps its content as JSON for good. What later versions of the shape add stands last in its class
and has a default that says nothing, so that every earlier report is still read; SCHEMA_VERSION counts the
shapes. Numbers carry the actions they count: `Count.ids`.
"""

from dataclasses import dataclass, fields, is_dataclass
from functools import cache, cached_property
from typing import ClassVar, TypeVar

from cattrs.preconf.json import make_converter

from lscb.words import sentence_lower
from reporting.report.breakdowns import Breakdown
from reporting.report.challenges import ChallengeLog
from reporting.report.changes import Change
from reporting.report.coming_up import ComingUp
from reporting.report.decided import Decided
from reporting.report.decisions import DecisionAsked
from reporting.report.facts import KeyLine, Labels
from reporting.report.front import Front, Status
from reporting.report.highlights import HighlightBlock
from reporting.report.key import Term
from reporting.report.learning import Learning
from reporting.report.linked import LinkedPlan
from reporting.report.matrix import NEW, Matrix, matrix
from reporting.report.measures import Measures
from reporting.report.movement import Moved
from reporting.report.outline import Outline, outline
from reporting.report.pictures import Pictures
from reporting.report.planner import Planner
from reporting.report.position import Figure, Position
from reporting.report.risks import RiskRegister
from reporting.report.rows import NOT_STATED, SINCE_LAST, Count, Listing, MilestoneLine, Move, Row
from reporting.report.schedule import ScheduleSection
from reporting.report.self_assessment import SelfAssessmentLine
from reporting.report.sign_off import SignOff

SCHEMA_VERSION = 7
SHORT_REFERENCE = 8  # characters, as 13.2 (2): what the column of references takes on one line


@dataclass(frozen=True)
class Columns:
    """Which columns of an action have something in them; one that is empty throughout the report is not printed.

    `long_references`: some of them, as WS2.Y1.P1, need a wider column to stand on one line.
    """

    reference: bool
    long_references: bool
    outcome: bool
    owner: bool
    when: bool
    success: bool = False


@dataclass(frozen=True)
class MonitoringReportContent:
    """Everything one version of a reporting period's report says."""

    front: Front
    status: Status
    labels: Labels
    key: tuple[KeyLine, ...]
    movement_key: tuple[Move, ...]
    key_messages: tuple[str, ...]
    decisions: tuple[DecisionAsked, ...]
    position: Position
    breakdowns: tuple[Breakdown, ...]
    exceptions: tuple[Listing, ...]
    silent: tuple[Listing, ...]
    milestones_missed: tuple[MilestoneLine, ...]
    moved: Moved
    completed: tuple[Listing, ...]
    coming_up: ComingUp
    planner: Planner
    changes: tuple[Change, ...]
    left: Listing
    highlights: tuple[HighlightBlock, ...]
    no_highlight: tuple[str, ...]
    schedule: tuple[ScheduleSection, ...]
    terms: tuple[Term, ...]
    quality: tuple[Listing, ...]
    rows: tuple[Row, ...]
    decided: tuple[Decided, ...] = ()
    challenges: ChallengeLog | None = None  # None: the plan has none, and the report no such section
    measures: Measures | None = None  # as with challenges
    risks: RiskRegister | None = None  # as with challenges
    sign_off: SignOff | None = None  # None: the chair's signature, before boards could say whose
    short: bool = False  # that of a small plan: without numbered sections and lists of what is not there
    linked_plans: tuple[LinkedPlan, ...] = ()  # none: the plan has none, and the report no such section
    learning: Learning | None = None  # None: the board has shared no review, and the report no such section
    self_assessments: tuple[SelfAssessmentLine, ...] = ()  # none: no such section

    # What it is compared with, in a sentence and at the head of a table.
    last_called: ClassVar[str] = "the last report"
    last_head: ClassVar[str] = "Last report"

    @cached_property
    def row(self) -> dict[int, Row]:
        """Every action of the report by its id."""
        return {row.id: row for row in self.rows}

    @cached_property
    def words(self) -> dict[str, str]:
        """The word of each rating by its letter."""
        return {line.letter: line.word for line in self.key}

    @cached_property
    def columns(self) -> Columns:
        """Worked out from the rows, so that it holds for every report that was ever kept."""
        return Columns(
            reference=any(row.reference for row in self.rows),
            long_references=any(len(row.reference) > SHORT_REFERENCE for row in self.rows),
            outcome=any(row.outcome != NOT_STATED for row in self.rows),
            owner=any(row.owners != NOT_STATED for row in self.rows),
            when=any(row.when or row.due_on for row in self.rows),
            success=any(row.success for row in self.rows),
        )

    @cached_property
    def outline(self) -> Outline:
        """Its sections in their order, and where each action stands."""
        return outline(self)

    @cached_property
    def matrix(self) -> Matrix | None:
        """The last report against this one."""
        return matrix(self)

    @cached_property
    def pictures(self) -> Pictures:
        """What is drawn of it."""
        return Pictures(self)

    @property
    def silent_count(self) -> Count:
        """Everything of which nothing was said."""
        return self.listing("no-update").count

    @property
    def splits(self) -> tuple[Breakdown, ...]:
        """The breakdowns that are printed: by owner only where the plan names any."""
        return tuple(each for each in self.breakdowns if self.columns.owner or each.head != self.labels.owner)

    @property
    def figures_said(self) -> tuple[Figure, ...]:
        """What a short report counts beside the ratings: what there is."""
        return tuple(figure for figure in self.position.figures if figure.count.n)

    @property
    def key_said(self) -> tuple[KeyLine, ...]:
        """The ratings that a short report explains: those that stand in it."""
        there = {row.letter for row in self.position.rows if row.count.n}
        return tuple(line for line in self.key if line.letter in there)

    @cached_property
    def scheduled(self) -> frozenset[int]:
        """Actions that have a row in the full schedule: where their references lead to."""
        return frozenset(pk for section in self.schedule for pk in section.ids)

    @property
    def counted(self) -> tuple[int, ...]:
        """Actions the plan counted, in plan order."""
        return self.position.total.ids

    @property
    def since(self) -> str:
        """Since when it tells what is new, in a sentence: of a first report its own period."""
        return SINCE_LAST if self.moved.compared_with else f"this {sentence_lower(self.labels.period)}"

    def names_of(self, kind: str) -> dict[int, str]:
        """What its sections or owners ("section", "owner") were called, by their keys: those that its numbers count."""
        rows = [row for breakdown in self.breakdowns for row in breakdown.rows]
        found = [(row.total.key.removeprefix(f"{kind}-"), row.label) for row in rows]
        return {int(key): name for key, name in found if key.isdecimal()}

    @property
    def title(self) -> str:
        return f"{self.report_title}, {self.front.quarter}"

    @property
    def report_title(self) -> str:
        """What it is called, without its period."""
        return f"{self.front.plan}: {sentence_lower(self.labels.report)}"

    def listing(self, key: str) -> Listing:
        """The list with this key, from whichever part of the report."""
        return next(each for each in self.listings if each.key == key)

    @property
    def listings(self) -> tuple[Listing, ...]:
        return (
            *self.exceptions,
            *self.silent,
            *self.moved.listings,
            *self.completed,
            *self.coming_up.months,
            *self.quality,
            self.left,
        )

    @cached_property
    def counts(self) -> dict[str, tuple[str, Count]]:
        """Every number of the report by its key, with the words that say what it counts."""
        counts = [(each.title, each.count) for each in self.listings]
        counts += [(decision.words, decision.count) for decision in self.decisions if decision.count]
        counts += [(row.word, row.count) for row in self.position.rows]
        counts += [(f"All {sentence_lower(self.labels.actions)}", self.position.total)]
        if self.moved.total:
            counts += [(f"Counted now or in {self.last_called}", self.moved.total)]
        counts += [(figure.words, figure.count) for figure in self.position.figures]
        counts += [(f"Due in {month.words}", month.count) for month in self.coming_up.cliffs]
        if self.matrix:
            for then in self.matrix.rows:
                was = then.word if then.letter == NEW else f"{then.word} in {self.last_called}"
                counts += [(was, then.total)]
                counts += [
                    (f"{was}; now: {word}", cell)
                    for (_, word), cell in zip(self.matrix.columns, then.cells, strict=True)
                ]
            counts += [
                (f"{word} now, of all that either report counts", total)
                for (_, word), total in zip(self.matrix.columns, self.matrix.totals, strict=True)
            ]
        words = [line.word for line in self.key]
        for breakdown in self.breakdowns:
            for row in (*breakdown.rows, breakdown.total):
                counts += [
                    (f"{row.label}: {word}", count) for word, count in zip(words, row.counts, strict=True)
                ]
                counts += [(row.label, row.total)]
        return {count.key: (words, count) for words, count in counts}


# What names a thing and is not said of it.
_NO_WORDS = {"key", "letter", "link", "sha256", "slug", "terms"}


def words_in(said: object) -> list[str]:
    """Every text of a report, or of a part of one, in which an abbreviation may stand: names, sentences and quoted
    words alike."""
    found: list[str] = []
    _add_words(said, found)
    return found


def _add_words(said: object, found: list[str]) -> None:
    if isinstance(said, str):
        found.append(said)
    elif isinstance(said, tuple):
        for each in said:
            _add_words(each, found)
    else:
        for name in _wordy(type(said)):  # type: ignore[arg-type]  # a class can be hashed
            _add_words(getattr(said, name), found)


@cache
def _wordy(kind: type) -> tuple[str, ...]:
    """The fields of a part in which words may stand; none of what is no part, such as a number."""
    if not is_dataclass(kind):
        return ()
    return tuple(field.name for field in fields(kind) if field.name not in _NO_WORDS)


_converter = make_converter()
Part = TypeVar("Part")


def to_json(content: MonitoringReportContent) -> dict:
    """As a final report keeps it: dictionaries, lists, texts and numbers; dates as ISO texts."""
    return _converter.unstructure(content)


def from_json(data: dict, *, schema_version: int = SCHEMA_VERSION) -> MonitoringReportContent:
    """A final report's own content.

    :raises ValueError: for a version this product does not know.
    """
    if not 1 <= schema_version <= SCHEMA_VERSION:
        raise ValueError(
            f"This report was kept in version {schema_version} of its shape, which is not known."
        )
    return _converter.structure(data, MonitoringReportContent)


def part_from_json(data: object, kind: type[Part]) -> Part:
    """A part of a final's own content, such as its position, where the whole is not read."""
    return _converter.structure(data, kind)
