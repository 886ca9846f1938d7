"""Training: measures and completed actions whose words speak of it. The rest is for people to write.

What speaks of training is ours to say, by a short list of words.
"""

import re

from reporting.yearly.achieved import told
from reporting.yearly.facts import PlanYear, YearFacts
from reporting.yearly.measures import in_table, trends
from reporting.yearly.plans import plan_by_plan
from reporting.yearly.writing import blocks, heading, items

_TRAINS = re.compile(
    r"\b(?:train(?:ed|ing|ers?)?|courses?|workshops?|learning events?|e-learning|briefings?)\b", re.I
)


def drafted(year: YearFacts) -> str:
    return plan_by_plan(
        year, _of_plan, nothing="No measure of the plan, and nothing that was completed, speaks of training."
    )


def is_about_training(words: str) -> bool:
    return bool(_TRAINS.search(words))


def _of_plan(plan: PlanYear) -> str:
    done = [each for each in plan.completed if is_about_training(each.row.text)]
    measured = in_table(plan, lambda each: is_about_training(each.words))
    return blocks(
        *((heading("What was measured"), measured) if measured else ()),
        items(trends(plan, lambda each: is_about_training(each.words))),
        *((heading("What was completed"), items(told(plan, each) for each in done)) if done else ()),
    )
