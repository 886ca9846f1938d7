"""A year's report while it is written: each section in its place, by several people; its order; its finance."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page
from plans.views.pages import plan_or_404
from reporting import operations
from reporting.forms.yearly_report import (
    FinanceRows,
    LeaveOutForm,
    NewSectionForm,
    RecipientsForm,
    SectionForm,
    SectionPlaceForm,
    with_another,
)
from reporting.models import YearlyReport, YearlySection
from reporting.models.yearly import finance_seen
from reporting.operations.yearly_writing import LineTyped
from reporting.selectors.yearly_report import (
    content_now,
    finance_offered,
    recipients_offered,
    table_from,
    versions_of,
)
from reporting.views.yearly_reports import draft_or_404, sections_of, shown, yearly_or_404

# --- One section -----------------------------------------------------------------------------------------------

# What a press does besides saving what is typed, and what is said of it.
PRESSED = {
    "looked-at": (operations.look_at_section, "You have looked at “{}”."),
    "take": (
        operations.take_drafted,
        "What is drafted now stands in “{}”. Your text is among its earlier versions.",
    ),
    "draft": (operations.draft_section_again, "“{}” is drafted again, as the year stands now."),
    "leave": (operations.leave_drafted, "The text of “{}” stays as it is."),
}


def yearly_section(request, plan_slug, pk, section_pk):
    """Write a section: in its place on the page of the report, or on a page of its own. `?shown` is only its text."""
    plan = plan_or_404(request, plan_slug)
    report = draft_or_404(request, plan_slug, pk, Verb.PREPARE_REPORT)
    section = _section_or_404(request, report, section_pk)
    if request.method != "POST" and report.is_frozen:
        return redirect(_back(plan, report))  # what was typed meanwhile comes back with why it is not saved
    if request.htmx and "shown" in request.GET and request.method == "GET":
        return _shown(request, plan, section)
    pressed = request.POST.get("step", "")
    if pressed in PRESSED:
        return _pressed(request, plan, section, pressed)
    form = SectionForm(request.POST if request.method == "POST" else None, section=section)
    looks = None
    if form.is_valid():
        if pressed == "look":
            looks = form.cleaned_data
        else:
            try:
                operations.write_section(section=section, by=request.user, **form.cleaned_data)
            except Refused as refused:
                section.refresh_from_db()
                form = SectionForm(request.POST, section=section)
                form.is_valid()
                if not form.errors:
                    form.refuse(refused)
            else:
                return _done(request, plan, section, f"“{section}” is saved.")
    kept = section if form.is_bound and form.non_field_errors() else None
    context = {
        "plan": plan,
        "report": report,
        "section": section,
        "looks": looks,
        "kept": kept,
        "key": section.key,
        "in_place": bool(request.htmx),
    }
    template = "reporting/_yearly_section_edit.html" if request.htmx else "reporting/yearly_section.html"
    return form_page(request, template, context, form)


def _pressed(request, plan, section: YearlySection, pressed: str):
    """A press that changes the section without a word typed: what they had before them is compared as well."""
    event, said = PRESSED[pressed]
    read = request.POST.get("seen", "")
    try:
        if read != str(section.version):
            raise ChangedMeanwhile(f"Somebody changed “{section}” meanwhile. Look again.", current=section)
        event(section=section, by=request.user)
    except Refused as refused:
        return _done(request, plan, section, " ".join(refused.messages), refused=True)
    return _done(request, plan, section, said.format(section))


def _done(request, plan, section: YearlySection, said: str, *, refused: bool = False) -> HttpResponse:
    if request.htmx:
        return _shown(request, plan, section, said=said)
    (messages.error if refused else messages.success)(request, said)
    return redirect(f"{_back(plan, section.report)}#{section.key}")


def _shown(request, plan, section: YearlySection, said: str = "") -> HttpResponse:
    """The section as the report's page has it; the focus goes back to where it is changed."""
    section.refresh_from_db()
    content = content_now(section.report)
    context = shown(section, content) | {
        "plan": plan,
        "report": section.report,
        "content": content,
        "may_prepare": True,
        "message": said,
        "in_place": True,
    }
    return render(request, "reporting/_yearly_section.html", context)


def yearly_section_versions(request, plan_slug, pk, section_pk):
    """Earlier texts of a section, by whom and when; one beside the text as it stands, to be put back."""
    plan = plan_or_404(request, plan_slug)
    report = yearly_or_404(request, plan_slug, pk)
    section = _section_or_404(request, report, section_pk)
    versions = versions_of(section)
    may_write = allows(request.user, Verb.PREPARE_REPORT, report) and not report.is_frozen
    wanted = request.POST.get("version", request.GET.get("version", ""))
    looked_at = next((each for each in versions if str(each.version) == wanted), None)
    if request.method == "POST":
        require(request.user, Verb.PREPARE_REPORT, report)
        return _put_back(request, plan, section, looked_at)
    context = {
        "plan": plan,
        "report": report,
        "section": section,
        "versions": versions,
        "looked_at": looked_at,
        "may_write": may_write,
    }
    return render(request, "reporting/yearly_section_versions.html", context)


