"""What a monitoring report says: frozen, words ready to print, no database and no HTTP.

A final report keeps its content as JSON for good. What later versions of the shape add stands last in its class
and has a default that says nothing, so that every earlier report is still read; SCHEMA_VERSION counts the
shapes. Numbers carry the actions they count: `Count.ids`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from cattrs.preconf.json import make_converter

from lscb.words import sentence_lower

SCHEMA_VERSION = 2
NOT_STATED = "Not stated"


@dataclass(frozen=True)
class Count:
    """A number and the actions it counts; an action counted under two owners stands twice in their total.

    `key` names the number within its report, for the address of its rows.
    """

    key: str
    ids: tuple[int, ...] = ()

    @property
    def n(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Chip:
    """A rating as printed. The letter is "B?" for complete but not yet agreed, "-" for no update, "W" for
    withdrawn, "C" for carried over."""

    letter: str
    word: str

    @property
    def rating(self) -> str:
        """The letter of the key: "B?" counts as B."""
        return self.letter.removesuffix("?")


@dataclass(frozen=True)
class Move:
    """How a rating moved since the last final report: one of plans.ratings.Movement, or "first"."""

    kind: str
    arrow: str
    word: str


@dataclass(frozen=True)
class Note:
    """A labelled sentence under a row: why, what will bring it back, help wanted."""

    label: str
    words: str


@dataclass(frozen=True)
class Row:
    """One action as this report shows it, wherever in the report it stands."""

    id: int
    reference: str
    section: str
    priority: str
    text: str
    outcome: str
    owners: str
    when: str
    due: str
    due_on: date | None
    first_due: str
    late: str
    now: Chip
    last: Chip | None
    move: Move
    said: str
    said_by: str
    notes: tuple[Note, ...] = ()

    def note(self, label: str) -> str:
        """The words under a label; empty when nothing was said."""
        return next((note.words for note in self.notes if note.label == label), "")


@dataclass(frozen=True)
class Front:
    """The block at the top of page 1."""

    board: str
    board_short: str
    plan: str
    quarter: str
    quarter_words: str
    group: str
    meeting: str
    meeting_on: date | None
    agenda_item: str
    author: str
    presenter: str
    purpose: str
    marking: str
    demonstration: bool
    position_at: datetime
    position_words: str


@dataclass(frozen=True)
class Status:
    """DRAFT or FINAL, with what a final is known by."""

    word: str
    version: int
    number: int | None = None
    correction_reason: str = ""
    prepared_by: str = ""
    finalised_by: str = ""
    finalised_words: str = ""

    @property
    def line(self) -> str:
        """As page furniture prints it."""
        if self.number is None:
            return f"{self.word}, version {self.version} - not agreed"
        return f"{self.word}, version {self.version} - report number {self.number}"


@dataclass(frozen=True)
class Labels:
    """The board's and the plan's own words."""

    board: str
    group: str
    chair: str
    team: str
    action: str
    actions: str
    section: str
    sections: str
    priority: str
    priorities: str
    owner: str = "Owner"
    owners: str = "Owners"
    when: str = "When"
    outcome: str = "Outcome aimed at"
    year: str = "Year"
    lead_group: str = "Group"
    lead_groups: str = "Groups"

    @property
    def own_words(self) -> dict[str, str]:
        """Our words to the plan's, for sentences of the report."""
        return {
            "action": self.action,
            "actions": self.actions,
            "owner": self.owner,
            "owners": self.owners,
            "group": self.lead_group,
            "groups": self.lead_groups,
        }


@dataclass(frozen=True)
class KeyLine:
    letter: str
    word: str
    meaning: str


@dataclass(frozen=True)
class Decision:
    """Something the group is asked to do; `see` names the part of the report it rests on."""

    words: str
    count: Count | None = None
    see: str = ""


@dataclass(frozen=True)
class PositionRow:
    letter: str
    word: str
    count: Count
    last: int | None
    x: int
    width: int

    @property
    def change(self) -> str:
        """As +7, -2 or 0; empty when there is no report to compare with."""
        return _signed(self.count.n, self.last)


