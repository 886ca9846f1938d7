"""What somebody sent and could not be saved is kept for them alone, until they save it or throw it away.

Their session had ended, or they or somebody else had signed in meanwhile. Whose it is stands in the form
(`lscb.web.whose`), so that nobody is shown another's words and nothing is saved in another's name. Nothing is sent
again by itself: its page is shown with the form filled in, and the person saves it. Secrets are never kept.

What is kept in the browser besides (static/js/drafts.js) hears from here by a cookie which forms were saved, and that a
person signed out.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_backends
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.middleware import MessageMiddleware
from django.core.exceptions import PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.template.response import SimpleTemplateResponse
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from lscb.errors import Refused
from lscb.models import KeptForm
from lscb.web import once, whose
from lscb.web.filling import Typed, as_named, filled
from subgroups.models import Person

SETTLED = "settled-forms"  # the cookie that drafts.js reads and takes away
_MARK = "kept-words"  # in the session of somebody for whom something is kept: the key of what they are led to, or 0
_LEAVES = ("account_logout", "admin:logout")
# Forms about signing in: what is typed in them is secret, or of no use later.
_NOT_KEPT = (
    "account_",
    "mfa_",
    "socialaccount_",
    "openid_connect_",
    "usersessions_",
    "admin:login",
    "subgroups:invitation",
    "subgroups:kept-words",
    "subgroups:sign-in-link",
)
_SECRET = ("password", "passphrase", "secret", "token", "one_time", "set_up_code")

SIGN_IN_AGAIN = (
    "You are not signed in any more, so nothing is saved yet. Sign in again: what you typed is kept, and its form is "
    "filled in again."
)
SIGNED_IN_ANEW = (
    "You have signed in again since this page was opened, so nothing is saved yet. What you typed is still here: press "
    "the button once more."
)
SOMEBODY_ELSE = (
    "Somebody else is signed in in this browser now, so nothing is saved. What you typed is kept for you: sign in "
    "again as yourself."
)


@dataclass
class Sent:
    """A form that arrived and was not saved."""

    person: Person | None  # whose page it stood on, if it says so
    typed: Typed  # without secrets
    kept: KeptForm | None  # None where it is nobody's, secret, too long, or came from another site

    @property
    def is_too_long(self) -> bool:
        return sum(len(name) + len(value) for name, value in self.typed) > KeptForm.LONGEST

    @property
    def may_sign_in(self) -> bool:
        return self.person is not None and any(
            backend.get_user(self.person.pk) for backend in get_backends() if hasattr(backend, "get_user")
        )


def person_key(person) -> str:
    """By what a browser knows whose words it keeps, and nothing else can."""
    return salted_hmac("drafts", str(person.pk)).hexdigest()[:16]


def tidy() -> str:
    """Forget what nobody came back for; for housekeeping."""
    old, _ = KeptForm.objects.filter(at__lt=timezone.now() - KeptForm.KEPT_FOR).delete()
    return f"forms kept and not come back for: {old}"


# --- Keeping --------------------------------------------------------------------------------------------


def keep(request, person: Person | None = None) -> Sent:
    """Keep what was sent, where it is somebody's to keep.

    `person` is whose session has just ended, for a form that does not say whose it is.
    """
    request.is_kept = True
    key = whose.person_key(request)
    if key is not None:
        person = Person.objects.filter(pk=key).first()
    typed = (
        [] if _is_secret(request) else [pair for pair in once.sent_by(request) if not _names_secret(pair[0])]
    )
    sent = Sent(person, typed, None)
    from_elsewhere = whose.sent_from(request) == "elsewhere"
    if person is None or not words_of(typed) or sent.is_too_long or from_elsewhere:
        return sent
    sent.kept, _ = KeptForm.objects.update_or_create(
        person=person,
        key=_form_key(request),
        defaults={
            "address": request.get_full_path(),
            "page": _page(request),
            "typed": typed,
            "with_files": bool(request.FILES),
            "at": timezone.now(),
        },
    )
    too_many = KeptForm.objects.filter(person=person).values_list("pk", flat=True)[KeptForm.AT_MOST :]
    KeptForm.objects.filter(pk__in=list(too_many)).delete()
    return sent


def keep_meanwhile(request) -> KeptForm | None:
    """Keep what somebody sent who is signed in and may not go on as yet: it is filled in again when they can."""
    kept = keep(request, request.user).kept
    if kept is not None:
        request.session.setdefault(_MARK, 0)
    return kept


def _is_secret(request) -> bool:
    return request.method != "POST" or request.resolver_match.view_name.startswith(_NOT_KEPT)


def _names_secret(name: str) -> bool:
    return any(each in name.lower() for each in _SECRET)


def _form_key(request) -> UUID:
    try:
        return UUID(request.POST.get(once.FIELD, ""))
    except ValueError:
        return uuid4()


def _page(request) -> str:
    """Where the form stood: what was opened in another page has a page of its own as well."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if request.htmx or came_from.netloc != request.get_host():
        return request.get_full_path()
    page = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else request.get_full_path()


