"""A group's terms of reference and work plan: versions added, dated, opened and withdrawn; and which actions serve what
it is for.
"""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.pages import form_page, say_saved
from lscb.wording import number_of
from plans import operations
from plans.forms.remit import BodyDocumentForm, DateDocumentForm, FunctionsForm
from plans.models import Action, BodyDocument, Plan, PlanEvent
from plans.operations import FunctionLink
from plans.views.evidence import file_response, withdrawn_with_reason
from plans.views.pages import plan_or_404
from subgroups.models import Body

PAGE = 25  # actions


def document_add(request, plan_slug, pk):
    """Add a version of a group's terms of reference or work plan."""
    plan, body = _group(request, plan_slug, pk)
    if not body.has_terms:
        raise Http404
    require(request.user, Verb.KEEP_REMIT, body)
    form = BodyDocumentForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        body=body,
        too_large=getattr(request, "upload_too_large", False),
    )
    if form.is_valid():
        try:
            document = operations.add_body_document(body=body, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{body.name}: {document} added.", form)
            return redirect(_page_of(plan, body))
    context = {"plan": plan, "body": body, "back": _page_of(plan, body)}
    return form_page(request, "plans/group_document_add.html", context, form)


def document_agree(request, plan_slug, pk):
    """When a version was agreed, and when its review is due."""
    plan, document = _document(request, plan_slug, pk)
    require(request.user, Verb.KEEP_REMIT, document.body)
    form = DateDocumentForm(request.POST if request.method == "POST" else None, document=document)
    if form.is_valid():
        try:
            operations.date_body_document(document=document, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{document.title}: {document.stands}.", form)
            return redirect(_page_of(plan, document.body))
    context = {"document": document, "back": _page_of(plan, document.body)}
    return form_page(request, "plans/group_document_agree.html", context, form)


def document_file(request, plan_slug, pk):
    """The file of a version, to be kept or opened elsewhere."""
    _, document = _document(request, plan_slug, pk)
    require(request.user, Verb.VIEW, document)
    if not document.file:
        raise Http404
    return file_response(request, document, event=PlanEvent.BODY_DOCUMENT_TAKEN)


def document_withdraw(request, plan_slug, pk):
    """Take a version away that should not be there, with the reason."""
    plan, document = _document(request, plan_slug, pk)
    require(request.user, Verb.KEEP_REMIT, document.body)
    return withdrawn_with_reason(
        request,
        document,
        partial(operations.withdraw_body_document, document=document),
        back=_page_of(plan, document.body),
        template="plans/group_document_withdraw.html",
        context={"document": document, "back": _page_of(plan, document.body)},
    )


def functions(request, plan_slug, pk):
    """Tick for each action that a group owns which of its functions it serves; saved all at once."""
    plan, body = _group(request, plan_slug, pk)
    require(request.user, Verb.KEEP_REMIT, body)
    if plan.is_archived:  # the group lives on, the plan does not
        raise PermissionDenied
    owned = Action.objects.visible_to(request.user).filter(plan=plan).counted().owned_by(body)
    owned = owned.called_apart().in_plan_order().prefetch_related("functions")
    page = Paginator(owned, PAGE).get_page(request.GET.get("page"))
    form = FunctionsForm(
        request.POST if request.method == "POST" else None,
        actions=page.object_list,
        functions=list(body.functions.all()),
    )
    if form.is_valid():
        links = [FunctionLink(*chosen) for chosen in form.chosen()]
        try:
            changed = operations.link_functions(plan=plan, body=body, links=links, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = number_of(changed, "link", "links")
            say_saved(request, f"{said} changed." if changed else "Nothing was changed.", form)
            return redirect(_page_of(plan, body))
    context = {"plan": plan, "body": body, "page_obj": page, "back": _page_of(plan, body)}
    return form_page(request, "plans/group_functions.html", context, form)


def _page_of(plan: Plan, body: Body) -> str:
    return f"{reverse('plans:group-detail', args=[plan.slug, body.pk])}#functions"


def _group(request, plan_slug, pk) -> tuple[Plan, Body]:
    plan = plan_or_404(request, plan_slug)
    bodies = Body.objects.visible_to(request.user).filter(board=plan.board_id).select_related("board")
    return plan, get_object_or_404(bodies, pk=pk)


def _document(request, plan_slug, pk) -> tuple[Plan, BodyDocument]:
    plan = plan_or_404(request, plan_slug)
    rows = BodyDocument.objects.visible_to(request.user).filter(body__board=plan.board_id)
    return plan, get_object_or_404(rows.standing().for_page(), pk=pk)
