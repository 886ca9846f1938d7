"""What a group works by: its terms of reference and its work plan, as documents."""

from django.db import models
from django.db.models import F, Q

from lscb import clock
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet
from lscb.wording import days_late, long_date
from plans.models.evidence import LinkOrFile
from plans.rules.remit import RemitState, remit_state


class BodyDocumentQuerySet(BoardQuerySet["BodyDocument"]):
    board_path = "body__board"

    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def for_page(self):
        """With everything a line about it names; terms before work plans, the newest version first."""
        return self.select_related("body__board", "agreed_at_meeting__body", "by").order_by(
            "document", "-at", "-pk"
        )


class BodyDocument(LinkOrFile):
    """One version of a group's terms of reference or of its work plan; the newest is the one it works by.

    A business plan asks that each group's are reviewed (Cumbria LSCB business plan 2017-20, lines 385, 387, 388, 450).
    Earlier versions stay and can be read.
    """

    class Document(models.TextChoices):
        TERMS = "terms", "Terms of reference"
        WORK_PLAN = "work-plan", "Work plan"

    body = models.ForeignKey(
        "subgroups.Body", on_delete=models.PROTECT, related_name="documents", verbose_name="group"
    )
    document = models.CharField(max_length=9, choices=Document, default=Document.TERMS)
    agreed_on = models.DateField("agreed on", null=True, blank=True)
    agreed_at_meeting = models.ForeignKey(
        "subgroups.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="agreed by the meeting",
    )
    review_due_on = models.DateField("review due", null=True, blank=True)

    objects = BodyDocumentQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["file"])

    class Meta(LinkOrFile.Meta):
        verbose_name = "document of a group"
        verbose_name_plural = "documents of groups"
        constraints = [
            *LinkOrFile.Meta.constraints,
            models.CheckConstraint(
                condition=Q(document__in=["terms", "work-plan"]), name="body_document_known"
            ),
            models.CheckConstraint(
                condition=Q(agreed_at_meeting=None) | Q(agreed_on__isnull=False),
                name="body_document_agreed_by_a_meeting_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(agreed_on=None) | Q(review_due_on=None) | Q(review_due_on__gt=F("agreed_on")),
                name="body_document_review_comes_after",
            ),
        ]

    @property
    def trail(self):
        return self.body

    @property
    def board(self):
        return self.body.board

    @property
    def folder(self) -> str:
        return f"evidence/bodies/{self.body_id}"

    @property
    def state(self) -> RemitState:
        return remit_state(self.agreed_on, self.review_due_on, clock.today())

    @property
    def needs_a_look(self) -> bool:
        """Whether it waits for agreement, or its review is overdue or due soon."""
        return self.state != RemitState.IN_ORDER

    @property
    def agreed_words(self) -> str:
        """As "agreed 9 April 2018 by Business Group"."""
        if not self.agreed_on:
            return "not agreed yet"
        by = f" by {self.agreed_at_meeting.body.label}" if self.agreed_at_meeting else ""
        return f"agreed {long_date(self.agreed_on)}{by}"

    @property
    def review_words(self) -> str:
        """As "review due 31 March 2018"."""
        return f"review due {long_date(self.review_due_on)}" if self.review_due_on else "no review planned"

    @property
    def late_words(self) -> str:
        """By how much its review is late; empty for not at all, or before it is agreed."""
        late = (clock.today() - self.review_due_on).days if self.review_due_on else 0
        return days_late(late) if self.state == RemitState.OVERDUE else ""

    @property
    def stands(self) -> str:
        """All of it in one line."""
        return f"{self.agreed_words}, {self.review_words}"
