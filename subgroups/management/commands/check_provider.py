from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from requests import RequestException


class Command(BaseCommand):
    help = (
        "Prints the address that the provider must send people back to, to be registered with it, and checks that the "
        "provider of LSCB_OIDC_ISSUER answers."
    )

    def handle(self, **options):
        if not settings.OIDC_ISSUER:
            raise CommandError("Set LSCB_OIDC_ISSUER first.")
        path = reverse("openid_connect_callback", args=[settings.OIDC_PROVIDER_ID])
        self.stdout.write(f"Register this address with the provider:\n\n  {settings.BASE_URL}{path}\n\n")
        address = f"{settings.OIDC_ISSUER}/.well-known/openid-configuration"
        try:
            with get_adapter().get_requests_session() as session:
                answer = session.get(address)
                answer.raise_for_status()
                issuer = answer.json().get("issuer", "")
        except (RequestException, ValueError) as failed:
            raise CommandError(f"{address} does not answer as it should: {failed}") from failed
        if issuer.rstrip("/") != settings.OIDC_ISSUER:
            raise CommandError(f"It signs as {issuer}: set LSCB_OIDC_ISSUER to that.")
        self.stdout.write(f"The provider answers, and signs as {issuer}.")
