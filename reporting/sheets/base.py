"""What every sheet of paper about a plan has in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from lscb import clock
from lscb.wording import moment
from plans.models import GlossaryTerm, Plan


@dataclass(frozen=True)
class Sheet:
    """Whose it is and as of when: its head, and the foot of each page."""

    board: str
    board_short: str
    marking: str
    demonstration_words: str
    plan: str
    position_at: datetime
    terms: Mapping[str, str]  # of the glossary, with their meanings

    @property
    def position_words(self) -> str:
        return moment(self.position_at)

    @property
    def what(self) -> str:
        """Which sheet of the plan it is, and of which period or meeting."""
        return ""

    @property
    def foot(self) -> str:
        """What a stray page is placed by, in two lines, beside its number."""
        whose = (f"{self.board_short}: {self.plan}", self.what)
        when = (self.marking, f"Position at {self.position_words}", self.demonstration_words)
        return "\n".join(" - ".join(filter(None, line)) for line in (whose, when))


def head_of(plan: Plan) -> dict:
    """What a `Sheet` of the plan begins with, now."""
    board = plan.board
    return {
        "board": board.name,
        "board_short": board.short_name,
        "marking": board.marking_line,
        "demonstration_words": board.demonstration_words,
        "plan": plan.title,
        "terms": {each.term: each.meaning for each in GlossaryTerm.objects.read_with(plan)},
        "position_at": timezone.localtime(clock.now()).replace(microsecond=0),
    }
