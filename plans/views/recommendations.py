"""Recommendations of reviews: their list, one of them with what it led to, and the themes that they share."""

from functools import partial

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.lists import save_list
from lscb.web.pages import form_page, say_saved
from plans import operations
from plans.forms.decisions import ReasonForm
from plans.forms.evidence import EvidenceForm
from plans.forms.recommendations import (
    AnswerRecommendationForm,
    ChangeRecommendationForm,
    CloseRecommendationForm,
    ImpactForm,
    LinkActionsForm,
    RecommendationFilter,
    RecommendationForm,
    ThemeForm,
)
from plans.lists import learning
from plans.models import Action, Plan, Recommendation, RecommendationEvidence, Theme
from plans.models.review import recommendation_url, review_url
from plans.rules.recommendations import State
from plans.selectors.recommendations import (
    RecommendationRow,
    made_before,
    of_board,
    recommendation_rows,
    with_those_before,
)
from plans.views.evidence import file_response, withdrawn_with_reason
from plans.views.pages import plan_or_404
from plans.views.reviews import review_or_404


def recommendation_list(request, plan_slug):
    """Every recommendation that a person may see, by review, whom it is addressed to, theme and state."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    rows = _rows(request, plan)
    chosen = RecommendationFilter(request.GET, rows=rows)
    context = {
        "plan": plan,
        "filter": chosen,
        "rows": chosen.rows(),
        "all": len(rows),
        "open": sum(row.is_open for row in rows),
        "impact_due": sum(row.state == State.IMPACT_DUE for row in rows),
        "may_keep": allows(request.user, Verb.KEEP_REVIEWS, plan.board),
    }
    return render(request, "plans/recommendation_list.html", context)


def recommendation_save(request, plan_slug):
    """The list, as it is filtered, as a file."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    chosen = RecommendationFilter(request.GET, rows=_rows(request, plan))
    listed = learning.recommendations(plan, chosen.rows, chosen.chosen)
    asked = request.GET.copy()
    for name in ("as", "column"):
        asked.pop(name, None)
    page = reverse("plans:recommendation-list", args=[plan.slug])
    return save_list(request, listed, plan, back=f"{page}?{asked.urlencode()}" if asked else page)


def _rows(request, plan: Plan) -> list[RecommendationRow]:
    return with_those_before(recommendation_rows(of_board(request.user, plan.board_id)))


def recommendation_add(request, plan_slug, review_pk):
    """Put a recommendation under a review; another one can follow at once."""
    plan = plan_or_404(request, plan_slug)
    review = review_or_404(request, plan, review_pk)
    require(request.user, Verb.KEEP_REVIEWS, review)
    form = RecommendationForm(request.POST if request.method == "POST" else None, review=review)
    if form.is_valid():
        try:
            made = operations.add_recommendation(review=review, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"Recommendation {made.number} added.", form)
            if "another" in request.POST:
                return redirect("plans:recommendation-add", plan.slug, review.pk)
            return redirect(review_url(plan, review))
    return form_page(request, "plans/recommendation_write.html", {"plan": plan, "review": review}, form)


def recommendation_detail(request, plan_slug, pk):
    """One recommendation: answered, closed and looked at again here; beside it those made before on its themes."""
    plan = plan_or_404(request, plan_slug)
    row = _row_or_404(request, plan, pk)
    made = row.recommendation
    require(request.user, Verb.VIEW, made)
    step = request.POST.get("step", "")
    if request.method == "POST":
        require(request.user, Verb.KEEP_REVIEWS, made)

    def sent(name):
        return request.POST if step == name else None

    again = "Say why it is opened again."
    forms = {
        "answer": AnswerRecommendationForm(sent("answer"), prefix="answer", recommendation=made),
        "close": CloseRecommendationForm(sent("close"), prefix="close", row=row, plan=plan),
        "impact": ImpactForm(sent("impact"), prefix="impact", recommendation=made, plan=plan),
        "reopen": ReasonForm(sent("reopen"), prefix="reopen", label="Why is it opened again?", missing=again),
    }
    form = forms.get(step)
    if form is not None and form.is_valid():
        do, said = _STEPS[step]
        try:
            do(recommendation=made, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, said, form)
            return redirect(recommendation_url(plan, made))
    may_keep = allows(request.user, Verb.KEEP_REVIEWS, made)
    context = {
        "plan": plan,
        "row": row,
        "made": made,
        "before": made_before(request.user, made),
        "forms": forms,
        "may_keep": may_keep,
        "links_and_files": list(made.links_and_files.for_page()),
        "may_show": made.shared and allows(request.user, Verb.SHOW_EVIDENCE, made),
        "may_close": may_keep and made.shared and row.is_open and row.state != State.AWAITED,
    }
    return form_page(request, "plans/recommendation_detail.html", context, form)


_STEPS = {
    "answer": (operations.answer_recommendation, "Answer recorded."),
    "close": (operations.close_recommendation, "Recommendation closed."),
    "impact": (operations.look_at_impact, "What was found is recorded."),
    "reopen": (operations.reopen_recommendation, "Recommendation opened again."),
}


