"""What a workbook of updates is made from and read against: its actions, what was said of them, its headings."""

from collections.abc import Iterable
from dataclasses import dataclass

from lscb.words import own_words
from plans.models import Action, Plan, ProgressUpdate, Quarter
from plans.rules import ratings
from plans.rules.update_sheet import INPUTS
from subgroups.models import Person


@dataclass(frozen=True)
class Asked:
    """An action whose update is asked for: what was said of it for this reporting period, and before."""

    action: Action
    last: ProgressUpdate | None
    before: ProgressUpdate | None


def may_take_one(person: Person, plan: Plan) -> bool:
    """Whether a workbook of a plan is anything to somebody: the board team, or who speaks for a body; no query.

    Whoever is only named beside an owner updates on the page of the action.
    """
    return bool(person.authority.speaks_for) or plan.board_id in person.boards_edited


def asked_rows(actions, quarter: Quarter) -> list[Asked]:
    """Those that are live, in their order, as `with_status` reads them; two queries beside their own."""
    read = list(actions.filter(state=Action.State.LIVE).with_update_before(quarter))
    last = last_said(read, quarter)
    before = ProgressUpdate.objects.for_story().in_bulk(
        [each.update_before_id for each in read if each.update_before_id]
    )
    return [Asked(each, last.get(each.pk), before.get(each.update_before_id)) for each in read]


def last_said(actions: Iterable[Action], quarter: Quarter) -> dict[int, ProgressUpdate]:
    """What was said last of each for the reporting period, by the action's key; one query.

    Also what was said before it was opened again: whoever updates it now has to have seen that.
    """
    said = ProgressUpdate.objects.not_undone().for_story().filter(quarter=quarter, action__in=list(actions))
    return {update.action_id: update for update in said.order_by("pk")}


def headings_of(plan: Plan, words: dict[str, str]) -> dict[str, str]:
    """How each column that is filled in is headed in the plan's words, by field.

    :param words: letter to the plan's word for the rating.
    """
    own = plan.own_words | ratings.in_key_words(words)
    return {name: own_words(heading, own) for name, heading in INPUTS.items()}


def known_headings(plan: Plan) -> dict[str, str]:
    """How each column is headed that is only shown, by its name; those that the plan has nothing for are left out."""
    return {
        **({"reference": "Reference"} if plan.has_references else {}),
        "action": plan.action_label,
        **({"outcome": plan.outcome_label} if plan.has_outcomes else {}),
        **({"owner": plan.owner_label} if plan.has_owners else {}),
        **({"when": plan.when_label, "due": "Due"} if plan.has_dates else {}),
        "rating-before": "Rating before",
        "said-before": "Said before",
    }
