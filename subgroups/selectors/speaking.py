"""Who speaks for a group now, who will, and from when nobody does."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lscb import clock
from lscb.ordering import ByLetters
from lscb.wording import listed, long_date
from subgroups.models import Body, Membership
from subgroups.rules.spoken import silent_from


@dataclass(frozen=True)
class Speech:
    """Those who speak for a group: `now`, and `then` from a day to come; and the first day on which nobody does."""

    now: tuple[Membership, ...]
    then: tuple[Membership, ...]
    nobody_from: date | None

    @property
    def is_silent(self) -> bool:
        return not self.now

    @property
    def words(self) -> str:
        """As a page and a paper say it, in one line."""
        said = listed([_said(seat) for seat in self.now]) or "Nobody"
        later = [f"from {long_date(seat.starts_on)} {_who(seat)}" for seat in self.then]
        if self.now and self.nobody_from:
            later.append(f"from {long_date(self.nobody_from)} nobody yet")
        return "; ".join([said, *later])


def _who(seat: Membership) -> str:
    return f"{seat.person.name} ({seat.get_role_display().lower()})"


def _said(seat: Membership) -> str:
    return f"{_who(seat)} until {long_date(seat.ends_on)}" if seat.ends_on else _who(seat)


def speech_of_each(bodies: Iterable[Body]) -> dict[int, Speech]:
    """Who speaks for each of the bodies, by body id, chairs first; one query."""
    today = clock.today()
    wanted = {body.pk for body in bodies}
    seats: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.not_over(today).speaking().filter(body__in=wanted, person__is_active=True)
    for seat in rows.select_related("person").order_by("role", ByLetters("person__name"), "pk"):
        seats[seat.body_id].append(seat)
    return {pk: _speech(seats[pk], today) for pk in wanted}


def _speech(seats: list[Membership], today: date) -> Speech:
    then = [seat for seat in seats if seat.starts_on and seat.starts_on > today]
    return Speech(
        now=tuple(seat for seat in seats if seat not in then),
        then=tuple(sorted(then, key=lambda seat: (seat.starts_on, seat.role))),
        nobody_from=silent_from([(seat.starts_on, seat.ends_on) for seat in seats], today),
    )
