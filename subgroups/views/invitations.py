"""The page that the letter of an invitation opens."""

from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from lscb.errors import Refused
from subgroups.forms.passwords import NewPasswordForm
from subgroups.models import Invitation
from subgroups.operations import accept_invitation
from subgroups.signing_in.provider import to_provider


@sensitive_post_parameters("password", "again")
@sensitive_variables("token")
@login_not_required
@never_cache
@rate_limit(action="invitation")
def invitation(request, token):
    """Accept an invitation: with a first password, or signed in as one does already. To open the page does nothing,
    because mail scanners open it too.
    """
    invited = Invitation.objects.by_token(token).first()
    if invited and invited.accepted_at and request.user == invited.person:
        return redirect("home")  # they came in by it, and open the letter again
    answer = _answer(request, invited, token) if invited and invited.is_open else _closed(request, invited)
    # The address opens the page: nothing that is fetched or followed from here hears of it. The origin is what
    # Django's check against forged forms needs.
    answer["Referrer-Policy"] = "strict-origin"
    return answer


def _answer(request, invited, token):
    person, mine = invited.person, request.user == invited.person
    context = {"invitation": invited, "whose": invited.board, "mine": mine}
    if request.user.is_authenticated and not mine:
        context["somebody_else"] = True
        return render(
            request, "subgroups/invitation.html", context, status=403 if request.method == "POST" else 200
        )
    if mine or person.signs_in:
        if request.method == "POST":
            return _accept(request, invited) if mine else redirect(_sign_in(request))
        return render(request, "subgroups/invitation.html", context | {"sign_in": _sign_in(request)})
    if settings.OIDC_ISSUER and request.method == "POST" and "provider" in request.POST:
        return to_provider(request, invitation=token)
    if not settings.LOCAL_PASSWORDS:
        return render(request, "subgroups/invitation.html", context | {"by_provider": True})
    form = NewPasswordForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        return _accept(request, invited, form.cleaned_data["password"])
    context |= {"form": form, "form_refused": form.is_bound, "by_provider": bool(settings.OIDC_ISSUER)}
    return render(request, "subgroups/invitation.html", context, status=422 if form.is_bound else 200)


@sensitive_variables("password")
def _accept(request, invited, password=None):
    try:
        accept_invitation(invitation=invited, password=password)
    except Refused:  # somebody was quicker: with the letter, or by withdrawing it
        return _closed(request, invited)
    messages.success(request, f"Welcome to {invited.board.short_name}. Here is what is yours to do.")
    if password is None:
        return redirect("home")
    return perform_login(request, invited.person, redirect_url=reverse("home"))


def _closed(request, invited):
    """What became of it, and whether there ever was one of that board, is not for whoever tries addresses."""
    return render(request, "subgroups/invitation_closed.html", status=410 if invited else 404)


def _sign_in(request) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': request.path})}"
