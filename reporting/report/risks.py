"""Section on risks and challenges: the highest risks of the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lscb.wording import days_late, long_date
from reporting.report.rows import Rows

# How many open risks the report prints; the register has them all.
TOP_RISKS = 5


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
    likelihood: int = 0  # of five, as the impact
    impact: int = 0


@dataclass(frozen=True)
class RiskPoint:
    """Where a risk stands in the grid of likelihood and impact, and stood in the last report where that kept it."""

    risk: int
    likelihood: int
    impact: int
    was_likelihood: int | None = None
    was_impact: int | None = None


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
    points: tuple[
        RiskPoint, ...
    ] = ()  # of the highest, in their order; none in reports kept before they were


def build(rows: Rows, risks: Sequence[RiskFacts], last: RiskRegister | None) -> RiskRegister | None:
    """The highest open ones, and those closed since the last report; None: the plan has none.

    `last` is what the last final report said of them.
    """
    if not risks:
        return None
    before = dict(last.scores) if last else {}
    stood = {point.risk: point for point in last.points} if last else {}
    still_open = [each for each in risks if each.closed_at is None]
    return RiskRegister(
        open=len(still_open),
        top=tuple(_line(rows, each, before) for each in still_open[:TOP_RISKS]),
        closed=tuple(_line(rows, each, before) for each in risks if rows.is_new(each.closed_at)),
        scores=tuple((each.id, each.score) for each in still_open),
        points=tuple(_point(each, stood.get(each.id)) for each in still_open[:TOP_RISKS]),
    )


def _point(risk: RiskFacts, before: RiskPoint | None) -> RiskPoint:
    was = (before.likelihood, before.impact) if before else (None, None)
    return RiskPoint(risk.id, risk.likelihood, risk.impact, *was)


def _line(rows: Rows, risk: RiskFacts, before: dict[int, int]) -> RiskLine:
    row = None if risk.action is None else rows.by_id.get(risk.action)
    was = before.get(risk.id, risk.score)
    return RiskLine(
        risk=risk.id,
        id=row.id if row else None,
        reference=row.reference if row else "",
        words=risk.words,
        score=risk.score,
        band=risk.band,
        scored=risk.scored,
        was=was if was != risk.score else None,
        response=risk.response,
        held_by=risk.held_by,
        review=long_date(risk.review_on),
        late=days_late(risk.days_late),
        why_closed=risk.why_closed,
        closed=long_date(risk.closed_at.date()) if risk.closed_at else "",
    )
