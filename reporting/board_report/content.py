"""What a report to the Board says, whole: words ready to print, and how a final keeps it.

As with the monitoring report, what later versions of the shape add stands last in its class and has a default that says
nothing; SCHEMA_VERSION counts the shapes.
"""

from dataclasses import dataclass

from cattrs.preconf.json import make_converter

from reporting.report.front import Front, Status
from reporting.report.key import Term
from reporting.report.rows import Chip, Note

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Line:
    """One thing told. `words` are ours until the board team rewords them; `about` and `note` say what it is about."""

    key: str
    about: str
    words: str
    note: str = ""
    chip: Chip | None = None


@dataclass(frozen=True)
class Section:
    """Lines under one heading; `empty` is said where there are none."""

    key: str
    title: str
    lines: tuple[Line, ...]
    empty: str
    explanation: str = ""


@dataclass(frozen=True)
class Rated:
    """How many actions stand at a rating; `change` as +7, −2 or 0, empty where there is nothing to compare with."""

    letter: str
    word: str
    n: int
    change: str = ""


@dataclass(frozen=True)
class PlanPosition:
    """Where a business plan stands, from its last final. `is_told`: the Board had this one before."""

    plan: str
    called: str
    period: str
    rated: tuple[Rated, ...]
    total: int
    change: str
    figures: tuple[tuple[str, int], ...]
    is_told: bool = False


@dataclass(frozen=True)
class Block:
    """A group's own words: a highlight that was chosen, or its update to the meeting. `state` is said of an update."""

    key: str
    body: str
    by: str
    words: tuple[Note, ...]
    state: str = ""


@dataclass(frozen=True)
class Updates:
    """What the groups told this meeting: those who sent something, and the others by name."""

    received: tuple[Block, ...]
    silent: tuple[str, ...]
    awaited: tuple[str, ...]
    excused: tuple[tuple[str, str], ...]

    @property
    def asked(self) -> int:
        return len(self.received) + len(self.silent) + len(self.awaited) + len(self.excused)


@dataclass(frozen=True)
class BoardReportContent:
    """Everything one version of the report to a meeting of the Board says."""

    title: str
    front: Front
    status: Status
    since: str
    key_messages: tuple[str, ...]
    asked: tuple[str, ...]
    positions: tuple[PlanPosition, ...]
    without_final: tuple[str, ...]
    escalated: Section
    exceptions: Section
    agreed: Section
    learning: Section
    risks: Section
    received: Section
    highlights: tuple[Block, ...]
    updates: Updates | None  # None: no duty of the planner asks all subgroups for any
    terms: tuple[Term, ...] = ()
    groups: str = "Groups"
    told: tuple[str, ...] = ()  # marks of the decisions it has, so that the next one does not have them again

    @property
    def sections(self) -> tuple[Section, ...]:
        """Lines under their headings, in the order printed."""
        return (
            self.escalated,
            self.exceptions,
            self.agreed,
            self.learning,
            self.risks,
            self.received,
        )

    @property
    def printed(self) -> tuple[Section, ...]:
        """Those with something in them."""
        return tuple(section for section in self.sections if section.lines)

    @property
    def nothing(self) -> tuple[Section, ...]:
        """The others, each of which says why in a sentence."""
        return tuple(section for section in self.sections if not section.lines)


_converter = make_converter()


def to_json(content: BoardReportContent) -> dict:
    """As a final keeps it: dictionaries, lists, texts and numbers; dates as ISO texts."""
    return _converter.unstructure(content)


def from_json(data: dict, *, schema_version: int = SCHEMA_VERSION) -> BoardReportContent:
    """A final's own content.

    :raises ValueError: for a version this product does not know.
    """
    if not 1 <= schema_version <= SCHEMA_VERSION:
        raise ValueError(
            f"This report was kept in version {schema_version} of its shape, which is not known."
        )
    return _converter.structure(data, BoardReportContent)
