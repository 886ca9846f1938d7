"""Priorities and actions with little or no progress over the year, by `reporting.rules.progress_over_a_year`."""

from plans.rules.ratings import Rating
from reporting.report.rows import Row
from reporting.rules.progress_over_a_year import Progress, progress_of_part
from reporting.yearly.facts import PlanYear, YearFacts
from reporting.yearly.plans import plan_by_plan
from reporting.yearly.writing import blocks, heading, items, labelled, line, said

WORDS = {Progress.NONE: "no progress", Progress.LITTLE: "little progress"}
_SAID = ("Why", "What will bring it back", "Help wanted", "On hold because")


def drafted(year: YearFacts) -> str:
    return plan_by_plan(year, _of_plan, nothing="Nothing that the plan counts made little or no progress.")


def _of_plan(plan: PlanYear) -> str:
    if len(plan.finals) < 2:
        return (
            f"One final report was made in the year, for {said(plan.last.front.quarter)}: there is none that progress "
            "could be seen against."
        )
    if not plan.slow:
        return ""
    none = sum(each == Progress.NONE for each in plan.slow.values())
    slow = plan.number(len(plan.slow), len(plan.counted))
    text = (
        f"From {said(plan.first.front.quarter)} to {said(plan.last.front.quarter)} {slow} made little or no progress: "
        f"{none} none, {len(plan.slow) - none} little."
    )
    return blocks(
        text,
        _parts(plan),
        heading(plan.last.labels.actions),
        items(_action(plan, plan.last.row[pk], progress) for pk, progress in plan.slow.items()),
    )


def _parts(plan: PlanYear) -> str:
    """Priorities or sections as wholes."""
    split, done = plan.parts, {each.row.id for each in plan.completed}
    if split is None:
        return ""
    lines = []
    for row in split.rows:
        open_ones = [pk for pk in row.total.ids if plan.last.row[pk].now.rating != Rating.COMPLETE]
        completed = sum(pk in done for pk in row.total.ids)
        if progress := progress_of_part([plan.slow.get(pk) for pk in open_ones], completed):
            slow = sum(pk in plan.slow for pk in open_ones)
            lines.append(
                f"{line(row.label)}: {WORDS[progress]}. Nothing was completed in the year; {slow} of "
                f"{len(open_ones)} open made little or none."
            )
    return blocks(heading(split.head), items(lines)) if lines else ""


def _action(plan: PlanYear, row: Row, progress: Progress) -> str:
    course = ", ".join(
        f"{said(final.quarter)} {plan.word(letter)}"
        for final, letter in zip(plan.finals, plan.course(row.id), strict=True)
        if letter is not None
    )
    owners = "" if row.owners == "Not stated" else f" ({said(row.owners)})"
    parts = [
        f"{line(plan.named(row)).rstrip('.')}{owners}: {WORDS[progress]}. {course[:1].upper()}{course[1:]}.",
        *(labelled(label, row.note(label)) for label in _SAID),
    ]
    return " ".join(part for part in parts if part)
