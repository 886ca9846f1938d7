"""A document becomes a plan: handed in, looked at row by row, corrected, taken in; and taken out again."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.tables.content import from_json
from lscb.web.pages import form_page
from lscb.web.waiting import gone_on
from lscb.wording import number_of
from lscb.words import sentence_lower
from lscb.work import background
from plans import operations, tasks
from plans.forms.importing import DecideForm, HandInForm, RowForm, column_choices
from plans.models import Action, ImportDraft, Plan
from plans.rules.importing import LEFT_OUT, Column, ColumnRead
from plans.selectors.importing import (
    Alike,
    RowHere,
    alike_there,
    already_there,
    known_for,
    not_in_document,
    read_draft,
    too_long,
    why_not_taken_out,
)
from plans.views.pages import plan_or_404

ROWS_ON_A_PAGE = 100


def import_list(request, plan_slug):
    """Hand in a document, or go on with one that was handed in."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    too_large = getattr(request, "upload_too_large", False)
    form = HandInForm(*_sent(request), too_large=too_large)
    if form.is_valid():
        try:
            document, name = form.read()
            draft = operations.keep_document(plan=plan, document=document, name=name, by=request.user)
        except Refused as refused:
            form.add_error("pasted" if form.cleaned_data["pasted"] else "file", " ".join(refused.messages))
        else:
            return redirect("plans:import-look", plan.slug, draft.pk)
    drafts = ImportDraft.objects.visible_to(request.user).filter(plan=plan).defer("document")
    return form_page(request, "plans/import_list.html", {"plan": plan, "drafts": drafts}, form)


def _sent(request):
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _draft_or_404(request, plan: Plan, pk: int) -> ImportDraft:
    drafts = ImportDraft.objects.visible_to(request.user).filter(plan=plan)
    draft = get_object_or_404(drafts.select_related("plan__board"), pk=pk)
    require(request.user, Verb.EDIT_PLAN, draft)
    return draft


@dataclass(frozen=True)
class Shown:
    """A row of the preview."""

    here: RowHere
    kept: bool
    there: Action | None
    alike: Alike | None
    corrected: bool

    @property
    def has_parts(self) -> bool:
        """Whether its tasks say more than its own words do."""
        return not all(task in self.here.row.text for task in self.here.row.tasks)


def _shown(draft: ImportDraft):
    """The document as read, and all of its rows as they would be; those that are left out too."""
    known = known_for(draft.board, draft.plan, draft.columns)
    read, rows = read_draft(from_json(draft.document), known, corrected=draft.corrected)
    there = already_there(draft.plan, rows)
    alike = alike_there(draft.plan, rows, there) if draft.state == ImportDraft.State.OPEN else {}
    shown = [
        Shown(
            each,
            kept=each.row.key not in draft.dropped,
            there=there.get(each.row.key),
            alike=alike.get(each.row.key),
            corrected=each.row.key in draft.corrected,
        )
        for each in rows
    ]
    return read, shown


