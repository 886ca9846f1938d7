"""Forms by which a plan gets its reporting periods, and by which it is said how often it reports."""

from calendar import month_name
from dataclasses import replace

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms

from plans.forms.base import SmallForm
from plans.forms.decisions import MeetingField
from plans.forms.fields import EXAMPLE, PlainDateField
from plans.models import Plan
from plans.rules.rhythm import KINDS, NAMINGS, Naming, Reporting, Rhythm, Span
from plans.selectors.quarters import quarter_words
from subgroups.models import Meeting

TYPED = "typed"
OWN = ("name", "starts_on", "ends_on")  # what somebody types of a period


class QuarterForm(SmallForm):
    """A reporting period of a plan: one of those `offered`, or any other days; and its name where it has another."""

    in_order = (("starts_on", "ends_on", "It ends after it starts."),)

    quarter = forms.ChoiceField(error_messages={"invalid_choice": "Choose one of these."})
    name = forms.CharField(max_length=80, required=False)
    starts_on = PlainDateField(
        first=True, label="From", required=False, help_text="For example, 1 September 2025"
    )
    ends_on = PlainDateField(label="To", required=False, help_text="For example, 19 December 2025")
    meeting = MeetingField(label="The meeting its report goes to (may be left empty)")
    papers_due_on = PlainDateField(
        label="Papers due (may be left empty: seven days before the meeting)",
        required=False,
        help_text=EXAMPLE,
    )

    def __init__(self, *args, plan: Plan, offered: list[Span], last: Span | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.days_in_year_from(plan.year_starts_in)
        self.offered = {span.starts_on.isoformat(): span for span in offered}
        if offered:
            self.fields["quarter"].label = plan.period_word
            self.fields["quarter"].choices = [
                *((key, quarter_words(span)) for key, span in self.offered.items()),
                (TYPED, "Other days, typed below"),
            ]
            follows = (
                key for key, span in self.offered.items() if last is None or span.starts_on > last.starts_on
            )
            self.initial["quarter"] = next(follows, None)
            self.fields["name"].label = "Name (may be left empty: as in the list)"
            for field in ("starts_on", "ends_on"):
                self.fields[field].label += ", only for other days"
        else:
            del self.fields["quarter"]
            self.fields["name"].label = "Name"
            self.fields["name"].help_text = "As the board calls it: Autumn term 2025"
        self.fields["meeting"].queryset = (
            Meeting.objects.to_come().filter(body__board=plan.board_id).select_related("body")
        )

    @property
    def helper(self) -> FormHelper:
        """Where periods are offered, what few need stands behind a heading, open once something was refused."""
        helper = super().helper
        if self.offered:
            helper.layout = Layout(
                "quarter",
                "meeting",
                "papers_due_on",
                HTML(
                    "<details{% if form_refused %} open{% endif %}><summary>Another name, or other days</summary>"
                ),
                *OWN,
                HTML("</details>"),
            )
        return helper

    @property
    def _chosen(self) -> Span | None:
        return self.offered.get(self.cleaned_data.get("quarter", TYPED))

    def clean(self):
        cleaned = super().clean()
        meeting, papers = cleaned.get("meeting"), cleaned.get("papers_due_on")
        if meeting and papers and papers > meeting.held_on:
            self.add_error("papers_due_on", "Papers are due on the day of the meeting at the latest.")
        if "quarter" in self.errors:
            return cleaned
        if self._chosen:
            if cleaned.get("starts_on") or cleaned.get("ends_on"):
                self.add_error(
                    "quarter", "Choose “Other days” for the days typed below, or leave those empty."
                )
            return cleaned
        for field, advice in (
            ("name", "Give it a name."),
            ("starts_on", "Write its first day."),
            ("ends_on", "Write its last day."),
        ):
            if field not in self.errors and not cleaned.get(field):
                self.add_error(field, advice)
        return cleaned

    def chosen(self) -> Span:
        """Name and days; only for a valid form."""
        typed = self.cleaned_data
        if span := self._chosen:
            return replace(span, name=typed["name"] or span.name)
        return Span(typed["name"], typed["starts_on"], typed["ends_on"])


def rhythm_field(**kwargs) -> forms.ChoiceField:
    """How often a plan reports."""
    return forms.ChoiceField(
        label="How often does it report?",
        choices=[(str(each), kind.said) for each, kind in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often.", "invalid_choice": "Choose one of these."},
        **kwargs,
    )


class RhythmForm(SmallForm):
    """How often a plan reports, from which month, and what it calls its reporting periods and their report."""

    rhythm = rhythm_field()
    year_starts_in = forms.TypedChoiceField(
        label="Its year starts in",
        choices=[(number, month_name[number]) for number in range(1, 13)],
        coerce=int,
        help_text="Terms start with the autumn term in September",
        error_messages={"required": "Choose a month.", "invalid_choice": "Choose a month."},
    )
    naming = forms.ChoiceField(
        label="How are they called?",
        choices=[
            ("", "As is usual for how often it reports"),
            *((str(each), said) for each, said in NAMINGS.items()),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text="Each may be given another name when it is added",
        error_messages={"invalid_choice": "Choose one of these."},
    )
    period_label = forms.CharField(
        label="Its word for one of them (may be left empty)",
        max_length=60,
        required=False,
        help_text="Empty: quarter, term, half-year, month or reporting period, as it reports",
    )
    period_label_plural = forms.CharField(
        label="Its word for several (may be left empty)", max_length=60, required=False
    )
    report_label = forms.CharField(
        label="What their report is called (may be left empty)",
        max_length=80,
        required=False,
        help_text="Empty: quarterly, termly, half-yearly or monthly monitoring report",
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, initial={name: getattr(plan, name) for name in self.base_fields}, **kwargs)
        if plan.naming == plan.usual.naming:
            self.initial["naming"] = ""

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("period_label")) != bool(cleaned.get("period_label_plural")):
            missing = "period_label_plural" if cleaned.get("period_label") else "period_label"
            self.add_error(missing, "Give both words, for one and for several, or neither.")
        return cleaned

    @property
    def wanted(self) -> Reporting:
        """How the plan would report; only for a valid form."""
        typed = self.cleaned_data
        rhythm = Rhythm(typed["rhythm"])
        usual = KINDS[rhythm]
        naming = Naming(typed["naming"] or usual.naming)
        return Reporting(rhythm, typed["year_starts_in"], naming, typed["period_label"] or usual.word)

    @property
    def report_title(self) -> str:
        """What its report would be called; only for a valid form."""
        return self.cleaned_data["report_label"] or KINDS[self.wanted.rhythm].report

    @property
    def labels(self) -> dict[str, str]:
        """Its own words; only for a valid form."""
        return {
            name: words for name, words in self.cleaned_data.items() if name.endswith(("_label", "_plural"))
        }
