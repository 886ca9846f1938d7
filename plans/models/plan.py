"""A board's plan, its own words for its levels and its own rating key."""

from operator import attrgetter

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.http import urlencode

from lscb import clock
from lscb.addresses import address
from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.ordering import ByLetters
from lscb.querysets import BoardQuerySet, through
from lscb.unchanged import until_a_change
from lscb.words import own_words
from plans.rules import ratings
from plans.rules.rhythm import KINDS, NAMINGS, Naming, Reporting, Rhythm

SMALL = 30  # actions of a plan whose report is short, unless it says otherwise
PLURALS = {
    "priority": "priorities",
    "section": "sections",
    "objective": "objectives",
    "action": "actions",
    "owner": "owners",
    "year": "years",
}
# Our words for what a plan is made of, and its fields that say its own.
_LABELS = {one: f"{one}_label" for one in PLURALS}
_LABELS |= {many: f"{one}_label_plural" for one, many in PLURALS.items()}
_labels_of = attrgetter(*_LABELS.values())  # a page asks for them hundreds of times


class PlanQuerySet(BoardQuerySet["Plan"]):
    def with_columns(self):
        """Adds `with_references`, `with_owners`, `with_dates`, `with_outcomes` and `with_success`: whether any action
        has one."""
        actions = self.model._meta.get_field("actions").related_model.objects.filter(
            plan=models.OuterRef("pk")
        )
        return self.annotate(
            with_references=models.Exists(actions.exclude(label="")),
            with_owners=models.Exists(actions.filter(owners__isnull=False)),
            with_dates=models.Exists(actions.filter(~Q(when_text="") | Q(due_on__isnull=False))),
            with_outcomes=models.Exists(actions.exclude(outcome="")),
            with_success=models.Exists(actions.exclude(success="")),
        )

    def not_archived(self):
        """Plans that are worked on, or being prepared."""
        return self.exclude(state=Plan.State.ARCHIVED)

    def kept_long_enough(self):
        """Plans that were to be kept until a day that has come."""
        return self.filter(keep_until__lte=clock.today())

    def newest_live_of(self, board) -> "Plan | None":
        """The live plan by whose pages what is the board's own opens, as where a letter leads; one query."""
        return self.filter(board=board, state=Plan.State.LIVE).order_by("-starts_on", "pk").first()

    def for_masthead(self):
        """Plans a person may switch between, with their boards, the latest first. Adds `is_collecting` and
        `was_opened`, by which `masthead_order` puts them in order."""
        quarters = self.model._meta.get_field("quarters").related_model.objects.filter(
            plan=models.OuterRef("pk")
        )
        return (
            self.annotate(
                is_collecting=models.Exists(quarters.collecting()),
                was_opened=models.Exists(quarters.opened()),
            )
            .select_related("board")
            .order_by("-starts_on", "pk")
        )


