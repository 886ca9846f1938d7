"""Ratings: what the letters mean and what each asks for. Pure: no database, no HTTP. How two compare is `movement`.

No published plan defines its colours and practice disagrees (green may mean complete, amber on track), so the
words are editable per plan and printed on every report; the meaning of the letters is fixed here. A rating is a
judgement about finishing by the agreed date with the outcome in sight.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Rating(StrEnum):
    """The letter on the chip."""

    COMPLETE = "B"
    ON_TRACK = "G"
    AT_RISK = "A"
    OFF_TRACK = "R"
    NOT_STARTED = "N"
    ON_HOLD = "H"


# Nothing said for the reporting period. Derived, never chosen and never counted as on track.
NO_UPDATE = "-"

# As tables print them; worst first is WORST_FIRST.
ORDER = [*Rating, NO_UPDATE]
WORST_FIRST = [
    Rating.OFF_TRACK,
    Rating.AT_RISK,
    NO_UPDATE,
    Rating.ON_HOLD,
    Rating.NOT_STARTED,
    Rating.ON_TRACK,
    Rating.COMPLETE,
]

DEFAULT_KEY: dict[str, tuple[str, str]] = {
    Rating.COMPLETE: ("Complete", "Done; evidence recorded and accepted, or waiting to be agreed."),
    Rating.ON_TRACK: ("On track", "Will be done by the agreed date; no help needed."),
    Rating.AT_RISK: (
        "At risk",
        "May be late or fall short, or up to one month late; a recovery plan is recorded.",
    ),
    Rating.OFF_TRACK: (
        "Off track",
        "Will miss its date, is more than one month late, or has no credible plan.",
    ),
    Rating.NOT_STARTED: ("Not started", "Its start is not yet due."),
    Rating.ON_HOLD: (
        "On hold",
        "Stopped by decision or by an outside event; has a reason and a review date.",
    ),
    NO_UPDATE: ("No update", "Nothing said this reporting period. Never counted as on track."),
}
WORDS = {letter: word for letter, (word, _) in DEFAULT_KEY.items()}


def in_key_words(words: dict[str, str]) -> dict[str, str]:
    """Our word for each rating, in small letters, to the plan's own: as `lscb.words.own_words` takes them.

    :param words: letter to the plan's word.
    """
    return {ours.lower(): words[letter] for letter, ours in WORDS.items()}


def letter_now(said: str | None, before: str | None, *, closed: bool) -> str:
    """The letter to show of an action, by what was said in a quarter and before it (None: nothing).

    Complete stays complete without being said again, and when it was agreed; all other silence is "-".
    """
    if closed:
        return str(Rating.COMPLETE)
    if said is not None:
        return said
    return str(Rating.COMPLETE) if before == Rating.COMPLETE else NO_UPDATE


def default_meaning(letter: str, *, tolerance_months: int = 1) -> str:
    """What a letter means where the plan says nothing of its own; the plan's tolerance is said as it is set."""
    months = {0: "", 1: "one month"}.get(tolerance_months, f"{tolerance_months} months")
    if letter == Rating.AT_RISK and not months:
        return "May be late or fall short; a recovery plan is recorded."
    if letter == Rating.OFF_TRACK and not months:
        return "Will miss its date, is late, or has no credible plan."
    return DEFAULT_KEY[letter][1].replace("one month", months)


@dataclass(frozen=True)
class Need:
    """Something a rating asks for: the field of the update, its label and the advice when it is missing."""

    field: str
    label: str
    advice: str


