"""A board that a system administrator opened for an hour, to read."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lscb import clock
from lscb.fields import LineField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet


class OpeningQuerySet(BoardQuerySet["Opening"]):
    def lasting(self):
        """Openings that nobody ended and whose hour is not over."""
        now = clock.now()
        return self.filter(opened_at__lte=now, ends_at__gt=now, ended_at=None)

    def for_access(self):
        """Who looked, the latest first."""
        return self.select_related("person").order_by("-opened_at", "-pk")


class Opening(models.Model):
    """That somebody who looks after the service, and has no role on the board, may read it for an hour, and why.

    It gives reading and nothing else, and only while they are a system administrator.
    """

    LASTS = timedelta(hours=1)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="openings")
    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="openings")
    reason = LineField(max_length=300)
    opened_at = models.DateTimeField("opened", default=clock.now, editable=False)
    ends_at = models.DateTimeField("until", editable=False)
    ended_at = models.DateTimeField("ended by hand", null=True, blank=True, editable=False)

    called_after = "person"

    objects = OpeningQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at")), name="opening_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at")),
                name="opening_ended_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="opening_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.board}, opened by {self.person}"

    @property
    def lasted_until(self):
        """When it ended or will end, by hand or by itself."""
        return min(self.ended_at, self.ends_at) if self.ended_at else self.ends_at
