"""A draft that names somebody who leaves gets the name of whoever follows; within the event of their leaving."""

from lscb.events import audit, locks
from reporting.models import MonitoringReport, ReportingEvent
from reporting.selectors.entrusted import drafts_naming
from subgroups.models import Board, Person
from subgroups.selectors.entrusted import Names, names_people, put_name


def hand_draft_over(board: Board, key: str, before: str, after: str, *, by: Person) -> None:
    """Let somebody else present a report that is not final, where it still names `before`."""
    draft = MonitoringReport.objects.filter(plan__board=board, pk=key, finalised_at=None).first()
    if draft is None:
        return
    locks.hold(draft)
    was = draft.presenter
    draft.presenter = put_name(was, before, after)
    if draft.presenter == was or draft.finalised_at:
        return
    audit.save(draft, by, ["presenter"])
    audit.record(ReportingEvent.DRAFT_EDITED, draft, by=by, changes={"presented by": [was, draft.presenter]})


names_people("report", Names(drafts_naming, hand_draft_over))
