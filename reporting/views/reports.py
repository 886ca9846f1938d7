"""Monitoring reports: the list, the draft that follows the plan, finals as they were frozen."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.timezone import localtime

from lscb.errors import Refused
from lscb.permissions import Verb, allows, is_archived, require
from plans import rows
from plans.models import Action, Quarter
from plans.views.pages import form_page, plan_or_404, question_page
from reporting import operations
from reporting.content import from_json
from reporting.forms.reports import ApprovalForm, CorrectionForm, HighlightForm
from reporting.gather import gather
from reporting.models import Highlight, MonitoringReport
from reporting.paper.pdf import page_context
from reporting.views.paper import asked_again, on_paper, pdf_response
from reporting.words import moment
from subgroups.models import Body

logger = logging.getLogger(__name__)


# --- Finding things ---------------------------------------------------------------------------------------


def quarter_or_404(request, plan_slug: str, quarter_slug: str) -> Quarter:
    """An opened quarter of a plan in sight, by its place in the address."""
    plan = plan_or_404(request, plan_slug)
    for quarter in Quarter.objects.visible_to(request.user).filter(plan=plan).for_reports():
        if quarter.slug == quarter_slug and quarter.state != Quarter.State.PLANNED:
            return quarter
    raise Http404("There is no such quarter, or it has not been opened yet.")


def report_or_404(request, plan_slug: str, pk: int, *, whole: bool = True) -> MonitoringReport:
    """A final report in sight; without `whole` its bytes and copied words stay in the database."""
    reports = (
        MonitoringReport.objects.visible_to(request.user)
        .frozen()
        .select_related("plan__board", "quarter", "finalised_by", "approved_by")
    )
    reports = reports.defer("pdf") if whole else reports.without_pdf()
    return get_object_or_404(reports, plan__slug=plan_slug, pk=pk)


def draft_of(quarter: Quarter) -> MonitoringReport | None:
    return (
        quarter.monitoring_reports.filter(state=MonitoringReport.State.DRAFT)
        .select_related("plan__board", "quarter", "prepared_by")
        .first()
    )


def final_of(quarter: Quarter) -> MonitoringReport | None:
    """The latest version of the quarter's final report."""
    return (
        quarter.monitoring_reports.frozen().without_pdf().select_related("plan").order_by("-version").first()
    )


def approval_of(report: MonitoringReport) -> dict:
    if not report.approved_at:
        return {}
    return {
        "name": report.approved_by_name,
        "at": moment(localtime(report.approved_at)),
        "remarks": report.approval_remarks,
    }


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
        actions = Action.objects.filter(plan=plan).with_standing(collecting)
        meter = rows.meter(actions)
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


def report_live(request, plan_slug, quarter):
    """The report as the plan stands now. A final is shown instead."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        return redirect(final)
    context = {
        "content": gather(quarter, draft=draft),
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
    bodies = Body.objects.visible_to(request.user).filter(board=quarter.plan.board_id).standing().that_meet()
    return [
        body
        for body in bodies.exclude(kind=Body.Kind.OUTSIDE).select_related("board")
        if allows(request.user, Verb.WRITE_HIGHLIGHT, body)
    ]


def report_live_pdf(request, plan_slug, quarter):
    """The draft on paper; the final where there is one."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    name = f"{plan_slug} {quarter.slug} draft"
    if answer := asked_again(request, quarter.plan, name):
        return answer
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        return redirect("reporting:report-pdf", plan_slug, final.pk)
    return report_on_paper(request, "print/report.html", gather(quarter, draft=draft), quarter.plan, name)


def report_on_paper(request, template, content, plan, name, **context):
    """What a report says, or a part of it, as a PDF."""
    return on_paper(request, template, page_context(content) | context, plan=plan, name=name)


def report_live_rows(request, plan_slug, quarter, key):
    """Exactly the actions that a number of the draft counts."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    content = gather(quarter, draft=draft_of(quarter))
    back = reverse("reporting:report-live", args=[plan_slug, quarter.slug])
    more = {"plan_slug": plan_slug, "linked": True} | _deciding(request, quarter, quarter)
    return _rows(request, content, key, back, more)


def report_final(request, plan_slug, quarter):
    """Make the quarter's report final, after a page that says what will happen."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    require(request.user, Verb.FINALISE_REPORT, quarter)
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        return redirect(final)
    refused = ""
    if request.method == "POST":
        try:
            draft = draft or operations.start_draft(quarter=quarter, by=request.user)
            report = operations.finalise_report(report=draft, by=request.user)
            messages.success(request, f"{quarter.name} is final: report number {report.number}.")
            return redirect(report)
        except Refused as refusal:
            refused = " ".join(refusal.messages)
    context = {
        "quarter": quarter,
        "content": gather(quarter, draft=draft),
        "draft": draft,
    }
    return question_page(request, "reporting/report_final.html", context, refused)


