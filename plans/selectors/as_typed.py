"""What the product makes of an action's words while they are being typed: nothing is saved."""

import re
from dataclasses import dataclass

from plans.models import Action, Plan, Section
from plans.rules.moves import Reread
from plans.rules.timescales import Timescale
from plans.selectors.readings import names_of, people_taken, reading_of, rereading_of
from subgroups.models import Body, Person
from subgroups.rules.who import read_who


@dataclass(frozen=True)
class AsRead:
    """How "when" and "who" would be read, and whether the plan has the reference already.

    `when` is None and `owners` empty where nothing is typed; `move` says what becomes of dates that the action is held
    to. `owners` are names in order, with their roles, each with whether it is a body of the board or all of a kind;
    words that name none are kept as typed.
    """

    when: Timescale | None
    owners: tuple[tuple[str, bool], ...]
    taken: str
    move: Reread | None = None

    @property
    def line(self) -> str:
        """One line that says it all, for the message after saving; empty where nothing was read."""
        said = []
        if self.when:
            said.append(f"{self.when.explanation} {self.when.first_said}".strip())
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
    names = names_of(plan.board_id) if who.strip() else {}
    taken_out = people_taken(plan.board, who, names)
    people = Person.objects.in_bulk(set(taken_out.named.values())) if taken_out.named else {}
    owners = read_who(taken_out.text, names).owners if who.strip() else ()
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
            (
                (bodies[owner.body].name if owner.body else owner.words)
                + (f" – {people[taken_out.named[owner.body]]}" if owner.body in taken_out.named else "")
                + (f" ({owner.role})" if owner.role and len(owners) > 1 else ""),
                bool(owner.body or owner.everyone),
            )
            for owner in owners
        ),
        taken=label.strip() if taken else "",
    )


@dataclass(frozen=True)
class OwnerName:
    """A group or post as a box for owners suggests it: by its name, found by its other spellings too."""

    name: str
    short_name: str
    spellings: str


def owner_names(board_id: int) -> list[OwnerName]:
    """The groups and posts that can own an action today; two queries."""
    bodies = Body.objects.filter(board=board_id).not_ended().prefetch_related("names")
    return [
        OwnerName(body.name, body.short_name, ", ".join(str(each) for each in body.names.all()))
        for body in bodies
    ]


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
