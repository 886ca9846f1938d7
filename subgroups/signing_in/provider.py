"""Signing in through an organisation's own accounts (OpenID Connect): who is let in, and whose account is whose.

An account of the provider is known by its issuer and subject, never by an e-mail: addresses are given anew when people
leave. It is bound to a person where they accept an invitation by it, or by themselves on their own page.
"""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from requests import RequestException

from lscb.errors import Refused
from subgroups.models import Invitation
from subgroups.operations import accept_by_provider

log = logging.getLogger(__name__)

# What becomes of a provider that is down, or answers with less than it has to (a key that is not there).
NOT_ANSWERED = (RequestException, OAuth2Error, KeyError)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """How allauth treats accounts of the provider here."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": "It is the only way you sign in, so it stays.",
    }

    def is_open_for_signup(self, request, sociallogin):
        return False

    def validate_disconnect(self, account, accounts):
        if not settings.LOCAL_PASSWORDS and not accounts.exclude(pk=account.pk).exists():
            raise self.validation_error("no_password")

    def pre_social_login(self, request, sociallogin):
        """Let in whoever is known, or accepts an invitation by it; everybody else is told, and no account is made.

        Of what the provider says about a person only who they are is kept.
        """
        account = sociallogin.account
        said = account.extra_data.get("id_token") or {}
        if said.get("iss", "").rstrip("/") != settings.OIDC_ISSUER:
            log.error("The provider signs as %s, not as LSCB_OIDC_ISSUER.", said.get("iss"))
            raise ImmediateHttpResponse(problem(request, "issuer"))
        account.extra_data = {"id_token": {"iss": said["iss"], "sub": said["sub"]}}
        if account.pk:
            account.save(update_fields=["extra_data"])
        token = (sociallogin.state.get("data") or {}).get("invitation")
        if token:
            self._accept(request, sociallogin, token)
        elif sociallogin.state.get("process") != AuthProcess.CONNECT and not sociallogin.is_existing:
            raise ImmediateHttpResponse(problem(request, "unknown"))

    def _accept(self, request, sociallogin, token):
        invitation = Invitation.objects.by_token(token).first()
        if invitation is None or not invitation.is_open:
            raise ImmediateHttpResponse(render(request, "subgroups/invitation_closed.html", status=410))
        if sociallogin.is_existing and sociallogin.user != invitation.person:
            raise ImmediateHttpResponse(problem(request, "somebody_else"))
        try:
            accept_by_provider(invitation=invitation, account=sociallogin.account)
        except Refused as refused:
            raise ImmediateHttpResponse(
                problem(request, "refused", said=" ".join(refused.messages))
            ) from refused
        sociallogin.user = invitation.person
        messages.success(request, f"Welcome to {invitation.board.short_name}. Here is what is yours to do.")


def problem(request, what: str, **context):
    """The page of somebody who came back from the provider and is not let in: nothing was made and nothing changed."""
    return render(request, "socialaccount/problem.html", context | {"what": what}, status=403)


def out_of_reach(request):
    """The page where the provider does not answer, or not as it should."""
    log.exception("The provider that people sign in with did not answer as it should.")
    return render(request, "socialaccount/authentication_error.html", status=502)


def away(request, answer):
    """A page that leads on to the provider, in place of a redirect: a form's own must stay within this site, or the
    content security policy would have to name every address the provider leads on to.
    """
    if not isinstance(answer, HttpResponseRedirect) or answer.url.startswith("/"):
        return answer
    return render(request, "socialaccount/login_redirect.html", {"redirect_to": answer.url})


def to_provider(request, **data):
    """Send a person to the provider's sign-in; `data` is there again when they come back."""
    provider = get_adapter().get_provider(request, settings.OIDC_PROVIDER_ID)
    try:
        return away(request, provider.redirect(request, AuthProcess.LOGIN, data=data))
    except NOT_ANSWERED:
        return out_of_reach(request)
