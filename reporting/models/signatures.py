"""Signatures on final reports, whatever the report is."""

from django.conf import settings
from django.db import models

from lscb.fields import LineField, TextField
from subgroups.models import BoardRole
from subgroups.rules.signing import BEFORE, Signing

SIGNED = "A signature is never changed or taken away."


class GivenSignature(models.Model):
    """Somebody's approval of a final report: name and post as they were then, the time, and remarks. Never changed.

    Whatever inherits from it has the `report`, which has them as `signatures`.
    """

    report: models.ForeignKey

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(
        max_length=20, choices=BoardRole.GivenRole, help_text="For whose signature it counts."
    )
    name = LineField(max_length=150)
    post = LineField(max_length=260, help_text="A role in the board’s words, or whose deputy.")
    at = models.DateTimeField()
    remarks = TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.name}, {self.post}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError(SIGNED)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError(SIGNED)

    @property
    def board(self):
        return self.report.board


class SignedReport:
    """What a report is asked of its signatures: it has `signatures`, and `signatures_asked` once it is final."""

    @property
    def approver(self) -> str:
        """Who signed it and as what, in the order in which they did; empty for nobody yet. Uses `signatures` as
        prefetched."""
        return "; ".join(str(each) for each in self.signatures.all())

    @property
    def signing(self) -> Signing:
        """By whom it is to be signed: a draft as the board has it set, a final as it was set then."""
        if not self.is_frozen:
            return self.signing_now
        return Signing.from_json(self.signatures_asked) if self.signatures_asked else BEFORE

    @property
    def signing_now(self) -> Signing:
        """By whom the board has such reports signed today."""
        return self.board.signing

    @property
    def signatures_missing(self) -> dict[str, int]:
        """How many signatures of which role are still asked for."""
        return self.signing.missing(each.role for each in self.signatures.all())
