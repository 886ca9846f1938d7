"""Who of many answered for an action that all of a kind own, and who has not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lscb.ordering import ByLetters
from lscb.wording import listed
from plans.models import Action, ActionOwner, OneOfManyAnswer, Plan
from subgroups.models import Body

NAMED = 6  # of those who have not answered, by name in one line


@dataclass(frozen=True)
class OneAnswer:
    """One of many, and all that it `said`, the last one last."""

    body: Body
    said: Sequence[OneOfManyAnswer]

    @property
    def answer(self) -> OneOfManyAnswer | None:
        """What counts; None while it has not answered."""
        return self.said[-1] if self.said else None

    @property
    def before(self) -> Sequence[OneOfManyAnswer]:
        """What it said before, the newest first."""
        return self.said[-2::-1]


def answers_as(action: Action, body: Body) -> bool:
    """Whether the action asks the body as one of many."""
    return any(body.kind in Body.EVERYONE[kind] for kind in action.everyone)


def answers_of(actions: Iterable[Action]) -> dict[int, list[OneAnswer]]:
    """For each action that all of a kind own, each of them with its answer, in the board's order.

    An answer of one that has ended since stands too. `actions` as `with_owners` reads them. Two queries, none where
    there is no such action.
    """
    asking = {action.pk: action for action in actions if action.everyone}
    if not asking:
        return {}
    said: dict[int, dict[Body, list[OneOfManyAnswer]]] = defaultdict(lambda: defaultdict(list))
    for answer in (
        OneOfManyAnswer.objects.filter(action__in=asking).select_related("body", "by").order_by("pk")
    ):
        said[answer.action_id][answer.body].append(answer)
    board = next(iter(asking.values())).plan.board_id
    kinds = {kind for action in asking.values() for each in action.everyone for kind in Body.EVERYONE[each]}
    many = list(
        Body.objects.filter(board=board, kind__in=kinds).not_ended().order_by("position", ByLetters("name"))
    )
    found = {}
    for pk, action in asking.items():
        asked = [body for body in many if answers_as(action, body)]
        ended = [body for body in said[pk] if body not in asked]
        found[pk] = [OneAnswer(body, said[pk].get(body, [])) for body in (*asked, *ended)]
    return found


def in_words(answers: Iterable[OneAnswer]) -> str:
    """As "3 of 5 answered: 2 done, 1 working on it. Not yet: CAFCASS and Probation."."""
    answers = list(answers)
    said = [each.answer for each in answers if each.answer]
    counts = [
        f"{n} {state.label.lower()}"
        for state in OneOfManyAnswer.State
        if (n := sum(answer.state == state for answer in said))
    ]
    words = f"{len(said)} of {len(answers)} answered"
    words += f": {', '.join(counts)}." if counts else "."
    silent = [each.body.label for each in answers if not each.answer]
    if len(silent) > NAMED:
        silent = [*silent[:NAMED], f"{len(silent) - NAMED} more"]
    return f"{words} Not yet: {listed(silent)}." if silent else words


def unanswered_of(plan: Plan) -> list[tuple[Action, list[Body]]]:
    """Live actions that all of a kind own, in the order of the plan, each with those who have not answered; four
    queries, one where there is no such action."""
    asking = ActionOwner.objects.exclude(everyone="").values("action")
    actions = list(
        plan.actions.filter(state=Action.State.LIVE, pk__in=asking)
        .with_owners()
        .called_apart()
        .in_plan_order()
    )
    answers = answers_of(actions)
    found = [(action, [each.body for each in answers[action.pk] if not each.answer]) for action in actions]
    return [(action, bodies) for action, bodies in found if bodies]
