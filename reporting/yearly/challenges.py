"""Challenges that were open or closed in the year, as its finals told them, with their answers."""

from reporting.report.challenges import ChallengeLine
from reporting.yearly.facts import PlanYear, YearFacts
from reporting.yearly.plans import plan_by_plan
from reporting.yearly.writing import blocks, heading, items, labelled, line, said, sentence


def drafted(year: YearFacts) -> str:
    return plan_by_plan(year, _of_plan, nothing="The reports of the year tell of no challenge.")


def told_of(plan: PlanYear) -> tuple[list[ChallengeLine], list[ChallengeLine]]:
    """Those that the year's last final has open, and those that any of its finals has closed and that were not opened
    again; each once."""
    last = plan.last.challenges
    still_open = {_which(each) for each in last.open} if last else set()
    closed = {
        _which(each): each
        for final in plan.finals
        if final.content.challenges
        for each in final.content.challenges.closed
        if _which(each) not in still_open
    }
    return list(last.open) if last else [], list(closed.values())


def _which(each: ChallengeLine) -> tuple[str, str, str]:
    return each.to, each.raised, each.words


def _of_plan(plan: PlanYear) -> str:
    still_open, closed = told_of(plan)
    if not (still_open or closed):
        return ""
    return blocks(
        f"The reports of the year tell of {len(still_open) + len(closed)} challenges: {len(closed)} closed, "
        f"{len(still_open)} open at the last."
        if len(still_open) + len(closed) > 1
        else "The reports of the year tell of one challenge.",
        *((heading("Closed"), items(map(_line, closed))) if closed else ()),
        *((heading("Open"), items(map(_line, still_open))) if still_open else ()),
    )


def _line(each: ChallengeLine) -> str:
    parts = [
        f"{line(each.to)} ({said(each.raised)}): {sentence(said(each.words))}",
        labelled("Response", each.response)
        or (f"No response yet{f', due {each.due}' if each.due else ''}." if not each.closed else ""),
        labelled("Outcome", each.outcome),
    ]
    return " ".join(part for part in parts if part)
