"""What the report to the Board is built from, as read, before it becomes words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from reporting.report.content import MonitoringReportContent
from reporting.report.decided import Decided
from reporting.report.key import Term


@dataclass(frozen=True)
class Words:
    """The board's own words."""

    board: str
    group: str
    team: str
    report: str
    voice: str
    groups: str = "Groups"


@dataclass(frozen=True)
class FinalFacts:
    """A final of a business plan by its own content. `quarter` and `plan` are keys; `is_told` where an earlier report
    to the Board had it already. `decided_since` is what was decided after it, of the last one of each plan."""

    plan: int
    quarter: int
    called: str
    content: MonitoringReportContent
    is_told: bool = False
    decided_since: tuple[Decided, ...] = ()


@dataclass(frozen=True)
class MatterFacts:
    """What a meeting decided about another matter since; `owner` is who follows it up, in short."""

    key: str
    words: str
    meeting: str
    owner: str = ""


@dataclass(frozen=True)
class EscalatedFacts:
    """What another meeting handed to the Board, and nobody has said came of it."""

    key: str
    about: str
    words: str
    meeting: str
    due_on: date | None = None


@dataclass(frozen=True)
class ReceivedFacts:
    """A report of the planner that was received since."""

    forum: str
    what: str
    received_on: date


@dataclass(frozen=True)
class UpdateFacts:
    """A group that is asked for its update, and what it sent. `state`: asked, received, silent or excused."""

    body: str
    state: str
    by: str = ""
    done: str = ""
    worry: str = ""
    ask: str = ""
    voice: str = ""
    file: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Facts:
    """All of it. `finals` stand plan by plan, each in the order of its periods; `since` is when the Board was told
    last, None for the first report."""

    board: str
    board_short: str
    words: Words
    meeting: str
    meeting_on: date
    marking: str
    demonstration: bool
    invented: bool
    position_at: datetime
    author: str = ""
    agenda_item: str = ""
    presenter: str = ""
    version: int = 1
    correction_reason: str = ""
    key_messages: str = ""
    decisions: str = ""
    risks_from: int = 15
    highlights_chosen: frozenset[str] = frozenset()
    reworded: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None
    finals: tuple[FinalFacts, ...] = ()
    without_final: tuple[str, ...] = ()
    matters: tuple[MatterFacts, ...] = ()
    told: frozenset[str] = frozenset()  # marks of what the report before had of decisions
    escalated: tuple[EscalatedFacts, ...] = ()
    received: tuple[ReceivedFacts, ...] = ()
    are_asked: bool = False
    updates: tuple[UpdateFacts, ...] = ()
    terms: tuple[Term, ...] = ()
