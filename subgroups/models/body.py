"""Bodies: anything that can own an action or receive a report, and every way their names are written."""

from django.db import models
from django.db.models import Q

from lscb import clock
from lscb.fields import CharField, LineField, TextField
from lscb.history import HistoricalRecords
from lscb.ordering import ByLetters
from lscb.querysets import BoardQuerySet, through
from subgroups.rules.names import name_key


class BodyQuerySet(BoardQuerySet["Body"]):
    def not_ended(self):
        """Bodies that have not ended."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=clock.today()), merged_into__isnull=True)

    def that_meet(self):
        """Bodies that hold meetings and can receive a report: not posts, not agencies."""
        return self.exclude(kind__in=Body.MEETS_NOT)

    def of_everyone(self, everyone: str):
        """Those that "all agencies" or "all groups" are today."""
        return self.not_ended().filter(kind__in=Body.EVERYONE[everyone])

    def as_everyone(self) -> list[str]:
        """Of "all agencies" and "all groups" those that one of these is among today; one query."""
        kinds = set(self.not_ended().values_list("kind", flat=True))
        return [everyone for everyone, among in Body.EVERYONE.items() if kinds.intersection(among)]

    def without_agencies(self):
        """The board's own groups and posts, and outside bodies."""
        return self.exclude(kind=Body.Kind.AGENCY)


class Body(models.Model):
    """The Board, its Business Group, a subgroup, panel, task and finish group, team, post, outside body or agency.

    The Board and posts own actions like any subgroup does (Cumbria LSCB business plan 2017-20, lines 383-398), and so
    does an agency: by the body that stands for it, which is called as it is called and has its lead contacts.
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
        AGENCY = "agency", "Agency"

    MEETS_NOT = (Kind.POST, Kind.AGENCY)
    HAS_TERMS = (Kind.BOARD, Kind.BUSINESS_GROUP, Kind.SUBGROUP, Kind.PANEL, Kind.TASK_AND_FINISH)
    EVERYONE = {
        "agencies": (Kind.AGENCY,),
        "groups": (Kind.SUBGROUP, Kind.PANEL, Kind.TASK_AND_FINISH),
    }
    BEHIND_GROUPS = 10_000  # where agencies begin in the board's order of bodies

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="bodies")
    name = LineField(max_length=200)
    short_name = LineField(
        max_length=40, blank=True, help_text="What fits in a table column: a word, or a few letters."
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
    purpose = TextField(blank=True)
    agency = models.OneToOneField(
        "subgroups.Agency",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="body",
        editable=False,
        help_text="The agency that it stands for.",
    )
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
                        "agency",
                    ]
                ),
                name="body_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="agency", agency__isnull=False) | ~Q(kind="agency") & Q(agency=None),
                name="body_of_an_agency_is_one",
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
    def beside(self) -> BodyQuerySet:
        """The bodies that it stands among in the board's order: agencies come behind all others."""
        return Body.objects.filter(board=self.board_id).without_agencies()

    @property
    def people_wanted(self) -> str:
        """What asks the page that adds people for those of this body."""
        return f"agency={self.agency_id}" if self.agency_id else f"group={self.pk}"

    @property
    def meets(self) -> bool:
        return self.kind not in self.MEETS_NOT

    @property
    def has_terms(self) -> bool:
        """Whether it is a group of the board's own that meets, and so has terms of reference."""
        return self.kind in self.HAS_TERMS

    @property
    def is_asked_for_highlights(self) -> bool:
        """Whether the report wants its own words: a group that meets and reports to the business group. Neither the
        business group itself nor the board does, nor does a post, a team or an outside body; they may write all the
        same.
        """
        return self.kind in (self.Kind.SUBGROUP, self.Kind.PANEL, self.Kind.TASK_AND_FINISH)

    @property
    def owner_body_ids(self) -> frozenset[int]:
        """Those who speak for the body are those who may write for it."""
        return frozenset({self.pk})


class BodyName(models.Model):
    """Another spelling of a body's name, as documents print it (PMQA, PMQAG, Performance Group ...)."""

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="+", editable=False)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="names")
    words = LineField("also written", max_length=200)
    key = CharField(max_length=200, editable=False)

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
    text = TextField()
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
    text = TextField()
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
