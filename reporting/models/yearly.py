"""The yearly report: the board's own headings of it, and each version of one year's with its sections."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet, Row, through
from reporting.models.frozen import FROZEN, NEVER_CHANGED, FrozenQuerySet, FrozenReport, frozen_whole
from reporting.models.signatures import GivenSignature, SignedReport
from reporting.rules.materials import MATERIAL_WORDS

_MATERIALS = [(material.value, words) for material, words in MATERIAL_WORDS.items()]
OWN_WORDS = "Own words only"


class Heading(models.Model):
    """What is to be said in one part of a yearly report, what asks for it, and from what it is drafted."""

    title = LineField(max_length=200)
    asks = TextField("what is to be said there", blank=True)
    material = models.CharField(
        "drafted from",
        max_length=40,
        choices=[("", OWN_WORDS), *_MATERIALS],
        blank=True,
        default="",
    )
    required_by = LineField(
        "asked for by",
        max_length=200,
        blank=True,
        help_text="The Act or guidance, with its paragraph.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class YearlyHeading(Heading):
    """A heading of the board's yearly report. A report takes them over when its year is begun; what is changed here
    afterwards is for those to come."""

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="yearly_headings")

    objects = through("board").as_manager()
    history = HistoricalRecords()

    class Meta(Heading.Meta):
        abstract = False
        verbose_name = "heading of the yearly report"
        verbose_name_plural = "headings of the yearly report"
        constraints = [
            models.UniqueConstraint("board", models.functions.Lower("title"), name="yearly_heading_once")
        ]


class YearlyReportQuerySet(FrozenQuerySet["YearlyReport"]):
    board_path = "board"

    def for_reports(self):
        return self.without_pdf().select_related("board", "prepared_by").order_by("-starts_on", "-version")


class YearlyReport(SignedReport, FrozenReport):
    """One version of a board's report on one of its years.

    A draft holds its sections, which people change; a final holds a copy of all it says. A correction is a new version.
    """

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="yearly_reports")
    name = LineField("year", max_length=20, help_text="Such as 2025/26.")
    starts_on = models.DateField("from")
    ends_on = models.DateField("to")
    recipients = TextField("whom it is sent to", blank=True, help_text="One a line.")
    omitted_because = TextField(
        "why it is final without all that is asked for",
        blank=True,
        editable=False,
        help_text="Said by whoever made it final; it stands in the report.",
    )
    signatures_asked = models.JSONField(
        null=True,
        editable=False,
        help_text="By whom it is to be signed, as the board had set it when it was made final.",
    )

    objects = YearlyReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["pdf", "content"])

    class Meta:
        ordering = ["-starts_on", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "starts_on", "version"], name="yearly_version_once_a_year"
            ),
            models.UniqueConstraint(fields=["board", "number"], name="yearly_number_once_a_board"),
            models.UniqueConstraint(
                fields=["board", "starts_on"], condition=Q(state="draft"), name="yearly_one_draft_a_year"
            ),
            frozen_whole("yearly_frozen_whole_or_not_at_all"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False),
                name="yearly_approved_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="yearly_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return f"Yearly report {self.name}, version {self.version}"

    def get_absolute_url(self):
        """Among the pages of the plan that its board works to: the latest one that is none of a review or an audit."""
        plan = self.board.plans.filter(kind="business").order_by("-starts_on").first()
        return reverse("reporting:yearly-detail", args=[plan.slug, self.pk]) if plan else ""

    @property
    def signing_now(self):
        return self.board.signing_of_a_year

    @property
    def called(self) -> str:
        """Of a final, as "report number 4, version 2"."""
        return f"report number {self.number}" + (f", version {self.version}" if self.version > 1 else "")


class PartQuerySet(BoardQuerySet[Row]):
    """Rows of a yearly report, of which those of a final are read only, by whatever door."""

    board_path = "report__board"

    def update(self, **kwargs):
        self._refuse_frozen()
        return super().update(**kwargs)

    def delete(self):
        self._refuse_frozen()
        return super().delete()

    def _refuse_frozen(self):
        if self.order_by().filter(report__state__in=FROZEN).exists():
            raise TypeError(NEVER_CHANGED)


class Part(models.Model):
    """A row of a yearly report: changed and removed while the report is a draft, never afterwards."""

    report: models.ForeignKey

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self._refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._refuse_frozen()
        return super().delete(*args, **kwargs)

    def _refuse_frozen(self):
        """Its report's state in the database: what was read of it may be older than what was made of it since."""
        if YearlyReport.objects.frozen().filter(pk=self.report_id).exists():
            raise TypeError(NEVER_CHANGED)

    @property
    def board(self):
        return self.report.board


