"""Signing in: by e-mail, nobody signs up, and demonstration people only in a demonstration."""

import hashlib
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import get_random_string

from lscb.work import outbox
from subgroups.models import Person
from subgroups.signing_in import kept, second_factor

# What an administrator reads of an e-mail, by the name of its template.
KINDS = {"password_reset_key": "Link to choose a password", "unknown_account": "No account here"}


def belongs_here(person) -> bool:
    """The published demonstration password opens nothing real."""
    return settings.DEMONSTRATION or not person.demonstration


def digest_of(words: str) -> str:
    """Stands for an e-mail, or whatever else must not stand there itself."""
    return hashlib.sha256(words.strip().lower().encode()).hexdigest()[:32]


class PersonBackend(AuthenticationBackend):
    """Sign-in by e-mail and password."""

    def get_user(self, user_id):
        """Whoever the session is of."""
        person = Person.objects.filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None

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
        account = digest_of(email)
        known = request.get_signed_cookie(self.DEVICE, default="", salt=self.DEVICE)
        if self.account_known(request) == account:
            self.limits = {f"wrong-passwords:device:{known}": 10}
        else:
            self.limits = {
                f"wrong-passwords:pair:{account}:{digest_of(ip)}": 10,
                f"wrong-passwords:account:{account}": 100,
            }

    @classmethod
    def account_known(cls, request) -> str:
        """The account that signed in last in this browser, as `digest_of` says it; empty for none."""
        return request.get_signed_cookie(cls.DEVICE, default="", salt=cls.DEVICE).partition(":")[0]

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
            f"{digest_of(email)}:{get_random_string(16)}",
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
        "no_passwords": "Nobody signs in with a password here. Choose another way.",
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
        if not settings.LOCAL_PASSWORDS:
            raise self.validation_error("no_passwords")
        attempts = Attempts(request, credentials.get("email") or "", self.get_client_ip(request))
        if attempts.are_too_many:
            raise self.validation_error("too_many_login_attempts")
        person = super().authenticate(request, **credentials)
        if person is None:
            attempts.count()
        return person if person and belongs_here(person) else None

    def pre_login(self, request, user, **kwargs):
        """Nobody who does not belong here, however they came: by a passkey, through the provider, by a link."""
        if not belongs_here(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_reauthentication_methods(self, user):
        methods = super().get_reauthentication_methods(user)
        if settings.LOCAL_PASSWORDS:
            return methods
        return [each for each in methods if each["id"] != "reauthenticate"]

    def is_reauthentication_required(self, *, app, **kwargs):
        """Where there is nothing to ask for again, having signed in is what counts."""
        return super().is_reauthentication_required(app=app, **kwargs) and bool(
            self.get_reauthentication_methods(self.request.user)
        )

    def post_login(self, request, user, **kwargs):
        """Signed in with all that was asked for: this browser is one of theirs."""
        second_factor.ask(user)
        if kept_at := kept.after_sign_in(request, user):
            kwargs["redirect_url"] = kept_at  # before wherever else they were going
        response = super().post_login(request, user, **kwargs)
        if user.email:
            Attempts.remember_device(response, user.email)
        return response

    def is_open_for_signup(self, request):
        """The board team makes the accounts."""
        return False


class SecondStepAdapter(DefaultMFAAdapter):
    """How apps and passkeys are called."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code or passkey does not fit. Try again.",
        "unverified_email": "Ask for your e-mail to be corrected first.",
    }

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": settings.SERVICE_NAME}

    def generate_authenticator_name(self, user, type):
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"


def display_name(person) -> str:
    return person.name
