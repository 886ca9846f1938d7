"""The working table, the update of one action and an action's own page."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import trigger_client_event

from lscb.errors import ChangedMeanwhile, Refused
from lscb.permissions import Verb, allows, require, why_withheld
from lscb.web import once
from lscb.web.back import Shows, shows, way_back
from lscb.web.pages import page_of, with_days_said
from lscb.words import own_words, sentence_lower
from plans import operations
from plans.forms.action_filter import ActionFilter
from plans.forms.items import ItemForm
from plans.forms.readings import other_readings
from plans.forms.updates import UpdateForm
from plans.lists.actions import with_more
from plans.models import Action, ActionLink, ImportedWords, Objective, Plan, Quarter, Recommendation
from plans.rules.timescales import Certainty
from plans.selectors import action_rows
from plans.selectors.action_story import SHOWN, story_of
from plans.selectors.as_at import kept_lists
from plans.selectors.asking import dates_to_ask_for
from plans.selectors.grouping import under_headings
from plans.selectors.linked import has_another_date, row_carrying_out
from plans.selectors.list_columns import ListColumns, columns_of
from plans.selectors.measures import measure_rows
from plans.selectors.one_of_many import answers_of, in_words
from plans.selectors.quarters import quarter_shown
from plans.selectors.undoing import step_of
from plans.selectors.update_sheet import may_take_one
from plans.views import as_at
from plans.views.context import linked_of
from plans.views.pages import plan_or_404, undo_address
from plans.views.saved_views import keeps_views, views_of

PAGE = 100  # rows


def rows_read(request, plan: Plan, quarter: Quarter | None):
    """The plan's actions as rows are made of: where each stands in `quarter`, and who said so."""
    return action_rows.with_last_update(plan.actions.visible_to(request.user).for_list(quarter))


# --- The list -------------------------------------------------------------------------------------------


@shows(Shows.ROWS)
def action_list(request, plan_slug):
    """The working table: every filter is in the address, and the number of queries is fixed.

    `?as_at=` names a final report, whose list of its day is shown instead.
    """
    plan = plan_or_404(request, plan_slug)
    if request.GET.get("as_at"):
        return as_at.list_page(request, plan, PAGE)
    quarter = quarter_shown(plan)
    words = plan.rating_words()
    chosen = filtered(request.GET, request.user, plan, quarter, words, rows_read(request, plan, quarter))
    counted = _counted(request, plan, quarter, chosen)
    columns = chosen.columns
    rows = action_rows.with_everything(chosen.qs) if columns.more else chosen.qs
    page = page_of(request, rows, PAGE, count=counted["found"])
    shown = with_more(plan, action_rows.rows_of(page, request.user, quarter), columns.more, words)
    context = counted | {
        "plan": plan,
        "quarter": quarter,
        "finals": kept_lists(request.user, plan),
        "words": words,
        "form_refused": not chosen.is_valid(),
        "groups": under_headings(shown, chosen.grouped_by, plan) if chosen.grouped_by else [(None, shown)],
        "columns": columns,
        "views": views_of(request, plan, "actions"),
        "orders": _orders(chosen, plan),
        "page_obj": page,
        "may_edit": allows(request.user, Verb.EDIT_PLAN, plan),
        "several": action_rows.can_be_ticked(shown),
        "has_a_next": action_rows.has_a_next(shown),
        "by_workbook": may_take_one(request.user, plan),
        "here": request.get_full_path(),
        "may_link": "priority" in chosen.levels and allows(request.user, Verb.EDIT_PLAN, plan),
    }
    return render(request, "plans/action_list.html", context)


def _counted(request, plan: Plan, quarter: Quarter | None, chosen: ActionFilter) -> dict:
    """What the list counts, of the plan and of what its filter finds; one query beside the filter's own.

    A list that nothing is chosen of shows what the plan counts.
    """
    if chosen.chosen:
        found = Count("pk", filter=Q(pk__in=chosen.qs.values("pk")))
        counts = action_rows.counts_in(plan, quarter, found=found)
    else:
        counts = action_rows.counts_of(plan, quarter)
    return {
        "filter": chosen,
        "found": counts.get("found", counts["counted"]),
        "counted": counts["counted"],
        "to_moderate": counts["proposed"],
        "may_moderate": allows(request.user, Verb.MODERATE, plan),
        "meter": action_rows.meter_of(counts),
    }


def filtered(data, person, plan, quarter, words, actions) -> ActionFilter:
    return ActionFilter(data, actions, plan=plan, person=person, words=words)


