"""The risk register: the highest score first, each with what is done about it."""

from itertools import pairwise

from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page, say_saved
from plans import operations
from plans.forms.decisions import ReasonForm
from plans.forms.risk_filter import RiskFilter
from plans.forms.risks import CloseRiskForm, ReviewForm, RiskForm
from plans.models import Plan, Risk
from plans.views.pages import in_halves, plan_or_404
from plans.views.saved_views import keeps_views, views_of


def risk_list(request, plan_slug):
    """The risks of the plan that its filter asks for: the open ones, then the closed."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    chosen = chosen_risks(request, plan, request.GET)
    still_open, closed = in_halves(chosen)
    context = {
        "plan": plan,
        "filter": chosen,
        "form_refused": not chosen.is_valid(),
        "open": still_open,
        "late": sum(1 for risk in still_open if risk.days_late),
        "closed": closed,
        "bands": _bands(),
        "likelihoods": Risk.Likelihood.choices,
        "impacts": Risk.Impact.choices,
        "may_keep": allows(request.user, Verb.KEEP_RISKS, plan),
        "views": views_of(request, plan, "risks"),
    }
    return render(request, "plans/risk_list.html", context)


@keeps_views("risks", "Risks", "plans:risk-list")
def chosen_risks(request, plan: Plan, asked: QueryDict) -> RiskFilter:
    return RiskFilter(asked, Risk.objects.visible_to(request.user).filter(plan=plan), plan=plan)


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
            say_saved(request, f"Risk recorded: {risk.score}, {risk.band}.", form)
            return redirect("plans:risk-list", plan.slug)
    return form_page(request, "plans/risk_add.html", {"plan": plan}, form)


def risk_detail(request, plan_slug, pk):
    """One risk; the board team looks at it again here, closes it and opens it again."""
    plan = plan_or_404(request, plan_slug)
    register = Risk.objects.visible_to(request.user).filter(plan=plan)
    risk = get_object_or_404(register.for_page(), pk=pk)
    require(request.user, Verb.VIEW, risk)
    step = request.POST.get("step", "")
    if request.method == "POST":
        require(request.user, Verb.KEEP_RISKS, risk)
    review = ReviewForm(request.POST if step == "review" else None, prefix="review", risk=risk)
    close = CloseRiskForm(request.POST if step == "close" else None, prefix="close", risk=risk)
    reopen = ReasonForm(
        request.POST if step == "reopen" else None,
        prefix="reopen",
        label="Why is it opened again?",
        missing="Say why it is opened again.",
    )
    form = next((each for each in (review, close, reopen) if each.is_bound), None)
    if form is not None and form.is_valid():
        do, said = _STEPS[step]
        try:
            risk = do(risk=risk, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, said.format(risk=risk), form)
            return redirect(risk)
    states = list(risk.history.select_related("history_user").order_by("history_id"))
    context = {
        "plan": plan,
        "risk": risk,
        "review_form": review,
        "close_form": close,
        "reopen_form": reopen,
        "may_keep": allows(request.user, Verb.KEEP_RISKS, risk),
        "scores": [(state.changed_at, state.likelihood * state.impact) for state in _scores(states)],
        "reopened": [pair for pair in pairwise(states) if pair[0].closed_at and not pair[1].closed_at],
    }
    return form_page(request, "plans/risk_detail.html", context, form)


_STEPS = {
    "review": (operations.review_risk, "Saved: {risk.score}, {risk.band}."),
    "close": (operations.close_risk, "Risk closed."),
    "reopen": (operations.reopen_risk, "Risk opened again."),
}


def _bands() -> list[tuple[int, int, str]]:
    """Each band from the highest: its lowest and highest score and its word."""
    tops = [25, *(lowest - 1 for lowest, _ in Risk.BANDS)]
    return [(lowest, top, word) for (lowest, word), top in zip(Risk.BANDS, tops, strict=False)]


def _scores(states: list) -> list:
    """Those of a risk's states at which the score became another, first to last."""
    found: list = []
    for state in states:
        if not found or (state.likelihood, state.impact) != (found[-1].likelihood, found[-1].impact):
            found.append(state)
    return found
