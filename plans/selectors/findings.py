"""Actions somebody should look at: what waits, what disagrees with its dates, where the plan is thin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lscb.words import own_words
from plans.models import Action, ActionOwner, DateChange, Milestone, Plan
from plans.rules import ratings
from plans.rules.findings import KINDS, MANY_ON_A_DAY, kinds_for
from plans.rules.stillness import PERIODS
from plans.selectors.depending import on_what_is_withdrawn, on_what_slips
from plans.selectors.grouping import NOT_LINKED, SERVES
from plans.selectors.stillness import without_movement

Rows = Callable[[QuerySet, Plan], QuerySet]


@dataclass(frozen=True)
class Where:
    """The actions of which a condition holds: these can be counted as they are, and need not be found again.

    `holds` says the same of an action that was read, after `with_status`.
    """

    condition: Q
    holds: Callable[[Action], bool] | None = None

    def __call__(self, actions: QuerySet, plan: Plan) -> QuerySet:
        return actions.filter(self.condition)


def _same_reference(actions: QuerySet, plan: Plan) -> QuerySet:
    labels = plan.actions.counted().exclude(label="").order_by().values("label")
    twice = labels.annotate(n=Count("pk")).filter(n__gt=1)
    return actions.filter(label__in=twice.values("label"))


def _same_date(actions: QuerySet, plan: Plan) -> QuerySet:
    days = plan.actions.counted().exclude(due_on=None).order_by().values("due_on")
    crowded = days.annotate(n=Count("pk")).filter(n__gte=MANY_ON_A_DAY)
    return actions.filter(due_on__in=crowded.values("due_on"))


def _after_plan_end(actions: QuerySet, plan: Plan) -> QuerySet:
    later = Milestone.objects.filter(action=OuterRef("pk"), due_on__gt=plan.ends_on)
    return actions.filter(Q(due_on__gt=plan.ends_on) | Exists(later))


# What rules.findings looks for, in SQL.
ROWS: dict[str, Rows] = {
    "no-outcome": Where(Q(outcome="")),
    "no-owner": lambda actions, plan: actions.without_owner(),
    "unplaced-owner": Where(Q(Exists(ActionOwner.objects.unplaced().filter(action=OuterRef("pk"))))),
    "no-date": Where(
        Q(due_on=None) & ~Exists(Milestone.objects.filter(action=OuterRef("pk"), due_on__isnull=False))
    ),
    "unclear-date": lambda actions, plan: actions.with_timescale_to_choose(),
    "after-plan-end": _after_plan_end,
    "same-date": _same_date,
    "same-reference": _same_reference,
    "no-review-date": Where(Q(ongoing=True, review_on=None, state=Action.State.LIVE)),
    "depends-on-withdrawn": lambda actions, plan: on_what_is_withdrawn(actions),
    "not-linked": lambda actions, plan: actions.alias(serving=SERVES).filter(serving=None),
}

THOUGH_PASSED = [ratings.Rating.ON_TRACK, ratings.Rating.NOT_STARTED]  # disagree with a day that has passed
# What is to be done this quarter, and the actions it finds after `with_status`.
TO_DO: dict[str, tuple[str, Rows]] = {
    "to-moderate": (
        "Proposed by owners, not yet looked at",
        Where(Q(is_proposed=True), lambda action: action.is_proposed),
    ),
    "disagree": (
        "On track or not started, though its date has passed",
        Where(
            Q(is_overdue=True, rating_now__in=THOUGH_PASSED),
            lambda action: action.is_overdue and action.rating_now in THOUGH_PASSED,
        ),
    ),
    "to-agree": (
        "Complete, to be agreed",
        Where(
            Q(rating_now=ratings.Rating.COMPLETE, state=Action.State.LIVE),
            lambda action: action.rating_now == ratings.Rating.COMPLETE and action.state == Action.State.LIVE,
        ),
    ),
    "date-asked": (
        "New date asked for",
        Where(Q(Exists(DateChange.objects.waiting().filter(action=OuterRef("pk"))))),
    ),
    "depends-on-slipping": ("Depends on what is late, off track or withdrawn", on_what_slips),
}
# What has not moved for so many reporting periods, the one shown among them.
STILL: dict[str, tuple[str, Rows]] = {
    f"no-movement-{n}": (
        f"No movement for {n} reporting periods or more",
        lambda actions, plan, n=n: without_movement(actions, plan, n),
    )
    for n in PERIODS
}
OF_DEPENDENCIES = {"depends-on-slipping", "depends-on-withdrawn"}  # in a plan that has any

# What the action list can be filtered by (?look=): the words, and the actions found. Those without a priority have
# a filter of their own.
LOOKS: dict[str, tuple[str, Rows]] = (
    TO_DO | STILL | {key: (kind.words, ROWS[key]) for key, kind in KINDS.items() if kind.fix != "priority"}
)


def found(plan: Plan, actions: QuerySet, key: str) -> QuerySet:
    """The actions, of those given, of which a finding's kind holds."""
    return ROWS[key](actions, plan)