# --- Saying so ------------------------------------------------------------------------------------------


def to_sign_in(request, person=None):
    """To the sign-in page, and from there to where the person was, or to what they sent.

    `person` is whose session has just ended; None where only the form can say.
    """
    if request.method != "POST":
        return _lead(request, redirect_to_login(_shown(request)))
    sent = keep(request, person)
    if sent.kept and sent.may_sign_in:
        if request.htmx:
            return not_saved(request, SIGN_IN_AGAIN, leads_to=reverse("account_login"))
        messages.warning(request, SIGN_IN_AGAIN)
        return redirect("account_login")  # from where `after_sign_in` leads on
    if sent.person is not None and words_of(sent.typed) and not sent.may_sign_in:
        return refused(request, "closed", shown=sent.typed)
    if sent.person is not None and sent.is_too_long:
        return refused(request, "too_long", shown=sent.typed)
    return _lead(request, redirect_to_login(_shown(request)))


def _shown(request) -> str:
    shown = request.htmx.current_url_abs_path if request.htmx else request.get_full_path()
    return shown or reverse("home")


def _lead(request, answer):
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def not_saved(request, said: str, *, leads_to: str = "", again: bool = False) -> HttpResponse:
    """The answer to what was sent in place: the page stays as it is, and drafts.js says this beside the form.

    With `again` the page's forms are given a token that is good now, for the person to press the button once more.
    Only a page of this site can read the answer.
    """
    answer = HttpResponse(said, status=403, content_type="text/plain; charset=utf-8")
    detail = {"said": said, "address": leads_to, "token": get_token(request) if again else ""}
    return trigger_client_event(answer, "notSaved", detail)


def refused(request, why: str, *, shown: Typed = (), kept: KeptForm | None = None) -> HttpResponse:
    """The page that says why nothing was saved, with what was typed as text to copy; `why` as in the template."""
    words = words_as_seen(request, kept) if kept else words_of(shown)
    context = {"why": why, "shown": words, "kept": kept, "address": request.get_full_path()}
    return render(request, "subgroups/not_saved.html", context, status=403)


def refused_by_a_rule(request, refusal: Refused) -> HttpResponse:
    """The answer where a rule refused what the view itself asks no more about: why, and what was typed, to copy."""
    said = " ".join(refusal.messages)
    if request.htmx:
        return not_saved(request, said)
    context = {
        "why": "refused",
        "said": said,
        "shown": words_of(_without_secrets(request)),
        "address": _page(request),
    }
    return render(request, "subgroups/not_saved.html", context, status=422)


def is_not_there(request, why: str, said: str = "") -> HttpResponse | None:
    """The answer to a form that was sent to what is "gone", or that is "not_theirs" any more: why, and what was typed,
    to copy. None where nothing was typed, or where it was sent in place: there the page still holds it.
    """
    if request.htmx or not request.user.is_authenticated:
        return None
    typed = _by_hand(_without_secrets(request))
    if not typed:
        return None
    address = _page(request)
    page = _page_now(request, address)
    named = as_named(page, here=address, address=request.get_full_path(), typed=typed, unnamed=_in_words)
    shown = words_of(typed) if named is None else named
    if not shown:
        return None
    context = {"why": why, "said": said, "shown": shown, "address": address if page else ""}
    return render(request, "subgroups/not_saved.html", context, status=404 if why == "gone" else 403)


def _without_secrets(request) -> Typed:
    """What was sent; nothing of a form that is a secret as a whole."""
    return (
        [] if _is_secret(request) else [each for each in once.sent_by(request) if not _names_secret(each[0])]
    )


def words_of(typed: Typed) -> list[tuple[str, str]]:
    """What somebody typed or chose, with the names of its boxes in words."""
    return [(_in_words(name), value) for name, value in _by_hand(typed)]


def _by_hand(typed: Typed) -> Typed:
    """Without what forms carry and nobody typed."""
    ours = ("next", "then", "seen", "_FORMS")  # how the names of that end
    return [
        (name, value)
        for name, value in typed
        if value.strip() and not name.endswith(ours) and not name.startswith("_")
    ]


def _in_words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").strip().capitalize()


def words_as_seen(request, kept: KeptForm) -> list[tuple[str, str]]:
    """The same by the labels of the form that they were typed in, without what it says already.

    It is read anew from its page, which costs what opening that costs; where the page has it no more, the names of its
    boxes have to do.
    """
    typed = _by_hand([(name, value) for name, value in kept.typed])
    page = _page_now(request, kept.page)
    named = page and as_named(page, here=kept.page, address=kept.address, typed=typed, unnamed=_in_words)
    return named or words_of(typed)


