"""Reports to the Board: the list by its meetings, the draft that follows the finals, what is made of it, finals."""

from dataclasses import replace

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from lscb.permissions import Verb, allows, require
from lscb.web.noted import note_reading
from lscb.web.pages import form_page, question_page
from lscb.web.waiting import gone_on
from lscb.work import background
from plans.models import Plan
from plans.views.pages import plan_or_404
from reporting import operations, tasks
from reporting.board_report.before_final import points_before_final
from reporting.board_report.build import build, highlights_offered, offered
from reporting.board_report.reading import content_of, gather, read, report_title
from reporting.forms.board_reports import BoardReportForm
from reporting.forms.reports import OWN_WORDS, CorrectionForm
from reporting.models import BoardReport, ReportingEvent
from reporting.models.board_report import words_of_draft
from reporting.printing.letters import lacking_in
from reporting.selectors.before_final import Point
from subgroups.models import Body, Meeting

HELD_SHOWN = 12

# --- Finding things -------------------------------------------------------------------------------------------


def meeting_of_board_or_404(request, plan_slug: str, pk: int) -> tuple[Plan, Meeting]:
    """A meeting of the Board itself that was not cancelled, with the plan whose pages it is looked at from."""
    plan = plan_or_404(request, plan_slug)
    meetings = Meeting.objects.visible_to(request.user).filter(
        body__board=plan.board_id, body__kind=Body.Kind.BOARD, cancelled=False
    )
    return plan, get_object_or_404(meetings.select_related("body__board"), pk=pk)


def board_report_or_404(request, plan_slug: str, pk: int) -> tuple[Plan, BoardReport]:
    """A final in sight."""
    plan = plan_or_404(request, plan_slug)
    reports = (
        BoardReport.objects.visible_to(request.user)
        .frozen()
        .filter(board=plan.board_id)
        .select_related("board", "meeting__body", "finalised_by")
    )
    return plan, get_object_or_404(reports.defer("pdf"), pk=pk)


def draft_of(meeting: Meeting) -> BoardReport | None:
    drafts = meeting.board_reports.filter(state=BoardReport.State.DRAFT)
    return drafts.select_related("board", "meeting__body", "prepared_by").first()


def final_of(meeting: Meeting) -> BoardReport | None:
    """The latest version of its final."""
    return meeting.board_reports.frozen().without_pdf().order_by("-version").first()


# --- The list -------------------------------------------------------------------------------------------------


