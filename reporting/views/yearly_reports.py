"""Reports on a year: the list, one that is being written, finals as they were frozen, and how one becomes final."""

from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime

from lscb import clock
from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.noted import note_reading
from lscb.web.pages import form_page
from lscb.web.waiting import gone_on
from lscb.wording import listed, moment
from lscb.words import sentence_lower
from lscb.work import background
from plans.views.pages import plan_or_404
from reporting import operations, tasks
from reporting.forms.reports import ApprovalForm, CorrectionForm
from reporting.forms.yearly_report import OmittedForm, YearForm
from reporting.models import ReportingEvent, YearlyReport, YearlySection
from reporting.printing.letters import lacking_in
from reporting.report.sign_off import Signed, sign_off
from reporting.rules.drafted_lines import blocks
from reporting.selectors.before_final import Point
from reporting.selectors.signing import still_asked, waits_for_signature_of
from reporting.selectors.yearly_before_final import checklist
from reporting.selectors.yearly_report import content_now, content_of, finals_of_year, years_to_begin

# --- Finding things ------------------------------------------------------------------------------------------


def yearly_or_404(request, plan_slug: str, pk: int, *, whole: bool = False) -> YearlyReport:
    """A report of the board that the plan of the address is of; `whole` with the words that a final copied."""
    plan = plan_or_404(request, plan_slug)
    reports = (
        YearlyReport.objects.visible_to(request.user)
        .filter(board=plan.board_id)
        .select_related("board", "prepared_by", "finalised_by")
        .prefetch_related("signatures")
    )
    reports = reports.defer("pdf") if whole else reports.without_pdf()
    return get_object_or_404(reports, pk=pk)


def draft_or_404(request, plan_slug: str, pk: int, verb: Verb) -> YearlyReport:
    """A draft that the person may do `verb` to."""
    report = yearly_or_404(request, plan_slug, pk)
    require(request.user, verb, report)
    return report


def signed_by(report: YearlyReport) -> list[Signed]:
    """The signatures that a final was given, in their order."""
    return [
        Signed(each.role, each.name, each.post, moment(localtime(each.at)), each.remarks)
        for each in report.signatures.all()
    ]


def sections_of(request, report: YearlyReport) -> list[YearlySection]:
    """Every section in its order, those that are left out among them."""
    sections = YearlySection.objects.visible_to(request.user).filter(report=report)
    return list(sections.select_related("changed_by", "looked_by"))


# --- The list, and a year that is begun -----------------------------------------------------------------------


def yearly_list(request, plan_slug):
    """Years newest first, each with its draft and its finals."""
    plan = plan_or_404(request, plan_slug)
    years: dict[date, dict] = {}
    reports = YearlyReport.objects.visible_to(request.user).filter(board=plan.board_id).for_reports()
    for report in reports.prefetch_related("signatures"):
        year = years.setdefault(report.starts_on, {"report": report, "finals": [], "draft": None})
        if report.is_frozen:
            year["finals"].append(report)
        else:
            year["draft"] = report
    context = {
        "plan": plan,
        "years": list(years.values()),
        "may_prepare": allows(request.user, Verb.PREPARE_REPORT, plan.board),
    }
    return render(request, "reporting/yearly_list.html", context)


