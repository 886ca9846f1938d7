"""Forms by which help promised and whatever else a meeting decided are recorded."""

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from lscb.words import sentence_lower
from plans.forms.base import SmallForm
from plans.forms.decisions import DecidedWhere, PartField, ask_which
from plans.forms.fields import EXAMPLE, PlainDateField, WordsField
from plans.models import Action, DateChange, Decision, Plan
from subgroups.models import Agency, Board, Body


class PartnerField(forms.ChoiceField):
    """An agency or a group of the board; `cleaned` is the row itself, or None for an empty box."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            error_messages={"invalid_choice": "Choose one of the agencies or groups."},
            **kwargs,
        )
        self.rows: dict[str, Agency | Body] = {}

    @staticmethod
    def key_of(partner: Agency | Body) -> str:
        """How a choice names an agency or a group."""
        return f"{'agency' if isinstance(partner, Agency) else 'group'}-{partner.pk}"

    def offer(self, board: Board, *, also: Agency | Body | None = None) -> None:
        """Offer what the board has, and `also` even if it has ended; two queries."""
        agencies = Agency.objects.filter(board=board).select_related("board")
        bodies = list(Body.objects.filter(board=board).not_ended().without_agencies().select_related("board"))
        if isinstance(also, Body) and also not in bodies:
            bodies.append(also)
        groups = {
            "Agencies": {self.key_of(row): row for row in agencies},
            "Groups": {self.key_of(row): row for row in bodies},
        }
        self.rows = {key: row for rows in groups.values() for key, row in rows.items()}
        self.choices = [
            ("", "Choose"),
            *(
                (head, [(key, row.name) for key, row in rows.items()])
                for head, rows in groups.items()
                if rows
            ),
        ]

    def clean(self, value):
        return self.rows.get(super().clean(value))


class AboutField(forms.ModelChoiceField):
    """The action that something is about, or None: the plan as a whole."""

    def __init__(self):
        super().__init__(
            Action.objects.none(),
            required=False,
            empty_label="The plan as a whole",
            error_messages={"invalid_choice": "Choose one from the list."},
        )

    def offer(self, plan: Plan) -> None:
        """Offer the plan's actions."""
        self.label = f"About which {sentence_lower(plan.action_label)}?"
        self.queryset = plan.actions.in_plan_order().called_apart()

    def label_from_instance(self, action):
        return str(action) if action.reference else action.called_apart


class Asked(Div):
    """The fields that one choice asks for, under a legend that names it."""

    template = "plans/_asked_for.html"

    def __init__(self, legend: str, choice: str, *fields):
        super().__init__(*fields, data_for_choice=choice)
        self.legend = legend


class RecordForm(DecidedWhere, SmallForm):
    """Anything a meeting decided about an action that nobody had asked it to decide."""

    kind = forms.ChoiceField(
        label="What was decided?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what was decided.",
            "invalid_choice": "Choose one of these.",
        },
    )
    milestone = PartField()
    to_date = PlainDateField(label="New date agreed", required=False, help_text=EXAMPLE)
    reason = WordsField(label="Why does the date move?", rows=2)
    promised_by = PartnerField(label="Who promised help?")
    help_words = WordsField(label="What was promised?", rows=2)
    help_due_on = PlainDateField(label="By when (may be left empty)", required=False, help_text=EXAMPLE)
    to = PartnerField(label="Who is challenged?")
    challenge_words = WordsField(label="What is the challenge?", rows=2)
    raised_by = forms.CharField(
        label="Who raises it?", required=False, max_length=150, help_text="A name or a post"
    )
    response_due_on = PlainDateField(
        label="Response due (may be left empty)", required=False, help_text=EXAMPLE
    )
    words = WordsField(label="What was decided, in words?", rows=2)
    ASKED = {
        "date": ["milestone", "to_date", "reason"],
        "help": ["promised_by", "help_words", "help_due_on"],
        "challenge": ["to", "challenge_words", "raised_by", "response_due_on"],
        "other": ["words"],
    }
    NEEDED = {
        "milestone": "Choose which date moves.",
        "to_date": "Write the date that was agreed.",
        "reason": "Say why the date should move.",
        "promised_by": "Choose who promised.",
        "help_words": "Say what was promised.",
        "to": "Choose who must answer.",
        "challenge_words": "Say what is challenged.",
        "raised_by": "Say who raises it: a name or a post.",
        "words": "Say what was decided.",
    }

    def __init__(self, *args, action: Action, waiting: Sequence[DateChange], **kwargs):
        super().__init__(*args, **kwargs)
        board = action.plan.board
        self.days_in_year_from(action.plan.year_starts_in)
        choices = {
            "date": "A different date was agreed" if waiting else "A new date was agreed",
            "help": "Help was promised",
            "challenge": "A challenge was raised",
            "other": "Something else",
        }
        if action.state != Action.State.LIVE:
            del choices["date"]
        self.fields["kind"].choices = list(choices.items())
        self.choices = choices
        ask_which(self, "milestone", action)
        self.asked = {
            kind: [name for name in names if name in self.fields] for kind, names in self.ASKED.items()
        }
        for name in ("promised_by", "to"):
            self.fields[name].offer(board)
        self.offer_meetings(board)
        self.initial["raised_by"] = board.chair_label

    def clean(self):
        """Only the fields that the choice asks for count; the others may be out of sight."""
        cleaned = super().clean()
        kind = cleaned.get("kind")
        for choice, names in self.asked.items():
            for name in names:
                if choice != kind:
                    self._errors.pop(name, None)
                    cleaned.pop(name, None)
                elif name in self.NEEDED and not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, self.NEEDED[name])
        if kind == "challenge" and cleaned.get("outside_because"):
            self.add_error("outside_because", "Leave this empty: a challenge says who raises it.")
        return cleaned

    def needs_meeting(self, cleaned: dict) -> bool:
        """A challenge is raised by somebody, at a meeting or not: it says by whom."""
        return cleaned.get("kind") != "challenge"

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        legends = {kind: f"Only if {words[:1].lower()}{words[1:]}" for kind, words in self.choices.items()}
        helper.layout = Layout(
            "kind",
            *(Asked(legends[kind], kind, *self.asked[kind]) for kind in self.choices),
            *self.where,
        )
        return helper


class PromiseForm(SmallForm):
    """What became of help that was promised."""

    outcome = forms.ChoiceField(
        label="What became of it?",
        widget=forms.RadioSelect,
        choices=[
            (Decision.Outcome.KEPT, "The help came"),
            (Decision.Outcome.NOT_KEPT, "It did not come"),
            (Decision.Outcome.OPEN, "Nothing yet: keep it open"),
        ],
        error_messages={"required": "Choose what became of it.", "invalid_choice": "Choose one of these."},
    )
    words = WordsField(label="In words (needed if it did not come)", rows=2)
    outcome_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        if (
            cleaned.get("outcome") == Decision.Outcome.NOT_KEPT
            and "words" in cleaned
            and not cleaned["words"]
        ):
            self.add_error("words", "Say why it did not come, or what came instead.")
        return cleaned

    def clean_outcome_seen(self):
        """What had become of it when the page was opened; None where the page does not say."""
        return self.cleaned_data["outcome_seen"] or None
