"""What was decided, by which meeting, and what became of it: the log of all decisions of a plan."""

from django.http import QueryDict
from django.shortcuts import render

from lscb.permissions import Verb, allows, require
from lscb.web.pages import page_of
from plans.forms.decision_filter import DecisionFilter
from plans.models import Plan
from plans.selectors.decision_lines import decided_of
from plans.views.pages import plan_or_404
from plans.views.saved_views import keeps_views, views_of

PAGE = 50  # rows


def decision_log(request, plan_slug):
    """New dates, completions, help promised and whatever else was decided, the latest first or as it is sorted."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    chosen = chosen_decisions(request, plan, request.GET)
    context = {
        "plan": plan,
        "filter": chosen,
        "form_refused": not chosen.is_valid(),
        "decided": len(chosen.lines),
        "page_obj": page_of(request, chosen.rows(), PAGE),
        "may_decide": allows(request.user, Verb.AGREE, plan),
        "views": views_of(request, plan, "decisions"),
    }
    return render(request, "plans/decision_log.html", context)


@keeps_views("decisions", "Decisions", "plans:decision-log")
def chosen_decisions(request, plan: Plan, asked: QueryDict) -> DecisionFilter:
    return DecisionFilter(asked, lines=decided_of(request.user, plan), plan=plan)
