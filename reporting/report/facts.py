"""The facts that every section of a monitoring report stands on, as read, before they become words.

What one section alone needs stands in its own module; `build.Facts` is all of it together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


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
    parts: str = "Parts"
    period: str = "Quarter"
    periods: str = "Quarters"
    report: str = "Quarterly monitoring report"
    voice: str = "Voice of the child"  # as it stood in every report before boards had words for it
    success: str = "Success measure"
    objective: str = "Objective"
    agency: str = "Agency"
    agencies: str = "Agencies"
    self_assessments: str = "Self-assessments"

    @property
    def own_words(self) -> dict[str, str]:
        """Our words to the plan's, for sentences of the report."""
        return {
            "action": self.action,
            "actions": self.actions,
            "priority": self.priority,
            "priorities": self.priorities,
            "owner": self.owner,
            "owners": self.owners,
            "group": self.lead_group,
            "groups": self.lead_groups,
            "agency": self.agency,
            "agencies": self.agencies,
            "reporting period": self.period,
            "reporting periods": self.periods,
        }


@dataclass(frozen=True)
class SignatureAsked:
    """How many signatures are asked of a role, in the board's words."""

    role: str
    words: str
    number: int


@dataclass(frozen=True)
class KeyLine:
    letter: str
    word: str
    meaning: str


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
    first_due_on: date | None = None


@dataclass(frozen=True)
class PartFacts:
    """A part of an action that is done and owned on its own: a task."""

    words: str
    who: str = ""
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class EvidenceFacts:
    """A link or a file that shows what updates of an action say; `what` is its kind and size, or where it leads."""

    title: str
    what: str
    by: str
    at: datetime
    link: str = ""
    name: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class OwnerFacts:
    """A body, or with `body` None the words that name nobody we know; `place` is where it stands among all owners."""

    body: int | None
    label: str
    place: int = 0
    asked_for_highlights: bool = True
    everyone: str = ""  # all of a kind, in the board's words: however a cell writes them, they are one owner
    role: str = field(default="", compare=False)  # lead or support; the same owner in either

    @property
    def label_and_role(self) -> str:
        return f"{self.label} ({self.role})" if self.role else self.label

    @property
    def counted_as(self) -> "OwnerFacts":
        """Itself as a table by owner has it: all of a kind once."""
        return OwnerFacts(None, self.everyone, everyone=self.everyone) if self.everyone else self


@dataclass(frozen=True)
class ActionFacts:
    id: int
    reference: str
    section: int | None
    priority: int | None
    text: str
    state: str  # live, closed, withdrawn, carried-over
    rating: str  # the letter to show: Action.objects.with_status
    rating_before: str | None = None
    overdue: bool = False
    milestone_missed: bool = False
    outcome: str = ""
    owners: tuple[OwnerFacts, ...] = ()
    who: str = ""
    when: str = ""
    timescale_to_choose: bool = False
    ordinal: int = 1
    due_on: date | None = None
    first_due_on: date | None = None
    review_on: date | None = None
    ongoing: bool = False
    state_reason: str = ""
    closed_on: date | None = None
    closed_at: str = ""
    agreed_at: str = ""  # the meeting that agreed that it is closed, or how that was agreed outside one
    milestones: tuple[MilestoneFacts, ...] = ()
    update: UpdateFacts | None = None
    completion: UpdateFacts | None = None  # the update that said complete, of whichever quarter
    year: str = ""  # as the plan heads it, where it sorts its actions by year
    parts: tuple[PartFacts, ...] = ()
    to_confirm: bool = False  # its dates are one way to read its words, and nobody has chosen one
    rating_before_in: str = ""  # the quarter that `rating_before` was said for
    milestone: str = ""  # the one that passed or comes next, as the action list says it
    suggested: str = ""  # the rating its dates suggest, where that is another one
    answers: str = ""  # where all of a kind own it: how many of them answered, and who has not
    objective: int | None = None
    success: str = ""  # how it will be known that it was achieved
    success_target: str = ""
    measured_by: tuple[str, ...] = ()  # measures of the plan
    depends_on: tuple[int, ...] = ()  # other actions of the plan
    evidence: tuple[EvidenceFacts, ...] = ()  # what was not withdrawn, in the order in which it was added
    still: int = 0  # for how many reporting periods it has not moved, where it is to

    @property
    def asked_of(self) -> tuple[OwnerFacts, ...]:
        """Owners that are asked how it goes: not those in support, where anybody else owns it."""
        leading = tuple(owner for owner in self.owners if owner.role != "support")
        return tuple(owner for owner in leading if not owner.everyone) or leading or self.owners


@dataclass(frozen=True)
class GroupFacts:
    """A section, priority or objective of the plan."""

    id: int
    name: str
    lead: str = ""


@dataclass(frozen=True)
class PastPosition:
    """Where the plan stood in an earlier report: how many at each rating, and on which day."""

    quarter: str
    on: date | None
    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(n for _, n in self.counts)

    def count_of(self, letter: str) -> int:
        return dict(self.counts).get(letter, 0)


@dataclass(frozen=True)
class SharedFacts:
    """What any section may need: board, plan, quarter and meeting, the draft's own words, and every action.

    `today` is the day of the position; `next_on` the day of the next report.
    """

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
    invented: bool = False
    version: int = 1
    correction_reason: str = ""
    agenda_item: str = ""
    presenter: str = ""
    key_messages: str = ""
    decisions: str = ""
    # Decisions that follow from the plan, by key; "" leaves one out.
    reworded: Mapping[str, str] = field(default_factory=dict)
    short: bool = False  # whether it is the report of a small plan
    one_signature: bool = True  # whether any one of `signatures` approves the report
    signatures: tuple[SignatureAsked, ...] = ()
    grouped_by: str = "section"  # how the full schedule is sorted: section, priority, objective, year, owner
    sections: tuple[GroupFacts, ...] = ()
    priorities: tuple[GroupFacts, ...] = ()
    objectives: tuple[GroupFacts, ...] = ()  # where the schedule is sorted by them
    actions: tuple[ActionFacts, ...] = ()
    past: tuple[PastPosition, ...] = ()  # where the plan stood in earlier reports, oldest first
