"""What owners propose: the board team accepts it, many at once or one after the other, or changes it."""

from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from lscb.errors import Refused
from lscb.lookups import key_in
from lscb.permissions import Verb, require
from lscb.web.back import Shows, shows
from lscb.web.pages import form_page
from plans import operations
from plans.forms.decisions import ModerationForm
from plans.models import Action, Plan, ProgressUpdate, Quarter
from plans.selectors import action_rows
from plans.selectors.action_story import said_before, words_of
from plans.selectors.quarters import quarter_shown
from plans.views.actions import back_to_rows, rows_read, saved
from plans.views.pages import plan_or_404, undo_address


@shows(Shows.ROWS)
def moderation(request, plan_slug):
    """Every proposal of the quarter that nobody of the board team has looked at, in the plan's order.

    `only` is the one proposal accepted by its own button, here or beside its action elsewhere.
    """
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.MODERATE, plan)
    quarter = quarter_shown(plan)
    if request.method == "POST" and "only" in request.POST:
        return _accept_one(request, plan, quarter)
    proposals = _proposals(request, plan, quarter)
    form = ModerationForm(
        request.POST if request.method == "POST" else None, updates=[u for _, u in proposals]
    )
    if form.is_valid():
        step = uuid4()
        try:
            with transaction.atomic():
                for update in form.cleaned_data["accepted"]:
                    operations.accept_proposal(update=update, by=request.user, step=step)
        except Refused as refused:
            form.refuse(refused)
        else:
            count = len(form.cleaned_data["accepted"])
            messages.success(
                request,
                f"{count} update{'' if count == 1 else 's'} accepted.",
                extra_tags=reverse("plans:undo", args=[plan.slug, step]),
            )
            return redirect("plans:moderation", plan.slug)
    context = {
        "plan": plan,
        "quarter": quarter,
        "collecting": quarter is not None and quarter.state == Quarter.State.COLLECTING,
        "proposals": [
            (row, update, words_of(update), said_before(update), box)
            for (row, update), box in zip(proposals, form["accepted"], strict=True)
        ],
        "words": plan.rating_words(),
    }
    return form_page(request, "plans/moderation.html", context, form)


def _proposals(
    request, plan: Plan, quarter: Quarter | None
) -> list[tuple[action_rows.ActionRow, ProgressUpdate]]:
    """Rows that wait, each with what was said; five queries."""
    shown = action_rows.rows_of(
        rows_read(request, plan, quarter).filter(is_proposed=True).with_levels(), request.user, quarter
    )
    updates = ProgressUpdate.objects.for_story().in_bulk([row.action.update_id for row in shown])
    return [(row, updates[row.action.update_id]) for row in shown]


def _accept_one(request, plan: Plan, quarter: Quarter | None):
    """Accept one, and go back to where the button stood; from the list of proposals on to the next of them."""
    update = get_object_or_404(
        ProgressUpdate.objects.visible_to(request.user).filter(action__plan=plan),
        pk=key_in(request.POST["only"]),
    )
    action = Action.objects.visible_to(request.user).select_related("plan__board").get(pk=update.action_id)
    words, back = plan.rating_words(), back_to_rows(request, plan)
    here = reverse("plans:moderation", args=[plan.slug])
    waiting = list(rows_read(request, plan, quarter).filter(is_proposed=True).values_list("pk", flat=True))
    try:
        operations.accept_proposal(update=update, by=request.user)
    except Refused as refused:
        said, was_refused = " ".join(refused.messages), True
    else:
        said, was_refused = f"{action.called} accepted: {words[update.rating]}", False
    undo = "" if was_refused else undo_address(action, request.user)
    if back == here and not request.htmx:
        messages.add_message(
            request, messages.ERROR if was_refused else messages.SUCCESS, said, extra_tags=undo
        )
        following = _next(waiting, action.pk)
        return redirect(f"{here}#accept-{following}" if following else here)
    return saved(request, plan, quarter, action, words, said, back=back, refused=was_refused, undo=undo)


def _next(waiting: list[int], pk: int) -> int | None:
    """The action that waits after `pk`, going round once."""
    place = waiting.index(pk) if pk in waiting else -1
    others = waiting[place + 1 :] + waiting[: max(place, 0)]
    return next(iter(others), None)
