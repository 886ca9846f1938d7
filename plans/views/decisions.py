"""What happens to an action besides its rating: new dates, completions, milestones."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode

from lscb import clock
from lscb.errors import Refused
from lscb.lookups import key_in
from lscb.permissions import Verb, allows, require
from lscb.web.back import Shows, shows, way_back
from lscb.web.pages import form_page, say_saved
from lscb.wording import long_date
from plans import operations
from plans.forms.decisions import (
    DecideForm,
    DoneForm,
    MilestoneForm,
    NewDateForm,
    ReasonForm,
    WaitingForm,
    WhereForm,
    why_not_live,
)
from plans.forms.records import PromiseForm, RecordForm
from plans.models import Action, DateChange, Decision, Plan, ProgressUpdate
from plans.rules import ratings
from plans.selectors import action_rows
from plans.selectors.asking import dates_to_ask_for
from plans.selectors.quarters import quarter_shown
from plans.views.pages import action_or_404, plan_or_404, undo_address


def _day(day) -> str:
    return long_date(day) if day else "no date"


# --- Asking for a new date ------------------------------------------------------------------------------------


def action_ask_date(request, plan_slug, pk):
    """Ask a meeting for another due date. Until it agrees, lateness is measured against the old one."""
    action = action_or_404(request, plan_slug, pk)
    require(request.user, Verb.UPDATE_ACTION, action)
    changes = list(action.date_changes.select_related("asked_by", "meeting__body", "milestone"))
    waiting = [each for each in changes if each.state == DateChange.State.ASKED]
    form = NewDateForm(request.POST if request.method == "POST" else None, action=action, waiting=waiting)
    if form.is_valid():
        try:
            operations.ask_for_new_date(action=action, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            day = _day(form.cleaned_data["to_date"])
            undo = undo_address(action, request.user)
            say_saved(request, f"{action.called}: {day} asked for. A meeting decides.", form, undo=undo)
            return redirect(action)
    status = Action.objects.with_status(quarter_shown(action.plan)).get(pk=action.pk)
    context = {
        "action": action,
        "days_late": action.days_late() if status.is_overdue else 0,
        "parts": [] if action.due_on else action.milestones.open_and_dated(),
        "changes": changes,
        "waiting": waiting,
        "may_ask": bool(dates_to_ask_for(action, waiting)),
        "why_not": why_not_live(action),
    }
    return form_page(request, "plans/decision_new_date.html", context, form)


# --- Deciding about one action --------------------------------------------------------------------------------


def action_decide(request, plan_slug, pk):
    """What can be decided about an action now: each thing a form of its own."""
    action = action_or_404(request, plan_slug, pk)
    require(request.user, Verb.AGREE, action)
    decision = request.POST.get("decision", "")
    waiting = list(
        action.date_changes.waiting().select_related("asked_by", "milestone").order_by("from_date", "pk")
    )
    complete = Action.objects.filter(pk=action.pk).completions()
    said = complete[0] if complete else None

    def sent(*names):
        return request.POST if decision in names else None

    board = action.plan.board
    initial = {"meeting": request.GET.get("meeting", "")}
    back = way_back(request, Shows.DECISIONS, action.get_absolute_url())
    why_not = "Say why it is not agreed." if decision == "refuse-date" else ""
    asked = _date_forms(
        sent("agree-date", "refuse-date"), waiting, board=board, why_not=why_not, initial=initial
    )
    forms = {
        "completion_form": DecideForm(
            sent("agree-completion", "refuse-completion"),
            prefix="completion",
            board=board,
            about=said,
            why_not="Say what is missing." if decision == "refuse-completion" else "",
            initial=initial,
        ),
        "record_form": RecordForm(
            sent("record"), prefix="record", action=action, waiting=waiting, initial=initial
        ),
        "where_form": WhereForm(sent("where"), prefix="where", action=action),
        "reopen_form": ReasonForm(
            sent("reopen"),
            prefix="reopen",
            label="Why is it opened again?",
            missing="Say why it is opened again.",
        ),
        "withdraw_form": ReasonForm(
            sent("withdraw"),
            prefix="withdraw",
            label="Why is it withdrawn?",
            missing="Say why it is withdrawn.",
        ),
    }
    form = next((each for each in (*(form for _, form in asked), *forms.values()) if each.is_bound), None)
    if form is not None and form.is_valid():
        try:
            if decision == "where":
                words = _put_right(form, request.user)
            else:
                change = next((change for change, each in asked if each is form), None)
                words = _decide(decision, action, change, form.cleaned_data, request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            # Raising a challenge is nothing that is undone; it is changed or closed on its own page.
            undo = "" if form.cleaned_data.get("kind") == "challenge" else undo_address(action, request.user)
            say_saved(request, f"{action.called}: {words}", form, undo=undo)
            return redirect(back)
    context = forms | {
        "action": action,
        "asked": [(change, each) for change, each in asked if change is not None],
        "said": said,
        "evidence": evidence_of(said),
        "back": back,
    }
    return form_page(request, "plans/decision_action.html", context, form)


def _date_forms(sent, waiting: list[DateChange], **said: Any) -> list[tuple[DateChange | None, DecideForm]]:
    """A form for each new date that waits, each with its own ids and what it is about in a hidden field; what was sent
    belongs to the one that it says, and to none where that was decided meanwhile. `said` is for each of them.
    """
    kwargs = said | {"prefix": "date"}
    forms: list[tuple[DateChange | None, DecideForm]] = [
        (
            change,
            DecideForm(
                sent if sent is not None and sent.get("date-seen") == str(change.pk) else None,
                about=change,
                auto_id="id_%s" if change is waiting[0] else f"id_{change.pk}_%s",
                **kwargs,
            ),
        )
        for change in waiting
    ]
    if sent is not None and not any(form.is_bound for _, form in forms):
        about = waiting[0] if waiting else None
        lost = DecideForm(sent, about=about, **kwargs)
        forms = [(about, lost), *forms[1:]]
    return forms


def _decide(decision: str, action: Action, change: DateChange | None, typed: dict, by) -> str:
    """Let one event be recorded; what to tell whoever recorded it."""
    if decision in ("agree-date", "refuse-date"):
        if change is None:
            raise Refused("No new date is waiting to be decided.")
        agreed = decision == "agree-date"
        operations.decide_new_date(
            change=change, agreed=agreed, reason=typed["reason"], by=by, **_where(typed)
        )
        return f"{_day(change.to_date)} {'agreed' if agreed else 'not agreed'}."
    if decision == "record":
        return _record(action, typed, by)
    if decision == "agree-completion":
        operations.agree_completion(action=action, by=by, **_where(typed))
        return "completion agreed."
    if decision == "refuse-completion":
        operations.refuse_completion(action=action, reason=typed["reason"], by=by, **_where(typed))
        return "completion not agreed."
    if decision == "reopen":
        operations.reopen_action(action=action, reason=typed["reason"], by=by)
        return "open again."
    operations.withdraw_action(action=action, reason=typed["reason"], by=by)
    return "withdrawn."


def _put_right(form: WhereForm, by) -> str:
    """Let what was typed in a WhereForm be recorded; what to tell whoever recorded it."""
    typed = form.cleaned_data
    operations.correct_where(of=form.rows[typed["of"]], reason=typed["reason"], by=by, **_where(typed))
    return "who decided is put right."


def _where(typed: dict) -> dict:
    """Which meeting decided, or how it was decided outside one."""
    return {name: typed[name] for name in ("meeting", "outside_because")}


def _record(action: Action, typed: dict, by) -> str:
    """Let what was typed in a RecordForm be recorded; what to tell whoever recorded it."""
    if typed["kind"] == "date":
        operations.agree_unasked_date(
            action=action,
            milestone=typed.get("milestone"),
            to_date=typed["to_date"],
            reason=typed["reason"],
            by=by,
            **_where(typed),
        )
        return f"{_day(typed['to_date'])} agreed."
    if typed["kind"] == "challenge":
        challenge = operations.raise_challenge(
            plan=action.plan,
            action=action,
            to=typed["to"],
            words=typed["challenge_words"],
            raised_by=typed["raised_by"],
            response_due_on=typed["response_due_on"],
            meeting=typed["meeting"],
            by=by,
        )
        return f"challenge to {challenge.to.name} recorded."
    if typed["kind"] == "help":
        decision = operations.record_decision(
            action=action,
            words=typed["help_words"],
            helper=typed["promised_by"],
            due_on=typed["help_due_on"],
            by=by,
            **_where(typed),
        )
        return f"help promised by {decision.helper.name} recorded."
    operations.record_decision(action=action, words=typed["words"], by=by, **_where(typed))
    return "decision recorded."


# --- Everything that waits ------------------------------------------------------------------------------------


@shows(Shows.DECISIONS)
def decisions_waiting(request, plan_slug):
    """Everything a meeting must decide; the board team records what it agreed, many at once."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    if about := request.GET.get("about"):
        return _decide_about(plan, about)
    changes, complete = waiting_of(request, plan)
    form = None
    if allows(request.user, Verb.AGREE, plan):
        form = WaitingForm(
            request.POST if request.method == "POST" else None,
            board=plan.board,
            changes=changes,
            completions=complete,
        )
    elif request.method == "POST":
        require(request.user, Verb.AGREE, plan)
    if form is not None and form.is_valid():
        step = uuid4()
        try:
            agreed = operations.agree_waiting(
                dates=form.cleaned_data["dates"],
                completions=[update.action for update in form.cleaned_data["completions"]],
                by=request.user,
                step=step,
                **_where(form.cleaned_data),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request,
                f"{agreed} agreement{'' if agreed == 1 else 's'} recorded.",
                extra_tags=reverse("plans:undo", args=[plan.slug, step]),
            )
            return redirect("plans:decisions-waiting", plan.slug)
    context = {
        "plan": plan,
        "changes": list(zip(changes, form["dates"] if form else [None] * len(changes), strict=True)),
        "complete": [
            (update, evidence_of(update), field)
            for update, field in zip(
                complete, form["completions"] if form else [None] * len(complete), strict=True
            )
        ],
        "promises": Decision.objects.visible_to(request.user)
        .filter(action__plan=plan)
        .open_promises()
        .for_page(),
        "may_agree": form is not None,
        "may_choose": plan.actions.counted().called_apart().in_plan_order() if form else (),
    }
    return form_page(request, "plans/decision_waiting.html", context, form)


