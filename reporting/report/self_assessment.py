"""Section on self-assessments of agencies: what came, what is late, and the standards most of them fall short of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lscb.wording import listed, long_date, number_of
from plans.rules.self_assessment import Moved, ReturnCounts, Standing, weakest
from reporting.report.rows import Rows


@dataclass(frozen=True)
class SelfAssessmentFacts:
    """One self-assessment as it stands. `standings` and `moved` are empty where too few returned to be summed."""

    id: int
    title: str
    asked_on: date
    due_on: date
    counts: ReturnCounts
    awaited: tuple[str, ...] = ()  # agencies by name
    standings: tuple[Standing, ...] = ()
    moved: Moved | None = None
    outcome: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True)
class WeakStandard:
    """A standard that agencies fall short of: how many, of those that scored it."""

    number: str
    title: str
    short: int
    total: int


@dataclass(frozen=True)
class SelfAssessmentLine:
    """What is said of one self-assessment; numbers and names as they were."""

    id: int
    title: str
    due: str
    asked: int
    returned: int
    late: int
    overdue: int
    moderated: int
    awaited: tuple[str, ...]
    weakest: tuple[WeakStandard, ...]
    better: int = 0
    same: int = 0
    worse: int = 0
    outcome: str = ""
    closed: str = ""

    @property
    def summary(self) -> str:
        """What came, in a sentence."""
        of_them = [f"{self.late} late"] if self.late else []
        said = [f"{self.returned} of {self.asked} returned{f' ({of_them[0]})' if of_them else ''}"]
        said += [f"{self.overdue} overdue"] if self.overdue else []
        said += [f"{self.moderated} moderated"]
        return f"{listed(said)}."

    @property
    def movement(self) -> str:
        """Which way scores went since the last one; empty where there is none to compare with."""
        compared = self.better + self.same + self.worse
        if not compared:
            return ""
        return (
            f"Of {number_of(compared, 'score', 'scores')} compared with the last one, {self.better} "
            f"{'is' if self.better == 1 else 'are'} better, {self.same} the same and {self.worse} worse."
        )


def build(rows: Rows, facts: Sequence[SelfAssessmentFacts]) -> tuple[SelfAssessmentLine, ...]:
    """Those that are open, and those closed since the last report, in the order given."""
    return tuple(_line(each) for each in facts if each.closed_at is None or rows.is_new(each.closed_at))


def _line(each: SelfAssessmentFacts) -> SelfAssessmentLine:
    counts, moved = each.counts, each.moved or Moved()
    return SelfAssessmentLine(
        id=each.id,
        title=each.title,
        due=long_date(each.due_on),
        asked=counts.asked,
        returned=counts.returned,
        late=counts.late,
        overdue=counts.overdue,
        moderated=counts.moderated,
        awaited=each.awaited,
        weakest=tuple(
            WeakStandard(row.number, row.title, row.short, row.total) for row in weakest(each.standings)
        ),
        better=moved.better,
        same=moved.same,
        worse=moved.worse,
        outcome=each.outcome,
        closed=long_date(each.closed_at.date()) if each.closed_at else "",
    )
