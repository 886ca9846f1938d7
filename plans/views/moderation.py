"""What owners propose: the board team accepts it, many at once or one after the other, or changes it."""

from urllib.parse import urlsplit
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from lscb.errors import Refused
from lscb.lookups import key_in
from lscb.permissions import Verb, require
from lscb.web.back import Shows, shows
from lscb.web.pages import MOST, WHOLE, form_page, page_of
from plans import operations
from plans.forms.decisions import ModerationForm
from plans.models import Action, Plan, ProgressUpdate, Quarter
from plans.selectors import action_rows
from plans.selectors.action_story import said_before, words_of
from plans.selectors.quarters import quarter_shown
from plans.views.actions import PAGE, back_to_rows, rows_read, saved
from plans.views.pages import plan_or_404, undo_address


@shows(Shows.ROWS)
def moderation(request, plan_slug):
    """Proposals of the quarter that nobody of the board team has looked at, in the plan's order, over pages.

    What is ticked is of the page that was shown, and accepted wherever it stands by now. `only` is the one proposal
    accepted by its own button, here or beside its action elsewhere.
    """
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.MODERATE, plan)
    quarter = quarter_shown(plan)
    if request.method == "POST" and "only" in request.POST:
        return _accept_one(request, plan, quarter)
    waiting = dict(_waiting(request, plan, quarter).values_list("update_id", "pk"))
    form = ModerationForm(request.POST if request.method == "POST" else None, waiting=waiting)
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
            return redirect(request.get_full_path())
    page = page_of(request, list(waiting), PAGE)
    moved = form.ticked.difference(page)
    proposals = _proposals(request, plan, quarter, [waiting[key] for key in (*page, *moved)])
    form.offer([update for _, update in proposals])
    context = {
        "plan": plan,
        "quarter": quarter,
        "collecting": quarter is not None and quarter.state == Quarter.State.COLLECTING,
        "proposals": [
            (row, update, words_of(update), said_before(update), box)
            for (row, update), box in zip(proposals, form["accepted"], strict=True)
        ],
        "page_obj": page,
        "moved": len(moved),
        "here": request.get_full_path(),
        "words": plan.rating_words(),
    }
    return form_page(request, "plans/moderation.html", context, form)


def _waiting(request, plan: Plan, quarter: Quarter | None):
    return rows_read(request, plan, quarter).filter(is_proposed=True)


def _proposals(
    request, plan: Plan, quarter: Quarter | None, keys: list[int]
) -> list[tuple[action_rows.ActionRow, ProgressUpdate]]:
    """Rows of these actions that wait, each with what was said; five queries."""
    shown = action_rows.rows_of(
        _waiting(request, plan, quarter).filter(pk__in=keys).with_levels(), request.user, quarter
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
    waiting = list(_waiting(request, plan, quarter).values_list("pk", flat=True))
    try:
        operations.accept_proposal(update=update, by=request.user)
    except Refused as refused:
        said, was_refused = " ".join(refused.messages), True
    else:
        said, was_refused = f"{action.called} accepted: {words[update.rating]}", False
    undo = "" if was_refused else undo_address(action, request.user)
    if urlsplit(back).path == here and not request.htmx:
        messages.add_message(
            request, messages.ERROR if was_refused else messages.SUCCESS, said, extra_tags=undo
        )
        following = _next(waiting, action.pk)
        left = [pk for pk in waiting if was_refused or pk != action.pk]
        return redirect(_address(back, left, following) if following else here)
    return saved(request, plan, quarter, action, words, said, back=back, refused=was_refused, undo=undo)


def _next(waiting: list[int], pk: int) -> int | None:
    """The action that waits after `pk`, going round once."""
    place = waiting.index(pk) if pk in waiting else -1
    others = waiting[place + 1 :] + waiting[: max(place, 0)]
    return next(iter(others), None)


def _address(back: str, left: list[int], pk: int) -> str:
    """Where `pk` stands among those that are left, as `back` shows them: over pages, or all on one."""
    path, asked = urlsplit(back).path, QueryDict(urlsplit(back).query, mutable=True)
    page = left.index(pk) // PAGE + 1
    if asked.get("page") != WHOLE or len(left) > MOST:
        asked.pop("page", None)
        if page > 1:
            asked["page"] = page
    return f"{path}{'?' if asked else ''}{asked.urlencode()}#accept-{pk}"
