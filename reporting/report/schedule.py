"""The full schedule: every action once, sorted as the plan sorts them."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from lscb.words import not_linked_to, without
from plans.rules.ratings import Rating
from reporting.report.facts import ActionFacts
from reporting.report.rows import Rows, ids_of


@dataclass(frozen=True)
class ScheduleSection:
    title: str
    lead: str
    progress: str
    ids: tuple[int, ...]


def build(rows: Rows) -> tuple[ScheduleSection, ...]:
    """The counted actions; a heading without any is not printed."""
    groups, key_of = _grouping(rows)
    sections = []
    for key, title, lead in groups:
        actions = [action for action in rows.counted if key_of(action) == key]
        if actions:
            done = sum(1 for action in actions if action.rating == Rating.COMPLETE)
            progress = f"{done} of {len(actions)} complete"
            sections.append(ScheduleSection(title, lead, progress, ids_of(actions)))
    return tuple(sections)


def _grouping(
    rows: Rows,
) -> tuple[list[tuple[Hashable, str, str]], Callable[[ActionFacts], Hashable]]:
    """Headings in their order as (key, title, lead), and the key of an action's heading."""
    facts, labels = rows.facts, rows.facts.labels
    unheaded: tuple[Hashable, str, str]
    if facts.grouped_by == "year":
        years = sorted({action.year for action in rows.counted if action.year})
        unheaded = ("", without(labels.year), "")
        return [*((year, year, "") for year in years), unheaded], lambda action: action.year
    if facts.grouped_by == "owner":
        in_order = sorted(rows.counted, key=_place_of_owner)
        names = dict.fromkeys(rows.by_id[action.id].owners for action in in_order)
        return [(name, name, "") for name in names], lambda action: rows.by_id[action.id].owners
    if facts.grouped_by == "priority":
        unheaded = (None, not_linked_to(labels.priority), "")
        groups = [(group.id, group.name, "") for group in facts.priorities]
        return [*groups, unheaded], lambda action: action.priority
    if facts.grouped_by == "objective":
        unheaded = (None, not_linked_to(labels.objective), "")
        groups = [(group.id, group.name, "") for group in facts.objectives]
        return [*groups, unheaded], lambda action: action.objective
    unheaded = (None, without(labels.section), "")
    groups = [(group.id, group.name, group.lead) for group in facts.sections]
    return [*groups, unheaded], lambda action: action.section


def _place_of_owner(action: ActionFacts) -> tuple:
    """Owners in the board's order, words that name nobody after them, no owner last."""
    first = action.owners[0] if action.owners else None
    return (first is None, first is None or first.body is None, first.place if first else 0)