def words_of(plan: Plan, key: str) -> str:
    """What a finding's kind looks for, in the plan's own words."""
    return own_words(KINDS[key].words, plan.own_words)


def filters_of(key: str) -> dict[str, str]:
    """The filters of the action list that find the same."""
    return {"priority": NOT_LINKED} if KINDS[key].fix == "priority" else {"look": key}


# --- How many there are -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """Actions somebody should look at: how many, in words, and the list of exactly these rows."""

    key: str
    words: str
    count: int
    href: str


def _counted(plan: Plan, actions: QuerySet, kinds: dict[str, tuple]) -> list[Finding]:
    """One query, whatever the number of kinds; `kinds` maps a key to (words, rows, filters of the list)."""
    counts = actions.order_by().aggregate(
        **{
            key.replace("-", "_"): Count("pk", filter=_condition(rows, actions, plan))
            for key, (_, rows, _) in kinds.items()
        }
    )
    return [
        Finding(key, words, n := counts[key.replace("-", "_")], plan.action_list_url(**filters) if n else "")
        for key, (words, _, filters) in kinds.items()
    ]


def _condition(rows: Rows, actions: QuerySet, plan: Plan) -> Q:
    """Of which of `actions` a kind holds."""
    if isinstance(rows, Where):
        return rows.condition
    return Q(pk__in=rows(actions, plan).order_by().values("pk"))


def _to_do(plan: Plan, words: dict[str, str], *keys: str) -> dict[str, tuple]:
    own = plan.own_words | ratings.in_key_words(words)
    return {key: (own_words(TO_DO[key][0], own), TO_DO[key][1], {"look": key}) for key in keys}


def before_printing(plan: Plan, actions: Sequence[Action], words: dict[str, str]) -> list[Finding]:
    """What to put right before a report is printed; one query. `actions` are those counted, after `with_status`, and
    `words` the plan's own for the ratings."""
    kinds = _to_do(plan, words, "to-moderate", "disagree")
    kinds["overdue-silent"] = (
        own_words(
            "Overdue, and no update this reporting period", plan.period_words | ratings.in_key_words(words)
        ),
        Where(Q(is_overdue=True, is_silent=True), lambda action: action.is_overdue and action.is_silent),
        {"overdue": "on", "silent": "on"},
    )
    kinds |= _to_do(plan, words, "to-agree", "date-asked")
    return _counted_in(plan, actions, kinds)


def to_be_decided(plan: Plan, actions: Sequence[Action], words: dict[str, str]) -> list[Finding]:
    """What waits for a meeting; one query. `actions` as read for `before_printing`, `words` as above."""
    return _counted_in(plan, actions, _to_do(plan, words, "date-asked", "to-agree"))


def _counted_in(plan: Plan, actions: Sequence[Action], kinds: dict[str, tuple]) -> list[Finding]:
    asked = set(DateChange.objects.waiting().filter(action__plan=plan).values_list("action", flat=True))
    findings = []
    for key, (words, rows, filters) in kinds.items():
        holds = rows.holds or (lambda action: action.pk in asked)  # a new date was asked for
        n = sum(map(holds, actions))
        findings.append(Finding(key, words, n, plan.action_list_url(**filters) if n else ""))
    return findings


def plan_quality(plan: Plan, actions: QuerySet) -> list[Finding]:
    """Where the plan as written leaves a question open; `actions` are those counted. Two queries."""
    kinds = kinds_for(has_priorities=plan.priorities.exists())
    findings = _counted(
        plan,
        actions,
        {key: (words_of(plan, key), ROWS[key], filters_of(key)) for key in kinds},
    )
    return [each for each in findings if each.count or not kinds[each.key].only_if_found]
