"""What the next year begins with: plans that go on or follow, and what is open at the year's last final."""

from lscb.words import sentence_lower
from plans.rules.ratings import Rating
from reporting.yearly.facts import NextPlanFacts, PlanYear, YearFacts
from reporting.yearly.plans import plan_by_plan
from reporting.yearly.writing import Nothing, blocks, heading, items, line


def drafted(year: YearFacts) -> str:
    carried = plan_by_plan(year, _of_plan, nothing="Nothing of the plan is open.")
    if isinstance(carried, Nothing) and not year.next_plans:
        return carried
    return blocks(*(_next(plan) for plan in year.next_plans), carried)


def _next(plan: NextPlanFacts) -> str:
    return blocks(heading(f"{plan.label} of {plan.title}"), items(map(line, plan.parts)))


def _of_plan(plan: PlanYear) -> str:
    open_ones = [row for row in plan.counted if row.now.rating != Rating.COMPLETE]
    if not open_ones:
        return ""
    go = "goes" if len(open_ones) == 1 else "go"
    text = f"{plan.number(len(open_ones), len(plan.counted))} {go} on into the next year."
    split = plan.parts
    if split is None:
        return text
    pks = {row.id for row in open_ones}
    lines = [
        f"{line(row.label)}: {n} of {row.total.n} open."
        for row in split.rows
        if (n := sum(pk in pks for pk in row.total.ids))
    ]
    return blocks(heading(f"Open, by {sentence_lower(split.head)}"), text, items(lines))
