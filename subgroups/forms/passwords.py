"""Choosing the first password of one's own."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from subgroups.models import Person


def _password(label: str, **kwargs) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, max_length=1000, widget=widget, **kwargs)


class NewPasswordForm(forms.Form):
    """A password, typed twice; passwords are never sent back to the page."""

    password = _password(
        "Password",
        help_text="Twelve characters or more: three or four words are easy to remember. Not a common password, and "
        "not like your name or e-mail.",
        error_messages={"required": "Choose a password."},
    )
    again = _password("Password again", error_messages={"required": "Type the password a second time."})

    def __init__(self, *args, person: Person | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self._person = person

    def whose(self) -> Person | None:
        """Whose password it becomes: it must not be like their name or e-mail."""
        return self._person

    def clean(self):
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", "The two passwords differ. Type both again.")
        elif password:
            try:
                validate_password(password, self.whose())
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return cleaned
