"""A final being prepared for the public: its texts, what was made of each, and what keeps it from being published."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lscb.lines import lines_of
from reporting.models import MonitoringReport, Publication, PublicPages
from reporting.publishing.checks import Found, Names, found_in
from reporting.publishing.from_report import public_report
from reporting.publishing.offered import Choice, Offered, Part, What, chosen, parts_of
from reporting.publishing.public import PublicReport
from reporting.report.content import MonitoringReportContent
from reporting.report.reading import content_of
from subgroups.models import Attendance, Board, Body, Person

NAMES = "Names and headings"


@dataclass(frozen=True)
class Looked:
    """A text with what was made of it, and what is found in the words that would go out."""

    text: Offered
    choice: Choice
    found: tuple[Found, ...]

    @property
    def goes_out(self) -> bool:
        return self.choice.ticked and bool(self.choice.said)

    @property
    def is_stopped(self) -> bool:
        return self.goes_out and any(each.stops for each in self.found)


class Prepared:
    """What a draft of a publication would say; a fixed number of queries, whatever the length of its final.

    `report` is the final with its content.
    """

    def __init__(self, draft: Publication, report: MonitoringReport):
        self.draft, self.report, self.board = draft, report, report.board
        self.final: MonitoringReportContent = content_of(report)
        self.parts: tuple[Part, ...] = parts_of(self.final, NAMES)
        self.offered = {text.key: text for part in self.parts for text in part.texts}

    @cached_property
    def pages(self) -> PublicPages | None:
        return PublicPages.objects.filter(board=self.board).first()

    @cached_property
    def names(self) -> Names:
        return names_never_public(self.board, self.pages)

    @cached_property
    def choices(self) -> dict[str, Choice]:
        """What goes out, by key: as it was chosen; words that were published before, as they were then; names of
        agencies and groups, in full; and else nothing. A post is one person's, and is looked at."""
        kept = {key: Choice(**choice) for key, choice in self.draft.choices.items()}
        return chosen(self.offered, kept, _published_before(self.draft, self.report), self._usual)

    @cached_property
    def _bodies(self) -> dict[str, Body]:
        """Those of the board by what papers call them."""
        bodies = Body.objects.filter(board=self.board, merged_into=None)
        return {body.label: body for body in bodies.select_related("board")}

    def _usual(self, text: Offered) -> Choice:
        body = self._bodies.get(text.words) if text.what == What.WHO else None
        if body is None:
            return Choice(text.words, False, text.words)
        return Choice(text.words, body.kind != Body.Kind.POST, body.name)

    @cached_property
    def looked(self) -> dict[str, Looked]:
        return {
            key: Looked(text, self.choices[key], tuple(found_in(self.choices[key].said, self.names)))
            for key, text in self.offered.items()
        }

    @property
    def said(self) -> dict[str, str]:
        """The words that go out, by the key of their text."""
        return {key: each.choice.said for key, each in self.looked.items() if each.goes_out}

    def public(self) -> PublicReport:
        return public_report(self.final, self.said, self.draft.introduction)

    @property
    def part_of(self) -> dict[str, int]:
        """The place of each text's part, from 1, by the key of the text."""
        return {text.key: place for place, part in enumerate(self.parts, 1) for text in part.texts}

    @property
    def stopped(self) -> list[Looked]:
        return [each for each in self.looked.values() if each.is_stopped]

    @property
    def in_own_words(self) -> Iterator[Found]:
        """What stops the texts that belong to no final: the introduction, and what the board says of itself."""
        for words in (self.draft.introduction, self.pages.about if self.pages else ""):
            yield from (each for each in found_in(words, self.names) if each.stops)

    @property
    def is_replaced(self) -> bool:
        """Whether the final was corrected since: then the later version is the one to publish."""
        versions = MonitoringReport.objects.filter(quarter=self.report.quarter_id).frozen()
        return versions.filter(version__gt=self.report.version).exists()


def with_content(report_id: int) -> MonitoringReport:
    """A final with what it says, and without its bytes."""
    return (
        MonitoringReport.objects.frozen()
        .defer("pdf")
        .select_related("plan__board", "quarter")
        .get(pk=report_id)
    )


def names_never_public(board: Board, pages: PublicPages | None) -> Names:
    """Everybody with a role or a place on the board, past or present, and whoever was at a meeting; and the words that
    the board never publishes."""
    people = set(Person.objects.of_board(board).values_list("name", flat=True))
    people |= set(
        Attendance.objects.filter(meeting__body__board=board).order_by().values_list("name", flat=True)
    )
    never = lines_of(pages.never_public) if pages else ()
    return Names(tuple(sorted(filter(None, people))), tuple(never))


def _published_before(draft: Publication, report: MonitoringReport) -> dict[tuple[str, str], Choice]:
    """What was made of texts when the plan was last published, by what they are and their words."""
    last = (
        Publication.objects.filter(report__plan=report.plan_id, published_at__isnull=False)
        .exclude(pk=draft.pk)
        .order_by("-published_at", "-pk")
        .values_list("choices", flat=True)
        .first()
    )
    found = ((key.rpartition("-")[0], Choice(**choice)) for key, choice in (last or {}).items())
    return {(what, choice.words): choice for what, choice in found}
