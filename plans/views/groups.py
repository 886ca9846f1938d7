"""Groups: everything that can own an action, and each one's work plan."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import Count, Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb import clock
from lscb.ordering import by_letters
from lscb.permissions import READERS, Role, Verb, allows, require
from lscb.web.back import Shows, shows
from lscb.web.filters import SortForm
from lscb.web.lists import list_behind, save_list
from lscb.web.sorting import Runs, Sort
from lscb.words import own_words, sentence_lower
from plans.lists import registers
from plans.models import (
    Action,
    ActionOwner,
    Challenge,
    Decision,
    Matter,
    Plan,
    Quarter,
    ScrutinyEntry,
    Section,
)
from plans.rules import ratings
from plans.rules.trend import Trend
from plans.selectors import action_rows
from plans.selectors.agencies import agency_rows, parts_of
from plans.selectors.courses import small_trends
from plans.selectors.linked import linked_rows
from plans.selectors.one_of_many import unanswered_of
from plans.selectors.owners import NO_OWNER, NOT_PLACED, Owners, OwnerSummary, owners_of
from plans.selectors.quarters import quarter_shown
from plans.selectors.recommendations import asked_of
from plans.selectors.remit import documents_of, functions_served, remits_due
from plans.views.actions import rows_read
from plans.views.context import linked_of
from plans.views.pages import plan_or_404
from plans.views.saved_views import keeps_views, views_of
from subgroups.models import Body
from subgroups.selectors.speaking import speech_of_each

SHOWN = 100  # rows of a work plan; the action list has the rest
MEETINGS_SHOWN = 3  # to come


@dataclass(frozen=True)
class GroupRow:
    """One line of the list of groups: a body, or the actions that no body owns; `href` is its list of actions."""

    name: str
    owns: OwnerSummary
    href: str
    body: Body | None = None
    has_ended: bool = False
    kind: str = ""  # the heading that it stands under in a file
    trend: Trend | None = None  # at the last reports

    @property
    def place_of_worst(self) -> int | None:
        """How bad its worst rating is, the lower the worse; None for whoever owns nothing."""
        return ratings.WORST_FIRST.index(self.owns.worst) if self.owns.worst else None


SORTS = (
    Sort("name", "Group", Runs.LETTERS, lambda row: by_letters(row.name)),
    Sort("actions", "Actions", Runs.NUMBERS, lambda row: row.owns.actions),
    Sort("overdue", "Overdue", Runs.NUMBERS, lambda row: row.owns.overdue),
    Sort("silent", "No update", Runs.NUMBERS, lambda row: row.owns.silent),
    Sort("worst", "Worst rating", Runs.WORST, lambda row: row.place_of_worst),
)


def group_list(request, plan_slug):
    """Bodies by kind and order, or in one run as they are sorted, with how the actions of each stand; agencies that own
    nothing by their names alone.
    """
    plan = plan_or_404(request, plan_slug)
    quarter = quarter_shown(plan)
    chosen = chosen_groups(request, plan, request.GET)
    trends = small_trends(request.user, plan)
    kinds, agencies, owners = _groups(request, plan, quarter, chosen, trends)
    context = {
        "plan": plan,
        "quarter": quarter,
        "words": plan.rating_words(),
        "filter": chosen,
        "form_refused": not chosen.is_valid(),
        "kinds": kinds,
        "views": views_of(request, plan, "groups"),
        "agencies": agencies,
        "owners": owners,
        "remits": remits_due(
            request.user,
            [row.body for _, rows in kinds for row in rows if row.body and not row.has_ended],
        ),
        "has_trends": bool(trends),
    }
    return render(request, "plans/group_list.html", context)


def group_save(request, plan_slug):
    """The same as a file."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    quarter = quarter_shown(plan)
    chosen = chosen_groups(request, plan, request.GET)
    back = list_behind(request, reverse("plans:group-list", args=[plan.slug]))
    if not chosen.is_valid():
        return redirect(back)

    def read():
        kinds, _, _ = _groups(request, plan, quarter, chosen, {})
        return [replace(row, kind=kind) for kind, rows in kinds for row in rows]

    of = [(plan.period_word, quarter.name)] if quarter else []
    whole = own_words("Everything that owns actions or receives reports", plan.own_words)
    listed = registers.groups(
        plan,
        read,
        [*of, *chosen.about(whole)],
        words=plan.rating_words(),
        is_sorted=chosen.sorting.by is not None,
    )
    return save_list(request, listed, plan, back=back)


