"""Forms by which a plan is followed by the next, actions are carried over and an old plan is archived."""

from django import forms

from lscb.speaking import in_years, lazily, whose
from plans.forms.base import SmallForm
from plans.forms.fields import SUGGESTS_OWNERS, PlainDateField, WordsField
from plans.models import Action, Plan
from plans.rules.moves import dates_said
from plans.selectors.carrying import dates_that_go_along
from plans.selectors.readings import carried_reading, chosen_in, meaning_in

MAY_BE_EMPTY = "(may be left empty)"


def _strategy() -> str:
    """A document as boards of this kind have."""
    board = getattr(whose(), "board", None)
    return board.usual.strategy if board else "strategy"


class NextPlanForm(SmallForm):
    """The next plan's title and years."""

    in_order = (("starts_on", "ends_on", "The plan ends after it starts."),)

    title = forms.CharField(
        label="Title", max_length=200, error_messages={"required": "Give the plan a title."}
    )
    starts_on = PlainDateField(first=True, label="From", error_messages={"required": "Write its first day."})
    ends_on = PlainDateField(
        label="To",
        error_messages={"required": "Write its last day."},
    )


class PartForm(SmallForm):
    """An action as it goes on in the next plan; with words in the second box it becomes two."""

    text = WordsField(
        label="What it will say", required=True, error_messages={"required": "Say what it will be."}
    )
    who_text = forms.CharField(max_length=300, required=False)
    when_text = forms.CharField(max_length=500, required=False)
    anew = forms.BooleanField(required=False)
    because = WordsField(label="Why, if its date moves", rows=2)
    outcome = WordsField(rows=2)
    second = WordsField(label=f"Split it: what the second one will say {MAY_BE_EMPTY}")
    second_who = forms.CharField(max_length=300, required=False)
    second_when = forms.CharField(max_length=500, required=False)
    second_because = WordsField(label="Why, if the second one’s date moves", rows=2)

    def __init__(self, *args, action: Action, into: Plan, **kwargs):
        first = {name: getattr(action, name) for name in ("text", "who_text", "when_text", "outcome")}
        super().__init__(
            *args,
            initial=first | {"second_who": action.who_text, "second_when": action.when_text},
            **kwargs,
        )
        self.action, self.into = action, into
        self.fields["who_text"].label = f"{into.owner_label} {MAY_BE_EMPTY}"
        self.fields["when_text"].label = f"{into.when_label} {MAY_BE_EMPTY}"
        for name in ("who_text", "second_who"):
            self.fields[name].widget.attrs.update(SUGGESTS_OWNERS)
        self.fields[
            "when_text"
        ].help_text = f"{dates_that_go_along(action)} New words are read in {into.title}."
        there = meaning_in(action, into, chosen_in(into))
        if there:
            said = dates_said(there.due_dates)
            self.fields["anew"].label = f"“{action.when_text}” means {said} in {into.title}: take that date"
        else:
            del self.fields["anew"]
        self.fields["outcome"].label = f"{into.outcome_label} {MAY_BE_EMPTY}"
        self.fields["second_who"].label = f"{into.owner_label}, of the second one"
        self.fields["second_when"].label = f"{into.when_label}, of the second one"

    def clean(self):
        """Whose date moves, and that nobody says why, is told with all else that is wrong."""
        cleaned = super().clean()
        self._ask_why("because", cleaned.get("when_text"), anew=cleaned.get("anew", False))
        if cleaned.get("second"):
            self._ask_why("second_because", cleaned.get("second_when"))
        return cleaned

    def _ask_why(self, field: str, when: str | None, *, anew: bool = False) -> None:
        if when is None or field in self.errors or self.cleaned_data.get(field):
            return
        move = carried_reading(self.action, self.into, when, anew=anew)[2]
        if move.moves:
            self.add_error(field, f"Say why its date moves {move.words}.")


class EarlierForm(SmallForm):
    """An action that goes on from before this product: what it is, and where it comes from."""

    label = forms.CharField(label=f"Reference {MAY_BE_EMPTY}", max_length=20, required=False)
    text = WordsField(label="What it says", required=True, error_messages={"required": "Say what it is."})
    section = forms.ModelChoiceField(None, label="Section", required=False, empty_label="None")
    who_text = forms.CharField(max_length=300, required=False)
    when_text = forms.CharField(max_length=500, required=False)
    carried_note = forms.CharField(
        label="Where it comes from",
        max_length=300,
        help_text=lazily(lambda: f"For example, {_strategy()} of an earlier plan, not held here"),
        error_messages={"required": "Say where it comes from."},
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = plan.sections.all()
        self.fields["section"].label = plan.section_label
        self.fields["who_text"].label = f"{plan.owner_label} {MAY_BE_EMPTY}"
        self.fields["when_text"].label = f"{plan.when_label} {MAY_BE_EMPTY}"
        self.fields["who_text"].widget.attrs.update(SUGGESTS_OWNERS)


class KeepForm(SmallForm):
    """Until when a plan is kept at least, and what happens then."""

    keep_until = PlainDateField(
        label=f"At least until {MAY_BE_EMPTY}",
        required=False,
        help_text=in_years("For example, 31 March {10}"),
        to_come=True,
    )
    then = forms.ChoiceField(
        label="What happens then?",
        choices=Plan.Then,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens then.", "invalid_choice": "Choose one of these."},
    )


class ArchiveForm(SmallForm):
    """Until when the plan must be kept at least."""

    keep_until = PlainDateField(
        label=f"Keep it at least until {MAY_BE_EMPTY}",
        required=False,
        help_text="As your retention schedule says. Nothing is deleted by itself on that day",
        to_come=True,
    )
