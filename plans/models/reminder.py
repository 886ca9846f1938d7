"""Letters that asked people for their updates: never changed, only added to."""

from django.conf import settings
from django.db import models

from lscb import clock
from lscb.querysets import through


class ReminderQuerySet(through("quarter__plan__board")):
    def for_page(self):
        """Letters with whom they went to, newest first."""
        return self.select_related("quarter", "person").order_by("-sent_at", "-pk")

    def update(self, **kwargs):
        raise TypeError("A letter that was sent is never changed.")

    def delete(self):
        raise TypeError("A letter that was sent is never deleted.")


class Reminder(models.Model):
    """One e-mail to one person about the actions they had not updated, as it left."""

    quarter = models.ForeignKey("plans.Quarter", on_delete=models.PROTECT, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders")
    sent_at = models.DateTimeField(default=clock.now, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    references = models.PositiveIntegerField(help_text="How many actions it names.")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return f"Reminder of {self.quarter} to {self.person}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("A letter that was sent is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("A letter that was sent is never deleted.")

    @property
    def board(self):
        return self.quarter.board