def _groups(request, plan: Plan, quarter: Quarter | None, chosen: SortForm, trends: Mapping[str, Trend]):
    """Rows under their kinds, or in one run as they are sorted; agencies that own nothing; how every owner stands."""
    actions = Action.objects.visible_to(request.user).filter(plan=plan).counted().with_status(quarter)
    owners = owners_of(actions)
    bodies = Body.objects.visible_to(request.user).filter(board=plan.board_id)
    agencies = [body for body in bodies if body.agency_id and not owners.by_body.get(body.pk)]
    kinds = _by_kind(plan, [body for body in bodies if body not in agencies], owners, trends)
    if chosen.sorting.by and kinds:
        kinds = [("", chosen.sorting.rows(row for _, rows in kinds for row in rows))]
    return kinds, agencies, owners


@keeps_views("groups", "Groups", "plans:group-list")
def chosen_groups(request, plan: Plan, asked: QueryDict) -> SortForm:
    own = plan.own_words | ratings.in_key_words(plan.rating_words())
    sorts = [replace(each, words=own_words(each.words, own)) for each in SORTS]
    return SortForm(asked, sorts=sorts, usual="By kind")


def _by_kind(
    plan: Plan, bodies, owners: Owners, trends: Mapping[str, Trend]
) -> list[tuple[str, list[GroupRow]]]:
    """Rows by kind; a body that has ended is there only while it still owns an action."""
    today = clock.today()
    rows_ = []
    for body in bodies:
        has_ended = bool(body.merged_into_id or (body.ended_on and body.ended_on <= today))
        owns = owners.by_body.get(body.pk, OwnerSummary())
        if owns.actions or not has_ended:
            href, trend = plan.action_list_url(owner=body.pk), trends.get(f"owner-{body.pk}")
            rows_.append(GroupRow(body.name, owns, href, body, has_ended, trend=trend))
    order = list(Body.Kind)
    rows_.sort(key=lambda row: order.index(row.body.kind))  # stable: in each kind as the board orders them
    kinds = [
        (plan.board.kind_words[kind][1], list(group))
        for kind, group in groupby(rows_, key=lambda row: Body.Kind(row.body.kind))
    ]
    everyone = [
        GroupRow(own_words(str(label), plan.own_words), owners.by_body[key], plan.action_list_url(owner=key))
        for key, label in ActionOwner.Everyone.choices
        if key in owners.by_body
    ]
    kinds += [("All of a kind", everyone)] if everyone else []
    nobody = [
        GroupRow(name, owners.by_body[key], plan.action_list_url(look=look))
        for key, name, look in (
            (NO_OWNER, f"No {sentence_lower(plan.owner_label)}", "no-owner"),
            (NOT_PLACED, f"{plan.owner_label} not recognised", "unplaced-owner"),
        )
        if key in owners.by_body
    ]
    return [*kinds, ("Owned by none of these", nobody)] if nobody else kinds


def agency_list(request, plan_slug):
    """Every agency of the board: what it leads and supports, what of it is late or silent, what it is asked."""
    plan = plan_or_404(request, plan_slug)
    quarter = quarter_shown(plan)
    counted = Action.objects.visible_to(request.user).filter(plan=plan).counted()
    rows = agency_rows(request.user, plan, owners_of(counted.with_status(quarter)), counted)
    shows_days = bool(request.user.roles_on(plan) & {Role.BOARD_TEAM, *READERS})
    context = {
        "plan": plan,
        "quarter": quarter,
        "words": plan.rating_words(),
        "shows_days": shows_days,
        "rows": [(row, plan.action_list_url(owner=row.body.pk)) for row in rows],
    }
    return render(request, "plans/agency_list.html", context)


