"""What a group works by, and what it is for: its documents, which are due to be agreed or reviewed, and which actions
serve its functions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from lscb import clock
from plans.models import Action, BodyDocument, Plan
from plans.models.remit import BodyDocumentQuerySet
from plans.rules.remit import RemitState
from subgroups.models import Body, Function

URGENT = list(RemitState)


@dataclass(frozen=True)
class DocumentVersions:
    """A group's terms of reference, or its work plan, the newest version first. `in_force` is the one that was agreed
    last, which the group works by while the newest waits to be agreed; None where the newest is agreed, or none is."""

    called: str
    newest: BodyDocument
    in_force: BodyDocument | None
    earlier: tuple[BodyDocument, ...]

    @property
    def standing(self) -> list[BodyDocument]:
        """Those of which it counts when they are agreed or reviewed."""
        return [self.newest, *([self.in_force] if self.in_force else [])]


def documents_of(person, body: Body) -> list[DocumentVersions]:
    """Each document of a group that has a version; one query."""
    return _versions(BodyDocument.objects.visible_to(person).filter(body=body))


def _versions(rows: BodyDocumentQuerySet) -> list[DocumentVersions]:
    found: dict[tuple[int, str], list[BodyDocument]] = {}
    for row in rows.standing().for_page():
        found.setdefault((row.body_id, row.document), []).append(row)
    versions = []
    for newest, *earlier in found.values():
        agreed = None if newest.agreed_on else next((row for row in earlier if row.agreed_on), None)
        others = tuple(row for row in earlier if row != agreed)
        versions.append(DocumentVersions(newest.get_document_display(), newest, agreed, others))
    return versions


@dataclass(frozen=True)
class RemitsDue:
    """Documents of groups that wait to be agreed, or whose review is overdue or due soon, what presses first; and the
    groups of which no terms of reference are recorded, on a board that records them."""

    documents: list[BodyDocument]
    without: list[Body]


def remits_due(person, bodies: Iterable[Body]) -> RemitsDue:
    """Of the groups given, which have not ended; one query."""
    groups = {body.pk: body for body in bodies if body.has_terms}
    found = _versions(BodyDocument.objects.visible_to(person).filter(body__in=groups))
    due = [row for each in found for row in each.standing if row.needs_a_look]
    due.sort(key=lambda row: (URGENT.index(row.state), row.review_due_on or clock.day_of(row.at), row.pk))
    recorded = {each.newest.body_id for each in found if each.newest.document == BodyDocument.Document.TERMS}
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
