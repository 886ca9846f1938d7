"""The challenge log: what a partner was asked to answer for, what it answered and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from lscb import clock
from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.wording import long_date
from plans.models.partner import PartnerQuerySet, WithPartner


class ChallengeQuerySet(PartnerQuerySet["Challenge"]):
    board_path = "plan__board"

    def open(self):
        """Not closed yet, answered or not."""
        return self.filter(closed_at__isnull=True)

    def late(self):
        """Open, without a response, and past the day on which one was due."""
        return self.open().filter(response="", response_due_on__lt=clock.today())

    def in_order_of_need(self):
        """Open first, and of these the response due longest ago; then the closed, latest first."""
        return self.order_by(
            F("closed_at").desc(nulls_first=True),
            models.Case(models.When(response="", then=0), default=1),
            F("response_due_on").asc(nulls_last=True),
            "raised_on",
            "pk",
        )

    def for_page(self):
        """With everything a line about a challenge names."""
        return self.select_related(
            "plan__board",
            "action__plan",
            "meeting__body",
            "to_agency",
            "to_body",
            "recorded_by",
            "answered_by",
            "closed_by",
        )


class Challenge(WithPartner):
    """A question put to an agency or a group that it must answer; closed only with what came of it.

    One that nobody answered is closed for a reason that says so.

    "All LSCBs have some type of Challenge Log or Risk Register" (C4EO effective practice review 2014, line 353).
    """

    partner_fields = ("to_agency", "to_body")

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="challenges")
    action = models.ForeignKey(
        "plans.Action", null=True, blank=True, on_delete=models.PROTECT, related_name="challenges"
    )
    to_agency = models.ForeignKey(
        "subgroups.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="challenges",
        verbose_name="to the agency",
    )
    to_body = models.ForeignKey(
        "subgroups.Body",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="challenges",
        verbose_name="to the group",
    )
    words = TextField("challenge")
    raised_by = LineField(max_length=150, help_text="A name or a post, as the log prints it.")
    raised_on = models.DateField("raised", default=clock.today)
    meeting = models.ForeignKey(
        "subgroups.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="challenges",
        help_text="The meeting at which it was raised.",
    )
    response_due_on = models.DateField("response due", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    response = TextField(blank=True)
    responded_on = models.DateField("answered", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who recorded the response.",
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    outcome = TextField("outcome and impact", blank=True)
    unanswered_because = TextField("why it was closed without a response", blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    to = WithPartner.partner  # who must answer

    objects = ChallengeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["raised_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_agency__isnull=False, to_body__isnull=True)
                | Q(to_agency__isnull=True, to_body__isnull=False),
                name="challenge_to_an_agency_or_a_group",
            ),
            models.CheckConstraint(
                condition=Q(response="", responded_on__isnull=True, answered_at__isnull=True)
                | (~Q(response="") & Q(responded_on__isnull=False, answered_at__isnull=False)),
                name="challenge_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(outcome="") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="challenge_closed_with_its_outcome",
            ),
        ]

    def __str__(self):
        about = f" about {self.action.called}" if self.action_id else ""
        return f"Challenge to {self.to.name}{about}, {long_date(self.raised_on)}"

    def get_absolute_url(self):
        return reverse("plans:challenge-detail", args=[self.plan.slug, self.pk])

    @property
    def board(self):
        return self.plan.board

    @property
    def status(self) -> str:
        if self.closed_at:
            return "Closed"
        return "Answered, still open" if self.response else "Open, not answered"

    @property
    def days_late(self) -> int:
        """Days past the day the response was due, while there is none; else 0."""
        if self.closed_at or self.response or self.response_due_on is None:
            return 0
        return max((clock.today() - self.response_due_on).days, 0)

    def version(self) -> int | None:
        """Which of its versions this is: another as soon as anybody has changed anything. One query."""
        return self.history.order_by("-history_id").values_list("history_id", flat=True).first()


def recorded_in(version) -> dict[str, object]:
    """What a challenge, or a version that its history keeps, says, by the words people know it by."""
    closed_on = timezone.localtime(version.closed_at).date() if version.closed_at else None
    return {
        "to": str(version.to_agency or version.to_body),
        "about": str(version.action) if version.action_id else "the plan as a whole",
        "challenge": version.words,
        "raised by": version.raised_by,
        "raised": version.raised_on,
        "meeting": str(version.meeting) if version.meeting_id else "",
        "response due": version.response_due_on,
        "outcome and impact": version.outcome,
        "why it was closed without a response": version.unanswered_because,
        "closed": closed_on,
    }
