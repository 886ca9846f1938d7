"""The forward plan on paper: every report of the year with from whom and by when its papers, and the empty months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lscb.wording import long_date, month
from reporting.selectors.forward_plan import ForwardPlan, Line
from reporting.sheets.base import Sheet, head_of


@dataclass(frozen=True)
class PlannedLine:
    """A report that is due; `again` is whether the line above is due at the same meeting, or in the same month where
    none is recorded."""

    when: str
    to: str
    what: str
    provider: str
    papers: str
    state: str
    is_late: bool
    again: bool


@dataclass(frozen=True)
class ForwardSheet(Sheet):
    """The months of the year in order, each with its reports: none is left out, so that gaps are seen."""

    forward: ForwardPlan
    months: tuple[tuple[str, tuple[PlannedLine, ...]], ...]

    @property
    def title(self) -> str:
        body = f": {self.forward.body.name}" if self.forward.body else ""
        return f"Forward plan {self.forward.year}{body}"

    @property
    def what(self) -> str:
        return self.title

    @property
    def count(self) -> int:
        return sum(len(lines) for _, lines in self.months)


def forward_sheet(forward: ForwardPlan) -> ForwardSheet:
    """The sheet of a forward plan as read."""
    return ForwardSheet(
        **head_of(forward.plan),
        forward=forward,
        months=tuple((month(begins), tuple(_lines(begins, cells))) for begins, cells in forward.months),
    )


def _lines(begins: date, cells: tuple[tuple[Line, ...], ...]) -> Iterator[PlannedLine]:
    """The reports of a month: by the day of their meeting, those without one last."""
    there = [line for cell in cells for line in cell]
    there.sort(key=lambda line: (line.due.meeting_id is None, line.due.due_on))
    before = None
    for line in there:
        due = line.due
        meets = due.meeting_id is not None
        place = (due.meeting_id, due.forum_id)
        yield PlannedLine(
            when=long_date(due.due_on) if meets else month(begins),
            to=due.forum.label,
            what=f"{line.what} *" if line.conflict else line.what,
            provider=line.provider,
            papers=long_date(due.papers_due_on) if meets else "No meeting",
            state="Expected" if line.mark == "No meeting recorded" else line.mark,
            is_late=line.is_late,
            again=place == before,
        )
        before = place
