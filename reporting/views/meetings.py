"""Meetings: of all groups and of one, a year's days at once, moving and cancelling one, and the agenda aid of one."""

from django.db import transaction
from django.db.models import Count, Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify

from lscb import clock
from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.back import Shows, shows
from lscb.web.lists import list_behind, save_list
from lscb.web.pages import form_page, page_of, say_saved
from lscb.wording import long_date, number_of
from lscb.words import own_words
from plans.models import Plan, Quarter
from plans.selectors.quarters import quarter_for
from plans.views.pages import plan_or_404
from plans.views.saved_views import keeps_views, views_of
from reporting.forms.meeting_filter import MeetingFilter
from reporting.forms.meetings import AddMeetingsForm, CancelMeetingForm, MoveMeetingForm
from reporting.lists.meetings import meetings_of_groups
from reporting.models import DueReport
from reporting.selectors.due_reports import board_year
from reporting.selectors.meetings import MeetingLine, meeting_lines
from reporting.sheets.agenda import Agenda, agenda_of, scope_of
from reporting.views.paper import asked_again, on_paper
from subgroups import operations as events
from subgroups.lists import people as lists
from subgroups.models import Body, Meeting
from subgroups.operations.following import follow_meetings
from subgroups.rules.meeting_dates import WEEKDAYS, warnings_about

HELD_SHOWN = 24
PAGE = 50  # rows


def meetings(request, plan_slug):
    """The meetings of every group: those to come, next first, or with `?held=1` those before today, latest first; in
    another order where one is asked for.
    """
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    chosen = chosen_meetings(request, plan, request.GET)
    page = page_of(request, _lines(request, plan, chosen), PAGE)
    context = {
        "plan": plan,
        "filter": chosen,
        "form_refused": not chosen.is_valid(),
        "page_obj": page,
        "lines": page.object_list,
        "may_edit": allows(request.user, Verb.EDIT_PLAN, plan.board),
        "views": views_of(request, plan, "meetings"),
    }
    return render(request, "reporting/meetings.html", context)


def meetings_save(request, plan_slug):
    """The same as a file."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    chosen = chosen_meetings(request, plan, request.GET)
    back = list_behind(request, reverse("reporting:meetings", args=[plan.slug]))
    if not chosen.is_valid():
        return redirect(back)
    listed = meetings_of_groups(
        plan,
        lambda: _lines(request, plan, chosen),
        is_held=chosen.is_held,
        shows=chosen.about(own_words("Every group", plan.own_words)),
    )
    return save_list(request, listed, plan, back=back)


@keeps_views("meetings", "Meetings", "reporting:meetings")
def chosen_meetings(request, plan: Plan, asked: QueryDict) -> MeetingFilter:
    return MeetingFilter(asked, board=plan.board)


def _lines(request, plan: Plan, chosen: MeetingFilter) -> list[MeetingLine]:
    rows = chosen.meetings(Meeting.objects.visible_to(request.user)).select_related("body")
    return chosen.sorting.rows(meeting_lines(plan, rows))


def group_meetings(request, plan_slug, pk):
    """A body's meetings to come and held, with when papers are due and how many reports go to each."""
    plan, body = _body_or_404(request, plan_slug, pk)
    meetings = body.meetings.annotate(
        reports=Count("due_reports", filter=~Q(due_reports__state=DueReport.State.NOT_NEEDED))
    )
    context = {
        "plan": plan,
        "body": body,
        "coming": meetings.filter(held_on__gte=clock.today()).order_by("held_on"),
        "held": meetings.filter(held_on__lt=clock.today()).order_by("-held_on")[:HELD_SHOWN],
        "may_edit": allows(request.user, Verb.EDIT_PLAN, body.board),
    }
    return render(request, "reporting/group_meetings.html", context)


def group_meetings_save(request, plan_slug, pk):
    """All of them as a file, those cancelled too."""
    plan, body = _body_or_404(request, plan_slug, pk)
    listed = lists.meetings(
        plan.board,
        lambda: Meeting.objects.visible_to(request.user).filter(body=body).for_page(),
        of=f"{plan.board.slug}-{slugify(body.label)}",
        shows=f"Every meeting of {body.name}",
    )
    return save_list(
        request, listed, plan, back=reverse("reporting:group-meetings", args=[plan.slug, body.pk])
    )


def group_meetings_add(request, plan_slug, pk):
    """Days by a rule or from a list, shown with what speaks against them before they are saved."""
    plan, body = _body_or_404(request, plan_slug, pk)
    require(request.user, Verb.EDIT_PLAN, body.board)
    typed = request.POST if request.method == "POST" else None
    form = AddMeetingsForm(typed, body=body, year=board_year(plan))
    preview = []
    if form.is_valid():
        preview = [_previewed(when, at, form) for when, at in form.new_days()]
        if "save" in request.POST:
            try:
                with transaction.atomic():
                    added = events.add_meetings(
                        body=body,
                        days=form.new_days(),
                        place=form.cleaned_data["place"],
                        papers_ahead=form.cleaned_data["papers_ahead"],
                        by=request.user,
                    )
                    moved = follow_meetings(board=body.board, by=request.user)
            except Refused as refused:
                form.refuse(refused)
            else:
                said = number_of(len(added), "meeting", "meetings")
                say_saved(request, f"{said} of {body} added. {moved}".strip(), form)
                return redirect("reporting:group-meetings", plan.slug, body.pk)
    context = {"plan": plan, "body": body, "preview": preview}
    if form.is_bound and form.is_valid():
        context["there"] = sorted(form.there)
    return form_page(request, "reporting/group_meetings_add.html", context, form)