def _decide_about(plan: Plan, about: str):
    """To the page of one action, chosen on the page of all, and back again from there."""
    key = key_in(about)
    if key is None:
        raise Http404("There is no such action.")
    there = reverse("plans:action-decide", args=[plan.slug, key])
    back = reverse("plans:decisions-waiting", args=[plan.slug])
    return redirect(f"{there}?{urlencode({'next': back})}#record")


def waiting_of(request, plan: Plan) -> tuple[list[DateChange], list[ProgressUpdate]]:
    """New dates asked for and completions to be agreed, in the plan's order; six queries at most."""
    counted = Action.objects.visible_to(request.user).filter(plan=plan).counted().in_plan_order()
    asked = counted.filter(date_changes__in=DateChange.objects.waiting()).with_owners()
    by_action: dict[int, list[DateChange]] = {}
    waiting = DateChange.objects.waiting().filter(action__plan=plan)
    for change in waiting.select_related("asked_by", "milestone").order_by("from_date", "pk"):
        by_action.setdefault(change.action_id, []).append(change)
    changes = []
    for action in asked.called_apart().distinct():
        for change in by_action.get(action.pk, ()):
            change.action = action
            changes.append(change)
    return changes, counted.completions()


def evidence_of(update: ProgressUpdate | None) -> list[tuple[str, str]]:
    """What an update says of completion, as (label, words)."""
    if update is None:
        return []
    needs = [need for need in ratings.NEEDS[ratings.Rating.COMPLETE] if not need.field.endswith("_on")]
    said = [(need.label, getattr(update, need.field)) for need in needs]
    return [(label, words) for label, words in [("Progress", update.progress), *said] if words]


