"""Signing in: by e-mail, nobody signs up, and demonstration people only in a demonstration."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


def belongs_here(person) -> bool:
    """The published demonstration password opens nothing real."""
    return settings.DEMONSTRATION or not person.demonstration


class PersonBackend(AuthenticationBackend):
    """Sign-in by e-mail and password."""

    def user_can_authenticate(self, user):
        """Leavers cannot. Django asks this again with every request of a session."""
        return belongs_here(user) and super().user_can_authenticate(user)


class AccountAdapter(DefaultAccountAdapter):
    """How allauth behaves and speaks here."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That e-mail and password do not go together. Check both and try again.",
        "too_many_login_attempts": "Too many wrong passwords. Wait ten minutes, or ask for a new password.",
    }

    def authenticate(self, request, **credentials):
        """Nobody who does not belong here, not even as far as allauth's page for disabled accounts."""
        person = super().authenticate(request, **credentials)
        return person if person and belongs_here(person) else None

    def is_open_for_signup(self, request):
        """The board team makes the accounts."""
        return False


def display_name(person) -> str:
    return person.name
