"""Parts of an action."""

from django.db import models
from simple_history.models import HistoricalRecords

from lscb.fields import LineField
from lscb.querysets import through


class ActionItem(models.Model):
    """A part of an action that can be done and owned on its own: a task, one of two events."""

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="items")
    label = LineField(max_length=20, blank=True)
    text = models.TextField()
    owner = models.ForeignKey(
        "subgroups.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="action_items"
    )
    who_text = models.CharField("who, as printed", max_length=300, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    done_on = models.DateField("done", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("action__plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.label} {self.text[:80]}".strip()

    @property
    def board(self):
        return self.action.board
