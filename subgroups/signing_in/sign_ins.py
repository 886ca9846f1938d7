"""Signing in, trying to, and signing out, as the audit trail has it; how somebody signs in, when they change it.

Heard from Django and allauth by their signals, which are their way of telling. A line stands in the trail of each board
that the person is on. No address of a network is kept, and of an account that is not here nothing but that somebody
tried, once an hour (decision 0020).
"""

from datetime import timedelta

from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver

from lscb import clock
from lscb.web.noted import note, note_later
from subgroups.models import Board, GroupEvent, Person

# What is tried where no account is: a thing of the trail with a key that nobody has.
NOBODY = Person(pk=0, name="An account that is not here")
TRIED_ONCE_IN = timedelta(hours=1)


def _note(request, event: GroupEvent, person: Person, by: Person | None) -> None:
    """One line for each board of the person's, or one of no board; which those are is asked when it is written."""

    def write() -> None:
        boards = list(Board.objects.filter(pk__in=person.board_ids).order_by("pk"))
        for board in boards or [None]:
            note(None, event, person, by=by, board=board)

    note_later(request, write)


@receiver(user_logged_in)
def _signed_in(request, user, **kwargs):
    with clock.on(user.stands_on):
        if clock.is_set():  # Django wrote the real day, of which nothing else here is
            user.last_login = clock.now()
            user.save(update_fields=["last_login"])
        _note(request, GroupEvent.SIGNED_IN, user, user)


@receiver(user_logged_out)
def _signed_out(request, user, **kwargs):
    by_a_page = getattr(request, "resolver_match", None) is not None  # and by no test's client
    if user is not None and by_a_page:
        _note(request, GroupEvent.SIGNED_OUT, user, user)


@receiver(user_login_failed)
def _refused(credentials, request=None, **kwargs):
    """A wrong password, for an account here or not. Who typed it is not known."""

    def write() -> None:
        person = Person.objects.filter(email__iexact=credentials.get("email") or "").first()
        if person is None:
            note(None, GroupEvent.SIGN_IN_REFUSED, NOBODY, by=None, once_in=TRIED_ONCE_IN)
        else:
            _note(None, GroupEvent.SIGN_IN_REFUSED, person, None)

    note_later(request, write)


@receiver(authentication_failed)
def _wrong_code(request, user, **kwargs):
    _note(request, GroupEvent.SIGN_IN_REFUSED, user, None)


@receiver([password_changed, password_set])
def _password_changed(request, user, **kwargs):
    _note(request, GroupEvent.PASSWORD_CHANGED, user, user)


@receiver(password_reset)
def _password_chosen(request, user, **kwargs):
    _note(request, GroupEvent.PASSWORD_CHOSEN, user, user)


@receiver(authenticator_added)
def _added(request, user, authenticator, **kwargs):
    _note(request, GroupEvent.SECOND_FACTOR_SET, user, user)


@receiver(authenticator_removed)
def _removed(request, user, authenticator, **kwargs):
    _note(request, GroupEvent.SECOND_FACTOR_REMOVED, user, user)


@receiver(authenticator_reset)
def _renewed(request, user, authenticator, **kwargs):
    _note(request, GroupEvent.RECOVERY_CODES_RENEWED, user, user)


@receiver(social_account_added)
def _bound(request, sociallogin, **kwargs):
    """On one's own page; where an invitation binds it, the event says so itself."""
    _note(request, GroupEvent.PROVIDER_BOUND, sociallogin.user, sociallogin.user)


@receiver(social_account_removed)
def _released(request, socialaccount, **kwargs):
    _note(request, GroupEvent.PROVIDER_RELEASED, socialaccount.user, socialaccount.user)
