"""The published plans with invented progress, loaded from the page of a demonstration that is still empty."""

from io import StringIO

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.management import call_command
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from reporting.examples.demonstration import PASSWORD
from subgroups.first_run import nobody_yet


@login_not_required
def load_examples(request):
    """Load every example, while nobody has an account. Its sign-ins are published, so no code is asked for."""
    if not (settings.DEMONSTRATION and nobody_yet()):
        raise Http404("Examples are loaded here only into an empty demonstration.")
    return _load(request)


@require_POST
def _load(request):
    call_command("load_examples", stdout=StringIO())
    messages.success(
        request,
        f"The example plans are there. Sign in as board.team@example.org with the password {PASSWORD}.",
    )
    return redirect("account_login")
