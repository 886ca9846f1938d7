"""What becomes of the dates an action is held to when its "when" is read anew: which move, which stood first. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lscb.wording import listed, long_date

SAID = 3  # dates written out; of more, the first and how many


@dataclass(frozen=True)
class Held:
    """A date that lateness is measured against, the one that stood first in its place, whether a meeting agreed it."""

    due_on: date
    first: date
    agreed: bool = False


@dataclass(frozen=True)
class Reread:
    """`firsts`: every date that stands now, with the one that stood first in its place (None: nobody has confirmed it).

    `gone` and `come` are what moved. `stays`: a meeting agreed the action's own date, and no words change that.
    """

    firsts: dict[date, date | None]
    gone: tuple[Held, ...] = ()
    come: tuple[date, ...] = ()
    stays: bool = False

    @property
    def moves(self) -> bool:
        return bool(self.gone or self.come)

    @property
    def words(self) -> str:
        """As "from 31 July 2018 to 31 December 2018"."""
        return f"from {dates_said(held.due_on for held in self.gone)} to {dates_said(self.come)}"


def unexplained(move: Reread, *, how_known: bool, because: str) -> dict[str, str]:
    """What is still to be said of dates that move because somebody typed other words, by field, as advice."""
    if not move.moves:
        return {}
    wrong = {}
    if not how_known:
        wrong["moves"] = (
            f"This moves its date {move.words}. Say whether that corrects the typing or is a new date."
        )
    if not because.strip():
        wrong["moves_because"] = "Say why the date moves."
    return wrong


def reread(
    held: Sequence[Held],
    days: Iterable[date],
    *,
    confirmed: bool = True,
    in_order: bool = True,
    replaced: Mapping[date, date] | None = None,
) -> Reread:
    """From the dates held to those of the new reading.

    A date that a meeting agreed stays where the reading still has the one it came from. One that takes the place of
    another keeps that one's first date: pair by pair `in_order`, which the windows of a recurrence are not. Where
    nothing was held there is nothing to move. Dates that come with a reading not `confirmed` have no first date yet.
    `replaced` are first dates that the words themselves tell of ("October 2025 (previously June 2025)"): they stand
    where nothing else is known to have stood first.
    """
    said = replaced or {} if confirmed else {}
    agreed = {each.first: each.due_on for each in held if each.agreed}
    wanted = sorted({agreed.get(day, day) for day in days})
    known = {each.due_on: each.first for each in held}
    come = [day for day in wanted if day not in known]
    gone = sorted((each for each in held if each.due_on not in wanted), key=lambda each: each.due_on)
    firsts: dict[date, date | None] = {
        day: said.get(day, day) if known.get(day, day) == day and confirmed else known.get(day)
        for day in wanted
    }
    if in_order and confirmed:
        firsts |= {day: old.first for day, old in zip(come, gone, strict=False)}
    return Reread(firsts, tuple(gone), tuple(come)) if held else Reread(firsts)


def dates_said(days: Iterable[date]) -> str:
    """As "31 March 2018 and 30 June 2018"; of many only the first and how many; "no date" for none."""
    days = sorted(days)
    if len(days) > SAID:
        return f"{long_date(days[0])} and {len(days) - 1} later dates"
    return listed([long_date(day) for day in days]) or "no date"


def date_or_words(day: date | None, words: str) -> str:
    """What moved, or where to: the words where it is not one date, else the date; "no date" for none."""
    return words or long_date(day) or "no date"
