"""The reporting planner's page."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from lscb.permissions import Verb, allows
from plans.views.pages import plan_or_404
from reporting.selectors.planner import by_forum, planned_reports, rows_of
from subgroups.models import Body


def planner(request, plan_slug):
    """Rows as printed with our reading, and the same by forum; ?body= keeps what concerns one group."""
    plan = plan_or_404(request, plan_slug)
    body = body_or_404(request, plan)
    rows = rows_of(planned_reports(request.user, plan))
    shown = [row for row in rows if body is None or row.concerns(body)]
    duties = [duty for row in shown for duty in row.duties]
    context = {
        "plan": plan,
        "body": body,
        "rows": shown,
        "forums": by_forum(shown),
        "duties": len(duties),
        "may_edit": allows(request.user, Verb.EDIT_PLAN, plan),
        "questions": sum(bool(duty.questions) for duty in duties),
    }
    return render(request, "reporting/planner.html", context)


def body_or_404(request, plan) -> Body | None:
    """The body of the address, None where it names none."""
    wanted = request.GET.get("body", "")
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        raise Http404("There is no such group.")
    return get_object_or_404(Body.objects.visible_to(request.user).filter(board=plan.board_id), pk=wanted)
