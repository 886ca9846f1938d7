"""Updating several actions at once: one rating, and a line about each."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from lscb.permissions import Verb, allows, require
from lscb.words import own_words, sentence_lower
from plans import operations
from plans.forms.several import RowForm, SeveralForm, keys_in, refuse_each
from plans.models import Action, Plan, ProgressUpdate, Quarter
from plans.selectors import action_rows
from plans.selectors.quarters import quarter_shown
from plans.views.actions import PAGE, back_to_rows, rows_read, why_closed
from plans.views.pages import plan_or_404, undo_address_of


def actions_update(request, plan_slug):
    """The actions that were ticked, `?action=`: one rating for all and a line each; all are saved, or none.

    A row that is unticked on the page is not saved and stays on it.
    """
    plan = plan_or_404(request, plan_slug)
    quarter, letters = quarter_shown(plan), plan.rating_words()
    rows = _rows(request, plan, quarter)
    posted = request.method == "POST"
    form = SeveralForm(request.POST if posted else None, words=letters)
    ticked = _keys(request.POST, "action") if posted else {row.action.pk for row in rows}
    # What was typed for one that meanwhile can be updated no more comes back with why it is not saved.
    open_ = [row for row in rows if row.may_update or (posted and row.action.pk in ticked)]
    closed = {
        row.action.pk: own_words(why_closed(row.action, quarter, corrects=False), plan.own_words)
        for row in open_
        if not row.may_update
    }
    each = _forms(request, open_, quarter, form, ticked)
    back = back_to_rows(request, plan)
    if posted:
        answer = _save(request, plan, quarter, form, [row for row in each if row.ticked], closed)
        if answer:
            return redirect(back)
    wrong = bool(posted and (form.errors or any(row.ticked and row.errors for row in each)))
    context = {
        "plan": plan,
        "quarter": quarter,
        "rows": list(zip(open_, each, strict=True)),
        "left_out": [row.action for row in rows if row not in open_],
        "words": letters,
        "form": form,
        "form_refused": wrong,
        "back": back,
    }
    return render(request, "plans/actions_update.html", context, status=422 if wrong else 200)


def _rows(request, plan: Plan, quarter: Quarter | None) -> list[action_rows.ActionRow]:
    """The actions of the address or of the page, in the plan's order; five queries.

    One out of sight is not there at all; one that the person may not update is refused.
    """
    keys = _keys(request.GET, "action") | _keys(request.POST, "action", "shown")
    if not keys:
        _refuse_who_updates_nothing(request, plan)
        return []
    found = list(
        rows_read(request, plan, quarter)
        .with_update_before(quarter)
        .with_levels()
        .filter(pk__in=keys)[: PAGE + 1]
    )
    if len(found) < min(len(keys), PAGE + 1):
        raise Http404("There is no such action.")
    for action in found:
        require(request.user, Verb.UPDATE_ACTION, action)
    return action_rows.rows_of(found[:PAGE], request.user, quarter)


def _keys(data, *names: str) -> set[int]:
    try:
        return {key for name in names for key in keys_in(data, name)}
    except ValueError as none:
        raise Http404("There is no such action.") from none


def _refuse_who_updates_nothing(request, plan: Plan) -> None:
    if allows(request.user, Verb.UPDATE_ACTION, plan):
        return
    speaks_for = request.user.authority.speaks_for
    owned = (
        Action.objects.visible_to(request.user)
        .filter(plan=plan)
        .owned_by_any(speaks_for, person=request.user)
    )
    if not any(allows(request.user, Verb.UPDATE_ACTION, action) for action in owned.with_owners()[:1]):
        raise PermissionDenied


def _forms(
    request, rows: list[action_rows.ActionRow], quarter: Quarter | None, whole: SeveralForm, ticked: set[int]
) -> list[RowForm]:
    """A form for each, with what was said last; one query."""
    keys = {key for row in rows for key in (row.action.update_id, row.action.update_before_id) if key}
    said = ProgressUpdate.objects.for_story().in_bulk(keys)
    return [
        RowForm(
            request.POST if request.method == "POST" else None,
            action=row.action,
            rating=whole.chosen,
            ticked=row.action.pk in ticked,
            person=request.user,
            words=whole.words,
            last=said.get(row.action.update_id),
            quarter=quarter,
            before=said.get(row.action.update_before_id),
        )
        for row in rows
    ]


def _save(
    request,
    plan: Plan,
    quarter: Quarter | None,
    form: SeveralForm,
    rows: list[RowForm],
    closed: dict[int, str],
) -> bool:
    """Save every ticked row, or say beside each what is missing; whether they are saved.

    :param closed: why some of them can be updated no more, by their action's key.
    """
    if not rows:
        form.is_valid()
        form.add_error(None, f"Tick at least one {sentence_lower(plan.action_label)} to save.")
    checked = [
        form.is_valid(),
        *(row.is_valid() for row in rows),
    ]  # all of them: what is wrong is said at once
    for row in rows:
        if row.action.pk in closed:
            row.add_error(None, closed[row.action.pk])
    if not all(checked) or closed or quarter is None:
        return False
    rating, step = form.cleaned_data["rating"], uuid4()
    said = {row.action: {k: v for k, v in row.cleaned_data.items() if k != "rating"} for row in rows}
    try:
        updates = operations.record_several(
            quarter=quarter, rating=rating, said=said, by=request.user, step=step
        )
    except operations.SomeRefused as refused:
        refuse_each(rows, refused.by_action)
        form.add_error(None, refused.messages)
        return False
    told = f"{len(updates)} saved: {form.words[rating]}"
    if updates[0].proposed:
        told += f". The {sentence_lower(plan.board.team_label)} looks at them"
    messages.success(request, told, extra_tags=undo_address_of(step, plan))
    return True
