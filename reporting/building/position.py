"""The position: counts that add up, by rating, section, priority and owner."""

from collections.abc import Callable

from lscb.words import sentence_lower
from reporting.building.rows import Rows, letter_key
from reporting.content import (
    Breakdown,
    BreakdownRow,
    Count,
    Figure,
    Position,
    PositionRow,
)
from reporting.facts import ActionFacts
from reporting.rules.wording import number_of


class PositionPart(Rows):
    """Section 2 of the report."""

    def position(self, moved, completed) -> Position:
        last_counts = {row.letter: row.count.n for row in self.last.position.rows} if self.last else {}
        rows, x = [], 0
        for (letter, ids), width in zip(
            self.by_letter(self.counted).items(),
            shares([len(ids) for ids in self.by_letter(self.counted).values()]),
            strict=True,
        ):
            rows.append(
                PositionRow(
                    letter,
                    self.words[letter],
                    Count(f"rated-{letter_key(letter)}", ids),
                    last_counts.get(letter, 0) if self.last else None,
                    x,
                    width,
                )
            )
            x += width
        by_key = {listing.key: listing for listing in (*moved.listings, *completed)}
        figures = [
            Figure("Overdue", Count("overdue", self.ids(a for a in self.counted if a.overdue))),
            Figure(
                "With a milestone passed",
                Count("milestone-passed", self.ids(a for a in self.counted if a.milestone_missed)),
            ),
            *(
                Figure(words, by_key[key].count)
                for words, key in [
                    ("Rating worse", "worse"),
                    ("Rating better", "better"),
                    ("Newly complete", "closed"),
                    ("Re-opened", "re-opened"),
                    ("New", "new"),
                    ("Complete, waiting to be agreed", "to-be-agreed"),
                ]
                if key in by_key
            ),
            Figure(
                f"Proposed by {sentence_lower(self.facts.labels.owners)}, not yet looked at",
                Count(
                    "not-looked-at",
                    self.ids(a for a in self.counted if a.state == "live" and a.update and a.update.waits),
                ),
            ),
            Figure("Withdrawn", Count("withdrawn", self.ids(a for a in self.gone if a.state == "withdrawn"))),
            Figure(
                "Carried over",
                Count("carried-over", self.ids(a for a in self.gone if a.state == "carried-over")),
            ),
        ]
        return Position(
            tuple(rows),
            Count("total", self.ids(self.counted)),
            self.last.position.total.n if self.last else None,
            tuple(figures),
        )

    def breakdowns(self) -> tuple[Breakdown, ...]:
        labels, facts = self.facts.labels, self.facts
        sections = [(f"section-{group.id}", group.name, group.id) for group in facts.sections]
        priorities = [(f"priority-{group.id}", group.name, group.id) for group in facts.priorities]
        if sections and any(action.section is None for action in self.counted):
            sections.append(("section-none", f"In no {sentence_lower(labels.section)}", None))
        if priorities:
            priorities.append(("priority-none", "Not linked", None))
        years = [
            (f"year-{place}", year, year)
            for place, year in enumerate(sorted({a.year for a in self.counted if a.year}), start=1)
        ]
        if years and any(not action.year for action in self.counted):
            years.append(("year-none", f"In no {sentence_lower(labels.year)}", ""))
        owners = sorted(
            {owner for action in self.counted for owner in action.owners},
            key=lambda owner: (owner.body is None, owner.place, owner.label),
        )
        owner_keys = [
            (f"owner-{owner.body}" if owner.body else f"owner-words-{n}", owner.label, owner)
            for n, owner in enumerate(owners, start=1)
        ]
        if any(not action.owners for action in self.counted):
            owner_keys.append(("owner-none", f"No {sentence_lower(labels.owner)} named", None))
        joint = sum(1 for action in self.counted if len(action.owners) > 1)
        total = sum(max(1, len(action.owners)) for action in self.counted)
        one, many = (sentence_lower(words) for words in (labels.action, labels.actions))
        note = (
            f"Adds up to {total}, not {len(self.counted)}: {number_of(joint, f'joint {one}', f'joint {many}')} "
            f"{'is' if joint == 1 else 'are'} counted under each of {'its' if joint == 1 else 'their'} "
            f"{sentence_lower(labels.owners)}."
            if joint
            else ""
        )
        tables = [
            self.breakdown(
                f"By {sentence_lower(labels.section)}",
                labels.section,
                "sections",
                sections,
                lambda a, key: a.section == key,
            ),
            self.breakdown(
                f"By {sentence_lower(labels.priority)}",
                labels.priority,
                "priorities",
                priorities,
                lambda a, key: a.priority == key,
            ),
            self.breakdown(
                f"By {sentence_lower(labels.year)}",
                labels.year,
                "years",
                years,
                lambda a, key: a.year == key,
            ),
            self.breakdown(
                f"By {sentence_lower(labels.owner)}",
                labels.owner,
                "owners",
                owner_keys,
                lambda a, key: not a.owners if key is None else key in a.owners,
                note,
            ),
        ]
        return tuple(table for table in tables if table.rows)

    def breakdown(self, title, head, key, groups, belongs: Callable, note="") -> Breakdown:
        rows = tuple(
            self.breakdown_row(row_key, label, [a for a in self.counted if belongs(a, group)])
            for row_key, label, group in groups
        )
        merged = [
            tuple(id for row in rows for id in row.counts[place].ids) for place in range(len(self.facts.key))
        ]
        total = BreakdownRow(
            "Total",
            tuple(
                Count(f"{key}-total-{letter_key(line.letter)}", ids)
                for line, ids in zip(self.facts.key, merged, strict=True)
            ),
            Count(f"{key}-total", tuple(id for row in rows for id in row.total.ids)),
        )
        return Breakdown(title, head, rows, total, note)

    def breakdown_row(self, key: str, label: str, actions: list[ActionFacts]) -> BreakdownRow:
        return BreakdownRow(
            label,
            tuple(
                Count(f"{key}-{letter_key(letter)}", ids) for letter, ids in self.by_letter(actions).items()
            ),
            Count(key, self.ids(actions)),
        )


def shares(counts: list[int]) -> list[int]:
    """Whole thousandths of the bar that add up to 1000: largest remainders get what rounding leaves."""
    total = sum(counts)
    if not total:
        return [0 for _ in counts]
    shares = [1000 * n // total for n in counts]
    by_remainder = sorted(range(len(counts)), key=lambda i: -(1000 * counts[i] % total))
    for place in by_remainder[: 1000 - sum(shares)]:
        shares[place] += 1
    return shares
