"""The risk register: what may keep the plan from being delivered, how grave it is, and what is done about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from lscb import clock
from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet


class RiskQuerySet(BoardQuerySet["Risk"]):
    board_path = "plan__board"

    def open(self):
        """Not closed yet."""
        return self.filter(closed_at__isnull=True)

    def late(self):
        """Open, and past the day on which they were to be looked at again."""
        return self.open().filter(review_on__lt=clock.today())

    def with_score(self):
        """Adds `grade`, the score."""
        return self.annotate(grade=F("likelihood") * F("impact"))

    def with_score_before(self):
        """Adds `grade`, and `grade_before`: the last score that was another one; None where it was always this."""
        earlier = (
            self.model.history.model.objects.filter(id=OuterRef("pk"))
            .annotate(grade=F("likelihood") * F("impact"))
            .exclude(grade=OuterRef("grade"))
            .order_by("-history_id")
        )
        return self.with_score().annotate(grade_before=Subquery(earlier.values("grade")[:1]))

    def at_level(self, word: str):
        """After `with_score`: those whose score falls into the band of that word."""
        words = [each for _, each in Risk.BANDS]
        place = words.index(word)
        found = self.filter(grade__gte=Risk.BANDS[place][0])
        return found.filter(grade__lt=Risk.BANDS[place - 1][0]) if place else found

    def that_went(self, way: str):
        """After `with_score_before`: up, down, or always the same."""
        if way == "same":
            return self.filter(grade_before=None)
        return self.filter(**{f"grade_before__{'lt' if way == 'up' else 'gt'}": F("grade")})

    def worst_first(self):
        """Open before closed; of the open the highest score first, of the closed the latest."""
        return self.with_score().order_by(
            F("closed_at").desc(nulls_first=True), "-grade", "-impact", "raised_on", "pk"
        )

    def for_page(self):
        """With everything a line about a risk names."""
        return self.select_related("plan__board", "action__plan", "recorded_by", "closed_by")


class Risk(models.Model):
    """Something that may happen and would harm the plan; scored five by five, as public bodies in England do.

    The words and the bands of the score are those of "A risk matrix for risk managers", National Patient Safety
    Agency, 2008, with "severe" for its "catastrophic". Boards keep "some type of Challenge Log or Risk Register"
    (C4EO effective practice review 2014, line 353).
    """

    class Likelihood(models.IntegerChoices):
        RARE = 1, "Rare"
        UNLIKELY = 2, "Unlikely"
        POSSIBLE = 3, "Possible"
        LIKELY = 4, "Likely"
        ALMOST_CERTAIN = 5, "Almost certain"

    class Impact(models.IntegerChoices):
        NEGLIGIBLE = 1, "Negligible"
        MINOR = 2, "Minor"
        MODERATE = 3, "Moderate"
        MAJOR = 4, "Major"
        SEVERE = 5, "Severe"

    # The lowest score of each band, highest first.
    BANDS = ((15, "extreme"), (8, "high"), (4, "moderate"), (1, "low"))

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="risks")
    action = models.ForeignKey(
        "plans.Action", null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    words = TextField("risk")
    likelihood = models.PositiveSmallIntegerField(choices=Likelihood)
    impact = models.PositiveSmallIntegerField(choices=Impact)
    response = TextField("what is done about it")
    held_by = LineField(max_length=150, help_text="A name or a post, as the register prints it.")
    raised_on = models.DateField("raised", default=clock.today)
    review_on = models.DateField("to be looked at again", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    why_closed = TextField(blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RiskQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["raised_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="risk_scored_five_by_five"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(why_closed="") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="risk_closed_with_the_reason",
            ),
        ]

    def __str__(self):
        return f"Risk: {self.words if len(self.words) <= 80 else self.words[:79].rstrip() + '…'}"

    def get_absolute_url(self):
        return reverse("plans:risk-detail", args=[self.plan.slug, self.pk])

    @property
    def board(self):
        return self.plan.board

    @property
    def score(self) -> int:
        """Likelihood times impact, 1 to 25."""
        return self.likelihood * self.impact

    @property
    def band(self) -> str:
        """Low, moderate, high or extreme, in lower case."""
        return next(word for lowest, word in self.BANDS if self.score >= lowest)

    @property
    def went(self) -> str:
        """Which way its score went, as "up from 6"; empty where it was always this. Wants `with_score_before`."""
        before = getattr(self, "grade_before", None)
        return f"{'up' if before < self.score else 'down'} from {before}" if before else ""

    @property
    def days_late(self) -> int:
        """Days past the day on which it was to be looked at again; 0 when closed or no such day is named."""
        if self.closed_at or self.review_on is None:
            return 0
        return max((clock.today() - self.review_on).days, 0)
