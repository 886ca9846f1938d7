"""The scrutineer's log: what independent scrutiny found, what was answered and what came of it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from lscb import clock
from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.lines import run_on, shortened
from plans.models.partner import PartnerQuerySet, WithPartner


class ScrutinyQuerySet(PartnerQuerySet["ScrutinyEntry"]):
    board_path = "board"

    def visible_to(self, person):
        """Of what is not shared yet, whoever wrote it sees it, and nobody else."""
        seen = super().visible_to(person)
        if not (person.is_authenticated and person.is_active):
            return seen
        return seen.filter(Q(shared_on__isnull=False) | Q(written_by=person.pk))

    def shared(self):
        return self.filter(shared_on__isnull=False)

    def asking(self):
        """Shared, and of a kind that somebody must answer."""
        return self.shared().exclude(kind=ScrutinyEntry.Kind.GOOD_PRACTICE)

    def open(self):
        """Asking, and not closed yet, answered or not."""
        return self.asking().filter(closed_at__isnull=True)

    def waiting(self):
        """Open, and nobody has answered."""
        return self.open().filter(response="")

    def own_of_any(self, bodies):
        """Those to one of the bodies, or to the agency that one stands for."""
        agencies = [body.agency_id for body in bodies if body.agency_id]
        return self.filter(Q(to_body__in=bodies) | Q(to_agency__in=agencies))

    def late(self):
        return self.waiting().filter(response_due_on__lt=clock.today())

    def in_year(self, first: date, last: date):
        """What was found from one day to another and shared: a year's scrutiny, in the order in which it was found."""
        return self.shared().filter(seen_on__range=(first, last)).order_by("seen_on", "pk")

    def in_order_of_need(self):
        """Drafts, then what waits with the response due longest ago first, what is answered, and the rest."""
        settled = Q(closed_at__isnull=False) | Q(kind=ScrutinyEntry.Kind.GOOD_PRACTICE)
        return self.order_by(
            models.Case(
                models.When(shared_on__isnull=True, then=0),
                models.When(settled, then=3),
                models.When(response="", then=1),
                default=2,
            ),
            F("closed_at").desc(nulls_first=True),
            F("response_due_on").asc(nulls_last=True),
            "seen_on",
            "pk",
        )

    def for_page(self):
        """With everything a line about an entry names."""
        return self.select_related(
            "board",
            "priority__plan",
            "action__plan",
            "to_agency",
            "to_body",
            "written_by",
            "answered_by",
            "closed_by",
            "closed_at_meeting__body",
        )


class ScrutinyEntry(WithPartner):
    """A finding, a recommendation or good practice that the scrutineer writes down; not a challenge of the chair's.

    It is the scrutineer's alone until they share it. Working Together 2023 wants independent scrutiny to be told from
    the chairing of a partnership, and the yearly report to say what it found.
    """

    class Kind(models.TextChoices):
        FINDING = "finding", "Finding"
        RECOMMENDATION = "recommendation", "Recommendation"
        GOOD_PRACTICE = "good-practice", "Good practice"

    class State(models.TextChoices):
        DRAFT = "draft", "Not shared yet"
        WAITING = "waiting", "Waiting for a response"
        ANSWERED = "answered", "Answered, still open"
        CLOSED = "closed", "Closed"
        NOTED = "noted", "Noted"

    partner_fields = ("to_agency", "to_body")

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="scrutiny")
    kind = models.CharField(max_length=14, choices=Kind)
    words = TextField("what was found")
    source = LineField("how it was looked at", max_length=120)
    seen_on = models.DateField("looked at", default=clock.today)
    priority = models.ForeignKey(
        "plans.Priority", null=True, blank=True, on_delete=models.PROTECT, related_name="scrutiny"
    )
    action = models.ForeignKey(
        "plans.Action", null=True, blank=True, on_delete=models.PROTECT, related_name="scrutiny"
    )
    to_agency = models.ForeignKey(
        "subgroups.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="scrutiny",
        verbose_name="to the agency",
    )
    to_body = models.ForeignKey(
        "subgroups.Body",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="scrutiny",
        verbose_name="to the group",
    )
    response_due_on = models.DateField("response due", null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    shared_on = models.DateField("shared", null=True, blank=True, editable=False)

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

    outcome = TextField("what came of it", blank=True)
    closed_at_meeting = models.ForeignKey(
        "subgroups.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="scrutiny_closed",
        verbose_name="closed by the meeting",
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    to = WithPartner.partner  # who must answer; of good practice, whose it is

    objects = ScrutinyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "entry of the scrutineer’s log"
        verbose_name_plural = "entries of the scrutineer’s log"
        ordering = ["seen_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_agency__isnull=True) | Q(to_body__isnull=True), name="scrutiny_to_one"
            ),
            models.CheckConstraint(
                condition=Q(kind="good-practice", response="", response_due_on=None, closed_at__isnull=True)
                | (~Q(kind="good-practice") & (Q(to_agency__isnull=False) | Q(to_body__isnull=False))),
                name="scrutiny_asks_somebody",
            ),
            models.CheckConstraint(
                condition=Q(response="", responded_on__isnull=True, answered_by__isnull=True)
                | (
                    ~Q(response="")
                    & Q(responded_on__isnull=False, answered_by__isnull=False, shared_on__isnull=False)
                ),
                name="scrutiny_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome="",
                    closed_at__isnull=True,
                    closed_by__isnull=True,
                    closed_at_meeting__isnull=True,
                )
                | (
                    ~Q(outcome="")
                    & ~Q(response="")
                    & Q(closed_at__isnull=False, closed_by__isnull=False, closed_at_meeting__isnull=False)
                ),
                name="scrutiny_closed_by_a_meeting",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {shortened(run_on(self.words), 80)}"

    def page_in(self, plan) -> str:
        """Where it opens among the pages of a plan of its board."""
        return reverse("plans:scrutiny-detail", args=[plan.slug, self.pk])

    @property
    def is_shared(self) -> bool:
        return self.shared_on is not None

    @property
    def asks(self) -> bool:
        """Whether somebody must answer: good practice is there to be known."""
        return self.kind != self.Kind.GOOD_PRACTICE

    @property
    def state(self) -> State:
        """Where it stands, worked out and never typed."""
        if not self.is_shared:
            return self.State.DRAFT
        if not self.asks:
            return self.State.NOTED
        if self.closed_at:
            return self.State.CLOSED
        return self.State.ANSWERED if self.response else self.State.WAITING

    @property
    def days_late(self) -> int:
        """Days past the day the response was due, while it waits for one; else 0."""
        if self.state != self.State.WAITING or self.response_due_on is None:
            return 0
        return max((clock.today() - self.response_due_on).days, 0)
