"""The first page: it differs by who you are, and answers one question."""

from django.db.models import Count, Q
from django.shortcuts import redirect, render

from lscb.permissions import READERS, Role
from lscb.web.back import Shows, shows
from lscb.words import own_words
from plans.models import Action, ActionOwner, Plan, Quarter, Reminder
from plans.rules.position import position_bar
from plans.selectors import action_rows
from plans.selectors.chasing import Voices, chase, voices_of
from plans.selectors.findings import before_printing, to_be_decided
from plans.selectors.gaps import gaps_of
from plans.selectors.one_of_many import unanswered_of
from plans.selectors.owners import silent_owners
from plans.selectors.quarters import quarter_shown
from plans.selectors.self_assessment import returns_awaited_of, self_assessments_open
from plans.views.actions import rows_read
from plans.views.context import begin_with, first_plan, plans_of, plans_offered
from plans.views.groups import SHOWN
from plans.views.pages import plan_or_404
from reporting.models import MonitoringReport
from reporting.selectors.first_steps import next_step, steps_of
from reporting.selectors.home import (
    highlights_written,
    latest_report,
    left_without_report,
    next_meetings,
    off_track,
    position_in,
    report_before,
    report_of,
    reports_owed,
    reports_provided,
    with_meeting,
    worse_since,
)
from subgroups.models import Board, Body, Person


@shows(Shows.ROWS)
def home(request):
    """What is missing (board team), what to ask (chair, scrutineer, auditor), what is mine (whoever speaks).

    It is about the plan that the person begins with, or the one that ?plan= names; who sees several chooses here.
    """
    if chosen := request.POST.get("plan", ""):
        response = redirect("home")
        begin_with(response, request.user, plan_or_404(request, chosen))
        return response
    wanted = request.GET.get("plan", "")
    plan = plan_or_404(request, wanted) if wanted else first_plan(request)
    if plan is None:
        return _first_run(request)
    roles = request.user.roles_on(plan)
    quarter = with_meeting(quarter_shown(plan))
    counted = Action.objects.visible_to(request.user).filter(plan=plan).counted().with_status(quarter)
    words = plan.rating_words()
    counts = counted.rating_counts()
    if Role.BOARD_TEAM in roles and (quarter is None or not sum(counts.values())):
        return _first_steps(request, plan.board, plan)
    seats = list(
        request.user.memberships.current()
        .filter(body__board=plan.board_id)
        .select_related("body")
        .order_by("body")
    )
    mine = list(
        dict.fromkeys(seat.body for seat in seats if seat.body_id in request.user.authority.speaks_for)
    )
    before = report_before(request.user, quarter)
    meter = action_rows.meter(counted) if quarter else None
    context = {
        "plan": plan,
        "board": plan.board,
        "choice": _choice(request, plan),
        "quarter": quarter,
        "words": words,
        "parts": position_bar(counts, words, lambda letter: plan.action_list_url(rating=letter)),
        "total": sum(counts.values()),
        "seats": seats,
        "here": request.get_full_path(),
        "is_auditor": Role.AUDITOR in roles,
        "meter": meter,
    }
    if Role.BOARD_TEAM in roles:
        context["team"] = _for_team(request, plan, quarter, counted, words)
    elif roles & (READERS | {Role.OPENED}):
        context["reader"] = _for_reader(request, plan, quarter, counted, words, before)
    if mine or _is_named(request, plan):
        context["own"] = _for_owner(request, plan, quarter, mine)
        context["several"] = context["own"]["can_be_ticked"]
    if quarter and quarter.state == Quarter.State.COLLECTING:
        context["last"] = position_in(before)
        context["just_opened"] = not meter["updated"]
    context["meetings"] = next_meetings(plan, [seat.body_id for seat in seats])
    return render(request, "reporting/home.html", context)


def _choice(request, plan: Plan | None) -> dict | None:
    """The plan that the person begins with and the other ones this page can be about; None where there is no other.

    `is_asked_elsewhere`: updates are collected for another of them, so that the page begins with saying so.
    """
    others = [each for each in plans_offered(request) if each != plan]
    if plan is None or not others:
        return None
    asked = any(each.is_collecting for each in others)
    return {"first": first_plan(request), "others": others, "is_asked_elsewhere": asked}


