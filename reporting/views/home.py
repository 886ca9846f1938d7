"""The first page: it differs by who you are, and answers one question."""

from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from lscb.permissions import READERS, Role, Verb, allows
from lscb.web.back import Shows, shows
from lscb.words import own_words
from plans.models import Action, ActionOwner, Matter, Plan, Quarter, Reminder, ScrutinyEntry
from plans.rules.position import position_bar
from plans.selectors import action_rows
from plans.selectors.chasing import Voices, chase, voices_of
from plans.selectors.findings import before_printing, to_be_decided
from plans.selectors.gaps import gaps_of
from plans.selectors.linked import LinkedRow, linked_rows
from plans.selectors.one_of_many import unanswered_of
from plans.selectors.owners import silent_owners
from plans.selectors.quarters import quarter_shown
from plans.selectors.recommendations import asked_of
from plans.selectors.self_assessment import returns_awaited_of, self_assessments_open
from plans.views.actions import rows_read
from plans.views.context import begin_with, first_plan, linked_of, plans_of, plans_offered
from plans.views.groups import SHOWN
from plans.views.pages import plan_or_404
from reporting.report.rows import letter_key
from reporting.report.trends import Kept, counts_of, in_words
from reporting.selectors.first_steps import next_step, steps_of
from reporting.selectors.forward_plan import line_of
from reporting.selectors.group_updates import missing_of
from reporting.selectors.home import (
    OWED,
    Now,
    counts_now,
    highlights_written,
    latest_report,
    left_without_report,
    matters_open,
    matters_owed,
    next_meetings,
    now_in,
    now_of,
    off_track,
    report_of,
    reports_owed,
    reports_provided,
    roles_waiting,
    since,
    whole_of,
    with_meeting,
    worse_since,
)
from reporting.selectors.trends import kept_before
from subgroups.models import Board, Body

PASTS_SHOWN = 3  # of the last reports; the page of trends has all


@shows(Shows.ROWS, Shows.DECISIONS)
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
    words = plan.rating_words()
    seats = list(
        request.user.memberships.current()
        .filter(body__board=plan.board_id)
        .select_related("body")
        .order_by("body")
    )
    mine = list(
        dict.fromkeys(seat.body for seat in seats if seat.body_id in request.user.authority.speaks_for)
    )
    is_team, is_reader = Role.BOARD_TEAM in roles, bool(roles & (READERS | {Role.OPENED}))
    # Whoever only speaks for groups is shown how these stand, everybody else how the plan does.
    of = [] if is_team or is_reader else mine
    if is_team and quarter is None:
        return _first_steps(request, plan.board, plan)
    whole = None
    actions = plan.actions.visible_to(request.user).counted()
    if is_team or is_reader:
        whole = whole_of(plan, quarter, worst_first=not is_team)
        now = now_in(whole)
    else:
        now = now_of((actions.owned_by_any([body.pk for body in of]) if of else actions).with_status(quarter))
    if is_team and not now:
        return _first_steps(request, plan.board, plan)
    kept = kept_before(quarter, PASTS_SHOWN)
    before = kept[-1] if kept else None
    meter = None
    if quarter and whole is None:
        meter = action_rows.meter(actions.with_last_said(quarter))
    elif quarter:
        meter = action_rows.meter_in(whole)
    context = {
        "plan": plan,
        "board": plan.board,
        "choice": _choice(request, plan),
        "quarter": quarter,
        "words": words,
        **_standing(plan, quarter, kept, now, words, of),
        "seats": seats,
        "here": request.get_full_path(),
        "is_auditor": Role.AUDITOR in roles,
        "meter": meter,
    }
    if is_team:
        context["team"] = _for_team(request, plan, quarter, whole, words)
    elif is_reader:
        context["reader"] = _for_reader(request, plan, quarter, whole, words, before)
    context["linked"] = linked_rows(plan, quarter, linked=linked_of(request, plan))
    theirs = [row.of([body.pk for body in mine], request.user) for row in context["linked"]]
    if mine or _is_named(request, plan) or any(row.actions for row in theirs):
        context["own"] = _for_owner(request, plan, quarter, mine)
        context["own"]["linked"] = [_linked_of(request, row, quarter) for row in theirs if row.actions]
        context["several"] = context["own"]["can_be_ticked"]
        context["has_a_next"] = action_rows.has_a_next(context["own"]["rows"])
    if quarter and quarter.state == Quarter.State.COLLECTING:
        context["just_opened"] = not meter["updated"]
    context["meetings"] = next_meetings(plan, [seat.body_id for seat in seats])
    return render(request, "reporting/home.html", context)


def _choice(request, plan: Plan | None) -> dict | None:
    """The plan that the person begins with and the other ones this page can be about; None where there is no other.

    `is_asked_elsewhere`: updates are collected for another of them, so that the page begins with saying so.
    """
    if plan is None:
        return None
    # A linked plan is no other one: its business plan's home has it too.
    others = [each for each in plans_offered(request) if each != plan and each.business_plan_id != plan.pk]
    if not others:
        return None
    asked = any(each.is_collecting for each in others if plan.is_linked or not each.is_linked)
    return {"first": first_plan(request), "others": others, "is_asked_elsewhere": asked}


