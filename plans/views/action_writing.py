"""Typing the plan in the browser: an action added, or corrected."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from lscb.lookups import key_in
from lscb.permissions import Verb, require
from lscb.web.back import Shows, way_back
from lscb.wording import long_date
from plans import operations
from plans.forms.action_writing import ActionForm
from plans.models import Action, Plan
from plans.operations.actions import last_change
from plans.selectors.as_typed import next_reference, owner_names, read_as_typed
from plans.views.pages import plan_or_404


def action_add(request, plan_slug):
    """Type an action of the plan; the words of "who" and "when" are read while they are typed."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    form = _form(request, plan, initial=_start_of(request, plan))
    if _only_asks(request):
        return _page(request, plan, form)
    if form.is_valid():
        try:
            action = operations.add_action(
                action=form.put_into(Action(plan=plan)),
                measures=form.cleaned_data.get("measures", ()),
                by=request.user,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            _tell(request, action, "added")
            if "another" not in request.POST:
                return redirect(action)
            section = f"?section={action.section_id}" if action.section_id else ""
            return redirect(reverse("plans:action-add", args=[plan.slug]) + section)
    return _page(request, plan, form)


def action_change(request, plan_slug, pk):
    """Correct what was typed of an action. Its rating, dates agreed and history stay."""
    plan = plan_or_404(request, plan_slug)
    actions = Action.objects.visible_to(request.user).filter(plan=plan).select_related("plan__board")
    action = get_object_or_404(actions, pk=pk)
    require(request.user, Verb.EDIT_PLAN, action)
    seen = last_change(action)
    form = _form(request, plan, action=action, initial=ActionForm.values_of(action) | {"seen": seen or ""})
    if _only_asks(request):
        return _page(request, plan, form, action)
    theirs = None
    if form.is_valid():
        try:
            operations.change_action(
                action=form.put_into(action),
                last_seen=key_in(form.cleaned_data["seen"]),
                moves=form.cleaned_data["moves"],
                moves_because=form.cleaned_data["moves_because"],
                measures=form.cleaned_data.get("measures"),
                by=request.user,
            )
        except ChangedMeanwhile as changed:
            theirs = changed.current
            form.data = form.data.copy()
            form.data["seen"] = str(seen or "")
            form.add_error(None, changed.messages)
        except Refused as refused:
            form.refuse(refused)
        else:
            asks = form.cleaned_data["when_text"] != action.when_text
            if not asks or {*form.changed_data} - {"when_text", "moves", "moves_because", "seen"}:
                _tell(request, action, "changed")
            if asks:
                messages.success(request, f"{action.called}: {_kept_words(action)}")
            return redirect(way_back(request, Shows.FINDINGS, action.get_absolute_url()))
        action = actions.get(pk=pk)  # as it is stored
    return _page(request, plan, form, action, theirs)


def _only_asks(request) -> bool:
    """Whether the person only wants to know how the words are read: in place, or by the button."""
    return request.method == "POST" and (bool(request.htmx) or "preview" in request.POST)


def _form(request, plan: Plan, *, initial: dict, action: Action | None = None) -> ActionForm:
    if _only_asks(request):  # shown as typed, and nothing is checked yet
        return ActionForm(plan=plan, action=action, initial=initial | request.POST.dict())
    return ActionForm(
        request.POST if request.method == "POST" else None, plan=plan, action=action, initial=initial
    )


def _start_of(request, plan: Plan) -> dict:
    """The section that the address names, and the reference that follows the last one there."""
    section = plan.sections.filter(pk=key_in(request.GET.get("section", ""))).first()
    if section is None and plan.sections.exists():
        return {}
    return {"section": section and section.pk, "label": next_reference(plan, section)}


def _page(request, plan, form, action=None, theirs=None):
    context = {
        "plan": plan,
        "action": action,
        "form": form,
        "form_refused": form.is_bound and bool(form.errors),
        "theirs": theirs,
        "read": read_as_typed(plan, **form.read_words, action=action),
        "following": "" if action or form["label"].value() else next_reference(plan, form.section_typed),
        "agreed": bool(action and action.date_changes.agreed().exists()),
    }
    if request.htmx:
        return render(request, "plans/_as_read.html", context)
    context["owner_names"] = owner_names(plan.board_id)
    return render(request, "plans/action_write.html", context, status=422 if context["form_refused"] else 200)


def _kept_words(action: Action) -> str:
    """What is told where new words for "when" became a new date asked for."""
    asked = action.date_changes.waiting().latest("asked_at")
    return (
        f"{long_date(asked.to_date)} is asked for. Until a meeting agrees it, “{action.when_text}” stays as printed "
        "and lateness is measured against the date it has."
    )


def _tell(request, action: Action, what: str) -> None:
    """Say what was saved and how it was read."""
    name = action.reference or action.plan.action_label
    read = read_as_typed(action.plan, when=action.when_text, who=action.who_text)
    messages.success(request, f"{name} {what}. {read.line}".strip())
