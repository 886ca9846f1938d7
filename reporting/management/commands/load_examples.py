from django.conf import settings
from django.core.management.base import BaseCommand

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
}


class Command(BaseCommand):
    help = (
        "Loads the published plans in fixtures/. In demonstration mode also loads invented progress and sign-ins. "
        "Running it twice loads nothing twice."
    )

    def handle(self, **options):
        for path in sorted(settings.FIXTURES_DIR.glob("*.toml")):
            if path.stem.endswith("-demonstration"):
                continue
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
                    self.stdout.write(f"  {email:32}{what}")
            self.stdout.write(f"  password: {PASSWORD}")
