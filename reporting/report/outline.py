"""Which sections a report prints, in their order and with their numbers, and where each action is worded and told.

Each thing stands once: an action is worded in the first section that is about it and in the full schedule, and what
was said of it stands in one of them; everywhere else it is a reference. A section with nothing to say is not printed,
and one sentence names those. All of it is worked out from the content, so that it holds for every report ever kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lscb.wording import listed
from lscb.words import sentence_lower
from plans.rules.ratings import NO_UPDATE, Rating
from reporting.report.breakdowns import Breakdown
from reporting.report.changes import DATE_KINDS, Change
from reporting.report.decided import Decided
from reporting.report.rows import MilestoneLine, Row

if TYPE_CHECKING:
    from reporting.report.content import MonitoringReportContent

# The sections in which the answer to what is asked stands, by the key of what it counts.
ASKED_IN: dict[str, tuple[str, ...]] = {
    "dates-asked": ("changes",),
    "to-be-agreed": ("completed",),
    "help-asked": ("off-track",),
    "no-recovery": ("off-track",),
    "no-update": ("silence",),
    "late": ("decided", "challenges"),
    "total": ("position",),
}
AT_RISK = ("overdue-not-off-track", "at-risk-due", "at-risk-later", "on-hold")
COMPLETION_AGREED = "Completion agreed"


@dataclass(frozen=True)
class Heading:
    """A section that is printed; `number` None where sections have none. `key` is the place links lead to."""

    key: str
    number: int | None
    title: str

    @property
    def words(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title


@dataclass(frozen=True)
class DecidedOf:
    """What was decided about one action since the last report."""

    row: Row
    lines: tuple[Decided, ...]


@dataclass(frozen=True)
class ChangesOf:
    """What was asked for or made in one action."""

    first: Change
    lines: tuple[Change, ...]


@dataclass(frozen=True)
class Outline:
    """What stands where. `silent` are the titles of sections with nothing to say; `worded` and `told` say by action
    which section has its words, and what was said of it. `at_risk` is not off track and wants a look."""

    headings: tuple[Heading, ...]
    silent: tuple[str, ...]
    worded: Mapping[int, str]
    told: Mapping[int, str]
    at_risk: tuple[int, ...]
    no_review: tuple[int, ...]
    decided: tuple[DecidedOf, ...]
    changes: tuple[ChangesOf, ...]
    splits: tuple[Breakdown, ...]
    splits_on_paper: tuple[Breakdown, ...]  # not by section, where there is another: the schedule has that
    milestones: Mapping[int, tuple[MilestoneLine, ...]]

    @cached_property
    def decided_of(self) -> dict[int, tuple[Decided, ...]]:
        """Decisions by action."""
        return {each.row.id: each.lines for each in self.decided}

    @cached_property
    def changes_of(self) -> dict[int, tuple[Change, ...]]:
        """Changes by action."""
        return {each.first.id: each.lines for each in self.changes}

    def heading(self, key: str) -> Heading | None:
        """The section with this key; None where it is not printed."""
        return next((each for each in self.headings if each.key == key), None)

    def where(self, key: str) -> str:
        """A section by its number in a sentence; empty where it is not printed or has none."""
        heading = self.heading(key)
        return f"section {heading.number}" if heading and heading.number else ""


def outline(content: "MonitoringReportContent") -> Outline:
    """What stands where in a report."""
    off_track = set(content.exceptions[0].ids)
    milestones = _milestones(content)
    no_review = next((each.ids for each in content.exceptions if each.key == "no-review-date"), ())
    at_risk = _at_risk(content, milestones)
    decided, changes = _decided(content), _changes(content)
    splits = tuple(each for each in content.splits if _says_something(each))
    on_paper = tuple(each for each in splits if each.head != content.labels.section) or splits
    to_agree, closed = (each.ids for each in content.completed)
    coming = [pk for month in content.coming_up.months for pk in month.ids]
    told = (
        dict.fromkeys(off_track, "off-track")
        | dict.fromkeys(at_risk, "at-risk")
        | dict.fromkeys(to_agree, "completed")
    )
    worded: dict[int, str] = {}
    for key, ids in (
        ("off-track", off_track),
        ("at-risk", at_risk),
        ("completed", to_agree),
        ("coming", coming),
        ("changes", [each.first.id for each in changes if each.first.kind == DATE_KINDS["asked"]]),
        ("decided", [each.row.id for each in decided]),
        ("changes", [*(each.first.id for each in changes), *content.left.ids]),
        ("completed", closed),
    ):
        for pk in ids:
            worded.setdefault(pk, key)
    words, labels = content.words, content.labels
    log, risks = content.challenges, content.risks
    held = listed(
        [
            *(["risks"] if risks and (risks.top or risks.closed) else []),
            *(["challenges"] if log and (log.open or log.closed) else []),
        ]
    )
    off, at_risk_word, hold = (words[letter] for letter in (Rating.OFF_TRACK, Rating.AT_RISK, Rating.ON_HOLD))
    compared = bool(content.moved.compared_with)
    milestone_words = ", and milestones passed" if content.columns.when else ""
    overdue = "Overdue, " if content.columns.when else ""
    at_risk_title = sentence_lower(at_risk_word) if overdue else at_risk_word
    possible: list[tuple[str, str, bool]] = [
        ("asked", f"The {labels.group} is asked to", True),
        ("position", "Position at a glance", True),
        ("off-track", off, bool(off_track)),
        ("movement", f"Movement since {content.last_called}", compared),
        ("split", f"Position by {listed([sentence_lower(each.head) for each in on_paper])}", bool(splits)),
        (
            "at-risk",
            f"{overdue}{at_risk_title} and {sentence_lower(hold)}{milestone_words}",
            bool(at_risk or no_review),
        ),
        ("silence", words[NO_UPDATE], bool(content.silent)),
        (
            "decided",
            "Decisions since the last report, and help promised" if compared else "Decisions so far",
            bool(decided),
        ),
        ("completed", f"For closing, and closed {content.since}", bool(to_agree or closed)),
        ("coming", "Coming up", bool(coming or content.coming_up.milestones or content.coming_up.cliffs)),
        (
            "planner",
            "Reports due at the next meetings",
            bool(content.planner.due or content.planner.late),
        ),
        ("changes", "Changes to the plan, asked for or made", bool(changes or content.left.ids)),
        ("challenges", held.capitalize() or "Risks and challenges", bool(held)),
        (
            "learning",
            "Reviews and recommendations",
            bool(content.learning and content.learning.says_something),
        ),
        ("self-assessments", labels.self_assessments, bool(content.self_assessments)),
        ("measures", "Measures", bool(content.measures)),
        ("linked", "Linked plans", bool(content.linked_plans)),
        ("highlights", f"{labels.lead_groups}’ highlights", bool(content.highlights)),
        ("sign-off", "Sign-off", True),
        ("key", "How to read this report", True),
    ]
    # What a plan does not have is no silence: a plan without a log of challenges does not report on it.
    not_missed = {"split", "movement", "measures", "linked", "self-assessments"} | (
        set() if log or risks else {"challenges"}
    )
    if content.learning is None:
        not_missed.add("learning")
    if content.planner.is_empty:
        not_missed.add("planner")
    if not content.columns.when:
        not_missed.add("coming")
    if not compared:
        not_missed.add("decided")
    printed = [(key, title) for key, title, there in possible if there]
    return Outline(
        headings=tuple(
            Heading(key, None if content.short else number, title)
            for number, (key, title) in enumerate(printed, start=1)
        ),
        silent=tuple(title for key, title, there in possible if not there and key not in not_missed),
        worded=worded,
        told=told,
        at_risk=at_risk,
        no_review=no_review,
        decided=decided,
        changes=changes,
        splits=splits,
        splits_on_paper=on_paper,
        milestones=milestones,
    )


def _milestones(content: "MonitoringReportContent") -> dict[int, tuple[MilestoneLine, ...]]:
    found: dict[int, tuple[MilestoneLine, ...]] = {}
    for line in content.milestones_missed:
        found[line.id] = (*found.get(line.id, ()), line)
    return found


def _at_risk(
    content: "MonitoringReportContent", milestones: Mapping[int, tuple[MilestoneLine, ...]]
) -> tuple[int, ...]:
    """Each action once: under the first list it stands in; those with no list but a milestone that passed last.

    What is off track or silent has its own section.
    """
    elsewhere = {*content.exceptions[0].ids, *(pk for each in content.silent for pk in each.ids)}
    in_lists = [pk for each in content.exceptions if each.key in AT_RISK for pk in each.ids]
    return tuple(dict.fromkeys([*in_lists, *(pk for pk in milestones if pk not in elsewhere)]))


def _decided(content: "MonitoringReportContent") -> tuple[DecidedOf, ...]:
    """By action, in the order of the first decision; completions that were agreed stand with what is closed."""
    by_action: dict[int, list[Decided]] = {}
    for line in content.decided:
        if line.kind != COMPLETION_AGREED:
            by_action.setdefault(line.id, []).append(line)
    return tuple(DecidedOf(content.row[pk], tuple(lines)) for pk, lines in by_action.items())


def _changes(content: "MonitoringReportContent") -> tuple[ChangesOf, ...]:
    """By action, what is asked for first. Dates that a meeting decided stand with the decisions, and what left the
    plan stands under the changes by itself."""
    told = {(line.id, line.kind) for line in content.decided}
    left = set(content.left.ids)
    by_action: dict[int, list[Change]] = {}
    for line in content.changes:
        if (line.id, line.kind) not in told and not (line.id in left and line.new == "Not counted"):
            by_action.setdefault(line.id, []).append(line)
    return tuple(ChangesOf(lines[0], tuple(lines)) for lines in by_action.values())


def _says_something(split: Breakdown) -> bool:
    """A table that has all in one row, as priorities to which nothing is linked, says nothing."""
    return sum(1 for row in split.rows if row.total.n) > 1
