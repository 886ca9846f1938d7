"""Which columns the list of actions shows: those that it has unless somebody chooses, and those that can be chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from plans.models import Plan
from plans.selectors.list_headings import action_headings

# Cells of the list's own, and the columns of a file that say what each shows.
OWN = {
    "success": ("success", "success-target"),
    "owner": ("owner", "owners-read"),
    "due": ("when", "due", "days-late", "milestone-passed"),
    "last-update": ("last-update", "by"),
}
ALWAYS = ("reference", "action", "parts-done", "rating", "rating-in-words", "rating-before")
# What can be shown beside them, in a cell that says what the column of a file does.
MORE = (
    "section",
    "priority",
    "objective",
    "golden-threads",
    "year",
    "outcome",
    "when",
    "first-due",
    "milestones",
    "progress",
    "evidence_how_much",
    "evidence_how_well",
    "evidence_difference",
    "help_wanted",
    "depends-on",
)


@dataclass(frozen=True)
class ListColumns:
    """The columns of one list.

    :param names: those that are shown beside `ALWAYS`, in the order of the list.
    """

    plan: Plan
    names: tuple[str, ...]

    @property
    def more(self) -> list[str]:
        return [name for name in self.names if name in MORE]

    @property
    def headings(self) -> list[str]:
        """Of `more`, in the plan's own words."""
        return [heading for name, heading in action_headings(self.plan) if name in self.more]

    @property
    def count(self) -> int:
        """How many columns the table has, with the action, its rating and what can be done about it."""
        return 3 + self.plan.has_references + len(self.names)

    def in_file(self, under: str = "") -> list[str]:
        """The columns of a file that say what the list shows. `under` is the one whose words are its headings."""
        cells = (name for each in self.names for name in OWN.get(each, (each,)))
        return [*ALWAYS, *([under] if under else []), *cells]


def offered(plan: Plan, has: Iterable[str]) -> list[tuple[str, str]]:
    """What can be chosen, as (name, heading in the plan's own words).

    :param has: the levels that the plan has: "section", "priority", "objective", "year", "thread".
    """
    levels = {"section", "priority", "objective", "year", "golden-threads"}
    there = {
        "success": plan.has_success,
        "owner": plan.has_owners,
        "outcome": plan.has_outcomes,
        **dict.fromkeys(("due", "when", "first-due", "milestones"), plan.has_dates),
        **dict.fromkeys(levels, False),
        **dict.fromkeys(("golden-threads" if each == "thread" else each for each in has), True),
    }
    return [
        (name, heading)
        for name, heading in action_headings(plan)
        if (name in OWN or name in MORE) and there.get(name, True)
    ]


def columns_of(plan: Plan, names: Iterable[str]) -> ListColumns:
    """The columns that are named, in the order of the list; of none named those that it has unless somebody chooses."""
    asked = set(names) & {*OWN, *MORE}
    if not asked:
        has = {
            "success": plan.has_success,
            "owner": plan.has_owners,
            "due": plan.has_dates,
            "last-update": True,
        }
        asked = {name for name, there in has.items() if there}
    return ListColumns(plan, tuple(name for name, _ in action_headings(plan) if name in asked))
