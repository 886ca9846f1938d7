"""The narrative of a plan: what a board prints before and around the tables of its actions."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.markdown import to_words
from lscb.querysets import through

SAYS_NOTHING = "Write something, or choose what is drawn."


class Chapter(models.Model):
    """A titled text of a plan, as its introduction, its thresholds, or what a peer review found.

    Cumbria's plan prints a dozen before its actions (lines 34-380). The text is the little Markdown of `lscb.markdown`.
    What the board has typed elsewhere is drawn under it and not typed again. Reports keep none of it.
    """

    class Drawing(models.TextChoices):
        MEMBERSHIP = "membership", "Membership: the agencies, and the groups they sit on"
        STRUCTURE = "structure", "Structure: which group reports to which"

    LONGEST = 20_000  # characters of a text: eight pages

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="chapters")
    title = LineField(max_length=200)
    text = TextField(
        blank=True,
        help_text="# begins a heading, ## one below it, - an item of a list, 1. a numbered one; | stands between the "
        "cells of a table, whose second line is | --- | --- |; **bold**, *italics*, [words](https://…) for a link.",
    )
    drawing = models.CharField(
        "drawn under it",
        max_length=12,
        choices=Drawing,
        blank=True,
        help_text="From the groups, agencies and places that the board has typed.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = through("plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(drawing__in=["", "membership", "structure"]), name="chapter_drawing_known"
            ),
            models.CheckConstraint(condition=~Q(text="") | ~Q(drawing=""), name="chapter_says_something"),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if wrong := self.wrong_text(self.text, self.drawing):
            raise ValidationError({"text": wrong})

    @classmethod
    def wrong_text(cls, text: str, drawing: str) -> str:
        """Advice about a text that cannot be kept; empty where it can."""
        if not text.strip() and not drawing:
            return SAYS_NOTHING
        if len(text) > cls.LONGEST:
            return f"Shorten this to {cls.LONGEST:,} characters, or make two chapters of it; it has {len(text):,}."
        return ""

    @property
    def board(self):
        return self.plan.board

    @property
    def words(self) -> str:
        """What its text says, in one line without marks."""
        return to_words(self.text)
