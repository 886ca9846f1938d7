"""What one agency returns: written by it, read, scored by the panel, and what follows from it."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from lscb.lookups import key_in
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page, say_saved
from plans import operations
from plans.forms.decisions import ReasonForm
from plans.forms.evidence import EvidenceForm
from plans.forms.self_assessments import ModerateForm, PutIntoPlanForm, ReturnForm, SessionForm
from plans.models import AgencyReturn, AnswerEvidence, ReturnAnswer, Standard
from plans.selectors.self_assessment import answer_rows
from plans.views.evidence import file_response, withdrawn_with_reason
from plans.views.pages import plan_or_404


def return_detail(request, plan_slug, pk):
    """A return as it stands: own score and panel's side by side; sent, handed back and carried over from here."""
    found = return_or_404(request, plan_slug, pk)
    require(request.user, Verb.VIEW, found)
    step = request.POST.get("step", "")
    back = ReasonForm(
        request.POST if step == "hand-back" else None,
        prefix="hand-back",
        label="What is missing, or to be looked at again?",
        missing="Say what is missing or to be looked at again.",
    )
    refused_words: list[str] = []
    if request.method == "POST":
        verb = Verb.KEEP_SELF_ASSESSMENTS if step == "hand-back" else Verb.WRITE_RETURN
        require(request.user, verb, found)
        if step != "hand-back" or back.is_valid():
            do, words = _STEPS.get(step, (None, ""))
            if do is None:
                raise Http404("There is no such step.")
            try:
                do(agency_return=found, by=request.user, **(back.cleaned_data if step == "hand-back" else {}))
            except Refused as refused:
                if step == "hand-back":
                    back.refuse(refused)
                else:
                    refused_words = refused.messages
            else:
                say_saved(request, words, back)
                return redirect("plans:return-write" if step == "carry" else found, *_of(found, step))
    rows = answer_rows(found)
    context = {
        "plan": found.assessment.plan,
        "return": found,
        "assessment": found.assessment,
        "rows": rows,
        "scored": sum(1 for row in rows if row.answer and row.answer.score),
        "scale": found.assessment.standards.scale,
        "back_form": back,
        "refused": refused_words,
        "can_be_carried": found.is_written and any(row.before and not row.answer for row in rows),
        "may_write": found.is_written and allows(request.user, Verb.WRITE_RETURN, found),
        "may_keep": allows(request.user, Verb.KEEP_SELF_ASSESSMENTS, found),
    }
    if refused_words:
        return render(request, "plans/return_detail.html", context | {"form_refused": True}, status=422)
    return form_page(request, "plans/return_detail.html", context, back)


_STEPS = {
    "carry": (
        operations.carry_over_return,
        "Carried over from the last time. Look at each, and change what is new.",
    ),
    "send": (operations.send_return, "Return sent."),
    "hand-back": (operations.hand_back_return, "Handed back."),
}


def _of(found: AgencyReturn, step: str) -> tuple:
    return (found.assessment.plan.slug, found.pk) if step == "carry" else ()


def return_write(request, plan_slug, pk):
    """All standards on one page, saved as a draft at any time; `save` names the standard to come back to."""
    found = return_or_404(request, plan_slug, pk)
    require(request.user, Verb.WRITE_RETURN, found)
    if request.method != "POST" and not found.is_written:
        return redirect(found)  # what was typed meanwhile comes back with why it is not saved
    form = ReturnForm(
        request.POST if request.method == "POST" else None, agency_return=found, rows=answer_rows(found)
    )
    if form.is_valid():
        try:
            operations.save_return(agency_return=found, by=request.user, **form.said)
        except ChangedMeanwhile as changed:
            form.look_at(changed.current)
            form.add_error(None, changed.messages)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Draft saved: {found.body.name}.")
            return redirect(_where_next(request, found))
    context = {
        "plan": found.assessment.plan,
        "return": found,
        "assessment": found.assessment,
        "theirs_as_a_whole": form.theirs.get(0) if form.is_bound else None,
    }
    return form_page(request, "plans/return_write.html", context, form)


def _where_next(request, found: AgencyReturn) -> str:
    """The standard whose button saved the draft, or the return where it was the one that goes on to sending."""
    if request.POST.get("save") == "look":
        return found.get_absolute_url()
    page = reverse("plans:return-write", args=[found.assessment.plan.slug, found.pk])
    wanted = key_in(request.POST.get("save", ""))
    of_set = Standard.objects.filter(standard_set=found.assessment.standards_id)
    return f"{page}#standard-{wanted}" if of_set.filter(pk=wanted).exists() else page