# --- Help promised ---------------------------------------------------------------------------------------------


def decision_outcome(request, plan_slug, pk):
    """Say what became of help that was promised."""
    plan = plan_or_404(request, plan_slug)
    promises = Decision.objects.visible_to(request.user).filter(action__plan=plan).promises().standing()
    decision = get_object_or_404(promises.for_page().select_related("action__plan__board"), pk=pk)
    require(request.user, Verb.AGREE, decision)
    form = PromiseForm(
        request.POST if request.method == "POST" else None,
        initial={
            "outcome": decision.outcome,
            "words": decision.outcome_words,
            "outcome_seen": decision.outcome,
        },
    )
    if form.is_valid():
        try:
            settled = operations.settle_promise(decision=decision, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request,
                f"{decision.action.called}: help promised, {settled.get_outcome_display().lower()}.",
                extra_tags=undo_address(decision.action, request.user),
            )
            return redirect(
                way_back(request, Shows.DECISIONS, reverse("plans:decisions-waiting", args=[plan.slug]))
            )
    return form_page(request, "plans/decision_outcome.html", {"plan": plan, "decision": decision}, form)


# --- Milestones and parts -------------------------------------------------------------------------------------


def action_milestone(request, plan_slug, pk, milestone_pk):
    """Record on which day a milestone was reached, or that it was not after all."""
    action = action_or_404(request, plan_slug, pk)
    milestone = get_object_or_404(action.milestones.select_related("action__plan__board"), pk=milestone_pk)
    require(request.user, Verb.UPDATE_ACTION, action)
    form = MilestoneForm(
        request.POST if request.method == "POST" else None,
        done_before=milestone.done_on,
        note_before=milestone.note,
    )

    def record():
        # The small form of the action's page has no field for the remark: one written earlier stays.
        note = form.cleaned_data["note"] if "note" in request.POST else milestone.note
        operations.record_milestone(
            milestone=milestone, done_on=form.cleaned_data["done_on"], note=note, by=request.user
        )

    what = action_rows.when_due(milestone) or "Milestone"
    return _record_done(request, action, form, record, what=what, back=f"#milestone-{milestone.pk}")


