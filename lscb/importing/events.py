"""What happens to a document that is handed in: kept, corrected, put aside, taken in as a list, and taken out again.

Each is one event with one line in the trail. What is taken into a plan as its actions has events of its own for the
last two (plans.operations.importing).
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import ProtectedError

from lscb import clock
from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, locks
from lscb.events.audit_codes import KernelEvent, codes_of_no_change
from lscb.importing.drafts import Draft
from lscb.importing.kinds import kind_of
from lscb.importing.shapes import LEFT_OUT
from lscb.models import AuditEntry
from lscb.tables.content import Document, as_json
from lscb.wording import listed

Drafted = TypeVar("Drafted", bound=Draft)


def remembered(drafts: models.QuerySet) -> dict[str, str]:
    """Which column is which, as chosen for documents that were taken in; one query."""
    chosen: dict[str, str] = {}
    taken = drafts.filter(state=Draft.State.TAKEN_IN).order_by("taken_in_on", "pk")
    for columns in taken.values_list("columns", flat=True):
        chosen |= columns
    return chosen


@transaction.atomic
def keep_list(
    *, draft: Drafted, document: Document, name: str, by: AbstractBaseUser | None, like: models.QuerySet
) -> Drafted:
    """Keep a list as it was read, to be looked at. `draft` is new, of a plan or board and a kind; `like` are the drafts
    whose columns it is read by.
    """
    locks.hold(draft)
    draft.columns = remembered(like)
    return keep_read(draft, document, name, by)


def keep_read(draft: Drafted, document: Document, name: str, by: AbstractBaseUser | None) -> Drafted:
    """Save a new draft whose plan or board is held, and say so in the trail."""
    draft.name = " ".join(name.split())[:200] or "Pasted table"
    draft.document = as_json(document)
    audit.save(draft, by)
    audit.record(KernelEvent.DOCUMENT_READ, draft, by=by)
    return draft


@transaction.atomic
def correct_document(
    *,
    draft: Drafted,
    by: AbstractBaseUser | None,
    columns: Mapping[str, str] | None = None,
    dropped: Collection[str] | None = None,
    choices: Mapping[str, str] | None = None,
    corrected: Mapping[str, Mapping[str, str]] | None = None,
) -> Drafted:
    """Say which column is which, which rows are left out, what becomes of those that are there in other words, and what
    cells say; what is None stays.

    :raises ChangedMeanwhile: when somebody corrected it since `draft` was read.
    :raises Refused: when it is not being looked at any more.
    :raises ValueError: for a column or a cell that there is none of.
    """
    names, cells = kind_of(draft).names(draft)
    if columns and not set(columns.values()) <= {*names, LEFT_OUT, ""}:
        raise ValueError("There is no such column.")
    if corrected and not {name for said in corrected.values() for name in said} <= set(cells):
        raise ValueError("There is no such cell.")
    hold_open(draft)
    before = [draft.columns, draft.dropped, draft.choices, draft.corrected]
    if columns is not None:
        draft.columns = {name: column for name, column in columns.items() if column}
    if dropped is not None:
        draft.dropped = sorted(dropped)
    if choices is not None:
        draft.choices = dict(choices)
    if corrected is not None:
        draft.corrected = {name: dict(said) for name, said in corrected.items() if said}
    if before != [draft.columns, draft.dropped, draft.choices, draft.corrected]:
        draft.version += 1
        audit.save(draft, by, ["columns", "dropped", "choices", "corrected", "version"])
        audit.record(KernelEvent.DOCUMENT_CORRECTED, draft, by=by)
    return draft


def hold_open(draft: Draft) -> None:
    """Hold a draft that is being looked at, as it was read.

    :raises ChangedMeanwhile: when somebody corrected it since.
    :raises Refused: when it is not being looked at any more.
    """
    read = draft.version
    locks.hold(draft)
    if not draft.is_open:
        raise Refused(f"“{draft}” is not being looked at any more: {draft.get_state_display().lower()}.")
    if draft.version != read:
        raise ChangedMeanwhile(
            "Somebody corrected this while you were looking at it. Look again, then decide.", current=draft
        )


@transaction.atomic
def discard_document(*, draft: Drafted, by: AbstractBaseUser | None) -> Drafted:
    """Take nothing of a document in.

    :raises Refused: when it is not being looked at any more.
    """
    hold_open(draft)
    draft.state = Draft.State.DISCARDED
    audit.save(draft, by, ["state", *_let_go(draft)])
    audit.record(KernelEvent.DOCUMENT_DISCARDED, draft, by=by)
    return draft


def _let_go(draft: Draft) -> list[str]:
    """Empty what a draft has of a document that is not kept; answers the fields to be saved."""
    if kind_of(draft).keeps_document:
        return []
    draft.document, draft.corrected = as_json(Document()), {}
    return ["document", "corrected"]


def taken_in(
    draft: Draft, made: Mapping[str, list], changes: dict[str, list], by: AbstractBaseUser | None
) -> None:
    """Save what came of a draft that is held, and say so in the trail."""
    draft.state, draft.taken_in_on, draft.made = Draft.State.TAKEN_IN, clock.now(), dict(made)
    audit.save(draft, by, ["state", "taken_in_on", "made", *_let_go(draft)])
    audit.record(KernelEvent.DOCUMENT_TAKEN_IN, draft, by=by, changes=changes)


def taken_out(draft: Draft, by: AbstractBaseUser | None) -> None:
    """Save that it is undone that a draft which is held was taken in, and say so in the trail."""
    draft.state = Draft.State.UNDONE
    audit.save(draft, by, ["state"])
    audit.record(KernelEvent.DOCUMENT_TAKEN_OUT, draft, by=by)


def entry_of(draft: Draft) -> int:
    """The line of audit by which a document was taken in."""
    lines = AuditEntry.objects.about(draft).filter(operation=KernelEvent.DOCUMENT_TAKEN_IN)
    return lines.values_list("pk", flat=True).first() or 0


def touched_since(entry: int, model: type[models.Model], keys: Collection[int]) -> set[int]:
    """Which of these rows something has happened to since a line of audit, that by which a document was taken in."""
    return set(
        AuditEntry.objects.of_model(model)
        .filter(pk__gt=entry, thing_id__in=keys)
        .exclude(operation__in=codes_of_no_change())
        .values_list("thing_id", flat=True)
    )


def stands_on_it(protected: ProtectedError) -> str:
    """Why something cannot go, as a sentence."""
    kinds = sorted({str(row._meta.verbose_name_plural) for row in protected.protected_objects})
    return f"It cannot be undone any more: {listed(kinds)} stand on it."
