"""Section 2, continued: the position split by section, priority, year and owner."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from lscb.wording import number_of
from lscb.words import sentence_lower, without
from reporting.report.facts import ActionFacts, OwnerFacts
from reporting.report.rows import Count, Rows, ids_of, letter_key


@dataclass(frozen=True)
class BreakdownRow:
    label: str
    counts: tuple[Count, ...]
    total: Count


@dataclass(frozen=True)
class Breakdown:
    """The position split by section, priority or owner; `total` is printed under it."""

    title: str
    head: str
    rows: tuple[BreakdownRow, ...]
    total: BreakdownRow
    note: str = ""

    @cached_property
    def most(self) -> int:
        """The highest number in its cells; 0 where there is none."""
        return max((each.n for row in self.rows for each in row.counts), default=0)


def build(rows: Rows) -> tuple[Breakdown, ...]:
    """One table for each way that the plan sorts its actions; none where it does not."""
    labels, facts = rows.facts.labels, rows.facts
    sections: list[tuple[str, str, int | None]] = [
        (f"section-{group.id}", group.name, group.id) for group in facts.sections
    ]
    priorities: list[tuple[str, str, int | None]] = [
        (f"priority-{group.id}", group.name, group.id) for group in facts.priorities
    ]
    if sections and any(action.section is None for action in rows.counted):
        sections.append(("section-none", without(labels.section), None))
    if priorities:
        priorities.append(("priority-none", "Not linked", None))
    years = [
        (f"year-{place}", year, year)
        for place, year in enumerate(sorted({a.year for a in rows.counted if a.year}), start=1)
    ]
    if years and any(not action.year for action in rows.counted):
        years.append(("year-none", without(labels.year), ""))
    tables = [
        _breakdown(rows, labels.section, "sections", sections, lambda a, key: a.section == key),
        _breakdown(rows, labels.priority, "priorities", priorities, lambda a, key: a.priority == key),
        _breakdown(rows, labels.year, "years", years, lambda a, key: a.year == key),
        _breakdown(
            rows,
            labels.owner,
            "owners",
            _owners(rows),
            lambda a, key: key in [owner.counted_as for owner in a.owners] if key else not a.owners,
            _joint_note(rows),
        ),
    ]
    return tuple(table for table in tables if table.rows)


def _owners(rows: Rows) -> list[tuple[str, str, OwnerFacts | None]]:
    owners = sorted(
        {owner.counted_as for action in rows.counted for owner in action.owners},
        key=lambda owner: (owner.body is None, owner.place, owner.label),
    )
    keys: list[tuple[str, str, OwnerFacts | None]] = [
        (f"owner-{owner.body}" if owner.body else f"owner-words-{n}", owner.label, owner)
        for n, owner in enumerate(owners, start=1)
    ]
    if any(not action.owners for action in rows.counted):
        keys.append(("owner-none", f"No {sentence_lower(rows.facts.labels.owner)} named", None))
    return keys


def _joint_note(rows: Rows) -> str:
    """Why the table by owner adds up to more than the plan has; empty where it does not."""
    labels = rows.facts.labels
    owners = [len({owner.counted_as for owner in action.owners}) for action in rows.counted]
    joint = sum(n > 1 for n in owners)
    if not joint:
        return ""
    total = sum(max(1, n) for n in owners)
    one, many = (sentence_lower(words) for words in (labels.action, labels.actions))
    return (
        f"Adds up to {total}, not {len(rows.counted)}: {number_of(joint, f'joint {one}', f'joint {many}')} "
        f"{'is' if joint == 1 else 'are'} counted under each of {'its' if joint == 1 else 'their'} "
        f"{sentence_lower(labels.owners)}."
    )


def _breakdown(
    rows: Rows, head: str, key: str, groups: list[tuple], belongs: Callable, note: str = ""
) -> Breakdown:
    """`groups` are (key of the number, label, what `belongs` compares with)."""
    lines = tuple(
        _line(rows, line_key, label, [a for a in rows.counted if belongs(a, group)])
        for line_key, label, group in groups
    )
    merged = [
        tuple(id for line in lines for id in line.counts[place].ids) for place in range(len(rows.facts.key))
    ]
    total = BreakdownRow(
        "Total",
        tuple(
            Count(f"{key}-total-{letter_key(line.letter)}", ids)
            for line, ids in zip(rows.facts.key, merged, strict=True)
        ),
        Count(f"{key}-total", tuple(id for line in lines for id in line.total.ids)),
    )
    return Breakdown(f"By {sentence_lower(head)}", head, lines, total, note)


def _line(rows: Rows, key: str, label: str, actions: list[ActionFacts]) -> BreakdownRow:
    return BreakdownRow(
        label,
        tuple(Count(f"{key}-{letter_key(letter)}", ids) for letter, ids in rows.by_letter(actions).items()),
        Count(key, ids_of(actions)),
    )
