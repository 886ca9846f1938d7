"""Rows of the working table: the same on the action list, a group's work plan and a person's first page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Prefetch, Q
from django.utils.functional import cached_property
from django.utils.text import Truncator

from lscb import clock
from lscb.permissions import Verb, allows
from lscb.unchanged import until_a_change
from lscb.wording import days_late, long_date
from plans.models import Action, ActionItem, Milestone, Plan, Quarter
from plans.rules import due, ratings
from plans.rules.parts import Part, parts_said
from plans.rules.timescales import Precision
from plans.selectors.depending import Dependency, dependencies_of

PRINTED = 60  # characters of a timescale as the plan prints it, in a list
# What is shown instead of a rating once an action has left the plan's count.
OUT_OF_COUNT = {"W": "Withdrawn", "C": "Carried over"}
_LETTER_OF_STATE = {Action.State.WITHDRAWN: "W", Action.State.CARRIED_OVER: "C"}


def rating_word(letter: str, words: dict[str, str]) -> str:
    """The word of a letter, of no rating and of what has left the count too; `words` are the plan's, by letter."""
    return OUT_OF_COUNT.get(letter) or words[letter or ratings.NO_UPDATE]


def with_last_update(actions):
    """After `with_status`: adds `updated_by`, `progress`, `repeats` and `owner_rating` of the quarter's last update.

    `repeats` is the update of an earlier quarter whose words it says again; `owner_rating` is the letter an owner had
    proposed where the board team answered with an update of its own.
    """
    return actions.annotate(
        updated_by=F("last_said__by__name"),
        progress=F("last_said__progress"),
        repeats=F("last_said__repeats"),
        owner_rating=F("last_said__moderates__proposal__rating"),
    )


class Note(NamedTuple):
    """A line under what a cell says: in what style, its words, and the letter of a rating that ends it."""

    style: str
    words: str
    letter: str = ""


@dataclass(frozen=True)
class ActionRow:
    """One action as read by `for_list` and `with_last_update`, and whether the reader may update it now."""

    action: Action
    may_update: bool
    today: date
    may_moderate: bool = False
    says_again: bool = (
        False  # word for word what was said in an earlier quarter, which the board team is told
    )
    depends_on: tuple[Dependency, ...] = ()
    more: tuple[tuple[str, str], ...] = ()  # further columns that are chosen: heading and words
    parts: str = ""  # as "3 of 5 done, next by 31 March 2018: choose the measures"

    @cached_property
    def letter(self) -> str:
        return _LETTER_OF_STATE.get(self.action.state) or self.action.rating_now

    @cached_property
    def was(self) -> str:
        """The rating of earlier quarters where it was another one; empty otherwise."""
        before = self.action.rating_before
        return before if before and before != self.letter and self.letter not in OUT_OF_COUNT else ""

    @property
    def waits_for_agreement(self) -> bool:
        """Said to be complete, and no meeting has agreed it yet."""
        return self.letter == ratings.Rating.COMPLETE and self.action.state == Action.State.LIVE

    @cached_property
    def suggested(self) -> str:
        """The letter its dates suggest where the rating disagrees with them; empty otherwise."""
        if self.action.state != Action.State.LIVE or self.letter == ratings.NO_UPDATE:
            return ""
        return str(self.action.rating_suggested(self.letter, self.today) or "")

    @cached_property
    def owner_said(self) -> str:
        """The letter the owner had proposed where the board team rates it otherwise; empty where they agree."""
        proposed = self.action.owner_rating
        return proposed if proposed and proposed != self.letter and self.letter not in OUT_OF_COUNT else ""

    @cached_property
    def days_late(self) -> int:
        return self.action.days_late(self.today) if self.action.is_overdue else 0

    @property
    def to_confirm(self) -> bool:
        """Whether somebody has still to say what its words of "when" mean, so that it is late by nothing yet."""
        live = self.action.state == Action.State.LIVE and self.letter != ratings.Rating.COMPLETE
        return live and self.action.has_date_to_confirm

    @cached_property
    def slipping(self) -> tuple[Dependency, ...]:
        """What it depends on and cannot rely on, while it is still to be done."""
        if self.action.state != Action.State.LIVE or self.letter == ratings.Rating.COMPLETE:
            return ()
        return tuple(each for each in self.depends_on if each.slips)

    @property
    def key(self) -> str:
        return str(self.action.pk)

    @cached_property
    def due_words(self) -> str:
        """When it is due, in the list: the day, else what the plan prints."""
        if self.action.due_on:
            return long_date(self.action.due_on)
        words = Truncator(self.action.when_text).chars(PRINTED)
        return f"“{words}”" if words else ""

    @property
    def due_notes(self) -> Iterator[Note]:
        """What the list says under its due date: how late it is, what comes next, what is still to be said."""
        if self.days_late:
            yield Note("late nowrap", days_late(self.days_late))
        if self.missed:
            yield Note("late", f"Milestone passed: {when_due(self.missed)}")
        elif self.coming:
            yield Note("quiet", f"Next: {when_due(self.coming)}")
        if self.to_confirm:
            yield Note("quiet", "date to be confirmed")

    @property
    def rating_notes(self) -> Iterator[Note]:
        """What the list says under its rating: what it was, what its date suggests, what its owner said."""
        if self.waits_for_agreement:
            yield Note("quiet", "to be agreed")
        if self.was:
            yield Note("quiet", "was", self.was)
        if self.suggested:
            yield Note("quiet", "its date suggests", self.suggested)
        if self.owner_said:
            yield Note("quiet", "owner said", self.owner_said)
        for each in self.slipping:
            yield Note("late", f"Depends on {each}")

    @property
    def is_pressing(self) -> bool:
        """Late, by its date or a milestone, or without an update this quarter."""
        return bool(self.days_late or self.missed or self.action.is_silent)

    @cached_property
    def missed(self) -> Milestone | None:
        """The earliest milestone that has passed and was not done."""
        if not self.action.milestone_missed:
            return None
        return due.missed(self.action.milestone_rows, self.today)

    @cached_property
    def coming(self) -> Milestone | None:
        """The next milestone of an action that has no one due date."""
        return None if self.action.due_on else due.coming(self.action.milestone_rows, self.today)


