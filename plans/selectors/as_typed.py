"""What the product makes of an action's words while they are being typed: nothing is saved."""

import re
from dataclasses import dataclass

from plans.models import Action, Plan, Section
from plans.rules.moves import Reread
from plans.rules.timescales import Timescale
from plans.selectors.readings import names_of, reading_of, rereading_of
from subgroups.models import Body
from subgroups.rules.who import read_who


@dataclass(frozen=True)
class AsRead:
    """How "when" and "who" would be read, and whether the plan has the reference already.

    `when` is None and `owners` empty where nothing is typed; `move` says what becomes of dates that the action is held
    to. `owners` are names in order, each with whether it is
    a body of the board; words that name none are kept as typed.
    """

    when: Timescale | None
    owners: tuple[tuple[str, bool], ...]
    taken: str
    move: Reread | None = None

    @property
    def nobody_known(self) -> bool:
        """Whether some words of "who" name no body of the board."""
        return any(not known for _, known in self.owners)

    @property
    def line(self) -> str:
        """One line that says it all, for the message after saving; empty where nothing was read."""
        said = []
        if self.when:
            said.append(self.when.explanation)
        if self.owners:
            names = "; ".join(
                name if known else f"“{name}” (no group or post of the board yet)"
                for name, known in self.owners
            )
            said.append(f"Owned by {names}.")
        return " ".join(said)


def read_as_typed(
    plan: Plan, *, when: str = "", who: str = "", label: str = "", action: Action | None = None
) -> AsRead:
    """Read the words of one action; `action` is itself, as stored, where it is there already."""
    owners = read_who(who, names_of(plan.board_id)).owners if who.strip() else ()
    bodies = Body.objects.in_bulk([owner.body for owner in owners if owner.body])
    other_than = action and action.pk
    taken = bool(label.strip()) and plan.actions.filter(label=label.strip()).exclude(pk=other_than).exists()
    reading = source = None
    is_new = action is not None and when.strip() != action.when_text
    if when.strip() or is_new:
        reading, source = reading_of(plan, when.strip())
    return AsRead(
        when=reading if when.strip() else None,
        move=rereading_of(action, reading, source) if is_new else None,
        owners=tuple(
            (bodies[owner.body].name, True) if owner.body else (owner.words, False) for owner in owners
        ),
        taken=label.strip() if taken else "",
    )


def next_reference(plan: Plan, section: Section | None) -> str:
    """The reference that follows the last one of a section, or of a plan without sections; empty if none does."""
    last = (
        Action.objects.filter(plan=plan, section=section)
        .exclude(label="")
        .order_by("position", "pk")
        .values_list("label", flat=True)
        .last()
    )
    if last is None:
        label = section.label.strip(". ") if section else ""
        following = "" if section and not label else f"{label}.1" if label else "1"
    else:
        counted = re.fullmatch(r"(.*?)(\d{1,6})", last, re.ASCII)
        following = f"{counted[1]}{int(counted[2]) + 1}" if counted else ""
    taken = following and plan.actions.filter(label=following).exists()
    return "" if taken or len(following) > Action._meta.get_field("label").max_length else following
