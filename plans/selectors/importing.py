"""What is known where a document is read as a plan, and each of its rows as it would be here."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from lscb.columns import key
from lscb.events.audit_codes import codes_of_no_change
from lscb.lines import in_one_line
from lscb.models import AuditEntry
from lscb.tables.content import Document
from lscb.wording import listed, number_of
from plans.models import Action, ImportDraft, Plan, PlanEvent
from plans.rules.importing import Column, DraftRow, Known, Recognised, recognise
from plans.rules.timescales import Certainty, Timescale, read_timescale
from plans.selectors.list_headings import read_back
from plans.selectors.readings import names_of
from plans.selectors.undoing import ended_since
from subgroups.models import Board
from subgroups.rules.who import WhoReading, read_who

# A plan's words for what its columns hold.
_LABELS = {
    "section_label": Column.SECTION,
    "priority_label": Column.SECTION,
    "objective_label": Column.OBJECTIVE,
    "year_label": Column.YEAR,
    "action_label": Column.ACTION,
    "item_label": Column.TASKS,
    "owner_label": Column.WHO,
    "when_label": Column.WHEN,
    "outcome_label": Column.OUTCOME,
    "success_label": Column.SUCCESS,
}
_DATE_DOUBTS = {
    Certainty.AMBIGUOUS: "Its date can be read in more than one way",
    Certainty.UNRESOLVABLE: "No date can be worked out",
}


@dataclass(frozen=True)
class RowHere:
    """A row with what its owners and its date are read as."""

    row: DraftRow
    who: WhoReading
    when: Timescale
    oddities: tuple[str, ...]

    @property
    def owners(self) -> list[str]:
        return [owner.words for owner in self.who.owners]


def known_for(board: Board | None, plan: Plan | None, chosen: Mapping[str, str] | None = None) -> Known:
    """What is known of a board's names and words and of a plan's years; four queries, none without a board."""
    if board is None:
        return Known(chosen=chosen or {}, saved=read_back(Plan(board=Board())))
    names = names_of(board.pk)
    if plan is None:
        return Known(
            names=names,
            chosen=chosen or {},
            saved=read_back(Plan(board=board)),
            year_starts_in=board.year_starts_in,
        )
    return Known(
        own=own_headings(plan),
        names=names,
        ratings={word: letter for letter, word in plan.rating_words().items() if letter != "-"},
        chosen=chosen or {},
        saved=read_back(plan, plan.rating_words()),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        year_starts_in=plan.year_starts_in,
    )


def own_headings(plan: Plan) -> dict[str, Column]:
    """What a plan calls its columns, where one word is not used for two of them."""
    found: dict[str, set[Column]] = {}
    for label, column in _LABELS.items():
        many = f"{label}_plural"
        for word in (getattr(plan, label), getattr(plan, many, "")):
            if key(word):
                found.setdefault(key(word), set()).add(column)
    # Our words, where a plan has not made them its own, say what they usually do.
    usual = {key(Plan._meta.get_field(label).default) for label in _LABELS}
    return {word: columns.pop() for word, columns in found.items() if len(columns) == 1 and word not in usual}


def read_draft(
    document: Document,
    known: Known,
    *,
    dropped: Collection[str] = (),
    corrected: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[Recognised, list[RowHere]]:
    """A document as a plan, and its rows as they would be: without those dropped, with the cells corrected."""
    read = recognise(document, known)
    rows = []
    for row in read.rows:
        if row.key in dropped:
            continue
        if said := (corrected or {}).get(row.key):
            row = with_corrections(row, said)
        rows.append(row_here(row, known))
    return read, rows


def with_corrections(row: DraftRow, said: Mapping[str, str]) -> DraftRow:
    fields: dict[str, object] = {name: text for name, text in said.items() if name != "tasks"}
    if "tasks" in said:
        fields["tasks"] = tuple(line for line in said["tasks"].splitlines() if line.strip())
    return replace(row, **fields)


def row_here(row: DraftRow, known: Known) -> RowHere:
    who = read_who(row.who, known.names)
    when = read_timescale(
        row.when,
        plan_start=known.starts_on,
        plan_end=known.ends_on,
        not_before=known.starts_on,
        year_starts_in=known.year_starts_in,
    )
    odd = list(row.oddities)
    unknown = [owner.words for owner in who.owners if owner.body is None and not owner.everyone]
    if unknown and known.names:
        odd.append(f"Not known here as an owner: {'; '.join(unknown)}.")
    if row.who and not who.owners:
        odd.append(f"No owner is named in “{row.who}”.")
    if row.when and when.certainty in _DATE_DOUBTS and not when.ongoing:
        odd.append(f"{_DATE_DOUBTS[when.certainty]}: “{row.when}”.")
    return RowHere(row, who, when, tuple(odd))


def as_json(read: Recognised, rows: list[RowHere]) -> dict:
    """What `manage.py import_plan --json` prints."""
    return {
        "sections": list(read.sections),
        "actions": [
            {
                "section": each.row.section,
                "objective": each.row.objective,
                "ref": each.row.ref,
                "text": each.row.text,
                "tasks": list(each.row.tasks),
                "owners": each.owners,
                "when": each.row.when,
                "outcome": each.row.outcome,
                "rating": each.row.rating,
                "progress": each.row.progress,
                "oddities": list(each.oddities),
                # So that every word of the document is here.
                "who": each.row.who,
                "year": each.row.year,
                "success": each.row.success,
                "evidence": each.row.evidence,
                "rating_words": each.row.rating_words,
                "due": [day.isoformat() for day in each.when.due_dates],
                "certainty": str(each.when.certainty),
            }
            for each in rows
        ],
        "measures": [{"section": section, "words": words} for section, words in read.measures],
        "columns": [
            {"table": column.table, "heading": column.heading, "column": column.column or ""}
            for column in read.columns
            if column.of_plan
        ],
        "leftovers": list(read.leftovers),
        "ignored": [{"what": each.what, "why": each.why} for each in read.ignored],
        "warnings": list(read.warnings),
    }


def remembered(board: Board) -> dict[str, str]:
    """Which column is which in this board's documents, as chosen for those that were taken in; one query."""
    chosen: dict[str, str] = {}
    taken = ImportDraft.objects.filter(plan__board=board, state=ImportDraft.State.TAKEN_IN)
    for columns in taken.order_by("taken_in_on", "pk").values_list("columns", flat=True):
        chosen |= columns
    return chosen


