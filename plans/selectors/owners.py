"""How each owner's actions stand, and who of them has not reported."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from lscb.words import own_words, sentence_lower
from plans.models import Action, ActionOwner, Plan
from plans.rules import ratings
from subgroups.models import Body


@dataclass
class OwnerSummary:
    """What one owner has in the plan: how many actions, overdue, silent, and the worst rating among them."""

    actions: int = 0
    overdue: int = 0
    silent: int = 0
    worst: str = ""

    def add(self, rating: str, *, overdue: bool, silent: bool) -> None:
        self.actions += 1
        self.overdue += overdue
        self.silent += silent
        self.worst = min(filter(None, [self.worst, rating]), key=ratings.WORST_FIRST.index)


NO_OWNER = "no owner"
NOT_PLACED = "not placed"


@dataclass
class Owners:
    """How every owner stands. A joint action counts under each of its owners, so the sum may pass `actions`."""

    by_body: dict[int | str, OwnerSummary] = field(default_factory=dict)
    actions: int = 0
    joint: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(owner.actions for owner in self.by_body.values())


def owners_of(actions: QuerySet) -> Owners:
    """How each owner stands, by body id, all of a kind, NO_OWNER or NOT_PLACED; `actions` after `with_status`.

    One query.
    """
    rows = actions.in_plan_order().status_values(
        "pk",
        "label",
        "label_ordinal",
        "rating_now",
        "is_overdue",
        "is_silent",
        "owners__pk",
        "owners__body",
        "owners__everyone",
    )
    owners, by_action = Owners(), {}
    for pk, label, ordinal, rating, overdue, silent, owner, body, everyone in rows:
        key = body or everyone or (NOT_PLACED if owner else NO_OWNER)
        held = by_action.setdefault(pk, (Action(label=label, label_ordinal=ordinal).reference, set()))[1]
        if key in held:  # two owners we cannot place are one line
            continue
        held.add(key)
        owners.by_body.setdefault(key, OwnerSummary()).add(rating, overdue=overdue, silent=silent)
    owners.actions = len(by_action)
    owners.joint = [reference or "–" for reference, held in by_action.values() if len(held) > 1]
    return owners


@dataclass(frozen=True)
class SilentOwner:
    """An owner and its actions without an update this quarter.

    `body` is None where none is named or known, and for all of a kind (`is_everyone`), whom nobody speaks for together.
    """

    body: Body | None
    name: str
    actions: list[Action]
    href: str
    is_everyone: bool = False


def silent_owners(plan: Plan, actions: Iterable[Action]) -> list[SilentOwner]:
    """Silent actions by owner, most first; a joint action stands under each owner that is asked for it.

    `actions` are the silent ones, with owners as `with_owners` reads them.
    """
    found: dict[int | str, tuple[Body | None, list[Action]]] = {}
    for action in actions:
        owners = {owner.body_id or owner.everyone or NOT_PLACED: owner.body for owner in action.asked_of} or {
            NO_OWNER: None
        }
        for key, body in owners.items():
            found.setdefault(key, (body, []))[1].append(action)
    silent = []
    for key, (body, theirs) in found.items():
        if body:
            name, filters = body.name, {"owner": body.pk}
        elif key in ActionOwner.Everyone.values:
            name = own_words(str(ActionOwner.Everyone(key).label), plan.own_words)
            filters = {"owner": key}
        elif key == NOT_PLACED:
            name, filters = f"{plan.owner_label} not recognised", {"look": "unplaced-owner"}
        elif not plan.has_owners:
            name, filters = f"The plan names no {sentence_lower(plan.owner_label_plural)}", {}
        else:
            name, filters = f"No {sentence_lower(plan.owner_label)}", {"look": "no-owner"}
        href = plan.action_list_url(**filters, silent="on")
        silent.append(SilentOwner(body, name, theirs, href, key in ActionOwner.Everyone.values))
    return sorted(silent, key=lambda owner: (-len(owner.actions), owner.body.position if owner.body else 0))
