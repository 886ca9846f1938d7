"""What is known where a document is read as a plan, and each of its rows as it would be here."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django.db.models import prefetch_related_objects

from lscb.columns import key
from lscb.importing import events
from lscb.importing.shapes import Change
from lscb.lines import in_one_line
from lscb.tables.content import Document
from lscb.wording import listed, number_of
from plans.models import Action, ImportDraft, Plan
from plans.rules.importing import NO_RATING, Column, DraftRow, Known, Recognised, recognise
from plans.rules.moves import Reread
from plans.rules.timescales import Certainty, Timescale, read_timescale
from plans.selectors.list_headings import read_back
from plans.selectors.readings import chosen_in, names_of, people_taken, reading_of, rereading_of
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
    if said.get("rating"):
        fields["oddities"] = tuple(each for each in row.oddities if not each.endswith(NO_RATING))
    return replace(row, **fields)


def row_here(row: DraftRow, known: Known) -> RowHere:
    who = read_who(row.who, known.spelled)
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
    """Which column is which in this board's plans, as chosen for those that were taken in; one query."""
    return events.remembered(ImportDraft.objects.filter(plan__board=board, kind=ImportDraft.ACTIONS))


CHANGE, ANOTHER, LEAVE = (
    "change",
    "another",
    "leave",
)  # what becomes of a row that the plan has in other words


@dataclass(frozen=True)
class Match:
    """An action of the plan that a row is, and in what they differ.

    :param is_plain: whether it is surely that one and nothing of it is emptied, so that it is changed unless somebody
        says otherwise; else it is left as it is until somebody decides.
    """

    action: Action
    changes: tuple[Change, ...] = ()
    is_plain: bool = True

    @property
    def usual(self) -> str:
        return CHANGE if self.is_plain else LEAVE

    def new(self, name: str) -> str | None:
        """What the document says of one field; None where it does not differ."""
        return next((change.new for change in self.changes if change.name == name), None)


# The cells of a row that are compared, with the field of an action and the plan's word for it.
_COMPARED = (
    (Column.SECTION, "section", "section", "section_label"),
    (Column.REFERENCE, "ref", "label", ""),
    (Column.ACTION, "text", "text", "action_label"),
    (Column.WHO, "who", "who_text", "owner_label"),
    (Column.WHEN, "when", "when_text", "when_label"),
    (Column.OUTCOME, "outcome", "outcome", "outcome_label"),
    (Column.SUCCESS, "success", "success", "success_label"),
)


def matches_of(
    plan: Plan,
    rows: Sequence[RowHere],
    read: Recognised,
    corrected: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Match]:
    """Rows that are actions of the plan: the key of the row to the action and in what they differ.

    An action is found by its reference and words, else by its reference in a section of the same name, else by words
    that are nearly the same. Two rows alike are two: each takes one of the actions. What the document has no column for
    is not compared. One query, and some on a board that names people as owners.
    """
    free = list(plan.actions.select_related("section").order_by("pk"))
    exact: dict[tuple[str, str], list[Action]] = {}
    placed: dict[tuple[str, str], list[Action]] = {}
    for action in free:
        exact.setdefault((action.label, _same(action.text)), []).append(action)
        placed.setdefault((action.label, _title(action)), []).append(action)
    found: dict[str, tuple[Action, bool]] = {}

    def take(key_: str, action: Action, is_plain: bool) -> None:
        free.remove(action)
        found[key_] = action, is_plain

    for each in rows:
        same = [a for a in exact.get((each.row.ref, _same(each.row.text)), []) if a in free]
        if same:  # of several in the section of that name
            here = key(parted(each.row.section)[1])
            take(each.row.key, next((a for a in same if _title(a) == here), same[0]), True)
    for each in rows:
        if each.row.key in found:
            continue
        same = placed.get((each.row.ref, key(parted(each.row.section)[1])), []) if each.row.ref else []
        if action := next((a for a in same if a in free), None):
            take(each.row.key, action, _likeness(each.row.text, action.text) > 0.4)
        elif action := _nearly(each.row.text, free):
            take(each.row.key, action, not each.row.ref or each.row.ref == action.label)
    present = {column.column for column in read.columns if column.of_plan and column.column}
    names = names_of(plan.board.pk) if plan.board.names_owners and found else None
    matches = {}
    for each in rows:
        if each.row.key not in found:
            continue
        action, is_plain = found[each.row.key]
        said = {*present, *(corrected or {}).get(each.row.key, {})}
        changes = tuple(_changes(plan, each.row, action, said, names))
        is_plain = is_plain and all(change.new for change in changes)
        matches[each.row.key] = Match(action, changes, is_plain)
    return matches


