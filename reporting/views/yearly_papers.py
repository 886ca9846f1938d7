"""A year's report as a file: PDF and Word, and the sheet of its signatures; a final as it was frozen."""

from django.http import Http404

from lscb.web.noted import note_reading, note_taking
from plans.views.pages import plan_or_404
from reporting.models import ReportingEvent, YearlyReport
from reporting.printing.pdf.rendering import page_context
from reporting.printing.word import to_word
from reporting.selectors.yearly_report import content_now, content_of
from reporting.views.paper import asked_again, frozen_pdf, on_paper, word_response
from reporting.views.yearly_reports import signed_by, yearly_or_404

TEMPLATE = "print/yearly.html"


def yearly_pdf(request, plan_slug, pk):
    """A draft on paper as it stands; the PDF of a final as it was printed, after its checksum."""
    plan = plan_or_404(request, plan_slug)
    report = yearly_or_404(request, plan_slug, pk)
    if not report.is_frozen:
        if answer := asked_again(request, plan, _name(report)):
            return answer
        return on_paper(request, TEMPLATE, page_context(content_now(report)), plan=plan, name=_name(report))
    note_reading(request, ReportingEvent.FINAL_OPENED_AS_PDF, report)
    return frozen_pdf(request, report, _name(report))


def yearly_word(request, plan_slug, pk):
    """What it says as a Word document; signatures of a final are added as they are given."""
    report = yearly_or_404(request, plan_slug, pk, whole=True)
    if report.is_frozen:
        note_taking(request, ReportingEvent.FINAL_SAVED_AS_WORD, report)
        context = page_context(content_of(report), signed_by(report))
    else:
        note_taking(request, ReportingEvent.DRAFT_SAVED_AS_WORD, report)
        context = page_context(content_now(report))
    return word_response(to_word(TEMPLATE, context), _name(report))


def yearly_signatures(request, plan_slug, pk):
    """Who approved a final, when and with which remarks: a sheet to keep with the PDF, which was printed before."""
    plan = plan_or_404(request, plan_slug)
    report = yearly_or_404(request, plan_slug, pk, whole=True)
    if not report.is_frozen:
        raise Http404("Only a final has signatures.")
    name = f"{_name(report)} signatures"
    if answer := asked_again(request, plan, name):
        return answer
    note_reading(request, ReportingEvent.FINAL_OPENED_AS_PDF, report)
    context = page_context(content_of(report), signed_by(report)) | {"report": report}
    return on_paper(request, "print/yearly_signatures.html", context, plan=plan, name=name)


def _name(report: YearlyReport) -> str:
    state = f"version {report.version}" if report.is_frozen else "draft"
    return f"{report.board.slug} {report.board.yearly_report_label} {report.name} {state}"
