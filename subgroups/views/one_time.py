"""The page of a one-time link: it signs in only when asked to, because to open a link must do nothing."""

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from subgroups.selectors.one_time import person_of


@sensitive_variables("token")
@login_not_required
@never_cache
def sign_in_link(request, token):
    """Sign a system administrator in; a second step is asked for as always."""
    person = person_of(token)
    if person is not None and request.method == "POST":
        answer = perform_login(request, person)
    else:
        answer = render(
            request, "account/sign_in_link.html", {"person": person}, status=200 if person else 410
        )
    answer["Referrer-Policy"] = "strict-origin"
    return answer
