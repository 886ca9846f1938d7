"""One of many answers for an action that all of its kind own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from lscb.errors import ChangedMeanwhile, Refused
from lscb.permissions import Verb, is_archived, require
from lscb.web.pages import form_page
from plans import operations
from plans.forms.one_of_many import OneAnswerForm
from plans.selectors.one_of_many import answers_as
from plans.views.pages import action_or_404
from subgroups.models import Body


def action_answer(request, plan_slug, pk, body_pk):
    """Say for an agency or group how it stands with an action that all of its kind own."""
    action = action_or_404(request, plan_slug, pk)
    body = get_object_or_404(Body.objects.visible_to(request.user).filter(board=action.board), pk=body_pk)
    if not answers_as(action, body):
        raise Http404
    require(request.user, Verb.UPDATE_ACTION, body)
    if is_archived(action):
        raise PermissionDenied
    answer, theirs = action.answers.filter(body=body).last(), None
    form = OneAnswerForm(request.POST if request.method == "POST" else None, answer=answer)
    if form.is_valid():
        try:
            operations.answer_as_one(action=action, body=body, by=request.user, **form.cleaned_data)
        except ChangedMeanwhile as changed:
            theirs = changed.current
            form.look_at(theirs)
            form.add_error(None, changed.messages)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Saved: what {body} says of {action.called}.")
            return redirect(f"{action.get_absolute_url()}#answers")
    context = {"plan": action.plan, "action": action, "body": body, "theirs": theirs}
    return form_page(request, "plans/action_answer.html", context, form)
