"""Letters that ask somebody to a board, and what became of them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lscb import clock
from lscb.fields import LineField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet
from subgroups.rules.tokens import token_hash


class InvitationQuerySet(BoardQuerySet["Invitation"]):
    def waiting(self):
        """Neither accepted nor withdrawn, whether or not their time is over."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def open(self):
        """Those that can be accepted today."""
        return self.waiting().filter(ends_at__gt=clock.now(), person__is_active=True)

    def by_token(self, token: str):
        """The invitation of this letter, whatever became of it, and all that its page says."""
        return self.filter(token_hash=token_hash(token)).select_related("person", "board", "invited_by")


class Invitation(models.Model):
    """Somebody of the board team asks a person to the board by a letter, which opens one page until it ends.

    Whoever has the letter chooses the person's first password, so of its token only a hash is kept.
    """

    LASTS = timedelta(days=14)

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "Invited"
        ENDED = "ended", "Invitation ended"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what_for = LineField("what for", max_length=200, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField("sent", default=clock.now, editable=False)
    ends_at = models.DateTimeField("ends", editable=False)
    accepted_at = models.DateTimeField("accepted", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True, editable=False)

    called_after = "person"

    objects = InvitationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["token_hash"])

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "board"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_waiting_once_a_board",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("sent_at")), name="invitation_ends_after_it_was_sent"
            ),
        ]

    def __str__(self):
        return f"Invitation of {self.person} to {self.board}"

    @property
    def state(self) -> State:
        """What became of it, today."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.OPEN if self.ends_at > clock.now() else self.State.ENDED

    @property
    def is_open(self) -> bool:
        """Whether its person can accept it today."""
        return self.state is self.State.OPEN and self.person.is_active
