"""manage.py upgrade_check: must the service be stopped before `migrate`?"""

import sys

from django.core.management.base import BaseCommand

from lscb.running import upgrades

STOP = 3


class Command(BaseCommand):
    help = f"Say which migrations are to come; ends with {STOP} where the service must be stopped for them."
    requires_system_checks: list[str] = []

    def handle(self, **options):
        coming = upgrades.to_come()
        breaking = upgrades.that_break(coming)
        self.stdout.write(f"Migrations to come: {len(coming)}.")
        for name, why in breaking.items():
            self.stdout.write(f"{name}: {why}.")
        if breaking:
            self.stdout.write("Stop lscb-web and lscb-worker on all machines, then run manage.py migrate.")
            sys.exit(STOP)
