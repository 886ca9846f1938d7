"""The form in which a new board and its first account are named."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings

from lscb.errors import NO_EMAIL, Refused
from subgroups.forms.passwords import NewPasswordForm
from subgroups.models import Board, Person
from subgroups.rules.presets import KINDS


class SetUpForm(NewPasswordForm):
    """The code of the server, the board, its words, and the first member of its board team."""

    code = forms.CharField(
        label="Set-up code",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        error_messages={"required": "Type the code that the command printed."},
    )
    name = forms.CharField(
        label="Name of the board",
        max_length=200,
        help_text="In full, as on its reports.",
        error_messages={"required": "Give the board its name."},
    )
    short_name = forms.CharField(
        label="Short name",
        max_length=60,
        help_text="For the top of every page, such as Westshire Board.",
        error_messages={"required": "Give the board a short name."},
    )
    area = forms.CharField(
        label="Area (may be left empty)", required=False, max_length=120, help_text="Such as Westshire."
    )
    words = forms.ChoiceField(
        label="What is it?",
        choices=[(key, kind.said) for key, kind in KINDS.items()],
        widget=forms.RadioSelect,
        help_text="The nearest will do: each word can be changed later.",
        error_messages={"required": "Choose the nearest.", "invalid_choice": "Choose one of these."},
    )
    person = forms.CharField(
        label="Your name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Type your name."},
    )
    email = forms.EmailField(
        label="Your e-mail at work",
        help_text="You sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Type your e-mail.", "invalid": NO_EMAIL},
    )
    field_order = ("code", "name", "short_name", "area", "words", "person", "email", "password", "again")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not settings.LOCAL_PASSWORDS:
            del self.fields["password"], self.fields["again"]

    def whose(self):
        return self.first_person()

    def first_person(self) -> Person:
        """The person as typed, not saved."""
        typed = self.cleaned_data
        return Person(name=typed.get("person", ""), email=typed.get("email", "").lower() or None)

    def first_board(self) -> Board:
        """The board, not saved; only for a valid form."""
        typed = self.cleaned_data
        kind = KINDS[typed["words"]]
        return Board(
            name=typed["name"],
            short_name=typed["short_name"],
            area=typed["area"],
            kind=typed["words"],
            **kind.words,
            **kind.signatures,
        )

    def refuse(self, refused: Refused) -> None:
        """Put what a business rule said beside its boxes."""
        self.add_error(None, refused)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True  # the page's own <form> has it
        helper.template = "plans/_laid_out.html"
        passwords = [name for name in ("password", "again") if name in self.fields]
        helper.layout = Layout(
            "code",
            Fieldset("The board", "name", "short_name", "area", "words"),
            Fieldset("You, the first of its team", "person", "email", *passwords),
        )
        return helper
