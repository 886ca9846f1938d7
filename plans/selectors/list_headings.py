"""How the columns of the list of actions are headed in a file, and which of them are read back as a plan."""

from collections.abc import Mapping

from lscb.columns import key
from lscb.words import own_words
from plans.models import Plan
from plans.rules import ratings

# What a rating asks for, by the field of the update: the heading, and the label under which a final has it.
SAID = {
    "reason": ("Why this rating all the same", "Why this rating, past its date"),
    "cause": ("Why it is not on track", "Why"),
    "recovery_step": ("What will bring it back", "What will bring it back"),
    "back_on_track_on": ("Back on track by", "Back on track by"),
    "help_wanted": ("Help wanted", "Help wanted"),
    "evidence_how_much": ("How much was done", "How much was done"),
    "evidence_how_well": ("How well was it done", "How well was it done"),
    "evidence_difference": ("What difference it made", "What difference it made"),
    "completed_on": ("Completed on", "Completed on"),
    "hold_reason": ("Why it is on hold", "On hold because"),
    "review_on": ("Look at it again on", "Look at it again on"),
}
# The columns in which a plan stands as it was printed, and what of it each holds. All others follow from these, or say
# how it goes; whoever reads such a file as a plan passes them over.
READ_BACK = {
    "reference": "ref",
    "section": "section",
    "objective": "objective",
    "year": "year",
    "action": "action",
    "parts": "tasks",
    "outcome": "outcome",
    "success": "success",
    "owner": "who",
    "when": "when",
    "rating": "rating",
    "rating-in-words": "rating",
    "progress": "progress",
}


def action_headings(plan: Plan, words: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Every column by its name, headed in the plan's own words, in the order in which plans are printed.

    :param words: letter to the plan's word for the rating; ours where a plan is not there yet.
    """
    own = plan.own_words | ratings.in_key_words(dict(words or ratings.WORDS))
    ours = {
        "days-late": "Days late",
        "milestone-passed": "Milestone passed",
        "rating": "Rating",
        "rating-in-words": "Rating in words",
        "rating-before": "Rating before",
        "last-update": "Last update",
        "by": "By",
        "progress": "Progress",
        **{name: heading for name, (heading, _) in SAID.items()},
        "state": "State",
        "owner-said": "Rating the owner proposed",
        "not-looked-at": "Not yet looked at",
        "to-confirm": "Date to be confirmed",
        "depends-on": "Depends on",
        "slipping": "Of that, late, off track or withdrawn",
        "parts-done": "Parts done",
    }
    return [
        ("reference", "Reference"),
        ("section", plan.section_label),
        ("priority", plan.priority_label),
        ("objective", plan.objective_label),
        ("golden-threads", "Golden threads"),
        ("year", plan.year_label),
        ("action", plan.action_label),
        ("parts", plan.item_label_plural),
        ("parts-stand", f"{plan.item_label_plural}: who, and how they stand"),
        ("outcome", plan.outcome_label),
        ("success", plan.success_label),
        ("success-target", f"{plan.success_label}: target"),
        ("owner", plan.owner_label),
        ("owners-read", f"{plan.owner_label}, as read"),
        ("when", plan.when_label),
        ("when-read", f"{plan.when_label}, as read"),
        ("due", "Due"),
        ("first-due", "First due"),
        ("milestones", "Milestones"),
        *((name, own_words(heading, own)) for name, heading in ours.items()),
    ]


def read_back(plan: Plan, words: Mapping[str, str] | None = None) -> dict[str, str]:
    """What of a plan a column of such a file holds, by `lscb.columns.key` of its heading; empty for what is passed
    over."""
    return {key(heading): READ_BACK.get(name, "") for name, heading in action_headings(plan, words)}
