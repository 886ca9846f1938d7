"""The plan as a document: what it is for, what is in it, how each level goes, what links to what, where it is thin."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.shortcuts import render

from lscb.permissions import Verb, allows
from plans.models import Action, ActionLink, GlossaryTerm
from plans.rules import ratings
from plans.selectors import action_rows
from plans.selectors.action_rows import ActionRow
from plans.selectors.as_at import kept_lists
from plans.selectors.chapters import narrative_of
from plans.selectors.courses import small_trends
from plans.selectors.findings import plan_quality
from plans.selectors.glossary import explainer_of
from plans.selectors.grouping import objectives_by_kind
from plans.selectors.level_progress import RatingCounts, level_progress
from plans.selectors.linked import linked_rows
from plans.selectors.quarters import quarter_shown
from plans.views import as_at
from plans.views.context import linked_of
from plans.views.pages import plan_or_404

PAGE = 100  # actions: a plan of a usual size is one page


def plan_detail(request, plan_slug):
    """The whole plan in its own words and order; a long one goes over several pages. A fixed number of queries.

    `?as_at=` names a final report, whose rows are shown instead under the sections they had.
    """
    plan = plan_or_404(request, plan_slug)
    if request.GET.get("as_at"):
        return as_at.list_page(request, plan, PAGE, whole=True)
    quarter = quarter_shown(plan)
    actions = Action.objects.visible_to(request.user).filter(plan=plan)
    objectives = list(plan.objectives.select_related("priority", "section"))
    has_threads = any(each.is_golden_thread for each in objectives)
    progress = level_progress(plan, actions.counted().with_status(quarter), has_threads=has_threads)
    for objective in objectives:
        objective.progress = progress.objectives.get(objective.pk, RatingCounts())
    held = dict(actions.order_by().values_list("section").annotate(n=Count("pk")))
    paginator = Paginator(_read(actions, quarter).in_plan_order(), PAGE)
    paginator.count = sum(held.values())
    page = paginator.get_page(request.GET.get("page"))
    priorities, trends = list(plan.priorities.all()), small_trends(request.user, plan)
    for priority in priorities:
        priority.progress = progress.priorities.get(priority.pk, RatingCounts())
        priority.trend = trends.get(f"priority-{priority.pk}")
        priority.objectives_of = [each for each in objectives if each.priority_id == priority.pk]
    glossary = list(GlossaryTerm.objects.read_with(plan))
    sections = _sections(request, plan, page, held, progress, objectives, trends)
    context = {
        "plan": plan,
        "finals": kept_lists(request.user, plan),
        "quarter": quarter,
        "words": plan.rating_words(),
        "whole": progress.whole,
        "narrative": narrative_of(plan) if page.number == 1 else [],
        "objectives": objectives_by_kind(plan, [each for each in objectives if not each.section_id]),
        "priorities": [
            (priority, priority.progress.total, plan.action_list_url(priority=priority.pk))
            for priority in priorities
        ],
        "not_linked": progress.priorities.get(None, RatingCounts()).total,
        "not_linked_href": plan.action_list_url(priority="none"),
        "contents": sections,
        "sections": [each for each in sections if page.number in each["pages"]],
        "page_obj": page,
        "quality": plan_quality(plan, actions.counted()),
        "counted": progress.whole.total,
        "explain": explainer_of(glossary),
        "glossary": glossary,
        "documents": plan.documents.all(),
        "predecessor": plan.predecessor if plan.predecessor_id else None,
        "successors": plan.successors.all(),
        "linked": linked_rows(plan, quarter, linked=linked_of(request, plan)),
        "linked_to": plan.business_plan if plan.is_linked else None,
        "may_edit": allows(request.user, Verb.EDIT_PLAN, plan),
        "may_archive": allows(request.user, Verb.EDIT_PLAN, plan.board),
    }
    return render(request, "plans/plan_detail.html", context)


def _read(actions, quarter):
    links = ActionLink.objects.select_related("to__plan").order_by("kind", "to__position", "pk")
    return (
        actions.with_status(quarter)
        .select_related("plan", "priority", "objective", "carried_from__plan")
        .with_owners()
        .with_milestones()
        .prefetch_related(Prefetch("links", queryset=links), "items__owner")
    )


def _sections(request, plan, page, held: dict[int | None, int], progress, objectives, trends) -> list[dict]:
    """Sections in the plan's order with the pages they stand on, those without actions too; actions without a
    section come last. Only the sections of `page` have their rows."""
    by_section: dict[int | None, list[ActionRow]] = {}
    for row in action_rows.rows_of(page, request.user, None):
        by_section.setdefault(row.action.section_id, []).append(row)
    sections = [*plan.sections.select_related("lead", "priority"), *([None] if None in held else [])]
    listed, start = [], 0
    for section in sections:
        key = section.pk if section else None
        end = start + held.get(key, 0)
        its = progress.sections.get(key, RatingCounts())
        first, last = (
            min(place // PAGE + 1, page.paginator.num_pages) for place in (start, max(start, end - 1))
        )
        listed.append(
            {
                "section": section,
                "rows": by_section.get(key, []),
                "progress": its,
                "trend": trends.get(f"section-{key}"),
                "counted": its.total,
                "complete": its.counts.get(str(ratings.Rating.COMPLETE), 0),
                "objectives": [each for each in objectives if section and each.section_id == section.pk],
                "pages": range(first, last + 1),
                "first_page": first,
            }
        )
        start = end
    return listed
