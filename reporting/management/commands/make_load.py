from django.core.management.base import BaseCommand, CommandError

from lscb.errors import Refused
from reporting.examples.demonstration import PASSWORD
from reporting.examples.load import load


class Command(BaseCommand):
    help = (
        "Fills an empty database of a demonstration with boards of any size and years of invented progress, for "
        "measuring. The same seed gives the same rows."
    )

    def add_arguments(self, parser):
        parser.add_argument("--boards", type=int, default=150, help="How many boards (150).")
        parser.add_argument("--actions", type=int, default=71, help="Of each plan (71).")
        parser.add_argument("--years", type=int, default=5, help="Reported by each plan (5).")
        parser.add_argument("--finals", type=int, default=4, help="Of each plan, of its last quarters (4).")
        parser.add_argument(
            "--seed", type=int, default=1, help="What is drawn by chance follows from it (1)."
        )

    def handle(self, *, boards, actions, years, finals, seed, verbosity, **options):
        sizes = {"--boards": boards, "--actions": actions, "--years": years}
        if wrong := [name for name, value in sizes.items() if value < 1]:
            raise CommandError(f"{', '.join(wrong)}: at least 1.")
        if not 0 <= finals < 4 * years:
            raise CommandError("--finals: none, or fewer than there are quarters.")
        try:
            load(
                boards=boards,
                actions=actions,
                years=years,
                finals=finals,
                seed=seed,
                said=self.stdout.write if verbosity else lambda words: None,
            )
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        if verbosity:
            self.stdout.write(
                f"Sign in as board.team.001@example.org, board.team.002@example.org … with {PASSWORD}"
            )
