"""manage.py verify_audit: whether the audit trail is as it was sealed."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lscb.events import seals
from lscb.models import LastRun
from lscb.running.runs import recorded
from lscb.wording import moment, number_of


class Command(BaseCommand):
    help = (
        "Say whether the audit trail is as it was sealed, and which entries are not. Keep the digest it prints where "
        "nobody who writes to the database can change it: given back with --kept, it shows whether the end of the "
        "trail was cut off."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--kept", metavar="DIGEST", default="", help="The digest of a seal, kept elsewhere."
        )
        parser.add_argument(
            "--digest", action="store_true", help="Print the last seal's digest and nothing else."
        )

    def handle(self, *, kept, digest, **options):
        with recorded(LastRun.Command.VERIFY_AUDIT) as run:
            verdict = seals.verify(kept.strip().lower(), said=self.stderr.write)
            if verdict.wrong:
                raise CommandError(seals.not_whole(verdict.wrong))
            run.say(f"It is whole: {number_of(verdict.sealed, 'entry', 'entries')} compared.")
        last = verdict.last
        if digest:
            self.stdout.write(last.digest if last else "")
            return
        self.stdout.write(
            f"The audit trail is whole. Sealed: {verdict.sealed} entries. Not sealed yet: {verdict.unsealed}. "
            f"Let go after their time: {verdict.gone}."
        )
        if verdict.elsewhere:
            self.stdout.write(
                f"{verdict.elsewhere} sealed entries are not here: of boards that were removed, or that stayed where "
                "this one was loaded from."
            )
        if last:
            self.stdout.write(
                f"Last seal: {last.number}, of {moment(timezone.localtime(last.sealed_at))}, digest {last.digest}"
            )
        if verdict.knows_kept:
            self.stdout.write("The seal you kept is in it.")