def _standing(
    plan: Plan,
    quarter: Quarter | None,
    kept: list[Kept],
    now: list[Now],
    words: dict[str, str],
    bodies: list[Body],
) -> dict:
    """Where the plan, or what the bodies own of it, stood at the last reports, where it stands, and whether that is
    better."""
    parts = [f"owner-{body.pk}" for body in bodies]
    only = f"?{urlencode([('of', part) for part in parts])}" if parts else ""

    def rows(key: str) -> str:
        return reverse("reporting:report-live-rows", args=[plan.slug, quarter.slug, key]) + only

    def at(letter: str) -> str:
        if bodies and quarter:
            return rows(f"rated-{letter_key(letter)}")
        return plan.action_list_url(rating=letter, **({"owner": "mine"} if bodies else {}))

    counts = counts_now(now)
    pasts = [(each, counts_of(each, parts)) for each in kept]
    moved = since(kept[-1] if kept else None, now)
    return {
        "parts": position_bar(counts, words, at),
        "total": len(now),
        "pasts": [
            (each, in_words(each, then), sum(then.values()), position_bar(then, words))
            for each, then in pasts
            if any(then.values())
        ],
        "since": moved,
        "moved": [(text, n, rows(kind)) for kind, text, n in moved.moved] if moved else [],
        "of": parts[0] if len(parts) == 1 else "",
        "is_own": bool(bodies),
    }


def _for_team(request, plan: Plan, quarter: Quarter, whole: list[Action], words: dict[str, str]) -> dict:
    """What is missing before the report can be printed; once it is final, what comes next."""
    final, corrected = report_of(quarter)
    collecting = quarter.state == Quarter.State.COLLECTING
    silent = silent_owners(plan, [each for each in whole if each.is_silent]) if collecting else []
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
        "waiting_roles": roles_waiting(plan.board),
        "gaps": gaps_of(plan),
        "kept_long_enough": [
            each for each in plans_of(request) if each.board_id == plan.board_id and each.is_kept_long_enough
        ],
        "final": final,
        "corrected": corrected,
        "following": plan.successors.first() if quarter.is_last and not collecting else None,
        "behind": left_without_report(request.user, quarter),
        "self_assessments": self_assessments_open(plan),
        "look": (to_be_decided if final else before_printing)(plan, whole, words),
    }


def _for_reader(
    request,
    plan: Plan,
    quarter: Quarter | None,
    whole: list[Action],
    words: dict[str, str],
    before: Kept | None,
) -> dict:
    """What to ask, and of whom."""
    return {
        "latest": latest_report(request.user, plan),
        "compared_with": before,
        "decide": to_be_decided(plan, whole, words),
        "matters": matters_open(request.user, plan),
        "off_track": off_track(whole),
        "proposed": sum(1 for action in whole if action.is_proposed),
        "silent": silent_owners(plan, [action for action in whole if action.is_silent]) if quarter else [],
        "self_assessments": self_assessments_open(plan),
        "worse": worse_since(before, whole),
    }


def _is_named(request, plan: Plan) -> bool:
    """Whether an action of the plan, or an open decision of a meeting, names them beside its owner; no query on a board
    that names nobody."""
    if not plan.board.names_owners:
        return False
    actions = ActionOwner.objects.naming(request.user).filter(action__plan=plan)
    matters = Matter.objects.open().filter(named_person=request.user, meeting__body__board=plan.board_id)
    return actions.exists() or matters.exists()


def _for_owner(request, plan: Plan, quarter: Quarter | None, mine: list[Body]) -> dict:
    """What the person's own groups, and what names them, are late on, and what they must bring."""
    owned = (
        rows_read(request, plan, quarter)
        .counted()
        .owned_by_any([body.pk for body in mine], person=request.user)
    )
    shown = action_rows.rows_of(owned.worst_first()[:SHOWN], request.user, quarter)
    owed = reports_owed(request.user, plan, mine)
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
        "matters": matters_owed(request.user, plan, mine),
        "recommendations": asked_of(request.user, plan, mine),
        "scrutiny": ScrutinyEntry.objects.visible_to(request.user)
        .filter(board=plan.board_id)
        .waiting()
        .own_of_any(mine)
        .for_page()
        .in_order_of_need(),
        "highlights": highlights_written(quarter, mine),
        "updates": missing_of(mine, owed),
        "owed": [line_of(each) for each in owed[:OWED]],
        "reports": reports_provided(request.user, plan, mine),
    }


def _linked_of(
    request, row: LinkedRow, quarter: Quarter | None
) -> tuple[LinkedRow, list[tuple[Action, bool]]]:
    """What the person has in a linked plan, and what of it is off track, late or silent; whether they may update it."""
    collecting = quarter is not None and quarter.state == Quarter.State.COLLECTING
    return row, [
        (
            action,
            collecting
            and action.state == Action.State.LIVE
            and allows(request.user, Verb.UPDATE_ACTION, action),
        )
        for action in row.exceptions
    ]


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