def action_item(request, plan_slug, pk, item_pk):
    """Record on which day a part of an action was done, or that it was not after all."""
    action = action_or_404(request, plan_slug, pk)
    item = get_object_or_404(action.items.select_related("action__plan__board"), pk=item_pk)
    require(request.user, Verb.UPDATE_ACTION, action)
    typed = request.POST if request.method == "POST" else None
    if "today" in request.POST:  # the button beside it, which has no box
        typed = {"done_on": long_date(clock.today())}
    form = DoneForm(typed, done_before=item.done_on)

    def record():
        operations.finish_item(item=item, done_on=form.cleaned_data["done_on"], by=request.user)

    return _record_done(request, action, form, record, what=str(item), back=f"#item-{item.pk}")


def _record_done(request, action: Action, form, record, *, what: str, back: str):
    """Bind, record, and go back to where it stands on the action's page."""
    why_not = why_not_live(action)
    if request.method == "POST" and why_not:
        form.is_valid()
        form.add_error(None, why_not)
    if form.is_valid():
        try:
            record()
        except Refused as refused:
            form.refuse(refused)
        else:
            day = form.cleaned_data["done_on"]
            undo = undo_address(action, request.user)
            say_saved(request, f"{what}: {f'done {_day(day)}' if day else 'not done'}.", form, undo=undo)
            return redirect(f"{action.get_absolute_url()}{back}")
    context = {"action": action, "what": what, "why_not": why_not}
    return form_page(request, "plans/decision_done.html", context, form)