def with_everything(actions):
    """With all that a file has of each action, whatever columns are chosen; after `for_list`."""
    levels = ("section__priority", "priority", "objective__priority")
    return actions.select_related("plan__board", *levels).prefetch_related(
        "golden_threads",
        "section__golden_threads",
        Prefetch("items", ActionItem.objects.select_related("owner")),
    )


def can_be_ticked(rows: Iterable[ActionRow]) -> int:
    """How many of the rows of a page can be ticked, to be updated at once."""
    return sum(row.may_update for row in rows)


def has_a_next(rows: Iterable[ActionRow]) -> bool:
    """Whether a key goes to a row: one that can be updated and has no update."""
    return any(row.may_update and row.action.is_silent for row in rows)


def rows_of(actions: Iterable[Action], person, quarter: Quarter | None) -> list[ActionRow]:
    """The rows, in the order given; nothing can be updated unless `quarter` is being collected.

    Two queries more where any of them, as read by `for_list`, depends on another, and one where any has parts.
    """
    today, actions = clock.today(), list(actions)
    depending = [action for action in actions if getattr(action, "depends", False)]
    depends_on = (
        dependencies_of(depending, quarter, depending[0].plan.rating_words(), today) if depending else {}
    )
    collecting = quarter is not None and quarter.state == Quarter.State.COLLECTING
    parts = parts_of([action for action in actions if getattr(action, "has_parts", False)], today)
    return [
        ActionRow(
            action=action,
            may_update=collecting
            and action.state == Action.State.LIVE
            and allows(person, Verb.UPDATE_ACTION, action),
            today=today,
            may_moderate=collecting and action.is_proposed and allows(person, Verb.MODERATE, action),
            says_again=bool(getattr(action, "repeats", None)) and allows(person, Verb.MODERATE, action),
            depends_on=depends_on.get(action.pk, ()),
            parts=parts.get(action.pk, ""),
        )
        for action in actions
    ]


def parts_of(actions: list[Action], today: date) -> dict[int, str]:
    """How far each of the actions is by its parts, in a line; one query, none for no actions."""
    of: dict[int, list[Part]] = {}
    for item in ActionItem.objects.filter(action__in=[action.pk for action in actions]) if actions else ():
        of.setdefault(item.action_id, []).append(item.in_short)
    return {pk: parts_said(parts, today) for pk, parts in of.items()}


def when_due(milestone: Milestone) -> str:
    """A milestone's time as exactly as its words name it: "January 2018", "31 January 2018", else its words. One that
    was moved to a day inside a month is due on that day."""
    if milestone.due_on is None:
        return milestone.words or milestone.trigger
    inside = (milestone.due_on + timedelta(days=1)).day != 1
    if milestone.precision == Precision.DAY or (
        milestone.precision == Precision.MONTH and milestone.slipped_days and inside
    ):
        return long_date(milestone.due_on)
    if milestone.precision == Precision.MONTH:
        return f"{milestone.due_on:%B %Y}"
    return f"{milestone.words} (by {long_date(milestone.due_on)})"


def meter_counts() -> dict[str, Count]:
    """What to aggregate, after `with_last_said`, to say how many actions have been updated this quarter.

    `updated` of the counted actions have an update; `settled` need none, being complete before the quarter.
    """
    counted = Q(state__in=[Action.State.LIVE, Action.State.CLOSED])
    complete = Q(state=Action.State.CLOSED) | Q(rating_before=str(ratings.Rating.COMPLETE))
    return {
        "counted": Count("pk", filter=counted),
        "updated": Count("pk", filter=counted & Q(update_id__isnull=False)),
        "settled": Count("pk", filter=counted & complete & Q(update_id__isnull=True)),
    }


def counts_in(plan: Plan, quarter: Quarter | None, **more: Count) -> dict[str, int]:
    """What `meter_counts` counts of a plan in a quarter, what was `proposed` and nobody looked at, and `more`; one
    query."""
    actions = Action.objects.filter(plan=plan).with_last_said(quarter).order_by()
    return actions.aggregate(**meter_counts(), **more, proposed=Count("pk", filter=actions.proposed()))


@until_a_change(64)
def counts_of(plan: Plan, quarter: Quarter | None) -> dict[str, int]:
    """The same without more."""
    return counts_in(plan, quarter)


def meter(actions) -> dict[str, int]:
    """`updated` of `due` actions this quarter, and `settled`: complete before it. One query."""
    return meter_of(actions.order_by().aggregate(**meter_counts()))


def meter_in(actions: Iterable[Action]) -> dict[str, int]:
    """The same of counted actions that were read, after `with_last_said`."""
    counts = {"counted": 0, "updated": 0, "settled": 0}
    for action in actions:
        complete = action.state == Action.State.CLOSED or action.rating_before == ratings.Rating.COMPLETE
        counts["counted"] += 1
        counts["updated"] += action.update_id is not None
        counts["settled"] += complete and action.update_id is None
    return meter_of(counts)


def meter_of(counts: dict[str, int]) -> dict[str, int]:
    """The meter from the aggregated `meter_counts`."""
    return {
        "updated": counts["updated"],
        "due": counts["counted"] - counts["settled"],
        "settled": counts["settled"],
    }