def already_there(plan: Plan, rows: Sequence[RowHere]) -> dict[str, Action]:
    """Rows that the plan has already, by reference and words: the key of the row to the action; one query.

    Two rows alike are two: each takes one of the actions.
    """
    there: dict[tuple[str, str], list[Action]] = {}
    for action in plan.actions.order_by("pk"):
        there.setdefault((action.label, in_one_line(action.text).casefold()), []).append(action)
    found = {}
    for each in rows:
        same = there.get((each.row.ref, in_one_line(each.row.text).casefold()))
        if same:
            found[each.row.key] = same.pop(0)
    return found


@dataclass(frozen=True)
class Alike:
    """An action of the plan that a row of a document seems to be, and in what they differ."""

    action: Action
    differs: tuple[str, ...]


def alike_there(plan: Plan, rows: Sequence[RowHere], there: Mapping[str, Action]) -> dict[str, Alike]:
    """Rows that seem to be an action of the plan in other words: the same reference in a section of the same name, or
    words that are nearly the same. One query.

    :param there: what `already_there` found; those actions are spoken for.
    """
    taken = {action.pk for action in there.values()}
    free = [each for each in plan.actions.select_related("section").order_by("pk") if each.pk not in taken]
    by_place: dict[tuple[str, str], list[Action]] = {}
    for action in free:
        if action.label:
            by_place.setdefault((action.label, _title(action)), []).append(action)
    found: dict[str, Alike] = {}
    for each in rows:
        if each.row.key in there:
            continue
        same = by_place.get((each.row.ref, key(parted(each.row.section)[1]))) if each.row.ref else None
        action = same.pop(0) if same else _nearly(each.row.text, free)
        if action is not None and action in free:
            free.remove(action)
            found[each.row.key] = Alike(action, _differs(each.row, action))
    return found


