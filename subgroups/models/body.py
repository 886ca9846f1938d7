"""Bodies: anything that can own an action or receive a report, and every way their names are written."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from lscb import clock
from lscb.fields import LineField
from lscb.ordering import ByLetters
from lscb.querysets import BoardQuerySet, through
from subgroups.rules.names import name_key


class BodyQuerySet(BoardQuerySet["Body"]):
    def not_ended(self):
        """Bodies that have not ended."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=clock.today()), merged_into__isnull=True)

    def that_meet(self):
        """Bodies that hold meetings and can receive a report: not posts."""
        return self.exclude(kind=Body.Kind.POST)


class Body(models.Model):
    """The Board, its Business Group, a subgroup, panel, task and finish group, team, post or outside body.

    The Board and posts own actions like any subgroup does (Cumbria LSCB business plan 2017-20, lines 383-398).
    """

    class Kind(models.TextChoices):
        BOARD = "board", "Board"
        BUSINESS_GROUP = "business-group", "Business group"
        SUBGROUP = "subgroup", "Subgroup"
        PANEL = "panel", "Panel"
        TASK_AND_FINISH = "task-and-finish", "Task and finish group"
        TEAM = "team", "Team"
        POST = "post", "Post"
        OUTSIDE = "outside", "Outside body"

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="bodies")
    name = LineField(max_length=200)
    short_name = LineField(
        max_length=40, blank=True, help_text="What fits in a table column, as L&I or CSE/MFH."
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SUBGROUP)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="reports to",
    )
    purpose = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", editable=False
    )

    objects = BodyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ["position", ByLetters("name")]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "name"], condition=Q(merged_into=None), name="body_name_once_a_board"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "board",
                        "business-group",
                        "subgroup",
                        "panel",
                        "task-and-finish",
                        "team",
                        "post",
                        "outside",
                    ]
                ),
                name="body_kind_known",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def label(self) -> str:
        """The name for a table column."""
        return self.short_name or self.name

    @property
    def kind_word(self) -> str:
        """Its kind in the board's own words."""
        return self.board.kind_words[self.kind][0]

    @property
    def owner_body_ids(self) -> frozenset[int]:
        """Those who speak for the body are those who may write for it."""
        return frozenset({self.pk})


class BodyName(models.Model):
    """Another spelling of a body's name, as documents print it (PMQA, PMQAG, Performance Group ...)."""

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="+", editable=False)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="names")
    words = LineField("also written", max_length=200)
    key = models.CharField(max_length=200, editable=False)

    objects = BoardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "other spelling"
        ordering = [ByLetters("words")]
        constraints = [
            models.UniqueConstraint(fields=["board", "key"], name="body_name_means_one_body"),
        ]

    def __str__(self):
        return self.words

    def save(self, *args, **kwargs):
        self.board_id = self.body.board_id
        self.key = name_key(self.words)
        super().save(*args, **kwargs)


class Function(models.Model):
    """A numbered line of a body's terms of reference."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="functions")
    number = LineField(max_length=10)
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("body__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.number}. {self.text[:80]}"

    @property
    def board(self):
        return self.body.board


class FunctionItem(models.Model):
    """A lettered or dashed line under a function."""

    function = models.ForeignKey(Function, on_delete=models.CASCADE, related_name="items")
    label = LineField(max_length=10, blank=True)
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("function__body__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.label} {self.text[:80]}".strip()

    @property
    def board(self):
        return self.function.board
