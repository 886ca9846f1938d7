"""The two addresses of signing in through the provider: allauth's, with a page where the provider does not answer."""

from allauth.socialaccount.providers.openid_connect import views
from django.contrib.auth.decorators import login_not_required

from subgroups.signing_in.provider import NOT_ANSWERED, away, out_of_reach


@login_not_required
def login(request, provider_id):
    """Go to the provider; a GET only asks whether to."""
    try:
        return away(request, views.login(request, provider_id))
    except NOT_ANSWERED:
        return out_of_reach(request)


@login_not_required
def callback(request, provider_id):
    """Come back from it."""
    try:
        return views.callback(request, provider_id)
    except NOT_ANSWERED:
        return out_of_reach(request)
