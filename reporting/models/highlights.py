"""A body's own words for a quarter."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models

from lscb import clock
from lscb.fields import TextField
from lscb.history import HistoricalRecords
from lscb.querysets import through

WORDS_AT_MOST = 700  # characters a field: about a hundred words


class Highlight(models.Model):
    """What a body's chair wants the Business Group to know: done, worry, ask, and what those it works for said."""

    FIELDS = ("done", "worry", "ask", "voice")

    body = models.ForeignKey("subgroups.Body", on_delete=models.PROTECT, related_name="highlights")
    quarter = models.ForeignKey(
        "plans.Quarter",
        on_delete=models.PROTECT,
        related_name="highlights",
        verbose_name="reporting period",
    )
    done = TextField("what we have done", blank=True, validators=[MaxLengthValidator(WORDS_AT_MOST)])
    worry = TextField("what worries us", blank=True, validators=[MaxLengthValidator(WORDS_AT_MOST)])
    ask = TextField("what we ask of the group", blank=True, validators=[MaxLengthValidator(WORDS_AT_MOST)])
    voice = TextField("voice of the person", blank=True, validators=[MaxLengthValidator(WORDS_AT_MOST)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = through("quarter__plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["body__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["body", "quarter"], name="highlight_once_a_quarter")]

    def __str__(self):
        return f"{self.body.label}, {self.quarter}"

    @property
    def board(self):
        return self.body.board

    @property
    def owner_body_ids(self) -> frozenset[int]:
        return frozenset({self.body_id})
