"""People with what they are on a board, and meetings, as lists that are read back as they were written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lscb.lists import Column, Kind, ListToSave
from lscb.words import own_words
from subgroups.lists.about import about, file_name
from subgroups.models import Board, Meeting, Membership
from subgroups.selectors.people import PersonLine


@dataclass(frozen=True)
class Place:
    """A row: somebody with one of their places, or with none."""

    line: PersonLine
    membership: Membership | None = None

    @property
    def agency(self) -> str:
        """Their own; on the body that stands for an agency, that."""
        if self.membership and self.membership.body.agency:
            return self.membership.body.agency.name
        own = self.line.person.agency
        return own.name if own in self.line.agencies else ""

    @property
    def group(self) -> str:
        body = self.membership and self.membership.body
        return body.name if body and not body.agency else ""


def places(ordered: Iterable[tuple[str, PersonLine]], *, by_group: bool) -> list[Place]:
    """A row a place, in the order of the page.

    :param ordered: lines under their headings, as the page has them; a person may stand under several.
    :param by_group: whether these are names of groups.
    """
    rows: dict[tuple[int, int | None], Place] = {}
    for heading, line in ordered:
        here = [place for place in line.places if not by_group or place.body.name == heading]
        for place in here or [None]:
            rows.setdefault((line.person.pk, place and place.pk), Place(line, place))
    return list(rows.values())


def people(board: Board, rows: Callable[[], Sequence[Place]], shows: tuple[str, str]) -> ListToSave:
    """Who is on the board. How they sign in stays on the page: a file is sent on."""
    return ListToSave(
        "People",
        file_name(board, board.slug, "people"),
        about(board, shows),
        [
            Column("name", "Name", lambda row: row.line.person.name, usual=True),
            Column("email", "E-mail", lambda row: row.line.person.email, usual=True),
            Column("job", "Job title", lambda row: row.line.person.job_title, usual=True),
            Column("agency", board.agency_label, lambda row: row.agency, usual=True),
            Column("group", board.group_label, lambda row: row.group, usual=True),
            Column("role", "Role", _role, usual=True),
            Column("since", "Since", lambda row: row.membership and row.membership.starts_on, kind=Kind.DAY),
            Column("until", "Until", lambda row: row.membership and row.membership.ends_on, kind=Kind.DAY),
            Column("sits-for", "Sits for", _sits_for),
            Column(
                "on-the-board",
                own_words("On the board", board.own_words),
                lambda row: "; ".join(str(role.words) for role in row.line.roles),
            ),
        ],
        rows,
    )


def _role(row: Place) -> str:
    return row.membership.get_role_display() if row.membership else ""


def _sits_for(row: Place) -> str:
    return row.membership.agency.name if row.membership and row.membership.agency else ""


def meetings(board: Board, rows: Callable[[], Iterable[Meeting]], *, of: str, shows: str) -> ListToSave:
    """
    :param of: whose they are, for the name of the file.
    """
    return ListToSave(
        "Meetings",
        file_name(board, of, "meetings"),
        about(board, ("Shows", shows)),
        [
            Column("group", board.group_label, lambda meeting: meeting.body.name, usual=True),
            Column("date", "Date", lambda meeting: meeting.held_on, usual=True, kind=Kind.DAY),
            Column(
                "time",
                "Time",
                lambda meeting: f"{meeting.held_at:%H:%M}" if meeting.held_at else "",
                usual=True,
            ),
            Column("place", "Place", lambda meeting: meeting.place, usual=True),
            Column(
                "papers-due", "Papers due", lambda meeting: meeting.papers_deadline, usual=True, kind=Kind.DAY
            ),
            Column("cancelled", "Cancelled", lambda meeting: "Yes" if meeting.cancelled else "", usual=True),
            Column("why", "Why it is cancelled", lambda meeting: meeting.cancelled_because),
        ],
        rows,
    )
