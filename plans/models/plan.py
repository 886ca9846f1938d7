"""A board's plan, its own words for its levels and its own rating key."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.http import urlencode
from simple_history.models import HistoricalRecords

from lscb import clock
from lscb.fields import LineField
from lscb.ordering import ByLetters
from lscb.querysets import BoardQuerySet, through
from plans.rules import ratings

PLURALS = {
    "priority": "priorities",
    "section": "sections",
    "objective": "objectives",
    "action": "actions",
    "owner": "owners",
    "year": "years",
}


class PlanQuerySet(BoardQuerySet["Plan"]):
    def with_columns(self):
        """Adds `has_references`, `has_owners`, `has_dates` and `has_outcomes`: whether any action of the plan has one.
        A column that is empty throughout a plan is not shown."""
        actions = self.model._meta.get_field("actions").related_model.objects.filter(
            plan=models.OuterRef("pk")
        )
        return self.annotate(
            has_references=models.Exists(actions.exclude(label="")),
            has_owners=models.Exists(actions.filter(owners__isnull=False)),
            has_dates=models.Exists(actions.filter(~Q(when_text="") | Q(due_on__isnull=False))),
            has_outcomes=models.Exists(actions.exclude(outcome="")),
        )

    def kept_long_enough(self):
        """Plans that were to be kept until a day that has come."""
        return self.filter(keep_until__lte=clock.today())

    def for_masthead(self):
        """Plans a person may switch between, with their boards and columns: those that collect updates, those that
        did, those being prepared, those archived; the latest first in each. Adds `is_collecting` and `was_opened`."""
        quarters = self.model._meta.get_field("quarters").related_model.objects.filter(
            plan=models.OuterRef("pk")
        )
        return (
            self.with_columns()
            .annotate(
                is_collecting=models.Exists(quarters.collecting()),
                was_opened=models.Exists(quarters.opened()),
            )
            .select_related("board")
            .order_by(
                models.Case(
                    models.When(state=Plan.State.ARCHIVED, then=3),
                    models.When(is_collecting=True, then=0),
                    models.When(was_opened=True, then=1),
                    default=2,
                ),
                "-starts_on",
                "pk",
            )
        )


class Plan(models.Model):
    """A multi-year business plan. Two can be live at once: plans overlap (Cumbria's 2016-19 and 2017-20)."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"
        ARCHIVED = "archived", "Archived"

    class Then(models.TextChoices):
        """What happens once a plan has been kept as long as it must be."""

        REVIEWED = "reviewed", "It is looked at again: is it still needed?"
        TAKEN_OUT = "taken-out", "It is taken out of this service."

    class Grouping(models.TextChoices):
        SECTION = "section", "Section"
        PRIORITY = "priority", "Priority"
        YEAR = "year", "Year"
        OWNER = "owner", "Owner"

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="plans")
    title = LineField(max_length=200)
    slug = models.SlugField(unique=True, help_text="Its place in the address, as cumbria-2017-20.")
    starts_on = models.DateField("from")
    ends_on = models.DateField("to")
    published_on = models.DateField("published", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LIVE)
    archived_on = models.DateField("archived", null=True, blank=True, editable=False)
    keep_until = models.DateField("kept at least until", null=True, blank=True, editable=False)
    then = models.CharField(
        "what happens then", max_length=10, choices=Then, default=Then.REVIEWED, editable=False
    )
    told_on = models.DateField("team told that its time of keeping has ended", null=True, editable=False)
    predecessor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors"
    )
    predecessor_title = LineField(
        "predecessor not held here",
        max_length=200,
        blank=True,
        help_text="Where the plan before is only known by name.",
    )
    vision = models.TextField(blank=True)
    priority_label = LineField("word for a priority", max_length=60, default="Priority")
    priority_label_plural = LineField("word for priorities", max_length=60, default="Priorities")
    section_label = LineField("word for a section", max_length=60, default="Section")
    section_label_plural = LineField("word for sections", max_length=60, default="Sections")
    objective_label = LineField("word for an objective", max_length=60, default="Objective")
    objective_label_plural = LineField("word for objectives", max_length=60, default="Objectives")
    action_label = LineField("word for an action", max_length=60, default="Action")
    action_label_plural = LineField("word for actions", max_length=60, default="Actions")
    item_label = LineField("word for a part of an action", max_length=60, default="Part")
    item_label_plural = LineField("word for parts", max_length=60, default="Parts")
    year_label = LineField("word for a year of the plan", max_length=60, default="Year")
    year_label_plural = LineField("word for years", max_length=60, default="Years")
    owner_label = LineField("word for who does it", max_length=60, default="Owner")
    owner_label_plural = LineField("word for those who do it", max_length=60, default="Owners")
    when_label = LineField("word for by when", max_length=60, default="When")
    outcome_label = LineField("word for the outcome", max_length=60, default="What we are trying to achieve")
    grouped_by = models.CharField(
        "sorted by",
        max_length=10,
        choices=Grouping,
        default=Grouping.SECTION,
        help_text="How lists and reports sort its actions unless somebody asks for another order.",
    )
    tolerance_months = models.PositiveSmallIntegerField(
        "lateness that is still “at risk”, in months", default=1
    )

    # Its own words, as they are typed: side by side.
    WORD_PAIRS = (
        ("priority_label", "priority_label_plural"),
        ("section_label", "section_label_plural"),
        ("objective_label", "objective_label_plural"),
        ("action_label", "action_label_plural"),
        ("item_label", "item_label_plural"),
        ("year_label", "year_label_plural"),
        ("owner_label", "owner_label_plural"),
        ("when_label", "outcome_label"),
    )

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on", ByLetters("title")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "live", "archived"]), name="plan_state_known"
            ),
            models.CheckConstraint(
                condition=Q(grouped_by__in=["section", "priority", "year", "owner"]),
                name="plan_grouping_known",
            ),
            models.UniqueConstraint(fields=["board", "title"], name="plan_title_once_a_board"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plans:plan-detail", args=[self.slug])

    def action_list_url(self, **filters) -> str:
        """The action list with these filters in its URL: exactly the rows that a number on a page counts."""
        url = reverse("plans:action-list", args=[self.slug])
        return f"{url}?{urlencode(filters, doseq=True)}" if filters else url

    @property
    def is_kept_long_enough(self) -> bool:
        """Whether it was to be kept until a day that has come."""
        return bool(self.keep_until and self.keep_until <= clock.today())

    @property
    def is_archived(self) -> bool:
        """Kept to be read and printed: nothing in it changes; see lscb.permissions.is_archived."""
        return self.state == self.State.ARCHIVED

    @property
    def is_being_prepared(self) -> bool:
        """No quarter of it was ever opened: it is not yet the board's to follow; after `for_masthead`."""
        return not (self.was_opened or self.is_archived)

    @property
    def columns_of_list(self) -> int:
        """How many columns the working table has; after `with_columns`."""
        return 4 + self.has_references + self.has_owners + self.has_dates

    @property
    def years(self) -> str:
        """The plan's years as a board writes them: 2017-20."""
        return f"{self.starts_on.year}-{self.ends_on.year % 100:02d}"

    @property
    def own_words(self) -> dict[str, str]:
        """Our words for what a plan is made of, and for the board's people and groups, to its own."""
        levels = {
            level: (getattr(self, f"{level}_label"), getattr(self, f"{level}_label_plural"))
            for level in ("priority", "section", "objective", "action", "owner", "year")
        }
        words = {level: one for level, (one, _) in levels.items()}
        words |= {many: levels[one][1] for one, many in PLURALS.items()}
        if self.outcome_label != Plan._meta.get_field("outcome_label").default:
            words["outcome"] = self.outcome_label
        return words | self.board.own_words

    def rating_key(self) -> list[tuple[str, str, str]]:
        """Letter, word and meaning of every rating in printed order: the plan's own, else the default.

        Uses `definitions` as prefetched where it is; one query otherwise.
        """
        own = {row.rating: row for row in self.definitions.all()}
        key = []
        for letter in ratings.ORDER:
            word = ratings.WORDS[letter]
            meaning = ratings.default_meaning(letter, tolerance_months=self.tolerance_months)
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
    word = LineField(max_length=40)
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
