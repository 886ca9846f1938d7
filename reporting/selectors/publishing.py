"""What is being prepared for the public: its texts, what was made of each, and what keeps it from being published."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property

from lscb.lines import lines_of
from plans.models import Plan
from plans.rules.known import known
from reporting.edition.reading import content_of as content_of_edition
from reporting.models import MonitoringReport, PlanEdition, Publication, PublicPages, YearlyReport
from reporting.models.frozen import FROZEN
from reporting.models.publications import COURSES, Of, Source, read
from reporting.publishing.checks import Found, Names, found_in
from reporting.publishing.from_edition import parts_of_plan, public_plan, references_of
from reporting.publishing.from_report import public_report
from reporting.publishing.from_year import YearTold, parts_of_year, public_year
from reporting.publishing.offered import Choice, Offered, Part, What, chosen, parts_of
from reporting.publishing.public import Public, PublicReport, from_json
from reporting.publishing.public_plan import PublicPlan
from reporting.publishing.public_year import PublicYear
from reporting.report.reading import content_of
from reporting.rules.materials import Material
from reporting.selectors.yearly_report import content_of as content_of_year
from subgroups.models import Attendance, Board, Body, Person

NAMES = "Names and headings"


class Told(Protocol):
    """What a source says, as far as it can be published: its texts, what an action of it is called by its key, and what
    the public reads of those texts that go out."""

    @property
    def parts(self) -> tuple[Part, ...]: ...

    @property
    def named(self) -> Mapping[int, str]: ...

    def public(self, said: Mapping[str, str], introduction: str) -> Public: ...


class _Report:
    def __init__(self, report: MonitoringReport):
        self.content = content_of(report)
        self.parts = parts_of(self.content, NAMES)

    @cached_property
    def named(self) -> Mapping[int, str]:
        rows = self.content.row
        return {pk: f"{row.reference} {row.now.word}".strip() for pk, row in rows.items()}

    def public(self, said: Mapping[str, str], introduction: str) -> PublicReport:
        return public_report(self.content, said, introduction)


class _Edition:
    def __init__(self, edition: PlanEdition):
        self.content = content_of_edition(edition)
        self.parts = parts_of_plan(self.content, NAMES)
        self.named = references_of(self.content)

    def public(self, said: Mapping[str, str], introduction: str) -> PublicPlan:
        return public_plan(self.content, said, introduction)


class _Year:
    named: ClassVar[Mapping[int, str]] = {}

    def __init__(self, report: YearlyReport):
        self.content = _year_told(report)
        self.parts = parts_of_year(self.content, NAMES)

    def public(self, said: Mapping[str, str], introduction: str) -> PublicYear:
        return public_year(self.content, said, introduction)


_TOLD: Mapping[Of, Callable[..., Told]] = {Of.REPORT: _Report, Of.EDITION: _Edition, Of.YEAR: _Year}
SHAPES: Mapping[Of, type[Public]] = {Of.REPORT: PublicReport, Of.EDITION: PublicPlan, Of.YEAR: PublicYear}


def published_content(publication: Publication) -> Public:
    """What a publication says, from its own copy."""
    return from_json(known(publication.content), SHAPES[publication.kind], version=known(publication.version))


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
    """What a draft of a publication would say; a fixed number of queries, whatever the length of its source."""

    def __init__(self, draft: Publication):
        self.draft, self.source = draft, source_with_content(draft)
        self.board = self.source.board
        self.told = _TOLD[draft.kind](self.source)
        self.parts: tuple[Part, ...] = self.told.parts
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
        before = _published_before(self.draft, self.source)
        if self.draft.kind != Of.REPORT:
            # Another version counts its texts anew: what was made of the same words in this draft holds for it.
            before |= _by_words(kept)
        return chosen(self.offered, kept, before, self._usual)

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
            key: Looked(text, self.choices[key], tuple(text.found(self.choices[key].said, self.names)))
            for key, text in self.offered.items()
        }

    @property
    def said(self) -> dict[str, str]:
        """The words that go out, by the key of their text."""
        return {key: each.choice.said for key, each in self.looked.items() if each.goes_out}

    def public(self) -> Public:
        return self.told.public(self.said, self.draft.introduction)

    @property
    def part_of(self) -> dict[str, int]:
        """The place of each text's part, from 1, by the key of the text."""
        return {text.key: place for place, part in enumerate(self.parts, 1) for text in part.texts}

    @property
    def stopped(self) -> list[Looked]:
        return [each for each in self.looked.values() if each.is_stopped]

    @property
    def in_own_words(self) -> Iterator[Found]:
        """What stops the texts that belong to no source: the introduction, and what the board says of itself."""
        for words in (self.draft.introduction, self.pages.about if self.pages else ""):
            yield from (each for each in found_in(words, self.names) if each.stops)

    @property
    def is_replaced(self) -> bool:
        """Whether another version followed since: then that is the one to publish."""
        return is_replaced(self.source)


