"""Kinds of review that each kind of board usually has, with their stages and clocks: a choice to start from. Pure.

Sources: Working Together 2013, chapter 4 (decision on a serious case review within a month of notification, the review
within six months of initiating it); Working Together 2018 and 2023 (rapid review within fifteen working days);
Care and support statutory guidance, 14.173 (a safeguarding adults review within six months of initiating it). A board
changes all of it.
"""

from dataclasses import dataclass

from subgroups.rules.presets import ADULTS_BOARD, CHILDREN_BOARD, CHILDREN_PARTNERSHIP

LOOK_AGAIN = 6  # months after a recommendation is closed


@dataclass(frozen=True)
class UsualKind:
    """A kind of review. `stages` are lines as people type them."""

    name: str
    stages: tuple[str, ...]
    is_audit: bool = False


_REPORT = ("Draft report to the panel", "Report agreed by the board", "Published, or decided not to be")
_AUDIT = ("Scope and tool agreed", "Cases audited", "Findings moderated", "Report agreed")
_ON_ALL = (
    UsualKind("Domestic homicide review", ("Notified by the community safety partnership", *_REPORT)),
    UsualKind("Inspection", ("Announced", "Fieldwork", "Letter or report published", "Response agreed")),
    UsualKind("Peer review", ("Scope agreed", "Visit", "Letter received", "Response agreed")),
    UsualKind("Multi-agency audit", _AUDIT, is_audit=True),
    UsualKind("Single-agency audit", _AUDIT, is_audit=True),
    UsualKind("Complaint", ("Received", "Looked into", "Answered")),
)
USUAL_KINDS: dict[str, tuple[UsualKind, ...]] = {
    CHILDREN_BOARD: (
        UsualKind(
            "Serious case review",
            (
                "Decision by the chair: within 1 month of notification",
                "Reviewers appointed",
                *_REPORT[:1],
                "Report agreed by the board: within 6 months of commissioning",
                *_REPORT[2:],
            ),
        ),
        UsualKind("Practice review", ("Scope agreed", "Practitioners’ event", *_REPORT)),
        *_ON_ALL,
    ),
    CHILDREN_PARTNERSHIP: (
        UsualKind(
            "Rapid review",
            (
                "Information gathered from agencies",
                "Panel meets",
                "Sent to the national panel: within 15 working days of notification",
                "Answer of the national panel",
            ),
        ),
        UsualKind(
            "Local child safeguarding practice review",
            (
                "Reviewers appointed",
                "Practitioners’ event",
                "Draft report to the panel",
                "Published: within 6 months of commissioning",
            ),
        ),
        UsualKind("National child safeguarding practice review", ("Published", "Response agreed")),
        *_ON_ALL,
    ),
    ADULTS_BOARD: (
        UsualKind(
            "Safeguarding adults review",
            (
                "Decision on the request",
                "Reviewers appointed",
                "Draft report to the panel",
                "Report agreed by the board: within 6 months of commissioning",
                "Published, or decided not to be",
            ),
        ),
        *_ON_ALL,
    ),
}
