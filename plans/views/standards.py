"""Sets of standards: read, begun from the usual ones, and changed into a next version."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page, say_saved
from plans import operations
from plans.forms.self_assessments import StandardsForm, lines_like, lines_of
from plans.models import StandardSet
from plans.views.pages import plan_or_404
from subgroups.rules.presets_of_standards import OTHER, PRESETS, SCALE


def standards_detail(request, plan_slug, pk):
    """One version of a set, with the versions before and after it."""
    plan = plan_or_404(request, plan_slug)
    kept = _set_or_404(request, plan, pk)
    require(request.user, Verb.VIEW, kept)
    context = {
        "plan": plan,
        "set": kept,
        "standards": kept.standards.all(),
        "newer": StandardSet.objects.filter(replaces=kept).first(),
        "asked_by": kept.self_assessments.select_related("plan").newest_first(),
        "may_keep": allows(request.user, Verb.KEEP_SELF_ASSESSMENTS, plan),
    }
    return render(request, "plans/standards_detail.html", context)


def standards_add(request, plan_slug):
    """A new set; `?like=` begins with the usual standards of a kind, for whoever looks to keep or to change."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.KEEP_SELF_ASSESSMENTS, plan)
    like = request.GET.get("like", "")
    offered = {kind: PRESETS[kind] for kind in plan.board.usual.standards}
    usual = offered.get(like)
    form = StandardsForm(
        request.POST if request.method == "POST" else None,
        lines=lines_like(like) if usual else [],
        scale=usual.scale if usual else SCALE,
        initial={"title": usual.title, "source": usual.source} if usual else {},
    )
    # The lines of a usual set have no keys yet: all of them are new.
    said = {"kind": like if usual else OTHER}
    answer = _keep(request, plan, form, said)
    context = {"plan": plan, "presets": offered.items(), "like": like if usual else ""}
    return answer or form_page(request, "plans/standards_write.html", context, form)


def standards_change(request, plan_slug, pk):
    """Change a set into its next version; what agencies were asked by it stays as it was."""
    plan = plan_or_404(request, plan_slug)
    kept = _set_or_404(request, plan, pk)
    require(request.user, Verb.KEEP_SELF_ASSESSMENTS, plan)
    if StandardSet.objects.filter(replaces=kept).exists() and request.method != "POST":
        raise Http404("Only the newest version is changed.")
    form = StandardsForm(
        request.POST if request.method == "POST" else None,
        lines=lines_of(kept),
        scale={score: word for score, word in kept.scale.items() if score in "4321"},
        initial={"title": kept.title, "source": kept.source},
    )
    answer = _keep(request, plan, form, {"kind": kept.kind, "replaces": kept})
    return answer or form_page(request, "plans/standards_write.html", {"plan": plan, "set": kept}, form)


def _keep(request, plan, form: StandardsForm, said: dict):
    if not form.is_valid():
        return None
    try:
        kept = operations.keep_standards(board=plan.board, by=request.user, **form.said, **said)
    except Refused as refused:
        form.refuse(refused)
        return None
    say_saved(request, f"{kept} saved.", form)
    return redirect("plans:standards-detail", plan.slug, kept.pk)


def _set_or_404(request, plan, pk: int) -> StandardSet:
    found = StandardSet.objects.visible_to(request.user).filter(board=plan.board_id)
    return get_object_or_404(found.select_related("board", "replaces", "by"), pk=pk)
