"""A board says whose signatures approve its reports, and whether whoever holds to account updates what they own."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from lscb.errors import Refused
from lscb.events import audit, guards, locks
from subgroups.models import SIGNATURES, SIGNERS, YEARLY_SIGNATURES, Board, GroupEvent, Person
from subgroups.operations.news import tell

_NOBODY = "Ask for one signature at least: else no report is ever approved."
_ADMINISTRATOR = "Here only a system administrator says who approves reports; ask them."


@transaction.atomic
def choose_signing(
    *,
    board: Board,
    one_is_enough: bool,
    asked: Mapping[str, int],
    readers_update: bool,
    by: Person,
    yearly: str | None = None,
    asked_yearly: Mapping[str, int] | None = None,
) -> Board:
    """Ask for signatures of these roles from now on, so many of each; any one of them is enough, or all are needed.

    `yearly` (`Board.YearlySigning`) and `asked_yearly` say the same of the report on a year; None leaves both as they
    are.

    Reports that are final keep what was asked for when they were made final. Whoever may sign, or no longer does, hears
    of it, because whoever prepares reports has a say here.

    :raises Refused: where nobody would approve; and where only system administrators say who does.
    """
    locks.hold(board)
    board.refresh_from_db()
    typed: dict[str, bool | int | str] = {"one_signature": one_is_enough, "readers_update": readers_update}
    typed |= {field: asked.get(role, 0) for role, field in SIGNATURES.items()}
    nobody = {} if any(typed[field] for field in SIGNATURES.values()) else {"chair_signatures": _NOBODY}
    if yearly is not None:
        same = yearly == Board.YearlySigning.SAME
        named = {} if same else asked_yearly or {}
        typed |= {field: named.get(role, 0) for role, field in YEARLY_SIGNATURES.items()}
        if not same and not any(typed[field] for field in YEARLY_SIGNATURES.values()):
            nobody["yearly_chair_signatures"] = _NOBODY
        typed["yearly_signing"] = yearly
    guards.refuse(nobody)
    before = audit.values_of(board, list(typed))
    for field, value in typed.items():
        setattr(board, field, value)
    changes = audit.differences(before, audit.values_of(board, list(typed)))
    if not changes:
        return board
    signing = audit.values_of(board, [name for name in typed if name != "readers_update"]).keys()
    if settings.APPROVERS_GRANTED_BY == "administrator" and not by.is_superuser and changes.keys() & signing:
        raise Refused(_ADMINISTRATOR)
    board.full_clean(exclude=[field.name for field in Board._meta.fields if field.name not in typed])
    audit.save(board, by, list(typed))
    audit.record(GroupEvent.SIGNING_CHOSEN, board, by=by, changes=changes)
    tell(
        Person.objects.filter(board_roles__in=board.roles.in_force().filter(role__in=SIGNERS)),
        board=board,
        subject=f"{board.short_name}: who approves reports was changed",
        said=f"{by} changed who approves reports of {board.name}, or who updates. Reports that are final stay as "
        "they were asked for.",
        link=reverse("subgroups:access", args=[board.slug]),
        by=by,
    )
    return board
