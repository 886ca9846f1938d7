"""News that waits until it is written into somebody's letter."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lscb import clock
from lscb.fields import LineField, TextField
from lscb.querysets import BoardQuerySet
from subgroups.models.person import Person


class NoticeQuerySet(BoardQuerySet["Notice"]):
    def ready(self):
        """Those whose letter leaves now: all wait so long that what they tell of can still be undone, over midnight
        too, and the letter of the day tells of whole days.
        """
        waited = clock.now() - settings.NEWS_WAITS
        soon = Q(person__news=Person.News.AT_ONCE, at__lte=waited)
        return self.filter(Q(at__lt=clock.start_of_day(waited)) | soon)


class Notice(models.Model):
    """Something that happened to what a person answers for, kept until it stands in a letter and forgotten with it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="+")
    subject = LineField(max_length=400, blank=True, editable=False)
    said = TextField(editable=False)
    link = models.CharField(max_length=500, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    at = models.DateTimeField(default=clock.now, editable=False)

    called_after = "person"

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"Notice for {self.person}"
