"""The shape of what is published of a final: a whitelist. Beside each field stands what it says, for whoever reads the
data. `public_plan` and `public_year` are those of a plan and of a year.

A publication keeps its content as JSON for good, as a final does: what later versions of the shape add stands last in
its class and has a default that says nothing; PUBLIC_VERSION counts the shapes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, ClassVar, Protocol, TypeVar

from cattrs.preconf.json import make_converter

from lscb.wording import listed
from lscb.words import capital, sentence_lower
from plans.rules.position import RatingPart, position_bar
from plans.rules.ratings import NO_UPDATE, Rating

PUBLIC_VERSION = 1


@dataclass(frozen=True)
class PublicWords:
    """The board's own words for its plan."""

    action: Annotated[str, "The word for one thing to be done"]
    actions: Annotated[str, "The word for several"]
    heading: Annotated[str, "The word for what actions stand under, such as a priority"]
    who: Annotated[str, "The word for whoever does it"]
    outcome: Annotated[str, "The word for what is aimed at"]
    period: Annotated[str, "The word for the time that is reported on, such as a quarter"]


@dataclass(frozen=True)
class Rated:
    """How many actions have one rating."""

    letter: Annotated[
        str, "B complete, G on track, A at risk, R off track, N not started, H on hold, - no update"
    ]
    word: Annotated[str, "The plan's own word for it"]
    means: Annotated[str, "What that means, in plain words"]
    number: Annotated[int, "How many actions have it"]


@dataclass(frozen=True)
class Heading:
    """How the actions under one heading of the plan stand."""

    name: Annotated[str, "The heading"]
    number: Annotated[int, "How many actions stand under it"]
    numbers: Annotated[tuple[int, ...], "How many of them have each rating, in the order of the ratings"]


@dataclass(frozen=True)
class PublicAction:
    """One action of the plan. A text that is empty was not published, or nothing was said."""

    place: Annotated[int, "Its place in this publication, from 1"]
    reference: Annotated[str, "Its reference in the plan"]
    words: Annotated[str, "What is to be done"]
    outcome: Annotated[str, "What it is to achieve"]
    heading: Annotated[str, "What it stands under in the plan"]
    who: Annotated[tuple[str, ...], "Who does it: organisations and groups"]
    due: Annotated[date | None, "The day by which it is to be done; none where there is no one day"]
    rating: Annotated[str, "The letter of its rating"]
    word: Annotated[str, "Its rating in the plan's own word"]
    late: Annotated[bool, "Whether that day had passed and it was not complete"]
    is_new: Annotated[bool, "Whether it was complete for the first time in this report"]
    completed: Annotated[date | None, "The day on which it was complete"]
    back: Annotated[date | None, "Where it is behind, the day by which it is to be back on track"]
    progress: Annotated[str, "What was done"]
    how_much: Annotated[str, "How much was done"]
    how_well: Annotated[str, "How well it was done"]
    difference: Annotated[str, "What difference it made"]
    recovery: Annotated[str, "Where it is behind, what is done about it"]

    @property
    def whose(self) -> str:
        """Who does it, in one line."""
        return "; ".join(self.who)

    @property
    def is_done(self) -> bool:
        return self.rating == Rating.COMPLETE

    @property
    def is_silent(self) -> bool:
        return self.rating == NO_UPDATE

    @property
    def is_behind(self) -> bool:
        return (self.late or self.rating in (Rating.AT_RISK, Rating.OFF_TRACK)) and not (
            self.is_done or self.is_silent
        )

    @property
    def says_difference(self) -> bool:
        return bool(self.how_much or self.how_well or self.difference)


@dataclass(frozen=True)
class Coming:
    """What is due in one month."""

    month: Annotated[str, "The month"]
    places: Annotated[tuple[int, ...], "The actions due in it, by their places"]


@dataclass(frozen=True)
class Abbreviation:
    term: Annotated[str, "As it stands in the texts"]
    meaning: Annotated[str, "In full"]