def _page_now(request, address: str) -> str:
    """A page as the person would be shown it now; empty where it would not be."""
    url = urlsplit(address)
    asked = WSGIRequest(
        {**request.environ, "REQUEST_METHOD": "GET", "PATH_INFO": url.path, "QUERY_STRING": url.query}
    )
    asked.user, asked.session, asked.htmx = request.user, request.session, None
    MessageMiddleware(lambda asked: HttpResponse()).process_request(asked)  # what it says goes nowhere
    try:
        asked.resolver_match = found = resolve(url.path)
        answer = found.func(asked, *found.args, **found.kwargs)
    except (Http404, PermissionDenied):
        return ""
    if isinstance(answer, SimpleTemplateResponse):
        answer.render()
    is_page = answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html")
    return answer.content.decode(answer.charset) if is_page and not answer.streaming else ""


# --- Coming back ----------------------------------------------------------------------------------------


def kept_for(person):
    """What is kept for the person, the newest first."""
    return KeptForm.objects.filter(person=person, at__gte=timezone.now() - KeptForm.KEPT_FOR)


def after_sign_in(request, person) -> str:
    """Where whoever has just signed in finds what is kept for them; empty where nothing is."""
    if not kept_for(person).exists():
        return ""
    request.session[_MARK] = 0
    return reverse("subgroups:kept-words")


def lead_to(request, kept: KeptForm) -> HttpResponse:
    """To the page that the form stands on. Where it has gone from there, that page leads back to the words."""
    request.session[_MARK] = kept.pk
    return redirect(kept.page)


def has_been_led(request) -> bool:
    return bool(request.session.get(_MARK))


class KeptMiddleware:
    """Saves no form in the name of somebody else, fills in again what is kept, and hands back what a rule refused."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST":
            self._settle(request, response)
        elif request.method == "GET" and request.user.is_authenticated and _MARK in request.session:
            return self._fill(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in _LEAVES:
            request.leaves = person_key(request.user)
            return None
        key = whose.person_key(request)
        return None if key in (None, request.user.pk) else somebody_else(request)

    def process_exception(self, request, exception):
        match exception:
            case Refused():
                return refused_by_a_rule(request, exception)
            case Http404():
                return is_not_there(request, "gone")
            case PermissionDenied():
                return is_not_there(request, "not_theirs", str(exception))
        return None

    def _settle(self, request, response) -> None:
        """Tell the browser what it need not keep any more, and forget it here."""
        settled = []
        if response.status_code < 400 and (left := getattr(request, "leaves", "")):
            settled = [f"person:{left}"]
        elif thrown := getattr(request, "thrown_away", ""):
            settled = [thrown]
        elif request.user.is_authenticated and _was_saved(request, response):
            key = _form_key(request)
            settled = [str(key)]
            if _MARK in request.session:
                KeptForm.objects.filter(person=request.user, key=key).delete()
        if settled:
            before = [each for each in request.COOKIES.get(SETTLED, "").split(".") if each]
            response.set_cookie(
                SETTLED,
                ".".join([*before, *settled][-20:]),
                max_age=60 * 60,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )

    def _fill(self, request, response):
        here = request.get_full_path()
        forms = list(kept_for(request.user))
        if not forms:
            del request.session[_MARK]
            return response
        led_to = request.session[_MARK]
        is_page = response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
        for kept in forms if is_page and not response.streaming and not request.htmx else []:
            if kept.page == here and (page := _filled(request, response, kept)) is not None:
                response.content = page
                return response
        if any(kept.pk == led_to and kept.page == here for kept in forms):
            request.session[_MARK] = 0  # once: the page stays open to them
            return redirect(f"{reverse('subgroups:kept-words')}?all")
        return response


def somebody_else(request) -> HttpResponse:
    """The answer to a form that another person's page sent: nothing is done, and their words are not shown."""
    keep(request)
    if request.htmx:
        return not_saved(request, SOMEBODY_ELSE, leads_to=reverse("account_login"))
    return refused(request, "somebody_else")


def _was_saved(request, response) -> bool:
    """Whether a form did what it was sent for: it saved something, or led on without a complaint."""
    if request.resolver_match is None or _is_secret(request) or once.FIELD not in request.POST:
        return False
    if hasattr(request, "is_kept"):
        return False
    submission = getattr(request, "submission", None)
    if submission is not None and submission.row is not None:
        return True
    return response.status_code in (301, 302, 303) or "HX-Trigger-After-Settle" in response


def _filled(request, response, kept: KeptForm) -> bytes | None:
    def note(unplaced: Typed) -> str:
        context = {"kept": kept, "unplaced": words_of(unplaced)}
        return render_to_string("subgroups/_filled_again.html", context, request)

    page = filled(
        response.content.decode(response.charset),
        here=kept.page,
        address=kept.address,
        typed=[(name, value) for name, value in kept.typed],
        key=str(kept.key),
        note=note,
        before=render_to_string("subgroups/_throw_away.html", {}, request),
    )
    return page.encode(response.charset) if page is not None else None
