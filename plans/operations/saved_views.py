"""Views of lists that people save under a name."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, locks
from plans.models import PlanEvent, SavedView
from subgroups.models import Board, Person

AT_MOST = 50  # of one person on one board
TAKEN = "You have a view of this list under that name. Choose another name, or remove that one first."


@transaction.atomic
def save_view(
    *,
    board: Board,
    kind: str,
    name: str,
    asked: Mapping[str, Sequence[str]],
    is_shared: bool = False,
    by: Person,
) -> SavedView:
    """Keep a list of the board as it is filtered and sorted.

    :param kind: which list, by its name in `plans.views.saved_views`.
    :param asked: what it is filtered by: values by the names of its filters.
    :raises Refused: when they have one under that name, or so many that nobody could find one again.
    """
    locks.hold(board)
    own = SavedView.objects.filter(board=board).own(by)
    if own.count() >= AT_MOST:
        raise Refused(f"You have {AT_MOST} views already. Remove those that you need no more.")
    view = SavedView(
        board=board, person=by, kind=kind, asked={key: list(values) for key, values in asked.items()}
    )
    _name(view, name, is_shared)
    audit.save(view, by)
    audit.record(PlanEvent.VIEW_SAVED, view, by=by)
    return view


@transaction.atomic
def change_view(*, view: SavedView, name: str, is_shared: bool, by: Person) -> SavedView:
    """Call a view otherwise, share it, or share it no more; nothing happens where nothing is different.

    :raises Refused: when whoever saved it has another under that name, or somebody has removed it.
    """
    locks.hold(view)
    fields = ("name", "is_shared")
    before = audit.values_of(view, fields)
    _name(view, name, is_shared)
    if changes := audit.differences(before, audit.values_of(view, fields)):
        audit.save(view, by, fields)
        audit.record(PlanEvent.VIEW_CHANGED, view, by=by, changes=changes)
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: Person) -> None:
    """Keep a view no longer.

    :raises Refused: when somebody has removed it already.
    """
    locks.hold(view)
    audit.record(PlanEvent.VIEW_REMOVED, view, by=by)
    audit.as_by(view, by).delete()


def _name(view: SavedView, name: str, is_shared: bool) -> None:
    others = SavedView.objects.filter(board=view.board, kind=view.kind, name=name).own(view.person)
    if others.exclude(pk=view.pk).exists():
        raise Refused({"name": TAKEN})
    view.name, view.is_shared = name, is_shared
