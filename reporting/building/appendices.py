"""The full schedule, the plan's quality, the abbreviations used."""

import re
from collections import Counter
from collections.abc import Iterable

from plans.ratings import Rating
from reporting.building.rows import (
    Rows,
)
from reporting.content import (
    Listing,
    MonitoringReportContent,
    ScheduleSection,
    Term,
)
from reporting.words import day, sentence_lower


class AppendicesPart(Rows):
    """The appendices of the report."""

    def schedule(self) -> tuple[ScheduleSection, ...]:
        groups = [(group.id, group.name, group.lead) for group in self.facts.sections]
        groups.append((None, f"In no {sentence_lower(self.facts.labels.section)}", ""))
        sections = []
        for key, name, lead in groups:
            actions = [action for action in self.counted if action.section == key]
            if actions:
                done = sum(1 for action in actions if action.rating == Rating.COMPLETE)
                progress = f"{done} of {len(actions)} complete"
                sections.append(ScheduleSection(name, lead, progress, self.ids(actions)))
        return tuple(sections)

    def quality(self) -> tuple[Listing, ...]:
        labels = Counter(a.reference.removesuffix(f" ({a.ordinal})") for a in self.counted if a.reference)
        ends = self.facts.plan_ends_on
        return tuple(
            self.listing(key, title, self.ids(a for a in self.counted if test(a)), explanation, "None.")
            for key, title, test, explanation in [
                ("no-owner", "No owner named", lambda a: not a.owners, ""),
                (
                    "unplaced-owner",
                    "Owner not recognised",
                    lambda a: any(owner.body is None for owner in a.owners),
                    "Kept in the plan’s own words.",
                ),
                (
                    "no-date",
                    "No date",
                    lambda a: not a.due_on and not any(m.due_on for m in a.milestones),
                    "Neither a due date nor a dated part.",
                ),
                (
                    "unsure-date",
                    "Date read from words that can mean more than one thing",
                    lambda a: a.certainty in ("ambiguous", "unresolvable"),
                    "Choose a reading, or set a date.",
                ),
                ("no-outcome", "No outcome stated", lambda a: not a.outcome, ""),
                (
                    "after-the-plan",
                    "Due after the plan ends",
                    lambda a: bool(a.due_on and a.due_on > ends),
                    f"The plan ends on {day(ends)}.",
                ),
                (
                    "same-reference",
                    "Same reference as another",
                    lambda a: labels[a.reference.removesuffix(f" ({a.ordinal})")] > 1,
                    "",
                ),
                (
                    "no-priority",
                    f"Not linked to a {sentence_lower(self.facts.labels.priority)}",
                    lambda a: bool(self.facts.priorities) and a.priority is None,
                    "",
                ),
            ]
        )


def terms_used(terms: Iterable[Term], content: MonitoringReportContent) -> tuple[Term, ...]:
    """The abbreviations that stand somewhere in the report."""
    said = " ".join(
        words
        for row in content.rows
        for words in (
            row.text,
            row.outcome,
            row.owners,
            row.said,
            row.section,
            *(note.words for note in row.notes),
        )
    )
    said += " ".join(
        f" {block.body} {block.done} {block.worry} {block.ask} {block.voice}" for block in content.highlights
    )
    said += " ".join((*content.key_messages, *(d.words for d in content.decisions)))
    for line in (*content.planner.due, *content.planner.undated, *content.planner.as_required):
        said += f" {line.forum} {line.what} {line.provider} {line.words}"
    return tuple(
        term for term in terms if re.search(rf"(?<!\w){re.escape(term.term)}(?!\w)", said) is not None
    )