def yearly_begin(request, plan_slug):
    """Choose a year and begin its report: which finals it stands on is said first, and which are missing."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.PREPARE_REPORT, plan.board)
    years = years_to_begin(plan.board, clock.today())
    offered = next((each for each in years if each.year.finals), None)
    form = YearForm(
        request.POST if request.method == "POST" else None,
        years=[(each.starts_on.isoformat(), each.name) for each in years],
        initial={"starts_on": offered.starts_on.isoformat()} if offered else None,
    )
    if form.is_valid():
        starts_on = date.fromisoformat(form.cleaned_data["starts_on"])
        try:
            report = operations.begin_year(board=plan.board, starts_on=starts_on, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            called = sentence_lower(plan.board.yearly_report_label)
            messages.success(
                request, f"The {called} {report.name} is begun. Everything drafted waits to be looked at."
            )
            return redirect("reporting:yearly-detail", plan.slug, report.pk)
    return form_page(request, "reporting/yearly_begin.html", {"plan": plan, "years": years}, form)


# --- One report -----------------------------------------------------------------------------------------------


def yearly_detail(request, plan_slug, pk):
    """A draft as it stands, with each section to be written in its place; a final from its own copy."""
    plan = plan_or_404(request, plan_slug)
    report = yearly_or_404(request, plan_slug, pk, whole=True)
    if request.method == "POST":
        return _drafted_again(request, plan, report)
    if report.is_frozen:
        return _final(request, plan, report)
    content, sections = content_now(report), sections_of(request, report)
    year = finals_of_year(report.board, report.starts_on, report.ends_on)
    may_prepare = allows(request.user, Verb.PREPARE_REPORT, report)
    points = checklist(report, sections, content, year, plan.slug, mends=may_prepare)
    context = sign_off(content, ()) | {
        "plan": plan,
        "report": report,
        "content": content,
        "sections": [shown(section, content) for section in sections if not section.left_out],
        "unseen": sum(each.drafted_unseen for each in content.sections),
        "left_out": [section for section in sections if section.left_out],
        "points": points,
        "year": year,
        "may_prepare": may_prepare,
        "may_finalise": allows(request.user, Verb.FINALISE_REPORT, report),
    }
    return render(request, "reporting/yearly_draft.html", context)


def _drafted_again(request, plan, report: YearlyReport):
    """Draft anew what nobody has looked at; what people changed stays, with the new draft beside it."""
    require(request.user, Verb.PREPARE_REPORT, report)
    try:
        changed = operations.draft_year_again(report=report, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        named = listed([f"“{section}”" for section in changed])
        messages.success(
            request,
            f"Drafted again: {named}." if changed else "Nothing would be drafted otherwise than it is.",
        )
    return redirect("reporting:yearly-detail", plan.slug, report.pk)


def shown(section: YearlySection, content) -> dict:
    """A section of a draft as its page shows it: stretches of its text that stand as drafted are told apart until
    somebody has looked at it."""
    said = next((each for each in content.sections if each.key == section.key), None)
    marked = blocks(section.text, section.drafted) if section.drafted and section.looked_at is None else ()
    return {"section": section, "said": said, "blocks": marked, "key": section.key}


def _final(request, plan, report: YearlyReport):
    note_reading(request, ReportingEvent.FINAL_READ, report)
    versions = list(
        YearlyReport.objects.visible_to(request.user)
        .frozen()
        .without_pdf()
        .filter(board=report.board_id, starts_on=report.starts_on)
        .order_by("version")
    )
    content, signed = content_of(report), signed_by(report)
    context = sign_off(content, signed) | {
        "plan": plan,
        "report": report,
        "content": content,
        "signed": signed,
        "still_asked": still_asked(report),
        "versions": versions,
        "is_latest": versions[-1].pk == report.pk,
        "may_approve": waits_for_signature_of(request.user, report),
        "may_correct": allows(request.user, Verb.PREPARE_REPORT, report),
        "may_publish": allows(request.user, Verb.PUBLISH, report),
    }
    return render(request, "reporting/yearly_final_detail.html", context)


# --- Final, approved, corrected ---------------------------------------------------------------------------------


def yearly_final(request, plan_slug, pk):
    """Make a draft final, after a page that says what is missing; without what is asked for only with a reason."""
    plan = plan_or_404(request, plan_slug)
    report = draft_or_404(request, plan_slug, pk, Verb.FINALISE_REPORT)
    here = reverse("reporting:yearly-detail", args=[plan.slug, report.pk])
    if report.is_frozen:
        if request.POST.get("omitted_because", "").strip():  # the reason comes back with why it is not saved
            raise Refused("Somebody made this report final meanwhile. Correct it: that makes a new version.")
        return redirect(here)
    content, sections = content_now(report), sections_of(request, report)
    year = finals_of_year(report.board, report.starts_on, report.ends_on)
    points = checklist(report, sections, content, year, plan.slug)
    if lacking := lacking_in(content):
        points.others.append(Point(f"Letters that paper may show as empty boxes: {', '.join(lacking)}."))
    form = OmittedForm(
        request.POST if request.method == "POST" else None,
        missing=bool(content.omissions),
        initial={"omitted_because": report.omitted_because},
    )
    if form.is_valid():
        job = background.start(
            tasks.finalise_yearly,
            title=f"Making the {sentence_lower(report.board.yearly_report_label)} {report.name} final",
            by=request.user,
            opens=here,
            report_id=report.pk,
            omitted_because=form.cleaned_data.get("omitted_because", ""),
        )
        return gone_on(request, job)
    context = {"plan": plan, "report": report, "content": content, "points": points}
    return form_page(request, "reporting/yearly_final.html", context, form)


def yearly_approve(request, plan_slug, pk):
    """Somebody whose signature is asked for approves, with remarks."""
    plan = plan_or_404(request, plan_slug)
    report = draft_or_404(request, plan_slug, pk, Verb.APPROVE_REPORT)
    form = ApprovalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            signed = operations.approve_yearly(
                report=report, remarks=form.cleaned_data["remarks"], by=request.user
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            waits = "" if signed.approved_at else " It is approved once all signatures asked for are there."
            called = sentence_lower(report.board.yearly_report_label)
            messages.success(request, f"You have approved the {called} {report.name}.{waits}")
            return redirect("reporting:yearly-detail", plan.slug, report.pk)
    role = request.user.role_to_sign_in(report.board, report.signatures_missing)
    context = {
        "plan": plan,
        "report": report,
        "post": role.post if role else "",
        "still_asked": still_asked(report),
    }
    return form_page(request, "reporting/yearly_approve.html", context, form)


def yearly_correct(request, plan_slug, pk):
    """Begin a new version, with the reason."""
    plan = plan_or_404(request, plan_slug)
    report = draft_or_404(request, plan_slug, pk, Verb.PREPARE_REPORT)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            draft = operations.correct_yearly(
                report=report, reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "A new version has been started. The earlier one stays as it is.")
            return redirect("reporting:yearly-detail", plan.slug, draft.pk)
    return form_page(request, "reporting/yearly_correct.html", {"plan": plan, "report": report}, form)