def _for_team(request, plan: Plan, quarter: Quarter, counted, words: dict[str, str]) -> dict:
    """What is missing before the report can be printed; once it is final, what comes next."""
    final, corrected = report_of(request.user, quarter)
    collecting = quarter.state == Quarter.State.COLLECTING
    silent = silent_owners(plan, _silent(counted)) if collecting else []
    by_body = voices_of(plan, [owner.body for owner in silent if owner.body])
    voices = [(owner, by_body[owner.body.pk] if owner.body else Voices()) for owner in silent]
    return {
        "deadline": _days_left(quarter.days_to_deadline),
        "silent": [
            (
                owner,
                asked,
                chase(
                    owner,
                    [seat.person for seat in asked.speakers],
                    plan=plan,
                    quarter=quarter,
                    address=request.build_absolute_uri(owner.href),
                    sender=request.user.name,
                ),
            )
            for owner, asked in voices
        ],
        "reminded": list(Reminder.objects.filter(quarter=quarter).of_today()) if collecting else [],
        "waiting_roles": Person.objects.on_board_now(plan.board).with_a_role_waiting(plan.board).count(),
        "gaps": gaps_of(plan),
        "kept_long_enough": [
            each for each in plans_of(request) if each.board_id == plan.board_id and each.is_kept_long_enough
        ],
        "final": final,
        "corrected": corrected,
        "following": plan.successors.first() if quarter.is_last and not collecting else None,
        "behind": left_without_report(request.user, quarter),
        "self_assessments": self_assessments_open(request.user, plan),
        "look": (to_be_decided if final else before_printing)(plan, counted, words),
    }


def _for_reader(
    request,
    plan: Plan,
    quarter: Quarter | None,
    counted,
    words: dict[str, str],
    before: MonitoringReport | None,
) -> dict:
    """What to ask, and of whom."""
    actions = list(counted.with_update_before(quarter).with_owners().called_apart().worst_first())
    return {
        "latest": latest_report(request.user, plan),
        "compared_with": before,
        "decide": to_be_decided(plan, counted, words),
        "off_track": off_track(actions),
        "proposed": sum(1 for action in actions if action.is_proposed),
        "silent": silent_owners(plan, [action for action in actions if action.is_silent]) if quarter else [],
        "worse": worse_since(before, actions),
    }


def _is_named(request, plan: Plan) -> bool:
    """Whether an action of the plan names them beside its owner; no query on a board that names nobody."""
    named = plan.board.names_owners and ActionOwner.objects.naming(request.user).filter(action__plan=plan)
    return bool(named) and named.exists()


def _for_owner(request, plan: Plan, quarter: Quarter | None, mine: list[Body]) -> dict:
    """What the person's own groups, and what names them, are late on, and what they must bring."""
    owned = (
        rows_read(request, plan, quarter)
        .counted()
        .owned_by_any([body.pk for body in mine], person=request.user)
    )
    shown = action_rows.rows_of(owned.worst_first()[:SHOWN], request.user, quarter)
    pressing = [row for row in shown if row.is_pressing]
    counts = owned.order_by().aggregate(
        owned=Count("pk"),
        overdue=Count("pk", filter=Q(is_overdue=True)),
        milestone=Count("pk", filter=Q(milestone_missed=True)),
        silent=Count("pk", filter=Q(is_silent=True)),
    )
    return {
        "bodies": mine,
        "unanswered": [
            (action, body) for action, asked in unanswered_of(plan) for body in asked if body in mine
        ]
        if mine
        else [],
        "returns": returns_awaited_of(request.user, plan, mine) if mine else [],
        "rows": shown,
        "first": [(None, pressing)],
        "rest": [(None, [row for row in shown if not row.is_pressing])],
        "can_be_ticked": action_rows.can_be_ticked(shown),
        "pressing_can_be_ticked": action_rows.can_be_ticked(pressing),
        "owned": counts["owned"],
        "more": plan.action_list_url(owner="mine", order="worst") if counts["owned"] > SHOWN else "",
        "late": [
            (words, counts[key], plan.action_list_url(owner="mine", **{key: "on"}))
            for key, words in (
                ("overdue", "overdue"),
                ("milestone", "with a milestone passed"),
                ("silent", own_words("without an update this reporting period", plan.own_words)),
            )
        ],
        "highlights": highlights_written(quarter, mine),
        "owed": reports_owed(request.user, plan, mine),
        "reports": reports_provided(request.user, plan, mine),
    }


def _silent(counted):
    return counted.filter(is_silent=True).with_owners().called_apart().in_plan_order()


def _days_left(days: int | None) -> str:
    if days is None:
        return ""
    if days == 0:
        return "today"
    counted = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{counted} left" if days > 0 else f"{counted} ago"


def _first_steps(request, board: Board, plan: Plan | None):
    """For the board team, until its plan is under way: what is done, and what comes next."""
    steps = steps_of(board, plan, request.user)
    needed = [step for step in steps if not step.optional]
    context = {
        "board": board,
        "choice": _choice(request, plan),
        "plan": plan,
        "steps": steps,
        "next": next_step(steps),
        "done": sum(step.done for step in needed),
        "needed": len(needed),
    }
    return render(request, "reporting/home_start.html", context)


def _first_run(request):
    """Nothing to show yet: who the person is to the installation, and what they can do about it."""
    if board := Board.objects.filter(pk__in=request.user.boards_edited).first():
        return _first_steps(request, board, None)
    context = {
        "has_board": bool(request.user.board_ids),
        "boards_to_open": Board.objects.all() if request.user.is_superuser else (),
    }
    return render(request, "reporting/home_first_run.html", context)
