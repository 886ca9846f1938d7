"""Self-assessments of agencies: which there were, who was asked, what has come, and the grid of agency by standard."""

from django.shortcuts import get_object_or_404, redirect, render

from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page, say_saved
from lscb.wording import listed, number_of
from plans import operations
from plans.forms.decisions import ReasonForm
from plans.forms.self_assessments import ChangeSelfAssessmentForm, CloseForm, SelfAssessmentForm
from plans.models import SelfAssessment, StandardSet
from plans.selectors.chasing import voices_of
from plans.selectors.self_assessment import counts_of, overview_of
from plans.views.pages import plan_or_404


def self_assessment_list(request, plan_slug):
    """Every self-assessment of the board, the newest first, and the sets of standards."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    found = SelfAssessment.objects.visible_to(request.user).filter(plan__board=plan.board_id)
    context = {
        "plan": plan,
        "assessments": [
            (each, counts_of(each, each.returns.all()))
            for each in found.for_page().newest_first().prefetch_related("returns")
        ],
        "sets": StandardSet.objects.visible_to(request.user).filter(board=plan.board_id).newest(),
        "may_keep": allows(request.user, Verb.KEEP_SELF_ASSESSMENTS, plan),
    }
    return render(request, "plans/self_assessment_list.html", context)


def self_assessment_add(request, plan_slug):
    """Ask agencies for a self-assessment."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.KEEP_SELF_ASSESSMENTS, plan)
    form = SelfAssessmentForm(request.POST if request.method == "POST" else None, plan=plan)
    if form.is_valid():
        try:
            assessment = operations.open_self_assessment(plan=plan, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            asked = number_of(assessment.returns.count(), "is asked", "are asked")
            say_saved(request, f"{assessment.title}: {asked}.", form)
            return redirect(assessment)
    has_standards = form.fields["standards"].queryset.exists()
    return form_page(
        request, "plans/self_assessment_add.html", {"plan": plan, "has_standards": has_standards}, form
    )


def self_assessment_detail(request, plan_slug, pk):
    """What has come, what is awaited and how agencies stand; the board team reminds, shares and closes."""
    assessment = assessment_or_404(request, plan_slug, pk)
    require(request.user, Verb.VIEW, assessment)
    step = request.POST.get("step", "")
    if request.method == "POST":
        require(request.user, Verb.KEEP_SELF_ASSESSMENTS, assessment)
    forms = {
        "close": CloseForm(request.POST if step == "close" else None, prefix="close"),
        "reopen": ReasonForm(
            request.POST if step == "reopen" else None,
            prefix="reopen",
            label="Why is it opened again?",
            missing="Say why it is opened again.",
        ),
    }
    form, refused_words = forms.get(step), ""
    if form is not None and form.is_valid():
        do, words = _STEPS[step]
        try:
            do(assessment=assessment, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, words, form)
            return redirect(assessment)
    elif step in _AT_ONCE:
        do, words = _AT_ONCE[step]
        try:
            done = do(assessment=assessment, by=request.user)
        except Refused as refused:
            refused_words = " ".join(refused.messages)
        else:
            say_saved(request, words(done), forms["close"])
            return redirect(assessment)
    overview = overview_of(request.user, assessment)
    may_keep = allows(request.user, Verb.KEEP_SELF_ASSESSMENTS, assessment)
    awaited = [line.agency_return.body for line in overview.awaited]
    voices = voices_of(assessment.plan, awaited) if may_keep and awaited else {}
    context = {
        "plan": assessment.plan,
        "assessment": assessment,
        "overview": overview,
        "forms": forms,
        "refused": refused_words,
        "unreached": [(body, voices[body.pk]) for body in awaited if voices and voices[body.pk].why_nobody],
        "mine": [
            line for line in overview.lines if line.agency_return.body_id in request.user.authority.speaks_for
        ],
        "may_keep": may_keep,
    }
    if refused_words:
        return render(
            request, "plans/self_assessment_detail.html", context | {"form_refused": True}, status=422
        )
    return form_page(request, "plans/self_assessment_detail.html", context, form)


def _said_reminded(reminded) -> str:
    if not reminded:
        return "Nobody was written to: everybody was in the last days, or nobody who speaks for them has an address."
    return f"Reminded: {listed([each.body.name for each in reminded])}."


_STEPS = {
    "close": (operations.close_self_assessment, "Closed."),
    "reopen": (operations.reopen_self_assessment, "Opened again."),
}
_AT_ONCE = {
    "remind": (operations.remind_of_returns, _said_reminded),
    "share": (
        operations.share_returns,
        lambda shared: f"{number_of(len(shared), 'return is', 'returns are')} shared with everybody.",
    ),
}


def self_assessment_change(request, plan_slug, pk):
    """Correct what it is called and when it is due, and ask further agencies."""
    assessment = assessment_or_404(request, plan_slug, pk)
    require(request.user, Verb.KEEP_SELF_ASSESSMENTS, assessment)
    form = ChangeSelfAssessmentForm(request.POST if request.method == "POST" else None, assessment=assessment)
    if form.is_valid():
        try:
            operations.change_self_assessment(assessment=assessment, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Changed.", form)
            return redirect(assessment)
    context = {"plan": assessment.plan, "assessment": assessment}
    return form_page(request, "plans/self_assessment_change.html", context, form)


def self_assessment_grid(request, plan_slug, pk):
    """Agency by standard: the score that counts, the agency's own (`?show=own`) or what moved (`?show=moved`)."""
    assessment = assessment_or_404(request, plan_slug, pk)
    require(request.user, Verb.VIEW, assessment)
    show = request.GET.get("show", "")
    context = {
        "plan": assessment.plan,
        "assessment": assessment,
        "overview": overview_of(request.user, assessment),
        "show": show if show in ("own", "moved") else "",
        "scale": assessment.standards.scale,
    }
    return render(request, "plans/self_assessment_grid.html", context)


def assessment_or_404(request, plan_slug: str, pk: int) -> SelfAssessment:
    """A self-assessment in sight, with everything its pages name."""
    plan = plan_or_404(request, plan_slug)
    found = SelfAssessment.objects.visible_to(request.user).filter(plan=plan)
    return get_object_or_404(found.for_page(), pk=pk)
