"""The form in which a new board and its first account are named."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.contrib.auth.password_validation import validate_password

from lscb.errors import Refused
from subgroups.models import Board, Person
from subgroups.rules.presets import BOARD_WORDS


def _password(label: str, **kwargs) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, max_length=1000, widget=widget, **kwargs)


class SetUpForm(forms.Form):
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
        help_text="For the top of every page, such as Westshire SAB.",
        error_messages={"required": "Give the board a short name."},
    )
    area = forms.CharField(
        label="Area (may be left empty)", required=False, max_length=120, help_text="Such as Westshire."
    )
    words = forms.ChoiceField(
        label="What is it?",
        choices=[(key, said) for key, (said, _) in BOARD_WORDS.items()],
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
        error_messages={"required": "Type your e-mail.", "invalid": "Write the e-mail as name@example.org."},
    )
    password = _password(
        "Password",
        help_text="Twelve characters or more: three or four words are easy to remember. Not a common password, and "
        "not like your name or e-mail.",
        error_messages={"required": "Choose a password."},
    )
    again = _password("Password again", error_messages={"required": "Type the password a second time."})

    def clean(self):
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", "The two passwords differ. Type both again.")
        elif password:
            try:
                validate_password(password, self.first_person())
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return cleaned

    def first_person(self) -> Person:
        """The person as typed, not saved."""
        typed = self.cleaned_data
        return Person(name=typed.get("person", ""), email=typed.get("email", "").lower() or None)

    def first_board(self) -> Board:
        """The board, not saved; only for a valid form."""
        typed = self.cleaned_data
        return Board(
            name=typed["name"],
            short_name=typed["short_name"],
            area=typed["area"],
            **BOARD_WORDS[typed["words"]][1],
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
        helper.layout = Layout(
            "code",
            Fieldset("The board", "name", "short_name", "area", "words"),
            Fieldset("You, the first of its team", "person", "email", "password", "again"),
        )
        return helper
