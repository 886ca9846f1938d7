"""manage.py rebuild_search: the index of words, built anew from the rows."""

from django.core.management.base import BaseCommand

from lscb.search import index


class Command(BaseCommand):
    help = (
        "Build the index of the search anew. The database keeps it by itself, so that this is only for an index in "
        "doubt: after tables were changed by hand, or rows loaded without triggers (pg_restore --disable-triggers)."
    )

    def handle(self, **options):
        self.stdout.write(f"The search knows {index.rebuild()} things.")
