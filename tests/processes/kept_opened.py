"""Open the small database that a version left (tests.processes.kept_database), for tests/test_earlier_versions.py."""

import gc
import json
import sys
from pathlib import Path

from tests.processes.earlier_database import left_by


def main() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    Path(settings.DATABASES["default"]["NAME"]).write_bytes(left_by(sys.argv[1]))
    django.setup()
    gc.disable()  # it would look through every state of the models again and again
    call_command("migrate", verbosity=0)
    from tests.processes.filled import summary
    from tests.processes.migrated_tables import tables

    json.dump(summary() | {"tables": tables(), "pages": pages()}, sys.stdout)


def pages() -> dict[str, list]:
    """What the page of each final answers to the board team, by its table and key."""
    from django.test import Client

    from lscb.backup.layout import FINALS
    from reporting.models import BoardReport
    from subgroups.models import Person

    client = Client()
    client.force_login(Person.objects.get(email="team@kept.example.org"))
    found = {}
    for model in _models([final.table for final in FINALS]):
        for row in model.objects.exclude(pdf=None):
            plan = row.board.plans.order_by("pk").first()
            address = row.page_in(plan) if isinstance(row, BoardReport) else row.get_absolute_url()
            found[f"{model._meta.db_table} {row.pk}"] = [client.get(address).status_code, row.pdf_is_intact]
    return found


def _models(names: list[str]):
    from django.apps import apps

    return [model for model in apps.get_models() if model._meta.db_table in names]


if __name__ == "__main__":
    main()
