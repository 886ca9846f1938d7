"""The grid of a self-assessment on paper: agency by standard, each score by its figure and its shape."""

from dataclasses import dataclass

from lscb.wording import days_late, long_date
from lscb.words import own_words
from plans.models import SelfAssessment
from plans.selectors.self_assessment import Cell, Overview, overview_of
from reporting.sheets.base import Sheet, head_of


@dataclass(frozen=True)
class GridLine:
    """An agency's line; `instead` says why nothing stands in its cells."""

    name: str
    cells: tuple[Cell, ...]
    instead: str = ""


@dataclass(frozen=True)
class GridSheet(Sheet):
    """Who returned what, as whoever prints it may read it."""

    title: str
    due: str
    counts: str
    agency: str
    scale: tuple[tuple[str, str], ...]
    standards: tuple[tuple[str, str], ...]  # number and title
    lines: tuple[GridLine, ...]
    weakest: tuple[str, ...]

    @property
    def what(self) -> str:
        return f"{self.title}: grid of standards"

    @property
    def is_moderated(self) -> bool:
        """Whether the panel scored anything otherwise."""
        return any(cell.is_moderated for line in self.lines for cell in line.cells)


def grid_sheet(person, assessment: SelfAssessment) -> GridSheet:
    """What the paper says; as many queries as its page."""
    overview = overview_of(person, assessment)
    counts = overview.counts
    return GridSheet(
        **head_of(assessment.plan),
        title=assessment.title,
        due=long_date(assessment.due_on),
        counts=f"{counts.returned} of {counts.asked} returned, {counts.moderated} moderated",
        agency=own_words("Agency", assessment.plan.own_words),
        scale=tuple(assessment.standards.scale.items()),
        standards=tuple((each.number, each.title) for each in overview.standards),
        lines=tuple(_lines(overview)),
        weakest=tuple(f"{row.number} {row.title} ({row.short} of {row.total})" for row in overview.weakest),
    )


def _lines(overview: Overview):
    for row in overview.rows:
        each = row.line.agency_return
        instead = ""
        if row.cells is None:
            late = f", {days_late(each.days_late)}" if each.days_late else ""
            instead = "Returned, not shared" if each.sent_at else f"Not returned{late}"
        yield GridLine(each.body.label, row.cells or (Cell(),) * len(overview.standards), instead)
