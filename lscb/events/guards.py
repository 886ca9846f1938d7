"""What every door refuses alike, as advice by field: an event collects it and refuses once."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Protocol

from django.db import models
from django.db.models.options import Options

from lscb import clock
from lscb.errors import NOT_YET, PASSED, Refused


class OfABoard(Protocol):
    """A row that knows its board."""

    _meta: ClassVar[Options]

    @property
    def board(self) -> models.Model: ...


class OfAPlan(Protocol):
    """A row that belongs to a plan directly."""

    @property
    def plan_id(self) -> int: ...


def strangers(board: models.Model, **things: OfABoard | None) -> dict[str, str]:
    """Advice about whatever is of another board than `board`: a meeting, a group, an agency."""
    return {
        field: f"That {thing._meta.verbose_name} is of another board."
        for field, thing in things.items()
        if thing is not None and thing.board.pk != board.pk
    }


def not_yet(**days: date | None) -> dict[str, str]:
    """Advice about days that must be past or today, and are still to come."""
    today = clock.today()
    return {field: NOT_YET for field, day in days.items() if day is not None and day > today}


def passed(*, earliest: date | None = None, **days: date | None) -> dict[str, str]:
    """Advice about days that must be today or to come, or from `earliest` on, and are past."""
    since = min(earliest or clock.today(), clock.today())
    return {field: PASSED for field, day in days.items() if day is not None and day < since}


def empty(**words: tuple[str | None, str]) -> dict[str, str]:
    """Advice about words that must be there: by field, the words and what to say where there are none."""
    return {field: advice for field, (typed, advice) in words.items() if not (typed or "").strip()}


def refuse(*wrong: Mapping[str, str]) -> None:
    """Refuse an event for all that is wrong; where one field has several, the first is said.

    :raises Refused: when anything is.
    """
    said: dict[str, str] = {}
    for each in wrong:
        said = dict(each) | said
    if said:
        raise Refused(said)


def of_plan(plan_id: int, **rows: OfAPlan | None) -> None:
    """No page offers a row of another plan.

    :raises ValueError: when one was given.
    """
    for name, row in rows.items():
        if row is not None and row.plan_id != plan_id:
            raise ValueError(f"The {name} is of another plan.")
