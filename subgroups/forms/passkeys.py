"""Adding a passkey, in our words."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm


class AddPasskeyForm(AddWebAuthnForm):
    """allauth's form."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = "Sign in with it alone"
        self.fields[
            "passwordless"
        ].help_text = "It asks for your finger, face or PIN each time, and stands for the password as well."
        self.fields["credential"].label = "Passkey"
        self.fields["credential"].error_messages["required"] = (
            "None was made. Press Add, and do what your browser asks."
        )