CAUSE = Need("cause", "Why", "Say why it is not on track.")
RECOVERY_STEP = Need("recovery_step", "What will bring it back", "Say what will bring this back on track.")
BACK_ON_TRACK = Need("back_on_track_on", "Back on track by", "Give the date it will be back on track.")
HELP_WANTED = Need("help_wanted", "Help wanted", "Say what help you want; “None” will do.")
HOW_MUCH = Need("evidence_how_much", "How much was done", "Say how much was done.")
HOW_WELL = Need("evidence_how_well", "How well was it done", "Say how well it was done.")
DIFFERENCE = Need(
    "evidence_difference", "What difference did it make", "Say what difference it made and how you know."
)
# Evidence in the depth that the action deserves: one of the three at least.
EVIDENCE = (HOW_MUCH, HOW_WELL, DIFFERENCE)
NO_EVIDENCE = (
    "Say in one of these three at least what was done: how much, how well, or what difference it made."
)
COMPLETED_ON = Need("completed_on", "Completed on", "Give the day it was completed.")
HOLD_REASON = Need("hold_reason", "Why it is on hold", "Say who or what it is waiting for.")
REVIEW_ON = Need("review_on", "Look at it again on", "Give the date it will be looked at again.")
TO_COME = frozenset({BACK_ON_TRACK.field, REVIEW_ON.field})  # days that have not passed
REASON = Need(
    "reason", "Why this rating all the same", "Say why this rating holds although its date says otherwise."
)

NEEDS: dict[str, list[Need]] = {
    Rating.COMPLETE: [*EVIDENCE, COMPLETED_ON],
    Rating.ON_TRACK: [],
    Rating.AT_RISK: [CAUSE, RECOVERY_STEP, BACK_ON_TRACK],
    Rating.OFF_TRACK: [CAUSE, RECOVERY_STEP, BACK_ON_TRACK, HELP_WANTED],
    Rating.NOT_STARTED: [],
    Rating.ON_HOLD: [HOLD_REASON, REVIEW_ON],
}


def needs(rating: str, *, disagrees: bool = False) -> list[Need]:
    """What an update with this rating is asked for; a reason besides where it disagrees with the dates."""
    return [*NEEDS[rating], *([REASON] if disagrees else [])]


def missing(rating: str, typed: Mapping[str, object], *, asks_why: str = "") -> dict[str, str]:
    """What an update with this rating still has to say, by field, as advice; without a rating what each has to. Of the
    three boxes for evidence it is one.

    :param typed: the words and days of the update by field; empty where nothing was typed.
    :param asks_why: what to say where the rating disagrees with its dates and nobody says why; empty where it agrees.
    """

    def is_empty(field: str) -> bool:
        return not str(typed.get(field) or "").strip()

    asked = needs(rating, disagrees=bool(asks_why)) if rating else []
    if not all(is_empty(need.field) for need in EVIDENCE):
        asked = [need for need in asked if need not in EVIDENCE]
    wanted = {need.field: need.advice for need in asked if is_empty(need.field)}
    if HOW_MUCH.field in wanted:
        del wanted[HOW_WELL.field], wanted[DIFFERENCE.field]
        wanted[HOW_MUCH.field] = NO_EVIDENCE
    if asks_why and REASON.field in wanted:
        wanted[REASON.field] = asks_why
    if all(map(is_empty, ("progress", HOLD_REASON.field, *(need.field for need in EVIDENCE)))):
        wanted["progress"] = "Say in a sentence how it is going."
    return wanted


def suggested(days_late: int, *, tolerance_months: int = 1) -> Rating | None:
    """What lateness suggests: up to the tolerance at risk, more off track; None when not late.

    A month is taken as 31 days. Bromsgrove's tolerance is one month (its improvement plan reports, 2006-10).
    """
    if days_late <= 0:
        return None
    return Rating.AT_RISK if days_late <= 31 * tolerance_months else Rating.OFF_TRACK


def instead_of(
    rating: str, *, days_late: int, start_passed: bool = False, tolerance_months: int = 1
) -> Rating | None:
    """What the dates suggest where `rating` disagrees with them; None where they agree.

    Past its date nothing is on track or not started, and past the tolerance it is off track; what should have started
    and has not is at risk. A suggestion, never more: a reason keeps the rating.
    """
    late = suggested(days_late, tolerance_months=tolerance_months)
    if late and rating in (Rating.ON_TRACK, Rating.NOT_STARTED):
        return late
    if late == Rating.OFF_TRACK and rating == Rating.AT_RISK:
        return late
    if start_passed and rating == Rating.NOT_STARTED:
        return Rating.AT_RISK
    return None
