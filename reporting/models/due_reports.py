"""Due reports: what the planner makes due on which day at which forum, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lscb import clock
from lscb.fields import CharField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet
from lscb.wording import long_date
from reporting.models.planner import ALL_SUBGROUPS, Obligation
from reporting.models.reports import MonitoringReport


class DueReportQuerySet(BoardQuerySet["DueReport"]):
    board_path = "obligation__planned_report__plan__board"

    def of_plan(self, plan):
        """Due reports of the plan's planner."""
        return self.filter(obligation__planned_report__plan=plan)

    def with_words(self):
        """With all that a line of the forward plan says of each; providers are a query of their own.

        `report_now` and `number_now` are the latest version of the monitoring report it was received with.
        """
        versions = (
            MonitoringReport.objects.frozen()
            .filter(quarter=models.OuterRef("monitoring_report__quarter"))
            .order_by("-version")
        )
        return (
            self.annotate(
                report_now=models.Subquery(versions.values("pk")[:1]),
                number_now=models.Subquery(versions.values("number")[:1]),
            )
            .select_related(
                "obligation__planned_report__plan__board",
                "obligation__conflicts_with",
                "forum__board",
                "meeting__body",
                "deferred_from",
                "put_off_to",
                "monitoring_report__quarter",
                "recorded_by",
            )
            .prefetch_related("obligation__planned_report__providers")
            .defer("monitoring_report__pdf", "monitoring_report__content")
        )

    def for_meeting(self, meeting):
        """What is to be reported at a meeting, in the planner's order; put off and not needed are left out."""
        return (
            self.filter(meeting=meeting, state__in=DueReport.TO_COME_OR_THERE)
            .with_words()
            .order_by("obligation__planned_report__position", "obligation__position", "pk")
        )

    def expected(self):
        """Neither received nor put off yet."""
        return self.filter(state=DueReport.State.EXPECTED)

    def late(self):
        """Expected before today."""
        return self.expected().filter(due_on__lt=clock.today())

    def of_each_group(self):
        """Those that all subgroups owe, each for itself (`GroupUpdate`), with what tells who is asked; those put off
        or not needed are left out."""
        return self.filter(
            obligation__planned_report__provider_words__icontains=ALL_SUBGROUPS,
            meeting__isnull=False,
            state__in=DueReport.TO_COME_OR_THERE,
        ).select_related("meeting__body__board", "forum", "obligation__planned_report__plan__board")

    def provided_by(self, bodies):
        """Whose report it is; every subgroup's where the planner says all subgroups."""
        owed = Q(obligation__planned_report__providers__in=bodies)
        if any(body.kind == body.Kind.SUBGROUP for body in bodies):
            owed |= Q(obligation__planned_report__provider_words__icontains=ALL_SUBGROUPS)
        return self.filter(owed).distinct()


class DueReport(models.Model):
    """A report expected on a day or at a meeting, and what became of it.

    `slot` says which time of its duty it is ("2018-03", "meeting 12"), however often its meeting moves; it is empty
    for one that was typed, and for one that was deferred from another meeting (`deferred_from`).
    """

    class State(models.TextChoices):
        EXPECTED = "expected", "Expected"
        RECEIVED = "received", "Received"
        DEFERRED = "deferred", "Deferred"
        NOT_NEEDED = "not-needed", "Not needed this time"

    TO_COME_OR_THERE = (State.EXPECTED, State.RECEIVED)

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="due_reports")
    forum = models.ForeignKey("subgroups.Body", on_delete=models.PROTECT, related_name="due_reports")
    meeting = models.ForeignKey(
        "subgroups.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="due_reports"
    )
    due_on = models.DateField("due")
    slot = CharField(max_length=40, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.EXPECTED)
    received_on = models.DateField("received", null=True, blank=True)
    reason = CharField("why deferred or not needed", max_length=300, blank=True)
    deferred_from = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="put_off_to",
    )
    link = models.URLField("link to the paper", blank=True)
    monitoring_report = models.ForeignKey(
        "reporting.MonitoringReport",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True, editable=False)
    groups_reminded_at = models.DateTimeField(
        "groups reminded", null=True, blank=True, editable=False, help_text="Where all subgroups owe it."
    )

    objects = DueReportQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "forum", "slot"], condition=~Q(slot=""), name="due_report_once_a_slot"
            ),
            models.UniqueConstraint(
                fields=["obligation", "forum", "due_on"],
                condition=Q(slot="", deferred_from__isnull=True),
                name="due_report_once",
            ),
            models.CheckConstraint(
                condition=Q(state="received", received_on__isnull=False)
                | (~Q(state="received") & Q(received_on__isnull=True)),
                name="due_report_received_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["deferred", "not-needed"]) | ~Q(reason=""),
                name="due_report_put_off_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.what} to {self.forum.label}, {long_date(self.due_on)}"

    @property
    def board(self):
        return self.forum.board

    @property
    def what(self) -> str:
        """The planner row's name, with the part of it that this is."""
        return self.obligation.called

    @property
    def is_of_each_group(self) -> bool:
        """As `of_each_group`; no query after that, or `with_words`."""
        words = self.obligation.planned_report.provider_words.casefold()
        return bool(ALL_SUBGROUPS in words and self.meeting_id and self.state in self.TO_COME_OR_THERE)

    @property
    def report_words(self) -> str:
        """With which monitoring report it came, as "report number 4, which corrects number 3"; empty where with none.
        Wants `with_words`."""
        if not self.monitoring_report or not self.number_now:
            return ""
        corrects = self.report_now != self.monitoring_report_id
        return f"report number {self.number_now}" + (
            f", which corrects number {self.monitoring_report.number}" if corrects else ""
        )

    @property
    def deferred_to(self):
        """The day it is expected on instead; None unless it was deferred. Wants `with_words`."""
        later = getattr(self, "put_off_to", None)
        return later.due_on if later else None

    @property
    def is_late(self) -> bool:
        return self.state == self.State.EXPECTED and self.due_on < clock.today()

    @property
    def papers_due_on(self):
        """The meeting's papers deadline; None for a report at no meeting."""
        return self.meeting.papers_deadline if self.meeting else None

    @property
    def papers_are_late(self) -> bool:
        """Expected, and the papers deadline of its meeting has passed."""
        return bool(
            self.state == self.State.EXPECTED and self.papers_due_on and self.papers_due_on < clock.today()
        )
