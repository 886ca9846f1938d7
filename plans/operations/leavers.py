"""What names somebody who leaves: a risk gets the name of whoever follows, and reminders forget it in the end."""

from django.db import models

from lscb.events import audit, locks
from plans.models import PlanEvent, Reminder, Risk
from plans.selectors.entrusted import risks_naming
from subgroups.models import Board, Person
from subgroups.operations.anonymising import names_people_in_text
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


@names_people_in_text
def forget_in_reminders(person: Person, earlier: list[str]) -> None:
    """Take somebody out of the reminders that were sent to them; that and when they were sent stays."""
    sent: models.QuerySet[Reminder] = models.QuerySet(
        Reminder
    )  # without the guards of letters that were sent
    for reminder in sent.filter(person=person):
        body = reminder.body
        for name in earlier:
            body = body.replace(name, person.name)
        sent.filter(pk=reminder.pk).update(to="", body=body)
