from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from lscb.errors import Refused
from subgroups.operations.set_up import CODE_MINUTES, new_code


class Command(BaseCommand):
    help = (
        "Prints the code with which the first board and the first account are made in the browser, while nobody has "
        "an account yet. Each code works once; a new one ends the one before."
    )

    def handle(self, **options):
        try:
            code = new_code()
        except Refused as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(
            f"Open {settings.BASE_URL}{reverse('subgroups:set-up')} and type this code:\n\n  {code}\n\n"
        )
        self.stdout.write(f"It works once, for {CODE_MINUTES} minutes.")
