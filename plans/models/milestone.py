"""Milestones: the dated parts of an action's timescale."""

from django.db import models
from simple_history.models import HistoricalRecords

from lscb import clock
from lscb.querysets import through
from plans.rules import due
from plans.rules.timescales import MilestoneKind, Precision


class Milestone(models.Model):
    """A dated, recurring or event-driven part of an action's timescale, apart from its one due date.

    A plain "July 2018" has none: it is the action's due date. "November 2017 & March 2018" has two, "January
    2018 and ongoing" a first deliverable, "Annually - August and February" one for each window in the plan.
    """

    action = models.ForeignKey("plans.Action", on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in MilestoneKind])
    words = models.CharField(max_length=300, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    precision = models.CharField(
        max_length=10, choices=[(p.value, p.value) for p in Precision], default=Precision.MONTH.value
    )
    trigger = models.CharField("waits for", max_length=300, blank=True)
    done_on = models.DateField("done", null=True, blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("action__plan__board").as_manager()
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
        return due.missed([self], clock.today()) is not None
