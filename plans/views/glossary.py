"""A plan's glossary, and the abbreviations it uses without explaining them."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect

from lscb.errors import Refused
from lscb.operations import keep
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page
from lscb.web.small_forms import RefusableForm
from plans.models import GlossaryTerm, Plan
from plans.selectors.glossary import missing_terms
from plans.views.pages import plan_or_404


class TermForm(RefusableForm):
    """One abbreviation and what it stands for."""

    term = forms.CharField(
        label="Abbreviation", max_length=60, error_messages={"required": "Type the abbreviation."}
    )
    meaning = forms.CharField(
        label="What it stands for",
        max_length=300,
        error_messages={"required": "Say what it stands for."},
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan

    def clean_term(self):
        term = " ".join(self.cleaned_data["term"].split())
        if self.plan.glossary.filter(term__iexact=term).exists():
            raise forms.ValidationError(f"{term} is in the glossary already.")
        return term


def glossary(request, plan_slug):
    """Terms from A to Z; the board team adds those that are missing with one click."""
    plan = plan_or_404(request, plan_slug)
    form = TermForm(request.POST if request.method == "POST" else None, plan=plan)
    if request.method == "POST":
        require(request.user, Verb.EDIT_PLAN, plan)
        if form.is_valid():
            try:
                added = keep(GlossaryTerm(plan=plan, **form.cleaned_data), by=request.user)
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, f"{added.term} is in the glossary now: {added.meaning}")
                return redirect(request.path)
    terms = list(GlossaryTerm.objects.read_with(plan))
    context = {
        "plan": plan,
        "terms": terms,
        "taken": sum(term.plan_id != plan.pk for term in terms),
        "missing": missing_terms(plan),
        "may_edit": allows(request.user, Verb.EDIT_PLAN, plan),
    }
    return form_page(request, "plans/glossary.html", context, form)
