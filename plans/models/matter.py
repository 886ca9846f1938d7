"""What a meeting decided about anything else than an action of a plan, and what came of it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from lscb import clock
from lscb.fields import TextField
from lscb.history import HistoricalRecords
from lscb.lines import run_on, shortened
from lscb.querysets import BoardQuerySet
from plans.models.where import where_decided
from subgroups.models import Meeting


class MatterQuerySet(BoardQuerySet["Matter"]):
    board_path = "meeting__body__board"

    def open(self):
        """Somebody is to follow them up, and nobody has said that they did."""
        return self.filter(state=Matter.State.OPEN)

    def arising_at(self, meeting: Meeting):
        """Decided by earlier meetings of the same body, and open; the oldest first."""
        return self._before(meeting).open().order_by("meeting__held_on", "pk")

    def looked_at_by(self, meeting: Meeting, before: Meeting | None):
        """What stood open at a meeting, or had been settled since the one before it; the oldest first."""
        since = before.held_on if before else date.min
        settled_since = Q(settled_on__gt=since) & ~Q(state=Matter.State.OPEN)
        standing = Q(state=Matter.State.OPEN) | settled_since
        return self._before(meeting).filter(standing).order_by("meeting__held_on", "pk")

    def _before(self, meeting: Meeting):
        return self.filter(meeting__body=meeting.body_id, meeting__held_on__lt=meeting.held_on)

    def owned_by_any(self, bodies, *, person=None):
        """Those that one of the bodies follows up, or for which the person is named."""
        named = Q(named_person=person, meeting__body__board__names_owners=True)
        return self.filter(Q(owner__in=bodies) | named if person else Q(owner__in=bodies))

    def most_pressing_first(self):
        return self.order_by(F("due_on").asc(nulls_last=True), "meeting__held_on", "pk")

    def for_page(self):
        """With everything a line about one names."""
        return self.select_related(
            "meeting__body__board", "owner", "named_person", "recorded_by", "settled_by"
        )


class Matter(models.Model):
    """Something a meeting decided about anything else than an action. With an owner it is followed up: it arises at
    each next meeting of the body until somebody says what came of it. Without one it stands for the record.

    What is decided about an action is a Decision, a DateChange or the action's own completion, and nowhere twice.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Followed up"
        WITHDRAWN = "withdrawn", "Withdrawn"
        NOTED = "noted", "For the record"

    SETTLED = (State.DONE, State.WITHDRAWN)

    meeting = models.ForeignKey("subgroups.Meeting", on_delete=models.PROTECT, related_name="matters")
    words = TextField("what was decided")
    owner = models.ForeignKey(
        "subgroups.Body",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="matters",
        verbose_name="followed up by",
    )
    named_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="matters",
        verbose_name="named",
    )
    due_on = models.DateField("due", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    outcome = TextField("what came of it, or why it is withdrawn", blank=True)
    settled_on = models.DateField("followed up or withdrawn on", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MatterQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "decision about another matter"
        verbose_name_plural = "decisions about other matters"
        ordering = ["-meeting__held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False)
                | Q(state__in=["noted", "withdrawn"], due_on__isnull=True, named_person__isnull=True),
                name="matter_followed_up_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["open", "noted"],
                    outcome="",
                    settled_on__isnull=True,
                    settled_at__isnull=True,
                    settled_by__isnull=True,
                )
                | (
                    Q(
                        state__in=["done", "withdrawn"],
                        settled_on__isnull=False,
                        settled_at__isnull=False,
                        settled_by__isnull=False,
                    )
                    & ~Q(outcome="")
                ),
                name="matter_settled_with_words",
            ),
        ]

    def __str__(self):
        return shortened(run_on(self.words), 80)

    @property
    def board(self):
        return self.meeting.board

    @property
    def decided_on(self) -> date:
        """The day of its meeting, or the day before that on which it was decided ahead of it."""
        return min(self.meeting.held_on, clock.day_of(self.recorded_at))

    @property
    def decided_where(self) -> str:
        """Which meeting decided, and that it was ahead of it where it was."""
        return where_decided(self.meeting, "", self.recorded_at)

    @property
    def owner_body_ids(self) -> frozenset[int]:
        """Those who speak for its owner may say what came of it."""
        return frozenset({self.owner_id} if self.owner_id else ())

    @property
    def named_people(self) -> frozenset[int]:
        """Who is named beside its owner may as well, where the board names people."""
        return frozenset({self.named_person_id} if self.named_person_id and self.board.names_owners else ())

    def page_in(self, plan) -> str:
        """Where it opens among the pages of a plan of its board."""
        return reverse("plans:matter-detail", args=[plan.slug, self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_settled(self) -> bool:
        return self.state in self.SETTLED

    @property
    def named(self) -> str:
        """Who is named beside its owner, while they work here; for pages, never for paper."""
        named = self.named_person if self.named_people else None
        return str(named) if named and not named.has_left else ""

    @property
    def whose(self) -> str:
        """Who follows it up, with whom the board names beside it; for pages."""
        return f"{self.owner} ({self.named})" if self.named else str(self.owner or "")

    @property
    def days_late(self) -> int:
        """Days past the day by which it was to be followed up; 0 where it is settled or no day is named."""
        return max((clock.today() - self.due_on).days, 0) if self.is_open and self.due_on else 0

    @property
    def is_late(self) -> bool:
        return self.days_late > 0
