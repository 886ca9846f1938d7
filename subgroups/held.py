"""What a board's archive has not of what this app and the packages for signing in keep, and why."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django_tasks_db.models import DBTaskResult

from lscb.archive.held import leaves_out, makes_empty
from subgroups.models import BoardArchive, CalendarAddress, DataKey, Invitation, Notice, Person

_SIGNS_IN = "of signing in, which people set up anew"
_OPENS = "it opens something to whoever has it, and is made anew"


def say() -> None:
    """Name it all; from AppConfig.ready."""
    for model in (EmailAddress, EmailConfirmation, Authenticator, SocialAccount, SocialToken):
        leaves_out(model, _SIGNS_IN)
    leaves_out(SocialApp, "of the installation, which has its own")
    leaves_out(UserSession, "of sessions, which open something")
    leaves_out(DBTaskResult, "of the machine, and gone in some days")
    leaves_out(CalendarAddress, _OPENS)
    leaves_out(DataKey, _OPENS)
    leaves_out(Notice, "news that waits for its letter, which the installation writes where it happened")
    leaves_out(BoardArchive, "it names files of this installation")
    makes_empty(Person, "password", "!", "passwords are left out; “!” lets nobody in")
    makes_empty(Person, "is_superuser", False, "whoever looks after an installation does so there alone")
    # No SHA-256 is written so: what opened an invitation opens nothing.
    makes_empty(Invitation, "token_hash", "left-out-{pk}", "letters of invitation open nothing any more")