def return_moderate(request, plan_slug, pk):
    """The panel's scores beside the agency's own; `done` ends the moderation."""
    found = return_or_404(request, plan_slug, pk)
    require(request.user, Verb.KEEP_SELF_ASSESSMENTS, found)
    if request.method != "POST" and found.is_draft:
        return redirect(found)  # what was typed meanwhile comes back with why it is not saved
    form = ModerateForm(
        request.POST if request.method == "POST" else None, agency_return=found, rows=answer_rows(found)
    )
    if form.is_valid():
        try:
            operations.moderate_return(
                agency_return=found, by=request.user, done="done" in request.POST, **form.said
            )
        except ChangedMeanwhile as changed:
            form.look_at(changed.current)
            form.add_error(None, changed.messages)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Moderation saved.", form)
            return redirect(found)
    context = {
        "plan": found.assessment.plan,
        "return": found,
        "assessment": found.assessment,
        "scale": found.assessment.standards.scale,
    }
    return form_page(request, "plans/return_moderate.html", context, form)


def return_session(request, plan_slug, pk):
    """Record the session at which the agency was challenged on its return."""
    found = return_or_404(request, plan_slug, pk)
    require(request.user, Verb.KEEP_SELF_ASSESSMENTS, found)
    form = SessionForm(request.POST if request.method == "POST" else None, agency_return=found)
    if form.is_valid():
        try:
            operations.record_session(agency_return=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Session recorded.", form)
            return redirect(f"{found.get_absolute_url()}#session")
    context = {"plan": found.assessment.plan, "return": found, "assessment": found.assessment}
    return form_page(request, "plans/return_session.html", context, form)


def answer_action(request, plan_slug, pk):
    """Make an action of what the agency will do about one standard, in the plan that takes them."""
    answer = answer_or_404(request, plan_slug, pk)
    target = answer.agency_return.assessment.actions_plan
    require(request.user, Verb.EDIT_PLAN, target)
    form = PutIntoPlanForm(request.POST if request.method == "POST" else None, answer=answer)
    if form.is_valid():
        try:
            action = operations.put_into_plan(answer=answer, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{action.called} is in {target.title}.", form)
            return redirect(answer)
    context = {"plan": answer.agency_return.assessment.plan, "answer": answer, "target": target}
    return form_page(request, "plans/answer_action.html", context, form)


# --- Evidence of an answer --------------------------------------------------------------------------------------------


def answer_evidence(request, plan_slug, pk):
    """Put a link or a file beside what the agency says of a standard."""
    answer = answer_or_404(request, plan_slug, pk)
    require(request.user, Verb.WRITE_RETURN, answer.agency_return)
    form = EvidenceForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        too_large=getattr(request, "upload_too_large", False),
    )
    if form.is_valid():
        try:
            evidence = operations.add_answer_evidence(answer=answer, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{evidence} added.", form)
            return redirect(answer)
    context = {"plan": answer.agency_return.assessment.plan, "answer": answer}
    return form_page(request, "plans/answer_evidence.html", context, form)


def answer_file(request, plan_slug, pk):
    """The file, to be kept or opened elsewhere."""
    evidence = get_object_or_404(_evidence(request, plan_slug).exclude(file=""), pk=pk)
    require(request.user, Verb.VIEW, evidence)
    return file_response(request, evidence)


def answer_evidence_withdraw(request, plan_slug, pk):
    """Take a link or a file away, with the reason; its line stays."""
    evidence = get_object_or_404(_evidence(request, plan_slug), pk=pk)
    require(request.user, Verb.WRITE_RETURN, evidence.answer.agency_return)
    return withdrawn_with_reason(
        request,
        evidence,
        partial(operations.withdraw_evidence, evidence=evidence),
        back=evidence.answer,
        template="plans/answer_evidence_withdraw.html",
        context={"plan": evidence.plan, "evidence": evidence},
    )


def _evidence(request, plan_slug: str):
    plan = plan_or_404(request, plan_slug)
    found = AnswerEvidence.objects.visible_to(request.user).filter(
        answer__agency_return__assessment__plan=plan
    )
    return found.standing().for_page()


# --- In sight ---------------------------------------------------------------------------------------------------------


def return_or_404(request, plan_slug: str, pk: int) -> AgencyReturn:
    """A return in sight of whoever asks: theirs, one they may read before others, or one that is shared."""
    plan = plan_or_404(request, plan_slug)
    found = AgencyReturn.objects.visible_to(request.user).filter(assessment__plan=plan)
    return get_object_or_404(found.for_page(), pk=pk)


def answer_or_404(request, plan_slug: str, pk: int) -> ReturnAnswer:
    plan = plan_or_404(request, plan_slug)
    found = ReturnAnswer.objects.visible_to(request.user).filter(agency_return__assessment__plan=plan)
    return get_object_or_404(
        found.select_related(
            "agency_return__assessment__plan__board",
            "agency_return__assessment__actions_plan__board",
            "agency_return__body",
            "standard",
        ),
        pk=pk,
    )