@keeps_views("actions", "Actions", "plans:action-list")
def chosen_actions(request, plan: Plan, asked: QueryDict) -> ActionFilter:
    quarter, words = quarter_shown(plan), plan.rating_words()
    return filtered(asked, request.user, plan, quarter, words, rows_read(request, plan, quarter))


def _orders(chosen: ActionFilter, plan: Plan) -> list[tuple[str, str, bool]]:
    """The ways the list can be sorted under headings: its place in the address, its words, whether it is now."""
    if len(chosen.levels) < 2 and not chosen.sorting.by:
        return []
    now = chosen.grouped_by
    return [(level, sentence_lower(getattr(plan, f"{level}_label")), level == now) for level in chosen.levels]


# --- Updating -------------------------------------------------------------------------------------------


def _updated_before(request, plan_slug, pk) -> HttpResponse | None:
    """An update made in place that is sent again: its row as it was saved."""
    if not request.htmx:
        return None
    plan = plan_or_404(request, plan_slug)
    quarter = _quarter_updated(request, plan)
    action = get_object_or_404(rows_read(request, plan, quarter), pk=pk)
    words, back = plan.rating_words(), back_to_rows(request, plan)
    return saved(request, plan, quarter, action, words, once.SAID, back=back)


@once.answered_again_by(_updated_before)
def action_update(request, plan_slug, pk):
    """Say how an action is going: a page of its own, or with htmx a row under the action's."""
    plan = plan_or_404(request, plan_slug)
    quarter = _quarter_updated(request, plan)
    action = get_object_or_404(rows_read(request, plan, quarter), pk=pk)
    require(request.user, Verb.UPDATE_ACTION, action)
    words = plan.rating_words()
    back = back_to_rows(request, plan)
    said = action.updates.not_undone().for_story()
    last = said.filter(quarter=quarter).first() if quarter else None
    before = action.said_before(quarter).for_story().first() if quarter else None
    about = {
        "action": action,
        "person": request.user,
        "words": words,
        "last": last,
        "quarter": quarter,
        "before": before,
    }
    starts = before is not None and "start" in (request.POST or request.GET)
    if starts:
        form = UpdateForm.started(request.POST, **about)
    else:
        form = UpdateForm(request.POST or None, **about)
    corrects = bool(quarter and quarter.correcting and allows(request.user, Verb.MODERATE, plan))
    closed = own_words(why_closed(action, quarter, corrects=corrects), plan.own_words)
    theirs = None
    if starts:
        pass  # nothing is saved: the boxes come back filled
    elif request.method == "POST" and closed:
        form.is_valid()
        form.add_error(None, closed)
    elif request.method == "POST" and form.is_valid():
        following = (
            _next_silent(request, plan, quarter, words, action, back) if "then" in request.POST else None
        )
        try:
            update = operations.record_update(
                action=action, quarter=quarter, by=request.user, **form.cleaned_data
            )
        except ChangedMeanwhile as changed:
            theirs = changed.current
            form.look_at(theirs)
            form.add_error(None, changed.messages)
        except Refused as refused:
            form.refuse(refused)
        else:
            told = f"{action.called} saved: {words[update.rating]}"
            if update.proposed:
                told += f". The {sentence_lower(plan.board.team_label)} looks at it"
            if "then" in request.POST and following is None:
                told += ". Nothing else that you may update is silent"
            told = with_days_said(told, form)
            undo = undo_address(update.action, request.user)
            return saved(
                request, plan, quarter, action, words, told, following=following, back=back, undo=undo
            )
    elif request.method == "POST":
        if last is not None and not form.has_seen(last):
            theirs = last
            seen = form.cleaned_data.get("last_seen")
            form.add_error(None, action.updates.came_first(last=last, seen=seen))
        form.look_at(last)
    context = {
        "plan": plan,
        "columns": _columns_behind(plan, back),
        "quarter": quarter,
        "action": action,
        "row": action_rows.rows_of([action], request.user, quarter)[0],
        "words": words,
        "form": form,
        "closed": closed,
        "by_workbook": may_take_one(request.user, plan),
        "corrects": corrects,
        "last": last or before or said.first(),
        "before": before,
        "starts": starts,
        "theirs": theirs,
        "back": back,
    }
    template = "plans/_action_form.html" if request.htmx else "plans/action_update.html"
    return render(request, template, context, status=422 if form.errors else 200)


