"""What finals and drafts on paper take, for the page of operations."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Sum
from django.db.models.functions import Length

from lscb.running.standing import Line, tells_of_storage
from lscb.wording import in_bytes, number_of
from reporting.models import MonitoringReport


@tells_of_storage
def papers_kept() -> Iterable[Line]:
    """Finals in the database, in one query, and drafts in the folder of this machine."""
    finals = MonitoringReport.objects.frozen().aggregate(count=Count("pk"), size=Sum(Length("pdf")))
    yield Line("Final reports as PDF, in the database", _said(finals["count"], finals["size"] or 0))
    drafts = []
    for path in Path(settings.PAPER_DIR).glob("*.pdf"):
        with suppress(FileNotFoundError):  # tidied meanwhile
            drafts.append(path.stat().st_size)
    yield Line(
        "Drafts on paper, on this machine",
        f"{_said(len(drafts), sum(drafts))}; for a day, and at most {settings.PAPER_KEPT} MB",
    )


def _said(count: int, size: int) -> str:
    return f"{number_of(count, 'paper', 'papers')}, {in_bytes(size)}" if count else "None"
