"""The year, the finals it stands on, and the reports that the planner asked for."""

from lscb.wording import listed, long_date, number_of
from reporting.yearly.facts import DueFacts, PlanYear, YearFacts
from reporting.yearly.plans import plan_by_plan
from reporting.yearly.writing import Nothing, blocks, said, table


def drafted(year: YearFacts) -> str:
    days = f"{long_date(year.starts_on)} to {long_date(year.ends_on)}"
    text = plan_by_plan(year, lambda plan: _stands_on(plan, days), nothing="")
    if isinstance(text, Nothing):
        return Nothing(f"This report covers {days}. {text}")
    return blocks(text, year.say(_due(year.due)))


def _stands_on(plan: PlanYear, days: str) -> str:
    n = len(plan.finals)
    rows = []
    for final in plan.finals:
        counts = {row.letter: row.count.n for row in final.content.position.rows}
        rows.append(
            (
                said(final.quarter),
                _called(final.number, final.version),
                said(long_date(final.content.front.position_on)),
                final.content.position.total.n,
                counts.get("B", 0),
            )
        )
    labels = plan.last.labels
    return blocks(
        f"This report covers {days}. What it says of {said(plan.title)} stands on "
        f"{number_of(n, 'final report', 'final reports')}, each as it was agreed then.",
        _without(plan),
        table(
            (labels.period, "Report", "Position at", labels.actions, plan.last.words["B"]),
            rows,
            numbers=(3, 4),
        ),
    )


def _called(number: int, version: int) -> str:
    return f"{number}, version {version}" if version > 1 else str(number)


def _without(plan: PlanYear) -> str:
    if not plan.missing:
        return ""
    return f"No final report was made for {said(listed(plan.missing))}."


def _due(due: DueFacts) -> str:
    if not due.due:
        return ""
    became = [
        f"{due.received} came{f' ({due.late} late)' if due.late else ''}" if due.received else "",
        f"{due.deferred} {'was' if due.deferred == 1 else 'were'} deferred" if due.deferred else "",
        f"{due.not_needed} {'was' if due.not_needed == 1 else 'were'} not needed" if due.not_needed else "",
        f"{due.overdue} did not come" if due.overdue else "",
        f"{due.to_come} {'is' if due.to_come == 1 else 'are'} still to come" if due.to_come else "",
    ]
    reports = number_of(due.due, "report was", "reports were")
    return f"{reports} due at meetings in the year: {listed([each for each in became if each])}."
