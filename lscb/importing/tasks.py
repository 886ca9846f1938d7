"""Taking a document in, in the background: it takes some seconds."""

from django.apps import apps
from django.contrib.auth import get_user_model

from lscb.importing.kinds import kind_of
from lscb.wording import number_of
from lscb.work.background import at_work, task


@task()
def take_in_document(job_id: int, model: str, draft_id: int, version: int, decided: dict) -> None:
    """Take a document in for the person who started the job, as they saw it; `decided` is what they said with it."""
    with at_work(job_id) as work:
        draft = apps.get_model(model)._base_manager.get(pk=draft_id)
        draft.version = version
        by = get_user_model().objects.get(pk=work.by_id)
        rows = sum(len(part.get("rows", ())) - 1 for part in draft.document["parts"] if part.get("rows"))
        work.at(f"{number_of(rows, 'row is', 'rows are')} being taken in, all of them at once.")
        work.say(kind_of(draft).take_in(draft=draft, by=by, **decided))