@dataclass(frozen=True)
class Figure:
    """A number of the summary with its words."""

    words: str
    count: Count


@dataclass(frozen=True)
class Position:
    rows: tuple[PositionRow, ...]
    total: Count
    last_total: int | None
    figures: tuple[Figure, ...]

    @property
    def change(self) -> str:
        return _signed(self.total.n, self.last_total)


@dataclass(frozen=True)
class BreakdownRow:
    label: str
    counts: tuple[Count, ...]
    total: Count


@dataclass(frozen=True)
class Breakdown:
    """The position split by section, priority or owner; `total` is printed under it."""

    title: str
    head: str
    rows: tuple[BreakdownRow, ...]
    total: BreakdownRow
    note: str = ""


@dataclass(frozen=True)
class Listing:
    """Actions under one heading, in the order printed; `empty` is said when there are none."""

    key: str
    title: str
    explanation: str
    ids: tuple[int, ...]
    empty: str = "None this quarter."

    @property
    def count(self) -> Count:
        return Count(self.key, self.ids)


@dataclass(frozen=True)
class MilestoneLine:
    """A dated part of an action that has passed or is coming."""

    id: int
    reference: str
    text: str
    owners: str
    words: str
    due: str
    late: str


@dataclass(frozen=True)
class Past:
    """What became of an action that the last report had off track or at risk."""

    id: int
    reference: str
    text: str
    owners: str
    then: Chip
    now: Chip | None
    move: Move


@dataclass(frozen=True)
class Moved:
    """Movement since the last final report."""

    compared_with: str
    listings: tuple[Listing, ...]
    past: tuple[Past, ...]


@dataclass(frozen=True)
class Month:
    words: str
    count: Count
    width: int


@dataclass(frozen=True)
class ComingUp:
    until: str
    months: tuple[Listing, ...]
    milestones: tuple[MilestoneLine, ...]
    cliffs: tuple[Month, ...]


@dataclass(frozen=True)
class PlannerLine:
    """A report due to a forum; `when` is a day, a month or, for what has no date, how often in words.

    `meeting` is the heading it stands under: forum, day and when its papers are due.
    """

    meeting: str
    when: str
    on: date | None
    forum: str
    what: str
    provider: str
    tells: str
    words: str
    state: str


@dataclass(frozen=True)
class Planner:
    due: tuple[PlannerLine, ...]
    late: tuple[PlannerLine, ...]
    undated: tuple[PlannerLine, ...]
    as_required: tuple[PlannerLine, ...]


@dataclass(frozen=True)
class Change:
    """A change to the plan, asked for or made."""

    kind: str
    id: int
    reference: str
    text: str
    old: str
    new: str
    reason: str
    agreed: str


@dataclass(frozen=True)
class Decided:
    """What a meeting decided about an action, and what became of it; `now` is where the action stands."""

    meeting: str
    kind: str
    id: int
    reference: str
    text: str
    owners: str
    words: str
    became: str
    now: Chip


@dataclass(frozen=True)
class ChallengeLine:
    """A challenge to an agency or a group; `id` None where it is about the plan as a whole."""

    id: int | None
    reference: str
    to: str
    raised: str
    words: str
    due: str
    late: str
    response: str
    outcome: str
    closed: str


@dataclass(frozen=True)
class ChallengeLog:
    """Challenges that are open, and those closed since the last report."""

    open: tuple[ChallengeLine, ...]
    closed: tuple[ChallengeLine, ...]


@dataclass(frozen=True)
class RiskLine:
    """A risk of the register; `id` is its action's, None where it is about the plan as a whole."""

    risk: int
    id: int | None
    reference: str
    words: str
    score: int
    band: str
    scored: str
    was: int | None  # its score in the last report, where it was another
    response: str
    held_by: str
    review: str
    late: str
    why_closed: str
    closed: str