def saved(
    request, plan, quarter, action, words, said, *, back, following=None, refused=False, undo=""
) -> HttpResponse:
    """Back to the list; with htmx the fresh row, what the list counts and what to read out.

    `undo` is the address at which what was done can be undone.
    """
    if not request.htmx:
        messages.add_message(request, messages.ERROR if refused else messages.SUCCESS, said, extra_tags=undo)
        if following is not None:
            return redirect(_update_address(plan, following, back))
        return redirect(f"{back}#action-{action.pk}")
    columns = _columns_behind(plan, back)
    actions = rows_read(request, plan, quarter)
    action = (action_rows.with_everything(actions) if columns.more else actions).get(pk=action.pk)
    row, *_ = with_more(plan, action_rows.rows_of([action], request.user, quarter), columns.more, words)
    context = {
        "plan": plan,
        "columns": columns,
        "row": row,
        "words": words,
        "quarter": quarter,
        "said": said,
        "refused": refused,
        "undo": undo,
        "here": back,
        "several": True,
    }
    address = urlsplit(back)
    if address.path == reverse("plans:action-list", args=[plan.slug]):
        rows = rows_read(request, plan, quarter)
        chosen = filtered(QueryDict(address.query), request.user, plan, quarter, words, rows)
        context |= _counted(request, plan, quarter, chosen)
    response = render(request, "plans/_action_saved.html", context)
    detail = {"pk": action.pk}
    if following is not None:
        detail |= {"next": following, "address": _update_address(plan, following, back)}
    return trigger_client_event(response, "actionSaved", detail, after="settle")


def _columns_behind(plan: Plan, back: str) -> ListColumns:
    """The columns of the list that somebody came from; on another page those of every list."""
    return columns_of(plan, QueryDict(urlsplit(back).query).getlist("col"))


def _update_address(plan: Plan, pk: int, back: str) -> str:
    return f"{reverse('plans:action-update', args=[plan.slug, pk])}?{urlencode({'next': back})}"


def back_to_rows(request, plan: Plan) -> str:
    """Where the person came from, if it is a page of ours that shows rows; else the plan's list."""
    return way_back(request, Shows.ROWS, reverse("plans:action-list", args=[plan.slug]))


def _quarter_updated(request, plan: Plan) -> Quarter | None:
    """The quarter that is updated: the one pages show, or one whose report is being corrected, by its address."""
    wanted = request.POST.get("quarter") or request.GET.get("quarter")
    if not wanted:
        return quarter_shown(plan)
    for quarter in plan.quarters.filter(state=Quarter.State.REPORTED):
        if quarter.slug == wanted:
            return quarter
    raise Http404("There is no such closed reporting period.")


def why_closed(action: Action, quarter: Quarter | None, *, corrects: bool) -> str:
    """Why nothing can be said of the action now, and what to do; empty when something can."""
    if action.state == Action.State.CLOSED:
        return (
            "Its completion has been agreed, so it needs no further updates. If it turns out not to be finished, "
            "ask the board team to open it again."
        )
    if action.state == Action.State.WITHDRAWN:
        return "It has been withdrawn from the plan, so it needs no updates. Ask the board team if that is wrong."
    if action.state == Action.State.CARRIED_OVER:
        return "It has been carried over. Update the action that took its place in the later plan."
    if quarter is None:
        return "No reporting period is open for updates yet. The board team opens one when it starts to collect them."
    if quarter.state == Quarter.State.REPORTED and not corrects:
        return (
            f"{quarter.name} is closed, and no reporting period is open for updates. The board team opens the next "
            "one when it starts to collect them; until then, tell the board team."
        )
    return ""


def _next_silent(request, plan, quarter, words, action, back) -> int | None:
    """The silent action that follows `action` in the list the person came from, going round once."""
    actions = rows_read(request, plan, quarter)
    address = urlsplit(back)
    on_list = address.path == reverse("plans:action-list", args=[plan.slug])
    chosen = filtered(
        QueryDict(address.query if on_list else ""), request.user, plan, quarter, words, actions
    )
    theirs = chosen.qs
    if not allows(request.user, Verb.UPDATE_ACTION, plan):
        theirs = theirs.owned_by_any(request.user.authority.speaks_for, person=request.user)
    order = list(theirs.status_values("pk", "is_silent"))
    place = next((place for place, (pk, _) in enumerate(order) if pk == action.pk), -1)
    round_once = order[place + 1 :] + order[: max(place, 0)]
    return next((pk for pk, silent in round_once if silent), None)


# --- One action -----------------------------------------------------------------------------------------


