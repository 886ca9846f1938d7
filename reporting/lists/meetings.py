"""The meetings of every group as a list."""

from collections.abc import Callable, Iterable

from lscb.lists import Column, Kind, ListToSave
from lscb.words import own_words
from plans.lists.about import about, file_name
from plans.models import Plan
from reporting.selectors.meetings import MeetingLine


def meetings_of_groups(
    plan: Plan, read: Callable[[], Iterable[MeetingLine]], *, is_held: bool, shows: Iterable[tuple[str, str]]
) -> ListToSave:
    """As their page shows them: of those to come when papers are due, of those held what they decided."""

    def meeting(name: str):
        return lambda line: getattr(line.meeting, name)

    papers = Column("papers-due", "Papers due", meeting("papers_deadline"), usual=True, kind=Kind.DAY)
    decided = Column("decided", "Decided", lambda line: line.decided, usual=True, kind=Kind.WHOLE)
    return ListToSave(
        "Meetings held" if is_held else "Meetings to come",
        file_name(plan, "meetings-held" if is_held else "meetings-to-come"),
        about(plan, *shows),
        [
            Column("day", "Day", meeting("held_on"), usual=True, kind=Kind.DAY),
            Column(
                "group", own_words("Group", plan.own_words), lambda line: line.meeting.body.name, usual=True
            ),
            Column("time", "Time", _time, usual=True),
            Column("place", "Place", meeting("place"), usual=True),
            *([] if is_held else [papers]),
            Column("reports", "Reports", lambda line: line.reports, usual=True, kind=Kind.WHOLE),
            *([decided] if is_held else []),
        ],
        read,
    )


def _time(line: MeetingLine) -> str:
    return f"{line.meeting.held_at:%H:%M}" if line.meeting.held_at else ""
