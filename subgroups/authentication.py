"""Signing in: by e-mail, nobody signs up, and demonstration people only in a demonstration."""

import hashlib
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import get_random_string

from lscb.work import outbox

# What an administrator reads of an e-mail, by the name of its template.
KINDS = {"password_reset_key": "Link to choose a password", "unknown_account": "No account here"}


def belongs_here(person) -> bool:
    """The published demonstration password opens nothing real."""
    return settings.DEMONSTRATION or not person.demonstration


class PersonBackend(AuthenticationBackend):
    """Sign-in by e-mail and password."""

    def user_can_authenticate(self, user):
        """Leavers cannot. Django asks this again with every request of a session."""
        return belongs_here(user) and not user.has_left and super().user_can_authenticate(user)


class Attempts:
    """Wrong passwords for one account, counted so that no stranger can lock somebody out.

    From one network address an account is slowed down after ten (Cyber Essentials v3.3); from all unknown devices
    together after a hundred, against guessing from many addresses. A device on which the account has signed in
    before has a count of its own, so neither limit keeps its owner out.
    """

    WINDOW = 10 * 60  # seconds
    DEVICE = "known-device"  # the cookie, signed: the account's e-mail, hashed
    DEVICE_DAYS = 365

    def __init__(self, request, email: str, ip: str):
        account = self.hash_of(email)
        known = request.get_signed_cookie(self.DEVICE, default="", salt=self.DEVICE)
        if known.partition(":")[0] == account:
            self.limits = {f"wrong-passwords:device:{known}": 10}
        else:
            self.limits = {
                f"wrong-passwords:pair:{account}:{self.hash_of(ip)}": 10,
                f"wrong-passwords:account:{account}": 100,
            }

    @staticmethod
    def hash_of(words: str) -> str:
        return hashlib.sha256(words.strip().lower().encode()).hexdigest()[:32]

    @property
    def are_too_many(self) -> bool:
        return any(cache.get(key, 0) >= limit for key, limit in self.limits.items())

    def count(self) -> None:
        for key in self.limits:
            if not cache.add(key, 1, self.WINDOW):
                try:
                    cache.incr(key)
                except ValueError:  # its time ended just now
                    cache.set(key, 1, self.WINDOW)

    @classmethod
    def remember_device(cls, response, email: str) -> None:
        """Let the account sign in from this browser whatever strangers try elsewhere."""
        response.set_signed_cookie(
            cls.DEVICE,
            f"{cls.hash_of(email)}:{get_random_string(16)}",
            salt=cls.DEVICE,
            max_age=cls.DEVICE_DAYS * 24 * 60 * 60,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )


class AccountAdapter(DefaultAccountAdapter):
    """How allauth behaves and speaks here."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That e-mail and password do not go together. Check both and try again.",
        "too_many_login_attempts": "Too many wrong passwords. Wait ten minutes, or ask for a new password.",
    }

    def send_mail(self, template_prefix, email, context):
        """Every e-mail of an account goes through the outbox, as text.

        It may hold a link that signs in: its text is forgotten once settled, and it leaves while the link is good or
        not at all.
        """
        message = self.render_mail(
            template_prefix, email, context | {"email": email, "request": self.request}
        )
        outbox.post(
            kind=KINDS.get(template_prefix.rpartition("/")[2], "Account"),
            to=email,
            subject=message.subject,
            body=message.body,
            secret=True,
            good_for=timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        )

    def authenticate(self, request, **credentials):
        """Nobody who does not belong here, not even as far as allauth's page for disabled accounts.

        :raises ValidationError: after too many wrong passwords for the account.
        """
        attempts = Attempts(request, credentials.get("email") or "", self.get_client_ip(request))
        if attempts.are_too_many:
            raise self.validation_error("too_many_login_attempts")
        person = super().authenticate(request, **credentials)
        if person is None:
            attempts.count()
        return person if person and belongs_here(person) else None

    def post_login(self, request, user, **kwargs):
        """Signed in with all that was asked for: this browser is one of theirs."""
        response = super().post_login(request, user, **kwargs)
        if user.email:
            Attempts.remember_device(response, user.email)
        return response

    def is_open_for_signup(self, request):
        """The board team makes the accounts."""
        return False


def display_name(person) -> str:
    return person.name
