"""Documents that are read as a plan, and what they say of an action before this service was asked."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from lscb import clock
from lscb.fields import LineField, TextField
from lscb.querysets import BoardQuerySet, through
from plans.rules import ratings


class ImportDraft(models.Model):
    """A document that was handed in to be taken into a plan: as it was read, and what people chose and corrected.

    Nothing of the plan changes before it is taken in. It is kept afterwards: it says which actions came from it, so
    that taking in can be undone, and how its columns were read, so that the board's next document is read so at once.
    """

    class State(models.TextChoices):
        OPEN = "open", "Being looked at"
        TAKEN_IN = "taken-in", "Taken in"
        UNDONE = "undone", "Taken in and undone"
        DISCARDED = "discarded", "Not taken in"

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="imports")
    name = LineField("document", max_length=200)
    document = models.JSONField(editable=False)  # lscb.tables.content.as_json
    columns = models.JSONField("columns as chosen", default=dict, editable=False)
    dropped = models.JSONField("rows left out", default=list, editable=False)
    corrected = models.JSONField("rows as corrected", default=dict, editable=False)
    made = models.JSONField("what it put into the plan", default=dict, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, editable=False)
    read_on = models.DateTimeField("handed in", default=clock.now, editable=False)
    taken_in_on = models.DateTimeField("taken in", null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = through("plan__board").as_manager()
    history = HistoricalRecords(excluded_fields=["document"])

    class Meta:
        verbose_name = "document read as a plan"
        verbose_name_plural = "documents read as a plan"
        ordering = ["-read_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "taken-in", "undone", "discarded"]), name="import_state_known"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def board(self):
        return self.plan.board


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
