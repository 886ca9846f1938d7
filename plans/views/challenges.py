"""The challenge log: open first, each with its response and what came of it."""

from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from lscb import clock
from lscb.errors import Refused
from lscb.permissions import Role, Verb, allows, require
from lscb.web.back import Shows, shows
from lscb.web.pages import form_page, say_saved
from plans import operations
from plans.forms.challenge_filter import ChallengeFilter
from plans.forms.challenges import AnswerForm, ChallengeForm, ChangeChallengeForm, CloseForm
from plans.forms.decisions import ReasonForm
from plans.models import Challenge, Plan
from plans.selectors.action_story import corrections_of
from plans.views.pages import in_halves, plan_or_404
from plans.views.saved_views import keeps_views, views_of


@shows(Shows.DECISIONS)
def challenge_list(request, plan_slug):
    """The challenges of the plan that its filter asks for: the open ones, then the closed."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    chosen = chosen_challenges(request, plan, request.GET)
    still_open, closed = in_halves(chosen)
    context = {
        "plan": plan,
        "filter": chosen,
        "form_refused": not chosen.is_valid(),
        "open": still_open,
        "late": sum(1 for challenge in still_open if challenge.days_late),
        "closed": closed,
        "may_raise": allows(request.user, Verb.RAISE_CHALLENGE, plan),
        "views": views_of(request, plan, "challenges"),
    }
    return render(request, "plans/challenge_list.html", context)


@keeps_views("challenges", "Challenges", "plans:challenge-list")
def chosen_challenges(request, plan: Plan, asked: QueryDict) -> ChallengeFilter:
    return ChallengeFilter(asked, Challenge.objects.visible_to(request.user).filter(plan=plan), plan=plan)


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
            say_saved(request, f"Challenge to {challenge.to.name} recorded.", form)
            return redirect(challenge)
    return form_page(request, "plans/challenge_add.html", {"plan": plan}, form)


def challenge_detail(request, plan_slug, pk):
    """One challenge with its response and outcome; the board team records these here, and opens it again."""
    challenge = challenge_or_404(request, plan_slug, pk)
    require(request.user, Verb.VIEW, challenge)
    if request.method == "POST":
        require(request.user, Verb.SETTLE_CHALLENGE, challenge)
    step, version = request.POST.get("step", ""), challenge.version()

    def sent(name):
        return request.POST if step == name else None

    forms = {
        "answer": AnswerForm(
            sent("answer"),
            prefix="answer",
            expected=version,
            initial={
                "response": challenge.response,
                "responded_on": challenge.responded_on or clock.today(),
            },
        ),
        "close": CloseForm(sent("close"), prefix="close", challenge=challenge),
        "reopen": ReasonForm(
            sent("reopen"),
            prefix="reopen",
            label="Why is it opened again?",
            missing="Say why it is opened again.",
        ),
    }
    form = forms.get(step)
    if form is not None and form.is_valid():
        do, said = _STEPS[step]
        try:
            do(challenge=challenge, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, said, form)
            return redirect(challenge)
    context = {
        "plan": challenge.plan,
        "challenge": challenge,
        "corrections": corrections_of(challenge),
        "forms": forms,
        "may_settle": allows(request.user, Verb.SETTLE_CHALLENGE, challenge),
    }
    return form_page(request, "plans/challenge_detail.html", context, form)


_STEPS = {
    "answer": (operations.answer_challenge, "Response recorded."),
    "close": (operations.close_challenge, "Challenge closed."),
    "reopen": (operations.reopen_challenge, "Challenge opened again."),
}


def challenge_change(request, plan_slug, pk):
    """Correct what was recorded of a challenge, with the reason."""
    challenge = challenge_or_404(request, plan_slug, pk)
    require(request.user, Verb.SETTLE_CHALLENGE, challenge)
    form = ChangeChallengeForm(request.POST if request.method == "POST" else None, challenge=challenge)
    if form.is_valid():
        try:
            operations.change_challenge(challenge=challenge, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Challenge changed.", form)
            return redirect(challenge)
    return form_page(
        request, "plans/challenge_change.html", {"plan": challenge.plan, "challenge": challenge}, form
    )


def challenge_or_404(request, plan_slug: str, pk: int) -> Challenge:
    """A challenge in sight, with everything its pages name."""
    plan = plan_or_404(request, plan_slug)
    log = Challenge.objects.visible_to(request.user).filter(plan=plan)
    return get_object_or_404(log.for_page(), pk=pk)
