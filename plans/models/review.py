"""Reviews, inspections and audits, and the recommendations that they make."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from lscb import clock
from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet, Row, through
from plans.models.evidence import LinkOrFile
from plans.rules import recommendations as rules
from plans.rules.review_stages import LONGEST_STAGE, SINCE_WORDS, UNIT_WORDS, Since, StageLine, Unit, due_on
from subgroups.rules.presets_of_reviews import LOOK_AGAIN
from subgroups.rules.working_days import are_bank_holidays_known

CODE_NAME_HELP = (
    "A word or number that leads to nobody, such as Alder or Review 3. Never a name, initials, a place or a date of "
    "birth: nothing here can check that it is nobody’s name."
)


class ReviewKind(models.Model):
    """A kind of review that the board has, with the stages that one goes through and their clocks.

    A review takes the stages over when it is begun; what is changed here afterwards is for those to come.
    """

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="review_kinds")
    name = LineField(max_length=100)
    is_audit = models.BooleanField("stands in the audit programme", default=False)
    stages = TextField(
        blank=True,
        help_text=(
            "A stage a line. With a clock: “Sent to the panel: within 15 working days of notification”; working days, "
            "days, weeks or months, of notification or of commissioning."
        ),
    )
    look_again_after = models.PositiveSmallIntegerField(
        "months until the impact is looked at again", default=LOOK_AGAIN
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("board").as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "kind of review"
        verbose_name_plural = "kinds of review"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("board", models.functions.Lower("name"), name="review_kind_once"),
            models.CheckConstraint(
                condition=Q(look_again_after__range=(1, 60)), name="review_kind_looks_again"
            ),
        ]

    def __str__(self):
        return self.name


class SharedQuerySet(BoardQuerySet[Row]):
    """What belongs to a review: of one that is being prepared, nobody but the board's team sees anything."""

    shared_path = "shared_on__isnull"
    shared_is = False

    def visible_to(self, person):
        seen = super().visible_to(person)
        if not (person.is_authenticated and person.is_active):
            return seen
        shared = Q(**{self.shared_path: self.shared_is})
        return seen.filter(shared | Q(**{f"{self.board_path}__in": person.boards_edited}))


class ReviewQuerySet(SharedQuerySet["Review"]):
    board_path = "board"

    def shared(self):
        return self.filter(shared_on__isnull=False)

    def audits(self):
        return self.filter(kind__is_audit=True)

    def for_list(self):
        """With what a line names: four queries, the latest first."""
        return (
            self.select_related("board", "kind", "follows")
            .prefetch_related("agencies", "stages")
            .order_by(
                models.functions.Coalesce("commissioned_on", "notified_on", "planned_for").desc(
                    nulls_first=True
                ),
                "-pk",
            )
        )


