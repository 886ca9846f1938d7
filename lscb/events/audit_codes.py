"""What the audit trail says happened: a stable code that is stored, and our words for it that people read.

Each app registers its own codes. Only codes are stored and filtered on, so that words may be improved at any time.
A board's own words are put in the place of ours where an entry is shown.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db import models


class AuditCode(models.TextChoices):
    """The events of an app: a member's value is stored, its label is shown. Values are never changed."""


class Kind(StrEnum):
    """What an event is to whoever looks for it: something became different unless the code says otherwise."""

    CHANGE = "change"
    READING = "reading"  # read, or taken away as a file
    SIGNING_IN = "signing-in"


class Kept(AuditCode):
    """What becomes of a row that stands for itself; its code and words begin with the row's model."""

    ADDED = "added", "added"
    CHANGED = "changed", "changed"
    REMOVED = "removed", "removed"

    def of(self, model: type[models.Model] | models.Model) -> str:
        """The code for a row of `model`, such as "glossaryterm-added"."""
        return f"{model._meta.model_name}-{self}"


class KernelEvent(AuditCode):
    """What happens to the trail itself, what the kernel's pages let somebody take away, and documents handed in."""

    TRAIL_EXPORTED = "trail-exported", "audit trail saved as a spreadsheet"
    ROWS_EXPORTED = "rows-exported", "rows saved as a spreadsheet"
    LIST_SAVED = "list-saved", "list saved as a file"
    DOCUMENT_READ = "document-read", "document handed in to be read"
    DOCUMENT_CORRECTED = "document-corrected", "reading of a document corrected"
    DOCUMENT_TAKEN_IN = "document-taken-in", "document taken in"
    DOCUMENT_TAKEN_OUT = "document-taken-out", "taking in of a document undone"
    DOCUMENT_DISCARDED = "document-discarded", "document not taken in"
    JOB_STARTED_AGAIN = "job-started-again", "long work that had stopped started again"
    BOARD_LOADED = "board-loaded", "board loaded from its archive"
    BOARD_REMOVED = "board-removed", "board removed, with all that was kept of it"
    TRAIL_LET_GO = "trail-let-go", "audit entries past their time deleted"


_words: dict[str, str] = {}
_kinds: dict[str, Kind] = {}  # of codes that are no change


def register(
    codes: type[AuditCode],
    *,
    rows: Iterable[type[models.Model]] = (),
    kinds: Mapping[Kind, Iterable[AuditCode]] | None = None,
) -> None:
    """Let events be recorded with `codes`, and rows of the models `rows` be kept and removed.

    `kinds` are the codes under which nothing is changed.
    """
    for model in rows:
        _words.update({what.of(model): f"{model._meta.verbose_name} {what.label}" for what in Kept})
    _words.update({code.value: str(code.label) for code in codes})
    _kinds.update({code.value: kind for kind, those in (kinds or {}).items() for code in those})


def codes_of(kind: Kind) -> list[str]:
    """The codes of a kind that is no change."""
    return [code for code, its in _kinds.items() if its == kind]


def codes_of_no_change() -> list[str]:
    return list(_kinds)


def is_registered(code: str) -> bool:
    return str(code) in _words


def words_of(code: str) -> str:
    """Our words for a code; a phrase that an earlier version wrote and nobody knows any more stays as it is."""
    return _words.get(str(code), str(code))


def codes_saying(words: str) -> list[str]:
    """The codes in whose words, as ours, `words` occur in whatever capitals."""
    wanted = words.casefold()
    return [code for code, said in _words.items() if wanted in said.casefold()]
