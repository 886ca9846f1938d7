"""Taking back what one did last: what was undone, and what still can be."""

from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from lscb import clock
from lscb.events.audit_codes import words_of
from lscb.querysets import BoardQuerySet


class UndoneQuerySet(BoardQuerySet["Undone"]):
    board_path = "action__plan__board"

    def update(self, **kwargs):
        raise TypeError("What was undone is never changed.")

    def delete(self):
        raise TypeError("What was undone is never deleted.")


class Undone(models.Model):
    """Something that whoever did it took back, before anybody else acted on it: kept and shown, and it counts no more.

    `entry` is the key of its line in the audit trail. Where the event had added a row, that is named; where it had
    changed one, the row stands again as it did before.
    """

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="undone")
    entry = models.PositiveBigIntegerField("audit entry", unique=True, editable=False)
    update = models.OneToOneField(
        "plans.ProgressUpdate", null=True, blank=True, on_delete=models.PROTECT, related_name="undone"
    )
    decision = models.OneToOneField(
        "plans.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="undone"
    )
    asked = models.OneToOneField(
        "plans.DateChange",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="undone",
        verbose_name="new date asked for",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = UndoneQuerySet.as_manager()

    class Meta:
        verbose_name = "thing undone"
        verbose_name_plural = "things undone"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.action}, undone by {self.by}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("What was undone is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("What was undone is never deleted.")

    @property
    def board(self):
        return self.action.board


class LastStepQuerySet(BoardQuerySet["LastStep"]):
    board_path = "action__plan__board"

    def for_undo(self):
        """With all that is asked to find out whether it can be undone."""
        return self.select_related("action__plan__board", "quarter", "by", "update", "decision", "asked")


class LastStep(models.Model):
    """The last thing done to an action that can be undone, and how its rows stood before. The next one is written
    over it: what happened is in the audit trail, and this only says how to go back.

    `key` is shared by what one press did to several actions. `before` lists rows as [model, key, {field: [before,
    after]}], and `told` the keys of what people are to hear of it (`subgroups.models.Notice`).
    """

    action = models.OneToOneField("plans.Action", on_delete=models.PROTECT, related_name="last_step")
    key = models.UUIDField(default=uuid4, db_index=True, editable=False)
    entry = models.PositiveBigIntegerField("audit entry", editable=False)
    operation = models.CharField("what was done", max_length=60, editable=False)
    quarter = models.ForeignKey(
        "plans.Quarter",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text="The one it was said for; empty for a decision.",
    )
    update = models.ForeignKey(
        "plans.ProgressUpdate", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    moderation = models.ForeignKey(
        "plans.Moderation", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    decision = models.ForeignKey(
        "plans.Decision", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    asked = models.ForeignKey(
        "plans.DateChange",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text="The new date it asked for.",
    )
    before = models.JSONField("rows as they stood", default=list, encoder=DjangoJSONEncoder, editable=False)
    told = models.JSONField("news that it was", default=list, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = LastStepQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.words}: {self.action}"

    @property
    def board(self):
        return self.action.board

    @property
    def words(self) -> str:
        """What was done, in our words."""
        return words_of(self.operation)
