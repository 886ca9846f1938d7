"""Reminding everybody of what they have not updated, and what was sent to whom."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from lscb.errors import Refused
from lscb.permissions import Verb, require
from plans import operations
from plans.models import Quarter, Reminder
from plans.selectors.quarters import quarter_shown
from plans.selectors.reminders import EVERY, letters_of
from plans.views.actions import PAGE
from plans.views.pages import plan_or_404


def reminders(request, plan_slug):
    """Who would be reminded now, why not the others, and every letter that left."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.PREPARE_REPORT, plan)
    shown = quarter_shown(plan)
    quarter = Quarter.objects.for_reports().get(pk=shown.pk) if shown else None
    if request.method == "POST":
        if quarter:
            _send(request, quarter)
        return redirect("plans:reminders", plan.slug)
    letters = letters_of(quarter, sender=request.user.name) if quarter else []
    sent = Reminder.objects.visible_to(request.user).filter(quarter__plan=plan).for_page()
    context = {
        "plan": plan,
        "quarter": quarter,
        "collecting": bool(quarter and quarter.state == Quarter.State.COLLECTING),
        "letters": letters,
        "ready": sum(not letter.why_not for letter in letters),
        "every": EVERY,
        "page_obj": Paginator(sent, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "plans/reminders.html", context)


def _send(request, quarter: Quarter) -> None:
    try:
        sent, failed = operations.send_reminders(quarter=quarter, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
        return
    if sent:
        messages.success(request, f"Sent to {', '.join(reminder.person.name for reminder in sent)}.")
    if failed:
        names = ", ".join(person.name for person in failed)
        messages.error(request, f"Not sent, because the mail server did not take it: {names}.")
    if not sent and not failed:
        messages.info(request, "Nobody needed a reminder, so nothing was sent.")
