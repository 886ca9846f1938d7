"""An aid to the minutes of one meeting: who was there, what arose of earlier meetings and what came of it, and what was
decided, by whom and by when. What was said stays for whoever writes them."""

from dataclasses import dataclass

from lscb.wording import long_date
from lscb.words import sentence_lower
from plans.models import Matter, Plan
from plans.selectors.decision_lines import DecisionLine, decided_at
from reporting.sheets.base import Sheet, head_of
from subgroups.models import Meeting
from subgroups.selectors.attendance import WhoWasThere, who_was_at

NOBODY, NO_DAY = "–", "–"


@dataclass(frozen=True)
class MinutesLine:
    """A decision on paper: of what it is, what was decided, who is to do it and by when, and what came of it."""

    about: str
    words: str
    who: str
    due: str
    outcome: str = ""


@dataclass(frozen=True)
class Minutes(Sheet):
    body: str
    meeting_day: str
    when: str
    place: str
    next_meeting: str
    action_label: str
    actions_label: str
    owner_label: str
    agency_label: str
    attendance: WhoWasThere
    arising: tuple[MinutesLine, ...]
    about_actions: tuple[MinutesLine, ...]
    about_others: tuple[MinutesLine, ...]

    @property
    def title(self) -> str:
        return f"Minutes aid: {self.body}, {self.meeting_day}"

    @property
    def what(self) -> str:
        return f"Minutes aid, {self.body}, {self.meeting_day}"


def minutes_of(person, plan: Plan, meeting: Meeting) -> Minutes:
    """The aid for a meeting as it stands now; a fixed number of queries."""
    body = meeting.body
    lines = sorted(decided_at(person, plan, meeting), key=lambda line: str(line.day or ""))
    following = body.meetings.filter(held_on__gt=meeting.held_on, cancelled=False).order_by("held_on").first()
    return Minutes(
        **head_of(plan),
        body=body.name,
        meeting_day=long_date(meeting.held_on),
        when=f"{long_date(meeting.held_on)}{f', {meeting.held_at:%H:%M}' if meeting.held_at else ''}",
        place=meeting.place or "Not stated",
        next_meeting=_next(following),
        action_label=plan.action_label,
        actions_label=sentence_lower(plan.action_label_plural),
        owner_label=plan.owner_label,
        agency_label=plan.board.agency_label,
        attendance=who_was_at(meeting),
        arising=tuple(_arising(each, meeting) for each in matters_looked_at(person, meeting)),
        about_actions=tuple(line_on_paper(line) for line in lines if line.action),
        about_others=tuple(line_on_paper(line) for line in lines if line.action is None),
    )


def matters_looked_at(person, meeting: Meeting) -> list[Matter]:
    """What arose of earlier meetings of the body: open at this one, or settled since the one before. Two queries."""
    before = meeting.body.meetings.before(meeting).first()
    return list(Matter.objects.visible_to(person).looked_at_by(meeting, before).for_page())


def line_on_paper(line: DecisionLine) -> MinutesLine:
    """Without the names of people beside owners, which never stand on paper, and without what became of it since."""
    moved = f"{line.before} to {line.after}" if line.before and line.after else line.after
    said = line.what if line.follows_up else f"{line.what}: {sentence_lower(line.state)}"
    said = ", ".join(filter(None, [said, moved])) if line.action else ""
    if line.action is None or line.follows_up:
        who, due = line.by, long_date(line.due_on)
    else:
        who, due = line.owners_line, ""
    return MinutesLine(
        about=f"{line.reference} {line.about}".strip(),
        words="\n".join(filter(None, [said, line.words])),
        who=who or NOBODY,
        due=due or NO_DAY,
        outcome=line.outcome,
    )


def _arising(matter: Matter, meeting: Meeting) -> MinutesLine:
    """As the meeting had it before it: what was settled later was open to it still."""
    settled = matter.settled_on is not None and matter.settled_on <= meeting.held_on
    return MinutesLine(
        about=long_date(matter.meeting.held_on),
        words=matter.words,
        who=matter.owner.name if matter.owner else NOBODY,
        due=long_date(matter.due_on) or NO_DAY,
        outcome=f"{matter.get_state_display()}, {long_date(matter.settled_on)}: {matter.outcome}"
        if settled
        else "Open",
    )


def _next(meeting: Meeting | None) -> str:
    if meeting is None:
        return "None to come is recorded"
    time = f"{meeting.held_at:%H:%M}" if meeting.held_at else ""
    return ", ".join(filter(None, [long_date(meeting.held_on), time, meeting.place]))
