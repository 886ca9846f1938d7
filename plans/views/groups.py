"""Groups: everything that can own an action, and each one's work plan."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render

from lscb import clock
from lscb.permissions import Role, Verb, allows
from lscb.web.back import Shows, shows
from lscb.words import own_words, sentence_lower
from plans.models import Action, ActionOwner, Challenge, Decision, Plan, Quarter, Section
from plans.selectors import action_rows
from plans.selectors.one_of_many import unanswered_of
from plans.selectors.owners import NO_OWNER, NOT_PLACED, Owners, OwnerSummary, owners_of
from plans.selectors.quarters import quarter_shown
from plans.selectors.recommendations import asked_of
from plans.views.actions import rows_read
from plans.views.pages import plan_or_404
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


def group_list(request, plan_slug):
    """Bodies by kind and order, with how the actions of each stand; agencies that own nothing by their names alone."""
    plan = plan_or_404(request, plan_slug)
    quarter = quarter_shown(plan)
    actions = Action.objects.visible_to(request.user).filter(plan=plan).counted().with_status(quarter)
    owners = owners_of(actions)
    bodies = Body.objects.visible_to(request.user).filter(board=plan.board_id)
    agencies = [body for body in bodies if body.agency_id and not owners.by_body.get(body.pk)]
    context = {
        "plan": plan,
        "quarter": quarter,
        "words": plan.rating_words(),
        "kinds": _by_kind(plan, [body for body in bodies if body not in agencies], owners),
        "agencies": agencies,
        "owners": owners,
    }
    return render(request, "plans/group_list.html", context)


def _by_kind(plan: Plan, bodies, owners: Owners) -> list[tuple[str, list[GroupRow]]]:
    """Rows by kind; a body that has ended is there only while it still owns an action."""
    today = clock.today()
    rows_ = []
    for body in bodies:
        has_ended = bool(body.merged_into_id or (body.ended_on and body.ended_on <= today))
        owns = owners.by_body.get(body.pk, OwnerSummary())
        if owns.actions or not has_ended:
            rows_.append(GroupRow(body.name, owns, plan.action_list_url(owner=body.pk), body, has_ended))
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


@shows(Shows.ROWS)
def group_detail(request, plan_slug, pk):
    """A body's purpose and functions, people, work plan by owner, meetings and words for the quarter."""
    plan = plan_or_404(request, plan_slug)
    bodies = Body.objects.visible_to(request.user).filter(board=plan.board_id)
    body = get_object_or_404(
        bodies.select_related("parent", "merged_into").prefetch_related(
            "names", "functions__items", "children"
        ),
        pk=pk,
    )
    quarter = quarter_shown(plan)
    actions = rows_read(request, plan, quarter).counted().owned_by(body).worst_first()
    owned = list(actions[: SHOWN + 1])
    work_plan = action_rows.rows_of(owned[:SHOWN], request.user, quarter)
    several = action_rows.can_be_ticked(work_plan)
    context = {
        "plan": plan,
        "quarter": quarter,
        "words": plan.rating_words(),
        "body": body,
        "children": [child for child in body.children.all() if not child.merged_into_id],
        "people": body.memberships.current().select_related("person__agency", "agency").order_by("role"),
        "may_type": allows(request.user, Verb.EDIT_PLAN, body),
        "speech": speech_of_each([body])[body.pk],
        "shows_email": bool(request.user.roles_on(body) - {Role.MEMBER}),
        "work_plan_groups": [(None, work_plan)],
        "work_plan": work_plan,
        "several": several,
        "by_workbook": several and allows(request.user, Verb.UPDATE_ACTION, body),
        "more": plan.action_list_url(owner=body.pk, order="worst") if len(owned) > SHOWN else "",
        "coming": body.meetings.to_come()[:MEETINGS_SHOWN],
        "last": body.meetings.held().first(),
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
        "recommendations": asked_of(request.user, plan, [body]),
        "challenges": Challenge.objects.filter(plan=plan).own(body).open().for_page().in_order_of_need(),
        "promises": Decision.objects.filter(action__plan=plan).own(body).open_promises().for_page(),
        "sections_led": Section.objects.filter(plan=plan, lead=body).annotate(
            counted=Count("actions", filter=Q(actions__state__in=[Action.State.LIVE, Action.State.CLOSED]))
        ),
        "here": request.get_full_path(),
    }
    return render(request, "plans/group_detail.html", context)