class Review(models.Model):
    """A review, an inspection or an audit that makes recommendations, known by a code name and never by a person's.

    While it is being prepared only the board's team sees it. Cumbria's Case Review Group keeps "SCR, Practice Review
    etc." (business plan 2017-20, line 480); its multi-agency audits are three a year (line 488).
    """

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="reviews")
    kind = models.ForeignKey(ReviewKind, on_delete=models.PROTECT, related_name="reviews")
    code_name = LineField(max_length=60, help_text=CODE_NAME_HELP)
    topic = TextField("what it is about", blank=True)
    led_by = LineField(
        "lead", max_length=150, blank=True, help_text="A name, a post or a group, as it is printed."
    )
    agencies = models.ManyToManyField("subgroups.Agency", blank=True, related_name="reviews")
    planned_for = models.DateField("planned for", null=True, blank=True)
    notified_on = models.DateField("notified", null=True, blank=True)
    commissioned_on = models.DateField("commissioned", null=True, blank=True)
    published_on = models.DateField("published", null=True, blank=True)
    link = models.URLField("where it is published", max_length=1000, blank=True)
    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
        verbose_name="repeats",
        help_text="The audit that this one does again.",
    )
    shared_on = models.DateField("shared with the board", null=True, blank=True, editable=False)
    stopped_on = models.DateField("ended early", null=True, blank=True, editable=False)
    stopped_because = TextField("why it ended early", blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ReviewQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "board", models.functions.Lower("code_name"), name="review_code_name_once"
            ),
            models.CheckConstraint(
                condition=Q(stopped_on__isnull=True, stopped_because="")
                | (Q(stopped_on__isnull=False) & ~Q(stopped_because="")),
                name="review_ended_early_with_the_reason",
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.code_name}"

    @property
    def is_shared(self) -> bool:
        return self.shared_on is not None

    @property
    def days(self) -> dict[str, date | None]:
        """The days from which clocks run."""
        return {Since.NOTIFIED: self.notified_on, Since.COMMISSIONED: self.commissioned_on}

    @property
    def to_come(self) -> list["ReviewStage"]:
        """Its stages that are not done; none once it ended early."""
        return [] if self.stopped_on else [stage for stage in self.stages.all() if not stage.done_on]

    @property
    def next_stage(self) -> "ReviewStage | None":
        """The stage to look at: the one whose clock ends first, else the next in their order."""
        due = [(day, stage.position, stage) for stage in self.to_come if (day := stage.due_on(self))]
        return min(due)[-1] if due else next(iter(self.to_come), None)

    @property
    def late_stages(self) -> list["ReviewStage"]:
        return [stage for stage in self.to_come if stage.days_late(self)]

    @property
    def concluded_on(self) -> date | None:
        """The day of its last stage once all are done; without stages the day on which it was published. None while it
        is being prepared, and where it ended early."""
        if self.stopped_on or not self.is_shared:
            return None
        done = [stage.done_on for stage in self.stages.all()]
        if not done:
            return self.published_on
        return max(day for day in done if day) if all(done) else None

    @property
    def status(self) -> str:
        if self.stopped_on:
            return "Ended early"
        if not self.is_shared:
            return "Being prepared"
        if self.concluded_on:
            return "Concluded"
        begun = self.notified_on or self.commissioned_on or any(stage.done_on for stage in self.stages.all())
        return "Going on" if begun or not self.planned_for else "Planned"


class ReviewStageQuerySet(SharedQuerySet["ReviewStage"]):
    board_path = "review__board"
    shared_path = "review__shared_on__isnull"


class ReviewStage(models.Model):
    """A stage of one review, with its clock, and the day on which it was done."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="stages")
    words = LineField("stage", max_length=LONGEST_STAGE)
    within = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(
        max_length=12, choices=[(unit.value, words[1]) for unit, words in UNIT_WORDS.items()], blank=True
    )
    since = models.CharField(
        max_length=12, choices=[(since.value, words) for since, words in SINCE_WORDS.items()], blank=True
    )
    position = models.PositiveSmallIntegerField(default=0)
    done_on = models.DateField("done", null=True, blank=True)

    objects = ReviewStageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "stage of a review"
        verbose_name_plural = "stages of reviews"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(within__isnull=True, unit="", since="")
                | (Q(within__isnull=False) & ~Q(unit="") & ~Q(since="")),
                name="review_stage_clock_is_whole",
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def board(self):
        return self.review.board

    @property
    def clock_words(self) -> str:
        if self.within is None:
            return ""
        return StageLine(self.words, self.within, Unit(self.unit), Since(self.since)).clock

    def due_on(self, review: Review) -> date | None:
        """Until when it is due, by the days of its review."""
        return due_on(self.within, self.unit, self.since, review.days)

    def days_late(self, review: Review) -> int:
        """Days past that day while it is not done; of one that was done, by how many it was late."""
        due = self.due_on(review)
        return max(((self.done_on or clock.today()) - due).days, 0) if due else 0

    def is_due_day_sure(self, review: Review) -> bool:
        """Whether the bank holidays of its working days are known."""
        due, began = self.due_on(review), review.days.get(self.since)
        return not (due and began and self.unit == Unit.WORKING_DAYS) or are_bank_holidays_known(began, due)


class ThemeQuerySet(BoardQuerySet["Theme"]):
    """Of a theme that only reviews in preparation have, nobody but the board's team hears."""

    def visible_to(self, person):
        seen = super().visible_to(person)
        if not (person.is_authenticated and person.is_active):
            return seen
        of_it = self.model.recommendations.through.objects.filter(theme=models.OuterRef("pk"))
        shared = models.Exists(of_it.filter(recommendation__shared=True))
        return seen.filter(shared | Q(board__in=person.boards_edited))


