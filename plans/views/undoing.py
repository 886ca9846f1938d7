"""Undoing what one did last: to one action, or with one press to several."""

from django.shortcuts import render

from lscb.errors import Refused
from lscb.lookups import key_in
from lscb.permissions import require
from lscb.web.back import Shows, way_back
from lscb.web.pages import question_page
from plans import operations
from plans.models import LastStep
from plans.selectors.quarters import quarter_shown
from plans.selectors.undoing import VERBS, why_not_undone
from plans.views.actions import back_to_rows, saved
from plans.views.pages import plan_or_404

GONE = (
    "There is nothing of yours to undo here any more: something else has been done since. Nothing is changed."
)


def undo(request, plan_slug, key):
    """What one press of one's own did, and to which actions; posted, it is undone wherever it still can be.

    `action` is the one action of several whose own page asks for it.
    """
    plan = plan_or_404(request, plan_slug)
    steps = (
        LastStep.objects.visible_to(request.user)
        .for_undo()
        .filter(action__plan=plan, by=request.user, key=key)
    )
    if (only := key_in(request.POST.get("action", ""))) is not None:
        steps = steps.filter(action=only)
    steps = list(steps.order_by("action__section__position", "action__position", "action"))
    back, why = way_back(request, Shows.DECISIONS, back_to_rows(request, plan)), ""
    if not steps:  # never theirs, or what somebody did since stands in its place
        context = {"plan": plan, "steps": [], "back": back, "refused": GONE}
        return render(request, "plans/undo.html", context, status=404)
    for step in steps:
        require(request.user, VERBS[step.operation], step.action)
    if request.method == "POST":
        done, refused = _undo(steps, request.user)
        why = " ".join(refused)
        if done:
            said = " ".join([f"Undone: {', '.join(each.called for each in done)}.", *refused])
            return saved(request, plan, quarter_shown(plan), done[0], plan.rating_words(), said, back=back)
    context = {
        "plan": plan,
        "steps": [(step, why_not_undone(step, request.user)) for step in steps],
        "back": back,
    }
    return question_page(request, "plans/undo.html", context, why)


def _undo(steps: list[LastStep], by) -> tuple[list, list[str]]:
    """The actions of which it was undone, and why not of the others."""
    done, refused = [], []
    for step in steps:
        try:
            done.append(operations.undo(step=step, by=by))
        except Refused as no:
            refused += no.messages
    return done, refused
