"""The quarterly monitoring report: a draft that follows the plan, then a final that never changes."""

import hashlib

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.querysets import through
from reporting.models.frozen import FrozenQuerySet, FrozenReport, frozen_whole
from reporting.models.signatures import GivenSignature, SignedReport


class MonitoringReportQuerySet(FrozenQuerySet["MonitoringReport"]):
    board_path = "plan__board"

    def for_reports(self):
        return (
            self.without_pdf()
            .select_related("plan__board", "quarter", "prepared_by")
            .prefetch_related("signatures")
            .order_by("-quarter__starts_on", "-version")
        )

    def before(self, quarter):
        """Final reports of the plan's earlier quarters, the latest version of the latest first."""
        return (
            self.frozen()
            .filter(plan=quarter.plan_id, quarter__starts_on__lt=quarter.starts_on)
            .order_by("-quarter__starts_on", "-version")
        )

    def of_latest_version(self):
        """Of final reports, those that none corrects."""
        later = self.model.objects.frozen().filter(
            quarter=OuterRef("quarter"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(later))

    def last_before(self, quarter):
        """Of those before it, the first is the one that `quarter` is compared with."""
        return self.before(quarter).defer("pdf")


class MonitoringReport(SignedReport, FrozenReport):
    """One version of a quarter's report to the Business Group.

    A draft holds only the board team's own words; everything else is read from the plan each time. A final
    holds a copy of everything it says and its PDF as printed, has a number, and is never changed; a correction
    is a new version. A signature is a row of its own; with the last one that is asked for the report is approved,
    and nothing else of it is touched.
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="monitoring_reports")
    quarter = models.ForeignKey(
        "plans.Quarter",
        on_delete=models.PROTECT,
        related_name="monitoring_reports",
        verbose_name="reporting period",
    )
    key_messages = TextField(blank=True, help_text="One a line.")
    decisions = TextField(
        "decisions asked",
        blank=True,
        help_text="One a line; those that follow from the plan are added for you.",
    )
    agenda_item = LineField(max_length=60, blank=True, help_text="As the agenda numbers it.")
    presenter = LineField("presented by", max_length=150, blank=True)
    default_decisions = models.JSONField(
        "decisions that follow from the plan, as asked",
        default=dict,
        blank=True,
        editable=False,
        help_text="By the key of each: the words it is asked in, empty when left out, and those offered then.",
    )
    position_at = models.DateTimeField(null=True, editable=False)
    signatures_asked = models.JSONField(
        null=True,
        editable=False,
        help_text="By whom it is to be signed, as the board had set it when it was made final.",
    )

    objects = MonitoringReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["pdf", "content"])

    class Meta:
        ordering = ["-quarter__starts_on", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["quarter", "version"], name="report_version_once_a_quarter"),
            models.UniqueConstraint(fields=["plan", "number"], name="report_number_once_a_plan"),
            models.UniqueConstraint(
                fields=["quarter"], condition=Q(state="draft"), name="report_one_draft_a_quarter"
            ),
            frozen_whole("report_frozen_whole_or_not_at_all"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False),
                name="report_approved_at_a_time",
            ),
        ]

    def __str__(self):
        return f"Monitoring report {self.quarter.name}, version {self.version}"

    def get_absolute_url(self):
        return reverse("reporting:report-detail", args=[self.plan.slug, self.pk])

    @property
    def called(self) -> str:
        """Of a final, as "report number 4, version 2"."""
        return f"report number {self.number}" + (f", version {self.version}" if self.version > 1 else "")

    @property
    def board(self):
        return self.plan.board

    @property
    def reworded(self) -> dict[str, str]:
        """Decisions that follow from the plan, by key, in the board team's words; empty for one left out."""
        return {key: asked for key, (asked, _) in self.default_decisions.items()}


class Signature(GivenSignature):
    """An approval of a monitoring report."""

    report = models.ForeignKey(MonitoringReport, on_delete=models.PROTECT, related_name="signatures")

    objects = through("report__plan__board").as_manager()

    class Meta(GivenSignature.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["report", "person"], name="signature_once_a_person")]


def words_seen(draft) -> str:
    """A short mark of a draft's own words as they stand, to tell whether somebody changed them; None has none."""
    own = ("key_messages", "decisions", "agenda_item", "presenter")
    words = "\0".join(getattr(draft, name) if draft else "" for name in own)
    if draft and draft.default_decisions:
        words += f"\0{sorted(draft.default_decisions.items())}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]
