"""Measures with their values and which way they go, as the year's last final has them."""

from collections.abc import Callable, Iterable

from lscb.words import sentence_lower
from reporting.report.measures import MeasureLine
from reporting.yearly.facts import PlanYear, YearFacts
from reporting.yearly.plans import plan_by_plan
from reporting.yearly.writing import blocks, items, line, said, sentence, table


def drafted(year: YearFacts) -> str:
    return plan_by_plan(year, _of_plan, nothing="The plan has no measure.")


def _of_plan(plan: PlanYear) -> str:
    measures = plan.last.measures
    if measures is None:
        return ""
    return blocks(
        f"{measures.summary} That is of {said(measures.quarters[-1])}." if measures.quarters else "",
        in_table(plan, lambda _: True),
        items(trends(plan, lambda _: True)),
        *(
            f"Nothing was recorded of: {'; '.join(said(words) for words in each.words)}."
            for each in measures.unmeasured
        ),
    )


def in_table(plan: PlanYear, which: Callable[[MeasureLine], bool]) -> str:
    measures = plan.last.measures
    lines = [each for each in measures.lines if which(each)] if measures else []
    if not measures or not lines:
        return ""
    heads = ["Measure", *measures.quarters, *(["Target"] if measures.has_targets else [])]
    rows = [
        [
            said(each.words),
            *(value or "–" for _, value in each.values),
            *([each.target or "–"] if measures.has_targets else []),
        ]
        for each in lines
    ]
    return table(heads, rows, numbers=range(1, len(heads)))


def trends(plan: PlanYear, which: Callable[[MeasureLine], bool]) -> Iterable[str]:
    measures = plan.last.measures
    for each in measures.lines if measures else ():
        if which(each):
            note = f" {sentence(said(each.note))}" if each.note else ""
            yield f"{line(each.words).rstrip('.')}: {sentence_lower(said(each.trend.words))}.{note}"