@shows(Shows.ROWS, Shows.DECISIONS)
def group_detail(request, plan_slug, pk):
    """A body's purpose and functions, people, work plan by owner, meetings and words for the quarter."""
    plan = plan_or_404(request, plan_slug)
    bodies = Body.objects.visible_to(request.user).filter(board=plan.board_id)
    body = get_object_or_404(
        bodies.select_related("board", "parent", "merged_into").prefetch_related("names", "children"),
        pk=pk,
    )
    quarter = quarter_shown(plan)
    actions = rows_read(request, plan, quarter).counted().owned_by(body).worst_first()
    owned = list(actions[: SHOWN + 1])
    work_plan = action_rows.rows_of(owned[:SHOWN], request.user, quarter)
    several = action_rows.can_be_ticked(work_plan)
    meetings = list(body.meetings.last_and_to_come()[: 1 + MEETINGS_SHOWN])
    held = [meeting for meeting in meetings if meeting.held_on < clock.today()]
    context = {
        "plan": plan,
        "quarter": quarter,
        "words": plan.rating_words(),
        "body": body,
        "children": [child for child in body.children.all() if not child.merged_into_id],
        "people": body.memberships.current().select_related("person__agency", "agency").order_by("role"),
        "may_type": allows(request.user, Verb.EDIT_PLAN, body),
        "documents": documents_of(request.user, body) if body.has_terms else [],
        "served": functions_served(request.user, plan, body),
        "may_keep_remit": allows(request.user, Verb.KEEP_REMIT, body) and not body.merged_into_id,
        "speech": speech_of_each([body])[body.pk],
        "shows_email": bool(request.user.roles_on(body) - {Role.MEMBER}),
        "work_plan_groups": [(None, work_plan)],
        "work_plan": work_plan,
        "several": several,
        "has_a_next": action_rows.has_a_next(work_plan),
        "by_workbook": several and allows(request.user, Verb.UPDATE_ACTION, body),
        "more": plan.action_list_url(owner=body.pk, order="worst") if len(owned) > SHOWN else "",
        "coming": meetings[len(held) :][:MEETINGS_SHOWN],
        "last": held[0] if held else None,
        "meets": body.meets,
        # The report's words live in the app above this one; the body only hands them over.
        "highlight": body.highlights.filter(quarter=quarter).select_related("by").first()
        if quarter
        else None,
        "may_write": bool(quarter)
        and quarter.state == Quarter.State.COLLECTING
        and allows(request.user, Verb.WRITE_HIGHLIGHT, body),
        "unanswered": [action for action, bodies in unanswered_of(plan) if body in bodies],
        "may_answer": not plan.is_archived and allows(request.user, Verb.UPDATE_ACTION, body),
        "parts": parts_of(request.user, plan, body) if body.agency_id else [],
        "recommendations": [] if body.agency_id else asked_of(request.user, plan, [body]),  # one of its parts
        "scrutiny": ScrutinyEntry.objects.visible_to(request.user)
        .filter(board=plan.board_id)
        .own(body)
        .open()
        .for_page()
        .in_order_of_need(),
        "challenges": Challenge.objects.filter(plan=plan).own(body).open().for_page().in_order_of_need(),
        "promises": Decision.objects.filter(action__plan=plan).own(body).open_promises().for_page(),
        "matters": Matter.objects.open().owned_by_any([body]).for_page().most_pressing_first(),
        "trend": small_trends(request.user, plan).get(f"owner-{body.pk}"),
        "sections_led": Section.objects.filter(plan=plan, lead=body).annotate(
            counted=Count("actions", filter=Q(actions__state__in=[Action.State.LIVE, Action.State.CLOSED]))
        ),
        "linked": [
            row
            for each in linked_rows(plan, quarter, linked=linked_of(request, plan))
            if (row := each.of([body.pk])).actions
        ],
        "here": request.get_full_path(),
    }
    return render(request, "plans/group_detail.html", context)
