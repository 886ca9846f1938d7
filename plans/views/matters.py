"""Decisions about other matters than actions: recorded at a meeting, followed up until it is said what came of them."""

from itertools import pairwise

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode

from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.back import Shows, way_back
from lscb.web.pages import form_page, say_saved
from plans import operations
from plans.forms.decisions import ReasonForm
from plans.forms.matters import ChangeMatterForm, FollowUpForm, RecordMatterForm
from plans.models import Matter, Plan
from plans.views.pages import plan_or_404
from subgroups.models import Meeting


def matter_add(request, plan_slug, pk):
    """Record what the meeting decided about another matter, and perhaps the next thing at once."""
    plan = plan_or_404(request, plan_slug)
    meetings = Meeting.objects.visible_to(request.user).filter(body__board=plan.board_id, cancelled=False)
    meeting = get_object_or_404(meetings.select_related("body__board"), pk=pk)
    require(request.user, Verb.AGREE, meeting)
    back = way_back(
        request, Shows.DECISIONS, reverse("reporting:meeting-detail", args=[plan.slug, meeting.pk])
    )
    form = RecordMatterForm(request.POST if request.method == "POST" else None, plan=plan, meeting=meeting)
    if form.is_valid():
        try:
            matter = operations.record_matter(meeting=meeting, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            follows = f"{matter.owner} follows it up." if matter.owner else "It stands for the record."
            say_saved(request, f"Decision recorded. {follows}", form)
            again = f"{request.path}?{urlencode({'next': back})}"
            return redirect(again if "again" in request.POST else back)
    context = {"plan": plan, "meeting": meeting, "back": back}
    return form_page(request, "plans/matter_add.html", context, form)


def matter_detail(request, plan_slug, pk):
    """One such decision, how it stood and stands; the board team changes it here, withdraws it and opens it again."""
    plan, matter = _matter_or_404(request, plan_slug, pk)
    require(request.user, Verb.VIEW, matter)
    step = request.POST.get("step", "")
    if request.method == "POST":
        require(request.user, Verb.AGREE, matter)

    def sent(name):
        return request.POST if step == name else None

    change = ChangeMatterForm(sent("change"), prefix="change", plan=plan, matter=matter)
    withdraw = ReasonForm(
        sent("withdraw"),
        prefix="withdraw",
        label="Why is it withdrawn?",
        missing="Say why it is withdrawn.",
    )
    reopen = ReasonForm(
        sent("reopen"),
        prefix="reopen",
        label="Why is it opened again?",
        missing="Say why it is opened again.",
    )
    form = next((each for each in (change, withdraw, reopen) if each.is_bound), None)
    if form is not None and form.is_valid():
        do, said = _STEPS[step]
        try:
            matter = do(matter=matter, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
            matter.refresh_from_db()
        else:
            say_saved(request, said, form)
            return redirect(matter.page_in(plan))
    states = list(matter.history.select_related("history_user", "owner").order_by("history_id"))
    context = {
        "plan": plan,
        "matter": matter,
        "change_form": change,
        "withdraw_form": withdraw,
        "reopen_form": reopen,
        "changed": [pair for pair in pairwise(states) if pair[1].history_change_reason],
        "may_change": allows(request.user, Verb.AGREE, matter),
        "may_follow_up": matter.is_open and allows(request.user, Verb.UPDATE_ACTION, matter),
    }
    return form_page(request, "plans/matter_detail.html", context, form)


_STEPS = {
    "change": (operations.change_matter, "Decision changed."),
    "withdraw": (operations.withdraw_matter, "Decision withdrawn. It stays in the log."),
    "reopen": (operations.reopen_matter, "Decision opened again."),
}


def matter_follow_up(request, plan_slug, pk):
    """Say what came of it: the board team, whoever speaks for its owner, or is named for it."""
    plan, matter = _matter_or_404(request, plan_slug, pk)
    require(request.user, Verb.UPDATE_ACTION, matter)
    back = way_back(request, Shows.DECISIONS, matter.page_in(plan))
    form = FollowUpForm(request.POST if request.method == "POST" else None, matter=matter)
    if form.is_valid():
        try:
            operations.follow_up_matter(matter=matter, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
            matter.refresh_from_db()
        else:
            say_saved(request, "Followed up. It stands at no meeting any more.", form)
            return redirect(back)
    context = {"plan": plan, "matter": matter, "back": back}
    return form_page(request, "plans/matter_follow_up.html", context, form)


def _matter_or_404(request, plan_slug, pk) -> tuple[Plan, Matter]:
    plan = plan_or_404(request, plan_slug)
    matters = Matter.objects.visible_to(request.user).filter(meeting__body__board=plan.board_id)
    return plan, get_object_or_404(matters.for_page(), pk=pk)
