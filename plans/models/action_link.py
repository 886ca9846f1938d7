"""Which actions belong together."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from lscb.querysets import through


class ActionLink(models.Model):
    """One action points to another: "linked to 4.5", "as part of 12.2-12.5"."""

    class Kind(models.TextChoices):
        RELATED = "related", "Related to"
        DEPENDS_ON = "depends-on", "Depends on"

    action = models.ForeignKey("plans.Action", on_delete=models.CASCADE, related_name="links")
    to = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.RELATED)
    words = models.CharField(max_length=200, blank=True)

    objects = through("action__plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "to"], name="action_link_once"),
            models.CheckConstraint(condition=~Q(action=F("to")), name="action_link_to_another"),
        ]

    def __str__(self):
        return f"{self.action} {self.get_kind_display().lower()} {self.to.called}"

    @property
    def board(self):
        return self.action.board
