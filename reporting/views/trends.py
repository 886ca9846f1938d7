"""Trends of a plan over its reporting periods, on screen and as a list."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from lscb.web.lists import save_list
from lscb.wording import long_date
from plans.models import Plan
from plans.views.pages import plan_or_404
from reporting.lists.trends import from_words, trend_rows
from reporting.report.trends import Point, Trends, parts_of, trends
from reporting.selectors.trends import Course, course_of


def trend_page(request, plan_slug):
    """Ratings, complete against due, silence and lateness; `?of=` names a section, priority or owner."""
    plan = plan_or_404(request, plan_slug)
    course = course_of(request.user, plan)
    trend = _trend(request, course)
    context = {
        "plan": plan,
        "course": course,
        "trend": trend,
        "parts": parts_of(course.latest) if course.latest else [],
        "lines": [_line(plan, course, trend, point) for point in trend.points] if trend else [],
        "save": _at("reporting:trends-save", plan, trend),
    }
    return render(request, "reporting/trends.html", context)


def trend_save(request, plan_slug):
    """Its numbers as a file."""
    plan = plan_or_404(request, plan_slug)
    trend = _trend(request, course_of(request.user, plan))
    return save_list(request, trend_rows(plan, trend), plan, back=_at("reporting:trends", plan, trend))


def _trend(request, course: Course) -> Trends | None:
    if course.latest is None:
        return None
    try:
        return trends(course.latest, course.kept, request.GET.get("of", ""))
    except KeyError:
        raise Http404("The plan has no such part that counts anything.") from None


def _at(name: str, plan: Plan, trend: Trends | None) -> str:
    page = reverse(name, args=[plan.slug])
    return f"{page}?{urlencode({'of': trend.part})}" if trend and trend.part else page


def _line(plan: Plan, course: Course, trend: Trends, point: Point) -> dict:
    """A period's numbers, each with the address of exactly the rows it counts where there are any."""
    final, opened = point.kept.report, course.opened

    def counted(number: int, key: str, **more: str) -> tuple[int, str]:
        if not number:
            return number, ""
        rows = (
            reverse("reporting:report-rows", args=[plan.slug, final, key])
            if final
            else reverse("reporting:report-live-rows", args=[plan.slug, opened.slug, key])
        )
        return number, f"{rows}?{urlencode(more)}" if more else rows

    due_before = {"due_before": long_date(point.kept.on + timedelta(days=1))}
    kind, _, key = trend.part.partition("-")
    return {
        "point": point,
        "from": from_words(point),
        "address": reverse("reporting:report-detail", args=[plan.slug, final])
        if final
        else reverse("reporting:report-live", args=[plan.slug, opened.slug]),
        "counts": [counted(count.n, count.key) for _, count in point.counts],
        "total": counted(point.total.n, point.total.key),
        "complete": counted(point.complete.n, point.complete.key),
        "silent": counted(point.silent.n, point.silent.key),
        "overdue": counted(point.overdue_total, "overdue", **({"of": trend.part} if trend.part else {})),
        # By the dates that the plan has now, so the list of today has these rows while there is no final of it.
        "due": (
            point.due,
            plan.action_list_url(**due_before, **({kind: key} if key else {}))
            if point.due and opened
            else "",
        ),
    }
