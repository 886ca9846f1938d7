"""The form in which the board team types an action of the plan, or corrects one."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from lscb.speaking import in_years
from lscb.words import own_words
from plans.forms.base import SmallForm
from plans.forms.fields import SUGGESTS_OWNERS, WordsField
from plans.models import Action, DateChange, Measure, Objective, Plan, Section
from plans.rules.moves import unexplained
from plans.selectors.readings import reading_of, rereading_of

# Typing "when" or "who", or choosing a section, asks the same address in place how the words are read.
_READ_WHILE_TYPING = {
    "hx-post": "",
    "hx-trigger": "input changed delay:500ms",
    "hx-target": "#as-read",
    "hx-include": "closest form",
    "hx-sync": "closest form:replace",
}
_LEVELS = ("section", "priority", "objective")
_OF_THE_MOVE = ("moves", "moves_because")
_MAY_BE_EMPTY = "(may be left empty)"


class LineField(forms.CharField):
    """One line. The browser does not cut what is pasted: too much is said, not lost."""

    def __init__(self, *, limit: int, **kwargs):
        super().__init__(**kwargs)
        self.limit = limit

    def validate(self, value):
        super().validate(value)
        if len(value) > self.limit:
            raise forms.ValidationError(f"Shorten this to {self.limit} characters; it has {len(value)}.")


def _limit(field: str) -> int:
    return Action._meta.get_field(field).max_length


def say_what_moves(form: forms.BaseForm, action: Action, typed: dict) -> None:
    """Ask beside its boxes how and why a date of `action`, as it is stored, moves by new words for "when"."""
    new, moves = typed.get("when_text"), typed.get("moves")
    if new is None or moves is None or new == action.when_text:
        return
    reading, source = reading_of(action.plan, new)
    move = rereading_of(action, reading, source, corrects=moves == DateChange.Kind.CORRECTION)
    wrong = unexplained(move, how_known=bool(moves), because=typed.get("moves_because", ""))
    for field, advice in wrong.items():
        if field not in form.errors:
            form.add_error(field, advice)


class ActionForm(SmallForm):
    """An action in the plan's own words: where it stands, what will be done, to what end, by whom and when.

    `action` is the one that is corrected. Levels the plan does not have are not asked for.
    """

    label = LineField(limit=_limit("label"), required=False)
    year = LineField(limit=_limit("year"), required=False)
    text = WordsField(required=True)
    outcome = WordsField(rows=2)
    success = WordsField(rows=2)
    success_target = LineField(limit=_limit("success_target"), required=False)
    measures = forms.ModelMultipleChoiceField(
        Measure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick from the list.", "invalid_pk_value": "Tick from the list."},
    )
    who_text = LineField(limit=_limit("who_text"), required=False)
    when_text = LineField(limit=_limit("when_text"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    moves = forms.ChoiceField(
        label="What are the new words?",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (DateChange.Kind.CORRECTION, "They correct the typing: the plan always said so"),
            (DateChange.Kind.NEW, "They are a new date: a meeting decides, and the words stay until then"),
        ],
        error_messages={"invalid_choice": "Choose one of the two."},
    )
    moves_because = WordsField(label="Why does the date move?", rows=2)

    def __init__(self, *args, plan: Plan, action: Action | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan, self.action = plan, action
        words = plan.own_words
        self.fields["label"].label = f"Reference {_MAY_BE_EMPTY}"
        self.fields["label"].help_text = "As the plan prints it, such as 1.2."
        self.fields["text"].label = "What will be done?"
        self.fields["text"].error_messages["required"] = "Say what will be done."
        self.fields["outcome"].label = f"{plan.outcome_label} {_MAY_BE_EMPTY}"
        self.fields["success"].label = f"{plan.success_label} {_MAY_BE_EMPTY}"
        self.fields["success_target"].label = f"Its target {_MAY_BE_EMPTY}"
        self.fields[
            "success_target"
        ].help_text = "In words or as a number: nine in ten, 95%, fewer than last year."
        self.fields["measures"].queryset = plan.measures.in_plan_order()
        self.fields["measures"].label = f"Measured by {_MAY_BE_EMPTY}"
        if not plan.measures.exists():
            del self.fields["measures"]
        self.fields["who_text"].label = f"{plan.owner_label} {_MAY_BE_EMPTY}"
        self.fields["who_text"].help_text = own_words(
            "Groups, posts or agencies, as the plan prints them; several with commas between.", words
        )
        if plan.board.names_owners:
            self.fields[
                "who_text"
            ].help_text += " Beside one you may name a person: the name stays off paper."
        self.fields["when_text"].label = f"{plan.when_label} {_MAY_BE_EMPTY}"
        self.fields["when_text"].help_text = in_years(
            "As the plan prints it: March {1}, Quarterly, January {1} and ongoing."
        )
        for name in ("who_text", "when_text"):
            self.fields[name].widget.attrs.update(_READ_WHILE_TYPING)
        self.fields["who_text"].widget.attrs.update(SUGGESTS_OWNERS)
        if not (plan.grouped_by == Plan.Grouping.YEAR or (action and action.year)):
            del self.fields["year"]
        else:
            self.fields["year"].label = f"{plan.year_label} {_MAY_BE_EMPTY}"
        self._offer_levels(action)
        if action is None:
            del self.fields["moves"], self.fields["moves_because"]

    def _offer_levels(self, action: Action | None) -> None:
        """Choices among the levels the plan has, above the rest of the form."""
        rows = {
            "section": self.plan.sections.all(),
            "priority": self.plan.priorities.all(),
            "objective": self.plan.objectives.filter(kind=Objective.Kind.OBJECTIVE),
        }
        if action and action.objective_id:
            rows["objective"] = rows["objective"] | self.plan.objectives.filter(pk=action.objective_id)
        self.levels = []
        for level in _LEVELS:
            choices = list(rows[level])
            if not choices:
                continue
            word = getattr(self.plan, f"{level}_label")
            self.fields[level] = forms.ModelChoiceField(
                rows[level],
                label=f"{word} {_MAY_BE_EMPTY}",
                required=False,
                empty_label="None",
                error_messages={"invalid_choice": "Choose one of the list, or none."},
            )
            self.levels.append(level)
        if "section" in self.fields:
            self.fields["section"].widget.attrs.update(_READ_WHILE_TYPING)
        self.order_fields([*self.levels, *self.fields])

    def clean(self):
        """Whether a date moves, and what has to be said of it then, is told with all else that is wrong."""
        cleaned = super().clean()
        if cleaned.get("success_target") and not cleaned.get("success") and "success" not in self.errors:
            self.add_error("success", "Say what this target is of.")
        if self.action:
            say_what_moves(self, self.action, cleaned)
        return cleaned

    @property
    def helper(self) -> FormHelper:
        """What is asked of a date that moves stands where it is said that it moves."""
        helper = super().helper
        helper.layout = Layout(*(name for name in self.fields if name not in _OF_THE_MOVE))
        return helper

    @property
    def read_words(self) -> dict[str, str]:
        """What is typed now, refused or not, as `read_as_typed` asks for it."""
        values = {name: self[name].value() or "" for name in ("label", "who_text", "when_text")}
        return {"label": values["label"], "who": values["who_text"], "when": values["when_text"]}

    @property
    def section_typed(self) -> Section | None:
        """The section chosen now, refused or not."""
        value = str(self["section"].value() or "") if "section" in self.fields else ""
        return (
            next((each for each in self.fields["section"].queryset if str(each.pk) == value), None)
            if value
            else None
        )

    def put_into(self, action: Action) -> Action:
        """The action with what was typed; only for a valid form."""
        for name, value in self.cleaned_data.items():
            if name not in ("seen", "measures", *_OF_THE_MOVE):
                setattr(action, name, value)
        return action

    @staticmethod
    def values_of(action: Action) -> dict:
        """What the form shows of an action before anything is typed."""
        names = ("label", "year", "text", "outcome", "success", "success_target", "who_text", "when_text")
        levels = {level: getattr(action, f"{level}_id") for level in _LEVELS}
        return (
            {name: getattr(action, name) for name in names}
            | levels
            | {"measures": list(action.measures.all())}
        )
