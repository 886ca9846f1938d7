"""A second step of signing in, where a board or the installation needs one: by when, and what waits for it."""

from datetime import date, timedelta

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from lscb import clock
from subgroups.models import Person
from subgroups.selectors.people import second_factors
from subgroups.signing_in import kept

# What stays open to whoever has to set a second step up: doing so, signing out, and reading how things work.
OPEN = {
    "account_logout",
    "account_reauthenticate",
    "accessibility",
    "privacy",
    "cookies",
    "plans:timescales-help",
    "plans:owners-help",
    "subgroups:still-here",
}
SET_UP = "mfa_"  # how the names of allauth's pages for it begin


def needed_from(person: Person) -> date | None:
    """The first day on which the person goes on only with a second step; None where nobody needs one of them.

    A board names the day. The installation gives each person some days from when it first asked them.
    """
    of_boards = person.authority.second_factor_from
    days = [of_boards] if of_boards else []
    if settings.SECOND_FACTOR == "required":
        asked_on = person.second_factor_asked_on or clock.today()
        days.append(asked_on + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS))
    return min(days, default=None)


def ask(person: Person) -> None:
    """Begin the days of grace of somebody who signs in, where the installation asks for a second step."""
    if settings.SECOND_FACTOR == "required":
        Person.objects.filter(pk=person.pk, second_factor_asked_on=None).update(
            second_factor_asked_on=clock.today()
        )


def has_one(person: Person) -> bool:
    """Whether they set a second step up."""
    return second_factors().filter(user=person).exists()


def seen_to_by_provider(request) -> bool:
    """Whether they signed in through the provider, and it is trusted to have asked for a second step."""
    return settings.OIDC_SECOND_FACTOR == "provider" and any(
        record.get("method") == "socialaccount"
        for record in get_authentication_records(request, request.user)
    )


class SecondFactorMiddleware:
    """Says by when, and from then on leads every page to setting a second step up.

    `request.second_factor_from` is that day, for pages to say; None for whoever has one or needs none.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.second_factor_from = None
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        person = request.user
        needed = needed_from(person) if person.is_authenticated else None
        if needed is None or has_one(person) or seen_to_by_provider(request):
            return None
        request.second_factor_from = needed
        if clock.today() < needed:
            return None
        name = request.resolver_match.view_name
        if name in OPEN or name.startswith(SET_UP):
            return None
        if request.method == "POST":
            kept.keep_meanwhile(request)
        return HttpResponseClientRedirect(reverse("mfa_index")) if request.htmx else redirect("mfa_index")
