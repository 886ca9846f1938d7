"""Archives of a board that were made and can be taken away. Their times are the machine's: they are of files."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone

from lscb import clock
from lscb.querysets import BoardQuerySet
from lscb.wording import in_bytes


class BoardArchiveQuerySet(BoardQuerySet["BoardArchive"]):
    def standing(self):
        """Those whose file is still kept."""
        return self.filter(removed_at__isnull=True)

    def past_their_time(self):
        return self.standing().filter(made_at__lte=timezone.now() - BoardArchive.KEPT_FOR)

    def for_page(self):
        return self.select_related("board", "made_by").order_by("-made_at", "-pk")


class BoardArchive(models.Model):
    """Everything of a board in one file, which its team takes away; the file is kept for a week, this line stays."""

    KEPT_FOR = timedelta(days=7)

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="archives")
    file = models.CharField("name of the file", max_length=120, unique=True, editable=False)
    size = models.PositiveBigIntegerField("bytes", editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    rows = models.PositiveIntegerField(editable=False)
    missing = models.PositiveIntegerField("files that were not there", default=0, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("made", default=timezone.now, editable=False)
    removed_at = models.DateTimeField("file deleted", null=True, blank=True, editable=False)

    objects = BoardArchiveQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"Archive of {self.board}"

    @property
    def path(self) -> Path:
        return settings.ARCHIVES_DIR / self.file

    @property
    def size_in_words(self) -> str:
        return in_bytes(self.size)

    @property
    def kept_until(self):
        return clock.day_of(self.made_at + self.KEPT_FOR)
