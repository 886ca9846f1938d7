"""The action list and the plan as a final report kept them, on screen and as a spreadsheet."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from plans.forms.kept_filter import KeptFilter
from plans.models import Action, Plan
from plans.selectors.as_at import KeptRow, kept_lists, list_as_at

NOT_KEPT = "not kept"  # in the cells of a spreadsheet whose final does not know


def kept_or_404(request, plan: Plan) -> KeptFilter:
    """The list as at the final of `?as_at=`, filtered as the URL says."""
    kept = list_as_at(request.user, plan, request.GET["as_at"])
    if kept is None:
        raise Http404("There is no such final report of this plan.")
    return KeptFilter(request.GET, plan=plan, kept=kept)


def list_page(request, plan: Plan, page_size: int, *, whole: bool = False):
    """The rows of a final with its filters; with `whole`, the plan's page: every row under its section."""
    chosen = kept_or_404(request, plan)
    kept = chosen.kept
    rows = list(kept.rows) if whole else chosen.rows()
    page = Paginator(rows, page_size).get_page(request.GET.get("page"))
    groups = [(None, list(page))]
    if whole:
        groups = [(heading, list(its)) for heading, its in groupby(page, key=lambda row: row.section)]
    context = {
        "plan": plan,
        "kept": kept,
        "as_at": kept.kept,
        "finals": kept_lists(request.user, plan),
        "whole": whole,
        "form": chosen,
        "form_refused": not chosen.is_valid(),
        "page_obj": page,
        "found": len(rows),
        "groups": groups,
    }
    return render(request, "plans/list_as_at.html", context)


def cells_of(row: KeptRow) -> list[str]:
    """A row of the spreadsheet, under the same headings as today's; what the final has not is said in its cell."""
    _, passed, milestone = (row.milestone or "").rpartition("Milestone passed: ")
    besides = {
        "milestone": milestone if passed else "",
        "updated_on": row.updated_on.isoformat() if row.updated_on else "",
        "updated_by": row.updated_by,
        "state": Action.State(row.state).label if row.state else "",
        "owner_said": row.owner_said,
        "not_looked_at": "yes" if row.not_looked_at else "",
    }
    if row.state is None:
        besides = dict.fromkeys(besides, NOT_KEPT)
    return [
        row.reference,
        row.section,
        row.text,
        row.outcome,
        row.owners,
        row.when,
        row.due_on.isoformat() if row.due_on else "",
        row.late.partition(" ")[0],
        besides["milestone"],
        row.letter,
        row.word,
        row.was,
        besides["updated_on"],
        besides["updated_by"] or "",
        row.said,
        besides["state"],
        besides["owner_said"] or "",
        besides["not_looked_at"],
    ]
