"""Keys with which a council's own tools read a board's data without signing in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lscb import clock
from lscb.fields import LineField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet
from subgroups.rules.tokens import token_hash


class DataKeyQuerySet(BoardQuerySet["DataKey"]):
    def live(self):
        """Keys that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of(self, person):
        """The person's own."""
        return self.filter(person=person)

    def by_token(self, token: str):
        """The live key with this token, and whose it is."""
        return self.live().filter(token_hash=token_hash(token)).select_related("person", "board")

    def shown_to(self, person):
        """A person's own, and all of the boards that they look after."""
        return self.filter(Q(person=person) | Q(board__in=person.boards_edited))

    def for_page(self):
        return self.select_related("person", "board")


class DataKey(models.Model):
    """A key of one person to the data of one board, for a spreadsheet or a dashboard that reads it by itself.

    Whoever has it reads what its person may see at that moment and changes nothing. It is long, shown once, kept only
    as a hash, named after what uses it, and can be withdrawn.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="data_keys")
    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="data_keys")
    name = LineField("what uses it", max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("made", default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True, editable=False)
    last_used_on = models.DateField("last used", null=True, blank=True, editable=False)

    called_after = "person"

    objects = DataKeyQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["token_hash", "last_used_on"])

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("made_at")),
                name="data_key_withdrawn_after_it_was_made",
            )
        ]

    def __str__(self):
        return f"Key “{self.name}” of {self.person}"
