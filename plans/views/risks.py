"""The risk register: the highest score first, each with what is done about it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page
from plans import operations
from plans.forms.risks import CloseRiskForm, ReviewForm, RiskForm
from plans.models import Risk
from plans.views.pages import plan_or_404


def risk_list(request, plan_slug):
    """Every risk of the plan: the open ones with the highest score first, then the closed."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    register = list(Risk.objects.visible_to(request.user).filter(plan=plan).for_page().worst_first())
    still_open = [risk for risk in register if not risk.closed_at]
    context = {
        "plan": plan,
        "open": still_open,
        "late": sum(1 for risk in still_open if risk.days_late),
        "closed": [risk for risk in register if risk.closed_at],
        "bands": _bands(),
        "likelihoods": Risk.Likelihood.choices,
        "impacts": Risk.Impact.choices,
        "may_keep": allows(request.user, Verb.KEEP_RISKS, plan),
    }
    return render(request, "plans/risk_list.html", context)


def risk_add(request, plan_slug):
    """Put a risk into the register."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.KEEP_RISKS, plan)
    form = RiskForm(
        request.POST if request.method == "POST" else None,
        plan=plan,
        initial={"action": request.GET.get("action", "")},
    )
    if form.is_valid():
        try:
            risk = operations.record_risk(plan=plan, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Risk recorded: {risk.score}, {risk.band}.")
            return redirect("plans:risk-list", plan.slug)
    return form_page(request, "plans/risk_add.html", {"plan": plan}, form)


def risk_detail(request, plan_slug, pk):
    """One risk; the board team looks at it again here, and closes it."""
    plan = plan_or_404(request, plan_slug)
    register = Risk.objects.visible_to(request.user).filter(plan=plan)
    risk = get_object_or_404(register.for_page(), pk=pk)
    require(request.user, Verb.VIEW, risk)
    step = request.POST.get("step", "")
    if request.method == "POST":
        require(request.user, Verb.KEEP_RISKS, risk)
    review = ReviewForm(request.POST if step == "review" else None, prefix="review", risk=risk)
    close = CloseRiskForm(request.POST if step == "close" else None, prefix="close", risk=risk)
    form = next((each for each in (review, close) if each.is_bound), None)
    if form is not None and form.is_valid():
        do = operations.review_risk if form is review else operations.close_risk
        try:
            risk = do(risk=risk, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = "Risk closed." if risk.closed_at else f"Saved: {risk.score}, {risk.band}."
            messages.success(request, said)
            return redirect(risk)
    context = {
        "plan": plan,
        "risk": risk,
        "review_form": review,
        "close_form": close,
        "may_keep": allows(request.user, Verb.KEEP_RISKS, risk),
        "scores": [(state.changed_at, state.likelihood * state.impact) for state in _scores(risk)],
    }
    return form_page(request, "plans/risk_detail.html", context, form)


def _bands() -> list[tuple[int, int, str]]:
    """Each band from the highest: its lowest and highest score and its word."""
    tops = [25, *(lowest - 1 for lowest, _ in Risk.BANDS)]
    return [(lowest, top, word) for (lowest, word), top in zip(Risk.BANDS, tops, strict=False)]


def _scores(risk: Risk) -> list:
    """Its earlier states at which the score became another, first to last."""
    states = []
    for state in risk.history.order_by("history_date", "history_id"):
        if not states or (state.likelihood, state.impact) != (states[-1].likelihood, states[-1].impact):
            states.append(state)
    return states
