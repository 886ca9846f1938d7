"""How those whom the board works for were heard: what groups wrote of it in the finals of the year, and actions that
are about being heard.

An action is about being heard where its words or its outcome speak of it: the list of words is ours, and short.
"""

import re

from lscb.words import sentence_lower
from reporting.report.rows import Row
from reporting.yearly.facts import PlanYear, YearFacts
from reporting.yearly.plans import plan_by_plan
from reporting.yearly.writing import blocks, heading, items, line, said, sentence

_HEARD = re.compile(
    r"\b(?:voices?|feedback|views|listen\w*|heard|consult\w*|co-?produc\w*|lived experience"
    r"|making safeguarding personal"
    r"|(?:ask(?:ed|s|ing)?|because of what|what) (?:children|young people|famil\w+|parents|adults|carers|people)"
    r"|young advisers)\b",
    re.I,
)


def drafted(year: YearFacts) -> str:
    return plan_by_plan(
        year, _of_plan, nothing="No group wrote in a report of the year what those it works for said."
    )


def _of_plan(plan: PlanYear) -> str:
    wrote = [
        (final.quarter, block) for final in plan.finals for block in final.content.highlights if block.voice
    ]
    about = [row for row in plan.counted if is_about_being_heard(row)]
    if not (wrote or about):
        return ""
    labels = plan.last.labels
    return blocks(
        heading(labels.voice),
        items(
            f"{line(block.body)}, {said(quarter)}: {sentence(said(block.voice))}" for quarter, block in wrote
        )
        or plan.say("No group wrote in a report of the year what those it works for said."),
        *(
            (heading(f"{labels.actions} about being heard"), items(_action(plan, row) for row in about))
            if about
            else ()
        ),
    )


def is_about_being_heard(row: Row) -> bool:
    return bool(_HEARD.search(row.text) or _HEARD.search(row.outcome))


def _action(plan: PlanYear, row: Row) -> str:
    words = f" {sentence(said(row.said))}" if row.said else ""
    return f"{line(plan.named(row)).rstrip('.')}: {sentence_lower(row.now.word)}.{words}"
