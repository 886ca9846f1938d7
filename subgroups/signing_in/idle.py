"""A session that nobody uses ends after some minutes.

When it was used last stands in a signed cookie that is good for this session only, so that to read a page writes
nothing; the list of sessions is told every few minutes. What a page asks for by itself, while it waits, is no use of
it. A browser that drops the cookie is judged by when it signed in.
"""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.models import Session
from django.utils import timezone

from subgroups.signing_in import kept

COOKIE = "last-used"
UNATTENDED = "X-Unattended"  # a header, or `?unattended`: nobody asked for this, the page did
LISTED_EVERY = 5 * 60  # seconds
_SIGNED_IN_AT = "signed-in-at"


def begin(sender, request, user, **kwargs) -> None:
    """Somebody signs in, however they do."""
    request.session[_SIGNED_IN_AT] = int(time.time())


def _stamp(request, within: float | None = None) -> str:
    """What the cookie of this session says, if it was made within so many seconds; empty otherwise."""
    return request.get_signed_cookie(
        COOKIE, default="", salt=request.session.session_key or "", max_age=within
    )


def tidy() -> str:
    """Forget sessions that ended, and from where they were; for housekeeping."""
    from allauth.usersessions.models import UserSession

    ended, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return f"sessions forgotten: {ended}"


class SignInFirst(LoginRequiredMiddleware):
    """Django's, but that what was sent after the session had ended is kept for whoever it was of."""

    def handle_no_permission(self, request, view_func):
        return kept.to_sign_in(request)


class IdleMiddleware:
    """Ends the session that nobody used for so long, before it opens anything."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and request.session.session_key:
            if settings.IDLE_MINUTES and not self._by_itself(request):
                self._used(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        if not (settings.IDLE_MINUTES and request.user.is_authenticated):
            return None
        seconds = settings.IDLE_MINUTES * 60
        if _stamp(request, seconds) or time.time() - request.session.get(_SIGNED_IN_AT, 0) <= seconds:
            return None
        if request.resolver_match.view_name == "account_logout":
            return None
        person = request.user
        logout(request)
        messages.info(
            request,
            f"You were signed out: nobody used this page for {settings.IDLE_MINUTES} minutes. Sign in to go on.",
        )
        if not getattr(view, "login_required", True):
            return None
        return kept.to_sign_in(request, person)

    @staticmethod
    def _by_itself(request) -> bool:
        return UNATTENDED in request.headers or "unattended" in request.GET

    @staticmethod
    def _used(request, response):
        from allauth.usersessions.models import UserSession

        if _stamp(request, settings.IDLE_MINUTES * 2):  # a thirtieth of the time: no cookie with every page
            return
        now = int(time.time())
        listed = int(_stamp(request) or request.session.get(_SIGNED_IN_AT, now))
        if now - listed >= LISTED_EVERY:
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=timezone.now()
            )
            listed = now
        response.set_signed_cookie(
            COOKIE,
            str(listed),
            salt=request.session.session_key,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
