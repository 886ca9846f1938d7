"""New due dates: asked for openly, agreed by a meeting."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lscb import clock
from lscb.fields import CharField, TextField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet
from plans.models.where import where_decided
from plans.rules.moves import date_or_words


class DateChangeQuerySet(BoardQuerySet["DateChange"]):
    board_path = "action__plan__board"

    def standing(self):
        """Without what whoever asked for it took back."""
        return self.filter(undone__isnull=True)

    def waiting(self):
        """Asked for and not yet agreed or refused."""
        return self.filter(state=DateChange.State.ASKED)

    def no_longer_waiting(self):
        """Agreed, refused, recorded, or no longer asked for."""
        return self.exclude(state=DateChange.State.ASKED)

    def decided(self):
        """New dates that were agreed or refused."""
        return self.filter(state__in=[DateChange.State.AGREED, DateChange.State.REFUSED])

    def agreed(self):
        """Agreed for the action as a whole, not for one of its dated parts."""
        return self.filter(state=DateChange.State.AGREED, milestone=None)


class DateChange(models.Model):
    """A date that moved or shall move, and why. Lateness is measured against the last one; the first stays printed.

    A new date is asked for and a meeting agrees it. Words corrected, read another way or carried over move a date at
    once, which is recorded: `from_words` and `to_words` say so where not one date took the place of another.
    """

    class Kind(models.TextChoices):
        NEW = "new", "New date"
        CORRECTION = "correction", "Correction of typing"
        READING = "reading", "Read another way"
        CARRIED = "carried", "Carried over with another date"
        LINKED = "linked", "Taken from the linked plan"

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Not agreed"
        LAPSED = "lapsed", "No longer asked for"
        RECORDED = "recorded", "Recorded"

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="date_changes")
    milestone = models.ForeignKey(
        "plans.Milestone",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="date_changes",
        help_text="The dated part that it is about, where the action has several.",
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.NEW)
    from_date = models.DateField("from", null=True)
    to_date = models.DateField("to", null=True)
    from_words = CharField("from, in words", max_length=300, blank=True)
    to_words = CharField("to, in words", max_length=300, blank=True)
    reason = TextField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    meeting = models.ForeignKey(
        "subgroups.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="date_changes",
        help_text="The meeting that decided.",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who recorded the decision.",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    outside_because = TextField("how it was decided outside a meeting", blank=True)
    refused_because = TextField("why it was not agreed", blank=True)

    objects = DateChangeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(state="asked", milestone__isnull=True),
                name="date_change_one_waiting_an_action",
            ),
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(state="asked", milestone__isnull=False),
                name="date_change_one_waiting_a_milestone",
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="date_change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind="new", to_date__isnull=False) | ~Q(kind="new") & Q(state="recorded"),
                name="date_change_asked_for_or_recorded",
            ),
        ]

    def __str__(self):
        return f"{self.action}: {self.get_kind_display().lower()} {self.after}"

    @property
    def is_undone(self) -> bool:
        """Whether whoever asked for it took it back; no query where `undone` was read with it."""
        return hasattr(self, "undone")

    @property
    def before(self) -> str:
        """What stood before, in words: the date, several dates, or "no date"."""
        return date_or_words(self.from_date, self.from_words)

    @property
    def after(self) -> str:
        """What stands or is asked for instead, in words."""
        return date_or_words(self.to_date, self.to_words)

    @property
    def decided_where(self) -> str:
        """Which meeting decided, or how it was decided outside one."""
        return where_decided(self.meeting, self.outside_because, self.decided_at)

    @property
    def board(self):
        return self.action.board
