"""The report as a Word document: the draft as the plan stands, a final from its own copy."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify

from reporting.content import from_json
from reporting.gather import gather
from reporting.printing.word import CONTENT_TYPE, render_word
from reporting.views.reports import approval_of, draft_of, final_of, quarter_or_404, report_or_404


def word_live(request, plan_slug, quarter):
    quarter = quarter_or_404(request, plan_slug, quarter)
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        return redirect("reporting:report-word", plan_slug, final.pk)
    return _word(render_word(gather(quarter, draft=draft)), f"{plan_slug} {quarter.slug} draft")


def word_of_final(request, plan_slug, pk):
    """What the final says, in the words it keeps; the chair's approval is added once given."""
    report = report_or_404(request, plan_slug, pk)
    content = from_json(report.content, schema_version=report.schema_version)
    name = f"{plan_slug} {report.quarter.slug} version {report.version}"
    return _word(render_word(content, approval_of(report)), name)


def _word(document: bytes, name: str) -> HttpResponse:
    response = HttpResponse(document, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.docx"'
    return response