_CERTAINTY = {
    Certainty.SURE: "The words say so.",
    Certainty.CONVENTION: "This is our convention; the words leave it open.",
    Certainty.AMBIGUOUS: "The words can mean more than one thing: somebody should choose.",
    Certainty.UNRESOLVABLE: "No date can be worked out from the words alone.",
}


@shows(Shows.ROWS, Shows.DECISIONS)
def action_detail(request, plan_slug, pk):
    """What the plan says, where it stands and its story."""
    plan = plan_or_404(request, plan_slug)
    quarters = list(plan.quarters.newest_first())
    quarter = quarter_shown(plan)
    action = get_object_or_404(
        rows_read(request, plan, quarter).select_related(
            "section",
            "priority",
            "section__priority",
            "objective",
            "closed_at_meeting__body",
            "carried_from__plan",
            "linked_plan__board",
        ),
        pk=pk,
    )
    everything = "all" in request.GET
    may_audit = allows(request.user, Verb.VIEW_AUDIT, action)
    words = plan.rating_words()
    story, more = story_of(
        action,
        quarters=quarters,
        with_audit=may_audit,
        at_most=None if everything else SHOWN,
        words=words,
        for_team=allows(request.user, Verb.MODERATE, action),
    )
    waiting = list(action.date_changes.waiting().select_related("asked_by").order_by("from_date", "pk"))
    is_answered = action.state == Action.State.LIVE and not plan.is_archived
    answers = [
        (each, is_answered and allows(request.user, Verb.UPDATE_ACTION, each.body))
        for each in answers_of([action]).get(action.pk, [])
    ]
    measures = list(action.measures.in_plan_order())
    carried_out = row_carrying_out(action, quarter)
    linked_from = list(action.linked_from.select_related("action__plan"))
    may_record = action.state == Action.State.LIVE and allows(request.user, Verb.UPDATE_ACTION, action)
    context = {
        "plan": plan,
        "quarter": quarter,
        "action": action,
        "row": action_rows.rows_of([action], request.user, quarter)[0],
        "words": words,
        "priority": action.priority or (action.section.priority if action.section else None),
        "threads": Objective.objects.served_by(action),
        "items": action.items.select_related("owner"),
        "item_form": ItemForm(action=action) if may_record else None,
        "answers": answers,
        "answered": in_words(each for each, _ in answers),
        "measures": measure_rows(measures, [quarter] if quarter else []) if measures else [],
        "evidence": action.evidence.for_page(),
        "may_add_evidence": action.state in (Action.State.LIVE, Action.State.CLOSED)
        and allows(request.user, Verb.UPDATE_ACTION, action),
        "imported": ImportedWords.objects.filter(action=action)
        .select_related("draft")
        .defer("draft__document")
        .first(),
        "links": action.links.exclude(kind=ActionLink.Kind.DEPENDS_ON).select_related("to__plan"),
        "linked_from": [each for each in linked_from if each.kind != ActionLink.Kind.DEPENDS_ON],
        "depended": [each for each in linked_from if each.kind == ActionLink.Kind.DEPENDS_ON],
        "carried_out": carried_out,
        "another_date": has_another_date(action, carried_out),
        "may_point": bool(linked_of(request, plan)),
        "recommendations": Recommendation.objects.visible_to(request.user)
        .filter(links__action=action)
        .select_related("review__kind")
        .in_order(),
        "carried_to": action.carried_to.select_related("plan"),
        "last": action.updates.filter(quarter=quarter).in_force().for_story().first() if quarter else None,
        "waiting": waiting,
        "certainty": _CERTAINTY[action.timescale_certainty],
        "other_readings": other_readings(action),
        "may_edit": allows(request.user, Verb.EDIT_PLAN, action),
        "withheld": why_withheld(request.user, Verb.UPDATE_ACTION, action),
        "may_record": may_record,
        "may_ask_date": may_record and bool(dates_to_ask_for(action, waiting)),
        "may_decide": action.state in (Action.State.LIVE, Action.State.CLOSED)
        and allows(request.user, Verb.AGREE, action),
        "may_raise": allows(request.user, Verb.RAISE_CHALLENGE, action)
        and not allows(request.user, Verb.AGREE, action),
        "may_audit": may_audit,
        "corrections": [each for each in quarters if each.correcting]
        if action.state == Action.State.LIVE and allows(request.user, Verb.MODERATE, action)
        else [],
        "undo": step_of(action, request.user),
        "story": story,
        "more": more,
        "here": request.get_full_path(),
    }
    return render(request, "plans/action_detail.html", context)