def _put_back(request, plan, section: YearlySection, version):
    here = reverse("reporting:yearly-section-versions", args=[plan.slug, section.report_id, section.pk])
    try:
        if version is None:
            raise Refused("That version is not there. Choose one of the list.")
        if request.POST.get("seen", "") != str(section.version):
            raise ChangedMeanwhile(f"Somebody changed “{section}” meanwhile. Look again.", current=section)
        operations.write_section(section=section, title=version.title, text=version.text, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(here)
    messages.success(
        request, f"“{section}” is as it was in version {version.version}; nothing since is lost."
    )
    return redirect(f"{_back(plan, section.report)}#{section.key}")


# --- Which sections there are ------------------------------------------------------------------------------------


def yearly_sections(request, plan_slug, pk):
    """Every section in its order: a press moves one up or down, or takes it in again; a new one goes behind them."""
    plan = plan_or_404(request, plan_slug)
    report = draft_or_404(request, plan_slug, pk, Verb.PREPARE_REPORT)
    if request.method != "POST" and report.is_frozen:
        return redirect(_back(plan, report))  # what was typed meanwhile comes back with why it is not saved
    here = redirect("reporting:yearly-sections", plan.slug, report.pk)
    adding = request.method == "POST" and "section" not in request.POST
    form = NewSectionForm(request.POST if adding else None)
    if request.method == "POST" and not adding:
        _placed(request, report)
        return here
    if form.is_valid():
        try:
            added = operations.add_section(report=report, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{added}” is added behind the others.")
            return here
    context = {"plan": plan, "report": report, "sections": sections_of(request, report)}
    return form_page(request, "reporting/yearly_sections.html", context, form)


def _placed(request, report: YearlyReport) -> None:
    sections = YearlySection.objects.visible_to(request.user).filter(report=report)
    form = SectionPlaceForm(request.POST, sections=sections)
    if not form.is_valid():
        messages.error(request, "Nothing has moved: that section is not there any more.")
        return
    section, to = form.cleaned_data["section"], form.cleaned_data["to"]
    try:
        if to:
            operations.move_section(section=section, to=to, by=request.user)
            said = f"“{section}” has moved."
        else:
            operations.take_in_section(section=section, by=request.user)
            said = f"“{section}” is in the report again."
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, said)


def yearly_leave_out(request, plan_slug, pk, section_pk):
    """Ask, then leave a section out of this report."""
    plan = plan_or_404(request, plan_slug)
    report = draft_or_404(request, plan_slug, pk, Verb.PREPARE_REPORT)
    section = _section_or_404(request, report, section_pk)
    form = LeaveOutForm(request.POST if request.method == "POST" else None, section=section)
    if form.is_valid():
        try:
            operations.leave_out_section(section=section, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{section}” is left out. Its text stays.")
            return redirect("reporting:yearly-sections", plan.slug, report.pk)
    context = {"plan": plan, "report": report, "section": section}
    return form_page(request, "reporting/yearly_leave_out.html", context, form)


# --- Finance, and whom it is sent to -------------------------------------------------------------------------------


def yearly_finance(request, plan_slug, pk):
    """The finance table, typed line by line; its totals are worked out."""
    plan = plan_or_404(request, plan_slug)
    report = draft_or_404(request, plan_slug, pk, Verb.PREPARE_REPORT)
    if request.method != "POST" and report.is_frozen:
        return redirect(_back(plan, report))  # what was typed meanwhile comes back with why it is not saved
    there = list(report.finance_lines.select_related("agency"))
    sent = request.POST if request.method == "POST" else None
    another = request.POST.get("step") == "more"
    if another:
        sent = with_another(request.POST)
    initial = finance_offered(report, there)
    rows = FinanceRows(sent, board=report.board, initial=initial)
    refused, theirs = "", None
    if sent and not another and rows.is_valid():
        lines = [LineTyped(**{name: row.cleaned_data[name] for name in LINE}) for row in rows.typed]
        seen = request.POST.get("seen", "")
        try:
            operations.keep_finance(report=report, lines=lines, seen=seen, by=request.user)
        except ChangedMeanwhile as clash:
            refused, theirs, there = " ".join(clash.messages), table_from(clash.current), clash.current
        except Refused as refusal:
            refused = " ".join(refusal.messages)
        else:
            messages.success(request, "Income and spending are saved.")
            return redirect(f"{_back(plan, report)}#finance")
    wrong = bool(sent) and not another and (bool(refused) or not rows.is_valid())
    context = {
        "plan": plan,
        "report": report,
        "rows": rows,
        "refused": refused,
        "theirs": theirs,
        "seen": finance_seen(there),
        "form_refused": wrong,
    }
    return render(request, "reporting/yearly_finance.html", context, status=422 if wrong else 200)


LINE = ("kind", "agency", "words", "amount", "year_before")


def yearly_recipients(request, plan_slug, pk):
    """Whom the report is sent to; what such boards have to send it to is offered."""
    plan = plan_or_404(request, plan_slug)
    report = draft_or_404(request, plan_slug, pk, Verb.PREPARE_REPORT)
    if request.method != "POST" and report.is_frozen:
        return redirect(_back(plan, report))  # what was typed meanwhile comes back with why it is not saved
    offered = recipients_offered(report)
    form = RecipientsForm(
        request.POST if request.method == "POST" else None,
        initial={"recipients": report.recipients or offered},
    )
    if form.is_valid():
        try:
            operations.keep_recipients(report=report, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Whom it is sent to is saved.")
            return redirect(_back(plan, report))
    context = {"plan": plan, "report": report, "is_offered": bool(offered) and not report.recipients}
    return form_page(request, "reporting/yearly_recipients.html", context, form)


# --- Small helps -----------------------------------------------------------------------------------------------------


def _section_or_404(request, report: YearlyReport, pk: int) -> YearlySection:
    sections = YearlySection.objects.visible_to(request.user).filter(report=report)
    return get_object_or_404(sections.select_related("report__board", "changed_by", "looked_by"), pk=pk)


def _back(plan, report: YearlyReport) -> str:
    return reverse("reporting:yearly-detail", args=[plan.slug, report.pk])
