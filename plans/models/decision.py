"""What a meeting decided about an action: help promised, and whatever has no record of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lscb import clock
from lscb.fields import TextField
from lscb.history import HistoricalRecords
from plans.models.partner import PartnerQuerySet, WithPartner
from plans.models.where import where_decided

# How the words of a decision begin by which a completion is not agreed; why follows them.
NOT_COMPLETE = "Completion not agreed"


class DecisionQuerySet(PartnerQuerySet["Decision"]):
    board_path = "action__plan__board"

    def standing(self):
        """Without what whoever recorded it took back."""
        return self.filter(undone__isnull=True)

    def promises(self):
        """Help that somebody promised, whatever became of it."""
        return self.filter(kind=Decision.Kind.HELP)

    def open_promises(self):
        """Help promised of which nobody has said yet whether it came; the earliest due first."""
        return (
            self.promises()
            .standing()
            .filter(outcome=Decision.Outcome.OPEN)
            .order_by(models.F("due_on").asc(nulls_last=True), "pk")
        )

    def for_page(self):
        """With everything a line about a decision names."""
        return self.select_related(
            "action__plan",
            "meeting__body",
            "helper_agency",
            "helper_body",
            "recorded_by",
            "settled_by",
            "undone__by",
        )


class Decision(WithPartner):
    """Something a meeting decided about an action, besides its date and its completion.

    New dates and completions are decided in DateChange and in the action itself, and nowhere twice. Help promised
    stays in sight until somebody says whether it came.
    """

    class Kind(models.TextChoices):
        HELP = "help", "Help promised"
        OTHER = "other", "Other decision"

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        KEPT = "kept", "Kept"
        NOT_KEPT = "not-kept", "Not kept"

    partner_fields = ("helper_agency", "helper_body")

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=6, choices=Kind)
    words = TextField("what was decided")
    meeting = models.ForeignKey(
        "subgroups.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        help_text="The meeting that decided.",
    )
    outside_because = TextField("how it was decided outside a meeting", blank=True)
    helper_agency = models.ForeignKey(
        "subgroups.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="promises",
        verbose_name="promised by the agency",
    )
    helper_body = models.ForeignKey(
        "subgroups.Body",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="promises",
        verbose_name="promised by the group",
    )
    due_on = models.DateField("promised by when", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    outcome = models.CharField("what became of it", max_length=8, choices=Outcome, default=Outcome.OPEN)
    outcome_words = TextField("in words", blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)

    helper = WithPartner.partner  # who promised help; None for another decision

    objects = DecisionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="help", helper_agency__isnull=False, helper_body__isnull=True)
                | Q(kind="help", helper_agency__isnull=True, helper_body__isnull=False)
                | Q(
                    kind="other",
                    helper_agency__isnull=True,
                    helper_body__isnull=True,
                    due_on__isnull=True,
                    outcome="open",
                ),
                name="decision_help_is_promised_by_one",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", settled_at__isnull=True, settled_by__isnull=True)
                | Q(outcome__in=["kept", "not-kept"], settled_at__isnull=False, settled_by__isnull=False),
                name="decision_settled_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.words[:80]}"

    @property
    def not_complete_because(self) -> str:
        """Why a completion was not agreed; empty for every other decision."""
        return (
            self.words.removeprefix(f"{NOT_COMPLETE}: ") if self.words.startswith(f"{NOT_COMPLETE}: ") else ""
        )

    @property
    def decided_where(self) -> str:
        """Which meeting decided, or how it was decided outside one."""
        return where_decided(self.meeting, self.outside_because, self.recorded_at)

    @property
    def board(self):
        return self.action.board

    @property
    def is_undone(self) -> bool:
        """Whether whoever recorded it took it back; no query after `for_page`."""
        return hasattr(self, "undone")

    @property
    def is_late(self) -> bool:
        """Whether help was promised for a day that has passed, and nobody has said that it came."""
        return bool(self.outcome == self.Outcome.OPEN and self.due_on and self.due_on < clock.today())
