"""Where something was decided: at a meeting, or how outside one. No decision floats."""

from lscb import clock
from lscb.events import guards
from lscb.wording import long_date
from plans.rules.ahead import said_ahead
from subgroups.models import Board, Meeting


def nowhere(board: Board, meeting: Meeting | None, outside_because: str) -> dict[str, str]:
    """Advice where nobody can have decided so: no meeting and no other way, or a meeting that cannot have.

    One still to come can, as papers are agreed ahead of it, but only the next of its group.
    """
    if meeting is None:
        needed = "Choose the meeting, or say how it was decided outside one."
        return {"meeting": needed} if not outside_because.strip() else {}
    if stranger := guards.strangers(board, meeting=meeting):
        return stranger
    meeting.refresh_from_db(fields=["held_on", "cancelled"])
    if meeting.cancelled:
        return {"meeting": "That meeting was cancelled. Choose the one that decided."}
    if meeting.held_on > clock.today():
        sooner = meeting.body.meetings.to_come().filter(held_on__lt=meeting.held_on).first()
        if sooner:
            return {"meeting": f"{sooner.body} meets before that, on {long_date(sooner.held_on)}."}
    return {}


def where_said(meeting: Meeting | None, outside_because: str) -> dict[str, list]:
    """What an audit line says of it."""
    if meeting:
        return {"at the meeting": ["", said_ahead(str(meeting), meeting.held_on, clock.today())]}
    return {"outside a meeting": ["", outside_because.strip()]}
