"""Reviews and audits: their lists, one of them, and the kinds that the board has."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.lookups import key_in
from lscb.permissions import Verb, allows, require
from lscb.web.lists import save_list
from lscb.web.pages import form_page, say_saved
from lscb.wording import number_of
from lscb.words import own_words
from plans import operations
from plans.forms.base import SeenForm
from plans.forms.decisions import ReasonForm
from plans.forms.reviews import ChangeReviewForm, ReviewForm, ReviewKindForm, StagesForm
from plans.lists import learning
from plans.models import Plan, Review, ReviewKind
from plans.models.review import review_url
from plans.selectors.recommendations import of_board, recommendation_rows
from plans.selectors.reviews import AuditYear, audit_day, audit_years, reviews_of
from plans.views.pages import plan_or_404


def review_list(request, plan_slug):
    """Reviews that are no audits, the latest first, each with its next stage and its clock."""
    plan = _plan(request, plan_slug)
    shown = [each for each in reviews_of(request.user, plan) if not each.kind.is_audit]
    context = {
        "plan": plan,
        "reviews": shown,
        "going_on": sum(each.status == "Going on" for each in shown),
        "late": sum(bool(each.late_stages) for each in shown),
        "may_keep": _may_keep(request, plan),
        "has_kinds": plan.board.review_kinds.exists(),
    }
    return render(request, "plans/review_list.html", context)


def review_save(request, plan_slug):
    """The reviews as a file."""
    plan = _plan(request, plan_slug)
    listed = learning.reviews(
        plan, lambda: [each for each in reviews_of(request.user, plan) if not each.kind.is_audit]
    )
    return save_list(request, listed, plan, back=reverse("plans:review-list", args=[plan.slug]))


def audit_list(request, plan_slug):
    """The audit programme: a year of it, chosen by its first year in `?year=`."""
    plan = _plan(request, plan_slug)
    reviews = reviews_of(request.user, plan)
    years = audit_years(reviews, plan)
    context = {
        "plan": plan,
        "years": years,
        "year": year_chosen(request, years),
        "undated": [each for each in reviews if each.kind.is_audit and audit_day(each) is None],
        "may_keep": _may_keep(request, plan),
        "has_kinds": plan.board.review_kinds.exists(),
    }
    return render(request, "plans/audit_list.html", context)


def audit_save(request, plan_slug):
    """The year of the audit programme that its page shows, as a file."""
    plan = _plan(request, plan_slug)
    year = year_chosen(request, audit_years(reviews_of(request.user, plan), plan))
    shows = f"Audits of {year.name}" if year else "No audit is planned"
    listed = learning.audits(plan, lambda: year.audits if year else [], shows=shows)
    back = reverse("plans:audit-list", args=[plan.slug])
    return save_list(request, listed, plan, back=f"{back}?year={year.starts_on.year}" if year else back)


def year_chosen(request, years: list[AuditYear]) -> AuditYear | None:
    """The year that `?year=` names, else the one that is on or was last; None where there is none."""
    wanted, today = key_in(request.GET.get("year", "")), clock.today()
    named = (each for each in years if each.starts_on.year == wanted)
    begun = (each for each in years if each.starts_on <= today)
    return next(named, None) or next(begun, None) or (years[-1] if years else None)


def review_add(request, plan_slug):
    """Begin to prepare a review or an audit."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.KEEP_REVIEWS, plan.board)
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        plan=plan,
        initial={"follows": request.GET.get("again", ""), "kind": request.GET.get("kind", "")},
    )
    if form.is_valid():
        try:
            review = operations.begin_review(board=plan.board, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            team = own_words("only the board team sees it", plan.own_words)
            say_saved(request, f"{review} is being prepared: {team}.", form)
            return redirect(review_url(plan, review))
    return form_page(request, "plans/review_add.html", {"plan": plan}, form)


def review_detail(request, plan_slug, pk):
    """One review: its stages and clocks, its recommendations; shared, and ended early, from here."""
    plan = plan_or_404(request, plan_slug)
    review = review_or_404(request, plan, pk)
    require(request.user, Verb.VIEW, review)
    step = request.POST.get("step", "")
    if request.method == "POST":
        require(request.user, Verb.KEEP_REVIEWS, review)

    def sent(name):
        return request.POST if step == name else None

    again = "Say why it is taken up again."
    forms = {
        "stages": StagesForm(sent("stages"), prefix="stages", review=review, plan=plan),
        "share": SeenForm(sent("share"), prefix="share", expected=review.changed_at),
        "end": ReasonForm(
            sent("end"), prefix="end", label="Why does it end early?", missing="Say why it ends."
        ),
        "again": ReasonForm(sent("again"), prefix="again", label="Why is it taken up again?", missing=again),
    }
    form = forms.get(step)
    if form is not None and form.is_valid():
        try:
            said = _do(step, form, review, plan, request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, said, form)
            return redirect(review_url(plan, review))
    context = {
        "plan": plan,
        "review": review,
        "stages": [(stage, stage.due_on(review), stage.days_late(review)) for stage in review.stages.all()],
        "unsure": any(not stage.is_due_day_sure(review) for stage in review.stages.all()),
        "rows": recommendation_rows(of_board(request.user, plan.board_id).filter(review=review)),
        "again": review.followed_by.visible_to(request.user).select_related("kind"),
        "forms": forms,
        "may_keep": allows(request.user, Verb.KEEP_REVIEWS, review),
    }
    return form_page(request, "plans/review_detail.html", context, form)


def _do(step: str, form, review: Review, plan: Plan, by) -> str:
    """What a form of the page does, and what is said of it."""
    match step:
        case "stages":
            operations.record_stages(review=review, done=form.done, by=by)
            return "Stages saved."
        case "share":
            operations.share_review(review=review, plan=plan, by=by)
            return own_words("Shared with the board.", plan.own_words)
        case "end":
            operations.end_review_early(review=review, by=by, **form.cleaned_data)
            return "It has ended early."
    operations.take_review_up_again(review=review, by=by, **form.cleaned_data)
    return "It is taken up again."


def review_change(request, plan_slug, pk):
    """Say again what a review is."""
    plan = plan_or_404(request, plan_slug)
    review = review_or_404(request, plan, pk)
    require(request.user, Verb.KEEP_REVIEWS, review)
    form = ChangeReviewForm(request.POST if request.method == "POST" else None, review=review, plan=plan)
    if form.is_valid():
        try:
            operations.change_review(review=review, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Saved.", form)
            return redirect(review_url(plan, review))
    return form_page(request, "plans/review_change.html", {"plan": plan, "review": review}, form)


# --- Kinds ----------------------------------------------------------------------------------------------------


def review_kinds(request, plan_slug):
    """The kinds of review that the board has, with their stages; the usual ones can be taken."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.KEEP_REVIEWS, plan.board)
    refused = ""
    if request.method == "POST":
        try:
            made = operations.take_usual_kinds(board=plan.board, by=request.user)
        except Refused as why:
            refused = " ".join(why.messages)
        else:
            messages.success(
                request, f"{number_of(len(made), 'kind', 'kinds')} of review added.".capitalize()
            )
            return redirect("plans:review-kinds", plan.slug)
    kinds = plan.board.review_kinds.annotate(used=Count("reviews"))
    return render(
        request,
        "plans/review_kinds.html",
        {"plan": plan, "kinds": kinds, "refused": refused, "form_refused": bool(refused)},
        status=422 if refused else 200,
    )


def review_kind(request, plan_slug, pk=None):
    """Add a kind of review, or change one."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.KEEP_REVIEWS, plan.board)
    kinds = ReviewKind.objects.visible_to(request.user).filter(board=plan.board_id)
    kind = None if pk is None else get_object_or_404(kinds, pk=pk)
    form = ReviewKindForm(request.POST if request.method == "POST" else None, board=plan.board, kind=kind)
    if form.is_valid():
        try:
            operations.keep_review_kind(board=plan.board, kind=kind, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Kind of review saved.", form)
            return redirect("plans:review-kinds", plan.slug)
    return form_page(request, "plans/review_kind.html", {"plan": plan, "kind": kind}, form)


def review_or_404(request, plan: Plan, pk: int) -> Review:
    """A review in sight, with everything its pages name."""
    found = Review.objects.visible_to(request.user).filter(board=plan.board_id)
    found = found.select_related("board", "kind", "follows__kind", "recorded_by")
    return get_object_or_404(found.prefetch_related("agencies", "stages"), pk=pk)


def _plan(request, plan_slug: str) -> Plan:
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    return plan


def _may_keep(request, plan: Plan) -> bool:
    return allows(request.user, Verb.KEEP_REVIEWS, plan.board)
