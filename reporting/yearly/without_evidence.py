"""What was completed without evidence of impact: listed, because a study of 18 yearly reports found 11 silent on
impact, and a list is what can be asked about."""

from reporting.yearly.achieved import by_part
from reporting.yearly.facts import PlanYear, YearFacts
from reporting.yearly.plans import plan_by_plan
from reporting.yearly.writing import blocks, heading, items


def drafted(year: YearFacts) -> str:
    return plan_by_plan(year, _of_plan, nothing="Nothing was completed in the year.")


def _of_plan(plan: PlanYear) -> str:
    done, silent = plan.completed, [each for each in plan.completed if not each.has_evidence]
    if not done:
        return ""
    were = "that was completed in the year" if len(done) == 1 else "that were completed in the year"
    if not silent:
        each = "the" if len(done) == 1 else "each of the"
        return f"Evidence of impact is recorded for {each} {plan.number(len(done))} {were}."
    one = len(silent) == 1
    lack = f"{'has' if one else 'have'} no evidence of what difference {'it' if one else 'they'} made"
    return blocks(
        f"{plan.number(len(silent), len(done))} {were} {lack}.",
        *(part for title, theirs in by_part(plan, silent) for part in (heading(title), items(theirs))),
    )
