"""What opens something of a board to whoever has its token, and ends with its person."""

from lscb import clock
from lscb.events import audit, locks
from subgroups.models import CalendarAddress, DataKey, GroupEvent, Person
from subgroups.models.calendar import CalendarAddressQuerySet
from subgroups.models.data_key import DataKeyQuerySet

OPENS: dict[type[CalendarAddress] | type[DataKey], GroupEvent] = {
    CalendarAddress: GroupEvent.CALENDAR_ADDRESS_WITHDRAWN,
    DataKey: GroupEvent.DATA_KEY_WITHDRAWN,
}


def withdraw(opens: CalendarAddress | DataKey, by: Person | None) -> bool:
    """Within a transaction: it opens nothing any more. False where it was withdrawn before."""
    locks.hold(opens)
    if opens.withdrawn_at:
        return False
    _end(opens, by)
    audit.record(OPENS[type(opens)], opens, by=by)
    return True


def withdraw_live(those: CalendarAddressQuerySet | DataKeyQuerySet, by: Person | None) -> None:
    """Within another event, whose line stands for it: those that are live open nothing any more."""
    for opens in locks.locked(those.live().order_by("pk")):
        _end(opens, by)


def _end(opens: CalendarAddress | DataKey, by: Person | None) -> None:
    opens.withdrawn_at = clock.now()
    audit.save(opens, by, ["withdrawn_at"])
