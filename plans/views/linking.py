"""What sections and actions of a plan serve, on one page."""

from django.core.paginator import Paginator
from django.shortcuts import redirect

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.pages import form_page, say_saved
from lscb.wording import number_of
from plans import operations
from plans.forms.linking import GridForm
from plans.models import Action, Plan, Section
from plans.operations import Link
from plans.views.pages import plan_or_404

PAGE = 100  # rows


def links(request, plan_slug):
    """Choose for each section and action the priority, objective and golden threads it serves; saved all at once."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    page = Paginator(_things(request, plan), PAGE).get_page(request.GET.get("page"))
    form = GridForm(request.POST if request.method == "POST" else None, plan=plan, things=page.object_list)
    if form.is_valid():
        try:
            changed = operations.link_levels(
                plan=plan, links=[Link(*chosen) for chosen in form.chosen()], by=request.user
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            said = number_of(changed, "link", "links")
            say_saved(request, f"{said} changed." if changed else "Nothing was changed.", form)
            return redirect(request.get_full_path())
    return form_page(request, "plans/links.html", {"plan": plan, "page_obj": page}, form)


def _things(request, plan: Plan) -> list[Section | Action]:
    """Each section with its actions behind it, then the actions of none; four queries with their golden threads."""
    actions: dict[int | None, list[Action]] = {}
    counted = Action.objects.visible_to(request.user).filter(plan=plan).counted().in_plan_order()
    for action in counted.prefetch_related("golden_threads"):
        actions.setdefault(action.section_id, []).append(action)
    things: list[Section | Action] = []
    for section in plan.sections.prefetch_related("golden_threads"):
        things += [section, *actions.get(section.pk, [])]
    return things + actions.get(None, [])
