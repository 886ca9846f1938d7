"""Who owns an action."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from lscb.querysets import through


class ActionOwner(models.Model):
    """A body that owns an action, in printed order; or words that name nobody we know, kept as they are."""

    action = models.ForeignKey("plans.Action", on_delete=models.CASCADE, related_name="owners")
    body = models.ForeignKey(
        "subgroups.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="owned"
    )
    words = models.CharField(max_length=300, blank=True, help_text="As printed, where we cannot place it.")
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("action__plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "body"], name="action_owner_once"),
            models.CheckConstraint(
                condition=Q(body__isnull=False) | ~Q(words=""), name="action_owner_is_a_body_or_words"
            ),
        ]

    def __str__(self):
        return str(self.body or self.words)

    @property
    def label(self) -> str:
        return self.body.label if self.body_id else self.words

    @property
    def board(self):
        return self.action.board
