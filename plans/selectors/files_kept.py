"""What files of evidence and of groups take, for the page of operations."""

from collections.abc import Iterable

from django.db.models import Count, Sum

from lscb.running.standing import Line, tells_of_storage
from lscb.wording import in_bytes, number_of
from plans.models import AnswerEvidence, BodyDocument, Evidence


@tells_of_storage
def files_kept() -> Iterable[Line]:
    """As their rows say; a query for each of the three kinds."""
    kept = [
        model.objects.exclude(file="").aggregate(files=Count("pk"), size=Sum("size"))
        for model in (Evidence, AnswerEvidence, BodyDocument)
    ]
    files, size = sum(each["files"] for each in kept), sum(each["size"] or 0 for each in kept)
    said = f"{number_of(files, 'file', 'files')}, {in_bytes(size)}" if files else "None"
    yield Line("Files of evidence and of groups", said)