def _title(action: Action) -> str:
    return key(action.section.title) if action.section else ""


def _nearly(text: str, actions: Sequence[Action]) -> Action | None:
    """The action whose words are nearly these; None where there is none. Words of another length are not compared."""
    words = in_one_line(text).casefold()
    if len(words) < 20:
        return None
    for action in actions:
        other = in_one_line(action.text).casefold()
        if abs(len(other) - len(words)) * 4 > len(words):
            continue
        likeness = SequenceMatcher(None, words, other, autojunk=False)
        if likeness.quick_ratio() > 0.85 and likeness.ratio() > 0.85:
            return action
    return None


def _differs(row: DraftRow, action: Action) -> tuple[str, ...]:
    plan = action.plan
    cells = (
        (plan.action_label, row.text, action.text),
        (plan.owner_label, row.who, action.who_text),
        (plan.when_label, row.when, action.when_text),
        (plan.outcome_label, row.outcome, action.outcome),
        (plan.success_label, row.success, action.success),
    )
    return tuple(label for label, new, old in cells if in_one_line(new) != in_one_line(old))


def not_in_document(plan: Plan, found: Collection[Action]) -> list[Action]:
    """Actions that the plan counts and a later edition of its document has not; none where it is no later edition."""
    if not found:
        return []
    known = {action.pk for action in found}
    return [each for each in plan.actions.counted().in_plan_order() if each.pk not in known]


def numbered(words: str) -> tuple[str, str]:
    """The number in front of the words of a section or objective, empty where there is none, and the rest."""
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,3}){0,3})[.):]*\s+(\S.*)", words, re.ASCII)
    return (found[1], found[2]) if found else ("", words)


def parted(title: str) -> tuple[str, str, str]:
    """The number in front of a section's title, the title, and what it is for where a long one says that too."""
    label, name = numbered(title)
    head, colon, rest = name.partition(": ")
    if colon and len(name) > 120 and len(head) <= 100:
        return label, head, rest
    return (label, name, "") if len(name) <= 300 else (label, f"{name[:290].rsplit(' ', 1)[0]} …", name)


_ROOM = {
    "ref": ("label", "reference"),
    "who": ("who_text", "owner"),
    "when": ("when_text", "date"),
    "year": ("year", "year"),
}


def too_long(row: DraftRow) -> str:
    """Which cell of a row says more than an action has room for, as a sentence; empty where none does."""
    for cell, (name, words) in _ROOM.items():
        room = Action._meta.get_field(name).max_length
        if len(getattr(row, cell)) > room:
            which = row.ref or in_one_line(row.text)[:40]
            return f"“{which}”: its {words} has {len(getattr(row, cell))} characters; shorten it to {room}."
    return ""


def why_not_taken_out(draft: ImportDraft) -> str:
    """Why it cannot be undone that a document was taken in, as a sentence; empty where it can."""
    if draft.state != ImportDraft.State.TAKEN_IN:
        return f"“{draft}” is not taken in."
    actions = list(Action.objects.filter(pk__in=draft.made.get("actions", [])).select_related("plan"))
    spoken = changed_since(draft, actions)
    if spoken:
        many = number_of(len(spoken), "action", "actions")
        named = listed([each.called for each in spoken[:3]])
        return (
            f"It cannot be undone any more: something was said or changed about {many} of it since ({named})."
        )
    return next(filter(None, (ended_since(each, draft_entry(draft)) for each in actions[:1])), "")


def draft_entry(draft: ImportDraft) -> int:
    """The line of audit by which a document was taken in."""
    lines = AuditEntry.objects.about(draft).filter(operation=PlanEvent.DOCUMENT_TAKEN_IN)
    return lines.values_list("pk", flat=True).first() or 0


def changed_since(draft: ImportDraft, actions: Sequence[Action]) -> list[Action]:
    """Actions of a document about which something has happened since it was taken in."""
    said = set(
        AuditEntry.objects.of_model(Action)
        .filter(pk__gt=draft_entry(draft), thing_id__in=[each.pk for each in actions])
        .exclude(operation__in=codes_of_no_change())
        .values_list("thing_id", flat=True)
    )
    return [each for each in actions if each.pk in said]
