from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reporting.examples.demonstration import PASSWORD, load_demonstration
from reporting.examples.document import load_document
from subgroups.models import Person

SIGN_INS = {
    "board.team@example.org": "board team: updates ratings, prepares the report",
    "independent.chair@example.org": "independent chair: reads, approves the report",
    "learning.chair@example.org": "chair of Learning and Improvement",
    "cse.chair@example.org": "chair of CSE/MFH",
    "auditor@example.org": "auditor: reads all, changes nothing",
    "lancashire.team@example.org": "board team of Lancashire LSCB, whose objectives have tasks",
    "page.team@example.org": "board team of a board not named, whose plan is one page with measures",
    "sutton.team@example.org": "board team of Sutton LSCB, whose plan goes by year",
    "alderfell.team@example.org": "unit of Alderfell SCP, invented: a year is reported, the next quarter collected",
    "alderfell.police@example.org": "one of its three partners who sign; the last report waits for them",
    "alderfell.scrutineer@example.org": "its independent scrutineer",
    "alderfell.housing@example.org": "lead contact of an agency that owns actions",
    "brackwater.team@example.org": "board team of Brackwater SAB, invented, whose plan reports every half-year",
    "brackwater.chair@example.org": "its independent chair",
    "brackwater.fire@example.org": "lead contact of an agency that leads one action and supports another",
}


class Command(BaseCommand):
    help = (
        "Loads the plans in fixtures/, published and invented. In demonstration mode also loads invented progress and "
        "sign-ins. Running it twice loads nothing twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", help="Only these, by the names of their files; none: all.")

    def handle(self, *, names: list[str], **options):
        paths = {
            path.stem: path
            for path in sorted(settings.FIXTURES_DIR.glob("*.toml"))
            if not path.stem.endswith("-demonstration")
        }
        if unknown := set(names) - set(paths):
            raise CommandError(
                f"No such example: {', '.join(sorted(unknown))}. There are: {', '.join(paths)}."
            )
        for path in [paths[name] for name in names or paths]:
            plan, new = load_document(path, demonstration=settings.DEMONSTRATION)
            self.stdout.write(f"{plan.board}, {plan}: {'loaded' if new else 'already there'}.")
            progress = path.with_name(f"{path.stem}-demonstration.toml")
            if settings.DEMONSTRATION and progress.exists():
                new = load_demonstration(progress, plan, path)
                self.stdout.write(f"  Demonstration progress: {'loaded' if new else 'already there'}.")
        if settings.DEMONSTRATION:
            there = set(Person.objects.filter(demonstration=True).values_list("email", flat=True))
            self.stdout.write("\nSign in as one of these (they exist only in a demonstration):")
            for email, what in SIGN_INS.items():
                if email in there:
                    self.stdout.write(f"  {email:34}{what}")
            self.stdout.write(f"  password: {PASSWORD}")
