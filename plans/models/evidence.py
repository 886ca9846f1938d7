"""Evidence beside what is said of an action, or of a standard: a page that somebody links to, or a file that they hand
in.
"""

from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from lscb import clock
from lscb.apart.file_kind import KINDS
from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet
from lscb.wording import in_bytes


def place_in_storage(evidence: "LinkOrFile", _: str) -> str:
    """Where a file lies in the storage: by what it is of, under a name that nobody chose or can guess."""
    return f"{evidence.folder}/{uuid4().hex}.{evidence.kind}"


class LinkOrFile(models.Model):
    """A link or a file. `folder` is where its file lies, `trail` what its events are recorded of.

    Withdrawn, it leaves this line with the checksum of its file, which is deleted. What a final report named of it
    stays in that report.
    """

    title = LineField("what it is", max_length=200)
    link = models.URLField(max_length=1000, blank=True)
    file = models.FileField(upload_to=place_in_storage, max_length=200, blank=True, editable=False)
    name = LineField("name of the file", max_length=150, blank=True)
    kind = models.CharField(
        "kind of file", max_length=5, choices=[(key, kind.words) for key, kind in KINDS.items()], blank=True
    )
    size = models.PositiveBigIntegerField("bytes", null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    why_withdrawn = TextField(blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(link="") & Q(sha256="", kind="", size__isnull=True))
                | (Q(link="", size__isnull=False) & ~Q(sha256="") & ~Q(kind="")),
                name="%(class)s_is_a_link_or_a_file",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(why_withdrawn="")),
                name="%(class)s_withdrawn_with_the_reason",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.what})"

    @property
    def folder(self) -> str:
        """Below which folder of the storage its file lies: that of its plan."""
        return f"evidence/{self.plan.pk}"

    @property
    def trail(self) -> models.Model:
        """What its events are recorded of."""
        raise NotImplementedError

    @property
    def trail_words(self) -> str:
        """What the trail calls it."""
        return str(self)

    @property
    def trail_file(self) -> str:
        """And its file, where that is taken."""
        return self.name

    @property
    def is_file(self) -> bool:
        return bool(self.sha256)

    @property
    def host(self) -> str:
        """Where its link leads, as the network has it: a name made of letters that look like others shows as such."""
        host = urlsplit(self.link).hostname or ""
        try:
            return host.encode("idna").decode()
        except UnicodeError:
            return host

    @property
    def what(self) -> str:
        """As "PDF, 240 KB" or "link to example.org"."""
        if not self.is_file:
            return f"link to {self.host}"
        return f"{KINDS[self.kind].words}, {in_bytes(self.size or 0)}"


class EvidenceQuerySet(BoardQuerySet["Evidence"]):
    board_path = "action__plan__board"

    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def for_page(self):
        """With everything a line about it names, the newest first."""
        return self.select_related("action__plan__board", "by", "withdrawn_by").order_by("-at", "-pk")


class Evidence(LinkOrFile):
    """A link or a file that shows what an update of an action says: an audit, minutes, a survey."""

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="evidence")

    objects = EvidenceQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["file"])

    class Meta(LinkOrFile.Meta):
        verbose_name_plural = "evidence"

    def get_absolute_url(self):
        """Where it opens: its own page elsewhere, or the file here."""
        return self.link or reverse("plans:evidence-file", args=[self.plan.slug, self.pk])

    @property
    def plan(self):
        return self.action.plan

    @property
    def trail(self):
        return self.action

    @property
    def board(self):
        return self.action.board
