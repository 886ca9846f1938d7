"""The scrutineer's log: what independent scrutiny found, each with its response and what came of it."""

from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from lscb import clock
from lscb.errors import Refused
from lscb.ordering import by_letters
from lscb.permissions import Verb, allows, require
from lscb.web.back import Shows, shows
from lscb.web.pages import form_page, say_saved
from lscb.words import own_words
from plans import operations
from plans.forms.base import SeenForm
from plans.forms.decisions import ReasonForm
from plans.forms.scrutiny import (
    USUAL_SOURCES,
    AnswerScrutinyForm,
    ChangeScrutinyForm,
    CloseScrutinyForm,
    ScrutinyForm,
)
from plans.forms.scrutiny_filter import ScrutinyFilter
from plans.models import Plan, ScrutinyEntry
from plans.views.pages import plan_or_404
from plans.views.saved_views import keeps_views, views_of


@shows(Shows.DECISIONS)
def scrutiny_list(request, plan_slug):
    """The entries of the log that its filter asks for."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    chosen = chosen_scrutiny(request, plan, request.GET)
    entries = chosen.sorting.rows(chosen.qs)
    states = [entry.state for entry in entries]
    context = {
        "plan": plan,
        "filter": chosen,
        "form_refused": not chosen.is_valid(),
        "entries": entries,
        "counts": [(words, states.count(state)) for state, words in ScrutinyEntry.State.choices],
        "late": sum(1 for entry in entries if entry.days_late),
        "may_write": allows(request.user, Verb.KEEP_SCRUTINY, plan.board),
        "views": views_of(request, plan, "scrutiny"),
    }
    return render(request, "plans/scrutiny_list.html", context)


@keeps_views("scrutiny", "Scrutineer’s log", "plans:scrutiny-list")
def chosen_scrutiny(request, plan: Plan, asked: QueryDict) -> ScrutinyFilter:
    log = ScrutinyEntry.objects.visible_to(request.user).filter(board=plan.board_id)
    return ScrutinyFilter(asked, log, plan=plan)


def scrutiny_add(request, plan_slug):
    """Write an entry of the log."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.KEEP_SCRUTINY, plan.board)
    form = ScrutinyForm(
        request.POST if request.method == "POST" else None,
        plan=plan,
        initial={"action": request.GET.get("action", ""), "seen_on": clock.today()},
    )
    if form.is_valid():
        try:
            entry = operations.write_scrutiny(board=plan.board, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Written: nobody else sees it until you share it.", form)
            return redirect(entry.page_in(plan))
    context = {"plan": plan, "sources": _sources(plan)}
    return form_page(request, "plans/scrutiny_write.html", context, form)


def scrutiny_change(request, plan_slug, pk):
    """Say an entry again; what is shared with the reason."""
    plan, entry = _entry_or_404(request, plan_slug, pk)
    require(request.user, Verb.KEEP_SCRUTINY, entry)
    form = ChangeScrutinyForm(request.POST if request.method == "POST" else None, plan=plan, entry=entry)
    if form.is_valid():
        try:
            operations.change_scrutiny(entry=entry, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Changed.", form)
            return redirect(entry.page_in(plan))
    context = {"plan": plan, "entry": entry, "href": entry.page_in(plan), "sources": _sources(plan)}
    return form_page(request, "plans/scrutiny_write.html", context, form)


def scrutiny_detail(request, plan_slug, pk):
    """One entry: its writer shares it here; the board team records the response, and closes it."""
    plan, entry = _entry_or_404(request, plan_slug, pk)
    require(request.user, Verb.VIEW, entry)
    step = request.POST.get("step", "")
    if request.method == "POST":
        verb = Verb.KEEP_SCRUTINY if step == "share" else Verb.SETTLE_SCRUTINY
        require(request.user, verb, entry)

    def sent(name):
        return request.POST if step == name else None

    again = "Say why it is opened again."
    forms = {
        "share": SeenForm(sent("share"), prefix="share", expected=entry.changed_at),
        "answer": AnswerScrutinyForm(sent("answer"), prefix="answer", entry=entry),
        "close": CloseScrutinyForm(sent("close"), prefix="close", entry=entry),
        "reopen": ReasonForm(sent("reopen"), prefix="reopen", label="Why is it opened again?", missing=again),
    }
    form = forms.get(step)
    if form is not None and form.is_valid():
        do, said = _STEPS[step]
        with_plan = {"plan": plan} if step == "share" else {}
        try:
            do(entry=entry, by=request.user, **with_plan, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, own_words(said, plan.own_words), form)
            return redirect(entry.page_in(plan))
    context = {
        "plan": plan,
        "entry": entry,
        "forms": forms,
        "may_write": allows(request.user, Verb.KEEP_SCRUTINY, entry) and not entry.response,
        "may_settle": allows(request.user, Verb.SETTLE_SCRUTINY, entry) and entry.is_shared and entry.asks,
    }
    return form_page(request, "plans/scrutiny_detail.html", context, form)


_STEPS = {
    "share": (operations.share_scrutiny, "Shared with everybody who reads the board."),
    "answer": (operations.answer_scrutiny, "Response recorded."),
    "close": (operations.close_scrutiny, "Closed."),
    "reopen": (operations.reopen_scrutiny, "Opened again."),
}


def _entry_or_404(request, plan_slug: str, pk: int) -> tuple[Plan, ScrutinyEntry]:
    plan = plan_or_404(request, plan_slug)
    log = ScrutinyEntry.objects.visible_to(request.user).filter(board=plan.board_id)
    return plan, get_object_or_404(log.for_page(), pk=pk)


def _sources(plan: Plan) -> list[str]:
    """How things were looked at before on this board, and how they usually are."""
    used = ScrutinyEntry.objects.filter(board=plan.board_id).shared().values_list("source", flat=True)
    return sorted({*USUAL_SOURCES, *used}, key=by_letters)