class Plan(models.Model):
    """A multi-year business plan, or a plan linked to one: collected with it, and never in its counts. Two can be live
    at once: plans overlap (Cumbria's 2016-19 and 2017-20).
    """

    class Kind(models.TextChoices):
        """What a plan is of; every kind but the first is linked to a business plan (C4EO lines 306-316)."""

        BUSINESS = "business", "Business plan"
        REVIEW = "review", "Plan of a review"
        AUDIT = "audit", "Plan of an audit"
        SURVEY = "survey", "Plan of a survey"
        INSPECTION = "inspection", "Plan of an inspection"
        IMPROVEMENT = "improvement", "Plan of an improvement board"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"
        ARCHIVED = "archived", "Archived"

    class Then(models.TextChoices):
        """What happens once a plan has been kept as long as it must be."""

        REVIEWED = "reviewed", "It is looked at again: is it still needed?"
        TAKEN_OUT = "taken-out", "It is taken out of this service."

    class ReportLength(models.TextChoices):
        BY_SIZE = "by-size", f"By the size of the plan: short for {SMALL} actions or fewer"
        SHORT = "short", "Short"
        WHOLE = "whole", "Whole"

    class Grouping(models.TextChoices):
        SECTION = "section", "Section"
        PRIORITY = "priority", "Priority"
        OBJECTIVE = "objective", "Objective"
        YEAR = "year", "Year"
        OWNER = "owner", "Owner"

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="plans")
    title = LineField(max_length=200)
    slug = models.SlugField(unique=True, help_text="Its place in the address, as westshire-plan.")
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.BUSINESS, editable=False)
    business_plan = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="linked_plans",
        editable=False,
        help_text="The plan that a linked one rolls up into, and whose reporting periods it follows.",
    )
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
    vision = TextField(blank=True)
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
    success_label = LineField("word for how success is measured", max_length=60, default="Success measure")
    period_label = LineField(
        "word for a reporting period", max_length=60, blank=True, help_text="Empty: as its rhythm says."
    )
    period_label_plural = LineField("word for reporting periods", max_length=60, blank=True)
    report_label = LineField(
        "word for its report",
        max_length=80,
        blank=True,
        help_text="Empty: Quarterly monitoring report, or as often as it reports.",
    )
    grouped_by = models.CharField(
        "sorted by",
        max_length=10,
        choices=Grouping,
        default=Grouping.SECTION,
        help_text="How lists and reports sort its actions unless somebody asks for another order.",
    )
    rhythm = models.CharField(
        "how often it reports",
        max_length=10,
        choices=[(str(each), kind.said) for each, kind in KINDS.items()],
        default=Rhythm.QUARTERS,
        editable=False,
    )
    year_starts_in = models.PositiveSmallIntegerField(
        "first month of its year",
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        editable=False,
        help_text="4 for a year that starts in April.",
    )
    naming = models.CharField(
        "how its reporting periods are called",
        max_length=6,
        choices=[(str(each), said) for each, said in NAMINGS.items()],
        default=Naming.LETTER,
        editable=False,
    )
    tolerance_months = models.PositiveSmallIntegerField(
        "lateness that is still “at risk”, in months", default=1
    )
    report_length = models.CharField(
        "how long its report is",
        max_length=7,
        choices=ReportLength,
        default=ReportLength.BY_SIZE,
        help_text="A short one lists every action once, and has no section for what is not there.",
    )
    last_reminder_days = models.PositiveSmallIntegerField(
        "last reminder, in days before the papers deadline",
        null=True,
        blank=True,
        editable=False,
        help_text="Empty: none is sent.",
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
        ("success_label",),
        ("period_label", "period_label_plural"),
        ("report_label",),
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
                condition=Q(grouped_by__in=["section", "priority", "objective", "year", "owner"]),
                name="plan_grouping_known",
            ),
            models.CheckConstraint(
                condition=Q(period_label="", period_label_plural="")
                | (~Q(period_label="") & ~Q(period_label_plural="")),
                name="plan_both_words_for_periods",
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=sorted(map(str, Rhythm))), name="plan_rhythm_known"
            ),
            models.CheckConstraint(
                condition=Q(naming__in=sorted(map(str, Naming))), name="plan_naming_known"
            ),
            models.CheckConstraint(
                condition=Q(year_starts_in__gte=1, year_starts_in__lte=12), name="plan_year_starts_in_a_month"
            ),
            models.UniqueConstraint(fields=["board", "title"], name="plan_title_once_a_board"),
            models.CheckConstraint(
                condition=Q(kind__in=["business", "review", "audit", "survey", "inspection", "improvement"]),
                name="plan_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="business", business_plan__isnull=True)
                | (~Q(kind="business") & Q(business_plan__isnull=False)),
                name="plan_linked_by_its_kind",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("plans:plan-detail", self.slug)

    def action_list_url(self, **filters) -> str:
        """The action list with these filters in its URL: exactly the rows that a number on a page counts."""
        url = address("plans:action-list", self.slug)
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
    def is_linked(self) -> bool:
        """Whether it rolls up into a business plan and is collected with it."""
        return self.business_plan_id is not None

    @property
    def is_being_prepared(self) -> bool:
        """No quarter of it was ever opened: it is not yet the board's to follow; after `for_masthead`."""
        return not (self.was_opened or self.is_archived)

    @property
    def masthead_order(self) -> int:
        """Plans that collect updates come before those that did, being prepared, linked to another, and archived; after
        `for_masthead`."""
        if self.is_archived:
            return 4
        return 3 if self.is_linked else 0 if self.is_collecting else 1 if self.was_opened else 2

    @cached_property
    @until_a_change(64)
    def _columns(self) -> dict[str, bool]:
        """A column that is empty throughout a plan is not shown. One query, on the pages that have columns."""
        names = ("with_references", "with_owners", "with_dates", "with_outcomes", "with_success")
        return type(self).objects.filter(pk=self.pk).with_columns().values(*names).get()

    @property
    def has_references(self) -> bool:
        return self._columns["with_references"]

    def reports_in_short(self, counted: int) -> bool:
        """Whether the report of so many actions is the short one."""
        if self.report_length == self.ReportLength.BY_SIZE:
            return counted <= SMALL
        return self.report_length == self.ReportLength.SHORT

    @property
    def has_owners(self) -> bool:
        return self._columns["with_owners"]

    @property
    def has_dates(self) -> bool:
        return self._columns["with_dates"]

    @property
    def has_outcomes(self) -> bool:
        return self._columns["with_outcomes"]

    @property
    def has_success(self) -> bool:
        """Whether it says of any action how success is measured."""
        return self._columns["with_success"]

    @property
    def columns_of_list(self) -> int:
        """How many columns the working table has."""
        return 4 + self.has_references + self.has_owners + self.has_dates + self.has_success

    @property
    def years(self) -> str:
        """The plan's years as a board writes them: 2017-20."""
        return f"{self.starts_on.year}-{self.ends_on.year % 100:02d}"

    @property
    def own_words(self) -> dict[str, str]:
        """Our words for what a plan is made of, and for the board's people and groups, to its own."""
        words = dict(zip(_LABELS, _labels_of(self), strict=True))
        if self.outcome_label != Plan._meta.get_field("outcome_label").default:
            words["outcome"] = self.outcome_label
        return words | self.period_words | self.board.own_words

    @property
    def usual(self) -> Kind:
        """What is usual for its rhythm, where it has no word of its own."""
        return KINDS[Rhythm(self.rhythm)]

    @property
    def period_word(self) -> str:
        """Its word for one of its reporting periods: Quarter, Term."""
        return self.period_label or self.usual.word

    @property
    def period_word_plural(self) -> str:
        return self.period_label_plural or self.usual.words

    @property
    def period_words(self) -> dict[str, str]:
        """Our words for its reporting periods, to its own."""
        return {
            "reporting period": self.period_word,
            "reporting periods": self.period_word_plural,
        }

    @property
    def report_title(self) -> str:
        """What its report is called: Quarterly monitoring report."""
        return self.report_label or self.usual.report

    @property
    def reporting(self) -> Reporting:
        """Its rhythm, by which its reporting periods have their days and names."""
        return Reporting(Rhythm(self.rhythm), self.year_starts_in, Naming(self.naming), self.period_word)

    def rating_key(self) -> list[tuple[str, str, str]]:
        """Letter, word and meaning of every rating in printed order: the plan's own, else the default.

        Uses `definitions` as prefetched where it is; one query otherwise.
        """
        own = {row.rating: row for row in self.definitions.all()}
        key = []
        for letter in ratings.ORDER:
            word, meaning = self.usual_rating(letter)
            if row := own.get(letter):
                word, meaning = row.word, row.meaning or meaning
            key.append((str(letter), word, meaning))
        return key

    def usual_rating(self, letter: str) -> tuple[str, str]:
        """Word and meaning of a rating where the plan has none of its own."""
        meaning = ratings.default_meaning(letter, tolerance_months=self.tolerance_months)
        return ratings.WORDS[letter], own_words(meaning, self.period_words)

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
    meaning = TextField(blank=True)

    objects = through("plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "rating"], name="rating_defined_once_a_plan")]

    def __str__(self):
        return f"{self.rating} {self.word}"

    @property
    def board(self):
        return self.plan.board
