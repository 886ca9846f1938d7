"""The published plans with invented progress, loaded from the page of a demonstration that is still empty."""

import time
from io import StringIO

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from lscb.events.locks import locked
from reporting.examples.demonstration import PASSWORD
from subgroups.models import Person
from subgroups.operations.set_up import nobody_yet

# Set while one request loads, so that another that was sent meanwhile waits for the same examples.
LOADING = "examples-loading"
# Seconds: each final report of the examples is printed on the way. After that whoever waits is told so, and a load
# that died is forgotten.
LONGEST = 300


@login_not_required
def load_examples(request):
    """Load every example, while nobody has an account. Its sign-ins are published, so no code is asked for.

    Pressed twice it loads once: both requests end where the first one does.
    """
    if not (settings.DEMONSTRATION and (nobody_yet() or _are_there())):
        raise Http404("Examples are loaded here only into an empty demonstration.")
    return _load(request)


@require_POST
def _load(request):
    if not _are_there():
        if cache.add(LOADING, True, timeout=LONGEST):
            try:
                _load_all_or_nothing()
            finally:
                cache.delete(LOADING)
        else:
            _wait_for_the_other()
    if _are_there():
        messages.success(
            request,
            f"The example plans are there. Sign in as board.team@example.org with the password {PASSWORD}.",
        )
    else:
        messages.error(
            request, "The example plans are still being loaded. Wait a minute, then open this page again."
        )
    return redirect("account_login")


def _are_there() -> bool:
    return Person.objects.filter(demonstration=True).exists()


@transaction.atomic
def _load_all_or_nothing() -> None:
    # One row that is always there makes two who load at once wait for each other; see subgroups.operations.set_up.
    locked(ContentType.objects.filter(app_label="subgroups", model="person")).get()
    if nobody_yet():
        call_command("load_examples", stdout=StringIO())


def _wait_for_the_other() -> None:
    waited = 0.0
    while cache.get(LOADING) and waited < LONGEST:
        time.sleep(0.5)
        waited += 0.5
