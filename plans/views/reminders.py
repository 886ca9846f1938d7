"""Reminding everybody of what they have not updated, and what became of each letter."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.waiting import gone_on
from lscb.work import background
from plans import operations, tasks
from plans.models import Quarter, Reminder
from plans.selectors.quarters import quarter_shown
from plans.selectors.reminders import EVERY, letters_of, unasked_of
from plans.views.actions import PAGE
from plans.views.pages import plan_or_404


def reminders(request, plan_slug):
    """Who would be reminded now, why not the others, and every letter with what became of it."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.PREPARE_REPORT, plan)
    shown = quarter_shown(plan)
    quarter = Quarter.objects.for_reports().get(pk=shown.pk) if shown else None
    if request.method == "POST":
        if quarter and (person := request.POST.get("again")):
            return _send_again(request, quarter, person)
        return _send(request, quarter) if quarter else redirect("plans:reminders", plan.slug)
    letters = letters_of(quarter, sender=request.user.name) if quarter else []
    written = Reminder.objects.visible_to(request.user).filter(quarter__plan=plan).for_page()
    context = {
        "plan": plan,
        "quarter": quarter,
        "collecting": bool(quarter and quarter.state == Quarter.State.COLLECTING),
        "letters": letters,
        "unasked": unasked_of(quarter) if quarter else [],
        "ready": sum(not letter.why_not for letter in letters),
        "every": EVERY,
        "page_obj": Paginator(written, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "plans/reminders.html", context)


def _send(request, quarter: Quarter):
    job = background.start(
        tasks.send_reminders,
        title="Sending reminders",
        by=request.user,
        opens=reverse("plans:reminders", args=[quarter.plan.slug]),
        quarter_id=quarter.pk,
    )
    return gone_on(request, job)


def _send_again(request, quarter: Quarter, person: str):
    """Another letter to somebody whose last one perhaps did not arrive."""
    for letter in letters_of(quarter, sender=request.user.name):
        if str(letter.person.pk) == person:
            try:
                written = operations.remind(
                    person=letter.person, quarter=quarter, by=request.user, again=True
                )
            except Refused as refused:
                messages.error(request, " ".join(refused.messages))
            else:
                messages.info(request, tasks.what_became_of([written]))
            break
    else:
        messages.error(request, "Nothing of theirs is silent any more, so nothing was sent.")
    return redirect("plans:reminders", quarter.plan.slug)
