"""The reporting planner: what is reported to whom, when, as the document prints it and as data."""

from django.db import models
from django.db.models import Q

from lscb.fields import CharField, LineField, TextField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet, through
from plans.rules.timescales import Certainty

ALL_SUBGROUPS = "all subgroups"


class PlannedReport(models.Model):
    """A row of the reporting planner, with the document's four columns (Cumbria's plan, lines 479-499)."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="planned_reports")
    what = LineField(max_length=200)
    activity = TextField("subgroup activity", blank=True)
    tells = TextField("what the report will tell the board", blank=True)
    when_text = TextField("when reported, as printed", blank=True)
    providers = models.ManyToManyField(
        "subgroups.Body", blank=True, related_name="reports_provided", verbose_name="provided by"
    )
    provider_words = CharField(
        "provided by, in words",
        max_length=200,
        blank=True,
        help_text="Where that is not one body: all subgroups.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.what

    @property
    def board(self):
        return self.plan.board

    @property
    def provided_by(self) -> str:
        """Who provides it, in short; empty where nobody is named. Uses `providers` as prefetched."""
        return "; ".join(filter(None, [*(body.label for body in self.providers.all()), self.provider_words]))


class ObligationQuerySet(BoardQuerySet["Obligation"]):
    board_path = "planned_report__plan__board"

    def for_monitoring(self, plan, forum):
        """The duty that a plan's own monitoring report fulfils at a forum, if its planner has it."""
        return self.filter(planned_report__plan=plan, is_monitoring_report=True, forums=forum).select_related(
            "planned_report"
        )


class Obligation(models.Model):
    """One duty to report inside a planner row: to which forum, how often, by which words.

    Fifteen rows of Cumbria's planner hold 39 of them.
    """

    class Kind(models.TextChoices):
        RECURRING = "recur", "By rule"
        PER_MEETING = "per-meeting", "At meetings"
        EVENT = "event", "After an event"
        CONDITION = "condition", "As required"
        UNSPECIFIED = "unspecified", "Not stated"

    planned_report = models.ForeignKey(PlannedReport, on_delete=models.CASCADE, related_name="obligations")
    kind = models.CharField(max_length=12, choices=Kind)
    what = LineField(
        "what, where not the row's own name", max_length=200, blank=True, help_text="Such as: indicators."
    )
    forums = models.ManyToManyField("subgroups.Body", blank=True, related_name="reports_received")
    forum_words = CharField(
        max_length=200, blank=True, help_text="Who receives it, where that is not one body: all subgroups."
    )
    rule = CharField(
        max_length=200, blank=True, help_text="An iCalendar rule, such as FREQ=YEARLY;BYMONTH=3."
    )
    every = models.PositiveSmallIntegerField(
        "every how many meetings", null=True, blank=True, help_text="2 for every other meeting."
    )
    condition = CharField("waits for", max_length=300, blank=True)
    via = CharField(max_length=200, blank=True)
    inside = CharField("inside another report", max_length=200, blank=True)
    words = CharField("as printed", max_length=400, blank=True)
    certainty = models.CharField(
        max_length=14, choices=[(c.value, c.value) for c in Certainty], default=Certainty.SURE.value
    )
    other_readings = models.JSONField(default=list, blank=True, help_text="What else the words could mean.")
    conflicts_with = models.ForeignKey(
        PlannedReport,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The row that asks for the same report at another time.",
    )
    same_as = models.ForeignKey(
        PlannedReport,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The row that asks for the same report at the same time: one report serves both.",
    )
    is_chosen = models.BooleanField(
        "reading chosen", default=False, help_text="The board team has said what the words mean."
    )
    is_monitoring_report = models.BooleanField(
        "this plan's own monitoring report",
        default=False,
        help_text="It is marked received when the report of a reporting period is made final.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = ObligationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["recur", "per-meeting", "event", "condition", "unspecified"]),
                name="obligation_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="recur") | ~Q(rule=""), name="obligation_by_rule_has_a_rule"
            ),
        ]

    def __str__(self):
        return self.words or f"{self.planned_report} ({self.get_kind_display().lower()})"

    @property
    def board(self):
        return self.planned_report.board

    @property
    def called(self) -> str:
        """The planner row's name, with the part of it that this duty is."""
        row = self.planned_report.what
        return f"{row}: {self.what}" if self.what else row
