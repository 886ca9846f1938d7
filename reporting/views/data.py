"""Data for a council's own tools: what a key opens, as CSV and JSON, in pages, to be read and nothing else.

There is no session: a request says by its key who asks, in the header `Authorization: Bearer …` or, for tools that
send none, as `?key=`. Whatever is wrong is answered with one sentence as JSON.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from lscb import clock
from lscb.cells import words_cell
from lscb.lists import Column, Kind, csv_of
from lscb.lookups import key_in
from lscb.permissions import Verb, allows
from lscb.web.noted import note_later, note_reading
from plans.lists.actions import lines
from plans.models import (
    Challenge,
    MeasureValue,
    Plan,
    ProgressUpdate,
    Quarter,
    ReturnAnswer,
    Risk,
    ScrutinyEntry,
)
from plans.selectors.decision_lines import DecisionLine, decided_of
from plans.selectors.quarters import quarter_shown
from plans.selectors.recommendations import of_board, recommendation_rows, with_those_before
from plans.selectors.reviews import reviews_of
from plans.views.actions import rows_read
from plans.views.lists import rows_with_everything, to_decide_of
from plans.views.pages import plan_or_404
from reporting.lists import openapi
from reporting.lists.data import (
    DATASETS,
    LONGEST,
    PAGE,
    Dataset,
    MeasureLine,
    cell,
    machine_name,
    record,
)
from reporting.lists.kept import columns_kept, rows_kept
from reporting.models import MonitoringReport, ReportingEvent
from reporting.selectors.as_at import final_as_at
from reporting.selectors.data import key_of
from reporting.selectors.planner import planned_reports, rows_of
from subgroups.models import DataKey
from subgroups.operations.data_keys import used_on

NO_KEY = (
    "This address needs a key to data that is in force, as Authorization: Bearer KEY or ?key=KEY. Keys are made and "
    "withdrawn on the page Data for your own tools."
)
NO_SUCH = "There is nothing here that this key opens."


class Asked(Exception):
    """What was asked cannot be answered, and why, in one sentence."""


# --- Who asks -------------------------------------------------------------------------------------------------


def with_key(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer whoever has a key, as its person sees the board today, and nobody else."""

    @login_not_required
    @require_safe
    @rate_limit(action="data", limit_get=True)
    @wraps(view)
    @sensitive_variables("token")
    def opened(request, **kwargs):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        key = key_of(token.strip() if scheme.lower() == "bearer" else request.GET.get("key", ""))
        if key is None:
            return _refused(401, NO_KEY)
        request.user = key.person
        with clock.on(key.person.stands_on):
            try:
                response = view(request, key, **kwargs)
            except Http404:
                return _refused(404, NO_SUCH)
            except Asked as asked:
                return _refused(400, str(asked))
            note_later(request, lambda: used_on(key, clock.today()))
        return _kept_nowhere(response)

    @wraps(opened)
    def answered(request, **kwargs):
        response = opened(request, **kwargs)
        return _refused(429, "Too many requests. Wait a minute.") if response.status_code == 429 else response

    return answered


