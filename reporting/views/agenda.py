"""The agenda aid of a meeting: on screen, and as a sheet of paper."""

from django.shortcuts import get_object_or_404, render

from lscb.permissions import Verb, allows
from lscb.web.back import Shows, shows
from plans.models import Plan
from plans.selectors.quarters import quarter_shown
from plans.views.pages import plan_or_404
from reporting.sheets.agenda import Agenda, agenda_of, scope_of
from reporting.views.paper import asked_again, on_paper
from subgroups.models import Meeting


@shows(Shows.DECISIONS)
def meeting_agenda(request, plan_slug, pk):
    """What the meeting has to decide, to follow up and to receive."""
    plan, meeting = _meeting_or_404(request, plan_slug, pk)
    context = {
        "plan": plan,
        "meeting": meeting,
        "agenda": _agenda(request, plan, meeting),
        "may_decide": allows(request.user, Verb.AGREE, plan),
        "here": request.get_full_path(),
    }
    return render(request, "reporting/meeting_agenda.html", context)


def meeting_agenda_pdf(request, plan_slug, pk):
    """The same on paper."""
    plan, meeting = _meeting_or_404(request, plan_slug, pk)
    name = f"{plan_slug} {meeting.body.label} {meeting.held_on:%Y-%m-%d} agenda"
    if answer := asked_again(request, plan, name):
        return answer
    agenda = _agenda(request, plan, meeting)
    return on_paper(
        request,
        "print/sheet_agenda.html",
        {"agenda": agenda, "head": agenda},
        plan=plan,
        name=name,
    )


def _meeting_or_404(request, plan_slug, pk) -> tuple[Plan, Meeting]:
    plan = plan_or_404(request, plan_slug)
    meetings = Meeting.objects.visible_to(request.user).filter(body__board=plan.board_id, cancelled=False)
    return plan, get_object_or_404(meetings.select_related("body"), pk=pk)


def _agenda(request, plan: Plan, meeting: Meeting) -> Agenda:
    complete = scope_of(request.user, plan, meeting).completions()
    return agenda_of(request.user, plan, meeting, quarter_shown(plan), complete)
