"""The two front pages: what it is, what is asked, how the plan stands, and its tables."""

from dataclasses import dataclass
from datetime import date, datetime

from reporting.content.rows import Count


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


def _signed(now: int, last: int | None) -> str:
    """The difference as +7, −2 or 0; empty when there is nothing to compare with."""
    if last is None:
        return ""
    return f"{now - last:+d}".replace("-", "−") if now != last else "0"
