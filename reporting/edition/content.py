"""What an edition of a plan says, whole: words ready to print, and how a published one keeps them.

A published edition keeps its content as JSON for good. What later versions of the shape add stands last in its class
and has a default that says nothing, so that every earlier edition is still read; SCHEMA_VERSION counts the shapes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cattrs.preconf.json import make_converter

from lscb.wording import moment
from plans.rules.narrative import ReadChapter
from reporting.edition.changes import Change
from reporting.report.key import Term

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Labels:
    """The plan's own words for its levels and columns, and the board's for itself."""

    board: str
    priority: str
    priorities: str
    objective: str
    action: str
    actions: str
    owner: str
    when: str
    outcome: str
    success: str


@dataclass(frozen=True)
class Cover:
    """What the first page says. `version` is the number readers know; `agreed` names the meeting that agreed it."""

    title: str
    starts_on: date
    ends_on: date
    version: int
    published_on: date | None
    agreed: str
    foreword: str
    vision: str


@dataclass(frozen=True)
class Objective:
    label: str
    text: str


@dataclass(frozen=True)
class Objectives:
    """Objectives of one kind that are the plan's, in its order."""

    kind: str
    rows: tuple[Objective, ...]


@dataclass(frozen=True)
class Priority:
    name: str
    text: str


@dataclass(frozen=True)
class ActionLine:
    """An action as it is printed. `note` says what it serves; `left` how it left the plan, empty while it is in it."""

    reference: str
    text: str
    parts: tuple[str, ...]
    note: str
    left: str
    owners: str
    when: str
    outcome: str
    success: str


@dataclass(frozen=True)
class Part:
    """A section with what stands in it; the last is what stands outside all of them."""

    title: str
    text: str
    lead: str
    serves: str
    objectives: tuple[Objective, ...]
    actions: tuple[ActionLine, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class PlannerLine:
    what: str
    activity: str
    tells: str
    when: str


@dataclass(frozen=True)
class PlanContent:
    """Everything one edition says; lists are in the plan's order, and empty where it has nothing of the kind.

    `since` is the version that `changes` are counted from, None for the first. `own_words` are the board's and the
    plan's for ours (`lscb.words`).
    """

    board: str
    board_short: str
    marking: str
    demonstration_words: str
    plan: str
    position_at: datetime
    own_words: Mapping[str, str]
    labels: Labels
    cover: Cover
    narrative: tuple[ReadChapter, ...]
    objectives: tuple[Objectives, ...]
    priorities: tuple[Priority, ...]
    parts: tuple[Part, ...]
    planner: tuple[PlannerLine, ...]
    terms: tuple[Term, ...]
    since: int | None = None
    changes: tuple[Change, ...] = field(default=())

    @property
    def title(self) -> str:
        return self.cover.title

    @property
    def position_words(self) -> str:
        return moment(self.position_at)

    @property
    def actions(self) -> list[ActionLine]:
        return [action for part in self.parts for action in part.actions]

    # A column that is empty throughout is not printed.

    @property
    def has_references(self) -> bool:
        return any(action.reference for action in self.actions)

    @property
    def has_owners(self) -> bool:
        return any(action.owners for action in self.actions)

    @property
    def has_dates(self) -> bool:
        return any(action.when for action in self.actions)

    @property
    def has_outcomes(self) -> bool:
        return any(action.outcome for action in self.actions)

    @property
    def has_success(self) -> bool:
        return any(action.success for action in self.actions)

    @property
    def has_activities(self) -> bool:
        return any(row.activity for row in self.planner)

    @property
    def has_tellings(self) -> bool:
        return any(row.tells for row in self.planner)


_converter = make_converter()


def to_json(content: PlanContent) -> dict:
    """As an edition keeps it: dictionaries, lists, texts and numbers; dates as ISO texts."""
    return _converter.unstructure(content)


def from_json(data: dict, *, schema_version: int = SCHEMA_VERSION) -> PlanContent:
    """A published edition's own content.

    :raises ValueError: for a version this product does not know.
    """
    if not 1 <= schema_version <= SCHEMA_VERSION:
        raise ValueError(
            f"This edition was kept in version {schema_version} of its shape, which is not known."
        )
    return _converter.structure(data, PlanContent)
