"""Private addresses at which somebody's calendar program reads dates without signing in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lscb import clock
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet
from subgroups.rules.tokens import token_hash


class CalendarAddressQuerySet(BoardQuerySet["CalendarAddress"]):
    def live(self):
        """Addresses that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of(self, person):
        """The person's own."""
        return self.filter(person=person)

    def by_token(self, token: str):
        """The live address with this token, and all that its calendar asks of its person."""
        return (
            self.live().filter(token_hash=token_hash(token)).select_related("person", "board", "body__board")
        )


class CalendarAddress(models.Model):
    """An address of one person: for everything of theirs on a board, or for one body.

    Whoever has the address reads the calendar, so it is long, shown once, kept only as a hash, and can be withdrawn;
    it never holds what its person may not see at that moment.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_addresses"
    )
    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(
        "subgroups.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="calendar_addresses"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("made", default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True, editable=False)

    objects = CalendarAddressQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["token_hash"])

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name_plural = "calendar addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "body"],
                condition=Q(withdrawn_at__isnull=True, body__isnull=False),
                name="calendar_address_once_a_body",
            ),
            models.UniqueConstraint(
                fields=["person", "board"],
                condition=Q(withdrawn_at__isnull=True, body__isnull=True),
                name="calendar_address_once_a_board",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("made_at")),
                name="calendar_address_withdrawn_after_it_was_made",
            ),
        ]

    def __str__(self):
        return f"Calendar of {self.body or self.person}, for {self.person}"
