"""The monitoring report as a file: PDF, its first pages or signatures alone, and Word; a final as it was frozen."""

from typing import NamedTuple

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from lscb.web.noted import note_reading, note_taking
from reporting.models import ReportingEvent
from reporting.printing.pdf.rendering import page_context
from reporting.printing.word import render_word
from reporting.report.reading import content_of, gather_now
from reporting.views.paper import asked_again, frozen_pdf, on_paper, word_response
from reporting.views.reports import draft_of, final_of, quarter_or_404, report_or_404, signed_by


class Part(NamedTuple):
    """What is taken of a report by itself. Its template is told which it is: nothing leads to what is left out."""

    called: str
    template: str
    told: dict[str, bool]


# By `?part=`.
PARTS = {
    "": Part("first pages", "print/sheet_front.html", {"front_only": True}),
    "paper": Part("meeting paper", "print/sheet_paper.html", {"alone": True}),
    "schedule": Part("schedule", "print/sheet_schedule.html", {"alone": True}),
}


# --- PDF -----------------------------------------------------------------------------------------------------


def report_live_pdf(request, plan_slug, quarter):
    """The draft on paper; the final where there is one."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    name = f"{plan_slug} {quarter.slug} draft"
    if answer := asked_again(request, quarter.plan, name):
        return answer
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        return redirect("reporting:report-pdf", plan_slug, final.pk)
    return _on_paper(request, "print/report.html", gather_now(quarter, draft=draft), quarter.plan, name)


def report_pdf(request, plan_slug, pk):
    """The PDF as it was printed, after its checksum."""
    report = report_or_404(request, plan_slug, pk, whole=False)
    note_reading(request, ReportingEvent.FINAL_OPENED_AS_PDF, report)
    return frozen_pdf(request, report, f"{plan_slug} {report.quarter.slug} version {report.version}")


def front_live(request, plan_slug, quarter):
    """A part of the report as the plan stands now; that of the final where there is one."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    part = _part(request)
    name = f"{plan_slug} {quarter.slug} draft {part.called}"
    if answer := asked_again(request, quarter.plan, name):
        return answer
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        asked = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(f"{reverse('reporting:report-front', args=[plan_slug, final.pk])}{asked}")
    content = gather_now(quarter, draft=draft)
    return _on_paper(request, part.template, content, quarter.plan, name, **part.told)


def front_of_final(request, plan_slug, pk):
    """A part of a final report, from its own copy."""
    report = report_or_404(request, plan_slug, pk)
    part = _part(request)
    name = f"{plan_slug} {report.quarter.slug} version {report.version} {part.called}"
    if answer := asked_again(request, report.plan, name):
        return answer
    note_reading(request, ReportingEvent.FINAL_OPENED_AS_PDF, report)
    content = content_of(report)
    return _on_paper(request, part.template, content, report.plan, name, **part.told)


def signatures_of_final(request, plan_slug, pk):
    """Who approved a final, when and with which remarks: a sheet to keep with the PDF, which was printed before."""
    report = report_or_404(request, plan_slug, pk)
    name = f"{plan_slug} {report.quarter.slug} version {report.version} signatures"
    if answer := asked_again(request, report.plan, name):
        return answer
    note_reading(request, ReportingEvent.FINAL_OPENED_AS_PDF, report)
    context = page_context(content_of(report), signed_by(report)) | {"report": report}
    return on_paper(request, "print/sheet_signatures.html", context, plan=report.plan, name=name)


# --- Word ----------------------------------------------------------------------------------------------------


def word_live(request, plan_slug, quarter):
    quarter = quarter_or_404(request, plan_slug, quarter)
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        return redirect("reporting:report-word", plan_slug, final.pk)
    note_taking(request, ReportingEvent.DRAFT_SAVED_AS_WORD, quarter)
    return word_response(render_word(gather_now(quarter, draft=draft)), f"{plan_slug} {quarter.slug} draft")


def word_of_final(request, plan_slug, pk):
    """What the final says, in the words it keeps; signatures are added as they are given."""
    report = report_or_404(request, plan_slug, pk)
    note_taking(request, ReportingEvent.FINAL_SAVED_AS_WORD, report)
    content = content_of(report)
    name = f"{plan_slug} {report.quarter.slug} version {report.version}"
    return word_response(render_word(content, signed_by(report)), name)


# --- Small helps ---------------------------------------------------------------------------------------------


def _part(request) -> Part:
    """The part that is asked for.

    :raises Http404: for a part that no report has.
    """
    try:
        return PARTS[request.GET.get("part", "")]
    except KeyError as unknown:
        raise Http404 from unknown


def _on_paper(request, template, content, plan, name, **context):
    """What a report says, or a part of it, as a PDF."""
    return on_paper(request, template, page_context(content) | context, plan=plan, name=name)
