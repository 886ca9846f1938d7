"""The block at the top of page 1, and whether it is a draft or a final."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from lscb.wording import demonstration_words, moment
from reporting.report.rows import Rows


@dataclass(frozen=True)
class Front:
    """The block at the top of page 1."""

    board: str
    board_short: str
    plan: str
    quarter: str
    quarter_words: str
    group: str
    meeting: str
    meeting_on: date | None
    agenda_item: str
    author: str
    presenter: str
    purpose: str
    marking: str
    demonstration: bool
    position_at: datetime
    position_words: str
    invented: bool = False  # the board too, and not only what is said of it

    def at(self, moment_: datetime) -> "Front":
        """The same of another moment of its day."""
        return replace(self, position_at=moment_, position_words=moment(moment_))

    @property
    def position_on(self) -> date:
        """The day of the position, by the clock of the board that it is kept with."""
        return self.position_at.date()

    @property
    def demonstration_words(self) -> str:
        return demonstration_words(self.demonstration, self.invented)


@dataclass(frozen=True)
class Status:
    """DRAFT or FINAL, with what a final is known by."""

    word: str
    version: int
    number: int | None = None
    correction_reason: str = ""
    prepared_by: str = ""
    finalised_by: str = ""
    finalised_words: str = ""

    @property
    def line(self) -> str:
        """As page furniture prints it."""
        if self.number is None:
            return f"{self.word}, version {self.version} - not agreed"
        return f"{self.word}, version {self.version} - report number {self.number}"


def build(rows: Rows) -> Front:
    facts = rows.facts
    return Front(
        board=facts.board,
        board_short=facts.board_short,
        plan=facts.plan,
        quarter=facts.quarter,
        quarter_words=facts.quarter_words,
        group=facts.labels.group,
        meeting=facts.meeting or "No meeting set",
        meeting_on=facts.meeting_on,
        agenda_item=facts.agenda_item,
        author=facts.author or facts.labels.team,
        presenter=facts.presenter,
        purpose="For decision and assurance",
        marking=facts.marking,
        demonstration=facts.demonstration,
        position_at=facts.position_at,
        position_words=moment(facts.position_at),
        invented=facts.invented,
    )


def build_status(rows: Rows) -> Status:
    """A draft's; a final is given its number when it is frozen."""
    facts = rows.facts
    return Status(
        word="DRAFT",
        version=facts.version,
        correction_reason=facts.correction_reason,
        prepared_by=facts.author,
    )
