"""The plan as published: each edition a version that readers know, frozen for good."""

import hashlib

from django.db import models
from django.db.models import Q
from django.urls import reverse

from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from reporting.models.frozen import FrozenQuerySet, FrozenReport, frozen_whole


class PlanEditionQuerySet(FrozenQuerySet["PlanEdition"]):
    board_path = "plan__board"

    def drafts(self):
        return self.filter(state=PlanEdition.State.DRAFT)

    def for_list(self):
        """Without the copies and the paper, the latest first."""
        return (
            self.without_pdf()
            .select_related("plan__board", "agreed_at__body", "prepared_by")
            .order_by("-version")
        )

    def last_of(self, plan) -> "PlanEdition | None":
        """The edition of a plan that was published last, with what it says."""
        return self.frozen().filter(plan=plan).defer("pdf").order_by("-version").first()


class PlanEdition(FrozenReport):
    """One version of a plan as the board publishes it: 1, 2 and so on, as its cover says.

    A draft holds only the words of the cover; all else follows the plan. A published one holds a copy of everything it
    says and its PDF as printed, and is never changed; what changes afterwards goes into the next.
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="editions")
    title = LineField(max_length=200, blank=True, help_text="On the cover; left empty, the plan’s own.")
    foreword = TextField(
        blank=True,
        help_text="A little Markdown, as in the chapters of the plan: # begins a heading, - an item of a list.",
    )
    agreed_at = models.ForeignKey(
        "subgroups.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plans_agreed",
        verbose_name="agreed by the meeting",
    )
    published_on = models.DateField("published", null=True, blank=True)

    objects = PlanEditionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["pdf", "content"])

    class Meta:
        verbose_name = "edition of a plan"
        verbose_name_plural = "editions of plans"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="edition_version_once_a_plan"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="draft"), name="edition_one_draft_a_plan"
            ),
            frozen_whole("edition_frozen_whole_or_not_at_all"),
        ]

    def __str__(self):
        return f"{self.plan.title}, version {self.version}"

    def get_absolute_url(self):
        if self.is_frozen:
            return reverse("reporting:edition-detail", args=[self.plan.slug, self.pk])
        return reverse("reporting:edition-draft", args=[self.plan.slug])

    @property
    def board(self):
        return self.plan.board

    @property
    def cover_mark(self) -> str:
        """A short mark of the words of its cover as they stand, to tell whether somebody changed them."""
        words = (self.title, self.foreword, str(self.agreed_at_id or ""), str(self.published_on or ""))
        return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]
