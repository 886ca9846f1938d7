"""Who came to how many meetings, as lists to take away: by person and by agency."""

from lscb.lists import Column, Kind, ListToSave
from lscb.wording import long_date
from subgroups.lists.about import about, file_name
from subgroups.models import Board
from subgroups.selectors.attendance import Over


def by_person(board: Board, over: Over, *, of: str) -> ListToSave:
    """
    :param of: whose it is, for the name of the file.
    """
    return ListToSave(
        "Attendance by person",
        file_name(board, of, "attendance"),
        about(board, *_shows(over)),
        [
            Column("name", "Name", lambda each: each.name, usual=True),
            Column("agency", board.agency_label, lambda each: each.agency, usual=True),
            Column("present", "Present", lambda each: each.present, usual=True, kind=Kind.WHOLE),
            Column("of", "Of meetings", lambda each: each.of, usual=True, kind=Kind.WHOLE),
            Column("apologies", "Apologies", lambda each: each.apologies, usual=True, kind=Kind.WHOLE),
            Column("absent", "Absent", lambda each: each.absent, usual=True, kind=Kind.WHOLE),
            Column("sent", "Sent somebody", lambda each: each.sent, usual=True, kind=Kind.WHOLE),
            Column("deputy", "In place of a member", lambda each: each.as_deputy, kind=Kind.WHOLE),
            Column("guest", "As a guest", lambda each: each.as_guest, kind=Kind.WHOLE),
        ],
        lambda: over.people,
    )


def by_agency(board: Board, over: Over, *, of: str) -> ListToSave:
    return ListToSave(
        f"Attendance by {board.agency_label.lower()}",
        file_name(board, of, "attendance-by-agency"),
        about(board, *_shows(over)),
        [
            Column("agency", board.agency_label, lambda each: each.name, usual=True),
            Column("present", "Represented at", lambda each: each.present, usual=True, kind=Kind.WHOLE),
            Column("of", "Of meetings", lambda each: each.of, usual=True, kind=Kind.WHOLE),
        ],
        lambda: over.agencies,
    )


def _shows(over: Over) -> tuple[tuple[str, str], ...]:
    return (
        ("Shows", f"Meetings of {over.body.name}, {long_date(over.first)} to {long_date(over.last)}"),
        ("Recorded", f"{over.meetings} of {over.held} held"),
    )
