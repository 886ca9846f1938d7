"""Business events of groups and people: one function each, atomic and audited."""

from django.db import transaction

from lscb import audit, clock
from lscb.errors import Refused
from subgroups.merging import move_all
from subgroups.models import Body, BodyName, Meeting, Person
from subgroups.models.body import name_key


@transaction.atomic
def add_spelling(*, body: Body, words: str, by) -> BodyName:
    """Let `words` mean `body` wherever a document of its board uses them.

    :raises Refused: when they already mean another body.
    """
    taken = BodyName.objects.filter(board=body.board_id, key=name_key(words)).select_related("body").first()
    if taken and taken.body_id != body.pk:
        raise Refused(f"“{words}” already means {taken.body}. Take it off there first.")
    if taken:
        return taken
    spelling = BodyName(body=body, words=words)
    audit.as_by(spelling, by).save()
    audit.record("spelling added", body, by=by, changes={"also written": ["", words]})
    return spelling


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by) -> Meeting:
    """The meeting will not take place; what was due at it is put off by whoever keeps the planner."""
    meeting.cancelled = True
    audit.as_by(meeting, by).save()
    audit.record("meeting cancelled", meeting, by=by)
    return meeting


@transaction.atomic
def disable_leaver(*, person: Person, left_on, by) -> Person:
    """Somebody has left: they cannot sign in, their memberships end, their name stays in history.

    :raises Refused: for the person who asks, so that nobody locks themselves out.
    """
    if by and person.pk == by.pk:
        raise Refused("You cannot disable your own account; ask another member of the board team.")
    for membership in person.memberships.current():
        membership.ends_on = max(left_on, membership.starts_on or left_on)
        audit.as_by(membership, by).save()
    person.is_active, person.left_on = False, left_on
    audit.as_by(person, by).save()
    board = (
        next(iter(person.board_roles.all()), None) or person.memberships.select_related("body__board").first()
    )
    audit.record(
        "leaver disabled", person, by=by, board=board and board.board, changes={"left": [None, left_on]}
    )
    return person


@transaction.atomic
def merge_bodies(*, keep: Body, merge: Body, by) -> Body:
    """Two bodies are one: everything `merge` has goes to `keep`, and its names become spellings of `keep`.

    `merge` ends and stays as it was called, so that its old name still leads to `keep`. Updates that were typed on
    its behalf are never changed. Where both have the same, as when both own an action, it is there once; words
    that both wrote for one quarter stay where they were written.

    :raises Refused: for one body twice, bodies of two boards, or one that was merged before.
    """
    for body in sorted((keep, merge), key=lambda body: body.pk):
        body.refresh_from_db(from_queryset=Body.objects.select_for_update())
    if keep.pk == merge.pk:
        raise Refused("Choose two different groups to merge.")
    if keep.board_id != merge.board_id:
        raise Refused("Groups of two boards cannot be merged.")
    for body in (keep, merge):
        if body.merged_into_id:
            raise Refused(f"{body} was merged into {body.merged_into} before. Choose that group instead.")
    if merge in _above(keep):
        keep.parent = merge.parent
        audit.as_by(keep, by).save()
    done = move_all(keep=keep, merge=merge, relations=Body._meta.related_objects, by=by)
    for words in filter(None, (merge.name, merge.short_name)):
        _keep_spelling(words, keep, merge, by)
    merge.merged_into = keep
    merge.ended_on = min(merge.ended_on or clock.today(), clock.today())
    audit.as_by(merge, by).save()
    changes = {"merged into it": ["", merge.name]}
    for words, rows in (
        ("moved", done.moved),
        ("dropped, as both had it", done.dropped),
        ("left", done.left),
    ):
        if rows:
            changes[words] = ["", ", ".join(f"{n} {_plural(model, n)}" for model, n in rows.items())]
    audit.record("groups merged", keep, by=by, changes=changes)
    return keep


def _above(body: Body) -> list[Body]:
    """The bodies it reports to, nearest first."""
    above: list[Body] = []
    while body.parent and body.parent not in above:
        body = body.parent
        above.append(body)
    return above


def _keep_spelling(words: str, keep: Body, merge: Body, by) -> None:
    """Let a name of `merge` mean `keep`, unless a third body is called so too."""
    key = name_key(words)
    others = Body.objects.filter(board=keep.board_id, merged_into=None).exclude(pk=merge.pk)
    called = {name_key(name) for names in others.values_list("name", "short_name") for name in names}
    if key and key not in called and not BodyName.objects.filter(board=keep.board_id, key=key).exists():
        audit.as_by(BodyName(body=keep, words=words), by).save()


def _plural(model, count: int) -> str:
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)
