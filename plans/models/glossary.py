"""Abbreviations a plan uses, and what they stand for."""

from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from lscb.fields import LineField
from lscb.querysets import through


class GlossaryTerm(models.Model):
    """An abbreviation and its meaning in one plan: SCP is Safer Cumbria Partnership in one, another elsewhere."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="glossary")
    term = LineField(max_length=60)
    meaning = models.CharField(max_length=300)

    objects = through("plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [Lower("term")]
        constraints = [models.UniqueConstraint(fields=["plan", "term"], name="glossary_term_once_a_plan")]

    def __str__(self):
        return self.term

    @property
    def board(self):
        return self.plan.board
