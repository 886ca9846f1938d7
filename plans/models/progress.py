"""What was said about an action: never changed, only added to."""

from django.conf import settings
from django.db import models

from lscb import clock
from lscb.querysets import BoardQuerySet
from plans.rules import ratings


class ProgressUpdateQuerySet(BoardQuerySet["ProgressUpdate"]):
    board_path = "action__plan__board"

    def for_story(self):
        """Updates with who said them and when, and what the board team made of them, newest first."""
        return self.select_related(
            "quarter", "by", "on_behalf_of", "moderation__by", "moderates__proposal__by"
        ).order_by("-at", "-pk")

    def in_force(self):
        """Without what was said before its action was opened again: that is kept and shown, and counts no more."""
        return self.filter(
            models.Q(action__stands_after__isnull=True) | models.Q(pk__gt=models.F("action__stands_after"))
        )

    def update(self, **kwargs):
        raise TypeError("A progress update is never changed; add another.")

    def delete(self):
        raise TypeError("A progress update is never deleted; add another.")


class ProgressUpdate(models.Model):
    """One rating of one action for one quarter, with the words that the rating asks for.

    The last one of a quarter stands. Earlier ones are kept and shown. What an owner says is a proposal: it counts
    at once, and the board team accepts it or changes it with a reason (see Moderation).
    """

    # What an owner says of an action, in the order in which it is asked.
    SAID = (
        "rating",
        "progress",
        "reason",
        "cause",
        "recovery_step",
        "back_on_track_on",
        "help_wanted",
        "evidence_how_much",
        "evidence_how_well",
        "evidence_difference",
        "completed_on",
        "hold_reason",
        "review_on",
    )

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="updates")
    quarter = models.ForeignKey("plans.Quarter", on_delete=models.PROTECT, related_name="updates")
    rating = models.CharField(max_length=1, choices=[(str(r), ratings.WORDS[r]) for r in ratings.Rating])
    progress = models.TextField(blank=True)
    reason = models.TextField("why this rating, past its date", blank=True)
    cause = models.TextField("why it is not on track", blank=True)
    recovery_step = models.TextField("what will bring it back", blank=True)
    back_on_track_on = models.DateField("back on track by", null=True, blank=True)
    help_wanted = models.TextField("help wanted", blank=True)
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
    proposed = models.BooleanField(
        default=False, editable=False, help_text="Said by an owner, for the board team to look at."
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

    @property
    def waits_for_moderation(self) -> bool:
        """An owner's proposal that nobody of the board team has looked at; no query after `for_story`."""
        return self.proposed and not hasattr(self, "moderation")


class ModerationQuerySet(BoardQuerySet["Moderation"]):
    board_path = "proposal__action__plan__board"

    def update(self, **kwargs):
        raise TypeError("What the board team made of a proposal is never changed.")

    def delete(self):
        raise TypeError("What the board team made of a proposal is never deleted.")


class Moderation(models.Model):
    """What the board team made of an owner's proposal: accepted as it was, or answered with an update of its own.

    The owner rates, the board confirms, and where they differ both are shown (Home Office partnership plans; Section
    11 audits print the moderated score beside the agency's own).
    """

    proposal = models.OneToOneField(ProgressUpdate, on_delete=models.PROTECT, related_name="moderation")
    answer = models.OneToOneField(
        ProgressUpdate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="moderates",
        help_text="The board team's own update, where it did not accept the proposal as it was.",
    )
    reason = models.TextField("why it was changed", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = ModerationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.proposal}: {'answered' if self.answer_id else 'accepted'}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("What the board team made of a proposal is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("What the board team made of a proposal is never deleted.")

    @property
    def board(self):
        return self.proposal.board

    @property
    def changed_rating(self) -> bool:
        """The board team rates it otherwise than the owner did."""
        return self.answer_id is not None and self.answer.rating != self.proposal.rating