def _refused(status: int, words: str) -> HttpResponse:
    response = JsonResponse({"error": words}, status=status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 429:
        response["Retry-After"] = "60"
    return _kept_nowhere(response)


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _noted(request, key: DataKey, words: str) -> None:
    """One line a day for each table that a key reads."""
    note_reading(request, ReportingEvent.DATA_READ, key, changes={"read": ["", words]})


# --- What is answered -----------------------------------------------------------------------------------------


@login_not_required
@require_safe
def data_openapi(request):
    """The addresses, parameters and columns for programs: the OpenAPI document. It tells of no board."""
    return JsonResponse(openapi.document(request.build_absolute_uri("/").rstrip("/")))


@with_key
def data_plans(request, key, kind):
    """The plans that the key opens."""
    plans = Plan.objects.visible_to(request.user).filter(board=key.board).select_related("business_plan")
    plans = plans.order_by("pk")
    return _answer(request, kind, openapi.PLANS, plans, of={"dataset": "plans"})


@with_key
def data_rows(request, key, plan_slug, dataset, kind):
    """A page of one table of a plan, of today or, of what finals keep, as at one."""
    plan = _plan_or_404(request, key, plan_slug)
    wanted = DATASETS.get(dataset)
    if wanted is None:
        raise Http404("There is no such table.")
    as_at = request.GET.get("as_at", "")
    if as_at:
        columns, rows, words = _kept(request, plan, wanted, as_at)
    else:
        columns = wanted.columns_of(plan, plan.rating_words())
        rows, words = READS[wanted.name](request, plan), clock.today().isoformat()
    _noted(request, key, f"{wanted.title} of {plan.title}")
    return _answer(request, kind, columns, rows, of={"dataset": dataset, "plan": plan.slug, "as_at": words})


@with_key
def data_report(request, key, plan_slug, pk):
    """All that one final report says, as it keeps it."""
    plan = _plan_or_404(request, key, plan_slug)
    finals = MonitoringReport.objects.visible_to(request.user).filter(plan=plan).frozen().defer("pdf")
    report = get_object_or_404(finals.select_related("quarter"), pk=pk)
    _noted(request, key, f"{report} of {plan.title}")
    return JsonResponse(
        {
            "dataset": "report",
            "plan": plan.slug,
            "id": report.pk,
            "shape": report.schema_version,
            "pdf_sha256": report.pdf_sha256,
            "content": report.content,
        }
    )


def _plan_or_404(request, key: DataKey, slug: str) -> Plan:
    plan = plan_or_404(request, slug)
    if plan.board_id != key.board_id or not allows(request.user, Verb.VIEW, plan):
        raise Http404("There is no such plan.")
    return plan


def _kept(request, plan: Plan, wanted: Dataset, as_at: str) -> tuple[list[Column], Sequence, str]:
    if not wanted.kept:
        raise Asked(
            f"No final report keeps the table {wanted.title}: leave out as_at to read it as it is today."
        )
    final = final_as_at(request.user, plan, as_at)
    if final is None:
        raise Http404("There is no such final.")
    return columns_kept(plan, wanted), rows_kept(wanted, *final), final[1].kept.words


def _answer(request, kind: str, columns: Sequence[Column], rows, *, of: dict) -> HttpResponse:
    """One page of rows; where there are more, the header Link says where they begin."""
    pages = Paginator(rows, _number(request, "size", PAGE, LONGEST))
    number = _number(request, "page", 1, max(pages.num_pages, 1))
    page = pages.page(number)
    if kind == "csv":
        response = HttpResponse(_csv(columns, page), content_type="text/csv; charset=utf-8")
    else:
        about = of | {"page": number, "pages": pages.num_pages, "count": pages.count}
        response = JsonResponse(about | {"rows": [record(columns, row) for row in page]})
    links = [("first", 1), ("prev", number - 1), ("next", number + 1), ("last", pages.num_pages)]
    response["Link"] = ", ".join(
        f'<{_page(request, to)}>; rel="{rel}"' for rel, to in links if 1 <= to <= pages.num_pages
    )
    response["X-Total-Count"] = str(pages.count)
    return response


def _csv(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """What Excel would run begins with an apostrophe."""
    head = [machine_name(column) for column in columns]
    return csv_of([head, *([_csv_cell(column, row) for column in columns] for row in rows)])


def _csv_cell(column: Column, row: Any) -> object:
    value = cell(column, row)
    if value is None:
        return ""
    if column.kind is Kind.YES_OR_NO:
        return "true" if value else "false"
    return words_cell(str(value)) if column.kind is Kind.TEXT else value


def _number(request, name: str, usual: int, most: int) -> int:
    text = request.GET.get(name, "")
    number = key_in(text) if text else usual
    if not number or number > most:
        raise Asked(f"{name} is a whole number from 1 to {most}.")
    return number


def _page(request, number: int) -> str:
    """The address of another page. A key that stood in this address stands in that one too."""
    asked = request.GET.copy()
    asked["page"] = str(number)
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


# --- Rows, as their pages read them ---------------------------------------------------------------------------


def _actions(request, plan: Plan):
    quarter = quarter_shown(plan)
    rows = rows_with_everything(request, rows_read(request, plan, quarter).in_plan_order(), quarter)
    return lines([("", rows)])


def _measures(request, plan: Plan) -> list[MeasureLine]:
    """The value that stands of each measure and period: the last one recorded."""
    values = MeasureValue.objects.visible_to(request.user).filter(measure__plan=plan)
    latest = {
        (value.measure_id, value.quarter.starts_on): value
        for value in values.select_related("measure__section", "quarter").order_by("pk")
    }
    return [MeasureLine(value.measure, value) for _, value in sorted(latest.items())]


def _decisions(request, plan: Plan) -> list[DecisionLine]:
    """What waits, then what was decided; help promised that is still open stands in both lists, and here once."""
    lines = [*to_decide_of(request, plan), *decided_of(request.user, plan)]
    return list({line.key: line for line in lines}.values())


READS: dict[str, Callable[..., Any]] = {
    "actions": _actions,
    "updates": lambda request, plan: (
        ProgressUpdate.objects.visible_to(request.user)
        .filter(action__plan=plan)
        .for_story()
        .select_related("action")
        .order_by("pk")
    ),
    "periods": lambda request, plan: (
        Quarter.objects.visible_to(request.user).filter(plan=plan).for_reports().order_by("starts_on")
    ),
    "decisions": _decisions,
    "risks": lambda request, plan: (
        Risk.objects.visible_to(request.user).filter(plan=plan).for_page().worst_first()
    ),
    "challenges": lambda request, plan: (
        Challenge.objects.visible_to(request.user).filter(plan=plan).for_page().in_order_of_need()
    ),
    "scrutiny": lambda request, plan: (
        ScrutinyEntry.objects.visible_to(request.user)
        .filter(board=plan.board_id)
        .for_page()
        .in_order_of_need()
    ),
    "measures": _measures,
    "reviews": lambda request, plan: reviews_of(request.user, plan),
    "recommendations": lambda request, plan: with_those_before(
        recommendation_rows(of_board(request.user, plan.board_id))
    ),
    "returns": lambda request, plan: (
        ReturnAnswer.objects.visible_to(request.user).filter(agency_return__assessment__plan=plan).for_list()
    ),
    "planner": lambda request, plan: rows_of(planned_reports(request.user, plan)),
    "reports": lambda request, plan: (
        MonitoringReport.objects.visible_to(request.user)
        .filter(plan=plan)
        .frozen()
        .without_pdf()
        .select_related("quarter")
        .order_by("number", "version", "pk")
    ),
}
