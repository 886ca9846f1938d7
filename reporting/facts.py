"""What a monitoring report is built from: plain rows as read, before they become words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from reporting.content import KeyLine, Labels, Term


@dataclass(frozen=True)
class UpdateFacts:
    """The last thing said of an action."""

    rating: str
    quarter: str
    progress: str = ""
    reason: str = ""
    cause: str = ""
    recovery_step: str = ""
    back_on_track_on: date | None = None
    help_wanted: str = ""
    evidence_how_much: str = ""
    evidence_how_well: str = ""
    evidence_difference: str = ""
    completed_on: date | None = None
    hold_reason: str = ""
    review_on: date | None = None
    by: str = ""
    on_behalf_of: str = ""
    at: date | None = None
    waits: bool = False  # an owner's proposal that the board team has not looked at
    owner_rating: str = ""  # what the owner had proposed, where the board team changed it
    changed_because: str = ""


@dataclass(frozen=True)
class MilestoneFacts:
    words: str
    due_on: date | None
    done_on: date | None = None


@dataclass(frozen=True)
class OwnerFacts:
    """A body, or with `body` None the words that name nobody we know."""

    body: int | None
    label: str
    place: int = 0


@dataclass(frozen=True)
class ActionFacts:
    id: int
    reference: str
    section: int | None
    priority: int | None
    text: str
    state: str  # live, closed, withdrawn, carried-over
    rating: str  # the letter to show: Action.objects.with_standing
    rating_before: str | None = None
    overdue: bool = False
    milestone_missed: bool = False
    outcome: str = ""
    owners: tuple[OwnerFacts, ...] = ()
    who: str = ""
    when: str = ""
    read_as: str = ""
    timescale_to_choose: bool = False
    ordinal: int = 1
    due_on: date | None = None
    first_due_on: date | None = None
    review_on: date | None = None
    ongoing: bool = False
    state_reason: str = ""
    closed_on: date | None = None
    closed_at: str = ""
    milestones: tuple[MilestoneFacts, ...] = ()
    update: UpdateFacts | None = None
    completion: UpdateFacts | None = None  # the update that said complete, of whichever quarter
    year: str = ""  # as the plan heads it, where it sorts its actions by year


@dataclass(frozen=True)
class GroupFacts:
    """A section or priority of the plan."""

    id: int
    name: str
    lead: str = ""


@dataclass(frozen=True)
class DateChangeFacts:
    action: int
    from_date: date | None
    to_date: date
    reason: str
    state: str  # asked, agreed, refused, lapsed
    asked_by: str
    asked_at: datetime
    meeting: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class DecisionFacts:
    """A decision other than a date or a completion; help promised says by whom and what became of it."""

    action: int
    words: str
    recorded_at: datetime
    meeting: str = ""
    promised_by: str = ""
    due_on: date | None = None
    outcome: str = "open"  # open, kept, not-kept
    outcome_words: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True)
class ChallengeFacts:
    action: int | None
    to: str
    words: str
    raised_by: str
    raised_on: date
    response_due_on: date | None = None
    response: str = ""
    responded_on: date | None = None
    outcome: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True)
class RiskFacts:
    id: int
    action: int | None
    words: str
    score: int
    band: str
    scored: str  # its likelihood and impact in words
    response: str
    held_by: str
    review_on: date | None = None
    days_late: int = 0
    why_closed: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True)
class HighlightFacts:
    body: int
    label: str
    by: str
    done: str = ""
    worry: str = ""
    ask: str = ""
    voice: str = ""


@dataclass(frozen=True)
class ForumFacts:
    """Who receives a report; `body` None for words such as all subgroups."""

    body: int | None
    name: str
    label: str = ""


@dataclass(frozen=True)
class ObligationFacts:
    """One duty of the reporting planner: see reporting.models.Obligation."""

    what: str
    provider: str
    tells: str
    kind: str
    forums: tuple[ForumFacts, ...]
    rule: str = ""
    every: int | None = None
    condition: str = ""
    words: str = ""
    note: str = ""
    id: int = 0
    is_same: bool = False  # another row asks for the same report at the same time


@dataclass(frozen=True)
class DueReportFacts:
    """A report on the forward plan: see reporting.models.DueReport. `papers_due_on` is its meeting's deadline."""

    what: str
    forum: str
    provider: str
    tells: str
    words: str
    due_on: date
    state: str  # expected, received, deferred, not-needed
    received_on: date | None = None
    reason: str = ""
    obligation: int = 0
    at_meeting: bool = True
    papers_due_on: date | None = None
    deferred_from: date | None = None
    deferred_to: date | None = None
    note: str = ""


@dataclass(frozen=True)
class MeasureFacts:
    """A measure; `values` are quarters by name, oldest first, with what was found or None."""

    section: str
    words: str
    values: tuple[tuple[str, Decimal | None], ...]
    tells: str = ""
    unit: str = ""
    better: str = ""
    target: Decimal | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything a report is built from. `today` is the day of the position; `next_on` the day of the next report."""

    board: str
    board_short: str
    plan: str
    plan_ends_on: date
    quarter: str
    quarter_words: str
    quarter_starts_on: date
    labels: Labels
    marking: str
    demonstration: bool
    meeting: str
    meeting_on: date | None
    author: str
    position_at: datetime
    today: date
    next_on: date
    key: tuple[KeyLine, ...]
    version: int = 1
    key_messages: str = ""
    decisions: str = ""
    reworded: Mapping[str, str] = field(
        default_factory=dict
    )  # decisions that follow, by key; "" leaves one out
    correction_reason: str = ""
    sections: tuple[GroupFacts, ...] = ()
    priorities: tuple[GroupFacts, ...] = ()
    actions: tuple[ActionFacts, ...] = ()
    date_changes: tuple[DateChangeFacts, ...] = ()
    highlights: tuple[HighlightFacts, ...] = ()
    obligations: tuple[ObligationFacts, ...] = ()
    due_reports: tuple[DueReportFacts, ...] = ()
    terms: tuple[Term, ...] = field(default=())
    agenda_item: str = ""
    presenter: str = ""
    decisions_made: tuple[DecisionFacts, ...] = ()
    challenges: tuple[ChallengeFacts, ...] = ()
    measures: tuple[MeasureFacts, ...] = ()
    risks: tuple[RiskFacts, ...] = ()
    grouped_by: str = "section"  # how the full schedule is sorted: section, priority, year, owner
