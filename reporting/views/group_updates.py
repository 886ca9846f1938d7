"""The update that each group owes to a meeting: where each stands, writing one, its file, who is not asked."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page, question_page
from lscb.wording import listed
from plans.models import Plan
from plans.views.evidence import file_response
from plans.views.pages import plan_or_404
from reporting import operations
from reporting.forms.board_reports import ExcuseForm, GroupUpdateForm
from reporting.models import DueReport, GroupUpdate, ReportingEvent
from reporting.operations.group_updates import highlight_for
from reporting.selectors.group_updates import AskedGroup, asked_of


def _due_or_404(request, plan_slug: str, pk: int) -> tuple[Plan, DueReport]:
    plan = plan_or_404(request, plan_slug)
    found = DueReport.objects.visible_to(request.user).of_each_group()
    found = found.filter(obligation__planned_report__plan__board=plan.board_id)
    return plan, get_object_or_404(found, pk=pk)


def _asked_or_404(request, plan_slug: str, pk: int, body: int) -> tuple[Plan, AskedGroup]:
    """A group that is asked, or has sent something."""
    plan, due = _due_or_404(request, plan_slug, pk)
    for each in asked_of(DueReport.objects.of_each_group().filter(pk=due.pk)):
        if each.body.pk == body:
            return plan, each
    raise Http404("This group is not asked.")


def group_updates(request, plan_slug, due):
    """Where each group stands; the board team reminds those that are awaited."""
    plan, due = _due_or_404(request, plan_slug, due)
    may_chase = allows(request.user, Verb.PREPARE_REPORT, plan)
    refused = ""
    if request.method == "POST":
        require(request.user, Verb.PREPARE_REPORT, plan)
        try:
            reminded = operations.remind_groups(due=due, by=request.user)
        except Refused as refusal:
            refused = " ".join(refusal.messages)
        else:
            names = listed([body.name for body in reminded])
            said = (
                f"Reminded: {names}." if names else "None of these groups has anybody who can be written to."
            )
            messages.success(request, said)
            return redirect("reporting:group-updates", plan.slug, due.pk)
    asked = asked_of(DueReport.objects.of_each_group().filter(pk=due.pk))
    context = {
        "plan": plan,
        "due": due,
        "rows": [(each, allows(request.user, Verb.WRITE_HIGHLIGHT, each.body)) for each in asked],
        "missing": sum(each.is_missing for each in asked),
        "may_chase": may_chase,
        "refused": refused,
        "form_refused": bool(refused),
    }
    status = 422 if refused else 200
    return render(request, "reporting/group_updates.html", context, status=status)


def group_update(request, plan_slug, due, body_pk):
    """A group's update: words, a file or both. It begins with the group's highlight of the reporting period."""
    plan, asked = _asked_or_404(request, plan_slug, due, body_pk)
    require(request.user, Verb.WRITE_HIGHLIGHT, asked.body)
    if plan.is_archived:  # the body lives on, the plan does not
        raise PermissionDenied
    sent = asked.update if asked.update and asked.update.is_received else None
    highlight = None if sent else highlight_for(asked.due, asked.body)
    start = sent or highlight
    form = GroupUpdateForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        body=asked.body,
        asks=asked.due.meeting.body.name,
        there=sent.file_words if sent else "",
        too_large=getattr(request, "upload_too_large", False),
        initial={name: getattr(start, name) for name in GroupUpdate.FIELDS} if start else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            typed = {"keeps_file": True} | form.cleaned_data
            operations.send_group_update(due=asked.due, body=asked.body, by=request.user, **typed)
            messages.success(request, f"The update of {asked.body.label} is sent.")
            return redirect("reporting:group-updates", plan.slug, asked.due.pk)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"plan": plan, "asked": asked, "highlight": highlight, "sent": sent}
    return form_page(request, "reporting/group_update.html", context, form)


def group_update_file(request, plan_slug, due, body_pk):
    """The file, to be kept or opened elsewhere."""
    _, asked = _asked_or_404(request, plan_slug, due, body_pk)
    if not (asked.update and asked.update.sha256):
        raise Http404("It sent no file.")
    return file_response(request, asked.update, event=ReportingEvent.GROUP_UPDATE_FILE_TAKEN)


def group_excuse(request, plan_slug, due, body_pk):
    """A group is not asked this time, with the reason; or it is after all."""
    plan, asked = _asked_or_404(request, plan_slug, due, body_pk)
    require(request.user, Verb.PREPARE_REPORT, plan)
    update = asked.update
    form = ExcuseForm(request.POST if request.method == "POST" and "undo" not in request.POST else None)
    refused = ""
    if request.method == "POST":
        try:
            if "undo" in request.POST:
                if update is None:
                    raise Refused("This group was not excused.")
                operations.ask_group_after_all(update=update, by=request.user)
                messages.success(request, f"{asked.body.label} is asked after all.")
                return redirect("reporting:group-updates", plan.slug, asked.due.pk)
            if form.is_valid():
                operations.excuse_group(
                    due=asked.due, body=asked.body, reason=form.cleaned_data["reason"], by=request.user
                )
                messages.success(request, f"{asked.body.label} is not asked this time.")
                return redirect("reporting:group-updates", plan.slug, asked.due.pk)
        except Refused as refusal:
            if form.is_bound:
                form.refuse(refusal)
            else:
                refused = " ".join(refusal.messages)
    context = {"plan": plan, "asked": asked, "refused": refused}
    if refused:
        return question_page(request, "reporting/group_excuse.html", context | {"form": form}, refused)
    return form_page(request, "reporting/group_excuse.html", context, form)
