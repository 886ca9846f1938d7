from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lscb.errors import Refused
from subgroups.models import Person
from subgroups.operations.accounts import make_sign_in_link
from subgroups.selectors.one_time import MINUTES


class Command(BaseCommand):
    help = (
        "Prints a link that signs a system administrator in once, where passwords are switched off and the provider "
        "that people sign in with is out of reach."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="The administrator's e-mail.")

    def handle(self, *, email, **options):
        try:
            path = make_sign_in_link(person=Person.objects.get_by_natural_key(email))
        except Person.DoesNotExist as nobody:
            raise CommandError(f"Nobody here has the e-mail {email}.") from nobody
        except Refused as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(
            f"Open this within {MINUTES} minutes; it works once:\n\n  {settings.BASE_URL}{path}\n"
        )
