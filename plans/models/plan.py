"""A board's plan, its own words for its levels and its own rating key."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from lscb.querysets import BoardQuerySet, through
from plans import ratings


class PlanQuerySet(BoardQuerySet):
    def for_masthead(self):
        """Plans a person may switch between, with their boards: live before draft before archived."""
        return self.select_related("board").order_by(
            models.Case(
                models.When(state=Plan.State.LIVE, then=0),
                models.When(state=Plan.State.DRAFT, then=1),
                default=2,
            ),
            "-starts_on",
            "pk",
        )


class Plan(models.Model):
    """A multi-year business plan. Two can be live at once: plans overlap (Cumbria's 2016-19 and 2017-20)."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"
        ARCHIVED = "archived", "Archived"

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=200)
    slug = models.SlugField(unique=True, help_text="Its place in the address, as cumbria-2017-20.")
    starts_on = models.DateField("from")
    ends_on = models.DateField("to")
    published_on = models.DateField("published", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LIVE)
    predecessor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors"
    )
    predecessor_title = models.CharField(
        "predecessor not held here",
        max_length=200,
        blank=True,
        help_text="Where the plan before is only known by name.",
    )
    vision = models.TextField(blank=True)
    priority_label = models.CharField("word for a priority", max_length=60, default="Priority")
    priority_label_plural = models.CharField("word for priorities", max_length=60, default="Priorities")
    section_label = models.CharField("word for a section", max_length=60, default="Section")
    section_label_plural = models.CharField("word for sections", max_length=60, default="Sections")
    objective_label = models.CharField("word for an objective", max_length=60, default="Objective")
    objective_label_plural = models.CharField("word for objectives", max_length=60, default="Objectives")
    action_label = models.CharField("word for an action", max_length=60, default="Action")
    action_label_plural = models.CharField("word for actions", max_length=60, default="Actions")
    tolerance_months = models.PositiveSmallIntegerField(
        "lateness that is still “at risk”, in months", default=1
    )

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "live", "archived"]), name="plan_state_known"
            ),
            models.UniqueConstraint(fields=["board", "title"], name="plan_title_once_a_board"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plans:plan-detail", args=[self.slug])

    @property
    def years(self) -> str:
        """The plan's years as a board writes them: 2017-20."""
        return f"{self.starts_on.year}-{self.ends_on.year % 100:02d}"

    def rating_key(self) -> list[tuple[str, str, str]]:
        """Letter, word and meaning of every rating in printed order: the plan's own, else the default.

        Uses `definitions` as prefetched where it is; one query otherwise.
        """
        own = {row.rating: row for row in self.definitions.all()}
        key = []
        for letter in ratings.ORDER:
            word, meaning = ratings.DEFAULT_KEY[letter]
            if row := own.get(letter):
                word, meaning = row.word, row.meaning or meaning
            key.append((str(letter), word, meaning))
        return key

    def rating_words(self) -> dict[str, str]:
        """Letter to the plan's own word."""
        return {letter: word for letter, word, _ in self.rating_key()}


class RatingDefinition(models.Model):
    """A plan's own word and meaning for a rating. The letter and what it does are fixed."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="definitions")
    rating = models.CharField(
        max_length=1, choices=[(str(letter), word) for letter, word in ratings.WORDS.items()]
    )
    word = models.CharField(max_length=40)
    meaning = models.TextField(blank=True)

    objects = through("plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "rating"], name="rating_defined_once_a_plan")]

    def __str__(self):
        return f"{self.rating} {self.word}"

    @property
    def board(self):
        return self.plan.board
