"""Monitoring reports: the list, the draft that follows the plan, finals as they were frozen."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime

from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.back import Shows, shows
from lscb.web.noted import note_reading
from lscb.web.pages import form_page, question_page
from lscb.web.waiting import gone_on
from lscb.wording import listed, moment
from lscb.work import background
from plans.models import Action, Quarter
from plans.selectors import action_rows
from plans.views.pages import plan_or_404
from reporting import operations, tasks
from reporting.forms.reports import ApprovalForm, CorrectionForm
from reporting.models import MonitoringReport, ReportingEvent
from reporting.printing.letters import lacking_in
from reporting.report.reading import content_of, gather_now
from reporting.report.sign_off import Signed, sign_off
from reporting.report.year_ago import beside
from reporting.selectors.before_final import Before, Point, points_before_final
from reporting.selectors.signing import still_asked, waits_for_signature_of
from reporting.selectors.year_ago import final_a_year_before
from subgroups.models import Body

# --- Finding things ---------------------------------------------------------------------------------------


def quarter_or_404(request, plan_slug: str, quarter_slug: str) -> Quarter:
    """An opened quarter of a plan in sight, by its place in the URL."""
    plan = plan_or_404(request, plan_slug)
    for quarter in Quarter.objects.visible_to(request.user).filter(plan=plan).for_reports():
        if quarter.slug == quarter_slug and quarter.state != Quarter.State.PLANNED:
            return quarter
    raise Http404("There is no such reporting period, or it has not been opened yet.")


def report_or_404(request, plan_slug: str, pk: int, *, whole: bool = True) -> MonitoringReport:
    """A final report in sight; without `whole` its bytes and copied words stay in the database."""
    reports = (
        MonitoringReport.objects.visible_to(request.user)
        .frozen()
        .select_related("plan__board", "quarter", "finalised_by")
        .prefetch_related("signatures")
    )
    reports = reports.defer("pdf") if whole else reports.without_pdf()
    return get_object_or_404(reports, plan__slug=plan_slug, pk=pk)


def draft_of(quarter: Quarter) -> MonitoringReport | None:
    drafts = quarter.monitoring_reports.filter(state=MonitoringReport.State.DRAFT)
    draft = drafts.select_related("prepared_by").first()
    if draft is not None:
        draft.quarter, draft.plan = quarter, quarter.plan
    return draft


def final_of(quarter: Quarter) -> MonitoringReport | None:
    """The latest version of the quarter's final report."""
    return (
        quarter.monitoring_reports.frozen().without_pdf().select_related("plan").order_by("-version").first()
    )


def signed_by(report: MonitoringReport) -> list[Signed]:
    """The signatures that a final was given, in their order."""
    return [
        Signed(each.role, each.name, each.post, moment(localtime(each.at)), each.remarks)
        for each in report.signatures.all()
    ]


def _deciding(request, thing: Quarter | MonitoringReport, quarter: Quarter) -> dict:
    """What the rows need to lead whoever may to the page where a decision is recorded, and back."""
    return {
        "may_decide": allows(request.user, Verb.AGREE, thing),
        "meeting_pk": quarter.meeting_id or "",
        "here": request.get_full_path(),
    }


# --- The list -----------------------------------------------------------------------------------------------


def report_list(request, plan_slug):
    """Quarters newest first: collecting, draft, final, approved."""
    plan = plan_or_404(request, plan_slug)
    quarters = list(Quarter.objects.visible_to(request.user).filter(plan=plan).for_reports())
    versions: dict[int, list[MonitoringReport]] = {}
    for report in MonitoringReport.objects.visible_to(request.user).filter(plan=plan).for_reports():
        versions.setdefault(report.quarter_id, []).append(report)
    lines = []
    for quarter in quarters:
        finals = [report for report in versions.get(quarter.pk, []) if report.is_frozen]
        draft = next((report for report in versions.get(quarter.pk, []) if not report.is_frozen), None)
        lines.append(
            {
                "quarter": quarter,
                "finals": finals,
                "draft": draft,
                "live": quarter.state != Quarter.State.PLANNED and (draft or not finals),
            }
        )
    collecting = next((q for q in quarters if q.state == Quarter.State.COLLECTING), None)
    meter = None
    if collecting:
        actions = Action.objects.filter(plan=plan).with_last_said(collecting)
        meter = action_rows.meter(actions)
    return render(
        request,
        "reporting/report_list.html",
        {
            "plan": plan,
            "lines": lines,
            "collecting": collecting,
            "meter": meter,
            "may_prepare": allows(request.user, Verb.PREPARE_REPORT, plan),
        },
    )


