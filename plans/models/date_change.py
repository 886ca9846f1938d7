"""New due dates: asked for openly, agreed by a meeting."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from lscb import clock
from lscb.querysets import BoardQuerySet


class DateChangeQuerySet(BoardQuerySet["DateChange"]):
    board_path = "action__plan__board"

    def waiting(self):
        """Asked for and not yet agreed or refused."""
        return self.filter(state=DateChange.State.ASKED)

    def agreed(self):
        return self.filter(state=DateChange.State.AGREED)


class DateChange(models.Model):
    """A new due date asked for. Lateness is measured against the last date agreed; the first stays printed."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Not agreed"
        LAPSED = "lapsed", "No longer asked for"

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="date_changes")
    from_date = models.DateField("from", null=True)
    to_date = models.DateField("to")
    reason = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    meeting = models.ForeignKey(
        "subgroups.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="date_changes",
        help_text="The meeting that decided.",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who recorded the decision.",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DateChangeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(state="asked"), name="date_change_one_waiting_an_action"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="date_change_decided_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.action}: new date {self.to_date:%d %B %Y}"

    @property
    def board(self):
        return self.action.board
