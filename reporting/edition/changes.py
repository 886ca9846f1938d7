"""What changed from one edition of a plan to the next, from what both say and nothing else.

Rows are the same row by reference and title: an action by its reference with its words, else by either of them where
it has only one match; whatever else a plan prints by its title.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from lscb.lines import shortened

if TYPE_CHECKING:  # a content holds its changes
    from reporting.edition.content import ActionLine, Part, PlanContent

NAMED = 80  # characters of an action's words that name it


class Kind(StrEnum):
    ADDED = "Added"
    WITHDRAWN = "Withdrawn"
    REWORDED = "Reworded"
    DATE = "Another date"
    OWNER = "Other owners"
    OUTCOME = "Outcome reworded"
    MOVED = "Stands elsewhere"


@dataclass(frozen=True)
class Change:
    """One difference: of what, of which kind, and the words before and now; empty where there were none, or where
    they are too long to stand in a table."""

    what: str
    kind: Kind
    before: str = ""
    now: str = ""


Row = TypeVar("Row")
Key = Callable[[Any], Hashable]


def paired(
    before: Sequence[Row], now: Sequence[Row], keys: Iterable[Key]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Rows of both that are the same, those that are gone, and those that are new, each in their order.

    Each key finds those that the keys before it did not, where it names one row on either side; an empty key none.
    """
    left, right, pairs = list(range(len(before))), list(range(len(now))), {}
    for key in keys:
        theirs, ours = _once(before, left, key), _once(now, right, key)
        for value, place in ours.items():
            if value in theirs:
                pairs[place] = theirs[value]
        left = [place for place in left if place not in pairs.values()]
        right = [place for place in right if place not in pairs]
    return (
        [(before[pairs[place]], now[place]) for place in sorted(pairs)],
        [before[place] for place in left],
        [now[place] for place in right],
    )


def _once(rows: Sequence, places: Iterable[int], key: Key) -> dict[Hashable, int]:
    """The places whose key no other has; of rows alike in everything, the first."""
    found: dict[Hashable, list[int]] = {}
    for place in places:
        if value := key(rows[place]):
            found.setdefault(value, []).append(place)
    return {
        value: where[0]
        for value, where in found.items()
        if len(where) == 1 or all(rows[each] == rows[where[0]] for each in where)
    }


def changes_between(before: "PlanContent", now: "PlanContent") -> tuple[Change, ...]:
    """All that a reader of the edition before must know, in the order in which the new one says it."""
    return (
        *_cover(before, now),
        *_titled("Chapter", before.narrative, now.narrative, lambda row: row.title, lambda row: row.text),
        *_objectives(now.labels.objective, _of_the_plan(before), _of_the_plan(now)),
        *_titled(
            now.labels.priority,
            before.priorities,
            now.priorities,
            lambda row: row.name,
            lambda row: row.text,
        ),
        *_parts(before, now),
        *_actions(before, now),
        *_titled("Report of the planner", before.planner, now.planner, lambda row: row.what, _duties),
        *_titled("Abbreviation", before.terms, now.terms, lambda row: row.term, lambda row: row.meaning),
    )


def _cover(before: "PlanContent", now: "PlanContent") -> Iterable[Change]:
    for what, was, said in (
        ("Title", before.cover.title, now.cover.title),
        ("Vision", before.cover.vision, now.cover.vision),
    ):
        if was != said:
            yield Change(what, Kind.REWORDED, was, said)


def _titled(
    what: str, before: Sequence[Row], now: Sequence[Row], title: Callable[[Row], str], body: Key
) -> Iterable[Change]:
    """Rows that a title names; their texts are too long to be set beside one another."""
    same, gone, new = paired(before, now, (lambda row: (title(row), body(row)), title))
    for was, row in same:
        if body(was) != body(row):
            yield Change(f"{what}: {title(row)}", Kind.REWORDED)
    yield from (Change(f"{what}: {title(row)}", Kind.ADDED) for row in new)
    yield from (Change(f"{what}: {title(row)}", Kind.WITHDRAWN) for row in gone)


def _duties(row) -> tuple[str, str, str]:
    return row.activity, row.tells, row.when


def _of_the_plan(content: "PlanContent") -> list:
    return [row for group in content.objectives for row in group.rows]


def _objectives(what: str, before: Sequence, now: Sequence) -> Iterable[Change]:
    same, gone, new = paired(
        before, now, (lambda row: (row.label, row.text), lambda row: row.label, lambda row: row.text)
    )
    for was, row in same:
        if was.text != row.text:
            yield Change(_named(what, row.label, row.text), Kind.REWORDED, was.text, row.text)
    yield from (Change(_named(what, row.label, row.text), Kind.ADDED, "", row.text) for row in new)
    yield from (Change(_named(what, row.label, row.text), Kind.WITHDRAWN, row.text) for row in gone)


def _parts(before: "PlanContent", now: "PlanContent") -> Iterable[Change]:
    same, gone, new = paired(before.parts, now.parts, (lambda part: part.title,))
    for was, part in same:
        if was.text != part.text:
            yield Change(part.title, Kind.REWORDED)
        if was.lead != part.lead:
            yield Change(part.title, Kind.OWNER, was.lead, part.lead)
        yield from _objectives(f"{part.title}, {now.labels.objective}", was.objectives, part.objectives)
        yield from _measures(part.title, was.measures, part.measures)
    for part in new:
        yield Change(part.title, Kind.ADDED)
        yield from _measures(part.title, (), part.measures)
    yield from (Change(part.title, Kind.WITHDRAWN) for part in gone)


def _measures(where: str, before: Sequence[str], now: Sequence[str]) -> Iterable[Change]:
    yield from (Change(f"Measure of {where}", Kind.ADDED, "", each) for each in now if each not in before)
    yield from (Change(f"Measure of {where}", Kind.WITHDRAWN, each) for each in before if each not in now)


def _placed(parts: Iterable["Part"]) -> list[tuple[str, "ActionLine"]]:
    """The actions in the plan, each with the title of its part; not those that have left it."""
    return [(part.title, action) for part in parts for action in part.actions if not action.left]


def _actions(before: "PlanContent", now: "PlanContent") -> Iterable[Change]:
    same, gone, new = paired(
        _placed(before.parts),
        _placed(now.parts),
        (
            lambda row: (row[0], row[1].reference, row[1].text),
            lambda row: (row[1].reference, row[1].text),
            lambda row: row[1].reference and (row[0], row[1].reference),
            lambda row: row[1].reference,
            lambda row: row[1].text,
        ),
    )
    what = now.labels.action
    for (part_before, was), (part, action) in same:
        called = _named(what, action.reference, action.text)
        for kind, old, said in (
            (Kind.MOVED, part_before, part),
            (Kind.REWORDED, was.text, action.text),
            (Kind.REWORDED, "\n".join(was.parts), "\n".join(action.parts)),
            (Kind.OWNER, was.owners, action.owners),
            (Kind.DATE, was.when, action.when),
            (Kind.OUTCOME, was.outcome, action.outcome),
            (Kind.OUTCOME, was.success, action.success),
        ):
            if old != said:
                yield Change(called, kind, old, said)
    for _, action in new:
        yield Change(_named(what, action.reference, action.text), Kind.ADDED, "", action.text)
    for _, action in gone:
        yield Change(_named(what, action.reference, action.text), Kind.WITHDRAWN, action.text)


def _named(what: str, reference: str, text: str) -> str:
    return f"{what} {reference}" if reference else f"{what}: {shortened(text, NAMED)}"