# --- The draft ----------------------------------------------------------------------------------------------


@shows(Shows.DECISIONS)
def report_live(request, plan_slug, quarter):
    """The report as the plan stands now. A final is shown instead."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        return redirect(final)
    content = gather_now(quarter, draft=draft)
    context = sign_off(content, ()) | {
        "content": content,
        "quarter": quarter,
        "linked": True,
        "plan_slug": plan_slug,
        "quarter_slug": quarter.slug,
        "may_prepare": allows(request.user, Verb.PREPARE_REPORT, quarter),
        "may_finalise": allows(request.user, Verb.FINALISE_REPORT, quarter),
        **_deciding(request, quarter, quarter),
        "highlight_bodies": _may_write_for(request, quarter),
    }
    return render(request, "reporting/report_live.html", context)


def _may_write_for(request, quarter) -> list[Body]:
    """Bodies whose highlights the person may write, while the quarter is open."""
    if quarter.state == Quarter.State.REPORTED:
        return []
    bodies = Body.objects.visible_to(request.user).filter(board=quarter.plan.board_id).not_ended().that_meet()
    return [
        body
        for body in bodies.exclude(kind=Body.Kind.OUTSIDE).select_related("board")
        if allows(request.user, Verb.WRITE_HIGHLIGHT, body)
    ]


@shows(Shows.DECISIONS)
def report_live_rows(request, plan_slug, quarter, key):
    """Exactly the actions that a number of the draft counts."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    content = gather_now(quarter, draft=draft_of(quarter))
    back = reverse("reporting:report-live", args=[plan_slug, quarter.slug])
    more = {"plan_slug": plan_slug, "linked": True} | _deciding(request, quarter, quarter)
    return _rows(request, content, key, back, more)


