"""Lists as people look at them again and again: filters, order and columns under a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lscb import clock
from lscb.fields import LineField
from lscb.history import HistoricalRecords
from lscb.ordering import ByLetters
from lscb.querysets import BoardQuerySet


class SavedViewQuerySet(BoardQuerySet["SavedView"]):
    def visible_to(self, person):
        """A person's own, and of their boards those that the board team shares."""
        return super().visible_to(person).filter(Q(person=person.pk) | Q(is_shared=True))

    def own(self, person):
        return self.filter(person=person)

    def of_list(self, kind: str):
        return self.filter(kind=kind)

    def for_page(self):
        return self.select_related("board", "person")


class SavedView(models.Model):
    """A list of a board's plans as somebody filtered and sorted it, under a name of theirs; the board team may share
    one with everybody on the board.

    What it asks for is kept by the names of the list's own filters, and never as an address: it leads to that list and
    to nothing else, and is looked at anew whenever it is opened.
    """

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="saved_views")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="saved_views",
        verbose_name="saved by",
    )
    kind = models.CharField("list", max_length=20, editable=False)
    name = LineField(max_length=80)
    asked = models.JSONField(
        "what it asks for",
        default=dict,
        editable=False,
        help_text="Values by the names of the list's filters.",
    )
    is_shared = models.BooleanField("shared with everybody on the board", default=False)
    saved_at = models.DateTimeField("saved", default=clock.now, editable=False)

    objects = SavedViewQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [ByLetters("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "person", "kind", "name"], name="saved_view_once_under_a_name"
            )
        ]

    def __str__(self):
        return f"View “{self.name}”"
