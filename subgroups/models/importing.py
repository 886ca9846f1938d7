"""Lists of people and of meetings that are handed in."""

from django.db import models
from django.db.models import Q

from lscb.history import HistoricalRecords
from lscb.importing.drafts import Draft
from lscb.querysets import BoardQuerySet


class ListDraft(Draft):
    """A document that was handed in to be taken into a board, as a list of its people or of its meetings.

    What names people is not kept once it is decided about: who they are stands in their own rows then.
    """

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="lists_handed_in")

    objects = BoardQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["document", "corrected"])

    class Meta(Draft.Meta):
        verbose_name = "list handed in"
        verbose_name_plural = "lists handed in"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "taken-in", "undone", "discarded"]), name="list_state_known"
            )
        ]

    @property
    def whole(self):
        return self.board
