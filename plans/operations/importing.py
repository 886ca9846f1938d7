"""A document that is read as a plan: handed in, corrected, taken in, and taken out again while nothing stands on it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from django.db import models, transaction
from django.db.models import Max, ProtectedError

from lscb import clock
from lscb.columns import key
from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, locks
from lscb.tables.content import Document, as_json, from_json
from lscb.wording import listed
from plans.models import (
    Action,
    ActionItem,
    ImportDraft,
    ImportedWords,
    Measure,
    Objective,
    Plan,
    PlanEvent,
    Section,
)
from plans.operations.actions import put_action
from plans.rules.importing import LEFT_OUT, Column
from plans.selectors.importing import (
    alike_there,
    already_there,
    known_for,
    numbered,
    parted,
    read_draft,
    remembered,
    too_long,
    why_not_taken_out,
)
from subgroups.models import Person

CORRECTED = ("section", "objective", "year", "ref", "text", "tasks", "who", "when", "outcome", "progress")


@transaction.atomic
def keep_document(*, plan: Plan, document: Document, name: str, by: Person | None) -> ImportDraft:
    """Keep a document as it was read, to be looked at. Its columns are read as the board chose before.

    Rows that seem to be actions of the plan in other words are left out until somebody says that they are others.
    """
    locks.hold(plan)
    draft = ImportDraft(
        plan=plan,
        name=" ".join(name.split())[:200] or "Pasted table",
        document=as_json(document),
        columns=remembered(plan.board),
    )
    _, rows = read_draft(document, known_for(plan.board, plan, draft.columns))
    draft.dropped = sorted(alike_there(plan, rows, already_there(plan, rows)))
    audit.save(draft, by)
    audit.record(PlanEvent.DOCUMENT_READ, draft, by=by)
    return draft


@transaction.atomic
def correct_document(
    *,
    draft: ImportDraft,
    by: Person | None,
    columns: Mapping[str, str] | None = None,
    dropped: Collection[str] | None = None,
    corrected: Mapping[str, Mapping[str, str]] | None = None,
) -> ImportDraft:
    """Say which column is which, which rows are left out, and what cells say; what is None stays.

    :raises ChangedMeanwhile: when somebody corrected it since `draft` was read.
    :raises Refused: when it is not being looked at any more.
    :raises ValueError: for a column or a cell that there is none of.
    """
    if columns and not set(columns.values()) <= {*map(str, Column), LEFT_OUT, ""}:
        raise ValueError("There is no such column.")
    if corrected and not {name for said in corrected.values() for name in said} <= set(CORRECTED):
        raise ValueError("There is no such cell.")
    _hold_open(draft)
    before = [draft.columns, draft.dropped, draft.corrected]
    if columns is not None:
        draft.columns = {name: column for name, column in columns.items() if column}
    if dropped is not None:
        draft.dropped = sorted(dropped)
    if corrected is not None:
        draft.corrected = {name: dict(said) for name, said in corrected.items() if said}
    if before != [draft.columns, draft.dropped, draft.corrected]:
        draft.version += 1
        audit.save(draft, by, ["columns", "dropped", "corrected", "version"])
        audit.record(PlanEvent.DOCUMENT_CORRECTED, draft, by=by)
    return draft


def _hold_open(draft: ImportDraft) -> None:
    read = draft.version
    locks.hold(draft)
    if draft.state != ImportDraft.State.OPEN:
        raise Refused(f"“{draft}” is not being looked at any more: {draft.get_state_display().lower()}.")
    if draft.version != read:
        raise ChangedMeanwhile(
            "Somebody corrected this while you were looking at it. Look again, then decide.", current=draft
        )


@transaction.atomic
def discard_document(*, draft: ImportDraft, by: Person | None) -> ImportDraft:
    """Take nothing of a document in.

    :raises Refused: when it is not being looked at any more.
    """
    _hold_open(draft)
    draft.state = ImportDraft.State.DISCARDED
    audit.save(draft, by, ["state"])
    audit.record(PlanEvent.DOCUMENT_DISCARDED, draft, by=by)
    return draft


@transaction.atomic
def take_in(*, draft: ImportDraft, by: Person | None) -> list[Action]:
    """Put every row of a document that is not left out into the plan, at once: sections, objectives, actions, measures.

    A row that the plan has already, by its reference and its words, is left as it is.

    :raises Refused: when nothing is to be taken in, or a row says more than there is room for.
    """
    _hold_open(draft)
    plan = draft.plan
    read, rows = read_draft(
        from_json(draft.document),
        known_for(plan.board, plan, draft.columns),
        dropped=draft.dropped,
        corrected=draft.corrected,
    )
    there = already_there(plan, rows)
    rows = [each for each in rows if each.row.key not in there]
    if not rows:
        raise Refused("There is nothing to take in: every row is left out, or in the plan already.")
    if wrong := [said for each in rows if (said := too_long(each.row))]:
        raise Refused(f"Correct these rows first. {' '.join(wrong[:5])}")
    made: dict[str, list[int]] = {
        "sections": [],
        "objectives": [],
        "actions": [],
        "measures": [],
        "items": [],
    }
    sections = _sections(draft, [each.row.section for each in rows], list(read.sections), made, by)
    objectives = _objectives(draft, made, by)
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
        if row.rating_words or row.progress or row.evidence:
            imported = ImportedWords(
                action=action,
                draft=draft,
                rating=row.rating,
                rating_words=row.rating_words[:200],
                progress=row.progress,
                evidence=row.evidence,
            )
            audit.save(imported, by)
        actions.append(action)
    _measures(draft, [pair for pair in read.measures if key(pair[0]) in sections], sections, made, by)
    draft.state, draft.taken_in_on, draft.made = ImportDraft.State.TAKEN_IN, clock.now(), made
    audit.save(draft, by, ["state", "taken_in_on", "made"])
    new = len(made["sections"])
    changes = {"actions": [None, len(actions)], "sections": [None, new]}
    audit.record(PlanEvent.DOCUMENT_TAKEN_IN, draft, by=by, changes=changes)
    return actions


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
    for place, (title, words) in enumerate(measures, start=1):
        section = sections[key(title)]
        if section.measures.filter(words__iexact=words[:300]).exists():
            continue
        measure = Measure(
            plan=draft.plan, section=section, words=" ".join(words.split())[:300], position=place
        )
        audit.save(measure, by)
        made["measures"].append(measure.pk)


@transaction.atomic
def take_out(*, draft: ImportDraft, by: Person | None) -> ImportDraft:
    """Undo that a document was taken in: what it put into the plan goes, and the document can be read anew.

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
        kinds = sorted({str(row._meta.verbose_name_plural) for row in protected.protected_objects})
        raise Refused(f"It cannot be undone any more: {listed(kinds)} stand on it.") from protected
    draft.state = ImportDraft.State.UNDONE
    audit.save(draft, by, ["state"])
    audit.record(PlanEvent.DOCUMENT_TAKEN_OUT, draft, by=by)
    return draft


def _delete(rows: models.QuerySet, by: Person | None) -> None:
    for row in rows:
        audit.as_by(row, by).delete()
