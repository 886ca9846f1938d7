"""What was said about an action: never changed, only added to."""

from django.conf import settings
from django.db import models

from lscb import clock
from lscb.fields import TextField
from lscb.querysets import BoardQuerySet
from plans.rules import ratings, repeating


class ProgressUpdateQuerySet(BoardQuerySet["ProgressUpdate"]):
    board_path = "action__plan__board"

    def for_story(self):
        """Updates with who said them and when, and what the board team made of them, newest first."""
        return self.select_related(
            "quarter",
            "by",
            "on_behalf_of",
            "moderation__by",
            "moderates__proposal__by",
            "repeats__quarter",
            "undone__by",
        ).order_by("-at", "-pk")

    def not_undone(self):
        """Without what whoever said it took back."""
        return self.filter(undone__isnull=True)

    def in_force(self):
        """What counts: neither undone nor said before its action was opened again. Both are kept and shown."""
        return self.not_undone().filter(
            models.Q(action__stands_after__isnull=True) | models.Q(pk__gt=models.F("action__stands_after"))
        )

    def said_before(self, quarter, *, action, carried_from):
        """What counts of an action in the quarters before `quarter` (None: in none), and of the one that it was carried
        over from, the last first. Keys, or outer references to them.

        What is carried over goes on, so that nothing of it was complete.
        """
        said = models.Q(action=carried_from) & ~models.Q(rating=ratings.Rating.COMPLETE)
        if quarter is not None:
            said |= models.Q(action=action, quarter__starts_on__lt=quarter.starts_on)
        return self.in_force().filter(said).order_by("-quarter__starts_on", "-pk")

    def came_first(self, *, last: "ProgressUpdate | None", seen: int | None) -> str:
        """What whoever saves after `last` is told, before both are shown to them: somebody said something more, or took
        back the update that they had `seen`.

        :raises ValueError: where there is nothing that came first.
        """
        undone = self.filter(pk=seen, undone__isnull=False).for_story().first() if seen else None
        if undone:
            what = f"{undone.undone.by} took back what was said last"
        elif last:
            what = f"{last.by} updated this"
        else:
            raise ValueError("The update said to be seen was never there.")
        return f"{what} while you were writing. Nothing of yours is lost: compare and save again."

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

    # Of these, what is said in sentences.
    WORDS = repeating.WORDS

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="updates")
    quarter = models.ForeignKey(
        "plans.Quarter",
        on_delete=models.PROTECT,
        related_name="updates",
        verbose_name="reporting period",
    )
    rating = models.CharField(max_length=1, choices=[(str(r), ratings.WORDS[r]) for r in ratings.Rating])
    progress = TextField(blank=True)
    reason = TextField("why this rating, past its date", blank=True)
    cause = TextField("why it is not on track", blank=True)
    recovery_step = TextField("what will bring it back", blank=True)
    back_on_track_on = models.DateField("back on track by", null=True, blank=True)
    help_wanted = TextField("help wanted", blank=True)
    evidence_how_much = TextField("how much was done", blank=True)
    evidence_how_well = TextField("how well was it done", blank=True)
    evidence_difference = TextField("what difference did it make", blank=True)
    completed_on = models.DateField("completed on", null=True, blank=True)
    hold_reason = TextField("why it is on hold", blank=True)
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
    repeats = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="says the same as",
        help_text="The update of an earlier quarter whose words it says again, unchanged.",
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
    def words(self) -> dict[str, str]:
        """All its words by field."""
        return {field: getattr(self, field) for field in self.WORDS}

    @property
    def waits_for_moderation(self) -> bool:
        """An owner's proposal that nobody of the board team has looked at; no query after `for_story`."""
        return self.proposed and not self.is_undone and not hasattr(self, "moderation")

    @property
    def is_undone(self) -> bool:
        """Whether whoever said it took it back; no query after `for_story`."""
        return hasattr(self, "undone")


class ModerationQuerySet(BoardQuerySet["Moderation"]):
    board_path = "proposal__action__plan__board"

    def undo(self) -> int:
        """Let these stand for nothing any more; their proposals wait again. How many did."""
        return super().update(stands_for=None)

    def update(self, **kwargs):
        raise TypeError("What the board team made of a proposal is never changed.")

    def delete(self):
        raise TypeError("What the board team made of a proposal is never deleted.")


class Moderation(models.Model):
    """What the board team made of an owner's proposal: accepted as it was, or answered with an update of its own.

    The owner rates, the board confirms, and where they differ both are shown (Home Office partnership plans; Section
    11 audits print the moderated score beside the agency's own). One that was undone stands for nothing, and the
    proposal waits again.
    """

    proposal = models.ForeignKey(ProgressUpdate, on_delete=models.PROTECT, related_name="moderations")
    stands_for = models.OneToOneField(
        ProgressUpdate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="moderation",
        editable=False,
        help_text="The proposal, as long as this was not undone.",
    )
    answer = models.OneToOneField(
        ProgressUpdate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="moderates",
        help_text="The board team's own update, where it did not accept the proposal as it was.",
    )
    reason = TextField("why it was changed", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = ModerationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stands_for__isnull=True) | models.Q(stands_for=models.F("proposal")),
                name="moderation_stands_for_its_proposal",
            )
        ]

    def __str__(self):
        return f"{self.proposal}: {'answered' if self.answer_id else 'accepted'}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("What the board team made of a proposal is never changed.")
        self.stands_for = self.proposal
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
