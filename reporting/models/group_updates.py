"""What each group tells a meeting for which all of them are asked."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from lscb import clock
from lscb.apart.file_kind import KINDS
from lscb.fields import CharField, LineField, TextField
from lscb.history import HistoricalRecords
from lscb.querysets import through
from lscb.wording import in_bytes
from reporting.models.due_reports import DueReport
from reporting.models.highlights import WORDS_AT_MOST


def place_of_update(update: "GroupUpdate", _: str) -> str:
    """Where its file lies in the storage, under a name that nobody chose or can guess."""
    return f"{GroupUpdate.FOLDER}/{update.body_id}/{uuid4().hex}.{update.kind}"


class GroupUpdate(models.Model):
    """What one group sent for a report that all subgroups owe to a meeting, or why it was excused ("progress reported
    at each LSCB meeting": Cumbria LSCB business plan 2017-20, line 492).

    A group that is asked and has none is awaited, and silent once the papers are due. Written again, it is replaced;
    its history keeps what it said.
    """

    FIELDS = ("done", "worry", "ask", "voice")
    FILE = ("file", "name", "kind", "size", "sha256")
    FOLDER = "updates"

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        EXCUSED = "excused", "Excused"

    due = models.ForeignKey(DueReport, on_delete=models.PROTECT, related_name="updates")
    body = models.ForeignKey("subgroups.Body", on_delete=models.PROTECT, related_name="updates")
    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    done = TextField("what we have done", blank=True, validators=[MaxLengthValidator(WORDS_AT_MOST)])
    worry = TextField("what worries us", blank=True, validators=[MaxLengthValidator(WORDS_AT_MOST)])
    ask = TextField("what we ask of the meeting", blank=True, validators=[MaxLengthValidator(WORDS_AT_MOST)])
    voice = TextField("voice of the person", blank=True, validators=[MaxLengthValidator(WORDS_AT_MOST)])
    file = models.FileField(upload_to=place_of_update, max_length=200, blank=True, editable=False)
    name = LineField("name of the file", max_length=150, blank=True)
    kind = models.CharField(
        "kind of file", max_length=5, choices=[(key, kind.words) for key, kind in KINDS.items()], blank=True
    )
    size = models.PositiveBigIntegerField("bytes", null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    reason = CharField("why it is excused", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = through("due__obligation__planned_report__plan__board").as_manager()
    history = HistoricalRecords(excluded_fields=["file"])

    class Meta:
        verbose_name = "update of a group"
        verbose_name_plural = "updates of groups"
        ordering = ["due__due_on", "body__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["due", "body"], name="group_update_once_a_report"),
            models.CheckConstraint(
                condition=Q(state="excused", sha256="", done="", worry="", ask="", voice="") & ~Q(reason="")
                | Q(state="received", reason="")
                & (~Q(sha256="") | ~Q(done="") | ~Q(worry="") | ~Q(ask="") | ~Q(voice="")),
                name="group_update_says_something",
            ),
            models.CheckConstraint(
                condition=Q(sha256="", kind="", name="", size__isnull=True)
                | (Q(size__isnull=False) & ~Q(sha256="") & ~Q(kind="") & ~Q(name="")),
                name="group_update_file_whole_or_none",
            ),
        ]

    def __str__(self):
        return f"{self.body.label}: {self.due}"

    def get_absolute_url(self):
        """Among the updates of the groups to its meeting."""
        return reverse(
            "reporting:group-updates", args=[self.due.obligation.planned_report.plan.slug, self.due_id]
        )

    @property
    def board(self):
        return self.body.board

    @property
    def owner_body_ids(self) -> frozenset[int]:
        """Those who speak for the group."""
        return frozenset({self.body_id})

    @property
    def trail(self) -> "GroupUpdate":
        """What is recorded where its file is taken."""
        return self

    @property
    def trail_file(self) -> str:
        return self.name

    @property
    def is_received(self) -> bool:
        return self.state == self.State.RECEIVED

    @property
    def file_words(self) -> str:
        """As "Minutes.pdf (PDF, 240 KB)"; empty without a file."""
        return f"{self.name} ({KINDS[self.kind].words}, {in_bytes(self.size or 0)})" if self.sha256 else ""
