"""What was completed in the year, with what difference it made."""

from plans.rules.ratings import Rating
from reporting.yearly.facts import Completed, PlanYear, YearFacts
from reporting.yearly.plans import plan_by_plan
from reporting.yearly.writing import blocks, heading, items, labelled, line, said


def drafted(year: YearFacts) -> str:
    return plan_by_plan(year, _of_plan, nothing="Nothing was completed in the year.")


def _of_plan(plan: PlanYear) -> str:
    if not plan.completed:
        return ""
    shown = [each for each in plan.completed if each.has_evidence]
    return blocks(
        _summary(plan, len(shown)),
        *(part for title, theirs in by_part(plan, shown) for part in (heading(title), items(theirs))),
    )


def _summary(plan: PlanYear, shown: int) -> str:
    done = len(plan.completed)
    was = "was" if done == 1 else "were"
    text = f"{plan.number(done, len(plan.counted))} {was} completed in the year"
    if waiting := sum(not each.is_agreed for each in plan.completed):
        text += f", of which {waiting} {'waits' if waiting == 1 else 'wait'} for a meeting to agree it"
    text += f". Evidence of impact is recorded for {shown} of {done}."
    if plan.before is None and plan.began_before:
        text += (
            " No final report says where the plan stood before the year, so what was "
            f"{plan.word(Rating.COMPLETE)} then is counted here too."
        )
    return text


def by_part(plan: PlanYear, completed: list[Completed]) -> list[tuple[str, list[str]]]:
    """A line for each, under the names of the priorities or sections that the year's last final splits by."""
    split = plan.parts
    if split is None:
        return [(plan.last.words[Rating.COMPLETE], [told(plan, each) for each in completed])]
    found = []
    for row in split.rows:
        ids = set(row.total.ids)
        if theirs := [told(plan, each) for each in completed if each.row.id in ids]:
            found.append((row.label, theirs))
    return found


def told(plan: PlanYear, each: Completed) -> str:
    """An action that was completed and what was said of it, in one line."""
    row = each.row
    who = "" if row.owners == "Not stated" else f" ({said(row.owners)})"
    parts = [
        f"{line(plan.named(row)).rstrip('.')}{who}.",
        labelled("What difference it made", each.difference),
        labelled("How much was done", each.how_much),
        labelled("How well", each.how_well),
        "" if each.is_agreed else "Its completion is to be agreed.",
    ]
    return " ".join(part for part in parts if part)
