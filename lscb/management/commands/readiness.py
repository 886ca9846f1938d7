"""manage.py readiness: is everything there that the service needs to start?"""

from django.core.management.base import BaseCommand, CommandError

from lscb.running import readiness


class Command(BaseCommand):
    help = "Say what is missing before the service can start; fails where something is."
    requires_system_checks: list[str] = []

    def handle(self, **options):
        for need, words in readiness.whatever_is_missing().items():
            self.stdout.write(f"{need.name}: {words or 'there'}")
        if refusals := readiness.refusals():
            raise CommandError(f"Not ready: {len(refusals)} of these must be mended first.")
