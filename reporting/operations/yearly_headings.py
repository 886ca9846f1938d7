"""The board's own headings of its yearly report: the usual ones taken, one added or changed, moved, taken out."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.words import own_words
from reporting.models import ReportingEvent, YearlyHeading
from reporting.rules.materials import Material
from reporting.rules.yearly_headings import USUAL_HEADINGS
from subgroups.models import Board, Person

SAID = ["title", "asks", "material", "required_by"]


@transaction.atomic
def take_usual_headings(*, board: Board, by: Person) -> list[YearlyHeading]:
    """Give a board the headings that its kind of board usually has, behind its own; those it has by title stay.

    :raises Refused: when there is none to add.
    """
    locks.hold(board)
    made = add_usual(board, by)
    if not made:
        raise Refused("Every usual heading is there already.")
    audit.record(ReportingEvent.YEARLY_HEADINGS_KEPT, board, by=by, changes=added(made))
    return made


def add_usual(board: Board, by: Person) -> list[YearlyHeading]:
    """A part of an event that holds the board, and says in its own line what was `added`."""
    there = {heading.title.casefold() for heading in board.yearly_headings.all()}
    last = board.yearly_headings.aggregate(last=Max("position"))["last"] or 0
    usual = [(own_words(each.title, board.own_words), each) for each in USUAL_HEADINGS[board.kind]]
    new = [(title, each) for title, each in usual if title.casefold() not in there]
    return [
        audit.save(
            YearlyHeading(
                board=board,
                title=title,
                asks=own_words(each.asks, board.own_words),
                material=each.material,
                required_by=each.required_by,
                position=last + place,
            ),
            by,
        )
        for place, (title, each) in enumerate(new, start=1)
    ]


def added(headings: Iterable[YearlyHeading]) -> dict[str, list]:
    return {"headings of the yearly report": ["", "; ".join(heading.title for heading in headings)]}


@transaction.atomic
def keep_heading(
    *,
    board: Board,
    title: str,
    by: Person,
    asks: str = "",
    material: str = "",
    required_by: str = "",
    heading: YearlyHeading | None = None,
) -> YearlyHeading:
    """Add a heading behind the others, or change one; reports that were begun keep the sections they have.

    :raises Refused: without a title, and for one that is taken.
    """
    if material not in ("", *map(str, Material)):
        raise ValueError(f"{material} is nothing that a section is drafted from.")
    locks.hold(heading or board)
    if heading is None:
        last = board.yearly_headings.aggregate(last=Max("position"))["last"] or 0
        heading = YearlyHeading(board=board, position=last + 1)
    before = audit.values_of(heading, SAID)
    wrong = guards.empty(title=(title, "Give the heading its words."))
    if board.yearly_headings.filter(title__iexact=title.strip()).exclude(pk=heading.pk).exists():
        wrong["title"] = "There is a heading with these words already."
    guards.refuse(wrong)
    heading.title, heading.asks = title.strip(), asks.strip()
    heading.material, heading.required_by = material, required_by.strip()
    if changes := audit.differences(before, audit.values_of(heading, SAID)):
        audit.save(heading, by, None if heading._state.adding else SAID)
        audit.record(ReportingEvent.YEARLY_HEADINGS_KEPT, heading, by=by, changes=changes)
    return heading


@transaction.atomic
def move_heading(*, heading: YearlyHeading, to: int, by: Person) -> YearlyHeading:
    """Let a heading stand at another place, counted from 1; the others close up. Beyond the last is the last.

    :raises Refused: when it was taken out.
    """
    locks.hold(heading)
    order = list(locks.locked(heading.board.yearly_headings.all()))
    was = order.index(heading) + 1
    order.remove(heading)
    order.insert(max(to, 1) - 1, heading)
    if (now := order.index(heading) + 1) == was:
        return heading
    for place, each in enumerate(order, start=1):
        if each.position != place:
            each.position = place
            audit.save(each, by, ["position"])
    audit.record(ReportingEvent.YEARLY_HEADING_MOVED, heading, by=by, changes={"place": [was, now]})
    return heading


@transaction.atomic
def remove_heading(*, heading: YearlyHeading, by: Person) -> None:
    """Take a heading out; its words stay in the audit trail, and reports that were begun keep their section.

    :raises Refused: when somebody has taken it out already.
    """
    locks.hold(heading)
    changes = {words: [value, ""] for words, value in audit.values_of(heading, SAID).items() if value}
    audit.record(ReportingEvent.YEARLY_HEADING_REMOVED, heading, by=by, changes=changes)
    audit.as_by(heading, by).delete()
