"""What belongs to one action: who owns it, its dated parts, its tasks, and the actions it points to."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from lscb import clock
from lscb.fields import LineField
from lscb.querysets import BoardQuerySet, through
from plans.rules import due
from plans.rules.timescales import MilestoneKind, Precision


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


class MilestoneQuerySet(BoardQuerySet["Milestone"]):
    board_path = "action__plan__board"

    def open_and_dated(self):
        """Those with a day that are not done, by their days: for each a new date can be asked for."""
        return self.filter(due_on__isnull=False, done_on__isnull=True).order_by("due_on", "pk")


class Milestone(models.Model):
    """A dated, recurring or event-driven part of an action's timescale, apart from its one due date.

    A plain "July 2018" has none: it is the action's due date. "November 2017 & March 2018" has two, "January
    2018 and ongoing" a first deliverable, "Annually - August and February" one for each window in the plan.
    """

    action = models.ForeignKey("plans.Action", on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in MilestoneKind])
    words = models.CharField(max_length=300, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    first_due_on = models.DateField(
        "first due date",
        null=True,
        blank=True,
        editable=False,
        help_text="Empty while nobody has confirmed how the words are read.",
    )
    precision = models.CharField(
        max_length=10, choices=[(p.value, p.value) for p in Precision], default=Precision.MONTH.value
    )
    trigger = models.CharField("waits for", max_length=300, blank=True)
    done_on = models.DateField("done", null=True, blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = MilestoneQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "due_on", "pk"]
        indexes = [models.Index(fields=["action", "due_on"], name="milestone_due_of_action")]

    def __str__(self):
        return self.words or str(self.due_on or self.trigger)

    @property
    def board(self):
        return self.action.board

    @property
    def is_missed(self) -> bool:
        """Passed and not done, where its action is not held to a date of its own."""
        return self.action.due_on is None and due.missed([self], clock.today()) is not None

    @property
    def slipped_days(self) -> int:
        """Days between its first date and the one agreed since; 0 when it was never moved."""
        return due.slipped_days(self.due_on, self.first_due_on)


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


class ActionLink(models.Model):
    """One action points to another: "linked to 4.5", "as part of 12.2-12.5"."""

    class Kind(models.TextChoices):
        RELATED = "related", "Related to"
        DEPENDS_ON = "depends-on", "Depends on"

    action = models.ForeignKey("plans.Action", on_delete=models.CASCADE, related_name="links")
    to = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.RELATED)
    words = models.CharField(max_length=200, blank=True)

    objects = through("action__plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "to"], name="action_link_once"),
            models.CheckConstraint(condition=~Q(action=F("to")), name="action_link_to_another"),
        ]

    def __str__(self):
        return f"{self.action} {self.get_kind_display().lower()} {self.to.called}"

    @property
    def board(self):
        return self.action.board
