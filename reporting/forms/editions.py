"""The form of an edition's cover."""

from django import forms

from lscb import clock
from lscb.web.small_forms import EXAMPLE, PlainDateField, SeenForm
from plans.forms.decisions import MeetingField
from plans.forms.fields import WordsField
from plans.models import Plan
from reporting.models import PlanEdition
from subgroups.models import Meeting


class CoverForm(SeenForm):
    """Title and foreword, by which meeting the plan was agreed, and when it is published."""

    title = forms.CharField(label="Title (left empty: the plan’s own)", max_length=200, required=False)
    foreword = WordsField(label="Foreword (may be left empty)", rows=10, required=False)
    agreed_at = MeetingField("Not agreed yet", label="Agreed by which meeting?")
    published_on = PlainDateField(
        label="Published on (left empty: the day on which it is made final)",
        required=False,
        help_text=EXAMPLE,
    )

    def __init__(self, *args, plan: Plan, draft: PlanEdition | None, **kwargs):
        initial = (
            {
                "title": draft.title,
                "foreword": draft.foreword,
                "agreed_at": draft.agreed_at_id,
                "published_on": draft.published_on,
            }
            if draft
            else {
                "title": PlanEdition.objects.filter(plan=plan).values_list("title", flat=True).first() or ""
            }
        )
        super().__init__(*args, expected=draft.cover_mark if draft else "", initial=initial, **kwargs)
        self.days_in_year_from(plan.year_starts_in)
        self.fields["agreed_at"].queryset = (
            Meeting.objects.filter(body__board=plan.board, cancelled=False, held_on__lte=clock.today())
            .select_related("body")
            .order_by("-held_on", "body__position", "pk")
        )
