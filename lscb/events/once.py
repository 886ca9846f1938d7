"""A form is saved once, however often it is sent: its key is spent by what it does, in the same transaction.

The key is made when the form is shown (`lscb.templatetags.forms`) and comes back with it (`lscb.web.once`). Whatever
the form makes happen is audited, and the first line of the audit trail spends the key: what is refused, or only asks,
spends none. Two that are sent at the same moment follow each other, because a key is there once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError
from django.utils import timezone

from lscb.models import SubmittedForm


class SavedAlready(Exception):
    """What this form says is saved: it was sent before. Never caught on the way out, so that nothing stays."""


@dataclass
class Submission:
    """A form as it was sent: by whom, with which key, and a digest of what it said."""

    person: AbstractBaseUser
    key: UUID
    said: str
    row: SubmittedForm | None = None

    def spent(self) -> SubmittedForm | None:
        """The same form as it was saved, now or by an earlier request; None where nothing was."""
        # The kernel does not know Person.
        return SubmittedForm.objects.filter(person=self.person, key=self.key).first()  # type: ignore[misc]

    def spend(self) -> None:
        """Spend the key, unless this request has done so and that still stands.

        :raises SavedAlready: when another request spent it.
        """
        if self.row is not None and SubmittedForm.objects.filter(pk=self.row.pk).exists():
            return
        try:
            self.row = SubmittedForm.objects.create(  # type: ignore[misc]
                person=self.person, key=self.key, said=self.said
            )
        except IntegrityError as twice:
            raise SavedAlready from twice

    def answered(self, led_to: str) -> bool:
        """Keep where it led, for whoever sends it again; whether it saved anything."""
        return self.row is not None and bool(
            SubmittedForm.objects.filter(pk=self.row.pk).update(led_to=led_to)
        )


_sent: ContextVar[Submission | None] = ContextVar("submission", default=None)


@contextmanager
def one_request() -> Iterator[None]:
    """In the block nothing is saved for a form until `begin` says for which."""
    token = _sent.set(None)
    try:
        yield
    finally:
        _sent.reset(token)


def begin(submission: Submission) -> None:
    """What happens from here to the end of the request happens because this form was sent."""
    _sent.set(submission)


def spend() -> None:
    """Spend the key of the form that is being saved, if one is; called by whatever is audited."""
    if submission := _sent.get():
        submission.spend()


def tidy() -> str:
    """Forget the keys of forms that nobody sends again; for housekeeping."""
    old, _ = SubmittedForm.objects.filter(at__lt=timezone.now() - SubmittedForm.SENT_WITHIN).delete()
    return f"keys of forms forgotten: {old}"
