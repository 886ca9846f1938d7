"""What stays of a meeting: its own page, who was there, an aid to its minutes, and the log of decisions on paper."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify

from lscb import clock
from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.back import Shows, shows
from lscb.web.lists import save_list
from lscb.web.noted import note_taking
from lscb.web.pages import form_page, say_saved
from plans.models import Matter, Plan, PlanEvent
from plans.selectors.decision_lines import decided_at
from plans.views.decision_log import chosen_decisions
from plans.views.pages import plan_or_404
from reporting.forms.attendance import AttendanceForm, AttendanceOverForm
from reporting.models import DueReport
from reporting.printing.word import to_word
from reporting.selectors.due_reports import board_year
from reporting.selectors.group_updates import asked_of
from reporting.sheets.decision_log import decision_log as log_sheet
from reporting.sheets.minutes import minutes_of
from reporting.views.board_reports import final_of
from reporting.views.meetings import meeting_or_404
from reporting.views.paper import asked_again, on_paper, word_response
from subgroups import operations as events
from subgroups.lists import attendance as lists
from subgroups.models import Body, Meeting
from subgroups.selectors.attendance import attendance_over, latest_recorded, who_was_at

_MINUTES = "print/sheet_minutes.html"


@shows(Shows.DECISIONS)
def meeting_detail(request, plan_slug, pk):
    """One meeting: when and where, who was there, what arises at it and what it decided."""
    plan, meeting = meeting_or_404(request, plan_slug, pk)
    reports = list(DueReport.objects.for_meeting(meeting))
    context = {
        "plan": plan,
        "meeting": meeting,
        "is_to_come": meeting.held_on > clock.today(),
        "attendance": who_was_at(meeting),
        "arising": Matter.objects.visible_to(request.user).arising_at(meeting).for_page(),
        "lines": decided_at(request.user, plan, meeting),
        "reports": reports,
        "updates": [
            (each, allows(request.user, Verb.WRITE_HIGHLIGHT, each.body)) for each in asked_of(reports)
        ],
        "may_chase": allows(request.user, Verb.PREPARE_REPORT, plan),
        "board_report": final_of(meeting) if meeting.body.kind == Body.Kind.BOARD else None,
        "is_of_board": meeting.body.kind == Body.Kind.BOARD,
        "may_record": allows(request.user, Verb.AGREE, meeting),
        "may_edit": allows(request.user, Verb.EDIT_PLAN, plan.board),
        "here": request.path,
    }
    return render(request, "reporting/meeting_detail.html", context)


def meeting_attendance(request, plan_slug, pk):
    """Take the list of who was there, or before the day of who sent apologies."""
    plan, meeting = meeting_or_404(request, plan_slug, pk)
    require(request.user, Verb.AGREE, meeting)
    form = AttendanceForm(request.POST if request.method == "POST" else None, meeting=meeting)
    page = reverse("reporting:meeting-detail", args=[plan.slug, meeting.pk])
    if form.is_valid():
        try:
            kept = events.record_attendance(meeting=meeting, attended=form.attended(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            there = sum(row.is_present for row in kept)
            say_saved(request, f"Attendance saved: {there} present, {len(kept) - there} away.", form)
            return redirect(f"{page}#attendance")
    context = {"plan": plan, "meeting": meeting, "back": page, "agencies": form.agencies.values()}
    return form_page(request, "reporting/meeting_attendance.html", context | {"taken": form}, form)


def minutes_pdf(request, plan_slug, pk):
    """The aid to its minutes on paper."""
    plan, meeting = meeting_or_404(request, plan_slug, pk)
    name = _name(plan, meeting)
    if answer := asked_again(request, plan, name):
        return answer
    minutes = minutes_of(request.user, plan, meeting)
    return on_paper(request, _MINUTES, {"minutes": minutes, "head": minutes}, plan=plan, name=name)


def minutes_word(request, plan_slug, pk):
    """The same as a Word document, to write the minutes in."""
    plan, meeting = meeting_or_404(request, plan_slug, pk)
    note_taking(request, PlanEvent.MINUTES_SAVED_AS_WORD, plan)
    minutes = minutes_of(request.user, plan, meeting)
    return word_response(to_word(_MINUTES, {"minutes": minutes, "head": minutes}), _name(plan, meeting))


def _name(plan: Plan, meeting: Meeting) -> str:
    return f"{plan.slug} {meeting.body.label} {meeting.held_on:%Y-%m-%d} minutes"


def decision_log_pdf(request, plan_slug):
    """The log of decisions on paper, as it is filtered."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    name = f"{plan_slug} decisions {clock.today():%Y-%m-%d}"
    if answer := asked_again(request, plan, name):
        return answer
    chosen = chosen_decisions(request, plan, request.GET)
    sheet = log_sheet(plan, chosen.rows(), chosen.chosen)
    return on_paper(request, "print/sheet_decision_log.html", {"head": sheet}, plan=plan, name=name)


# --- How often people and agencies were there -----------------------------------------------------------------


def attendance(request, plan_slug):
    """Who came to how many of a group's meetings in a year, by person and by agency."""
    plan, asked, over = _over(request, plan_slug)
    context = {
        "plan": plan,
        "filter": asked,
        "over": over,
        "body": over and over.body,
        "may_record": allows(request.user, Verb.AGREE, plan.board),
    }
    return render(request, "reporting/attendance.html", context)


def attendance_save(request, plan_slug):
    """The same as a file: by person, or with `?of=agency` by agency."""
    plan, _, over = _over(request, plan_slug)
    back = f"{reverse('reporting:attendance', args=[plan.slug])}?{request.GET.urlencode()}"
    if over is None:
        return redirect(back)
    of = f"{plan.board.slug}-{slugify(over.body.label)}-{over.first.year}"
    make = lists.by_agency if request.GET.get("of") == "agency" else lists.by_person
    return save_list(request, make(plan.board, over, of=of), plan, back=back)


def _over(request, plan_slug):
    """The plan, what is asked, and what it comes to; nothing where that is refused or no group meets."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    bodies = list(Body.objects.visible_to(request.user).filter(board=plan.board_id).that_meet())
    last = latest_recorded(request.user, bodies, request.GET.get("body", ""))
    year = (last.held_on.year - (last.held_on.month < plan.year_starts_in)) if last else None
    first, _ = board_year(plan, year)
    asked = AttendanceOverForm(
        request.GET, plan=plan, bodies=bodies, body=last and last.body_id, year=first.year
    )
    if not asked.is_valid() or not asked.cleaned_data["body"]:
        return plan, asked, None
    body = asked.bodies[asked.cleaned_data["body"]]
    first, last = board_year(plan, int(asked.cleaned_data["year"]))
    return plan, asked, attendance_over(request.user, body, first, last)