def recommendation_change(request, plan_slug, pk):
    """Correct what is recorded of a recommendation."""
    plan = plan_or_404(request, plan_slug)
    made = _row_or_404(request, plan, pk).recommendation
    require(request.user, Verb.KEEP_REVIEWS, made)
    form = ChangeRecommendationForm(request.POST if request.method == "POST" else None, recommendation=made)
    if form.is_valid():
        try:
            operations.change_recommendation(recommendation=made, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Recommendation changed.", form)
            return redirect(recommendation_url(plan, made))
    context = {"plan": plan, "review": made.review, "made": made}
    return form_page(request, "plans/recommendation_write.html", context, form)


def recommendation_actions(request, plan_slug, pk):
    """Tick the actions by which a recommendation is carried out, of any plan of the board."""
    plan = plan_or_404(request, plan_slug)
    made = _row_or_404(request, plan, pk).recommendation
    require(request.user, Verb.KEEP_REVIEWS, made)
    linked = [link.action_id for link in made.links.all()]
    offered = (
        Action.objects.visible_to(request.user)
        .filter(Q(plan__state__in=[Plan.State.LIVE, Plan.State.DRAFT]) | Q(pk__in=linked))
        .filter(Q(state__in=[Action.State.LIVE, Action.State.CLOSED]) | Q(pk__in=linked))
        .filter(plan__board=plan.board_id)
        .called_apart()
        .order_by("-plan__starts_on", "plan", "section__position", "position", "pk")
    )
    form = LinkActionsForm(
        request.POST if request.method == "POST" else None, recommendation=made, offered=offered
    )
    if form.is_valid():
        try:
            operations.link_recommendation(recommendation=made, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Actions saved.", form)
            return redirect(recommendation_url(plan, made))
    context = {"plan": plan, "made": made, "offered": list(offered)}
    return form_page(request, "plans/recommendation_actions.html", context, form)


# --- What shows that it was done --------------------------------------------------------------------------------------


def recommendation_evidence(request, plan_slug, pk):
    """Put a link or a file beside what was done about a recommendation."""
    plan = plan_or_404(request, plan_slug)
    made = _row_or_404(request, plan, pk).recommendation
    require(request.user, Verb.SHOW_EVIDENCE, made)
    form = EvidenceForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        too_large=getattr(request, "upload_too_large", False),
    )
    back = f"{recommendation_url(plan, made)}#evidence"
    if form.is_valid():
        try:
            evidence = operations.add_recommendation_evidence(
                recommendation=made, by=request.user, **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{evidence} added.", form)
            return redirect(back)
    context = {"plan": plan, "made": made, "back": back}
    return form_page(request, "plans/recommendation_evidence.html", context, form)


def recommendation_file(request, plan_slug, pk):
    """The file, to be kept or opened elsewhere."""
    evidence = get_object_or_404(_evidence(request, plan_slug).exclude(file=""), pk=pk)
    require(request.user, Verb.VIEW, evidence)
    return file_response(request, evidence)


def recommendation_withdraw(request, plan_slug, pk):
    """Take a link or a file away, with the reason; its line stays."""
    plan = plan_or_404(request, plan_slug)
    evidence = get_object_or_404(_evidence(request, plan_slug), pk=pk)
    require(request.user, Verb.SHOW_EVIDENCE, evidence.recommendation)
    back = f"{recommendation_url(plan, evidence.recommendation)}#evidence"
    return withdrawn_with_reason(
        request,
        evidence,
        partial(operations.withdraw_evidence, evidence=evidence),
        back=back,
        template="plans/recommendation_withdraw.html",
        context={"plan": plan, "evidence": evidence, "back": back},
    )


def _evidence(request, plan_slug: str):
    plan = plan_or_404(request, plan_slug)
    found = RecommendationEvidence.objects.visible_to(request.user)
    return found.filter(recommendation__review__board=plan.board_id).standing().for_page()


# --- Themes -----------------------------------------------------------------------------------------------------------


def theme_list(request, plan_slug):
    """The themes of the board's recommendations, those that come again most first."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    seen = Q(recommendations__in=Recommendation.objects.visible_to(request.user).values("pk"))
    themes = (
        Theme.objects.visible_to(request.user)
        .filter(board=plan.board_id)
        .annotate(
            made=Count("recommendations", filter=seen, distinct=True),
            reviews=Count("recommendations__review", filter=seen, distinct=True),
        )
        .order_by("-reviews", "-made", "name")
    )
    may_keep = allows(request.user, Verb.KEEP_REVIEWS, plan.board)
    return render(request, "plans/theme_list.html", {"plan": plan, "themes": themes, "may_keep": may_keep})


def theme_change(request, plan_slug, pk):
    """Call a theme otherwise, or put it together with another."""
    plan = plan_or_404(request, plan_slug)
    themes = Theme.objects.visible_to(request.user).filter(board=plan.board_id)
    theme = get_object_or_404(themes, pk=pk)
    require(request.user, Verb.KEEP_REVIEWS, theme)
    form = ThemeForm(request.POST if request.method == "POST" else None, initial={"name": theme.name})
    if form.is_valid():
        try:
            operations.rename_theme(theme=theme, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Theme saved.", form)
            return redirect("plans:theme-list", plan.slug)
    return form_page(request, "plans/theme_change.html", {"plan": plan, "theme": theme}, form)


def _row_or_404(request, plan: Plan, pk: int) -> RecommendationRow:
    """A recommendation in sight, with where it stands."""
    found = of_board(request.user, plan.board_id)
    get_object_or_404(found, pk=pk)
    return recommendation_rows(found.filter(pk=pk))[0]
