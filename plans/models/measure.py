"""Evidence of impact: what a plan measures, and what was measured each quarter."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lscb import clock
from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.numbers import grouped
from lscb.querysets import BoardQuerySet


class MeasureQuerySet(BoardQuerySet["Measure"]):
    board_path = "plan__board"

    def in_plan_order(self):
        """By section as the plan prints them, those of none last."""
        return self.order_by(
            models.F("section__position").asc(nulls_last=True), "section_id", "position", "pk"
        )

    def with_value_of(self, quarter):
        """Adds `value_now`: what was found in a quarter, None where nothing was recorded for it."""
        values = MeasureValue.objects.filter(measure=models.OuterRef("pk"), quarter=quarter).order_by("-pk")
        return self.annotate(value_now=models.Subquery(values.values("value")[:1]))

    def short_of_target(self):
        """After `with_value_of`: those whose value misses the target; where neither way is better, none does."""
        return self.filter(
            Q(better=Measure.Better.HIGHER, value_now__lt=F("target"))
            | Q(better=Measure.Better.LOWER, value_now__gt=F("target"))
        )


class Measure(models.Model):
    """Something counted or judged again and again to see whether the plan makes a difference.

    A plan on a page prints 43 of them beside its priorities as "evidence of impact", with no target, baseline or
    period. The three things one can tell are those of outcomes-based accountability (C4EO, Effective practice
    review of LSCBs, 2014, line 176).
    """

    class Tells(models.TextChoices):
        HOW_MUCH = "how-much", "How much was done"
        HOW_WELL = "how-well", "How well it was done"
        DIFFERENCE = "difference", "What difference it made"

    class Better(models.TextChoices):
        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="measures")
    section = models.ForeignKey(
        "plans.Section", null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    words = LineField("measure", max_length=300)
    tells = models.CharField("what it tells", max_length=10, choices=Tells, blank=True)
    unit = LineField(max_length=40, blank=True, help_text="As %, days, per 10,000; empty for a number.")
    target = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    better = models.CharField("which way is better", max_length=6, choices=Better, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = MeasureQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tells__in=["", "how-much", "how-well", "difference"]), name="measure_tells_known"
            ),
            models.CheckConstraint(
                condition=Q(better__in=["", "higher", "lower"]), name="measure_better_known"
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def board(self):
        return self.plan.board


class MeasureValueQuerySet(BoardQuerySet["MeasureValue"]):
    board_path = "measure__plan__board"

    def update(self, **kwargs):
        raise TypeError("A value is never changed; record another.")

    def delete(self):
        raise TypeError("A value is never deleted; record another.")


class MeasureValue(models.Model):
    """What a measure was found to be in a quarter. The last one of a quarter stands; earlier ones are kept."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="values")
    quarter = models.ForeignKey(
        "plans.Quarter",
        on_delete=models.PROTECT,
        related_name="measure_values",
        verbose_name="reporting period",
    )
    value = models.DecimalField(max_digits=14, decimal_places=3)
    source = LineField("where it comes from", max_length=200, blank=True)
    note = TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = MeasureValueQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["measure", "quarter", "-id"], name="value_latest_of_quarter")]

    def __str__(self):
        return f"{self.measure}, {self.quarter}: {grouped(self.value)}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("A value is never changed; record another.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("A value is never deleted; record another.")

    @property
    def board(self):
        return self.measure.board
