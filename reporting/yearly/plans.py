"""Drafting plan by plan: with several of them each under its own heading. Pure."""

from collections.abc import Callable

from reporting.yearly.facts import PlanYear, YearFacts
from reporting.yearly.writing import Nothing, blocks, heading

NO_FINAL = "No final report of a reporting period was made in the year."


def plan_by_plan(year: YearFacts, draft: Callable[[PlanYear], str], *, nothing: str) -> str:
    """What `draft` says of each plan that was reported.

    :param draft: answers an empty text where a plan has nothing to say.
    :param nothing: what is said where none has.
    """
    if not year.reported:
        return Nothing(year.say(NO_FINAL))
    texts = [(plan, text) for plan in year.reported if (text := draft(plan))]
    if not texts:
        return Nothing(year.say(nothing))
    if len(year.reported) == 1:
        return texts[0][1]
    return blocks(*(part for plan, text in texts for part in (heading(plan.title), text)))