def import_look(request, plan_slug, pk):
    """Each row as it will be, the columns above it, and all that was not placed; what is ticked is saved."""
    plan = plan_or_404(request, plan_slug)
    draft = _draft_or_404(request, plan, pk)
    form = DecideForm(request.POST if request.method == "POST" else None, expected=draft.version)
    if form.is_valid():
        try:
            operations.correct_document(draft=draft, by=request.user, **_chosen(request.POST, draft))
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Saved. The rows below are as the document is read now.")
            return redirect(f"{request.path}?page={request.POST.get('page', '1')}")
    read, shown = _shown(draft)
    page = Paginator(shown, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    taken = [each for each in shown if each.kept and not each.there]
    context = {
        "plan": plan,
        "draft": draft,
        "is_open": draft.state == ImportDraft.State.OPEN,
        "page_obj": page,
        "read": read,
        "columns": _once_each([each for each in read.columns if each.of_plan], draft),
        "other_columns": _once_each([each for each in read.columns if not each.of_plan], draft),
        "choices": column_choices(plan),
        "words": plan.rating_words(),
        "taken": len(taken),
        "left_out": sum(not each.kept for each in shown),
        "there": sum(each.there is not None for each in shown),
        "odd": sum(bool(each.here.oddities) for each in taken),
        "sections": len({each.here.row.section for each in taken if each.here.row.section}),
        "before": plan.actions.counted().count(),
        "wrong": [said for each in taken if (said := too_long(each.here.row))],
        "alike": sum(each.alike is not None for each in shown),
        "gone": not_in_document(plan, _found(shown)) if draft.state == ImportDraft.State.OPEN else [],
        "taken_in": draft.state == ImportDraft.State.TAKEN_IN,
    }
    context["after"] = context["before"] + context["taken"]
    return form_page(request, "plans/import_look.html", context, form)


def _found(shown: list[Shown]) -> list[Action]:
    """The actions of the plan that rows of the document are, in the same words or in others."""
    found = [each.there or (each.alike.action if each.alike else None) for each in shown]
    return [action for action in found if action]


def _once_each(columns: list[ColumnRead], draft: ImportDraft) -> list[tuple[ColumnRead, str]]:
    """Columns of one heading once, with what is chosen for them now."""
    once = {column.key: column for column in reversed(columns)}
    found = [each for each in columns if once[each.key] is each]
    return [(each, each.column or draft.columns.get(each.key) or LEFT_OUT) for each in found]


def _chosen(posted, draft: ImportDraft) -> dict:
    """What is typed on the page of the preview: which column is which, and which of the rows shown are kept."""
    allowed = {*map(str, Column), LEFT_OUT}
    columns = dict(draft.columns)
    for name, value in posted.items():
        if name.startswith("column:") and value in allowed and value != posted.get(f"was:{name[7:]}"):
            columns[name[7:][:200]] = value
    seen = set(posted.getlist("shown"))
    dropped = (set(draft.dropped) - seen) | (seen - set(posted.getlist("keep")))
    return {"columns": columns, "dropped": dropped}


def import_row(request, plan_slug, pk, row):
    """Correct what one row says."""
    plan = plan_or_404(request, plan_slug)
    draft = _draft_or_404(request, plan, pk)
    _, shown = _shown(draft)
    place = next((at for at, each in enumerate(shown) if each.here.row.key == row), None)
    if place is None:
        raise Http404("There is no such row.")
    found = shown[place].here.row
    form = RowForm(request.POST if request.method == "POST" else None, draft=draft, row=found)
    back = f"{reverse('plans:import-look', args=[plan.slug, draft.pk])}?page={place // ROWS_ON_A_PAGE + 1}"
    if form.is_valid():
        said = {**draft.corrected.get(row, {}), **form.corrections()}
        try:
            operations.correct_document(
                draft=draft, by=request.user, corrected={**draft.corrected, row: said}
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{found.ref or 'The row'} is corrected.")
            return redirect(f"{back}#row-{row}")
    context = {"plan": plan, "draft": draft, "back": back, "row": found}
    return form_page(request, "plans/import_row.html", context, form)


def import_take_in(request, plan_slug, pk):
    """Put what is kept into the plan, in the background: it takes some seconds."""
    plan = plan_or_404(request, plan_slug)
    draft = _draft_or_404(request, plan, pk)
    look = reverse("plans:import-look", args=[plan.slug, draft.pk])
    if draft.state != ImportDraft.State.OPEN:
        return redirect(look)
    form = DecideForm(request.POST if request.method == "POST" else None, expected=draft.version)
    if form.is_valid():
        job = background.start(
            tasks.take_in_document,
            title=f"Taking in “{draft}”",
            by=request.user,
            opens=look,
            draft_id=draft.pk,
            version=draft.version,
        )
        return gone_on(request, job)
    _, shown = _shown(draft)
    taken = [each for each in shown if each.kept and not each.there]
    context = {
        "plan": plan,
        "draft": draft,
        "said": number_of(
            len(taken), sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural)
        ),
        "odd": sum(bool(each.here.oddities) for each in taken),
        "look": look,
    }
    return form_page(request, "plans/import_take_in.html", context, form)


def import_end(request, plan_slug, pk):
    """Take nothing of a document in; or, once it was taken in, undo that."""
    plan = plan_or_404(request, plan_slug)
    draft = _draft_or_404(request, plan, pk)
    form = DecideForm(request.POST if request.method == "POST" else None, expected=draft.version)
    was_in = draft.state == ImportDraft.State.TAKEN_IN
    if form.is_valid():
        try:
            (operations.take_out if was_in else operations.discard_document)(draft=draft, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done = "is taken out of the plan again" if was_in else "is put aside; nothing of it is taken in"
            messages.success(request, f"“{draft}” {done}.")
            return redirect("plans:import-list", plan.slug)
    context = {
        "plan": plan,
        "draft": draft,
        "was_in": was_in,
        "why_not": why_not_taken_out(draft) if was_in else "",
    }
    return form_page(request, "plans/import_end.html", context, form)
