"""A document becomes a plan, or a list beside it: handed in, looked at, corrected, taken in; and taken out again."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from lscb.importing.kinds import kind_called
from lscb.importing.lists import ListKind
from lscb.importing.pages import DraftPages, ListPages
from lscb.tables.content import from_json
from lscb.wording import number_of
from lscb.words import sentence_lower
from plans import operations
from plans.forms.importing import ActionRowForm, EditionForm, column_choices
from plans.models import Action, ImportDraft, Plan
from plans.operations.importing import ACTIONS
from plans.selectors.importing import (
    ANOTHER,
    CHANGE,
    LEAVE,
    Match,
    RowHere,
    decided_for,
    known_for,
    matches_of,
    moves_of,
    not_in_document,
    read_draft,
    too_long,
)
from plans.views.pages import plan_or_404


@dataclass
class Shown:
    """A row of the preview. `becomes` is what is done with one that the plan has in other words, else empty."""

    here: RowHere
    kept: bool
    match: Match | None
    becomes: str
    corrected: bool
    correct_url: str = ""

    @property
    def row(self):
        return self.here.row

    @property
    def key(self) -> str:
        return self.here.row.key

    @property
    def called(self) -> str:
        return self.here.row.ref

    @property
    def there(self) -> Action | None:
        """The action that says the same."""
        return self.match.action if self.match and not self.match.changes else None

    @property
    def alike(self) -> Match | None:
        return self.match if self.match and self.match.changes else None

    @property
    def is_new(self) -> bool:
        return self.kept and (self.match is None or self.becomes == ANOTHER)

    @property
    def is_changed(self) -> bool:
        return self.kept and self.becomes == CHANGE

    @property
    def taken(self) -> bool:
        return self.is_new or self.is_changed

    @property
    def has_parts(self) -> bool:
        """Whether its tasks say more than its own words do."""
        return not all(task in self.here.row.text for task in self.here.row.tasks)


class ActionPages(DraftPages):
    """The pages of a document that is read as the plan itself."""

    kind = ACTIONS
    looking = "plans/import_look.html"
    whole: Plan

    def keep(self, document, name, by):
        return operations.keep_document(plan=self.whole, document=document, name=name, by=by)

    def listed_words(self):
        many = sentence_lower(self.whole.action_label_plural)
        return {
            "title": f"Import {many}",
            "lede": f"Hand in the document of {self.whole} as it is. A later edition shows what differs.",
        }

    def rows(self, draft):
        known = known_for(draft.board, draft.plan, draft.columns)
        read, rows = read_draft(from_json(draft.document), known, corrected=draft.corrected)
        matches = matches_of(draft.plan, rows, read, draft.corrected) if draft.is_open else {}
        return read, [
            Shown(
                each,
                kept=each.row.key not in draft.dropped,
                match=(match := matches.get(each.row.key)),
                becomes=decided_for(draft, each.row.key, match) if match and match.changes else "",
                corrected=each.row.key in draft.corrected,
            )
            for each in rows
        ]

    def look_words(self, draft, read, rows):
        plan = self.whole
        new, changed = sum(each.is_new for each in rows), sum(each.is_changed for each in rows)
        taken = [each for each in rows if each.taken]
        before = plan.actions.counted().count()
        many = sentence_lower(plan.action_label_plural)
        return {
            "many_words": many,
            "choices": column_choices(plan),
            "becoming": ((CHANGE, "Change it"), (LEAVE, "Leave it as it is"), (ANOTHER, "Add as another")),
            "words": plan.rating_words(),
            "new": new,
            "changed": changed,
            "taken": self._counted(rows),
            "left_out": sum(not each.kept for each in rows),
            "there": sum(each.there is not None for each in rows),
            "unclear": sum(bool(each.alike) and each.kept and each.becomes == LEAVE for each in rows),
            "odd": sum(bool(each.here.oddities) for each in taken),
            "sections": len({each.row.section for each in taken if each.row.section}),
            "before": before,
            "after": before + new,
            "too_long": [said for each in taken if (said := too_long(each.row))],
            "gone": self._gone(draft, rows),
        }

    def _counted(self, rows: list[Shown]) -> str:
        """How many are added and changed, as a button and a question say it; empty where nothing is."""
        one, many = (
            sentence_lower(label) for label in (self.whole.action_label, self.whole.action_label_plural)
        )
        new, changed = sum(each.is_new for each in rows), sum(each.is_changed for each in rows)
        said = [number_of(new, one, many)] if new else []
        said += [f"{number_of(changed, 'change', 'changes')}"] if changed else []
        return " and ".join(said)

    @staticmethod
    def _gone(draft: ImportDraft, rows: list[Shown]) -> list[Action]:
        """What the plan has and a later edition has not."""
        return not_in_document(draft.plan, [each.match.action for each in rows if each.match])

    def chosen(self, posted, draft):
        known = {CHANGE, LEAVE, ANOTHER}
        becomes = {
            name[7:]: value
            for name, value in posted.items()
            if name.startswith("choice:") and value in known and value != posted.get(f"had:{name[7:]}")
        }
        return super().chosen(posted, draft) | {"choices": draft.choices | becomes}

    def row_form(self, data, draft, row):
        return ActionRowForm(data, draft=draft, row=row)

    def decide_form(self, data, draft, rows):
        moves = moves_of(self.whole, [each.alike for each in rows if each.is_changed and each.alike])
        return EditionForm(data, draft=draft, moves=moves, gone=self._gone(draft, rows))

    def decided(self, form):
        return form.decided()

    def take_in_words(self, draft, rows):
        changed = any(each.is_changed for each in rows)
        says = "You can undo what it adds until something is said about one of them."
        if changed:
            says += " What it changes is changed back on the page of each, as any other change is."
        return {
            "question": f"Take {self._counted(rows) or 'nothing new'} into {self.whole}?",
            "odd": sum(bool(each.here.oddities) for each in rows if each.taken),
            "says": says,
        }

    def end_words(self, draft):
        actions = sentence_lower(self.whole.action_label_plural)
        sections = sentence_lower(self.whole.section_label_plural)
        says = (
            f"What it put into the plan goes: its {actions}, and the {sections} that nothing else stands in. The "
            "history of the plan keeps that they were there."
        )
        if draft.made.get("changed") or draft.made.get("withdrawn"):
            says += " What it changed or withdrew stays so: that is undone on the page of each."
        return {"question": f"Take “{draft}” out of {self.whole} again?", "says": says}


def _pages(request, plan_slug: str, kind: str) -> DraftPages:
    plan = plan_or_404(request, plan_slug)
    where = {
        "whole": plan,
        "drafts": ImportDraft.objects.visible_to(request.user)
        .filter(plan=plan)
        .select_related("plan__board"),
        "routes": "plans:import",
        "args": [plan.slug],
        "plan": plan,
    }
    if kind == ACTIONS.name:
        back = plan.get_absolute_url(), "See the plan"
        return ActionPages(**where, back=back)
    try:
        found = kind_called(kind)
    except KeyError as unknown:
        raise Http404("There is no such list.") from unknown
    if not isinstance(found, ListKind) or found.of != "plan":
        raise Http404("There is no such list.")
    route, words = found.page
    return ListPages(found, **where, back=(reverse(route, args=[plan.slug]), words))


def _of_draft(request, plan_slug: str, pk: int) -> DraftPages:
    """The pages of the kind of document that a draft is."""
    plan = plan_or_404(request, plan_slug)
    drafts = ImportDraft.objects.visible_to(request.user).filter(plan=plan)
    draft = get_object_or_404(drafts.only("kind"), pk=pk)
    return _pages(request, plan_slug, draft.kind)


def import_list(request, plan_slug):
    """Hand in the document of the plan."""
    return _pages(request, plan_slug, ACTIONS.name).hand_in(request)


def import_of(request, plan_slug, kind):
    """Hand in a list that stands beside the plan."""
    return _pages(request, plan_slug, kind).hand_in(request)


def import_look(request, plan_slug, pk):
    """Look at what was handed in."""
    return _of_draft(request, plan_slug, pk).look(request, pk)


def import_row(request, plan_slug, pk, row):
    """Correct one row."""
    return _of_draft(request, plan_slug, pk).row(request, pk, row)


def import_take_in(request, plan_slug, pk):
    """Take it in."""
    return _of_draft(request, plan_slug, pk).take_in(request, pk)


def import_end(request, plan_slug, pk):
    """Put it aside, or take it out again."""
    return _of_draft(request, plan_slug, pk).end(request, pk)