# --- Finals ---------------------------------------------------------------------------------------------------


def report_detail(request, plan_slug, pk):
    """A final report from its own copy; nothing is read from the plan."""
    report = report_or_404(request, plan_slug, pk)
    versions = list(
        report.quarter.monitoring_reports.frozen()
        .without_pdf()
        .select_related("plan", "quarter")
        .order_by("version")
    )
    context = {
        "report": report,
        "content": from_json(report.content, schema_version=report.schema_version),
        "versions": versions,
        "is_latest": versions[-1].pk == report.pk,
        "approval": approval_of(report),
        "linked": True,
        "plan_slug": plan_slug,
        "report_pk": pk,
        "may_approve": report.state == MonitoringReport.State.FINAL
        and allows(request.user, Verb.APPROVE_REPORT, report),
        "may_correct": allows(request.user, Verb.PREPARE_REPORT, report),
        **_deciding(request, report, report.quarter),
    }
    return render(request, "reporting/report_detail.html", context)


def report_pdf(request, plan_slug, pk):
    """The PDF as it was printed, after its checksum. Who has it already is told so without reading it."""
    report = report_or_404(request, plan_slug, pk, whole=False)
    etag = f'"{report.pdf_sha256}"'
    answer = get_conditional_response(request, etag=etag)
    if not isinstance(answer, HttpResponseNotModified):
        report.refresh_from_db(fields=["pdf"])
        if not report.pdf_is_intact:
            logger.error("The stored PDF of monitoring report %s does not match its checksum.", report.pk)
            return render(request, "reporting/report_damaged.html", {"report": report}, status=500)
        answer = pdf_response(
            bytes(report.pdf), f"{plan_slug} {report.quarter.slug} version {report.version}"
        )
    answer["ETag"] = etag
    # It never changes, so a browser may keep it; it asks each time whether the person may still see it.
    answer["Cache-Control"] = "private, no-cache"
    return answer


def report_rows(request, plan_slug, pk, key):
    """Exactly the actions that a number of a final report counts, as it printed them."""
    report = report_or_404(request, plan_slug, pk)
    content = from_json(report.content, schema_version=report.schema_version)
    more = {"plan_slug": plan_slug, "report_pk": pk} | _deciding(request, report, report.quarter)
    return _rows(request, content, key, report.get_absolute_url(), more)


def _rows(request, content, key, back, context):
    if key not in content.counts:
        raise Http404("The report has no such number.")
    words, count = content.counts[key]
    context |= {"content": content, "words": words, "count_of": count, "back": back}
    return render(request, "reporting/report_rows.html", context)


def report_approve(request, plan_slug, pk):
    """The chair approves, with remarks."""
    report = report_or_404(request, plan_slug, pk, whole=False)
    require(request.user, Verb.APPROVE_REPORT, report)
    form = ApprovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.approve_report(report=report, remarks=form.cleaned_data["remarks"], by=request.user)
            messages.success(request, f"You have approved the report of {report.quarter.name}.")
            return redirect(report)
        except Refused as refusal:
            form.add_error(None, refusal)
    return form_page(request, "reporting/report_approve.html", {"report": report}, form)


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
            form.add_error(None, refusal)
    return form_page(request, "reporting/report_correct.html", {"report": report}, form)


# --- Highlights -----------------------------------------------------------------------------------------------


def highlight_write(request, plan_slug, quarter, body_pk):
    """What a group's chair wants the business group to know this quarter."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    bodies = Body.objects.visible_to(request.user).filter(board=quarter.plan.board_id)
    body = get_object_or_404(bodies.select_related("board"), pk=body_pk)
    require(request.user, Verb.WRITE_HIGHLIGHT, body)
    if is_archived(quarter):  # the body lives on, the plan does not
        raise PermissionDenied
    stored = Highlight.objects.filter(body=body, quarter=quarter).first()
    initial = {field: getattr(stored, field) for field in Highlight.FIELDS} if stored else None
    form = HighlightForm(request.POST or None, initial=initial, body=body)
    if request.method == "POST" and form.is_valid():
        try:
            operations.write_highlight(body=body, quarter=quarter, by=request.user, **form.cleaned_data)
            messages.success(request, f"Highlights of {body.label} saved.")
            return redirect("reporting:report-live", plan_slug, quarter.slug)
        except Refused as refusal:
            form.add_error(None, refusal)
    context = {"quarter": quarter, "body": body, "stored": stored}
    return form_page(request, "reporting/highlight_write.html", context, form)
