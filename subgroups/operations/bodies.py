"""Bodies: added, found by other spellings, and two that are one."""

from collections.abc import Iterable, Sequence

from django.db import models, transaction
from django.db.models import Max, QuerySet

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.operations import keep as keep_row
from lscb.speaking import ours
from subgroups.models import Agency, Board, Body, BodyName, GroupEvent, Person
from subgroups.models.body import name_key
from subgroups.operations.following import follow_meetings
from subgroups.operations.merging import move_all


@transaction.atomic
def add_groups(*, board: Board, groups: Sequence[tuple[str, str, str]], by: Person) -> list[Body]:
    """Add bodies, each a name, a short name (or nothing) and a kind. Those whose name is known are left out.

    The name of a group that was merged into another can be used again, and then means the new one.

    :raises Refused: when the board has them all.
    """
    locks.hold(board)
    free = _keys(board.bodies.exclude(merged_into=None))
    known = set(BodyName.objects.filter(board=board).values_list("key", flat=True)) - free
    known |= _keys(board.bodies.filter(merged_into=None))
    last = board.bodies.without_agencies().aggregate(last=Max("position"))["last"] or 0
    added: list[Body] = []
    for name, short, kind in groups:
        if name_key(name) in known:
            continue
        if name_key(short) in known:
            short = ""
        body = Body(board=board, name=name, short_name=short, kind=kind, position=last + len(added) + 1)
        known |= {name_key(words) for words in (name, short) if words}
        added.append(audit.save(body, by))
    if not added:
        raise Refused({"lines": "The board has all of these already."})
    audit.record(
        GroupEvent.GROUPS_ADDED,
        board,
        by=by,
        changes={"groups": ["", "; ".join(str(each) for each in added)]},
    )
    return added


@transaction.atomic
def keep_agency(
    agency: Agency, *, by: Person | None, fields: Iterable[str] | None = None, board: Board | None = None
) -> Agency:
    """Save an agency as typed, and with it the body by which it owns actions and answers, called as the agency is.

    An outside body of the same name, whom a plan named before the agency was added, becomes the agency's.

    :raises Refused: when a group or post of the board has the name.
    """
    keep_row(agency, by=by, fields=fields, board=board)
    stand_for(agency, by)
    return agency


def stand_for(agency: Agency, by: Person | None) -> Body:
    """The body that stands for an agency, called as it is; part of an event that is audited as a whole.

    :raises Refused: when a group or post of the board has the name.
    """
    alike = locks.locked(
        Body.objects.filter(board=agency.board_id, name=agency.name, merged_into=None)
    ).first()
    body = Body.objects.filter(agency=agency).first()
    if body is None and (alike is None or alike.kind == Body.Kind.OUTSIDE):
        body = alike = alike or Body(board=agency.board)
    if body is None or alike not in (None, body):
        raise Refused({"name": f"{agency.name} is the name of a group or post of the board already."})
    called = {
        "name": agency.name,
        "short_name": agency.short_name[: Body._meta.get_field("short_name").max_length],
        "kind": Body.Kind.AGENCY,
        "agency": agency,
        "position": Body.BEHIND_GROUPS + agency.position,
    }
    changed = [name for name, value in called.items() if body._state.adding or getattr(body, name) != value]
    for name in changed:
        setattr(body, name, called[name])
    if changed:
        audit.save(body, by, None if body._state.adding else changed)
    return body


@transaction.atomic
def add_spelling(*, body: Body, words: str, by: Person) -> BodyName:
    """Let `words` mean `body` wherever a document of its board uses them.

    :raises Refused: when they already mean another body.
    """
    locks.hold(body)
    taken = BodyName.objects.filter(board=body.board_id, key=name_key(words)).select_related("body").first()
    if taken and taken.body_id != body.pk:
        raise Refused(f"“{words}” already means {taken.body}. Take it off there first.")
    if taken:
        return taken
    spelling = BodyName(body=body, words=words)
    audit.save(spelling, by)
    audit.record(GroupEvent.SPELLING_ADDED, body, by=by, changes={"also written": ["", words]})
    return spelling


@transaction.atomic
def merge_bodies(*, keep: Body, merge: Body, by: Person) -> Body:
    """Two bodies are one: everything `merge` has goes to `keep`, and its names become spellings of `keep`.

    `merge` ends and stays as it was called, so that its old name still leads to `keep`. Updates that were typed on
    its behalf are never changed. Where both have the same, as when both own an action, it is there once; words
    that both wrote for one quarter stay where they were written. What is due at their meetings follows.

    :raises Refused: for one body twice, bodies of two boards, or one that was merged before.
    """
    # Everything that points at a group changes with it: no plan of the board is written meanwhile.
    locks.hold_wholes([keep, merge, *locks.within(keep.board)])
    locks.hold(*sorted((keep, merge), key=lambda body: body.pk))
    if keep.pk == merge.pk:
        raise Refused("Choose two different groups to merge.")
    if keep.board_id != merge.board_id:
        raise Refused("Groups of two boards cannot be merged.")
    if merge.agency_id:
        raise Refused(f"{merge} stands for an agency, and so for itself. Merge the other one into it.")
    for body in (keep, merge):
        if body.merged_into_id:
            raise Refused(f"{body} was merged into {body.merged_into} before. Choose that group instead.")
    if merge in _above(keep):
        keep.parent = merge.parent
        audit.save(keep, by, ["parent"])
    done = move_all(keep=keep, merge=merge, relations=Body._meta.related_objects, by=by)
    for words in filter(None, (merge.name, merge.short_name)):
        _keep_spelling(words, keep, merge, by)
    merge.merged_into = keep
    merge.ended_on = min(merge.ended_on or clock.today(), clock.today())
    audit.save(merge, by, ["merged_into", "ended_on"])
    changes = {"merged into it": ["", merge.name]}
    for words, rows in (
        ("moved", done.moved),
        ("dropped, as both had it", done.dropped),
        ("left", done.left),
    ):
        if rows:
            changes[words] = ["", ", ".join(f"{n} {_plural(model, n)}" for model, n in rows.items())]
    audit.record(GroupEvent.GROUPS_MERGED, keep, by=by, changes=changes)
    follow_meetings(board=keep.board, by=by)
    return keep


def merged(**bodies: Agency | Body | None) -> dict[str, str]:
    """Advice about groups that were merged into another, as the database has them now; for an event that guards."""
    advice = {}
    for field, body in bodies.items():
        if isinstance(body, Body):
            into = Body.objects.filter(pk=body.pk).select_related("merged_into").get().merged_into
            if into is not None:
                advice[field] = f"{body} was merged into {into}. Choose that group instead."
    return advice


def _above(body: Body) -> list[Body]:
    """The bodies it reports to, nearest first."""
    above: list[Body] = []
    while body.parent and body.parent not in above:
        body = body.parent
        above.append(body)
    return above


def _keys(bodies: QuerySet[Body]) -> set[str]:
    """What bodies are called, as `name_key`."""
    return {name_key(words) for pair in bodies.values_list("name", "short_name") for words in pair if words}


def _keep_spelling(words: str, keep: Body, merge: Body, by: Person) -> None:
    """Let a name of `merge` mean `keep`, unless a third body is called so too."""
    key = name_key(words)
    others = Body.objects.filter(board=keep.board_id, merged_into=None).exclude(pk=merge.pk)
    if (
        key
        and key not in _keys(others)
        and not BodyName.objects.filter(board=keep.board_id, key=key).exists()
    ):
        audit.save(BodyName(body=keep, words=words), by)


def _plural(model: type[models.Model], count: int) -> str:
    return ours(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)
