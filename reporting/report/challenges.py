"""Section on risks and challenges: the challenge log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lscb.wording import days_late, long_date
from reporting.report.rows import Rows


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
    unanswered_because: str = ""


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


def build(rows: Rows, challenges: Sequence[ChallengeFacts]) -> ChallengeLog | None:
    """Open ones, late responses first, and those closed since the last report; None: the plan has none."""
    if not challenges:
        return None
    return ChallengeLog(
        tuple(_line(rows, each) for each in challenges if each.closed_at is None),
        tuple(_line(rows, each) for each in challenges if rows.is_new(each.closed_at)),
    )


def late_responses(rows: Rows, challenges: Iterable[ChallengeFacts]) -> list[tuple[str, int | None]]:
    """Challenges not answered in time, each with its action, if any."""
    return [
        (f"the response of {each.to} to a challenge", each.action)
        for each in challenges
        if not (each.closed_at or each.response)
        and each.response_due_on
        and each.response_due_on < rows.facts.today
    ]


def _line(rows: Rows, challenge: ChallengeFacts) -> ChallengeLine:
    row = None if challenge.action is None else rows.by_id.get(challenge.action)
    due = challenge.response_due_on
    late = ""
    if due and not challenge.response and not challenge.closed_at:
        late = days_late((rows.facts.today - due).days)
    answered = f"{challenge.response} ({long_date(challenge.responded_on)})" if challenge.response else ""
    outcome = challenge.outcome
    if challenge.unanswered_because:
        outcome = f"{outcome.removesuffix('.')}. Closed without a response: {challenge.unanswered_because}"
    return ChallengeLine(
        id=row.id if row else None,
        reference=row.reference if row else "",
        to=challenge.to,
        raised=", ".join(filter(None, [long_date(challenge.raised_on), challenge.raised_by])),
        words=challenge.words,
        due=long_date(due),
        late=late,
        response=answered,
        outcome=outcome,
        closed=long_date(challenge.closed_at.date()) if challenge.closed_at else "",
    )
