"""Section on linked plans: one row each, and what of it is off track, late or silent; never in the counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lscb.wording import days_late, long_date
from reporting.report.rows import NOT_STATED, Chip, Rows


@dataclass(frozen=True)
class LinkedActionFacts:
    """An action of a linked plan that is off track, late or silent."""

    reference: str
    text: str
    owners: str
    rating: str
    days_late: int = 0
    milestone_missed: bool = False


@dataclass(frozen=True)
class LinkedPlanFacts:
    """A linked plan as it stands; `exceptions` worst first, `worst` a letter, empty where it has no action."""

    id: int
    slug: str
    title: str
    kind: str
    actions: int
    complete: int
    overdue: int
    milestones_missed: int
    silent: int
    worst: str
    last_due: date | None
    exceptions: tuple[LinkedActionFacts, ...]


@dataclass(frozen=True)
class LinkedException:
    """What needs a look in a linked plan: rating and lateness as printed."""

    reference: str
    words: str
    owners: str
    now: Chip
    late: str


@dataclass(frozen=True)
class LinkedPlan:
    """A row of the section: counts of the linked plan alone, the worst rating, and its exceptions.

    `was` is how many were complete in the last report; None where that had no such row.
    """

    id: int
    slug: str
    title: str
    kind: str
    actions: int
    complete: int
    was: int | None
    overdue: int
    milestones_missed: int
    silent: int
    worst: Chip | None
    last_due: str
    exceptions: tuple[LinkedException, ...]

    @property
    def by_rating(self) -> tuple[tuple[Chip, tuple[LinkedException, ...]], ...]:
        """The exceptions under their ratings, in their order."""
        chips = dict.fromkeys(each.now for each in self.exceptions)
        return tuple((chip, tuple(each for each in self.exceptions if each.now == chip)) for chip in chips)


def build(rows: Rows, plans: Sequence[LinkedPlanFacts], last: Sequence[LinkedPlan]) -> tuple[LinkedPlan, ...]:
    """`last` is what the last final report said of them."""
    before = {each.id: each.complete for each in last}
    return tuple(
        LinkedPlan(
            id=each.id,
            slug=each.slug,
            title=each.title,
            kind=each.kind,
            actions=each.actions,
            complete=each.complete,
            was=before.get(each.id),
            overdue=each.overdue,
            milestones_missed=each.milestones_missed,
            silent=each.silent,
            worst=_chip(rows, each.worst) if each.worst else None,
            last_due=long_date(each.last_due) or NOT_STATED,
            exceptions=tuple(
                LinkedException(
                    action.reference,
                    action.text.rstrip(". "),
                    action.owners,
                    _chip(rows, action.rating),
                    days_late(action.days_late) or ("milestone passed" if action.milestone_missed else ""),
                )
                for action in each.exceptions
            ),
        )
        for each in plans
    )


def _chip(rows: Rows, letter: str) -> Chip:
    return Chip(letter, rows.words[letter])