@dataclass(frozen=True)
class RiskRegister:
    """How many risks are open, the highest of them, those closed since the last report, and every open score."""

    open: int
    top: tuple[RiskLine, ...]
    closed: tuple[RiskLine, ...]
    scores: tuple[tuple[int, int], ...]  # of every open risk: which, and its score


@dataclass(frozen=True)
class MeasureTrend:
    """Which way a measure goes, in words, and the small picture of the same in the units of plans.trend."""

    words: str
    arrow: str
    line: str
    dots: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class MeasureLine:
    """A measure with its value in each quarter of the table: the quarter's name, and "" where none was recorded."""

    section: str
    words: str
    tells: str
    values: tuple[tuple[str, str], ...]
    target: str
    better: str
    trend: MeasureTrend
    source: str
    note: str


@dataclass(frozen=True)
class UnmeasuredSection:
    """Measures of a section of which nothing was recorded in any quarter of the table."""

    section: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Measures:
    """What shows whether the plan makes a difference. `recorded` counts those with a value for this quarter."""

    quarters: tuple[str, ...]
    lines: tuple[MeasureLine, ...]
    unmeasured: tuple[UnmeasuredSection, ...]
    recorded: int
    total: int


@dataclass(frozen=True)
class HighlightBlock:
    body: str
    by: str
    done: str
    worry: str
    ask: str
    voice: str


@dataclass(frozen=True)
class ScheduleSection:
    title: str
    lead: str
    progress: str
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Term:
    term: str
    meaning: str


@dataclass(frozen=True)
class Columns:
    """Which columns of an action have something in them; one that is empty throughout the report is not printed."""

    reference: bool
    outcome: bool
    owner: bool
    when: bool


@dataclass(frozen=True)
class MonitoringReportContent:
    """Everything one version of a quarter's report says."""

    front: Front
    status: Status
    labels: Labels
    key: tuple[KeyLine, ...]
    movement_key: tuple[Move, ...]
    key_messages: tuple[str, ...]
    decisions: tuple[Decision, ...]
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
            outcome=any(row.outcome != NOT_STATED for row in self.rows),
            owner=any(row.owners != NOT_STATED for row in self.rows),
            when=any(row.when or row.due_on for row in self.rows),
        )

    @property
    def splits(self) -> tuple[Breakdown, ...]:
        """The breakdowns that are printed: by owner only where the plan names any."""
        return tuple(each for each in self.breakdowns if self.columns.owner or each.head != self.labels.owner)

    @cached_property
    def scheduled(self) -> frozenset[int]:
        """Actions that have a row in the full schedule: where their references lead to."""
        return frozenset(pk for section in self.schedule for pk in section.ids)

    @property
    def numbers(self) -> dict[str, int]:
        """Numbers of the last sections, which depend on what the plan has."""
        there = [
            *(["challenges"] if self.challenges or self.risks else []),
            *(["measures"] if self.measures else []),
            "sign_off",
        ]
        return {name: number for number, name in enumerate(there, start=10)}

    @property
    def counted(self) -> tuple[int, ...]:
        """Actions the plan counted, in plan order."""
        return self.position.total.ids

    @property
    def title(self) -> str:
        return f"{self.front.plan}: quarterly monitoring report, {self.front.quarter}"

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
        counts += [(figure.words, figure.count) for figure in self.position.figures]
        counts += [(f"Due in {month.words}", month.count) for month in self.coming_up.cliffs]
        words = [line.word for line in self.key]
        for breakdown in self.breakdowns:
            for row in (*breakdown.rows, breakdown.total):
                counts += [
                    (f"{row.label}: {word}", count) for word, count in zip(words, row.counts, strict=True)
                ]
                counts += [(row.label, row.total)]
        return {count.key: (words, count) for words, count in counts}


def _signed(now: int, last: int | None) -> str:
    """The difference as +7, −2 or 0; empty when there is nothing to compare with."""
    if last is None:
        return ""
    return f"{now - last:+d}".replace("-", "−") if now != last else "0"


_converter = make_converter()


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
