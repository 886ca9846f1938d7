"""Views of lists under a name: saved, opened, shared by the board team, called otherwise and removed.

A view is kept as what the filters of its list ask for. Each list says once how a query is read (`keeps_views`), so that
a view leads to that list alone, with what its filters know.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb.errors import Refused
from lscb.permissions import Role, Verb, allows, require
from lscb.web.filters import InWords
from lscb.web.pages import form_page, say_saved
from lscb.words import own_words
from plans import operations
from plans.forms.saved_views import ViewForm
from plans.models import Plan, SavedView
from plans.views.pages import plan_or_404

Reads = Callable[[Any, Plan, QueryDict], InWords]


@dataclass(frozen=True)
class ListKind:
    """A list of which views are saved.

    :param name: in URLs, and in the view.
    :param words: what the list is called, in our words.
    :param route: its page.
    :param reads: its filters as a query fills them in.
    """

    name: str
    words: str
    route: str
    reads: Reads


_kinds: dict[str, ListKind] = {}


def keeps_views(name: str, words: str, route: str) -> Callable[[Reads], Reads]:
    """Let views be saved of a list; on the function that reads its filters, which is given request, plan and query."""

    def mark(reads: Reads) -> Reads:
        _kinds[name] = ListKind(name, words, route, reads)
        return reads

    return mark


def views_of(request, plan: Plan, kind: str) -> dict[str, Any]:
    """What a list shows of its views: the person's own, and those that are shared; one query.

    `now` is the one that the list shows; `query` what it would be saved with.
    """
    found = SavedView.objects.visible_to(request.user).filter(board=plan.board_id).of_list(kind)
    views = list(found)
    asked = {name: values for name, values in request.GET.lists() if name != "page" and any(values)}
    return {
        "kind": kind,
        "own": [each for each in views if each.person_id == request.user.pk],
        "shared": [each for each in views if each.person_id != request.user.pk],
        "now": next((each for each in views if each.asked == asked), None),
        "asks": bool(asked),
        "query": _query(asked).urlencode(),
    }


def view_list(request, plan_slug):
    """A person's views of every list, and those that the board team shares."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    shares = allows(request.user, Verb.EDIT_PLAN, plan.board)
    views = SavedView.objects.visible_to(request.user).filter(board=plan.board_id).for_page()
    by_list = [(kind, [each for each in views if each.kind == kind.name]) for kind in _kinds.values()]
    context = {
        "plan": plan,
        "lists": [
            (
                own_words(kind.words, plan.own_words),
                reverse(kind.route, args=[plan.slug]),
                [(each, shares or each.person_id == request.user.pk) for each in those],
            )
            for kind, those in by_list
        ],
        "total": len(views),
    }
    return render(request, "plans/view_list.html", context)


def view_add(request, plan_slug, kind):
    """Save a list, as the query filters and sorts it, under a name."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    if request.user.roles_on(plan.board) <= {Role.OPENED}:
        raise PermissionDenied  # whoever has the board opened to them reads it, and leaves nothing there
    listed = _kind_or_404(kind)
    chosen = listed.reads(request, plan, request.GET)
    asked, lost = _known(chosen.form, request.GET)
    if lost:
        chosen = listed.reads(request, plan, _query(asked))
    page = _address(listed, plan, asked)
    form = ViewForm(
        request.POST if request.method == "POST" else None,
        may_share=allows(request.user, Verb.EDIT_PLAN, plan.board),
    )
    if form.is_valid():
        try:
            view = operations.save_view(
                board=plan.board, kind=kind, asked=asked, by=request.user, **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{view} saved.", form)
            return redirect(page)
    context = {
        "plan": plan,
        "list": own_words(listed.words, plan.own_words),
        "chosen": chosen.chosen,
        "order": chosen.order_words,
        "page": page,
    }
    return form_page(request, "plans/view_add.html", context, form)


def view_open(request, plan_slug, pk):
    """The list as the view has it; what its filters do not know any more is left out, and that is said."""
    plan, view = _view_or_404(request, plan_slug, pk)
    require(request.user, Verb.VIEW, plan)
    listed = _kind_or_404(view.kind)
    kept = _query(view.asked)
    asked, lost = _known(listed.reads(request, plan, kept).form, kept)
    if lost:
        messages.info(
            request,
            f"{view} is shown without what is not there any more, or not in this plan: {'; '.join(lost)}.",
        )
    return redirect(_address(listed, plan, asked))


def view_change(request, plan_slug, pk):
    """Call a view otherwise, share it or remove it: whoever saved it, and of a shared one the board team."""
    plan, view = _view_or_404(request, plan_slug, pk)
    shares = allows(request.user, Verb.EDIT_PLAN, plan.board)
    if view.person_id != request.user.pk:
        require(request.user, Verb.EDIT_PLAN, plan.board)
    listed = _kind_or_404(view.kind)
    removes = "remove" in request.POST
    form = ViewForm(
        request.POST if request.method == "POST" and not removes else None,
        may_share=shares,
        initial={"name": view.name, "is_shared": view.is_shared},
    )
    if removes or form.is_valid():
        try:
            if removes:
                operations.remove_view(view=view, by=request.user)
            else:
                operations.change_view(
                    view=view, by=request.user, **({"is_shared": view.is_shared} | form.cleaned_data)
                )
        except Refused as refused:
            form = form if form.is_bound else ViewForm({}, may_share=shares)
            form.is_valid()
            form.refuse(refused)
        else:
            say_saved(request, f"{view} {'removed' if removes else 'changed'}.", form)
            return redirect("plans:view-list", plan.slug)
    context = {"plan": plan, "view": view, "list": own_words(listed.words, plan.own_words)}
    return form_page(request, "plans/view_change.html", context, form)


def _view_or_404(request, plan_slug: str, pk: int) -> tuple[Plan, SavedView]:
    plan = plan_or_404(request, plan_slug)
    views = SavedView.objects.visible_to(request.user).filter(board=plan.board_id)
    return plan, get_object_or_404(views.for_page(), pk=pk)


def _kind_or_404(kind: str) -> ListKind:
    if kind not in _kinds:
        raise Http404("There is no such list.")
    return _kinds[kind]


def _known(form: forms.Form, asked: QueryDict) -> tuple[dict[str, list[str]], list[str]]:
    """Of a query what a list's filters know, by their names; and the labels of those whose value they do not."""
    known, lost = {}, []
    for name, field in form.fields.items():
        values = [value for value in asked.getlist(name) if value]
        if isinstance(field, forms.MultipleChoiceField):
            offered = {str(key) for key, _ in field.choices}
            if set(values) - offered:
                lost.append(str(field.label))
            values = [value for value in values if value in offered]
        elif values and name in form.errors:
            lost.append(str(field.label))
            continue
        if values:
            known[name] = values
    return known, lost


def _query(asked: dict[str, Iterable[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in asked.items():
        query.setlist(name, list(values))
    return query


def _address(listed: ListKind, plan: Plan, asked: dict[str, list[str]]) -> str:
    page, query = reverse(listed.route, args=[plan.slug]), _query(asked).urlencode()
    return f"{page}?{query}" if query else page
