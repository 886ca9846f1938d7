"""What somebody sends when their session has ended is kept until they have signed in again, and shown to nobody else.

It waits in the session of that browser, on the server, and never longer than that lasts. Nothing is sent again by
itself: the person sees it and does so.
"""

import hashlib

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from lscb.web.once import sent_by

_KEY = "kept-words"
# Forms about signing in: what is typed in them is secret, or of no use later.
_NOT_KEPT = ("account_", "mfa_", "socialaccount_", "openid_connect_", "usersessions_", "subgroups:invitation")


def digest_of(words: str) -> str:
    """Stands for an e-mail, or whatever else must not stand there itself."""
    return hashlib.sha256(words.strip().lower().encode()).hexdigest()[:32]


def to_sign_in(request, account: str):
    """To the sign-in page, and from there to where the person was, or to what they sent.

    `account` is the digest of whose it was; empty where nobody knows.
    """
    typed = sent_by(request) if request.method == "POST" else []
    name = request.resolver_match.view_name
    if (
        typed
        and account
        and not name.startswith(_NOT_KEPT)
        and not any("password" in field for field, _ in typed)
    ):
        request.session[_KEY] = {
            "account": account,
            "address": request.get_full_path(),
            "typed": typed,
            "with_files": bool(request.FILES),
        }
        answer = redirect("account_login")  # `after_sign_in` leads on
    else:
        shown = request.htmx.current_url_abs_path if request.htmx else request.get_full_path()
        answer = redirect_to_login(shown or reverse("home"))
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def kept_for(request) -> dict | None:
    """What is kept for the person who is signed in: address, typed, with_files."""
    kept = request.session.get(_KEY)
    return kept if kept and kept["account"] == digest_of(request.user.email or "") else None


def after_sign_in(request) -> None:
    """What was kept for anybody but the person who signed in now is gone."""
    if _KEY in request.session and kept_for(request) is None:
        del request.session[_KEY]


def after_sending(request, response) -> None:
    """What was kept is gone once it was sent again and nothing in it was refused."""
    if request.method == "POST" and _KEY in request.session and response.status_code < 400:
        if request.session[_KEY]["address"] == request.get_full_path():
            del request.session[_KEY]
