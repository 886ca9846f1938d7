"""The sections behind the front pages, and the appendices."""

from dataclasses import dataclass
from datetime import date

from reporting.content.rows import Chip, Count, Move


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

    @property
    def has_targets(self) -> bool:
        """Whether the table has a column of targets: any measure in it has one."""
        return any(line.target for line in self.lines)


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
