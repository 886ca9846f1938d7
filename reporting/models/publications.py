"""What a board lets everybody read: its settings for that, and each thing that it published."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.urls import reverse

from lscb import clock
from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet
from lscb.words import sentence_lower
from reporting.models.editions import PlanEdition
from reporting.models.reports import MonitoringReport
from reporting.models.yearly import YearlyReport

PUBLISHED = "What was published is never changed or deleted; withdraw it."


Source = MonitoringReport | PlanEdition | YearlyReport


class Of(StrEnum):
    """What can be published, by the field of a publication that leads to it."""

    REPORT = "report"
    EDITION = "edition"
    YEAR = "year"

    @property
    def word(self) -> str:
        """What it is, in one word."""
        return "plan" if self is Of.EDITION else "report"


@dataclass(frozen=True)
class Course:
    """How what is published of one kind follows one another, by fields of its source.

    Of those that agree in `versions` each replaces the one before; those that agree in `line` follow by `order`.
    """

    versions: tuple[str, ...]
    line: str
    order: str


COURSES = {
    Of.REPORT: Course(("quarter",), "plan", "quarter__starts_on"),
    Of.EDITION: Course(("plan",), "plan", "version"),
    Of.YEAR: Course(("board", "starts_on"), "board", "starts_on"),
}


def read(thing: models.Model, path: str):
    """What a path of fields leads to."""
    return reduce(getattr, path.split("__"), thing)


class PublicPages(models.Model):
    """How a board appears to the public: what it says of itself, whom to write to, and what it never publishes."""

    board = models.OneToOneField("subgroups.Board", on_delete=models.PROTECT, related_name="public_pages")
    contact = LineField(
        "whom to write to",
        max_length=200,
        help_text="An office, with its address or e-mail: not one person’s.",
    )
    about = TextField("what the board says of itself", blank=True)
    never_public = TextField(
        "words that are never published",
        blank=True,
        help_text="One a line, such as names of code and places.",
    )
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    objects = BoardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "public pages"

    def __str__(self):
        return f"Public pages of {self.board}"


class PublicationQuerySet(BoardQuerySet["Publication"]):
    def public(self):
        """What everybody may read: published and not withdrawn."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)

    def current(self):
        """Of what everybody may read, what nothing later replaces."""
        return self.public().filter(replaced_by__isnull=True)

    def drafts(self):
        """Prepared, and not published yet."""
        return self.filter(published_at__isnull=True)

    def from_source(self, source: Source):
        """Publications of this very source."""
        return self.filter(**{Publication.of(source): source})

    def of_any_version(self, source: Source):
        """Publications of it and of its other versions."""
        of = Publication.of(source)
        return self.filter(
            **{f"{of}__isnull": False},
            **{f"{of}__{name}": read(source, name) for name in COURSES[of].versions},
        )

    def in_line_with(self, source: Source):
        """Publications that follow one another with that of a source, such as those of one plan's reports."""
        of = Publication.of(source)
        line = COURSES[of].line
        return self.filter(**{f"{of}__isnull": False, f"{of}__{line}": read(source, line)})

    def up_to(self, source: Source):
        """Of those in line with a source, its own and what came before it."""
        of = Publication.of(source)
        order = COURSES[of].order
        return self.in_line_with(source).filter(**{f"{of}__{order}__lte": read(source, order)})

    def after(self, source: Source):
        """Of those in line with a source, what came after it."""
        of = Publication.of(source)
        order = COURSES[of].order
        return self.in_line_with(source).filter(**{f"{of}__{order}__gt": read(source, order)})

    def at(self, board_slug: str, slug: str):
        """What was published at an address, the latest first: when that is withdrawn, no earlier one comes back."""
        return self.filter(board__slug=board_slug, slug=slug, published_at__isnull=False).order_by(
            "-published_at", "-pk"
        )

    def at_their_address(self):
        """Only what stands at its address, or stood there last."""
        latest = (
            self.model.objects.filter(
                board=OuterRef("board"), slug=OuterRef("slug"), published_at__isnull=False
            )
            .order_by("-published_at", "-pk")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(latest))

    def for_everybody(self, board_slug: str):
        """A board's public list: what stands at its addresses, the newest first, without the bytes of the papers."""
        return (
            self.public()
            .at_their_address()
            .filter(board__slug=board_slug)
            .defer("pdf", "choices")
            .order_by("-published_at", "-pk")
        )

    def for_list(self):
        """The team's list: drafts, then what was published, the newest first."""
        return (
            self.select_related(
                "board",
                "report__plan",
                "report__quarter",
                "edition__plan",
                "year__board",
                "published_by",
                "withdrawn_by",
            )
            .defer("pdf", "content", *(f"{of}__{name}" for of in Of for name in ("pdf", "content")))
            .order_by(F("published_at").desc(nulls_first=True), "-pk")
        )

    def boards_that_publish(self):
        """Names and slugs of boards with anything to read, each with how much and when it last published."""
        return (
            self.public()
            .at_their_address()
            .values("board__name", "board__slug", "board__demonstration")
            .annotate(number=Count("pk"), last=Max("published_at"))
            .order_by("board__name")
        )


