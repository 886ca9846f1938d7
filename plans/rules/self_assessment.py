"""What agencies' self-assessments come to: scores counted standard by standard, moved since the last time, and late."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

FULLY, MOSTLY, PARTLY, NOT_MET, NOT_APPLICABLE = "4", "3", "2", "1", "-"
SCORES = (FULLY, MOSTLY, PARTLY, NOT_MET, NOT_APPLICABLE)
SAID = ("score", "evidence", "strengths", "improve", "by_when")  # of a standard, by its agency
SHORT_OF = frozenset({PARTLY, NOT_MET})  # what a board asks about
# Fewer returns than this and a sum over all of them would tell what single agencies wrote: it is not shown then.
ENOUGH = 5
WEAKEST = 5  # standards that a page and a report name


@dataclass(frozen=True)
class Returned:
    """How one agency's return stands; days are those of the board."""

    returned_on: date | None = None
    is_moderated: bool = False
    is_shared: bool = False


@dataclass(frozen=True)
class ReturnCounts:
    """Returns of one self-assessment. `late` came after its day; `overdue` have not come, and their day has passed."""

    asked: int = 0
    returned: int = 0
    late: int = 0
    overdue: int = 0
    moderated: int = 0
    shared: int = 0

    @property
    def missing(self) -> int:
        return self.asked - self.returned

    @property
    def are_enough(self) -> bool:
        """Whether sums over them tell of no single agency."""
        return self.returned >= ENOUGH


def count(returns: Iterable[Returned], *, due_on: date, today: date) -> ReturnCounts:
    """How many were asked, and what became of that by `today`."""
    rows = list(returns)
    back = [each for each in rows if each.returned_on]
    return ReturnCounts(
        asked=len(rows),
        returned=len(back),
        late=sum(1 for each in back if each.returned_on and each.returned_on > due_on),
        overdue=len(rows) - len(back) if today > due_on else 0,
        moderated=sum(each.is_moderated for each in back),
        shared=sum(each.is_shared for each in back),
    )


@dataclass(frozen=True)
class Standing:
    """How agencies stand at one standard: how many at each score. What does not apply to an agency is not counted."""

    key: int
    number: str
    title: str
    scored: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(n for score, n in self.scored.items() if score != NOT_APPLICABLE)

    @property
    def short(self) -> int:
        """How many do not meet it, or only partly."""
        return sum(self.scored.get(score, 0) for score in SHORT_OF)

    @property
    def sum(self) -> int:
        return sum(int(score) * n for score, n in self.scored.items() if score != NOT_APPLICABLE)


def standings(standards: Iterable[tuple[int, str, str]], scores: Iterable[tuple[int, str]]) -> list[Standing]:
    """Each standard (key, number, title) with the scores (key, score) that agencies have; in the order given."""
    counted: dict[int, Counter[str]] = {}
    for key, score in scores:
        if score:
            counted.setdefault(key, Counter())[score] += 1
    return [Standing(key, number, title, dict(counted.get(key, {}))) for key, number, title in standards]


def weakest(rows: Iterable[Standing], at_most: int = WEAKEST) -> list[Standing]:
    """Those that most agencies fall short of, as a share of all that scored them; then the lower mean. None where
    nobody falls short."""
    found = [(place, row) for place, row in enumerate(rows) if row.short]
    found.sort(key=lambda each: (-each[1].short / each[1].total, each[1].sum / each[1].total, each[0]))
    return [row for _, row in found[:at_most]]


@dataclass(frozen=True)
class Moved:
    """Of the standards that an agency, or all of them, scored both times: how many went which way."""

    better: int = 0
    same: int = 0
    worse: int = 0

    @property
    def compared(self) -> int:
        return self.better + self.same + self.worse


def step(before: str, now: str) -> int | None:
    """By how many steps a score moved; None where it cannot be compared: not scored, or not applicable."""
    if not before or not now or NOT_APPLICABLE in (before, now):
        return None
    return int(now) - int(before)


def moved(pairs: Iterable[tuple[str, str]]) -> Moved:
    """Pairs of the score before and now."""
    steps = [found for before, now in pairs if (found := step(before, now)) is not None]
    return Moved(
        better=sum(each > 0 for each in steps),
        same=sum(each == 0 for each in steps),
        worse=sum(each < 0 for each in steps),
    )


def print_of(*texts: str) -> str:
    """A short mark of what an answer says, by which a form tells whether it was changed and by whom."""
    return sha256("\x1f".join(text.strip() for text in texts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Said:
    """What an agency says of one standard."""

    score: str = ""
    evidence: str = ""
    strengths: str = ""
    improve: str = ""
    by_when: str = ""

    @property
    def mark(self) -> str:
        return print_of(*(getattr(self, name) for name in SAID))


NOTHING_SAID = Said()


@dataclass(frozen=True)
class StandardTyped:
    """A line of a set of standards; `key` None for one that is new."""

    title: str
    words: str = ""
    number: str = ""
    key: int | None = None
