"""What names somebody who leaves gets the name of whoever follows; within the event of their leaving."""

from lscb.events import audit, locks
from plans.models import PlanEvent, Risk
from plans.selectors.entrusted import risks_naming
from subgroups.models import Board, Person
from subgroups.selectors.entrusted import Names, names_people, put_name


def hand_risk_over(board: Board, key: str, before: str, after: str, *, by: Person) -> None:
    """Let somebody else answer for an open risk, where it still names `before`."""
    risk = Risk.objects.open().filter(plan__board=board, pk=key).first()
    if risk is None:
        return
    locks.hold(risk)
    was = risk.held_by
    risk.held_by = put_name(was, before, after)
    if risk.held_by == was or risk.closed_at:
        return
    audit.save(risk, by, ["held_by"])
    audit.record(PlanEvent.RISK_HANDED_OVER, risk, by=by, changes={"held by": [was, risk.held_by]})


names_people("risk", Names(risks_naming, hand_risk_over))
