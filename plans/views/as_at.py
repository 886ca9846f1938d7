"""The action list and the plan as a final report kept them, on screen."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from plans.forms.kept_filter import KeptFilter
from plans.models import Plan
from plans.selectors.as_at import kept_lists, list_as_at


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
        "sorting": None if whole else chosen.sorting,  # the plan as it was printed stands in its own order
        "form_refused": not chosen.is_valid(),
        "page_obj": page,
        "found": len(rows),
        "with_success": any(row.success for row in kept.rows),
        "groups": groups,
    }
    return render(request, "plans/list_as_at.html", context)