def is_replaced(source: Source) -> bool:
    """Whether a later version of a final, of a plan or of a year's report is final."""
    same = {name: read(source, name) for name in COURSES[Publication.of(source)].versions}
    versions = type(source)._default_manager.filter(**same, state__in=FROZEN)
    return versions.filter(version__gt=source.version).exists()


_JOINED = {
    Of.REPORT: ("plan__board", "quarter"),
    Of.EDITION: ("plan__board",),
    Of.YEAR: ("board",),
}


def source_with_content(publication: Publication) -> Source:
    """What is published with all it says, and without its bytes."""
    kind = publication.kind
    rows = type(publication)._meta.get_field(kind).related_model._default_manager
    return (
        rows.frozen().defer("pdf").select_related(*_JOINED[kind]).get(pk=getattr(publication, f"{kind}_id"))
    )


def offered_to_publish(board: Board, person: Person, there: Iterable[Publication]) -> list[Publication]:
    """What is final and of its latest version, and neither public nor prepared in any of `there`: what would be
    published, the latest first. A query for each kind."""
    begun = {(each.kind, each.source.pk) for each in there if not each.withdrawn_at}
    found = []
    for of in Of:
        rows = Publication._meta.get_field(of).related_model._default_manager
        same = {name: OuterRef(name) for name in COURSES[of].versions}
        final = (
            rows.visible_to(person)
            .filter(**{rows.all().board_path: board})
            .frozen()
            .without_pdf()
            .exclude(Exists(rows.frozen().filter(**same, version__gt=OuterRef("version"))))
            .exclude(pk__in=[pk for kind, pk in begun if kind == of])
            .select_related(*_JOINED[of])
            .order_by("-finalised_at")
        )
        found += [Publication(board=board, **{of: each}) for each in final]
    return found


def _year_told(report: YearlyReport) -> YearTold:
    """A final of a year with the finals it stands on: of each the version that it had then. Two queries."""
    content = content_of_year(report)
    used = {(each.number, each.version, each.period) for each in content.stands_on}
    rows = (
        MonitoringReport.objects.frozen()
        .defer("pdf")
        .filter(
            plan__board=report.board_id,
            plan__kind=Plan.Kind.BUSINESS,
            quarter__ends_on__range=(report.starts_on, report.ends_on),
            number__in={number for number, _, _ in used},
        )
        .select_related("quarter")
        .order_by("plan__starts_on", "plan", "quarter__starts_on")
    )
    read_of = [(row, content_of(row)) for row in rows]
    sections = list(report.sections.values_list("title", "material"))
    return YearTold(
        content,
        tuple(each for row, each in read_of if (row.number, row.version, each.front.quarter) in used),
        inside=frozenset(title for title, material in sections if material == Material.CHALLENGES),
        measured=frozenset(title for title, material in sections if material == Material.MEASURES),
    )


def names_never_public(board: Board, pages: PublicPages | None) -> Names:
    """Everybody with a role or a place on the board, past or present, and whoever was at a meeting; and the words that
    the board never publishes; with the posts of people."""
    there = list(Person.objects.of_board(board).values_list("name", "job_title"))
    people = {name for name, _ in there}
    # Of one word, as Manager, a title is a word like any other.
    posts = {post for _, post in there if " " in post}
    people |= set(
        Attendance.objects.filter(meeting__body__board=board).order_by().values_list("name", flat=True)
    )
    never = lines_of(pages.never_public) if pages else ()
    return Names(tuple(sorted(filter(None, people))), tuple(never), tuple(sorted(posts)))


def _published_before(draft: Publication, source: Source) -> dict[tuple[str, str], Choice]:
    """What was made of texts when something in line with it was last published, by what they are and their words."""
    last = (
        Publication.objects.in_line_with(source)
        .filter(published_at__isnull=False)
        .exclude(pk=draft.pk)
        .order_by("-published_at", "-pk")
        .values_list("choices", flat=True)
        .first()
    )
    return _by_words({key: Choice(**choice) for key, choice in (last or {}).items()})


def _by_words(choices: Mapping[str, Choice]) -> dict[tuple[str, str], Choice]:
    return {(key.rpartition("-")[0], choice.words): choice for key, choice in choices.items()}
