"""The full schedule, the plan's quality, the abbreviations used."""

import re
from collections import Counter
from collections.abc import Iterable

from lscb.words import sentence_lower, with_article
from plans.rules.ratings import Rating
from reporting.building.rows import (
    Rows,
)
from reporting.content import (
    Listing,
    MonitoringReportContent,
    ScheduleSection,
    Term,
)
from reporting.facts import ActionFacts
from reporting.rules.wording import day


class AppendicesPart(Rows):
    """The appendices of the report."""

    def schedule(self) -> tuple[ScheduleSection, ...]:
        """Every counted action once, sorted as the plan sorts them."""
        labels, by = self.facts.labels, self.facts.grouped_by
        if by == "year":
            years = sorted({action.year for action in self.counted if action.year})
            groups = [(year, year, "") for year in years] + [("", f"In no {sentence_lower(labels.year)}", "")]
            key_of = lambda action: action.year  # noqa: E731
        elif by == "owner":
            names = dict.fromkeys(
                self.rows[action.id].owners for action in sorted(self.counted, key=_place_of_owner)
            )
            groups = [(name, name, "") for name in names]
            key_of = lambda action: self.rows[action.id].owners  # noqa: E731
        elif by == "priority":
            groups = [(group.id, group.name, "") for group in self.facts.priorities]
            groups.append((None, f"Not linked to {with_article(labels.priority)}", ""))
            key_of = lambda action: action.priority  # noqa: E731
        else:
            groups = [(group.id, group.name, group.lead) for group in self.facts.sections]
            groups.append((None, f"In no {sentence_lower(labels.section)}", ""))
            key_of = lambda action: action.section  # noqa: E731
        sections = []
        for key, name, lead in groups:
            actions = [action for action in self.counted if key_of(action) == key]
            if actions:
                done = sum(1 for action in actions if action.rating == Rating.COMPLETE)
                progress = f"{done} of {len(actions)} complete"
                sections.append(ScheduleSection(name, lead, progress, self.ids(actions)))
        return tuple(sections)

    def quality(self) -> tuple[Listing, ...]:
        labels = Counter(a.reference.removesuffix(f" ({a.ordinal})") for a in self.counted if a.reference)
        ends = self.facts.plan_ends_on
        owner = sentence_lower(self.facts.labels.owner)
        return tuple(
            self.listing(key, title, self.ids(a for a in self.counted if test(a)), explanation, "None.")
            for key, title, test, explanation in [
                ("no-owner", f"No {owner} named", lambda a: not a.owners, ""),
                (
                    "unplaced-owner",
                    f"{self.facts.labels.owner} not recognised",
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
                    "Date needs somebody to choose",
                    lambda a: a.timescale_to_choose,
                    "The words can mean more than one thing, or no date can be worked out from them.",
                ),
                ("no-outcome", "No outcome stated", lambda a: not a.outcome, ""),
                (
                    "after-the-plan",
                    "Due after the plan ends",
                    lambda a: any(on and on > ends for on in (a.due_on, *(m.due_on for m in a.milestones))),
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
                    f"Not linked to {with_article(self.facts.labels.priority)}",
                    lambda a: bool(self.facts.priorities) and a.priority is None,
                    "",
                ),
            ]
        )


def _place_of_owner(action: ActionFacts) -> tuple:
    """Owners in the board's order, words that name nobody after them, no owner last."""
    first = action.owners[0] if action.owners else None
    return (first is None, first is None or first.body is None, first.place if first else 0)


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
    said += " ".join(f" {line.words} {line.became}" for line in content.decided)
    if content.challenges:
        for each in (*content.challenges.open, *content.challenges.closed):
            said += f" {each.to} {each.words} {each.response} {each.outcome}"
    if content.risks:
        for each in (*content.risks.top, *content.risks.closed):
            said += f" {each.words} {each.response} {each.held_by} {each.why_closed}"
    if content.measures:
        for line in content.measures.lines:
            said += f" {line.section} {line.words} {line.source} {line.note}"
        for part in content.measures.unmeasured:
            said += f" {part.section} {' '.join(part.words)}"
    said += " ".join((*content.key_messages, *(d.words for d in content.decisions)))
    for line in (*content.planner.due, *content.planner.undated, *content.planner.as_required):
        said += f" {line.forum} {line.what} {line.provider} {line.words}"
    return tuple(
        term for term in terms if re.search(rf"(?<!\w){re.escape(term.term)}(?!\w)", said) is not None
    )
