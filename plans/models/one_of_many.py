"""What each of many says where all of a kind own an action."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lscb import clock
from lscb.fields import TextField
from lscb.querysets import through


class OneOfManyAnswer(models.Model):
    """What one agency or group says of an action that all of its kind own. What it says last counts; nothing said is
    changed.

    It rates nothing: the lead of the action does, or the board team.
    """

    class State(models.TextChoices):
        DONE = "done", "Done"
        WORKING = "working", "Working on it"
        NOT_OURS = "not-ours", "Not for us"

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="answers")
    body = models.ForeignKey("subgroups.Body", on_delete=models.PROTECT, related_name="answers")
    state = models.CharField(max_length=8, choices=State)
    words = TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = through("action__plan__board").as_manager()

    class Meta:
        verbose_name = "answer of one of many"
        verbose_name_plural = "answers of one of many"
        ordering = ["pk"]
        indexes = [models.Index(fields=["action", "body"], name="one_of_many_of_action")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "working", "not-ours"]), name="one_of_many_state_known"
            ),
        ]

    def __str__(self):
        return f"{self.body}: {self.get_state_display()}"

    @property
    def board(self):
        return self.action.board
