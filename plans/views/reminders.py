"""Reminding everybody of what they have not updated, and what became of each letter."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.waiting import gone_on
from lscb.wording import number_of
from lscb.work import background
from plans import operations, tasks
from plans.forms.reminders import LastReminderForm, RemindForm
from plans.models import Plan, Quarter, Reminder
from plans.selectors.quarters import quarter_shown
from plans.selectors.reminders import EVERY, letters_of, unasked_of
from plans.views.actions import PAGE
from plans.views.pages import plan_or_404


def reminders(request, plan_slug):
    """Who would be reminded now, why not the others, and every letter with what became of it.

    Letters go out in two steps: whom, and a line of one's own; then the addresses and the words, to look at first.
    """
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.PREPARE_REPORT, plan)
    shown = quarter_shown(plan)
    quarter = Quarter.objects.for_reports().get(pk=shown.pk) if shown else None
    last_form = LastReminderForm(
        request.POST if "set" in request.POST else None, initial={"days": plan.last_reminder_days}
    )
    if quarter and (person := request.POST.get("again")):
        return _send_again(request, quarter, person)
    if last_form.is_valid() and (saved := _set_last(request, plan, last_form)):
        return saved
    letters = letters_of(quarter, sender=request.user.name) if quarter else []
    ready = {letter.person.pk: letter.person.name for letter in letters if not letter.why_not}
    typed = request.POST if {"look", "change", "send"} & set(request.POST) else None
    form = RemindForm(typed, ready=ready)
    if quarter and typed and form.is_valid() and "change" not in typed:
        answer = _send if "send" in typed else _look
        return answer(request, quarter, form)
    written = Reminder.objects.visible_to(request.user).filter(quarter__plan=plan).for_page()
    refused = bool(typed and form.errors and ready) or last_form.is_bound
    context = {
        "plan": plan,
        "quarter": quarter,
        "collecting": bool(quarter and quarter.state == Quarter.State.COLLECTING),
        "letters": [(letter, form.is_ticked(letter.person.pk)) for letter in letters],
        "unasked": unasked_of(quarter) if quarter else [],
        "ready": len(ready),
        "every": EVERY,
        "form": last_form if last_form.is_bound else form,
        "remind_form": form,
        "last_form": last_form,
        "form_refused": refused,
        "page_obj": Paginator(written, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "plans/reminders.html", context, status=422 if refused else 200)


def _set_last(request, plan: Plan, form: LastReminderForm):
    """The way on; None where it was refused, which the form then says."""
    days = form.cleaned_data["days"]
    try:
        operations.set_last_reminder(plan=plan, days=days, by=request.user)
    except Refused as refused:
        form.refuse(refused)
        return None
    said = f"The last reminder goes out {number_of(days, 'day', 'days')} before the papers deadline."
    messages.success(request, said if days else "No last reminder goes out before the deadline.")
    return redirect("plans:reminders", plan.slug)


def _look(request, quarter: Quarter, form: RemindForm):
    """The addresses and the letters as they will be: nothing has left yet."""
    chosen, note = form.cleaned_data["people"], form.cleaned_data["note"]
    letters = letters_of(quarter, sender=request.user.name, note=note)
    context = {
        "plan": quarter.plan,
        "quarter": quarter,
        "letters": [letter for letter in letters if letter.person.pk in chosen],
        "note": note,
        "left_out": [name for pk, name in form.ready.items() if pk not in chosen],
    }
    return render(request, "plans/reminders_look.html", context)


def _send(request, quarter: Quarter, form: RemindForm):
    job = background.start(
        tasks.send_reminders,
        title="Sending reminders",
        kind="Reminders",
        by=request.user,
        opens=reverse("plans:reminders", args=[quarter.plan.slug]),
        quarter_id=quarter.pk,
        people=form.cleaned_data["people"],
        note=form.cleaned_data["note"],
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
