"""The shape of what is published of a plan, edition by edition: a whitelist, kept as that of a final is (`public`)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, ClassVar

from lscb.wording import long_date
from lscb.words import sentence_lower
from reporting.publishing.public import Abbreviation

PLAN_VERSION = 1


@dataclass(frozen=True)
class PlanWords:
    """The board's own words for what its plan is made of."""

    action: Annotated[str, "The word for one thing to be done"]
    actions: Annotated[str, "The word for several"]
    priorities: Annotated[str, "The word for what matters most"]
    who: Annotated[str, "The word for whoever does it"]
    when: Annotated[str, "The word for the time by which it is to be done"]
    outcome: Annotated[str, "The word for what is aimed at"]
    success: Annotated[str, "The word for how it will be seen that it worked"]


@dataclass(frozen=True)
class Chapter:
    """A chapter before the actions."""

    title: Annotated[str, "Its title"]
    text: Annotated[str, "What it says, in a little Markdown: headings, lists, tables, bold, italics"]


@dataclass(frozen=True)
class Priority:
    name: Annotated[str, "The priority"]
    text: Annotated[str, "What is said of it; may be empty"]


@dataclass(frozen=True)
class Objectives:
    """Objectives of the whole plan that are of one kind."""

    kind: Annotated[str, "What they are called, in the plan’s own word"]
    texts: Annotated[tuple[str, ...], "The objectives"]


@dataclass(frozen=True)
class PlanPart:
    """What stands under one heading of the plan."""

    name: Annotated[str, "The heading"]
    text: Annotated[str, "What is said of it; may be empty"]
    objectives: Annotated[tuple[str, ...], "What it aims at"]
    measures: Annotated[tuple[str, ...], "What will be counted to see whether it works"]
    number: Annotated[int, "How many actions stand under it"]
    places: Annotated[tuple[int, ...], "Those that are described here, by their places"]


@dataclass(frozen=True)
class PlannedAction:
    """One action as it was planned. A text that is empty was not published, or nothing was said."""

    place: Annotated[int, "Its place in this publication, from 1"]
    reference: Annotated[str, "Its reference in the plan"]
    words: Annotated[str, "What is to be done"]
    parts: Annotated[tuple[str, ...], "What it is made of"]
    heading: Annotated[str, "What it stands under in the plan"]
    who: Annotated[tuple[str, ...], "Who does it: organisations and groups"]
    when: Annotated[str, "When, as the plan says it"]
    outcome: Annotated[str, "What it is to achieve"]
    success: Annotated[str, "How it will be seen that it did"]

    @property
    def whose(self) -> str:
        """Who does it, in one line."""
        return "; ".join(self.who)


@dataclass(frozen=True)
class PublicPlan:
    """A plan as a board publishes it, for everybody to read."""

    VERSION: ClassVar = PLAN_VERSION
    SCHEMA: ClassVar = "What a safeguarding board publishes of its plan"

    title: Annotated[str, "What it is called"]
    board: Annotated[str, "The board whose plan it is"]
    plan: Annotated[str, "The plan"]
    edition: Annotated[int, "Its version, as its cover says"]
    starts_on: Annotated[date, "Its first day"]
    ends_on: Annotated[date, "Its last day"]
    dated: Annotated[date | None, "The day that its cover says"]
    demonstration: Annotated[str, "Where this is a demonstration, that it is; else empty"]
    introduction: Annotated[str, "What the board says of it in a few words"]
    words: Annotated[PlanWords, "The board's own words"]
    vision: Annotated[str, "What the board wants to be so"]
    foreword: Annotated[str, "What stands before it, in a little Markdown"]
    chapters: Annotated[tuple[Chapter, ...], "The chapters before the actions"]
    objectives: Annotated[tuple[Objectives, ...], "What the whole plan aims at"]
    priorities: Annotated[tuple[Priority, ...], "What matters most"]
    total: Annotated[int, "How many actions it has"]
    parts: Annotated[tuple[PlanPart, ...], "What its actions stand under"]
    actions: Annotated[tuple[PlannedAction, ...], "Every action that is described"]
    abbreviations: Annotated[tuple[Abbreviation, ...], "What abbreviations in the texts mean"]

    @property
    def period_words(self) -> str:
        return f"{long_date(self.starts_on)} to {long_date(self.ends_on)}"

    @property
    def summary(self) -> str:
        """As "26 actions under 5 headings."."""
        said = f"{self.total} {sentence_lower(self.words.action if self.total == 1 else self.words.actions)}"
        n = len(self.parts)
        return f"{said} under {n} headings." if n > 1 else f"{said}."

    @property
    def unnamed(self) -> int:
        """How many actions are counted and not described."""
        return self.total - len(self.actions)

    @cached_property
    def described(self) -> tuple[tuple[PlanPart, tuple[PlannedAction, ...]], ...]:
        """Each part of which anything is said, with its actions."""
        at = {action.place: action for action in self.actions}
        rows = ((part, tuple(at[place] for place in part.places)) for part in self.parts)
        return tuple(
            (part, actions)
            for part, actions in rows
            if actions or part.text or part.objectives or part.measures
        )

    # A column that is empty throughout is not shown.

    @property
    def has_owners(self) -> bool:
        return any(action.who for action in self.actions)

    @property
    def has_dates(self) -> bool:
        return any(action.when for action in self.actions)

    @property
    def has_outcomes(self) -> bool:
        return any(action.outcome or action.success for action in self.actions)
