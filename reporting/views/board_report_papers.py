"""The report to the Board as a file: PDF and Word; a final as it was frozen."""

from django.shortcuts import redirect

from lscb.web.noted import note_reading, note_taking
from reporting.board_report.reading import content_of, gather, report_title
from reporting.models import ReportingEvent
from reporting.printing.pdf.rendering import BOARD_REPORT, board_report_context
from reporting.printing.word import to_word
from reporting.views.board_reports import board_report_or_404, draft_of, final_of, meeting_of_board_or_404
from reporting.views.paper import asked_again, frozen_pdf, on_paper, word_response


def board_report_live_pdf(request, plan_slug, meeting):
    """The draft on paper; the final where there is one."""
    plan, meeting = meeting_of_board_or_404(request, plan_slug, meeting)
    name = _name(plan, meeting, "draft")
    if answer := asked_again(request, plan, name):
        return answer
    draft = draft_of(meeting)
    if draft is None and (final := final_of(meeting)):
        return redirect("reporting:board-report-pdf", plan.slug, final.pk)
    context = board_report_context(gather(meeting, draft=draft))
    return on_paper(request, BOARD_REPORT, context, plan=plan, name=name)


def board_report_live_word(request, plan_slug, meeting):
    """The draft as a Word document; the final where there is one."""
    plan, meeting = meeting_of_board_or_404(request, plan_slug, meeting)
    draft = draft_of(meeting)
    if draft is None and (final := final_of(meeting)):
        return redirect("reporting:board-report-word", plan.slug, final.pk)
    note_taking(request, ReportingEvent.BOARD_REPORT_SAVED_AS_WORD, plan.board)
    document = to_word(BOARD_REPORT, board_report_context(gather(meeting, draft=draft)))
    return word_response(document, _name(plan, meeting, "draft"))


def board_report_pdf(request, plan_slug, pk):
    """The PDF as it was printed, after its checksum."""
    plan, report = board_report_or_404(request, plan_slug, pk)
    note_reading(request, ReportingEvent.BOARD_REPORT_OPENED_AS_PDF, report)
    name = _name(plan, report.meeting, f"version {report.version}")
    return frozen_pdf(request, report, name, address=report.page_in(plan))


def board_report_word(request, plan_slug, pk):
    """What the final says, in the words it keeps."""
    plan, report = board_report_or_404(request, plan_slug, pk)
    note_taking(request, ReportingEvent.BOARD_REPORT_SAVED_AS_WORD, report)
    document = to_word(BOARD_REPORT, board_report_context(content_of(report)))
    return word_response(document, _name(plan, report.meeting, f"version {report.version}"))


def _name(plan, meeting, which: str) -> str:
    return f"{report_title(plan.board)} {meeting.held_on:%Y-%m-%d} {which}"
