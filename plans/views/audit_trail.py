"""The audit trail in the browser, and as a spreadsheet."""

import csv

from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from lscb import clock
from lscb.cells import no_formula
from lscb.models import AuditEntry
from lscb.permissions import Verb, require
from plans.forms.audit_filter import HistoryFilter
from plans.models import Plan
from plans.selectors.action_story import became
from plans.selectors.audit_trail import line_of, lines_of
from plans.views.pages import plan_or_404

PAGE = 100  # entries


def history(request, plan_slug):
    """Everything that was done on the plan's board, newest first; every filter is in the address."""
    plan, chosen = _read(request, plan_slug)
    page = Paginator(chosen.qs.select_related("thing_type"), PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "filter": chosen,
        "form_refused": not chosen.is_valid(),
        "page_obj": page,
        "lines": lines_of(page, request.user, plan),
    }
    return render(request, "plans/history.html", context)


def history_export(request, plan_slug):
    """The filtered entries as a spreadsheet, one row each, sent as they are read."""
    plan, chosen = _read(request, plan_slug)
    if not chosen.is_valid():  # the page says what is wrong
        return redirect(f"{reverse('plans:history', args=[plan.slug])}?{request.GET.urlencode()}")
    response = StreamingHttpResponse(_spreadsheet(chosen.qs, plan), content_type="text/csv; charset=utf-8")
    name = f"{plan.slug}-history-{clock.today():%Y-%m-%d}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _read(request, plan_slug) -> tuple[Plan, HistoryFilter]:
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW_AUDIT, plan)
    entries = AuditEntry.objects.visible_to(request.user).filter(board=plan.board_id)
    return plan, HistoryFilter(request.GET, entries, plan=plan)


class _Passing:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _spreadsheet(entries, plan):
    writer = csv.writer(_Passing())
    yield "\ufeff"  # so that spreadsheets read dashes and quotation marks as they are
    yield writer.writerow(["When", "Who", "What", "Thing", "Changes"])
    for entry in entries.iterator(chunk_size=2000):
        line = line_of(entry, plan)
        cells = [
            f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}",
            line.by,
            line.what,
            line.thing,
            "; ".join(f"{field}: {became(old, new)}" for field, old, new in line.changes),
        ]
        yield writer.writerow([no_formula(cell) for cell in cells])