class Publication(models.Model):
    """A final report, an edition of a plan or a report on a year as everybody may read it: a draft in which the board
    team ticks each sentence, then a copy of all that is said, kept with its PDF, that never changes. It can be
    withdrawn, and is replaced by a later one.
    """

    # All that changes of what was published.
    AFTERWARDS = ("withdrawn_at", "withdrawn_by", "why_withdrawn", "replaced_by")

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="publications")
    report = models.ForeignKey(
        "reporting.MonitoringReport",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="publications",
    )
    edition = models.ForeignKey(
        "reporting.PlanEdition",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="publications",
        verbose_name="plan as published",
    )
    year = models.ForeignKey(
        "reporting.YearlyReport",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="publications",
        verbose_name="report on a year",
    )
    introduction = TextField("in a few words", blank=True)
    choices = models.JSONField(
        "what goes out of each text",
        default=dict,
        blank=True,
        editable=False,
        encoder=DjangoJSONEncoder,
        help_text="By the key of the text: its own words, whether they are ticked, and the words that go out.",
    )
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    slug = models.SlugField(max_length=120, blank=True, editable=False)
    version = models.PositiveSmallIntegerField("version of its shape", null=True, editable=False)
    content = models.JSONField(null=True, encoder=DjangoJSONEncoder, editable=False)
    pdf = models.BinaryField(null=True, editable=False)
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    replaced_by = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="replaces"
    )
    why_withdrawn = TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = PublicationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["pdf", "content", "choices"])

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=False, edition=None, year=None)
                | Q(report=None, edition__isnull=False, year=None)
                | Q(report=None, edition=None, year__isnull=False),
                name="publication_of_one_thing",
            ),
            *(
                models.UniqueConstraint(fields=[of], condition=Q(published_at=None), name=name)
                for of, name in (
                    ("report", "publication_one_draft_a_report"),
                    ("edition", "publication_one_draft_an_edition"),
                    ("year", "publication_one_draft_a_year"),
                )
            ),
            models.UniqueConstraint(
                fields=["board", "slug"],
                condition=Q(published_at__isnull=False, withdrawn_at=None, replaced_by=None),
                name="publication_one_current_an_address",
            ),
            models.CheckConstraint(
                condition=Q(
                    published_at=None, published_by=None, content=None, pdf=None, slug="", version=None
                )
                | Q(
                    published_at__isnull=False,
                    published_by__isnull=False,
                    content__isnull=False,
                    pdf__isnull=False,
                    version__isnull=False,
                )
                & ~Q(slug=""),
                name="publication_whole_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, published_at__isnull=False),
                name="publication_withdrawn_after_it_was_published",
            ),
        ]

    def __str__(self):
        return f"Publication of {self.source}"

    def save(self, *args, **kwargs):
        if not self._state.adding and self._was_published():
            fields = kwargs.get("update_fields")
            if not (fields and set(fields) <= set(self.AFTERWARDS)):
                raise TypeError(PUBLISHED)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("reporting:publication-detail", args=[self.board.slug, self.pk])

    def delete(self, *args, **kwargs):
        if self._was_published():
            raise TypeError(PUBLISHED)
        return super().delete(*args, **kwargs)

    def _was_published(self) -> bool:
        return type(self)._base_manager.filter(pk=self.pk, published_at__isnull=False).exists()

    @staticmethod
    def of(source: Source) -> Of:
        """Which kind of source it is."""
        fields = Publication._meta
        return next(of for of in Of if isinstance(source, fields.get_field(of).related_model))

    @property
    def kind(self) -> Of:
        return next(of for of in Of if getattr(self, f"{of}_id") is not None)

    @property
    def source(self) -> Source:
        """What is published: a final, an edition of a plan, or a report on a year."""
        return getattr(self, self.kind)

    @property
    def title(self) -> str:
        """As a list calls it."""
        if self.edition:
            return f"{self.edition.plan.title}, the plan"
        return self.year_words if self.year else f"{self.report.plan.title}, {self.report.quarter.name}"

    @property
    def called(self) -> str:
        """Inside a sentence."""
        if self.edition:
            return f"the plan, version {self.edition.version}"
        if self.year:
            return f"the {sentence_lower(self.year_words)}"
        return f"the report of {self.report.quarter.name}"

    @property
    def year_words(self) -> str:
        return f"{self.board.yearly_report_label} {self.year.name}"

    @property
    def public_address(self) -> str:
        """Where everybody reads it, on this installation."""
        return reverse("reporting:public-page", args=[self.board.slug, self.slug])

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def state(self) -> str:
        """As people read it."""
        if self.published_at is None:
            return "Being prepared"
        if self.withdrawn_at:
            return "Withdrawn"
        return "Replaced by a later one" if self.replaced_by_id else "Published"

    @property
    def pdf_is_intact(self) -> bool:
        """Whether the stored bytes are those that were printed."""
        return hashlib.sha256(bytes(self.pdf or b"")).hexdigest() == self.pdf_sha256

    def freeze(self, *, slug: str, version: int, content: dict, pdf: bytes, at, by) -> None:
        """Fill in all that makes a publication of a draft; the event that does it saves it."""
        self.slug, self.version, self.content, self.pdf = slug, version, content, pdf
        self.pdf_sha256 = hashlib.sha256(pdf).hexdigest()
        self.published_at, self.published_by = at, by
