"""What the law asks an installation to say of itself, from its settings: who runs it, on what basis, how long.

The same list fills the pages and feeds `manage.py check --deploy`, so that neither misses what the other asks for.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.checks import Tags, Warning, register

from lscb.models import KeptForm
from lscb.wording import number_of

# The day on which the statement of accessibility was last gone through for what the product itself does and fails.
ACCESSIBILITY_PREPARED_ON = date(2026, 12, 1)


@dataclass(frozen=True)
class Fact:
    """One thing that a page says of the installation: what it is, what was set, and by which setting."""

    label: str
    said: str
    setting: str

    @property
    def is_link(self) -> bool:
        return self.said.startswith("https://")

    @property
    def is_email(self) -> bool:
        return "@" in self.said and " " not in self.said


def privacy_facts() -> list[Fact]:
    """Who is responsible for the data, whom to ask, and on what basis."""
    return [
        Fact("Controller: who decides on the use of these data", settings.CONTROLLER, "LSCB_CONTROLLER"),
        Fact("How to reach the controller", settings.CONTROLLER_CONTACT, "LSCB_CONTROLLER_CONTACT"),
        Fact("Data protection officer", settings.DATA_PROTECTION_OFFICER, "LSCB_DATA_PROTECTION_OFFICER"),
        Fact("Lawful basis", settings.LAWFUL_BASIS, "LSCB_LAWFUL_BASIS"),
        Fact("Supervisory authority", settings.SUPERVISORY_AUTHORITY, "LSCB_SUPERVISORY_AUTHORITY"),
    ]


def accessibility_facts() -> list[Fact]:
    """Whom to tell, when the statement was last looked at, what was tried and what is known not to work."""
    return [
        Fact("Whom to tell", settings.ACCESSIBILITY_CONTACT, "LSCB_ACCESSIBILITY_CONTACT"),
        Fact("Statement last reviewed", settings.ACCESSIBILITY_REVIEWED, "LSCB_ACCESSIBILITY_REVIEWED"),
        Fact("Tested here", settings.ACCESSIBILITY_TESTED, "LSCB_ACCESSIBILITY_TESTED"),
        Fact("Known here not to work well", settings.ACCESSIBILITY_GAPS, "LSCB_ACCESSIBILITY_GAPS"),
    ]


def kept_for() -> list[tuple[str, str]]:
    """What is kept of people, and for how long, in words."""
    return [
        ("Your name and details", "While you have a place on a board here"),
        (
            "Your name after you have left every board",
            f"{days(settings.LEAVERS_KEPT)}; then it is replaced by words that name nobody. Reports that were made "
            "final stay as they were printed",
        ),
        ("E-mails sent to you", days(settings.LETTERS_KEPT)),
        ("That you are signed in", "At most 10 hours"),
        (
            "What you sent when you were signed in no more, for you alone to save or throw away",
            days(KeptForm.KEPT_FOR.days),
        ),
        ("The network address of whoever tries to sign in", "Ten minutes"),
        (
            "Plans and reports, with what you wrote in them",
            "As long as the retention schedule of the board says",
        ),
    ]


def days(number: int) -> str:
    """Days in the words people use: as years where they make whole ones, of 365 or 366 days."""
    years = round(number / 365.25)
    if years and abs(number - years * 365.25) <= 1:
        return number_of(years, "year", "years")
    return number_of(number, "day", "days")


@register(Tags.security, deploy=True)
def say_who_runs_it(app_configs, **kwargs) -> list[Warning]:
    """Whoever runs the product for a board must fill in what its pages have to say."""
    return [
        Warning(
            f"The page /{page}/ has to say “{fact.label}” and cannot.",
            hint=f"Set {fact.setting}; .env.example says how.",
            id="lscb.W001",
        )
        for page, facts in (("privacy", privacy_facts()), ("accessibility", accessibility_facts()))
        for fact in facts
        if not fact.said
    ]
