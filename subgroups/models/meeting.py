"""Meetings of bodies, and when their papers are due."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When

from lscb import clock
from lscb.fields import CharField, LineField
from lscb.history import HistoricalRecords
from lscb.ordering import ByLetters
from lscb.querysets import BoardQuerySet
from lscb.wording import long_date


class MeetingQuerySet(BoardQuerySet["Meeting"]):
    board_path = "body__board"

    def to_come(self):
        """Meetings of today and later that have not been cancelled, next first."""
        return self.filter(held_on__gte=clock.today(), cancelled=False).order_by("held_on")

    def held(self):
        """Meetings before today that were not cancelled, latest first."""
        return self.filter(held_on__lt=clock.today(), cancelled=False).order_by("-held_on")

    def last_and_to_come(self):
        """Of one body: the last that was held, and then those of today and later; none that was cancelled."""
        held = Meeting.objects.filter(body=OuterRef("body")).held().values("held_on")
        last = Q(held_on=Subquery(held[:1]))
        return self.filter(last | Q(held_on__gte=clock.today()), cancelled=False).order_by("held_on")

    def up_to_today(self):
        """Meetings of today and before that were not cancelled, latest first."""
        return self.filter(held_on__lte=clock.today(), cancelled=False).order_by("-held_on")

    def for_page(self):
        """Each with its group: group by group in the board's order, day by day."""
        return self.select_related("body").order_by(
            "body__position", ByLetters("body__name"), "held_on", "pk"
        )

    def before(self, meeting):
        """Those held before a meeting, latest first."""
        return self.filter(held_on__lt=meeting.held_on, cancelled=False).order_by("-held_on")

    def that_may_decide(self):
        """The next of each group, which may decide ahead, soonest first; then all held, latest first."""
        meetings, today = self.filter(cancelled=False), clock.today()
        following = (
            Meeting.objects.filter(body=OuterRef("body"), cancelled=False, held_on__gt=today)
            .order_by("held_on")
            .values("held_on")
        )
        to_come = Case(When(held_on__gt=today, then=F("held_on")), default=None)
        return (
            meetings.filter(Q(held_on__lte=today) | Q(held_on=Subquery(following[:1])))
            .select_related("body")
            .order_by(to_come.asc(nulls_last=True), "-held_on", "body__position", "pk")
        )


class Meeting(models.Model):
    """A body's meeting. Papers are due seven days before unless another day is set.

    Seven days: Reading's reports are sent one week ahead (C4EO effective practice review 2014, line 355).
    """

    PAPERS_AHEAD = timedelta(days=7)

    body = models.ForeignKey("subgroups.Body", on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField("date")
    held_at = models.TimeField("time", null=True, blank=True)
    place = LineField(max_length=200, blank=True)
    papers_due_on = models.DateField("papers due", null=True, blank=True)
    cancelled = models.BooleanField(default=False)
    cancelled_because = CharField("why it is cancelled", max_length=300, blank=True)

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["held_on"]
        constraints = [
            models.UniqueConstraint(fields=["body", "held_on"], name="meeting_once_a_day"),
            models.CheckConstraint(
                condition=Q(papers_due_on__isnull=True) | Q(papers_due_on__lte=F("held_on")),
                name="meeting_papers_come_first",
            ),
        ]

    def __str__(self):
        return f"{self.body.label}, {long_date(self.held_on)}"

    @property
    def board(self):
        return self.body.board

    @property
    def papers_deadline(self):
        """The day the papers are due, set or seven days before."""
        return self.papers_due_on or self.held_on - self.PAPERS_AHEAD
