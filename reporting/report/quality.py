"""On screen alone: where the plan as written leaves a question open."""

from lscb.wording import long_date
from lscb.words import own_words
from plans.rules.findings import Whole, Written, kinds_for
from reporting.report.facts import ActionFacts
from reporting.report.rows import Listing, Rows, ids_of

# Section 3 has those without a review date, and section 7 shows on which days much falls due.
SAID_ELSEWHERE = {"no-review-date", "same-date"}


def build(rows: Rows) -> tuple[Listing, ...]:
    """One list a kind of finding, empty where the plan leaves no such question."""
    withdrawn = {action.id for action in rows.gone if action.state == "withdrawn"}
    written = {action.id: _written(action, withdrawn) for action in rows.counted}
    whole = Whole.of(rows.facts.plan_ends_on, written.values())
    own = rows.facts.labels.own_words
    listings = []
    for key, kind in kinds_for(has_priorities=bool(rows.facts.priorities)).items():
        if key in SAID_ELSEWHERE:
            continue
        found = ids_of(action for action in rows.counted if kind.holds(written[action.id], whole))
        if kind.only_if_found and not found:
            continue
        explanation = kind.explanation
        if key == "after-plan-end":
            explanation = f"The plan ends on {long_date(rows.facts.plan_ends_on)}."
        listings.append(rows.listing(key, own_words(kind.words, own), found, explanation, "None."))
    return tuple(listings)


def _written(action: ActionFacts, withdrawn: set[int]) -> Written:
    return Written(
        label=action.reference.removesuffix(f" ({action.ordinal})"),
        outcome=action.outcome,
        due_on=action.due_on,
        dates=tuple(part.due_on for part in action.milestones if part.due_on),
        owners=tuple(owner.body is not None or bool(owner.everyone) for owner in action.owners),
        ongoing=action.ongoing,
        review_on=action.review_on,
        live=action.state == "live",
        timescale_to_choose=action.timescale_to_choose,
        priority=action.priority,
        depends_on_withdrawn=not withdrawn.isdisjoint(action.depends_on),
    )