def report_final(request, plan_slug, quarter):
    """Make the quarter's report final, after a page that says what will happen and what to look at first."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    require(request.user, Verb.FINALISE_REPORT, quarter)
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        return redirect(final)
    refused = ""
    if request.method == "POST":
        try:
            draft = draft or operations.start_draft(quarter=quarter, by=request.user)
        except Refused as refusal:
            refused = " ".join(refusal.messages)
        else:
            return _make_final(request, draft)
    content = gather_now(quarter, draft=draft)
    points = points_before_final(Before(quarter, draft, content))
    if lacking := lacking_in(content):
        points.append(Point(f"Letters that paper may show as empty boxes: {', '.join(lacking)}."))
    context = {"quarter": quarter, "content": content, "draft": draft, "points": points}
    return question_page(request, "reporting/report_final.html", context, refused)


def _make_final(request, draft: MonitoringReport):
    """Printing takes some seconds: the page of the job says so. Refused, it leads back to the question."""
    quarter = draft.quarter
    job = background.start(
        tasks.finalise_report,
        title=f"Making the report of {quarter.name} final",
        kind="Final report",
        by=request.user,
        opens=reverse("reporting:report-final", args=[quarter.plan.slug, quarter.slug]),
        report_id=draft.pk,
    )
    return gone_on(request, job)


# --- Finals ---------------------------------------------------------------------------------------------------


@shows(Shows.DECISIONS)
def report_detail(request, plan_slug, pk):
    """A final report from its own copy; nothing is read from the plan."""
    report = report_or_404(request, plan_slug, pk)
    note_reading(request, ReportingEvent.FINAL_READ, report)
    versions = list(
        report.quarter.monitoring_reports.frozen()
        .without_pdf()
        .select_related("plan", "quarter")
        .order_by("version")
    )
    content, signed = content_of(report), signed_by(report)
    context = sign_off(content, signed) | {
        "report": report,
        "content": content,
        "signed": signed,
        "still_asked": still_asked(report),
        "versions": versions,
        "is_latest": versions[-1].pk == report.pk,
        "linked": True,
        "plan_slug": plan_slug,
        "report_pk": pk,
        "may_approve": waits_for_signature_of(request.user, report),
        "may_correct": allows(request.user, Verb.PREPARE_REPORT, report),
        "may_publish": allows(request.user, Verb.PUBLISH, report),
        **_deciding(request, report, report.quarter),
    }
    return render(request, "reporting/report_detail.html", context)


@shows(Shows.DECISIONS)
def report_rows(request, plan_slug, pk, key):
    """Exactly the actions that a number of a final report counts, as it printed them."""
    report = report_or_404(request, plan_slug, pk)
    note_reading(request, ReportingEvent.FINAL_READ, report)
    content = content_of(report)
    more = {"plan_slug": plan_slug, "report_pk": pk} | _deciding(request, report, report.quarter)
    return _rows(request, content, key, report.get_absolute_url(), more)


def report_year_ago(request, plan_slug, pk):
    """A final beside the one of the same time a year ago: counts, matrix, and what moved, as both kept them."""
    report, then, context = _beside(request, plan_slug, pk)
    return render(request, "reporting/report_year_ago.html", context | {"report": report, "then": then})


def report_year_ago_rows(request, plan_slug, pk, key):
    """Exactly the actions that a number of that page counts, as the later final printed them."""
    _, then, context = _beside(request, plan_slug, pk)
    back = reverse("reporting:report-year-ago", args=[plan_slug, pk])
    if then is None:
        return redirect(back)
    return _rows(request, context["content"], key, back, {"plan_slug": plan_slug, "report_pk": pk})


def _beside(request, plan_slug: str, pk: int) -> tuple[MonitoringReport, MonitoringReport | None, dict]:
    report = report_or_404(request, plan_slug, pk)
    note_reading(request, ReportingEvent.FINAL_READ, report)
    then = final_a_year_before(report)
    context = {
        "content": beside(content_of(report), content_of(then)) if then else content_of(report),
        "linked": True,
        "plan_slug": plan_slug,
        "report_pk": pk,
        "rows_at": "reporting:report-year-ago-rows",
        "back": report.get_absolute_url(),
    }
    return report, then, context


def _rows(request, content, key, back, context):
    if key not in content.counts:
        raise Http404("The report has no such number.")
    words, count = content.counts[key]
    # Of these, those under a section or priority, or of some owners.
    if of := [content.counts[part] for part in request.GET.getlist("of") if part in content.counts]:
        words = f"{words}, {listed([named for named, _ in of])}"
        within = {pk for _, each in of for pk in each.ids}
        count = replace(count, ids=tuple(pk for pk in count.ids if pk in within))
    context |= {"content": content, "words": words, "count_of": count, "back": back}
    return render(request, "reporting/report_rows.html", context)


def report_approve(request, plan_slug, pk):
    """Somebody whose signature is asked for approves, with remarks."""
    report = report_or_404(request, plan_slug, pk, whole=False)
    require(request.user, Verb.APPROVE_REPORT, report)
    form = ApprovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            signed = operations.approve_report(
                report=report, remarks=form.cleaned_data["remarks"], by=request.user
            )
            waits = "" if signed.approved_at else " It is approved once all signatures asked for are there."
            messages.success(request, f"You have approved the report of {report.quarter.name}.{waits}")
            return redirect(report)
        except Refused as refusal:
            form.refuse(refusal)
    role = request.user.role_to_sign_in(report.board, report.signatures_missing)
    context = {"report": report, "post": role.post if role else "", "still_asked": still_asked(report)}
    return form_page(request, "reporting/report_approve.html", context, form)


def report_correct(request, plan_slug, pk):
    """Begin a new version, with the reason."""
    report = report_or_404(request, plan_slug, pk, whole=False)
    require(request.user, Verb.PREPARE_REPORT, report)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.correct_report(report=report, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, "A new version has been started. The earlier one stays as it is.")
            return redirect("reporting:report-live", plan_slug, report.quarter.slug)
        except Refused as refusal:
            form.refuse(refusal)
    return form_page(request, "reporting/report_correct.html", {"report": report}, form)
