"""The list of actions, of today or as a final report kept it, with everything there is to say of each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lscb import clock
from lscb.days import read_day
from lscb.lists import About, Column, Kind, ListToSave, in_words
from lscb.wording import long_date
from plans.models import Action, ActionItem, Milestone, Plan, ProgressUpdate
from plans.selectors import action_rows
from plans.selectors.action_rows import ActionRow
from plans.selectors.as_at import KeptRow
from plans.selectors.list_headings import SAID, action_headings

NOT_KEPT = "not kept"  # in the cells of a list whose final does not know

USUAL = {"reference", "action", "parts", "owner", "when", "outcome", "rating-in-words", "progress"}


KINDS = {
    **dict.fromkeys(
        ("due", "first-due", "last-update", "back_on_track_on", "completed_on", "review_on"), Kind.DAY
    ),
    "days-late": Kind.WHOLE,
}


@dataclass(frozen=True)
class Line:
    """An action of today with the update that stands for it, and the heading the list has over it."""

    row: ActionRow
    said: ProgressUpdate | None
    heading: str = ""

    @property
    def action(self) -> Action:
        return self.row.action


def lines(groups: Iterable[tuple[str, Iterable[ActionRow]]]) -> list[Line]:
    """Rows in their order with what was said of each; one query."""
    read = [(heading, row) for heading, rows in groups for row in rows]
    keys = [row.action.update_id for _, row in read if row.action.update_id]
    said = ProgressUpdate.objects.for_story().in_bulk(keys)
    return [Line(row, said.get(row.action.update_id), heading) for heading, row in read]


def with_more(
    plan: Plan, rows: Iterable[ActionRow], names: Sequence[str], words: Mapping[str, str]
) -> list[ActionRow]:
    """The rows with further columns of the list, each saying what a file has in it; one query where there are any."""
    if not names:
        return list(rows)
    columns = [each for each in _columns_today(plan, words) if each.name in names]
    return [
        replace(line.row, more=tuple((each.heading, in_words(each.read(line))) for each in columns))
        for line in lines([("", rows)])
    ]


def actions_today(
    plan: Plan,
    read: Callable[[], Iterable[Line]],
    *,
    about: About,
    name: str,
    words: dict[str, str],
    under_column: str = "",
) -> ListToSave:
    """:param under_column: the column whose words are headings of the list; empty where it has none."""
    columns = [
        replace(each, usual=each.usual or each.name == under_column) for each in _columns_today(plan, words)
    ]
    return ListToSave(
        title=plan.action_label_plural,
        name=name,
        about=about,
        columns=columns,
        read=read,
        under=(lambda line: line.heading) if under_column else None,
        under_column=under_column,
    )


def _columns_today(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    reads: dict[str, Callable[[Line], object]] = {
        "reference": lambda line: line.action.label,  # as printed: a plan may print one twice
        "section": lambda line: str(line.action.section or ""),
        "priority": lambda line: str(line.action.priority_served or ""),
        "objective": lambda line: _objective(line.action),
        "golden-threads": lambda line: "; ".join(each.heading for each in line.action.threads_served),
        "year": lambda line: line.action.year,
        "action": lambda line: line.action.text,
        "parts": lambda line: "\n".join(map(_part, line.action.items.all())),
        "parts-stand": lambda line: "\n".join(filter(None, map(_part_stands, line.action.items.all()))),
        "outcome": lambda line: line.action.outcome,
        "success": lambda line: line.action.success,
        "success-target": lambda line: line.action.success_target,
        "owner": lambda line: line.action.who_text or line.action.owners_line,
        "owners-read": lambda line: line.action.owners_line,
        "when": lambda line: line.action.when_text,
        "when-read": lambda line: line.action.timescale_explanation,
        "due": lambda line: line.action.due_on,
        "first-due": lambda line: line.action.first_due_on,
        "milestones": lambda line: "\n".join(map(_milestone, line.action.milestone_rows)),
        "days-late": lambda line: line.row.days_late or None,
        "milestone-passed": lambda line: action_rows.when_due(line.row.missed) if line.row.missed else "",
        "rating": lambda line: line.row.letter,
        "rating-in-words": lambda line: action_rows.rating_word(line.row.letter, words),
        "rating-before": lambda line: line.action.rating_before,
        "last-update": lambda line: clock.day_of(line.action.updated_at) if line.action.updated_at else None,
        "by": lambda line: line.action.updated_by,
        "progress": lambda line: line.action.progress,
        **{name: _said(name) for name in SAID},
        "state": lambda line: line.action.get_state_display(),
        "owner-said": lambda line: line.row.owner_said,
        "not-looked-at": lambda line: "yes" if line.action.is_proposed else "",
        "to-confirm": lambda line: "yes" if line.row.to_confirm else "",
        "depends-on": lambda line: "; ".join(each.needed.called for each in line.row.depends_on),
        "slipping": lambda line: "; ".join(map(str, line.row.slipping)),
        "parts-done": lambda line: line.row.parts,
    }
    return [
        Column(key, heading, reads[key], key in USUAL, KINDS.get(key, Kind.TEXT))
        for key, heading in action_headings(plan, words)
    ]


def actions_kept(plan: Plan, rows: Iterable[KeptRow], *, about: About, name: str) -> ListToSave:
    """The same columns as a final report kept them; what it has not is said in its cells."""
    reads = {
        "reference": lambda row: row.reference,
        "section": lambda row: row.section,
        "priority": lambda row: row.priority,
        "year": lambda row: row.year,
        "action": lambda row: row.text,
        "parts": lambda row: "\n".join(words for words, _ in row.parts),
        "parts-stand": lambda row: "\n".join(f"{words}: {how}" for words, how in row.parts if how),
        "outcome": lambda row: row.outcome,
        "success": lambda row: row.success,
        "success-target": lambda row: row.success_target,
        "depends-on": lambda row: row.depends_on,
        "parts-done": lambda row: row.parts_done,
        "owner": lambda row: row.owners,
        "owners-read": lambda row: row.owners,
        "when": lambda row: row.when,
        "due": lambda row: row.due_on or "",
        "days-late": lambda row: int(days) if (days := row.late.partition(" ")[0]).isdecimal() else "",
        "milestone-passed": lambda row: (
            None if row.milestone is None else row.milestone.partition("Milestone passed: ")[2]
        ),
        "rating": lambda row: row.letter,
        "rating-in-words": lambda row: row.word,
        "rating-before": lambda row: row.was,
        "last-update": lambda row: row.updated_on or ("" if row.state else None),
        "by": lambda row: row.updated_by,
        "progress": lambda row: row.said,
        **{name: _kept(name) for name in SAID},
        "state": lambda row: Action.State(row.state).label if row.state else None,
        "owner-said": lambda row: row.owner_said,
        "not-looked-at": lambda row: (
            None if row.not_looked_at is None else "yes" if row.not_looked_at else ""
        ),
    }
    columns = [
        Column(
            key,
            heading,
            _or_not_kept(reads[key]) if key in reads else lambda row: NOT_KEPT,
            key in USUAL,
            KINDS.get(key, Kind.TEXT),
        )
        for key, heading in action_headings(plan, plan.rating_words())
    ]
    return ListToSave(plan.action_label_plural, name, about, columns, lambda: rows)


def _or_not_kept(read: Callable[[KeptRow], object]) -> Callable[[KeptRow], object]:
    return lambda row: NOT_KEPT if (value := read(row)) is None else value


def _said(name: str) -> Callable[[Line], object]:
    return lambda line: getattr(line.said, name) if line.said else None


def _kept(name: str) -> Callable[[KeptRow], object]:
    """What a final has in words under a label; a day as a day."""

    def read(row: KeptRow) -> object:
        words = row.note(SAID[name][1]) if row.letter not in action_rows.OUT_OF_COUNT else ""
        return (day_printed(words) or "") if KINDS.get(name) is Kind.DAY else words

    return read


def day_printed(words: str) -> date | None:
    """The day that a final prints as `words`; None where they are none."""
    try:
        return read_day(words)[0] if words else None
    except ValueError:
        return None


def _objective(action: Action) -> str:
    return f"{action.objective.label} {action.objective.text}".strip() if action.objective else ""


def _part(item: ActionItem) -> str:
    return f"{item.label} {item.text}".strip()


def _part_stands(item: ActionItem) -> str:
    """Who has a part of an action and what day it has; empty where nothing is said of it."""
    who = item.owner.label if item.owner else item.who_text
    day = f"done {long_date(item.done_on)}" if item.done_on else ""
    if item.due_on and not item.done_on:
        day = f"due {long_date(item.due_on)}"
    says = ", ".join(filter(None, [who, day]))
    return f"{item.label or item.text}: {says}" if says else ""


def _milestone(milestone: Milestone) -> str:
    done = f", done {long_date(milestone.done_on)}" if milestone.done_on else ""
    return f"{action_rows.when_due(milestone)}{done}"
