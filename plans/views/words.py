"""The plan's and its board's own words, chosen in the browser."""

from django.contrib import messages
from django.shortcuts import redirect

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.pages import form_page
from plans import operations
from plans.forms.words import WordsForm
from plans.views.pages import plan_or_404
from subgroups.models import Board


def words(request, plan_slug):
    """Every word of the plan and its rating key on one page; reports that are final keep theirs."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    usual = request.GET.get("usual", "")
    form = WordsForm(request.POST if request.method == "POST" else None, plan=plan, usual=usual)
    if form.is_valid():
        try:
            operations.choose_words(
                plan=plan, board=form.of_board(), levels=form.of_plan(), key=form.key(), by=request.user
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "The words are saved. Reports that are final keep the words they have.")
            return redirect(plan)
    context = {"plan": plan, "kinds": Board.Kind.choices, "usual": dict(Board.Kind.choices).get(usual)}
    return form_page(request, "plans/words.html", context, form)
