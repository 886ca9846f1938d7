"""What was handed in, as it was read, with what people chose and corrected."""

from django.db import models

from lscb import clock
from lscb.fields import LineField


class Draft(models.Model):
    """A document that was handed in to be taken in: as it was read, and what people chose and corrected.

    Nothing changes before it is taken in. It is kept afterwards: it says what came of it, so that taking in can be
    undone, and how its columns were read, so that the board's next document is read so at once.
    """

    class State(models.TextChoices):
        OPEN = "open", "Being looked at"
        TAKEN_IN = "taken-in", "Taken in"
        UNDONE = "undone", "Taken in and undone"
        DISCARDED = "discarded", "Not taken in"

    kind = models.CharField(max_length=20, editable=False)  # lscb.importing.kinds
    name = LineField("document", max_length=200)
    document = models.JSONField(editable=False)  # lscb.tables.content.as_json
    columns = models.JSONField("columns as chosen", default=dict, editable=False)
    dropped = models.JSONField("rows left out", default=list, editable=False)
    choices = models.JSONField("what becomes of rows that are there", default=dict, editable=False)
    corrected = models.JSONField("rows as corrected", default=dict, editable=False)
    made = models.JSONField("what came of it", default=dict, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, editable=False)
    read_on = models.DateTimeField("handed in", default=clock.now, editable=False)
    taken_in_on = models.DateTimeField("taken in", null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
        ordering = ["-read_on", "-pk"]

    def __str__(self):
        return self.name

    @property
    def whole(self) -> models.Model:
        """The plan or board that it is to be taken into."""
        raise NotImplementedError

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_taken_in(self) -> bool:
        return self.state == self.State.TAKEN_IN
