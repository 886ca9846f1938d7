"""A meeting that is being held: what its agenda aid has, one thing after another in large type."""

from django.shortcuts import get_object_or_404, render

from lscb.permissions import Verb, allows
from lscb.web.back import Shows, shows
from plans.models import Action, ProgressUpdate, Quarter
from plans.selectors.quarters import quarter_shown
from reporting.views.meetings import agenda_for, meeting_or_404


@shows(Shows.ROWS, Shows.DECISIONS)
def meeting_mode(request, plan_slug, pk):
    """The thing at `?item=`, the first unless it is said, with the last words beside it; behind the last one, what to
    take away. Who may, updates and decides from here and comes back.
    """
    plan, meeting = meeting_or_404(request, plan_slug, pk)
    items = agenda_for(request, plan, meeting, with_asked=False).items
    place = _place(request.GET.get("item", ""), len(items) + 1)
    part, line = items[place - 1] if place <= len(items) else (None, None)
    action, said = None, None
    if line and line.pk:
        action = get_object_or_404(Action.objects.visible_to(request.user).filter(plan=plan), pk=line.pk)
        updates = ProgressUpdate.objects.visible_to(request.user).filter(action=action)
        said = updates.in_force().for_story().first()
    quarter = quarter_shown(plan)
    collects = quarter is not None and quarter.state == Quarter.State.COLLECTING
    context = {
        "plan": plan,
        "meeting": meeting,
        "items": items,
        "part": part,
        "line": line,
        "place": place,
        "action": action,
        "said": said,
        "words": plan.rating_words(),
        "may_update": action is not None and collects and allows(request.user, Verb.UPDATE_ACTION, action),
        "may_decide": part is not None
        and part.decided
        and action is not None
        and allows(request.user, Verb.AGREE, plan),
        "may_record": allows(request.user, Verb.AGREE, meeting),
        "here": f"{request.path}?item={place}",
    }
    return render(request, "reporting/meeting_mode.html", context)


def _place(asked: str, last: int) -> int:
    """Which item is asked for, from 1; the nearest there is."""
    return min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 6 else 1