def _previewed(when, at, form) -> dict:
    meeting = Meeting(held_on=when, held_at=at)
    if form.cleaned_data["papers_ahead"] != Meeting.PAPERS_AHEAD.days:
        meeting.papers_due_on = when - type(Meeting.PAPERS_AHEAD)(days=form.cleaned_data["papers_ahead"])
    return {
        "meeting": meeting,
        "weekday": WEEKDAYS[when.weekday()],
        "warnings": warnings_about(when),
        "papers_warnings": warnings_about(meeting.papers_deadline),
    }


def meeting_change(request, plan_slug, pk):
    """Move a meeting or cancel it; what is due at it follows."""
    plan = plan_or_404(request, plan_slug)
    meetings = Meeting.objects.visible_to(request.user).select_related("body__board")
    meeting = get_object_or_404(meetings, body__board=plan.board_id, pk=pk)
    require(request.user, Verb.EDIT_PLAN, meeting.body.board)
    typed = request.POST if request.method == "POST" else None
    cancelling = typed is not None and "cancel" in typed
    move = MoveMeetingForm(None if cancelling else typed, meeting=meeting)
    cancel = CancelMeetingForm(typed if cancelling else None)
    form = cancel if cancelling else move
    if form.is_valid():
        before = long_date(meeting.held_on)
        try:
            with transaction.atomic():
                if cancelling:
                    events.cancel_meeting(meeting=meeting, by=request.user, **form.cleaned_data)
                else:
                    events.move_meeting(meeting=meeting, by=request.user, **form.cleaned_data)
                moved = follow_meetings(board=meeting.board, by=request.user)
        except Refused as refused:
            form.refuse(refused)
            meeting.refresh_from_db()
        else:
            say_saved(request, _said(meeting, before, moved), form)
            return redirect("reporting:group-meetings", plan.slug, meeting.body_id)
    context = {
        "plan": plan,
        "meeting": meeting,
        "move": move,
        "cancel": cancel,
        "warnings": warnings_about(meeting.held_on),
        "due": DueReport.objects.for_meeting(meeting),
        "quarters": Quarter.objects.visible_to(request.user).filter(meeting=meeting).select_related("plan"),
    }
    return form_page(request, "reporting/meeting_change.html", context, form)


def _said(meeting: Meeting, before: str, moved: str) -> str:
    if meeting.cancelled:
        return f"{meeting.body}, {before}: cancelled. {moved}".strip()
    warned = "".join(
        f" It is {words}." for words in warnings_about(meeting.held_on) if words.startswith("a ")
    )
    return f"{meeting.body}: {long_date(meeting.held_on)}.{warned} {moved}".strip()


def _body_or_404(request, plan_slug, pk) -> tuple[Plan, Body]:
    plan = plan_or_404(request, plan_slug)
    bodies = Body.objects.visible_to(request.user).filter(board=plan.board_id).that_meet()
    return plan, get_object_or_404(bodies.select_related("board"), pk=pk)


# --- The agenda aid ------------------------------------------------------------------------------------------


@shows(Shows.DECISIONS)
def meeting_agenda(request, plan_slug, pk):
    """What the meeting has to decide, to follow up and to receive."""
    plan, meeting = meeting_or_404(request, plan_slug, pk)
    context = {
        "plan": plan,
        "meeting": meeting,
        "agenda": agenda_for(request, plan, meeting),
        "may_decide": allows(request.user, Verb.AGREE, plan),
        "here": request.get_full_path(),
    }
    return render(request, "reporting/meeting_agenda.html", context)


def meeting_agenda_pdf(request, plan_slug, pk):
    """The same on paper."""
    plan, meeting = meeting_or_404(request, plan_slug, pk)
    name = f"{plan_slug} {meeting.body.label} {meeting.held_on:%Y-%m-%d} agenda"
    if answer := asked_again(request, plan, name):
        return answer
    agenda = agenda_for(request, plan, meeting)
    return on_paper(
        request,
        "print/sheet_agenda.html",
        {"agenda": agenda, "head": agenda},
        plan=plan,
        name=name,
    )


def meeting_or_404(request, plan_slug, pk) -> tuple[Plan, Meeting]:
    """A meeting of the plan's board that was not cancelled, with its plan; 404 for who may not see them."""
    plan = plan_or_404(request, plan_slug)
    meetings = Meeting.objects.visible_to(request.user).filter(body__board=plan.board_id, cancelled=False)
    return plan, get_object_or_404(meetings.select_related("body"), pk=pk)


def agenda_for(request, plan: Plan, meeting: Meeting, *, with_asked: bool = True) -> Agenda:
    """What the meeting has before it, as far as the person may see it; see `agenda_of`."""
    complete = scope_of(request.user, plan, meeting).completions()
    quarter = quarter_for(plan, meeting)
    return agenda_of(request.user, plan, meeting, quarter, complete, with_asked=with_asked)
