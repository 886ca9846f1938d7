"""Section on reviews and recommendations: how far reviews are, what a meeting is asked about, and what was settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lscb.wording import days_late, long_date
from plans.rules.recommendations import CLOSED, OPEN, State
from reporting.report.rows import Rows

# What stands in the list of what wants looking at, in its order.
PRESSING = (
    State.IMPACT_DUE,
    State.FOR_CLOSING,
    State.OFF_TRACK,
    State.NO_ACTION,
    State.AWAITED,
)


@dataclass(frozen=True)
class ReviewFacts:
    """A review that is shared; `late` are days past the clock of its next stage."""

    id: int
    name: str
    state: str
    concluded_on: date | None = None
    stage: str = ""
    stage_due_on: date | None = None
    late: int = 0


@dataclass(frozen=True)
class RecommendationFacts:
    """A recommendation of one of them. `actions` are (key, how it is called, letter), `decided_on` is when it came to
    stand as it does where that was decided; `said` what shows it, or why it is not accepted."""

    id: int
    review: int
    called: str
    text: str
    to: tuple[str, ...]
    state: str
    state_words: str
    actions: tuple[tuple[int, str, str], ...] = ()
    impact_due_on: date | None = None
    late: int = 0
    decided_on: date | None = None
    said: str = ""


@dataclass(frozen=True)
class ReviewLine:
    """A review in progress, or of which something is told below. Numbers are of its recommendations."""

    name: str
    state: str
    concluded: str
    stage: str
    late: str
    made: int
    open: int
    closed: int
    not_accepted: int


@dataclass(frozen=True)
class RecommendationLine:
    called: str
    text: str
    to: str
    state: str
    late: str
    actions: str
    said: str = ""


@dataclass(frozen=True)
class Learning:
    """`pressing` wants a decision or a look, `settled` was closed, refused or looked at since the last report;
    `states` keeps where each recommendation stands, by its key, for the next report."""

    reviews: tuple[ReviewLine, ...]
    pressing: tuple[RecommendationLine, ...]
    settled: tuple[RecommendationLine, ...]
    states: tuple[tuple[int, str], ...]

    @property
    def says_something(self) -> bool:
        return bool(self.reviews or self.pressing or self.settled)


def build(
    rows: Rows,
    reviews: Sequence[ReviewFacts],
    made: Sequence[RecommendationFacts],
    last: Learning | None,
) -> Learning | None:
    """None: the board has shared no review."""
    if not reviews:
        return None
    settled = [each for each in made if each.state not in OPEN and _is_new(rows, each, last)]
    lines = [(review, [each for each in made if each.review == review.id]) for review in reviews]
    told = {each.review for each in (*settled, *(each for each in made if each.state in PRESSING))}
    stood = {line.name: line.state for line in last.reviews} if last else {}
    return Learning(
        reviews=tuple(
            _review(review, its)
            for review, its in lines
            if review.stage
            or review.id in told
            or stood.get(review.name, review.state) != review.state  # on whatever day that was typed
            or _is_day_new(rows, review.concluded_on)
        ),
        pressing=tuple(
            _line(each)
            for state in PRESSING
            for each in sorted(made, key=lambda one: -one.late)
            if each.state == state
        ),
        settled=tuple(_line(each) for each in settled if each.state != State.IMPACT_DUE),
        states=tuple((each.id, each.state) for each in made),
    )


def _is_new(rows: Rows, made: RecommendationFacts, last: Learning | None) -> bool:
    """Whether it came to stand so since the last report, which kept where each stood; else by its day."""
    if last is not None:
        return dict(last.states).get(made.id) != made.state
    return _is_day_new(rows, made.decided_on)


def _is_day_new(rows: Rows, day: date | None) -> bool:
    if day is None:
        return False
    return day > rows.last.position_at.date() if rows.last else day >= rows.facts.quarter_starts_on


def _review(review: ReviewFacts, made: Sequence[RecommendationFacts]) -> ReviewLine:
    due = f"{review.stage}, due {long_date(review.stage_due_on)}" if review.stage_due_on else review.stage
    return ReviewLine(
        name=review.name,
        state=review.state,
        concluded=long_date(review.concluded_on),
        stage=due,
        late=days_late(review.late) if review.late else "",
        made=len(made),
        open=sum(each.state in OPEN for each in made),
        closed=sum(each.state in CLOSED for each in made),
        not_accepted=sum(each.state == State.NOT_ACCEPTED for each in made),
    )


def _line(made: RecommendationFacts) -> RecommendationLine:
    return RecommendationLine(
        called=made.called,
        text=made.text,
        to=", ".join(made.to) or "Not stated",
        state=made.state_words,
        late=days_late(made.late) if made.late else "",
        actions=", ".join(f"{called} {letter}" for _, called, letter in made.actions),
        said=made.said,
    )
