"""Letters that asked people for their updates: never changed, only added to. Whether each left, its letter says."""

from django.conf import settings
from django.db import models

from lscb import clock
from lscb.fields import CharField, TextField
from lscb.models import Letter
from lscb.ordering import ByLetters
from lscb.querysets import BoardQuerySet


class ReminderQuerySet(BoardQuerySet["Reminder"]):
    board_path = "quarter__plan__board"

    def for_page(self):
        """Letters with whom they went to and what became of them, newest first."""
        return self.select_related("quarter", "person", "letter").order_by("-sent_at", "-pk")

    def perhaps_arrived(self):
        """All but those of which it is certain that they never left; with what became of them."""
        return self.exclude(letter__state=Letter.State.FAILED).select_related("letter")

    def of_today(self):
        """Those of today that perhaps arrived, with whom they went to, by name."""
        return (
            self.perhaps_arrived()
            .filter(sent_at__date=clock.today())
            .select_related("person")
            .order_by(ByLetters("person__name"), "pk")
        )

    def update(self, **kwargs):
        raise TypeError("A letter that was sent is never changed.")

    def delete(self):
        raise TypeError("A letter that was sent is never deleted.")


class Reminder(models.Model):
    """One e-mail to one person about the actions they had not updated, as it was written.

    `letter` is what carries it; those of before there were letters were sent.
    """

    quarter = models.ForeignKey(
        "plans.Quarter",
        on_delete=models.PROTECT,
        related_name="reminders",
        verbose_name="reporting period",
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders")
    sent_at = models.DateTimeField(default=clock.now, editable=False)
    to = models.EmailField()
    subject = CharField(max_length=300)
    body = TextField()
    letter = models.OneToOneField(
        Letter, null=True, on_delete=models.PROTECT, related_name="reminder", editable=False
    )
    is_last = models.BooleanField(
        default=False, editable=False, help_text="The one that a timer sends shortly before the deadline."
    )
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
    def is_in_doubt(self) -> bool:
        """Whether it may not have left, and nothing more will be known of it."""
        return bool(self.letter and self.letter.state == Letter.State.UNCERTAIN)

    @property
    def board(self):
        return self.quarter.board
