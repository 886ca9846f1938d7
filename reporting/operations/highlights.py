"""What a group's chair wants the business group to know: highlights, written for a quarter."""

from django.core.exceptions import ValidationError
from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from plans.models import Quarter
from reporting.models import Highlight, ReportingEvent
from subgroups.models import Body, Person
from subgroups.operations.bodies import merged


@transaction.atomic
def write_highlight(
    *,
    body: Body,
    quarter: Quarter,
    by: Person,
    done: str = "",
    worry: str = "",
    ask: str = "",
    voice: str = "",
) -> Highlight:
    """Keep what a body's chair wants the business group to know this quarter; written again, it replaces.

    :raises Refused: when all is empty, a field is too long, the quarter is closed or not open yet, or the group is
        of another board or was merged into another.
    """
    locks.hold(quarter)
    guards.refuse(guards.strangers(quarter.plan.board, body=body), merged(body=body))
    if quarter.state == Quarter.State.REPORTED:
        raise Refused(f"{quarter.name} is closed for updates, its highlights too.")
    if quarter.state == Quarter.State.PLANNED:
        raise Refused(f"{quarter.name} is not open for updates yet.")
    words = {"done": done.strip(), "worry": worry.strip(), "ask": ask.strip(), "voice": voice.strip()}
    if not any(words.values()):
        raise Refused("Write in at least one of the boxes.")
    highlight = locks.locked(Highlight.objects.filter(body=body, quarter=quarter)).first()
    before = audit.values_of(highlight, Highlight.FIELDS) if highlight else {}
    highlight = highlight or Highlight(body=body, quarter=quarter)
    for field, typed in words.items():
        setattr(highlight, field, typed)
    highlight.by, highlight.at = by, clock.now()
    try:
        highlight.clean_fields()
    except ValidationError as error:
        raise Refused(error.message_dict) from error
    audit.save(highlight, by, [*words, "by", "at"] if highlight.pk else None)
    after = audit.values_of(highlight, Highlight.FIELDS)
    audit.record(
        ReportingEvent.HIGHLIGHT_WRITTEN,
        highlight,
        by=by,
        changes=audit.differences(before or dict.fromkeys(after, ""), after),
    )
    return highlight
