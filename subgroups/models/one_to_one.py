"""When the board meets whoever speaks for an agency: only the days, never what was said of a person."""

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import F, Q

from lscb import clock
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet


class OneToOneQuerySet(BoardQuerySet["OneToOne"]):
    board_path = "body__board"


class OneToOne(models.Model):
    """A one-to-one with an agency's member, or the induction of a new one: when it was held, and when the next is due.

    A chair has them with every member of the board (C4EO effective practice review 2014, line 191). What is to follow
    from one is kept as an action or a decision; there is no room for notes.
    """

    class Kind(models.TextChoices):
        ONE_TO_ONE = "one-to-one", "One-to-one"
        INDUCTION = "induction", "Induction"

    body = models.ForeignKey(
        "subgroups.Body", on_delete=models.PROTECT, related_name="one_to_ones", verbose_name="agency"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ONE_TO_ONE)
    held_on = models.DateField("held on", null=True, blank=True)
    next_on = models.DateField("next due", null=True, blank=True)

    objects = OneToOneQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "one-to-one"
        verbose_name_plural = "one-to-ones"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["one-to-one", "induction"]), name="one_to_one_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=False) | Q(next_on__isnull=False), name="one_to_one_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(next_on__isnull=True) | Q(next_on__gt=F("held_on")),
                name="one_to_one_next_comes_after",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} with {self.body}"

    @property
    def board(self):
        return self.body.board

    @property
    def held_within_a_year(self) -> bool:
        """Whether it is a one-to-one, no induction, of the last twelve months."""
        year_ago = clock.today() - relativedelta(years=1)
        return self.kind == self.Kind.ONE_TO_ONE and self.held_on is not None and self.held_on > year_ago

    @property
    def days_late(self) -> int:
        """By how much the next is late; 0 for not at all."""
        return max((clock.today() - self.next_on).days, 0) if self.next_on else 0
