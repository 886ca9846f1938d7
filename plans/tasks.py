"""What is done in the background."""

from lscb.errors import Refused
from lscb.events import seals
from lscb.models import Letter
from lscb.work.background import at_work, task
from plans import operations
from plans.models import Quarter, Reminder
from subgroups.models import Person


@task()
def send_reminders(job_id: int, quarter_id: int, people: list[int], note: str = "") -> None:
    """Remind the people chosen of a quarter, for the person who started the job, with a line of their own."""
    with at_work(job_id) as work:
        quarter = Quarter.objects.for_reports().get(pk=quarter_id)
        by = Person.objects.get(pk=work.by_id)
        written = operations.send_reminders(
            quarter=quarter, by=by, only=people, note=note, through=work.through
        )
        work.say(what_became_of(written))


@task()
def check_trail(job_id: int) -> None:
    """Compare the audit trail with its seals, for whoever started the job."""
    with at_work(job_id) as work:
        work.say(what_was_found(seals.verify()))


def what_was_found(verdict: seals.Verdict) -> str:
    """That the trail is whole, for somebody who may read one board's part of it.

    :raises Refused: when it is not; what was touched may be another board's, so it is counted and not named.
    """
    if verdict.wrong:
        raise Refused(
            f"The record is not as it was sealed: {len(verdict.wrong)} fault{'s' * (len(verdict.wrong) > 1)}. Ask "
            "whoever looks after this service for what the command verify_audit says, and keep a copy of what is here."
        )
    if verdict.last is None:
        return "Nothing is sealed yet, so nothing can be compared."
    return (
        f"The record is whole: all {verdict.sealed} entries that were sealed are as they were, those of other boards "
        f"of this service among them. {verdict.unsealed} came since the last seal, number {verdict.last.number}."
    )


def what_became_of(written: list[Reminder]) -> str:
    """Who was sent a letter and who was not, in sentences."""
    if not written:
        return "Nobody needed a reminder, so nothing was sent."
    names: dict[str, list[str]] = {}
    for reminder in Reminder.objects.filter(pk__in=[each.pk for each in written]).for_page():
        names.setdefault(reminder.letter.state, []).append(reminder.person.name)
    says = {
        Letter.State.SENT: "Sent to",
        Letter.State.FAILED: "Not sent, and can be sent again, to",
        Letter.State.UNCERTAIN: "Perhaps sent, because the mail server stopped answering, to",
    }
    on_the_way = names.get(Letter.State.WAITING, []) + names.get(Letter.State.SENDING, [])
    parts = [(words, names.get(state)) for state, words in says.items()] + [("On its way to", on_the_way)]
    return " ".join(f"{words} {', '.join(sorted(people))}." for words, people in parts if people)
