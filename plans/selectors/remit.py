"""What a group works by, and what it is for: its documents, which are due to be agreed or reviewed, and which actions
serve its functions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from plans.models import Action, BodyDocument, Plan
from plans.rules.remit import RemitState
from subgroups.models import Body, Function

URGENT = list(RemitState)


@dataclass(frozen=True)
class DocumentVersions:
    """A group's terms of reference, or its work plan: the version it works by, and those before, newest first."""

    called: str
    newest: BodyDocument
    earlier: tuple[BodyDocument, ...]


def documents_of(person, body: Body) -> list[DocumentVersions]:
    """Each document of a group that has a version; one query."""
    rows = BodyDocument.objects.visible_to(person).filter(body=body).standing().for_page()
    versions: dict[str, list[BodyDocument]] = {}
    for row in rows:
        versions.setdefault(row.document, []).append(row)
    return [
        DocumentVersions(newest.get_document_display(), newest, tuple(earlier))
        for newest, *earlier in versions.values()
    ]


@dataclass(frozen=True)
class RemitsDue:
    """Documents of groups that wait to be agreed, or whose review is overdue or due soon, what presses first; and the
    groups of which no terms of reference are recorded, on a board that records them."""

    documents: list[BodyDocument]
    without: list[Body]


def remits_due(person, bodies: Iterable[Body]) -> RemitsDue:
    """Of the groups given, which have not ended; one query."""
    groups = {body.pk: body for body in bodies if body.has_terms}
    rows = BodyDocument.objects.visible_to(person).filter(body__in=groups).standing().for_page()
    newest: dict[tuple[int, str], BodyDocument] = {}
    for row in rows:
        newest.setdefault((row.body_id, row.document), row)
    due = [row for row in newest.values() if row.needs_a_look]
    due.sort(key=lambda row: (URGENT.index(row.state), row.review_due_on or row.at.date(), row.pk))
    recorded = {body for body, document in newest if document == BodyDocument.Document.TERMS}
    return RemitsDue(due, [body for pk, body in groups.items() if pk not in recorded] if recorded else [])


@dataclass(frozen=True)
class FunctionsServed:
    """What a group is for, each with the actions of the plan that serve it; `loose` are the actions that the group owns
    and that serve none of its functions. `linked` is whether anything is."""

    functions: list[tuple[Function, list[Action]]]
    loose: list[Action]
    linked: bool

    @property
    def unserved(self) -> list[Function]:
        return [function for function, actions in self.functions if not actions]


def functions_served(person, plan: Plan, body: Body) -> FunctionsServed:
    """Five queries; none where the group has no functions, whose items are read already."""
    counted = Action.objects.visible_to(person).filter(plan=plan).counted().called_apart().in_plan_order()
    functions = list(
        body.functions.prefetch_related("items", Prefetch("actions", counted, to_attr="serving"))
    )
    if not functions:
        return FunctionsServed([], [], False)
    served = {action.pk for function in functions for action in function.serving}
    loose = [action for action in counted.owned_by(body) if action.pk not in served]
    return FunctionsServed(
        [(function, function.serving) for function in functions], loose, linked=bool(served)
    )
