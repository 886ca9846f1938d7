"""A document that is read as a plan: handed in, corrected, taken in, and taken out again while nothing stands on it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Max, ProtectedError

from lscb.columns import key
from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.importing.drafts import Draft
from lscb.importing.events import hold_open, keep_read, stands_on_it, taken_in, taken_out
from lscb.importing.kinds import Kind
from lscb.tables.content import Document, from_json
from lscb.wording import number_of
from lscb.words import sentence_lower
from plans.models import Action, ActionItem, ImportDraft, ImportedWords, Measure, Objective, Plan, Section
from plans.operations.actions import change_action, put_action, withdraw_action
from plans.rules.importing import Column
from plans.selectors.importing import (
    ANOTHER,
    CHANGE,
    Match,
    decided_for,
    known_for,
    matches_of,
    numbered,
    parted,
    read_draft,
    remembered,
    too_long,
    why_not_taken_out,
)
from subgroups.models import Person

CORRECTED = (
    "section", "objective", "year", "ref", "text", "tasks", "who", "when", "outcome", "success", "rating", "progress",
    "evidence",
)  # fmt: skip


class Actions(Kind):
    """A document that is read as the actions of a plan."""

    name = ImportDraft.ACTIONS

    def names(self, draft: Draft) -> tuple[Collection[str], Collection[str]]:
        return list(map(str, Column)), CORRECTED

    def take_in(self, *, draft: Any, by: Any, **decided: Any) -> str:
        taken = take_in(draft=draft, by=by, **decided)
        plan = draft.plan
        one, many = sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural)
        said = [f"{number_of(len(taken), one, many)} taken into {plan}."] if taken else []
        if changed := len(draft.made["changed"]):
            said.append(f"{number_of(changed, one, many)} changed.")
        if withdrawn := len(draft.made["withdrawn"]):
            said.append(f"{number_of(withdrawn, one, many)} withdrawn.")
        if taken:
            said.append("You can undo what was added until something is said about it.")
        return " ".join(said)

    def take_out(self, *, draft: Any, by: Any) -> ImportDraft:
        return take_out(draft=draft, by=by)

    def why_not_taken_out(self, draft: Any) -> str:
        return why_not_taken_out(draft)


ACTIONS = Actions()


@transaction.atomic
def keep_document(*, plan: Plan, document: Document, name: str, by: Person | None) -> ImportDraft:
    """Keep a document as it was read, to be looked at. Its columns are read as the board chose before."""
    locks.hold(plan)
    return keep_read(ImportDraft(plan=plan, columns=remembered(plan.board)), document, name, by)


@transaction.atomic
def take_in(
    *,
    draft: ImportDraft,
    by: Person | None,
    changes: bool = True,
    moves: str = "",
    moves_because: str = "",
    withdraw: Collection[int] = (),
    withdraw_because: str = "",
) -> list[Action]:
    """Put every row of a document that is not left out into the plan, at once: sections, objectives, actions, measures.

    A row that the plan has already, by its reference and its words, is left as it is. One that the plan has in other
    words changes its action, as the draft says (`decided_for`), each by its own event; without `changes` all of them
    are left. Where dates move by that, `moves` and `moves_because` say what the new words are and why, as in
    `change_action`. `withdraw` are keys of actions that the document has not any more.

    :returns: the actions that are new.
    :raises Refused: when nothing is to be taken in, a row says more than there is room for, a date moves and nobody
        says why, or an action cannot be withdrawn.
    """
    hold_open(draft)
    plan = draft.plan
    read, rows = read_draft(
        from_json(draft.document),
        known_for(plan.board, plan, draft.columns),
        dropped=draft.dropped,
        corrected=draft.corrected,
    )
    matches = matches_of(plan, rows, read, draft.corrected)
    becomes = {
        name: decided_for(draft, name, match) for name, match in matches.items() if changes and match.changes
    }
    changed = [(each, matches[each.row.key]) for each in rows if becomes.get(each.row.key) == CHANGE]
    rows = [each for each in rows if each.row.key not in matches or becomes.get(each.row.key) == ANOTHER]
    if by is None and (changed or withdraw):
        raise ValueError("Whoever changes or withdraws an action is a person.")
    if not (rows or changed or withdraw):
        raise Refused("There is nothing to take in: every row is left out, or in the plan already.")
    taken = [*rows, *(each for each, _ in changed)]
    if wrong := [said for each in taken if (said := too_long(each.row))]:
        raise Refused(f"Correct these rows first. {' '.join(wrong[:5])}")
    made: dict[str, list[int]] = {
        "sections": [],
        "objectives": [],
        "actions": [],
        "measures": [],
        "items": [],
        "changed": [match.action.pk for _, match in changed],
        "withdrawn": sorted(withdraw),
    }
    sections = _sections(draft, [each.row.section for each in taken], list(read.sections), made, by)
    objectives = _objectives(draft, made, by)
    if by is not None:
        for each, match in changed:
            _change(match, sections.get(key(each.row.section)), by, moves=moves, moves_because=moves_because)
        for action in plan.actions.filter(pk__in=withdraw).order_by("pk"):
            withdraw_action(action=action, reason=withdraw_because, by=by)
    actions = []
    for each in rows:
        row = each.row
        section = sections.get(key(row.section))
        action = Action(
            plan=plan,
            section=section,
            objective=objectives(section, row.objective) if row.objective else None,
            label=row.ref,
            text=row.text,
            outcome=row.outcome,
            success=row.success,
            who_text=row.who,
            when_text=row.when,
            year=row.year,
        )
        put_action(action, by)
        made["actions"].append(action.pk)
        if row.tasks and "\n".join(row.tasks) != row.text and not _is_in(row.tasks, row.text):
            for place, words in enumerate(row.tasks, start=1):
                item = audit.save(ActionItem(action=action, text=words, position=place), by)
                made["items"].append(item.pk)
        if row.rating or row.rating_words or row.progress or row.evidence:
            imported = ImportedWords(
                action=action,
                draft=draft,
                rating=row.rating,
                rating_words=row.rating_words,
                progress=row.progress,
                evidence=row.evidence,
            )
            audit.save(imported, by)
        actions.append(action)
    _measures(draft, [pair for pair in read.measures if key(pair[0]) in sections], sections, made, by)
    counts = {"actions": len(actions), "sections": len(made["sections"])}
    counts |= {name: len(made[name]) for name in ("changed", "withdrawn") if made[name]}
    taken_in(draft, made, {name: [None, count] for name, count in counts.items()}, by)
    return actions


def _change(match: Match, section: Section | None, by: Person, *, moves: str, moves_because: str) -> None:
    """Let an action say what the later edition says.

    :raises Refused: where it cannot, naming the action.
    """
    action = match.action
    for change in match.changes:
        setattr(action, change.name, section if change.name == "section" else change.new)
    fields = [change.name for change in match.changes]
    try:
        change_action(action=action, by=by, fields=fields, moves=moves, moves_because=moves_because)
    except Refused as refused:
        raise Refused(f"{action.called}: {' '.join(refused.messages)}") from refused


def _is_in(tasks: Iterable[str], text: str) -> bool:
    """Whether the words of an action say its tasks already."""
    words = " ".join(text.split())
    return all(" ".join(task.split()) in words for task in tasks)


def _sections(
    draft: ImportDraft, used: list[str], order: list[str], made: dict[str, list[int]], by: Person | None
) -> dict[str, Section]:
    """The sections of the rows by `key`, those that the plan has and those it is given."""
    plan = draft.plan
    there = {key(str(each)): each for each in plan.sections.all()}
    there |= {key(each.title): each for each in there.values() if key(each.title) not in there}
    last = plan.sections.aggregate(last=Max("position"))["last"] or 0
    found: dict[str, Section] = {}
    wanted = set(map(key, filter(None, used)))
    for title in dict.fromkeys([*order, *used]):
        if key(title) not in wanted or key(title) in found:
            continue
        label, name, text = parted(title)
        section = there.get(key(title)) or there.get(key(name))
        if section is None:
            last += 1
            section = Section(plan=plan, label=label, title=name, text=text, position=last)
            audit.save(section, by)
            made["sections"].append(section.pk)
        found[key(title)] = section
    return found


def _objectives(
    draft: ImportDraft, made: dict[str, list[int]], by: Person | None
) -> Callable[[Section | None, str], Objective]:
    plan = draft.plan
    there = {(each.section_id, key(str(each.text))): each for each in plan.objectives.all()}
    last = plan.objectives.aggregate(last=Max("position"))["last"] or 0

    def find(section: Section | None, words: str) -> Objective:
        label, text = numbered(words)
        place = (section.pk if section else None, key(text))
        if place not in there:
            objective = Objective(
                plan=plan,
                section=section,
                label=label,
                text=text,
                position=last + len(made["objectives"]) + 1,
            )
            there[place] = audit.save(objective, by)
            made["objectives"].append(objective.pk)
        return there[place]

    return find


def _measures(
    draft: ImportDraft,
    measures: Sequence[tuple[str, str]],
    sections: Mapping[str, Section],
    made: dict[str, list[int]],
    by: Person | None,
) -> None:
    last = draft.plan.measures.aggregate(last=Max("position"))["last"] or 0
    for title, printed in measures:
        section, words = sections[key(title)], " ".join(printed.split())[:300]
        if section.measures.filter(words__iexact=words).exists():
            continue
        last += 1
        audit.save(measure := Measure(plan=draft.plan, section=section, words=words, position=last), by)
        made["measures"].append(measure.pk)


@transaction.atomic
def take_out(*, draft: ImportDraft, by: Person | None) -> ImportDraft:
    """Undo that a document was taken in: what it put into the plan goes, and the document can be read anew. What it
    changed or withdrew stays: each of those is an event of its own, undone on the page of its action.

    :raises Refused: once something was said or decided about one of its actions, or a report that is final names them.
    """
    locks.hold(draft)
    if why := why_not_taken_out(draft):
        raise Refused(why)
    try:
        _delete(ImportedWords.objects.filter(draft=draft), by)
        actions = Action.objects.filter(pk__in=draft.made.get("actions", []))
        _delete(ActionItem.objects.filter(action__in=actions), by)
        for action in actions:
            action.links.all().delete()
        _delete(actions, by)
        _delete(Measure.objects.filter(pk__in=draft.made.get("measures", [])), by)
        _delete(Objective.objects.filter(pk__in=draft.made.get("objectives", []), actions=None), by)
        _delete(
            Section.objects.filter(
                pk__in=draft.made.get("sections", []), actions=None, measures=None, objectives=None
            ),
            by,
        )
    except ProtectedError as protected:
        raise Refused(stands_on_it(protected)) from protected
    taken_out(draft, by)
    return draft


def _delete(rows: models.QuerySet, by: Person | None) -> None:
    for row in rows:
        audit.as_by(row, by).delete()