class YearlySectionQuerySet(PartQuerySet["YearlySection"]):
    def printed(self):
        """Those that the report has; without what was left out of it."""
        return self.filter(left_out=False)

    def not_looked_at(self):
        """Of those that were drafted, what nobody has looked at."""
        return self.printed().filter(looked_at=None).exclude(drafted="")


class YearlySection(Part, Heading):
    """A section of one year's report: what was drafted for it, and its text as people left it."""

    LONGEST = 100_000  # characters of a text: what is drafted of a long plan, and room to spare

    report = models.ForeignKey(YearlyReport, on_delete=models.PROTECT, related_name="sections")
    drafted = TextField("as drafted", blank=True, editable=False)
    drafted_at = models.DateTimeField(null=True, editable=False)
    drafted_anew = models.BooleanField(
        "drafted again since people changed it",
        default=False,
        editable=False,
        help_text="What is drafted now stands beside the text until somebody takes it or leaves it.",
    )
    found_nothing = models.BooleanField(
        "nothing was found to draft it from",
        default=False,
        editable=False,
        help_text="What is drafted only says so.",
    )
    text = TextField(blank=True)
    looked_at = models.DateTimeField(null=True, editable=False)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    left_out = models.BooleanField("left out of this report", default=False)
    left_out_because = TextField("why it is left out", blank=True)

    objects = YearlySectionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Heading.Meta):
        abstract = False
        verbose_name = "section of a yearly report"
        verbose_name_plural = "sections of yearly reports"
        constraints = [
            models.CheckConstraint(
                condition=Q(looked_at__isnull=True, looked_by__isnull=True)
                | Q(looked_at__isnull=False, looked_by__isnull=False),
                name="yearly_section_looked_at_by_somebody",
            ),
        ]

    @classmethod
    def wrong_text(cls, text: str) -> str:
        """Advice about a text that cannot be kept; empty where it can."""
        if len(text) > cls.LONGEST:
            return f"Shorten this to {cls.LONGEST:,} characters, or make two sections of it; it has {len(text):,}."
        return ""

    @property
    def key(self) -> str:
        """What it is called in the content of its report and in the addresses of its pages."""
        return f"section-{self.pk}"

    @property
    def is_as_drafted(self) -> bool:
        """Whether nobody has made it theirs, by changing a word or by having looked at it."""
        return self.looked_at is None and self.text == self.drafted


class YearlySignature(GivenSignature):
    """An approval of a yearly report."""

    report = models.ForeignKey(YearlyReport, on_delete=models.PROTECT, related_name="signatures")

    objects = through("report__board").as_manager()

    class Meta(GivenSignature.Meta):
        abstract = False
        verbose_name = "signature on a yearly report"
        verbose_name_plural = "signatures on yearly reports"
        constraints = [
            models.UniqueConstraint(fields=["report", "person"], name="yearly_signature_once_a_person")
        ]


class FinanceLine(Part):
    """A line of the finance table of a year: what came in from whom, or what went out on what, in pounds."""

    class Kind(models.TextChoices):
        INCOME = "income", "Income"
        SPENDING = "spending", "Spending"

    report = models.ForeignKey(YearlyReport, on_delete=models.PROTECT, related_name="finance_lines")
    kind = models.CharField(max_length=8, choices=Kind)
    agency = models.ForeignKey(
        "subgroups.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = LineField("from whom, or on what", max_length=200, blank=True)
    amount = models.DecimalField("pounds", max_digits=12, decimal_places=2)
    year_before = models.DecimalField(
        "pounds the year before", max_digits=12, decimal_places=2, null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = PartQuerySet["FinanceLine"].as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="") | Q(agency__isnull=False), name="finance_line_names_what_it_is"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & (Q(year_before__isnull=True) | Q(year_before__gte=0)),
                name="finance_line_in_pounds",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """From whom it came or on what it went: the agency, with words where it has any."""
        agency = self.agency.name if self.agency else ""
        return ": ".join(filter(None, [agency, self.words]))


def finance_seen(lines) -> str:
    """A short mark of a finance table as it stands, to tell whether somebody changed it."""
    typed = [
        (
            each.kind,
            each.agency_id,
            each.words,
            f"{each.amount:.2f}",
            each.year_before is not None and f"{each.year_before:.2f}",
        )
        for each in sorted(lines, key=lambda each: (each.kind, each.position))
    ]
    return hashlib.sha256(repr(typed).encode()).hexdigest()[:16]


def _to_the_penny(pounds) -> str:
    return "" if pounds is None else f"{pounds:.2f}"
