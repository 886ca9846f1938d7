"""The log of decisions on paper, as it is filtered: meeting by meeting, the latest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from lscb.wording import days_late, long_date, number_of
from plans.models import Plan
from plans.selectors.decision_lines import DecisionLine
from reporting.sheets.base import Sheet, head_of
from reporting.sheets.minutes import line_on_paper


@dataclass(frozen=True)
class LoggedLine:
    day: str
    about: str
    words: str
    who: str
    due: str
    late: str
    outcome: str


@dataclass(frozen=True)
class DecisionLog(Sheet):
    """Decisions by where they were made; `shows` is what they are filtered by, in words."""

    shows: str
    counted: str
    action_label: str
    meetings: tuple[tuple[str, tuple[LoggedLine, ...]], ...]

    @property
    def title(self) -> str:
        return "Decisions"

    @property
    def what(self) -> str:
        return self.title


def decision_log(plan: Plan, lines: Iterable[DecisionLine], chosen: list[str]) -> DecisionLog:
    """The sheet of lines as they were read, in their order."""
    lines = list(lines)
    groups: dict[str, list[LoggedLine]] = {}
    for line in lines:
        groups.setdefault(line.where or "Where it was decided is not stated", []).append(_logged(line))
    return DecisionLog(
        **head_of(plan),
        shows="; ".join(chosen) or "Everything that was decided",
        counted=number_of(len(lines), "decision", "decisions"),
        action_label=plan.action_label,
        meetings=tuple((where, tuple(of)) for where, of in groups.items()),
    )


def _logged(line: DecisionLine) -> LoggedLine:
    said = line_on_paper(line)
    state = line.state if line.follows_up or not line.action else ""
    outcome = f"{state}: {line.outcome}" if state and line.outcome else line.outcome or state
    return LoggedLine(
        day=long_date(line.day) or "Not stated",
        about=said.about or "Another matter",
        words=said.words,
        who=said.who,
        due=said.due,
        late=days_late(line.days_late),
        outcome=outcome or "Nothing said",
    )