def board_report_list(request, plan_slug):
    """The meetings of the Board, those to come first, each with its reports."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    meetings = Meeting.objects.visible_to(request.user).filter(
        body__board=plan.board_id, body__kind=Body.Kind.BOARD, cancelled=False
    )
    meetings = meetings.select_related("body__board")
    versions: dict[int, list[BoardReport]] = {}
    for report in BoardReport.objects.visible_to(request.user).filter(board=plan.board_id).for_reports():
        versions.setdefault(report.meeting_id, []).append(report)
    held = [each for each in meetings.held() if each.pk in versions][:HELD_SHOWN]
    held += [each for each in meetings.held()[:1] if each.pk not in versions]
    context = {
        "plan": plan,
        "called": report_title(plan.board),
        "coming": [(each, versions.get(each.pk, [])) for each in meetings.to_come()],
        "held": [
            (each, versions.get(each.pk, []))
            for each in sorted(held, key=lambda one: one.held_on, reverse=True)
        ],
        "may_prepare": allows(request.user, Verb.PREPARE_REPORT, plan),
    }
    return render(request, "reporting/board_report_list.html", context)


# --- The draft ------------------------------------------------------------------------------------------------


def board_report_live(request, plan_slug, meeting):
    """The report as it stands now. A final is shown instead."""
    plan, meeting = meeting_of_board_or_404(request, plan_slug, meeting)
    draft = draft_of(meeting)
    if draft is None and (final := final_of(meeting)):
        return redirect(final.page_in(plan))
    context = {
        "plan": plan,
        "meeting": meeting,
        "called": report_title(plan.board),
        "content": gather(meeting, draft=draft),
        "may_prepare": allows(request.user, Verb.PREPARE_REPORT, plan),
        "may_finalise": allows(request.user, Verb.FINALISE_REPORT, plan),
    }
    return render(request, "reporting/board_report_live.html", context)


def board_report_words(request, plan_slug, meeting):
    """What the board team makes of it, beside the report; `preview` in what is sent saves nothing."""
    plan, meeting = meeting_of_board_or_404(request, plan_slug, meeting)
    require(request.user, Verb.PREPARE_REPORT, plan)
    draft = draft_of(meeting)
    if request.method != "POST" and draft is None and (final := final_of(meeting)):
        return redirect(final.page_in(plan))  # what was typed meanwhile comes back with why it is not saved
    facts = read(meeting, draft=draft)
    form = _form(request.POST or None, draft, facts)
    theirs, preview = None, "preview" in request.POST
    if form.is_bound and not preview and form.is_valid():
        try:
            _keep(request, meeting, draft, form)
            return redirect("reporting:board-report-live", plan.slug, meeting.pk)
        except ChangedMeanwhile as clash:
            theirs = clash.current
            form.data = request.POST.copy()
            form.data["seen"] = words_of_draft(theirs)
            form.refuse(clash)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "plan": plan,
        "meeting": meeting,
        "called": report_title(plan.board),
        "content": build(_as_typed(facts, form)),
        "form": form,
        "theirs": theirs,
        "preview": preview,
        "form_refused": bool(form.errors) and not preview,
    }
    if preview and request.htmx:
        return render(request, "print/board_report/body.html", context | {"beside": True})
    status = 422 if form.is_bound and not preview else 200
    return render(request, "reporting/board_report_words.html", context, status=status)


def _form(typed, draft: BoardReport | None, facts) -> BoardReportForm:
    kept = draft.lines_reworded if draft else {}
    return BoardReportForm(
        typed,
        lines=offered(replace(facts, risks_from=_risks_from(typed, facts.risks_from))),
        blocks=highlights_offered(facts),
        kept=kept,
        initial={name: getattr(draft, name) if draft else "" for name in OWN_WORDS}
        | {
            "risks_from": facts.risks_from,
            "highlights": list(facts.highlights_chosen),
            "seen": words_of_draft(draft),
        },
    )


def _risks_from(typed, stands: int) -> int:
    """The score that is typed, where it is one: the lines offered follow it."""
    asked = (typed or {}).get("risks_from", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= 25 else stands


def _as_typed(facts, form: BoardReportForm):
    """The facts with what stands in the form, checked or not."""
    reworded = {key: told for key, (told, _) in form.made_of_offered().items()}
    return replace(
        facts,
        **form.own_words(),
        reworded=reworded,
        highlights_chosen=frozenset(form.chosen()),
        risks_from=_risks_from(form.data if form.is_bound else None, facts.risks_from),
    )


def _keep(request, meeting: Meeting, draft: BoardReport | None, form: BoardReportForm) -> None:
    if draft is None:
        draft = operations.start_board_report(meeting=meeting, by=request.user)
        seen = None
    else:
        seen = form.cleaned_data["seen"]
    operations.edit_board_report(
        report=draft,
        **form.own_words(),
        risks_from=form.cleaned_data["risks_from"],
        highlights_chosen=form.chosen(),
        lines_reworded=form.made_of_offered(),
        seen=seen,
        by=request.user,
    )
    messages.success(request, "The report’s own words are saved.")


def board_report_final(request, plan_slug, meeting):
    """Make it final, after a page that says what will happen and what to look at first."""
    plan, meeting = meeting_of_board_or_404(request, plan_slug, meeting)
    require(request.user, Verb.FINALISE_REPORT, plan)
    draft = draft_of(meeting)
    if draft is None and (final := final_of(meeting)):
        return redirect(final.page_in(plan))
    refused = ""
    if request.method == "POST":
        try:
            draft = draft or operations.start_board_report(meeting=meeting, by=request.user)
        except Refused as refusal:
            refused = " ".join(refusal.messages)
        else:
            job = background.start(
                tasks.finalise_board_report,
                title=f"Making the report to {meeting} final",
                by=request.user,
                opens=reverse("reporting:board-report-final", args=[plan.slug, meeting.pk]),
                report_id=draft.pk,
            )
            return gone_on(request, job)
    facts = read(meeting, draft=draft)
    content = build(facts)
    points = points_before_final(plan, draft, facts, content)
    if lacking := lacking_in(content):
        points.append(Point(f"Letters that paper may show as empty boxes: {', '.join(lacking)}."))
    context = {
        "plan": plan,
        "meeting": meeting,
        "called": report_title(plan.board),
        "content": content,
        "points": points,
    }
    return question_page(request, "reporting/board_report_final.html", context, refused)


# --- Finals ---------------------------------------------------------------------------------------------------


def board_report_detail(request, plan_slug, pk):
    """A final from its own copy; nothing is read anew."""
    plan, report = board_report_or_404(request, plan_slug, pk)
    note_reading(request, ReportingEvent.BOARD_REPORT_READ, report)
    versions = list(
        report.meeting.board_reports.frozen()
        .without_pdf()
        .select_related("meeting__body")
        .order_by("version")
    )
    context = {
        "plan": plan,
        "report": report,
        "content": content_of(report),
        "versions": [(each, each.page_in(plan)) for each in versions],
        "is_latest": versions[-1].pk == report.pk,
        "may_correct": allows(request.user, Verb.PREPARE_REPORT, plan),
    }
    return render(request, "reporting/board_report_detail.html", context)


def board_report_correct(request, plan_slug, pk):
    """Begin a new version, with the reason."""
    plan, report = board_report_or_404(request, plan_slug, pk)
    require(request.user, Verb.PREPARE_REPORT, plan)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.correct_board_report(
                report=report, reason=form.cleaned_data["reason"], by=request.user
            )
            messages.success(request, "A new version has been started. The earlier one stays as it is.")
            return redirect("reporting:board-report-live", plan.slug, report.meeting_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"plan": plan, "report": report, "back": report.page_in(plan)}
    return form_page(request, "reporting/board_report_correct.html", context, form)