class Theme(models.Model):
    """What recommendations of several reviews are about, in the board's words: by it the same advice is seen to come
    again."""

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="themes")
    name = LineField("theme", max_length=100)

    objects = ThemeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [models.functions.Lower("name"), "pk"]
        constraints = [models.UniqueConstraint("board", models.functions.Lower("name"), name="theme_once")]

    def __str__(self):
        return self.name


class RecommendationQuerySet(SharedQuerySet["Recommendation"]):
    board_path = "review__board"
    shared_path, shared_is = "shared", True

    def shared(self):
        return self.filter(shared=True)

    def closed(self):
        return self.filter(closed_on__isnull=False)

    def addressed_to(self, bodies: Iterable):
        """Those that are addressed to one of the bodies, or to the agency that one stands for."""
        bodies = list(bodies)
        keys = [body.pk for body in bodies]
        agencies = [body.agency_id for body in bodies if body.agency_id]
        ours = self.model.bodies.through.objects.filter(recommendation=models.OuterRef("pk"), body__in=keys)
        its = self.model.agencies.through.objects.filter(
            recommendation=models.OuterRef("pk"), agency__in=agencies
        )
        return self.filter(models.Exists(ours) | models.Exists(its))

    def in_order(self):
        """Review by review, the latest first, each in the order of its own numbers."""
        return self.order_by("-review_id", "position", "pk")


