"""The audit trail: what was done, to what, by whom."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from lscb import clock
from lscb.audit_codes import words_of


class AuditEntryQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Entries of the boards whose audit the person may read."""
        return self.filter(board__in=person.boards_with_audit())

    def about(self, thing: models.Model):
        """The story of one thing, newest first."""
        return self.filter(thing_type=ContentType.objects.get_for_model(thing), thing_id=thing.pk).order_by(
            "-at", "-pk"
        )

    def update(self, **kwargs):
        raise TypeError("An audit entry is never changed.")

    def delete(self):
        raise TypeError("An audit entry is never deleted.")


class AuditEntry(models.Model):
    """One business event: written once, in the transaction of the event, and never changed or deleted.

    `changes` maps a field's words to [old, new] as shown; only what changed.
    """

    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    by_name = models.CharField("by", max_length=200, editable=False)
    board = models.ForeignKey(
        "subgroups.Board", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    operation = models.CharField("what was done", max_length=60, editable=False, help_text="An audit code.")
    thing_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+", editable=False)
    thing_id = models.PositiveBigIntegerField(editable=False)
    thing = GenericForeignKey("thing_type", "thing_id")
    thing_name = models.CharField("thing", max_length=300, editable=False)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["thing_type", "thing_id"], name="audit_by_thing"),
            models.Index(fields=["board", "-at"], name="audit_by_board"),
        ]

    def __str__(self):
        return f"{self.words}: {self.thing_name}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An audit entry is never deleted.")

    @property
    def words(self) -> str:
        """What was done, in our words; a board's own are put in the place of ours where they are shown."""
        return words_of(self.operation)
