"""Where a plan as written leaves a question open: what is looked for, in which words, and how it is put right. Pure.

One table for the page that mends it, the filter of the action list and the report's appendix. What each kind looks
for is said here of one action and, for lists of any length, in SQL by `plans.selectors.findings`; a test holds the
two together on random plans.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

# So many actions due on one day are more than a meeting can look at: dates set for all instead of for each.
MANY_ON_A_DAY = 10


@dataclass(frozen=True)
class Written:
    """What a plan says of one action, as far as a finding can be about it.

    `owners` says of each owner whether it is a body of the board; `dates` are those of its dated parts;
    `priority` is the one it serves, its own or its section's or its objective's.
    """

    label: str
    outcome: str
    due_on: date | None
    dates: tuple[date, ...]
    owners: tuple[bool, ...]
    ongoing: bool
    review_on: date | None
    live: bool
    timescale_to_choose: bool
    priority: int | None
    depends_on_withdrawn: bool = False


@dataclass(frozen=True)
class Whole:
    """What the plan as a whole says: its last day, and how often each reference and each due date stands in it."""

    ends_on: date
    labels: Mapping[str, int]
    due_days: Mapping[date, int]

    @classmethod
    def of(cls, ends_on: date, actions: Iterable[Written]) -> "Whole":
        """From all the actions that the plan counts."""
        actions = list(actions)
        return cls(
            ends_on,
            Counter(action.label for action in actions if action.label),
            Counter(action.due_on for action in actions if action.due_on),
        )


@dataclass(frozen=True)
class FindingKind:
    """One question that a plan can leave open.

    `fix` names how it is put right (a form of each row, ticks for many, a page of its own); `words` are ours, and a
    board's own take their place. One that few plans can have is named only where it is found.
    """

    words: str
    fix: str
    holds: Callable[[Written, Whole], bool]
    explanation: str = ""
    only_if_found: bool = False


def _later_than_the_plan(action: Written, plan: Whole) -> bool:
    return any(day > plan.ends_on for day in (action.due_on, *action.dates) if day)


# By their place in the URL, in the order people put them right.
KINDS: dict[str, FindingKind] = {
    "no-outcome": FindingKind("No outcome stated", "outcome", lambda action, plan: not action.outcome),
    "no-owner": FindingKind("No owner", "owner", lambda action, plan: not action.owners),
    "unplaced-owner": FindingKind(
        "Owner not recognised",
        "owner",
        lambda action, plan: not all(action.owners),
        "Kept in the plan’s own words.",
    ),
    "no-date": FindingKind(
        "No date",
        "reading",
        lambda action, plan: not (action.due_on or action.dates),
        "Neither a due date nor a dated part.",
    ),
    "unclear-date": FindingKind(
        "Date needs somebody to choose",
        "reading",
        lambda action, plan: action.timescale_to_choose,
        "The words can mean more than one thing, or no date can be worked out from them.",
    ),
    "after-plan-end": FindingKind("Due after the plan ends", "date", _later_than_the_plan),
    "same-date": FindingKind(
        "Due on a day that many others are due on",
        "date",
        lambda action, plan: (
            action.due_on is not None and plan.due_days.get(action.due_on, 0) >= MANY_ON_A_DAY
        ),
    ),
    "same-reference": FindingKind(
        "Reference printed twice", "reference", lambda action, plan: plan.labels.get(action.label, 0) > 1
    ),
    "no-review-date": FindingKind(
        "Ongoing, with no review date",
        "review",
        lambda action, plan: action.live and action.ongoing and action.review_on is None,
    ),
    "depends-on-withdrawn": FindingKind(
        "Depends on what is withdrawn",
        "dependency",
        lambda action, plan: action.live and action.depends_on_withdrawn,
        only_if_found=True,
    ),
    "not-linked": FindingKind(
        "Not linked to a priority", "priority", lambda action, plan: action.priority is None
    ),
}


def kinds_for(*, has_priorities: bool) -> dict[str, FindingKind]:
    """The kinds that are looked for: a plan without priorities leaves no question open about them."""
    return {key: kind for key, kind in KINDS.items() if kind.fix != "priority" or has_priorities}