class Recommendation(models.Model):
    """What a review says should be done, as it is printed. Where it stands is worked out from the actions it led to,
    and never typed (`plans.rules.recommendations`).

    The Board is to know that they "are implemented and positively impact on the improvement of safeguarding"
    (Cumbria business plan 2017-20, line 480): so the impact of a closed one is looked at again.
    """

    class Response(models.TextChoices):
        ACCEPTED = rules.Response.ACCEPTED.value, "Accepted"
        IN_PART = rules.Response.IN_PART.value, "Accepted in part"
        NOT_ACCEPTED = rules.Response.NOT_ACCEPTED.value, "Not accepted"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="recommendations")
    number = LineField(max_length=20, help_text="As it is printed, such as 3 or 2.1.")
    position = models.PositiveSmallIntegerField(default=0)
    text = TextField("recommendation")
    agencies = models.ManyToManyField("subgroups.Agency", blank=True, related_name="recommendations")
    bodies = models.ManyToManyField("subgroups.Body", blank=True, related_name="recommendations")
    themes = models.ManyToManyField(Theme, blank=True, related_name="recommendations")
    shared = models.BooleanField(default=False, editable=False)  # as its review is; the search reads it here

    response = models.CharField(max_length=12, choices=Response, blank=True)
    response_reason = TextField("why not as it stands", blank=True)
    responded_on = models.DateField("answered", null=True, blank=True)
    evidence = TextField(
        blank=True, help_text="What shows that it was done, beside the evidence of its actions."
    )

    closed_on = models.DateField("closed", null=True, blank=True)
    closed_at_meeting = models.ForeignKey(
        "subgroups.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recommendations_closed",
    )
    closed_because = TextField("why it was closed", blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    impact_due_on = models.DateField("impact to be looked at", null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    objects = RecommendationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["review", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="recommendation_number_once"),
            models.CheckConstraint(
                condition=Q(response="", responded_on__isnull=True)
                | (~Q(response="") & Q(responded_on__isnull=False)),
                name="recommendation_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(response__in=["", "accepted"]) | ~Q(response_reason=""),
                name="recommendation_not_accepted_with_the_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_at_meeting__isnull=True, closed_by__isnull=True)
                | Q(closed_on__isnull=False, closed_at_meeting__isnull=False, closed_by__isnull=False),
                name="recommendation_closed_by_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(impact_due_on__isnull=True) | Q(closed_on__isnull=False),
                name="recommendation_impact_once_closed",
            ),
        ]

    def __str__(self):
        return f"{self.review.code_name} {self.number}"

    @property
    def board(self):
        return self.review.board

    @property
    def owner_body_ids(self) -> frozenset[int]:
        """Those who speak for the groups and agencies that it is addressed to show what was done about it."""
        stand = (getattr(agency, "body", None) for agency in self.agencies.all())  # none: it has no body yet
        return frozenset(body.pk for body in (*self.bodies.all(), *stand) if body)

    @property
    def addressed(self) -> list[str]:
        """Names of whom it is addressed to, agencies first."""
        return [each.name for each in (*self.agencies.all(), *self.bodies.all())]


class RecommendationEvidenceQuerySet(SharedQuerySet["RecommendationEvidence"]):
    board_path = "recommendation__review__board"
    shared_path, shared_is = "recommendation__shared", True

    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def for_page(self):
        """With everything a line about it names, the newest first."""
        return self.select_related("recommendation__review__board", "by", "withdrawn_by").order_by(
            "-at", "-pk"
        )


class RecommendationEvidence(LinkOrFile):
    """A link or a file that shows what was done about a recommendation, and what came of it; whoever speaks for those
    to whom it is addressed adds it, and the board team."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="links_and_files"
    )

    objects = RecommendationEvidenceQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["file"])

    class Meta(LinkOrFile.Meta):
        verbose_name = "evidence of a recommendation"
        verbose_name_plural = "evidence of recommendations"

    @property
    def folder(self) -> str:
        return f"evidence/reviews/{self.recommendation.review_id}"

    @property
    def trail(self) -> Recommendation:
        return self.recommendation

    @property
    def board(self):
        return self.recommendation.board


class RecommendationActionQuerySet(SharedQuerySet["RecommendationAction"]):
    board_path = "recommendation__review__board"
    shared_path, shared_is = "recommendation__shared", True


class RecommendationAction(models.Model):
    """An action, of any plan of the board, by which a recommendation is carried out."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="links")
    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="recommendation_links")

    objects = RecommendationActionQuerySet.as_manager()

    class Meta:
        verbose_name = "action of a recommendation"
        verbose_name_plural = "actions of recommendations"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "action"], name="recommendation_action_once")
        ]

    def __str__(self):
        return f"{self.recommendation}: {self.action}"

    @property
    def board(self):
        return self.recommendation.board


class ImpactLookQuerySet(SharedQuerySet["ImpactLook"]):
    board_path = "recommendation__review__board"
    shared_path, shared_is = "recommendation__shared", True

    def update(self, **kwargs):
        raise TypeError("What was found is never changed; look again.")

    def delete(self):
        raise TypeError("What was found is never deleted; look again.")


class ImpactLook(models.Model):
    """What was found when the impact of a closed recommendation was looked at: embedded, partly, or not."""

    class Found(models.TextChoices):
        EMBEDDED = rules.Found.EMBEDDED.value, "Embedded in practice"
        PARTLY = rules.Found.PARTLY.value, "Partly embedded"
        NOT = rules.Found.NOT.value, "Not embedded"

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="looks")
    on = models.DateField("looked at", default=clock.today)
    found = models.CharField("what was found", max_length=8, choices=Found)
    words = TextField("what shows it")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = ImpactLookQuerySet.as_manager()

    class Meta:
        verbose_name = "look at an impact"
        verbose_name_plural = "looks at impact"
        ordering = ["-on", "-pk"]

    def __str__(self):
        return f"{self.recommendation}: {self.get_found_display()}"

    @property
    def board(self):
        return self.recommendation.board


def review_url(plan, review: Review) -> str:
    """A review's page, under one of the plans of its board."""
    return reverse("plans:review-detail", args=[plan.slug, review.pk])


def recommendation_url(plan, recommendation: Recommendation) -> str:
    return reverse("plans:recommendation-detail", args=[plan.slug, recommendation.pk])
