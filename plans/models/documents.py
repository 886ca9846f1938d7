"""What a plan stands beside and is read with: other documents, and what its abbreviations stand for."""

from django.db import models

from lscb.fields import CharField, LineField
from lscb.history import HistoricalRecords
from lscb.ordering import ByLetters
from lscb.querysets import BoardQuerySet, through


class LinkedDocument(models.Model):
    """Another document that a plan stands beside: a strategy, the risk register, the forward plan."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="documents")
    title = LineField(max_length=200)
    link = models.URLField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title

    @property
    def board(self):
        return self.plan.board


class GlossaryTermQuerySet(BoardQuerySet["GlossaryTerm"]):
    board_path = "plan__board"

    def read_with(self, plan):
        """Those by which a plan is read: its own and, of a linked plan, what only its business plan explains."""
        own = self.filter(plan=plan)
        if plan.business_plan_id is None:
            return own
        explained = own.filter(term__iexact=models.OuterRef("term"))
        return self.filter(
            models.Q(plan=plan) | (models.Q(plan=plan.business_plan_id) & ~models.Exists(explained))
        )


class GlossaryTerm(models.Model):
    """An abbreviation and its meaning in one plan: SCP is Safer Cumbria Partnership in one, another elsewhere."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="glossary")
    term = LineField(max_length=60)
    meaning = CharField(max_length=300)

    objects = GlossaryTermQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [ByLetters("term")]
        constraints = [models.UniqueConstraint(fields=["plan", "term"], name="glossary_term_once_a_plan")]

    def __str__(self):
        return self.term

    @property
    def board(self):
        return self.plan.board
