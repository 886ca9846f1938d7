"""Where a plan stands: its position, how its owners stand, who has not reported and where the plan is thin."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from lscb.words import own_words, sentence_lower
from plans import quality, ratings
from plans.filters import LOOKS
from plans.models import Action, Plan
from subgroups.models import Body

BAR = 1000  # thousandths: the position bar's parts add up to it


def list_address(plan: Plan, **filters) -> str:
    """The action list with these filters in its address."""
    address = reverse("plans:action-list", args=[plan.slug])
    return f"{address}?{urlencode(filters, doseq=True)}" if filters else address


# --- The position ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One rating of the position bar: `x` and `width` in thousandths, `href` the list of exactly these rows."""

    letter: str
    word: str
    count: int
    x: int
    width: int
    href: str


def position(plan: Plan, counts: dict[str, int], words: dict[str, str]) -> list[Part]:
    """The parts of the position bar from `rating_counts`, in printed order."""
    parts, x = [], 0
    for (letter, count), width in zip(counts.items(), shares(list(counts.values())), strict=True):
        href = list_address(plan, rating=letter) if count else ""
        parts.append(Part(letter, words[letter], count, x, width, href))
        x += width
    return parts


def shares(counts: list[int], whole: int = BAR) -> list[int]:
    """Whole numbers in proportion to `counts` that add up to `whole`; the largest remainders are rounded up."""
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    exact = [count * whole / total for count in counts]
    widths = [int(each) for each in exact]
    by_remainder = sorted(range(len(counts)), key=lambda place: widths[place] - exact[place])
    for place in by_remainder[: whole - sum(widths)]:
        widths[place] += 1
    return widths


# --- Things to look at ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """Actions somebody should look at: how many, in words, and the list of exactly these rows."""

    key: str
    words: str
    count: int
    href: str


def _found(plan: Plan, actions: QuerySet, kinds: dict[str, tuple]) -> list[Finding]:
    """One query, whatever the number of kinds; `kinds` maps a key to (words, rows, filters of the list)."""
    counts = actions.order_by().aggregate(
        **{
            key.replace("-", "_"): Count("pk", filter=Q(pk__in=rows.order_by().values("pk")))
            for key, (_, rows, _) in kinds.items()
        }
    )
    return [
        Finding(key, words, n := counts[key.replace("-", "_")], list_address(plan, **filters) if n else "")
        for key, (words, _, filters) in kinds.items()
    ]


def _looks(plan: Plan, actions: QuerySet, words: dict[str, str], *keys: str) -> dict[str, tuple]:
    own = plan.own_words | ratings.in_key_words(words)
    return {key: (own_words(LOOKS[key][0], own), LOOKS[key][1](actions, plan), {"look": key}) for key in keys}


def before_printing(plan: Plan, actions: QuerySet, words: dict[str, str]) -> list[Finding]:
    """What to put right before a report is printed; `actions` are those counted, after `with_standing`, and `words`
    the plan's own for the ratings."""
    kinds = _looks(plan, actions, words, "to-moderate", "disagree")
    kinds["overdue-silent"] = (
        own_words("Overdue, and no update this quarter", ratings.in_key_words(words)),
        actions.filter(is_overdue=True, is_silent=True),
        {"overdue": "on", "silent": "on"},
    )
    kinds |= _looks(plan, actions, words, "to-agree", "date-asked")
    return _found(plan, actions, kinds)


def to_be_decided(plan: Plan, actions: QuerySet, words: dict[str, str]) -> list[Finding]:
    """What waits for a meeting; `actions` are those counted, after `with_standing`, `words` as above."""
    return _found(plan, actions, _looks(plan, actions, words, "date-asked", "to-agree"))


def plan_quality(plan: Plan, actions: QuerySet) -> list[Finding]:
    """Where the plan as written leaves a question open; `actions` are those counted. Two queries.

    A plan without priorities leaves none open about them.
    """
    looks = [look for look, fix in quality.FIXES.items() if fix != "priority" or plan.priorities.exists()]
    return _found(
        plan,
        actions,
        {
            look: (quality.words_of(plan, look), quality.found(plan, actions, look), quality.filters_of(look))
            for look in looks
        },
    )


# --- Owners ---------------------------------------------------------------------------------------------


@dataclass
class OwnerStanding:
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

    by_body: dict[int | str, OwnerStanding] = field(default_factory=dict)
    actions: int = 0
    joint: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(owner.actions for owner in self.by_body.values())


def owners_of(actions: QuerySet) -> Owners:
    """Every owner's standing by body id, NO_OWNER or NOT_PLACED; `actions` after `with_standing`. One query."""
    rows = actions.in_plan_order().values_list(
        "pk", "label", "label_ordinal", "rating_now", "is_overdue", "is_silent", "owners__pk", "owners__body"
    )
    owners, by_action = Owners(), {}
    for pk, label, ordinal, rating, overdue, silent, owner, body in rows:
        key = body or (NOT_PLACED if owner else NO_OWNER)
        held = by_action.setdefault(pk, (Action(label=label, label_ordinal=ordinal).reference, set()))[1]
        if key in held:  # two owners we cannot place are one line
            continue
        held.add(key)
        owners.by_body.setdefault(key, OwnerStanding()).add(rating, overdue=overdue, silent=silent)
    owners.actions = len(by_action)
    owners.joint = [reference or "–" for reference, held in by_action.values() if len(held) > 1]
    return owners


@dataclass(frozen=True)
class SilentOwner:
    """An owner and its actions without an update this quarter; `body` is None where none is named or known."""

    body: Body | None
    name: str
    actions: list[Action]
    href: str


def silent_owners(plan: Plan, actions: Iterable[Action]) -> list[SilentOwner]:
    """Silent actions by owner, most first; a joint action stands under each of its owners.

    `actions` are the silent ones, with owners as `with_owners` reads them.
    """
    found: dict[int | str, tuple[Body | None, list[Action]]] = {}
    for action in actions:
        owners = {owner.body_id or NOT_PLACED: owner.body for owner in action.owners.all()} or {
            NO_OWNER: None
        }
        for key, body in owners.items():
            found.setdefault(key, (body, []))[1].append(action)
    silent = []
    for key, (body, theirs) in found.items():
        if body:
            name, filters = body.name, {"owner": body.pk}
        elif key == NOT_PLACED:
            name, filters = f"{plan.owner_label} not recognised", {"look": "unplaced-owner"}
        else:
            name, filters = f"No {sentence_lower(plan.owner_label)}", {"look": "no-owner"}
        silent.append(SilentOwner(body, name, theirs, list_address(plan, **filters, silent="on")))
    return sorted(silent, key=lambda owner: (-len(owner.actions), owner.body.position if owner.body else 0))
