"""What was said about an action: never changed, only added to."""

from django.conf import settings
from django.db import models

from lscb import clock
from lscb.querysets import through
from plans import ratings


class ProgressUpdateQuerySet(through("action__plan__board")):
    def for_story(self):
        """Updates with who said them and when, newest first."""
        return self.select_related("quarter", "by", "on_behalf_of").order_by("-at", "-pk")

    def update(self, **kwargs):
        raise TypeError("A progress update is never changed; add another.")

    def delete(self):
        raise TypeError("A progress update is never deleted; add another.")


class ProgressUpdate(models.Model):
    """One rating of one action for one quarter, with the words that the rating asks for.

    The last one of a quarter stands. Earlier ones are kept and shown.
    """

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="updates")
    quarter = models.ForeignKey("plans.Quarter", on_delete=models.PROTECT, related_name="updates")
    rating = models.CharField(max_length=1, choices=[(str(r), ratings.WORDS[r]) for r in ratings.Rating])
    progress = models.TextField(blank=True)
    reason = models.TextField("why this rating, past its date", blank=True)
    cause = models.TextField("why it is not on track", blank=True)
    recovery_step = models.TextField("what will bring it back", blank=True)
    back_on_track_on = models.DateField("back on track by", null=True, blank=True)
    help_wanted = models.TextField("help wanted from the group", blank=True)
    evidence_how_much = models.TextField("how much was done", blank=True)
    evidence_how_well = models.TextField("how well was it done", blank=True)
    evidence_difference = models.TextField("what difference did it make", blank=True)
    completed_on = models.DateField("completed on", null=True, blank=True)
    hold_reason = models.TextField("why it is on hold", blank=True)
    review_on = models.DateField("look at it again on", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="progress_updates"
    )
    on_behalf_of = models.ForeignKey(
        "subgroups.Body",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The owner, where the board team typed the update for them.",
    )
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["action", "quarter", "-id"], name="update_latest_of_quarter")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating__in=[str(r) for r in ratings.Rating]), name="update_rating_known"
            )
        ]

    def __str__(self):
        return f"{self.action} {self.rating} {self.quarter}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("A progress update is never changed; add another.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("A progress update is never deleted; add another.")

    @property
    def board(self):
        return self.action.board
