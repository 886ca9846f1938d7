"""The challenge log: open first, each with its response and what came of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from lscb import clock
from lscb.errors import Refused
from lscb.permissions import Role, Verb, allows, require
from plans import operations
from plans.models import Challenge
from plans.record_forms import AnswerForm, ChallengeForm, CloseForm
from plans.views.actions import plan_or_404
from plans.views.decisions import form_page


def challenge_list(request, plan_slug):
    """Every challenge of the plan: the open ones first, those whose response is late before the others."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    log = Challenge.objects.visible_to(request.user).filter(plan=plan)
    log = list(log.for_page().in_order_of_need())
    still_open = [challenge for challenge in log if not challenge.closed_at]
    context = {
        "plan": plan,
        "open": still_open,
        "late": sum(1 for challenge in still_open if challenge.days_late),
        "closed": [challenge for challenge in log if challenge.closed_at],
        "may_raise": allows(request.user, Verb.RAISE_CHALLENGE, plan),
    }
    return render(request, "plans/challenge_list.html", context)


def challenge_add(request, plan_slug):
    """Raise a challenge; whoever keeps the log may do it in another's name."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.RAISE_CHALLENGE, plan)
    theirs = Role.BOARD_TEAM not in request.user.roles_on(plan)
    form = ChallengeForm(
        request.POST if request.method == "POST" else None,
        plan=plan,
        initial={
            "action": request.GET.get("action", ""),
            "raised_by": request.user.name if theirs else plan.board.chair_label,
            "raised_on": clock.today(),
        },
    )
    if form.is_valid():
        try:
            challenge = operations.raise_challenge(plan=plan, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Challenge to {challenge.to.name} recorded.")
            return redirect(challenge)
    return form_page(request, "plans/challenge_add.html", {"plan": plan}, form)


def challenge_detail(request, plan_slug, pk):
    """One challenge with its response and outcome; the board team records these here."""
    plan = plan_or_404(request, plan_slug)
    log = Challenge.objects.visible_to(request.user).filter(plan=plan)
    challenge = get_object_or_404(log.for_page(), pk=pk)
    require(request.user, Verb.VIEW, challenge)
    step = request.POST.get("step", "")
    may_settle = allows(request.user, Verb.SETTLE_CHALLENGE, challenge)
    if request.method == "POST":
        require(request.user, Verb.SETTLE_CHALLENGE, challenge)
    answer = AnswerForm(
        request.POST if step == "answer" else None,
        prefix="answer",
        challenge=challenge,
        initial={"response": challenge.response, "responded_on": challenge.responded_on or clock.today()},
    )
    close = CloseForm(request.POST if step == "close" else None, prefix="close", challenge=challenge)
    form = next((each for each in (answer, close) if each.is_bound), None)
    if form is not None and form.is_valid():
        typed = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        do = operations.answer_challenge if step == "answer" else operations.close_challenge
        try:
            do(challenge=challenge, by=request.user, **typed)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Response recorded." if step == "answer" else "Challenge closed.")
            return redirect(challenge)
    context = {
        "plan": plan,
        "challenge": challenge,
        "answer_form": answer,
        "close_form": close,
        "may_settle": may_settle,
    }
    return form_page(request, "plans/challenge_detail.html", context, form)
