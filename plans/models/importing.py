"""Documents that are read as a plan, and what they say of an action before this service was asked."""

from django.db import models
from django.db.models import Q

from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.importing.drafts import Draft
from lscb.querysets import BoardQuerySet, through
from plans.rules import ratings


class ImportDraft(Draft):
    """A document that was handed in to be taken into a plan: as its actions, or as a list beside them."""

    ACTIONS = "actions"

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=20, default=ACTIONS, editable=False)

    objects = through("plan__board").as_manager()
    history = HistoricalRecords(excluded_fields=["document"])

    class Meta(Draft.Meta):
        verbose_name = "document read as a plan"
        verbose_name_plural = "documents read as a plan"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "taken-in", "undone", "discarded"]), name="import_state_known"
            )
        ]

    @property
    def board(self):
        return self.plan.board

    @property
    def whole(self):
        return self.plan


class ImportedWordsQuerySet(BoardQuerySet["ImportedWords"]):
    board_path = "action__plan__board"

    def for_page(self):
        """With the name of the document, and without the document."""
        return self.select_related("draft").defer("draft__document")


class ImportedWords(models.Model):
    """What a document said of an action's rating and progress when it was taken in.

    It belongs to no reporting period and is nobody's update: it ends no silence and counts nowhere.
    """

    action = models.OneToOneField("plans.Action", on_delete=models.PROTECT, related_name="imported_words")
    draft = models.ForeignKey(ImportDraft, on_delete=models.PROTECT, related_name="words")
    rating = models.CharField(
        max_length=1, blank=True, choices=[(str(each), ratings.WORDS[each]) for each in ratings.Rating]
    )
    rating_words = LineField("rating as printed", max_length=200, blank=True)
    progress = TextField(blank=True)
    evidence = TextField(blank=True)

    objects = ImportedWordsQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "imported word"
        verbose_name_plural = "imported words"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.action}: {self.rating or self.rating_words or 'words'}"

    @property
    def board(self):
        return self.action.board
