"""A form that is sent twice: the second time leads where the first one did, and nothing is saved again.

Only the same form of the same person that says the same is answered so. Where something in it was changed, as after
the browser's Back, the person is asked. What spends a key, and when, is in `lscb.events.once`; forms without one, as
those of scripts, are saved as often as they are sent.
"""

import hashlib
import time
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRefresh

from lscb.events import once
from lscb.events.once import SavedAlready, Submission
from lscb.models import SubmittedForm
from lscb.web import whose

FIELD = "form_key"
SAID = "That was saved already; nothing was saved twice."
ANSWERED_WITHIN = 2.0  # seconds that the second of two at one moment waits to hear where the first one led


def answered_again_by(again: Callable) -> Callable:
    """Mark a view whose forms, sent twice, are answered by `again(request, ...)`; by None of it as all others are."""

    def mark(view):
        view.answered_again_by = again
        return view

    return mark


class OnceMiddleware:
    """Knows the form that a request sends, and answers for the view where the same was saved before."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.submission = None
        with once.one_request():
            response = self.get_response(request)
        submission = request.submission
        if submission is None or submission.answered(_led_to(request, response)):
            return response
        # It saved nothing. Because the same was saved while it waited? Then what it was told is not so.
        twin = submission.spent()
        if twin is None or twin.said != submission.said:
            return response
        list(messages.get_messages(request))
        return _again(request, twin, submission)

    def process_view(self, request, view, args, kwargs):
        request.view_called = view, args, kwargs
        submission = _submission(request)
        if submission is None:
            return None
        twin = submission.spent()
        if twin is not None and (twin.said == submission.said or not request.htmx):
            return _again(request, twin, submission)
        if twin is None:
            request.submission = submission
            once.begin(submission)
        return None

    def process_exception(self, request, exception):
        if not isinstance(exception, SavedAlready):
            return None
        submission, request.submission = request.submission, None
        return _again(request, submission.spent(), submission)


def _submission(request) -> Submission | None:
    """The form that is sent, if it has a key; none for passwords, which are never handed back to be sent again."""
    if request.method != "POST" or FIELD not in request.POST or not request.user.is_authenticated:
        return None
    if any("password" in name for name in request.POST):
        return None
    try:
        key = UUID(request.POST[FIELD])
    except ValueError:
        return None
    words = urlencode([("", request.get_full_path()), *sent_by(request)])
    return Submission(request.user, key, hashlib.sha256(words.encode()).hexdigest())


def sent_by(request) -> list[tuple[str, str]]:
    """What a person typed and chose, in the order of the form."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (FIELD, whose.FIELD, "csrfmiddlewaretoken")
        for value in values
    ]


def _led_to(request, response) -> str:
    """Where whoever sends the form again is led: home, where what was saved could not be shown."""
    if response.status_code >= 400:
        return reverse("home")
    return response.get("Location") or request.get_full_path()


def _again(request, twin: SubmittedForm, submission: Submission) -> HttpResponse:
    """The answer to a form that is sent again, once where the first one led is known."""
    waited = time.monotonic() + ANSWERED_WITHIN
    while not twin.led_to and time.monotonic() < waited:
        time.sleep(0.05)
        twin.refresh_from_db(fields=["led_to"])
    if twin.said != submission.said:
        context = {
            "led_to": twin.led_to or reverse("home"),
            "typed": sent_by(request),
            "address": request.get_full_path(),
            "with_files": bool(request.FILES),
        }
        return render(request, "sent_again.html", context, status=409)
    view, args, kwargs = request.view_called
    again = getattr(view, "answered_again_by", None)
    if again is not None and (answer := again(request, *args, **kwargs)) is not None:
        return answer
    messages.info(request, SAID)
    return HttpResponseClientRefresh() if request.htmx else redirect(twin.led_to or "home")
