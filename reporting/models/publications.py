"""What a board lets everybody read: its settings for that, and each thing that it published."""

import hashlib

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.urls import reverse

from lscb import clock
from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.querysets import BoardQuerySet

PUBLISHED = "What was published is never changed or deleted; withdraw it."


class PublicPages(models.Model):
    """How a board appears to the public: what it says of itself, whom to write to, and what it never publishes."""

    board = models.OneToOneField("subgroups.Board", on_delete=models.PROTECT, related_name="public_pages")
    contact = LineField(
        "whom to write to",
        max_length=200,
        help_text="An office, with its address or e-mail: not one person’s.",
    )
    about = TextField("what the board says of itself", blank=True)
    never_public = TextField(
        "words that are never published",
        blank=True,
        help_text="One a line, such as names of code and places.",
    )
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    objects = BoardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "public pages"

    def __str__(self):
        return f"Public pages of {self.board}"


class PublicationQuerySet(BoardQuerySet["Publication"]):
    def public(self):
        """What everybody may read: published and not withdrawn."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)

    def current(self):
        """Of what everybody may read, what nothing later replaces."""
        return self.public().filter(replaced_by__isnull=True)

    def drafts(self):
        """Prepared, and not published yet."""
        return self.filter(published_at__isnull=True)

    def at(self, board_slug: str, slug: str):
        """What was published at an address, the latest first: when that is withdrawn, no earlier one comes back."""
        return self.filter(board__slug=board_slug, slug=slug, published_at__isnull=False).order_by(
            "-published_at", "-pk"
        )

    def at_their_address(self):
        """Only what stands at its address, or stood there last."""
        latest = (
            self.model.objects.filter(
                board=OuterRef("board"), slug=OuterRef("slug"), published_at__isnull=False
            )
            .order_by("-published_at", "-pk")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(latest))

    def for_everybody(self, board_slug: str):
        """A board's public list: what stands at its addresses, the newest first, without the bytes of the papers."""
        return (
            self.public()
            .at_their_address()
            .filter(board__slug=board_slug)
            .defer("pdf", "choices")
            .order_by("-published_at", "-pk")
        )

    def for_list(self):
        """The team's list: drafts, then what was published, the newest first."""
        return (
            self.select_related("board", "report__plan", "report__quarter", "published_by", "withdrawn_by")
            .defer("pdf", "content", "report__pdf", "report__content")
            .order_by(F("published_at").desc(nulls_first=True), "-pk")
        )

    def boards_that_publish(self):
        """Names and slugs of boards with anything to read, each with how much and when it last published."""
        return (
            self.public()
            .at_their_address()
            .values("board__name", "board__slug", "board__demonstration")
            .annotate(number=Count("pk"), last=Max("published_at"))
            .order_by("board__name")
        )


class Publication(models.Model):
    """A final report as everybody may read it: a draft in which the board team ticks each sentence, then a copy of all
    that is said, kept with its PDF, that never changes. It can be withdrawn, and is replaced by a later one.
    """

    # All that changes of what was published.
    AFTERWARDS = ("withdrawn_at", "withdrawn_by", "why_withdrawn", "replaced_by")

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="publications")
    report = models.ForeignKey(
        "reporting.MonitoringReport", on_delete=models.PROTECT, related_name="publications"
    )
    introduction = TextField("in a few words", blank=True)
    choices = models.JSONField(
        "what goes out of each text",
        default=dict,
        blank=True,
        editable=False,
        encoder=DjangoJSONEncoder,
        help_text="By the key of the text: its words in the final, whether they are ticked, and the words that go out.",
    )
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    slug = models.SlugField(max_length=120, blank=True, editable=False)
    version = models.PositiveSmallIntegerField("version of its shape", null=True, editable=False)
    content = models.JSONField(null=True, encoder=DjangoJSONEncoder, editable=False)
    pdf = models.BinaryField(null=True, editable=False)
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    replaced_by = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="replaces"
    )
    why_withdrawn = TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = PublicationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["pdf", "content", "choices"])

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(published_at=None), name="publication_one_draft_a_report"
            ),
            models.UniqueConstraint(
                fields=["board", "slug"],
                condition=Q(published_at__isnull=False, withdrawn_at=None, replaced_by=None),
                name="publication_one_current_an_address",
            ),
            models.CheckConstraint(
                condition=Q(
                    published_at=None, published_by=None, content=None, pdf=None, slug="", version=None
                )
                | Q(
                    published_at__isnull=False,
                    published_by__isnull=False,
                    content__isnull=False,
                    pdf__isnull=False,
                    version__isnull=False,
                )
                & ~Q(slug=""),
                name="publication_whole_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, published_at__isnull=False),
                name="publication_withdrawn_after_it_was_published",
            ),
        ]

    def __str__(self):
        return f"Publication of {self.report}"

    def save(self, *args, **kwargs):
        if not self._state.adding and self._was_published():
            fields = kwargs.get("update_fields")
            if not (fields and set(fields) <= set(self.AFTERWARDS)):
                raise TypeError(PUBLISHED)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("reporting:publication-detail", args=[self.board.slug, self.pk])

    def delete(self, *args, **kwargs):
        if self._was_published():
            raise TypeError(PUBLISHED)
        return super().delete(*args, **kwargs)

    def _was_published(self) -> bool:
        return type(self)._base_manager.filter(pk=self.pk, published_at__isnull=False).exists()

    @property
    def public_address(self) -> str:
        """Where everybody reads it, on this installation."""
        return reverse("reporting:public-page", args=[self.board.slug, self.slug])

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def state(self) -> str:
        """As people read it."""
        if self.published_at is None:
            return "Being prepared"
        if self.withdrawn_at:
            return "Withdrawn"
        return "Replaced by a later one" if self.replaced_by_id else "Published"

    @property
    def pdf_is_intact(self) -> bool:
        """Whether the stored bytes are those that were printed."""
        return hashlib.sha256(bytes(self.pdf or b"")).hexdigest() == self.pdf_sha256

    def freeze(self, *, slug: str, version: int, content: dict, pdf: bytes, at, by) -> None:
        """Fill in all that makes a publication of a draft; the event that does it saves it."""
        self.slug, self.version, self.content, self.pdf = slug, version, content, pdf
        self.pdf_sha256 = hashlib.sha256(pdf).hexdigest()
        self.published_at, self.published_by = at, by
