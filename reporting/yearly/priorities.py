"""Where the plan stood at each final of the year, and each priority or section at the first and the last."""

from lscb.words import sentence_lower
from plans.rules.ratings import Rating
from reporting.report.breakdowns import BreakdownRow
from reporting.report.content import MonitoringReportContent
from reporting.yearly.facts import IN_DOUBT, SILENT, PlanYear, YearFacts
from reporting.yearly.plans import plan_by_plan
from reporting.yearly.writing import blocks, heading, items, line, said, table


def drafted(year: YearFacts) -> str:
    return plan_by_plan(year, _of_plan, nothing="The plan counts nothing.")


def _of_plan(plan: PlanYear) -> str:
    first, last, labels = plan.first, plan.last, plan.last.labels
    complete = plan.word(Rating.COMPLETE)
    now = {row.letter: row.count.n for row in last.position.rows}
    done = plan.number(now[Rating.COMPLETE], last.position.total.n)
    was = "was" if now[Rating.COMPLETE] == 1 else "were"
    text = f"At {said(last.front.quarter)} {done} {was} {complete}"
    if len(plan.finals) > 1:
        then = {row.letter: row.count.n for row in first.position.rows}
        text += f"; at {said(first.front.quarter)} it was {then[Rating.COMPLETE]} of {first.position.total.n}"
    rows: list[list[str | int]] = [
        [
            said(row.word if row.letter == SILENT else f"{row.letter} {row.word}"),
            *(_at(final.content, row.letter) for final in plan.finals),
        ]
        for row in last.position.rows
    ]
    rows.append(["All", *(final.content.position.total.n for final in plan.finals)])
    finals = [final.quarter for final in plan.finals]
    whole = table(("Rating", *finals), rows, numbers=range(1, len(finals) + 1))
    split = plan.parts
    if split is None:
        return blocks(f"{text}.", whole)
    return blocks(
        f"{text}.",
        whole,
        heading(f"By {sentence_lower(split.head)}"),
        _parts(plan, split.head),
        items(f"{line(row.label)}: {_moved(plan, row, then)}." for row, then in plan.parted)
        if len(plan.finals) > 1
        else "",
        _left(plan, labels.actions),
    )


def _at(content: MonitoringReportContent, letter: str) -> int:
    return next((row.count.n for row in content.position.rows if row.letter == letter), 0)


def _parts(plan: PlanYear, head: str) -> str:
    """The table of the year's last final; the sentences under it say what changed."""
    last = plan.last
    words = last.words
    heads = [
        head,
        last.labels.actions,
        words[Rating.COMPLETE],
        words[Rating.ON_TRACK],
        f"{words[Rating.AT_RISK]} or {sentence_lower(words[Rating.OFF_TRACK])}",
        words[SILENT],
    ]
    rows = [
        (
            said(row.label),
            row.total.n,
            plan.at(row, last, Rating.COMPLETE),
            plan.at(row, last, Rating.ON_TRACK),
            plan.at(row, last, *IN_DOUBT),
            plan.at(row, last, SILENT),
        )
        for row, _ in plan.parted
    ]
    return table(heads, rows, numbers=range(1, len(heads)))


def _moved(plan: PlanYear, row: BreakdownRow, then: BreakdownRow | None) -> str:
    """As "complete 2 of 8 at Q1 2025/26, 5 of 8 at Q4 2025/26; at risk or off track 3, then 1"."""
    first, last = plan.first, plan.last
    if then is None:
        return f"not counted at {said(first.front.quarter)}"
    doubt = f"{plan.word(Rating.AT_RISK)} or {plan.word(Rating.OFF_TRACK)}"
    return (
        f"{plan.word(Rating.COMPLETE)} {plan.at(then, first, Rating.COMPLETE)} of {then.total.n} at "
        f"{said(first.front.quarter)}, {plan.at(row, last, Rating.COMPLETE)} of {row.total.n} at "
        f"{said(last.front.quarter)}; {doubt} {plan.at(then, first, *IN_DOUBT)}, then "
        f"{plan.at(row, last, *IN_DOUBT)}"
    )


def _left(plan: PlanYear, actions: str) -> str:
    """What left the plan, by the year's last final."""
    gone = [plan.last.row[pk] for pk in plan.last.left.ids if pk in plan.last.row]
    if not gone:
        return ""
    named = "; ".join(f"{said(plan.called(row))} ({sentence_lower(row.now.word)})" for row in gone)
    return f"No longer counted: {named}."
