"""The narrative of a plan as it is read: its texts, and what is drawn from the board's groups and agencies."""

from collections.abc import Iterable

from plans.models import Chapter, Plan
from plans.rules.narrative import Group, ReadChapter, Seat, Seats, Structure
from subgroups.models import Board, Body, Membership


def narrative_of(plan: Plan) -> list[ReadChapter]:
    """Every chapter in the plan's order. One query, and what the drawings ask for, whatever their number."""
    return read_chapters(plan.board, plan.chapters.all())


def read_chapters(board: Board, chapters: Iterable[Chapter]) -> list[ReadChapter]:
    """The same for chapters that may not be kept yet."""
    chapters = list(chapters)
    drawn = {chapter.drawing for chapter in chapters}
    structure = structure_of(board) if Chapter.Drawing.STRUCTURE in drawn else None
    membership = membership_of(board) if Chapter.Drawing.MEMBERSHIP in drawn else None
    return [
        ReadChapter(
            chapter.pk,
            chapter.title,
            chapter.text,
            structure if chapter.drawing == Chapter.Drawing.STRUCTURE else None,
            membership if chapter.drawing == Chapter.Drawing.MEMBERSHIP else None,
        )
        for chapter in chapters
    ]


def structure_of(board: Board) -> Structure:
    """The groups of a board as they report to one another today. One query.

    A group of which that is not typed stands under the board, if the board is one of its bodies. Posts and agencies
    are left out: what reports to them reports to whoever they report to.
    """
    bodies = {body.pk: body for body in board.bodies.not_ended().without_agencies()}
    top = next((body.pk for body in bodies.values() if body.kind == Body.Kind.BOARD), None)
    below: dict[int | None, list[Body]] = {}
    for body in bodies.values():
        if body.meets:
            below.setdefault(_above(body, bodies, top), []).append(body)
    first = _groups(None, below)
    beside = {pk for pk, body in bodies.items() if body.kind == Body.Kind.OUTSIDE}
    return Structure(
        tuple(group for group in first if group.pk not in beside),
        tuple(group for group in first if group.pk in beside),
    )


def _above(body: Body, bodies: dict[int, Body], top: int | None) -> int | None:
    """The group that a body stands under; None for those that stand by themselves, and for what would be a circle."""
    seen, each = {body.pk}, body
    while (parent := bodies.get(each.parent_id or 0)) is not None and parent.pk not in seen:
        seen.add(parent.pk)
        each = parent
        if each.meets and not _is_below(each, body, bodies):
            return each.pk
    is_outside = body.kind == Body.Kind.OUTSIDE
    return None if is_outside or body.pk == top else top


def _is_below(one: Body, other: Body, bodies: dict[int, Body]) -> bool:
    """Whether `one` reports to `other`, by however many between."""
    seen: set[int] = set()
    while one.parent_id in bodies and one.parent_id not in seen:
        seen.add(one.parent_id)
        one = bodies[one.parent_id]
        if one.pk == other.pk:
            return True
    return False


def _groups(above: int | None, below: dict[int | None, list[Body]]) -> tuple[Group, ...]:
    return tuple(
        Group(
            body.pk,
            body.name,
            body.short_name if body.short_name != body.name else "",
            body.kind_word,
            _groups(body.pk, below),
        )
        for body in below.get(above, [])
    )


def membership_of(board: Board) -> Seats:
    """The agencies of a board, each with the groups on which somebody sits for it today. Two queries."""
    groups: dict[int, dict[int, str]] = {}
    places = Membership.objects.current().filter(body__board=board, body__merged_into=None)
    for place in places.order_by("body__position", "body__name", "pk").select_related(
        "body", "agency", "person__agency"
    ):
        if place.body.meets and (agency := place.sits_for):
            groups.setdefault(agency.pk, {})[place.body_id] = place.body.label
    return Seats(
        tuple(Seat(agency.name, tuple(groups.get(agency.pk, {}).values())) for agency in board.agencies.all())
    )
