"""Appendix C: where the plan as written leaves a question open."""

from collections import Counter

from lscb.words import sentence_lower, with_article
from reporting.report.rows import Listing, Rows, ids_of
from reporting.rules.wording import day


def build(rows: Rows) -> tuple[Listing, ...]:
    """One list a finding, empty where the plan leaves no such question."""
    labels = Counter(a.reference.removesuffix(f" ({a.ordinal})") for a in rows.counted if a.reference)
    ends = rows.facts.plan_ends_on
    owner = sentence_lower(rows.facts.labels.owner)
    return tuple(
        rows.listing(key, title, ids_of(a for a in rows.counted if test(a)), explanation, "None.")
        for key, title, test, explanation in [
            ("no-owner", f"No {owner} named", lambda a: not a.owners, ""),
            (
                "unplaced-owner",
                f"{rows.facts.labels.owner} not recognised",
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
                f"Not linked to {with_article(rows.facts.labels.priority)}",
                lambda a: bool(rows.facts.priorities) and a.priority is None,
                "",
            ),
        ]
    )
