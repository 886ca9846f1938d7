"""What a yearly report says, whole, and how a final keeps it. Pure.

A final keeps its content as JSON for good. What later versions of the shape add stands last in its class and has a
default that says nothing, so that every earlier report is still read; SCHEMA_VERSION counts the shapes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from cattrs.preconf.json import make_converter

from lscb.wording import demonstration_words
from reporting.report.front import Status
from reporting.report.key import Term, terms_used
from reporting.report.sign_off import SignOff
from reporting.yearly.finance_table import FinanceTable

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class YearlyFront:
    """Whose it is, of which year, whom it is sent to, and what the margins of each page say.

    `plan` is what its margins call it, as those of every paper say which plan they are of.
    """

    board: str
    board_short: str
    area: str
    called: str
    year: str
    year_words: str
    recipients: tuple[str, ...]
    marking: str
    demonstration: bool
    invented: bool
    position_at: datetime
    position_words: str

    @property
    def demonstration_words(self) -> str:
        return demonstration_words(self.demonstration, self.invented)

    @property
    def plan(self) -> str:
        return f"{self.called} {self.year}"


@dataclass(frozen=True)
class YearlyLabels:
    """Who prepares it in the board's words, and who signs where a report says nothing of it."""

    team: str
    chair: str


@dataclass(frozen=True)
class SectionSaid:
    """A section: its text in the little Markdown of `lscb.markdown`.

    `drafted_unseen`: it was drafted, and nobody has looked at it yet. `has_finance`: the table stands in it.
    """

    key: str
    title: str
    text: str
    required_by: str = ""
    drafted_unseen: bool = False
    has_finance: bool = False


@dataclass(frozen=True)
class FinalUsed:
    """A final monitoring report of the year, which it stands on."""

    plan: str
    period: str
    number: int
    version: int


@dataclass(frozen=True)
class Omission:
    """What is asked for and is not in it."""

    title: str
    required_by: str


@dataclass(frozen=True)
class YearlyContent:
    """Everything one version of a year's report says."""

    front: YearlyFront
    status: Status
    labels: YearlyLabels
    sections: tuple[SectionSaid, ...]
    finance: FinanceTable | None
    stands_on: tuple[FinalUsed, ...]
    omissions: tuple[Omission, ...]
    omitted_because: str
    terms: tuple[Term, ...]
    sign_off: SignOff

    @property
    def title(self) -> str:
        return f"{self.front.called} {self.front.year}"

    @property
    def finance_apart(self) -> bool:
        """Whether the finance table stands under a heading of its own, because no section has it."""
        return self.finance is not None and not any(each.has_finance for each in self.sections)


def with_terms(content: YearlyContent, terms: Iterable[Term]) -> YearlyContent:
    """With the abbreviations of `terms` that stand in what it says."""
    return replace(content, terms=terms_used(terms, words_in(content)))


def words_in(content: YearlyContent) -> Iterator[str]:
    """Every text of it in which an abbreviation may stand."""
    yield content.front.board
    for section in content.sections:
        yield from (section.title, section.text)
    if content.finance:
        for part in content.finance.parts:
            yield from (row.name for row in part.rows)
    yield from content.front.recipients
    yield from (each.plan for each in content.stands_on)
    yield content.omitted_because


_converter = make_converter()


def to_json(content: YearlyContent) -> dict:
    """As a final keeps it: dictionaries, lists, texts and numbers; moments as ISO texts."""
    return _converter.unstructure(content)


def from_json(data: dict, *, schema_version: int = SCHEMA_VERSION) -> YearlyContent:
    """A final's own content.

    :raises ValueError: for a version this product does not know.
    """
    if not 1 <= schema_version <= SCHEMA_VERSION:
        raise ValueError(
            f"This report was kept in version {schema_version} of its shape, which is not known."
        )
    return _converter.structure(data, YearlyContent)
