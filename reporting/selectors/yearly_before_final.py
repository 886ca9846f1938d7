"""What somebody may want to mend before a year's report is final, and where: what is asked for and missing, what nobody
has looked at, what says nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from lscb.wording import listed, number_of
from lscb.words import own_words, sentence_lower
from plans.rules.abbreviations import unexplained
from reporting.models import YearlyReport, YearlySection
from reporting.selectors.before_final import NAMED, Point
from reporting.selectors.yearly_report import FinalsOfAYear, Missing, omissions_of, table_of
from reporting.yearly.content import YearlyContent, words_in

Link = tuple[str, str]


@dataclass(frozen=True)
class Checklist:
    """All points, of which `omissions` are those that need a reason to go on."""

    omissions: list[Point]
    others: list[Point]

    @property
    def all(self) -> list[Point]:
        return [*self.omissions, *self.others]


def checklist(
    report: YearlyReport,
    sections: list[YearlySection],
    content: YearlyContent,
    year: FinalsOfAYear,
    plan_slug: str,
    *,
    mends: bool = True,
) -> Checklist:
    """What is missing, in the order in which it matters. One query, whatever the number of sections.

    Whoever `mends` is led to where that is done, and anybody else to the section as it stands.
    """
    table = table_of(report)
    missing = omissions_of(report.board, sections, table)
    asked = [each.section for each in missing]
    printed = [section for section in sections if not section.left_out and section not in asked]
    lead = _Links(report, plan_slug, mends)
    omissions = [_missing(each, lead) for each in missing]
    return Checklist(
        omissions, [*_unseen(printed, lead), *_silent(printed, content, lead), *_around(content, year, lead)]
    )


@dataclass(frozen=True)
class _Links:
    """Where things are mended, or read by who does not mend them."""

    report: YearlyReport
    plan_slug: str
    mends: bool

    def to(self, *sections: YearlySection) -> tuple[Link, ...]:
        return tuple((self._of_section(section), section.title) for section in sections)

    def _of_section(self, section: YearlySection) -> str:
        if not self.mends:
            return f"{self._page('detail')}#{'left-out' if section.left_out else section.key}"
        return self._page("sections") if section.left_out else self._page("section", section.pk)

    def of(self, page: str, words: str) -> tuple[Link, ...]:
        return ((self._page(page), words),) if self.mends else ()

    def glossary(self, words: str) -> tuple[Link, ...]:
        address = reverse("plans:glossary", args=[self.plan_slug])
        return ((f"{address}#missing", words),) if self.mends else ()

    def _page(self, page: str, *keys: int) -> str:
        return reverse(f"reporting:yearly-{page}", args=[self.plan_slug, self.report.pk, *keys])


def _missing(missing: Missing, lead: _Links) -> Point:
    section, asked = missing.section, f"Asked for by {missing.required_by}"
    if section is None:
        return Point(
            f"{asked}, and without a section: {missing.title}.", lead.of("sections", "Add a section")
        )
    if section.left_out:
        why = f": {section.left_out_because}" if section.left_out_because else ""
        return Point(f"{asked}, and left out{why}.", lead.to(section))
    return Point(f"{asked}, and empty.", lead.to(section))


def _unseen(sections: list[YearlySection], lead: _Links) -> Iterator[Point]:
    unseen = [each for each in sections if each.drafted and each.looked_at is None]
    if unseen:
        number = number_of(len(unseen), "section is", "sections are")
        words = f"{number} drafted from the finals, and nobody has looked at {'it' if len(unseen) == 1 else 'them'}."
        yield Point(words, lead.to(*unseen))
    if anew := [each for each in sections if each.drafted_anew]:
        yield Point("Drafted again since somebody changed the text.", lead.to(*anew))
    if nothing := [each for each in sections if each.found_nothing and each.text == each.drafted]:
        these = "this" if len(nothing) == 1 else "these"
        yield Point(f"Nothing was found in the year to draft {these} from.", lead.to(*nothing))


def _silent(sections: list[YearlySection], content: YearlyContent, lead: _Links) -> Iterator[Point]:
    with_table = {each.key for each in content.sections if each.has_finance}
    silent = [each for each in sections if not each.text and each.key not in with_table]
    if silent:
        yield Point("Without a word: printed with nothing under the heading.", lead.to(*silent))


def _around(content: YearlyContent, year: FinalsOfAYear, lead: _Links) -> Iterator[Point]:
    if year.missing:
        names = listed([f"{each.name} ({each.plan.title})" for each in year.missing])
        yield Point(f"The year has no final for {names}: nothing of it is in what was drafted.")
    if not year.finals:
        words = "No report of the year is final: what is drafted stands on no reporting period."
        yield Point(own_words(words, lead.report.board.own_words))
    if content.finance is None:
        yield Point("No income or spending is entered.", lead.of("finance", "Finance"))
    if not content.front.recipients:
        called = sentence_lower(content.front.called)
        yield Point(
            f"Nobody is listed to whom the {called} is sent.", lead.of("recipients", "Whom it is sent to")
        )
    if unknown := list(unexplained(words_in(content), (term.term for term in content.terms))):
        more = f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else ""
        yield Point(
            f"Abbreviations that the glossary does not explain: {', '.join(unknown[:NAMED])}{more}.",
            lead.glossary("Add them to the glossary"),
        )