def _same(text: str) -> str:
    return in_one_line(text).casefold()


def _changes(
    plan: Plan, row: DraftRow, action: Action, present: Collection[str], names: dict[str, int] | None
) -> Iterator[Change]:
    for column, cell, field, label in _COMPARED:
        new, old = getattr(row, cell), getattr(action, field)
        if column not in present and cell not in present and not (new and column == Column.SECTION):
            continue
        if field == "section":
            if new and key(parted(new)[1]) != _title(action) and key(new) != key(str(old or "")):
                yield Change(field, plan.section_label, str(old or ""), new)
            continue
        if in_one_line(new) == in_one_line(old):
            continue
        if field == "who_text" and names is not None:
            new = people_taken(plan.board, new, names).text
            if in_one_line(new) == in_one_line(old):
                continue
        yield Change(field, getattr(plan, label) if label else "Reference", old, new)


def _title(action: Action) -> str:
    return key(action.section.title) if action.section else ""


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _same(one), _same(other), autojunk=False).ratio()


def _nearly(text: str, actions: Sequence[Action]) -> Action | None:
    """The action whose words are nearly these; None where there is none. Words of another length are not compared."""
    words = _same(text)
    if len(words) < 20:
        return None
    alike = SequenceMatcher(None, "", words, autojunk=False)  # keeps what it knows of the second text
    for action in actions:
        other = _same(action.text)
        if abs(len(other) - len(words)) * 4 > len(words):
            continue
        alike.set_seq1(other)
        if alike.quick_ratio() > 0.85 and _likeness(text, action.text) > 0.85:
            return action
    return None


def decided_for(draft: ImportDraft, row_key: str, match: Match) -> str:
    """What becomes of a row that the plan has in other words: as chosen, else what is usual."""
    return str(draft.choices.get(row_key) or match.usual)


def moves_of(plan: Plan, matches: Iterable[Match]) -> list[tuple[Action, Reread]]:
    """The dates that would move by the words of "when" that a document has; three queries at most."""
    reworded = [(each.action, words) for each in matches if (words := each.new("when_text")) is not None]
    if not reworded:
        return []
    prefetch_related_objects([action for action, _ in reworded], "milestones", "date_changes")
    chosen = chosen_in(plan)
    moves = [(action, rereading_of(action, *reading_of(plan, words, chosen))) for action, words in reworded]
    return [(action, move) for action, move in moves if move.moves]


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
    if not draft.is_taken_in:
        return f"“{draft}” is not taken in."
    keys = draft.made.get("actions", [])
    if not keys:
        return "It added nothing. What it changed is changed back on the page of each action."
    actions = list(Action.objects.filter(pk__in=keys).select_related("plan"))
    entry = events.entry_of(draft)
    touched = events.touched_since(entry, Action, keys)
    if spoken := [each for each in actions if each.pk in touched]:
        many = number_of(len(spoken), "action", "actions")
        named = listed([each.called for each in spoken[:3]])
        return (
            f"It cannot be undone any more: something was said or changed about {many} of it since ({named})."
        )
    return ended_since(actions[0], entry) if actions else ""
