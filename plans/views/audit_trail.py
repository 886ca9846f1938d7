"""The audit trail in the browser, and as a spreadsheet: the whole of a board, and what was changed, from a plan."""

from collections.abc import Iterator, Mapping

from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from lscb import clock
from lscb.cells import words_cell
from lscb.events.audit_codes import KernelEvent, Kind
from lscb.models import AuditEntry, AuditSeal
from lscb.permissions import Verb, require
from lscb.web.lists import csv_response
from lscb.web.noted import note_taking
from lscb.web.waiting import gone_on
from lscb.work import background
from plans.forms.audit_filter import AuditFilter, HistoryFilter
from plans.models import Plan
from plans.selectors.action_story import became
from plans.selectors.audit_trail import line_of, lines_of
from plans.tasks import check_trail
from plans.views.context import plans_of
from plans.views.pages import plan_or_404
from subgroups.models import Board

PAGE = 100  # entries


def history(request, plan_slug):
    """Everything that was changed on the plan's board, newest first; every filter is in the address."""
    plan, chosen = _changes(request, plan_slug)
    return _page(request, "plans/history.html", chosen, plan.own_words, {"plan": plan})


def history_export(request, plan_slug):
    """The filtered entries as a spreadsheet, one row each, sent as they are read."""
    plan, chosen = _changes(request, plan_slug)
    if not chosen.is_valid():  # the page says what is wrong
        return redirect(f"{reverse('plans:history', args=[plan.slug])}?{request.GET.urlencode()}")
    note_taking(request, KernelEvent.TRAIL_EXPORTED, plan)
    return _spreadsheet(chosen, plan.own_words, plan.board, f"{plan.slug}-history")


def board_audit(request, board_slug):
    """Everything that was recorded of a board: what was changed, who read and took away what, who signed in.

    Posted to, it begins to compare the trail with its seals.
    """
    board, plan, chosen = _trail(request, board_slug)
    if request.method == "POST":
        opens = reverse("plans:board-audit", args=[board.slug])
        job = background.start(
            check_trail,
            title="Checking the record",
            kind="Audit trail compared with its seals",
            by=request.user,
            opens=opens,
        )
        return gone_on(request, job)
    context = {"board": board, "plan": plan, "seal": AuditSeal.objects.defer("lines").last()}
    return _page(request, "plans/audit.html", chosen, _words(board, plan), context)


def board_audit_export(request, board_slug):
    """The filtered entries as a spreadsheet, one row each, sent as they are read."""
    board, plan, chosen = _trail(request, board_slug)
    if not chosen.is_valid():  # the page says what is wrong
        return redirect(f"{reverse('plans:board-audit', args=[board.slug])}?{request.GET.urlencode()}")
    note_taking(request, KernelEvent.TRAIL_EXPORTED, board)
    return _spreadsheet(chosen, _words(board, plan), board, f"{board.slug}-audit")


def _changes(request, plan_slug) -> tuple[Plan, HistoryFilter]:
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW_AUDIT, plan)
    entries = _entries_of(request, plan.board_id).of_kind(Kind.CHANGE)
    return plan, HistoryFilter(request.GET, entries, plan=plan)


def _trail(request, board_slug) -> tuple[Board, Plan | None, AuditFilter]:
    """The board, the plan of its that the page stands beside, if it has one, and the filtered trail."""
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=board_slug)
    require(request.user, Verb.VIEW_AUDIT, board)
    plan = next((plan for plan in plans_of(request) if plan.board_id == board.pk), None)
    entries = _entries_of(request, board.pk)
    return board, plan, AuditFilter(request.GET, entries, own=_words(board, plan))


def _words(board: Board, plan: Plan | None) -> Mapping[str, str]:
    return plan.own_words if plan else board.own_words


def _entries_of(request, board_id: int):
    return AuditEntry.objects.visible_to(request.user).filter(board=board_id)


def _page(request, template: str, chosen, own: Mapping[str, str], context: dict):
    page = Paginator(chosen.qs.select_related("thing_type"), PAGE).get_page(request.GET.get("page"))
    context |= {
        "filter": chosen,
        "form_refused": not chosen.is_valid(),
        "page_obj": page,
        "lines": lines_of(page, request.user, own),
    }
    return render(request, template, context)


def _spreadsheet(chosen, own: Mapping[str, str], board: Board, name: str) -> StreamingHttpResponse:
    response = csv_response(_lines(chosen.qs, own))
    name = board.marked(f"{name}-{clock.today():%Y-%m-%d}")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")
    return response


def _lines(entries, own: Mapping[str, str]) -> Iterator[list[object]]:
    yield ["Entry", "When", "Who", "What", "Thing", "Changes"]
    for entry in entries.iterator(chunk_size=2000):
        line = line_of(entry, own)
        cells = [
            f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}",
            line.by,
            line.what,
            line.thing,
            "; ".join(f"{field}: {became(old, new)}" for field, old, new in line.changes),
        ]
        yield [line.key, *(words_cell(cell) for cell in cells)]
