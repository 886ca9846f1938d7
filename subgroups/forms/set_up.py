"""The forms in which a new board is named, with the first of its team."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings

from lscb.errors import NO_EMAIL
from lscb.web.small_forms import SmallForm
from subgroups.forms.passwords import NewPasswordForm
from subgroups.models import Board, Person
from subgroups.rules.presets import KINDS


class BoardFields(SmallForm):
    """A board that is not there yet: its names, and what kind it is of."""

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

    def new_board(self) -> Board:
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

    def laid_out(self, *layout) -> FormHelper:
        """Its fields between what is given; the page's own <form> has the tag."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.template = "plans/_laid_out.html"
        helper.layout = Layout(*layout)
        return helper


_THE_BOARD = Fieldset("The board", "name", "short_name", "area", "words")


class AddBoardForm(BoardFields):
    """A further board, and who is asked to be the first of its team."""

    person = forms.CharField(
        label="Name", max_length=150, error_messages={"required": "Say who looks after its plan."}
    )
    email = forms.EmailField(
        label="E-mail at work",
        help_text="The invitation goes there. Whoever signs in here already keeps their name and their other boards.",
        error_messages={"required": "Type their e-mail.", "invalid": NO_EMAIL},
    )

    def first_person(self) -> Person:
        """Whoever has the e-mail, or a person as typed, not saved; only for a valid form."""
        typed, email = self.cleaned_data, self.cleaned_data["email"].lower()
        return Person.objects.filter(email=email).first() or Person(name=typed["person"], email=email)

    @property
    def helper(self) -> FormHelper:
        return self.laid_out(_THE_BOARD, Fieldset("The first of its team", "person", "email"))


class SetUpForm(BoardFields, NewPasswordForm):
    """The code of the server, the board, its words, and the first member of its board team."""

    code = forms.CharField(
        label="Set-up code",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        error_messages={"required": "Type the code that the command printed."},
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

    @property
    def helper(self) -> FormHelper:
        passwords = [name for name in ("password", "again") if name in self.fields]
        return self.laid_out(
            "code", _THE_BOARD, Fieldset("You, the first of its team", "person", "email", *passwords)
        )
