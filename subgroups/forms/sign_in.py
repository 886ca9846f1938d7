"""allauth's forms that ask for an e-mail, in our words."""

from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms

from lscb.errors import NO_EMAIL


def _in_our_words(field: forms.Field) -> None:
    """The label says what it is, so nothing stands in the box that looks as if it were typed."""
    field.label = "E-mail"
    field.error_messages.update(required="Type your e-mail.", invalid=NO_EMAIL)
    field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    """Where somebody signs in with a password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self.fields["login"])


class NewLinkForm(ResetPasswordForm):
    """Where somebody asks for a link to choose a new password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self.fields["email"])
