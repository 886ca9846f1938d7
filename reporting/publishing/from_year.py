"""From a board's report on a year, and what was ticked of its texts, to what the public reads.

Its figures are those of the finals on which it stands. Not offered are sections that are drafted from challenges, to
whom it is sent, what is left out and why, and who signed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lscb.markdown import to_tables
from reporting.publishing.from_report import ratings_of
from reporting.publishing.offered import Part, What
from reporting.publishing.public_year import PublicYear, Standing, Table, YearSection
from reporting.publishing.walk import Walk
from reporting.report.content import MonitoringReportContent
from reporting.yearly.content import SectionSaid, YearlyContent
from reporting.yearly.finance_table import FinanceTable

MONEY = "Income and spending"


@dataclass(frozen=True)
class YearTold:
    """What a final of a year says, the finals it stands on, and by their titles the sections that are never offered and
    those whose tables have values of measures."""

    content: YearlyContent
    finals: tuple[MonitoringReportContent, ...]
    inside: frozenset[str] = frozenset()
    measured: frozenset[str] = frozenset()

    @property
    def sections(self) -> list[SectionSaid]:
        return [each for each in self.content.sections if each.title not in self.inside]


def parts_of_year(told: YearTold, names: str) -> tuple[Part, ...]:
    """All that is offered, in the order of the report. `names` is what the first part is called."""
    walk = Walk({})
    _walked(told, walk, names, "")
    return walk.parts


def public_year(told: YearTold, said: Mapping[str, str], introduction: str) -> PublicYear:
    """What the public reads of a report on a year. `said` are the words that go out, by the key of the text
    (`parts_of_year`): a text that is not there stays inside.
    """
    return _walked(told, Walk(said), "", introduction)


def _walked(told: YearTold, walk: Walk, names: str, introduction: str) -> PublicYear:
    content = told.content
    front = content.front
    walk.begin(names)
    titles = [walk.out(What.HEADING, each.title) for each in told.sections]
    abbreviations = walk.abbreviations(content.terms)
    sections = []
    for n, (each, title) in enumerate(zip(told.sections, titles, strict=True), 1):
        walk.begin(each.title)
        table = content.finance if each.has_finance else None
        measured = What.MEASURED if each.title in told.measured else None
        sections.append(
            _section(title or f"Part {n}", [walk.marked(What.SAID, each.text, measured), _money(walk, table)])
        )
    if content.finance_apart:
        walk.begin(MONEY)
        sections.append(_section(MONEY, [_money(walk, content.finance)]))
    return PublicYear(
        title=content.title,
        board=front.board,
        year=front.year,
        period_words=front.year_words,
        demonstration=front.demonstration_words,
        introduction=introduction,
        standings=tuple(_standing(each) for each in told.finals),
        sections=tuple(each for each in sections if each.text),
        abbreviations=abbreviations,
    )


def _section(title: str, texts: Iterable[str]) -> YearSection:
    text = "\n\n".join(filter(None, texts))
    tables = (Table(tuple(heads), tuple(map(tuple, rows))) for heads, *rows in to_tables(text))
    return YearSection(title, text, tuple(tables))


def _money(walk: Walk, table: FinanceTable | None) -> str:
    """Income and spending, each a table with its total."""
    if table is None:
        return ""
    return "\n\n".join(walk.all_out(What.SAID, _money_tables(table)))


def _money_tables(table: FinanceTable) -> Iterable[str]:
    for part in table.parts:
        heads = [part.head, "This year", *(["Year before", "Change"] if table.has_year_before else [])]
        lines = [heads, ["---", *["---:"] * (len(heads) - 1)]]
        for row in (*part.rows, part.total):
            cells = [row.amount, *([row.before, row.change] if table.has_year_before else [])]
            lines.append([row.name.replace("|", "\\|"), *cells])
        yield "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _standing(final: MonitoringReportContent) -> Standing:
    front, labels = final.front, final.labels
    return Standing(
        plan=front.plan,
        period=front.quarter,
        position_on=front.position_on,
        action=labels.action,
        actions=labels.actions,
        total=final.position.total.n,
        ratings=ratings_of(final),
    )
