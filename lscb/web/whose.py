"""Whose form it is: every form that is posted names the person whose page it stood on.

Another person may have signed in since, or nobody be signed in any more. What was typed is then kept for whoever
typed it, and saved in nobody else's name. The name is signed: no other site can make one, so a form that carries it
came from a page of ours.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing

FIELD = "form_of"
OPEN_AT_MOST = timedelta(days=30)  # that a page stays open and what is typed in it is still known
_SALT = "lscb.form-of"


def mark(request) -> str:
    """What the forms of this page carry; empty where nobody is signed in."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return ""
    if getattr(request, "_form_of", ("", ""))[0] != person.pk:
        request._form_of = person.pk, signing.TimestampSigner(salt=_SALT).sign(str(person.pk))
    return request._form_of[1]


def person_key(request) -> int | None:
    """The key of the person whose page the form stood on; None where it does not say, or says what we never did."""
    try:
        said = signing.TimestampSigner(salt=_SALT).unsign(request.POST.get(FIELD, ""), max_age=OPEN_AT_MOST)
    except signing.BadSignature:
        return None
    return int(said)


def sent_from(request) -> str | None:
    """Where the browser says that the form stood: "here", "elsewhere", or None where it says nothing."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return "here" if site in ("same-origin", "none") else "elsewhere"
    said = request.headers.get("Origin") or request.headers.get("Referer")
    if not said:
        return None
    ours = said in settings.CSRF_TRUSTED_ORIGINS or urlsplit(said).netloc == request.get_host()
    return "here" if ours else "elsewhere"
