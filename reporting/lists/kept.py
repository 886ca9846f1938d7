"""The tables of data as a final report keeps them: the columns of today, with nothing where the report says nothing.

A report is made to be read: of risks it has the highest in words and of all others the score, of decisions those since
the report before, of updates the one that stood for each action. What it has in words for people is read back from
them: they were written by one rule each (`long_date`, `with_unit`), and what cannot be read back is nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lscb.lists import Column
from lscb.words import capital
from plans.lists.actions import actions_kept, day_printed
from plans.models import Plan
from plans.rules.ratings import Rating
from plans.selectors.as_at import KeptList
from plans.selectors.list_headings import SAID
from reporting.lists.data import Dataset
from reporting.models import MonitoringReport
from reporting.report.changes import DATE_KINDS
from reporting.report.content import MonitoringReportContent
from reporting.report.risks import RiskLine

Cells = Mapping[str, object]  # by the names of columns; those that are not there are nothing
_NUMBER = re.compile(r"(-?[\d,]+(?:\.\d+)?)\s*(.*)", re.S)


def columns_kept(plan: Plan, dataset: Dataset) -> list[Column]:
    """The columns of today, of rows that `rows_kept` reads."""
    return [replace(column, read=_cell(column.name)) for column in dataset.columns_of(plan)]


def rows_kept(
    dataset: Dataset, final: MonitoringReport, kept: KeptList, content: MonitoringReportContent
) -> list[Cells]:
    return list(_READS[dataset.name](final, kept, content))


def _cell(name: str) -> Callable[[Any], object]:
    return lambda row: row.get(name)


def _actions(final: MonitoringReport, kept: KeptList, content: MonitoringReportContent) -> Iterator[Cells]:
    columns = actions_kept(final.plan, (), about=None, name="").columns
    for row in kept.rows:
        yield {"id": row.id, **{column.name: column.read(row) for column in columns}}


def _updates(final: MonitoringReport, kept: KeptList, content: MonitoringReportContent) -> Iterator[Cells]:
    """The update that stood for each action in the report's own period."""
    shared = ("reference", "rating", "rating-in-words", "progress", *SAID)
    for row, cells in zip(kept.rows, _actions(final, kept, content), strict=True):
        if row.letter in list(Rating):
            yield {
                **{name: cells[name] for name in shared},
                "action-id": row.id,
                "period-id": final.quarter_id,
                "period": content.front.quarter,
                "by": row.updated_by or row.said_by,
                "waits": row.not_looked_at,
                "taken-back": False,
            }


def _decisions(final: MonitoringReport, kept: KeptList, content: MonitoringReportContent) -> Iterator[Cells]:
    """What was decided since the report before, and new dates that waited."""
    for line in content.decided:
        yield {
            "action-id": line.id,
            "reference": line.reference,
            "action": line.text,
            "owner": line.owners,
            "what": line.kind,
            "state": "Decided",
            "words": line.words,
            "where": line.meeting,
            "outcome": line.became,
        }
    owners = {row.id: row.owners for row in kept.rows}
    for change in content.changes:
        if change.kind == DATE_KINDS["asked"]:
            yield {
                "action-id": change.id,
                "reference": change.reference,
                "action": change.text,
                "owner": owners.get(change.id),
                "what": change.kind,
                "state": "Waiting",
                "from": change.old,
                "to": change.new,
                "words": change.reason,
                "where": change.agreed,
            }


def _risks(final: MonitoringReport, kept: KeptList, content: MonitoringReportContent) -> Iterator[Cells]:
    """The highest open ones and those closed since the report before, in words; of other open ones the score."""
    register = content.risks
    if register is None:
        return
    texts = {row.id: f"{row.reference} {row.text}".strip() for row in kept.rows}
    yield from (_risk(line, texts) for line in register.top)
    said = {line.risk for line in register.top}
    yield from (
        {"id": pk, "state": "Open", "score": score} for pk, score in register.scores if pk not in said
    )
    yield from (_risk(line, texts) for line in register.closed)


def _risk(line: RiskLine, texts: Mapping[int, str]) -> Cells:
    likelihood, _, impact = line.scored.partition(", ")
    return {
        "id": line.risk,
        "action-id": line.id,
        "state": "Closed" if line.closed else "Open",
        "score": line.score,
        "band": line.band,
        "likelihood": likelihood,
        "impact": capital(impact),
        "action": texts.get(line.id or 0),
        "risk": line.words,
        "response": line.response,
        "held-by": line.held_by,
        "review": day_printed(line.review),
        "days-late": _days(line.late),
        "closed": day_printed(line.closed),
        "why-closed": line.why_closed,
    }


def _challenges(final: MonitoringReport, kept: KeptList, content: MonitoringReportContent) -> Iterator[Cells]:
    """Open ones, and those closed since the report before. Their own keys are not kept."""
    log = content.challenges
    texts = {row.id: f"{row.reference} {row.text}".strip() for row in kept.rows}
    for line in (*log.open, *log.closed) if log else ():
        raised, _, by = line.raised.partition(", ")
        yield {
            "action-id": line.id,
            "state": "Closed" if line.closed else "Open",
            "raised": day_printed(raised),
            "raised-by": by,
            "to": line.to,
            "action": texts.get(line.id or 0),
            "challenge": line.words,
            "response-due": day_printed(line.due),
            "days-late": _days(line.late),
            "response": line.response,
            "outcome": line.outcome,
            "closed": day_printed(line.closed),
        }


def _measures(final: MonitoringReport, kept: KeptList, content: MonitoringReportContent) -> Iterator[Cells]:
    """What measures were found to be in the periods that the report shows. Their own keys are not kept."""
    for line in content.measures.lines if content.measures else ():
        for period, words in line.values:
            if not words:
                continue
            value, unit = _with_unit(words)
            is_own = period == content.front.quarter
            yield {
                "section": line.section,
                "measure": line.words,
                "tells": line.tells,
                "unit": unit,
                "period-id": final.quarter_id if is_own else None,
                "period": period,
                "value": value,
                "target": _with_unit(line.target)[0],
                "better": line.better,
                "source": line.source if is_own else None,
                "note": line.note if is_own else None,
            }


_READS: dict[str, Callable[[MonitoringReport, KeptList, MonitoringReportContent], Iterable[Cells]]] = {
    "actions": _actions,
    "updates": _updates,
    "decisions": _decisions,
    "risks": _risks,
    "challenges": _challenges,
    "measures": _measures,
}


def _days(late: str) -> int | None:
    number = late.partition(" ")[0]
    return int(number) if number.isdecimal() else None


def _with_unit(words: str) -> tuple[float | int | None, str]:
    """A value as printed, 12.5% or 1,200 days, as a number and its unit."""
    found = _NUMBER.fullmatch(words)
    if found is None:
        return None, ""
    number = found[1].replace(",", "")
    return (float(number) if "." in number else int(number)), found[2]
