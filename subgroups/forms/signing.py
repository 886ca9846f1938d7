"""The form in which a board says whose signatures approve its reports, and who updates."""

from django import forms

from lscb.web.small_forms import PlainWholeField, SmallForm
from lscb.words import own_words, sentence_lower
from subgroups.models import SIGNATURES, YEARLY_SIGNATURES, Board

ONE, ALL = "one", "all"
SAME = Board.YearlySigning.SAME
NOBODY = "Ask for one signature at least: else no report is ever approved."


class SigningForm(SmallForm):
    """How many signatures of which role; a box for each, in the board's words."""

    enough = forms.ChoiceField(
        label="A report is approved",
        choices=[(ONE, "once any one of these has signed"), (ALL, "once all of these have signed")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when it is approved.", "invalid_choice": "Choose one of these."},
    )
    yearly = forms.ChoiceField(
        choices=Board.YearlySigning.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose one of these."},
    )
    readers_update = forms.BooleanField(required=False)

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, **kwargs)
        self.board = board
        year = sentence_lower(board.yearly_report_label)
        for role, name in SIGNATURES.items():
            self._ask_how_many(name, f"Signatures of {board.role_words[role]}")
        for role, name in YEARLY_SIGNATURES.items():
            label = f"Signatures of {board.role_words[role]} on the {year}, where others sign it"
            self._ask_how_many(name, label, required=False)
        self.fields["yearly"].label = f"The {year} is approved"
        self.initial |= {
            "enough": ONE if board.one_signature else ALL,
            "yearly": board.yearly_signing,
            "readers_update": board.readers_update,
        }
        holding = own_words("independent chair, scrutineer, approver or auditor", board.own_words)
        self.fields["readers_update"].label = "Whoever holds to account updates what they own"
        self.fields["readers_update"].help_text = (
            f"For whoever is {sentence_lower(holding)} and speaks for a {sentence_lower(board.group_label)} as well. "
            "Without the tick somebody else of it updates."
        )
        self.order_fields(
            [*SIGNATURES.values(), "enough", "yearly", *YEARLY_SIGNATURES.values(), "readers_update"]
        )

    def _ask_how_many(self, name: str, label: str, *, required: bool = True) -> None:
        most = max(each.limit_value for each in Board._meta.get_field(name).validators)
        self.fields[name] = PlainWholeField(
            label=label,
            required=required,
            min_value=0,
            max_value=most,
            help_text="0 for none, 1 for one." if most == 1 else f"0 for none, at most {most}.",
            error_messages={
                "required": "Write a number; 0 for none.",
                "max_value": f"Write {most} at most.",
                "min_value": "Write 0 for none.",
            },
        )
        self.initial[name] = getattr(self.board, name)

    def clean(self):
        cleaned = super().clean()
        asked = [cleaned.get(name) for name in SIGNATURES.values()]
        if None not in asked and not any(asked):
            self.add_error("chair_signatures", NOBODY)
        named = [cleaned.get(name) for name in YEARLY_SIGNATURES.values()]
        if (cleaned.get("yearly") or SAME) != SAME and not any(named) and not self.errors:
            self.add_error("yearly_chair_signatures", NOBODY)
        return cleaned

    def chosen(self) -> dict:
        """What `operations.choose_signing` takes; only for a valid form."""
        typed = self.cleaned_data
        return {
            "one_is_enough": typed["enough"] == ONE,
            "asked": {role: typed[name] for role, name in SIGNATURES.items()},
            "readers_update": typed["readers_update"],
            "yearly": typed["yearly"] or SAME,
            "asked_yearly": {role: typed[name] or 0 for role, name in YEARLY_SIGNATURES.items()},
        }
