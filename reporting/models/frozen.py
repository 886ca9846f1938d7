"""What every report shares: a draft that follows the board's data, then a final that never changes.

A final holds a copy of all it says and its PDF as printed, with a checksum and a number.
"""

import hashlib

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Max, Q

from lscb.fields import TextField
from lscb.querysets import BoardQuerySet, Row

FROZEN = ["final", "approved"]
NEVER_CHANGED = "A final report is never changed or deleted; correct it, which makes a new version."


class FrozenQuerySet(BoardQuerySet[Row]):
    """Reports of which the final ones are read only, by whatever door."""

    def frozen(self):
        """Final and approved reports: what a meeting was given."""
        return self.filter(state__in=FROZEN)

    def without_pdf(self):
        """Rows for lists: the bytes and the copied words stay in the database."""
        return self.defer("pdf", "content")

    def next_number(self) -> int:
        """The number of the next final among these, which are all of a plan or a board."""
        return (self.aggregate(last=Max("number"))["last"] or 0) + 1

    def update(self, **kwargs):
        self._refuse_frozen()
        return super().update(**kwargs)

    def delete(self):
        self._refuse_frozen()
        return super().delete()

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            raise TypeError(NEVER_CHANGED)
        return super().bulk_create(objs, *args, **kwargs)

    def _refuse_frozen(self):
        if self.order_by().filter(state__in=FROZEN).exists():
            raise TypeError(NEVER_CHANGED)


class FrozenReport(models.Model):
    """A version of a report: a draft, or a final that is kept for good.

    Whatever inherits from it names its own rows (a queryset of `FrozenQuerySet`), keeps `HistoricalRecords` without
    `pdf` and `content`, and has `frozen_whole` among its constraints.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        FINAL = "final", "Final"
        APPROVED = "approved", "Approved"

    # All that approval adds to a final.
    APPROVAL = ("state", "approved_at")

    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    correction_reason = TextField("why it was corrected", blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField(null=True, editable=False)
    schema_version = models.PositiveSmallIntegerField(null=True, editable=False)
    content = models.JSONField(null=True, encoder=DjangoJSONEncoder, editable=False)
    pdf = models.BinaryField(null=True, editable=False)
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    finalised_at = models.DateTimeField(null=True, editable=False)
    finalised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding and (stored := self._stored_state()) in FROZEN:
            fields = kwargs.get("update_fields")
            approves = stored == self.State.FINAL and self.state == self.State.APPROVED
            if not (approves and fields and set(fields) <= set(self.APPROVAL)):
                raise TypeError(NEVER_CHANGED)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if self._stored_state() in FROZEN:
            raise TypeError(NEVER_CHANGED)
        return super().delete(*args, **kwargs)

    def _stored_state(self) -> str | None:
        """Its state in the database: what was read of it may be older than what was made of it since."""
        return type(self)._base_manager.filter(pk=self.pk).values_list("state", flat=True).first()

    @property
    def is_frozen(self) -> bool:
        return self.state in FROZEN

    @property
    def pdf_is_intact(self) -> bool:
        """Whether the stored bytes are those that were printed."""
        return hashlib.sha256(bytes(self.pdf or b"")).hexdigest() == self.pdf_sha256

    def freeze(self, *, number: int | None, schema_version: int, content: dict, pdf: bytes, at, by) -> None:
        """Fill in all that makes a final of a draft; the event that does it saves it."""
        self.state = self.State.FINAL
        self.number, self.schema_version = number, schema_version
        self.content, self.pdf = content, pdf
        self.pdf_sha256 = hashlib.sha256(pdf).hexdigest()
        self.finalised_at, self.finalised_by = at, by


def frozen_whole(name: str) -> models.CheckConstraint:
    """The constraint `name` under which a report has all that makes a final, or nothing of it."""
    return models.CheckConstraint(
        condition=Q(state="draft", number__isnull=True, content__isnull=True, pdf__isnull=True)
        | Q(
            state__in=FROZEN,
            number__isnull=False,
            content__isnull=False,
            pdf__isnull=False,
            finalised_at__isnull=False,
            finalised_by__isnull=False,
        ),
        name=name,
    )