@dataclass(frozen=True)
class PublicReport:
    """How a plan stood at the end of a reporting period, for everybody to read."""

    VERSION: ClassVar = PUBLIC_VERSION
    SCHEMA: ClassVar = "What a safeguarding board publishes of how its plan stands"

    title: Annotated[str, "What it is called"]
    board: Annotated[str, "The board whose plan it is"]
    plan: Annotated[str, "The plan"]
    period: Annotated[str, "The time that is reported on, by its name"]
    period_words: Annotated[str, "The same in words and dates"]
    position_on: Annotated[date, "The day on which the plan stood so"]
    demonstration: Annotated[str, "Where this is a demonstration, that it is; else empty"]
    introduction: Annotated[str, "What the board says of it in a few words"]
    words: Annotated[PublicWords, "The board's own words"]
    total: Annotated[int, "How many actions the plan has"]
    ratings: Annotated[tuple[Rated, ...], "How many of them have each rating; adds up to the total"]
    headings: Annotated[tuple[Heading, ...], "The same by what they stand under"]
    actions: Annotated[tuple[PublicAction, ...], "Every action that is counted"]
    coming: Annotated[tuple[Coming, ...], "What is due next, by month"]
    abbreviations: Annotated[tuple[Abbreviation, ...], "What abbreviations in the texts mean"]

    @cached_property
    def described(self) -> tuple[PublicAction, ...]:
        """Those whose words were published; the others are only counted."""
        return tuple(action for action in self.actions if action.words)

    @cached_property
    def done(self) -> tuple[PublicAction, ...]:
        """What is complete, with what is new first."""
        return tuple(sorted((a for a in self.described if a.is_done), key=lambda a: not a.is_new))

    @cached_property
    def behind(self) -> tuple[PublicAction, ...]:
        """What is off track, then what else is late or may be."""
        behind = (action for action in self.described if action.is_behind)
        return tuple(sorted(behind, key=lambda a: a.rating != Rating.OFF_TRACK))

    @cached_property
    def under_way(self) -> tuple[PublicAction, ...]:
        return tuple(a for a in self.described if not (a.is_done or a.is_behind or a.is_silent))

    @cached_property
    def silent(self) -> tuple[PublicAction, ...]:
        return tuple(action for action in self.described if action.is_silent)

    @property
    def unnamed(self) -> int:
        """How many actions are counted and not described."""
        return len(self.actions) - len(self.described)

    @cached_property
    def next(self) -> tuple[tuple[str, tuple[PublicAction, ...]], ...]:
        """What is due next and described here, by month."""
        at = {action.place: action for action in self.actions}
        months = (
            (each.month, tuple(at[place] for place in each.places if at[place].words)) for each in self.coming
        )
        return tuple((month, actions) for month, actions in months if actions)

    @property
    def counted(self) -> tuple[Rated, ...]:
        """The ratings that any action has."""
        return tuple(each for each in self.ratings if each.number)

    @property
    def heading_rows(self) -> tuple[tuple[Heading, tuple[tuple[Rated, int], ...]], ...]:
        """Each heading with the numbers of the ratings that any action has."""
        return tuple(
            (
                heading,
                tuple(
                    (rated, number)
                    for rated, number in zip(self.ratings, heading.numbers, strict=True)
                    if rated.number
                ),
            )
            for heading in self.headings
        )

    @property
    def summary(self) -> str:
        """As "26 actions: 11 complete, 6 on track and 2 with no update."."""
        return summed_up(self.total, self.words.action, self.words.actions, self.ratings)

    @property
    def bar(self) -> list[RatingPart]:
        """The ratings as parts of the position bar."""
        return bar_of(self.ratings)


def summed_up(total: int, action: str, actions: str, ratings: Iterable[Rated]) -> str:
    """As "26 actions: 11 complete, 6 on track and 2 with no update."."""
    parts = [f"{each.number} {sentence_lower(each.word)}" for each in ratings if each.number]
    said = f"{total} {sentence_lower(action if total == 1 else actions)}"
    return capital(f"{said}: {listed(parts)}." if parts else f"{said}.")


def bar_of(ratings: Sequence[Rated]) -> list[RatingPart]:
    """Ratings as parts of the position bar."""
    counts = {each.letter: each.number for each in ratings}
    return position_bar(counts, {each.letter: each.word for each in ratings})


class Public(Protocol):
    """What is published of anything: what lists, feeds and margins say of it."""

    VERSION: ClassVar[int]
    SCHEMA: ClassVar[str]

    @property
    def title(self) -> str: ...

    @property
    def board(self) -> str: ...

    @property
    def plan(self) -> str: ...

    @property
    def demonstration(self) -> str: ...

    @property
    def abbreviations(self) -> tuple[Abbreviation, ...]: ...

    @property
    def period_words(self) -> str: ...

    @property
    def summary(self) -> str: ...


Content = TypeVar("Content", bound=Public)
_converter = make_converter()


def to_json(content: Public) -> dict:
    """As a publication keeps it and data says it: dictionaries, lists, texts, numbers; days as ISO texts."""
    return _converter.unstructure(content)


def from_json(data: dict, shape: type[Content], *, version: int | None = None) -> Content:
    """What a publication of a shape says, from its own copy.

    :raises ValueError: for a version this product does not know.
    """
    version = shape.VERSION if version is None else version
    if not 1 <= version <= shape.VERSION:
        raise ValueError(f"This was published in version {version} of its shape, which is not known.")
    return _converter.structure(data, shape)
