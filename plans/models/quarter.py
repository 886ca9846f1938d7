"""Reporting periods of a plan: what is collected when, for which meeting."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from lscb import clock
from lscb.fields import LineField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet
from plans.rules.rhythm import Span, name_in_full


class QuarterQuerySet(BoardQuerySet["Quarter"]):
    board_path = "plan__board"

    def collecting(self):
        """Quarters owners are updating now; at most one a plan."""
        return self.filter(state=Quarter.State.COLLECTING)

    def opened(self):
        """Quarters that owners were asked about, now or before."""
        return self.exclude(state=Quarter.State.PLANNED)

    def newest_first(self):
        return self.order_by("-starts_on")

    def for_reports(self):
        """Quarters with what their page needs to name them."""
        return self.select_related("plan__board", "meeting__body").order_by("-starts_on")


class Quarter(models.Model):
    """A reporting period of a plan, reported to one meeting: a quarter, a term, or what the plan’s rhythm is."""

    class State(models.TextChoices):
        """REPORTED: it takes no more updates, with or without a report; which of the two, its reports say."""

        PLANNED = "planned", "Planned"
        COLLECTING = "collecting", "Collecting updates"
        REPORTED = "reported", "Closed for updates"

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="quarters")
    name = LineField(max_length=80, help_text="As the board calls it: Q4 2017/18, Autumn term 2025.")
    slug = models.SlugField(
        max_length=80, editable=False, help_text="Its place in an address, which never changes."
    )
    starts_on = models.DateField("from")
    ends_on = models.DateField("to")
    meeting = models.ForeignKey(
        "subgroups.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quarters",
        help_text="The meeting its report goes to.",
    )
    papers_due_on = models.DateField("papers due", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    correcting = models.BooleanField(
        "being corrected",
        default=False,
        editable=False,
        help_text="Its report is being corrected: the board team may change its ratings until that is final.",
    )

    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followers",
        editable=False,
        help_text="Of a linked plan: the period of the business plan with which it opens and closes.",
    )

    objects = QuarterQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "reporting period"
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "starts_on"],
                name="quarter_once_a_plan",
                violation_error_message="Another reporting period of the plan starts on that day.",
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="collecting"), name="quarter_collected_one_at_a_time"
            ),
            models.UniqueConstraint(fields=["plan", "slug"], name="quarter_address_once_a_plan"),
            models.UniqueConstraint(fields=["plan", "follows"], name="quarter_followed_once_a_plan"),
            models.UniqueConstraint(Lower("name"), "plan", name="quarter_name_once_a_plan"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="quarter_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "collecting", "reported"]), name="quarter_state_known"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_last(self) -> bool:
        """Whether its plan ends with it: what comes after it is for the next plan."""
        return self.ends_on >= self.plan.ends_on

    @property
    def name_in_full(self) -> str:
        """As Quarter 4 2017/18, where it is called Q4 2017/18."""
        return name_in_full(self.name, self.plan.period_word)

    @property
    def span(self) -> Span:
        """Its name and days."""
        return Span(self.name, self.starts_on, self.ends_on)

    @property
    def following_ends_on(self) -> date:
        """The last day of the period after it, whether that is there or not."""
        return self.plan.reporting.next_end(self.span)

    @property
    def board(self):
        return self.plan.board

    @property
    def papers_deadline(self):
        """The day its report's papers are due; None while no meeting is set, or the one set is cancelled.

        Without a day of its own it is the meeting's, and moves with the meeting.
        """
        if self.papers_due_on or self.meeting is None or self.meeting.cancelled:
            return self.papers_due_on
        return self.meeting.papers_deadline

    @property
    def days_to_deadline(self) -> int | None:
        """Days left to the papers deadline; negative when it has passed."""
        return (self.papers_deadline - clock.today()).days if self.papers_deadline else None
