"""The reporting periods of a plan: their rhythm, and each listed, added, opened, closed for updates."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from lscb.errors import Refused
from lscb.lookups import keys_among
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page, question_page, say_saved
from plans import operations
from plans.forms.quarters import QuarterForm, RhythmForm
from plans.models import Action, Plan, Quarter
from plans.rules.rhythm import Rhythm
from plans.selectors import action_rows
from plans.selectors.quarters import missing_quarters, rhythm_change
from plans.views.context import linked_of
from plans.views.pages import plan_or_404


def quarter_list(request, plan_slug):
    """The reporting periods of a plan, newest first; the next one is added here."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.PREPARE_REPORT, plan)
    quarters = list(Quarter.objects.visible_to(request.user).filter(plan=plan).for_reports())
    offered = missing_quarters(plan, [quarter.span for quarter in quarters])
    form = None
    if not plan.is_linked and (offered or plan.rhythm == Rhythm.TYPED):
        form = QuarterForm(
            request.POST if request.method == "POST" else None,
            plan=plan,
            offered=offered,
            last=quarters[0].span if quarters else None,
        )
    if form is not None and form.is_valid():
        try:
            quarter = operations.add_quarter(
                plan=plan,
                span=form.chosen(),
                meeting=form.cleaned_data["meeting"],
                papers_due_on=form.cleaned_data["papers_due_on"],
                by=request.user,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{quarter.name} added. Open it when its updates are to be collected.", form)
            return redirect("plans:quarter-list", plan.slug)
    ends = bool(quarters) and quarters[0].is_last
    context = {
        "plan": plan,
        "quarters": quarters,
        "ends": ends,
        "may_change_rhythm": allows(request.user, Verb.EDIT_PLAN, plan),
        "following": plan.successors.first() if ends else None,
    }
    return form_page(request, "plans/quarter_list.html", context, form)


def rhythm(request, plan_slug):
    """How often a plan reports, and what that is called. What a change does is shown before it is made."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    form = RhythmForm(request.POST if request.method == "POST" else None, plan=plan)
    change = None
    if form.is_valid() and "again" not in request.POST:
        change = rhythm_change(plan, form.wanted)
        if "confirm" in request.POST:
            try:
                operations.change_rhythm(
                    plan=plan,
                    wanted=form.wanted,
                    labels=form.labels,
                    shown=keys_among(request.POST.getlist("shown")),
                    by=request.user,
                )
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, "Saved. Nothing that was opened has changed.")
                return redirect("plans:quarter-list", plan.slug)
    return form_page(request, "plans/rhythm.html", {"plan": plan, "change": change}, form)


def quarter_or_404(request, plan: Plan, slug: str) -> Quarter:
    """A quarter of a plan in sight, opened or not, by its place in the address."""
    for quarter in Quarter.objects.visible_to(request.user).filter(plan=plan).for_reports():
        if quarter.slug == slug:
            return quarter
    raise Http404("There is no such reporting period.")


def quarter_open(request, plan_slug, quarter):
    """Collect updates for a quarter, after a page that says what happens to the one collected now."""
    plan = plan_or_404(request, plan_slug)
    quarter = quarter_or_404(request, plan, quarter)
    require(request.user, Verb.PREPARE_REPORT, quarter)
    refused = ""
    if request.method == "POST":
        try:
            operations.open_quarter(quarter=quarter, by=request.user)
        except Refused as refusal:
            refused = " ".join(refusal.messages)
        else:
            if not plan.has_owners:  # nobody can be asked
                messages.success(request, f"{quarter.name} is open for updates. Type here what you hear.")
                return redirect(plan.action_list_url())
            messages.success(request, f"{quarter.name} is open for updates. Ask its owners for them here.")
            return redirect("plans:reminders", plan.slug)
    collecting = plan.quarters.collecting().exclude(pk=quarter.pk).first()
    context = {
        "plan": plan,
        "linked": linked_of(request, plan),
        "quarter": quarter,
        "collecting": collecting,
        "meter": action_rows.meter(Action.objects.filter(plan=plan).with_last_said(collecting))
        if collecting
        else None,
    }
    return question_page(request, "plans/quarter_open.html", context, refused)


def quarter_close(request, plan_slug, quarter):
    """Stop collecting updates for a quarter before its report, or without one, after a page that says so."""
    plan = plan_or_404(request, plan_slug)
    quarter = quarter_or_404(request, plan, quarter)
    require(request.user, Verb.PREPARE_REPORT, quarter)
    refused = ""
    if request.method == "POST":
        try:
            operations.close_quarter(quarter=quarter, by=request.user)
        except Refused as refusal:
            refused = " ".join(refusal.messages)
        else:
            messages.success(request, f"{quarter.name} is closed for updates.")
            return redirect("plans:quarter-list", plan.slug)
    context = {
        "plan": plan,
        "linked": linked_of(request, plan),
        "quarter": quarter,
        "meter": action_rows.meter(Action.objects.filter(plan=plan).with_last_said(quarter)),
    }
    return question_page(request, "plans/quarter_close.html", context, refused)
