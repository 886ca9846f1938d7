"""How the board team reads words of its plan, where it chose something else than the product's reading."""

from cattrs.preconf.json import make_converter
from django.conf import settings
from django.db import models

from lscb import clock
from lscb.fields import CharField
from lscb.history import HistoricalRecords
from lscb.ordering import ByLetters
from lscb.querysets import through
from plans.rules.timescales import Timescale

_converter = make_converter()


class ChosenReading(models.Model):
    """What some words of "when" mean throughout one plan. The words themselves never change."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="chosen_readings")
    words = CharField("when, as printed", max_length=500)
    reading = models.JSONField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = through("plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [ByLetters("words")]
        constraints = [models.UniqueConstraint(fields=["plan", "words"], name="words_read_one_way_a_plan")]

    def __str__(self):
        return f"“{self.words}”: {self.timescale.words}"

    @property
    def timescale(self) -> Timescale:
        """The reading as data; unconfirmed readings are gone from it."""
        return _converter.structure(self.reading, Timescale)

    @timescale.setter
    def timescale(self, chosen: Timescale) -> None:
        self.reading = _converter.unstructure(chosen)

    @property
    def board(self):
        return self.plan.board
