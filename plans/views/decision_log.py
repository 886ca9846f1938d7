"""What was decided, by which meeting, and what became of it: the log of all decisions of a plan."""

from django.core.paginator import Paginator
from django.shortcuts import render

from lscb.permissions import Verb, allows, require
from plans.forms.decision_filter import DecisionFilter
from plans.selectors.decision_lines import decided_of
from plans.views.pages import plan_or_404

PAGE = 50  # rows


def decision_log(request, plan_slug):
    """New dates, completions, help promised and whatever else was decided, the latest first."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    lines = decided_of(request.user, plan)
    chosen = DecisionFilter(request.GET, lines=lines, plan=plan)
    context = {
        "plan": plan,
        "filter": chosen,
        "decided": len(lines),
        "page_obj": Paginator(chosen.rows(), PAGE).get_page(request.GET.get("page")),
        "may_decide": allows(request.user, Verb.AGREE, plan),
    }
    return render(request, "plans/decision_log.html", context)
