"""Business events of groups and people: one function each, atomic and audited."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from django.db import transaction
from django.db.models import Max

from lscb import audit, clock
from lscb.errors import Refused
from subgroups.followers import follow_meetings
from subgroups.merging import move_all
from subgroups.models import Board, Body, BodyName, CalendarAddress, Meeting, Person
from subgroups.models.body import name_key
from subgroups.models.calendar import token_hash


@transaction.atomic
def add_spelling(*, body: Body, words: str, by) -> BodyName:
    """Let `words` mean `body` wherever a document of its board uses them.

    :raises Refused: when they already mean another body.
    """
    taken = BodyName.objects.filter(board=body.board_id, key=name_key(words)).select_related("body").first()
    if taken and taken.body_id != body.pk:
        raise Refused(f"“{words}” already means {taken.body}. Take it off there first.")
    if taken:
        return taken
    spelling = BodyName(body=body, words=words)
    audit.as_by(spelling, by).save()
    audit.record("spelling added", body, by=by, changes={"also written": ["", words]})
    return spelling


@transaction.atomic
def add_groups(*, board: Board, groups: Sequence[tuple[str, str, str]], by) -> list[Body]:
    """Add bodies, each a name, a short name (or nothing) and a kind. Those whose name is known are left out.

    :raises Refused: when the board has them all.
    """
    Board.objects.select_for_update().get(pk=board.pk)
    names = board.bodies.values_list("name", "short_name")
    known = {name_key(words) for pair in names for words in pair if words}
    known |= set(BodyName.objects.filter(board=board).values_list("key", flat=True))
    last = board.bodies.aggregate(last=Max("position"))["last"] or 0
    added = []
    for name, short, kind in groups:
        if name_key(name) in known:
            continue
        if name_key(short) in known:
            short = ""
        body = Body(board=board, name=name, short_name=short, kind=kind, position=last + len(added) + 1)
        known |= {name_key(words) for words in (name, short) if words}
        added.append(audit.as_by(body, by))
        body.save()
    if not added:
        raise Refused({"lines": "The board has all of these already."})
    audit.record(
        "groups added", board, by=by, changes={"groups": ["", "; ".join(str(each) for each in added)]}
    )
    return added


@transaction.atomic
def add_meetings(
    *, body: Body, days: Iterable[tuple[date, time | None]], by, place: str = "", papers_ahead: int = 7
) -> list[Meeting]:
    """Add a body's meetings at once, each with its day and time; papers are due so many days before.

    :raises Refused: when there is none, one stands twice or is there already, or the papers deadline is no number
        of days before.
    """
    days = sorted(days, key=lambda pair: pair[0])
    if not days:
        raise Refused("There is no day to add.")
    if not 0 <= papers_ahead <= 90:
        raise Refused("Papers are due from 0 to 90 days before a meeting.")
    wanted = [day for day, _ in days]
    if len(set(wanted)) < len(wanted):
        raise Refused("A day stands twice.")
    there = body.meetings.filter(held_on__in=wanted).order_by("held_on").values_list("held_on", flat=True)
    if there:
        raise Refused(f"{body} has a meeting already on {_listed(there)}.")
    ahead = timedelta(days=papers_ahead)
    meetings = [
        Meeting(
            body=body,
            held_on=day,
            held_at=at,
            place=place,
            papers_due_on=None if ahead == Meeting.PAPERS_AHEAD else day - ahead,
        )
        for day, at in days
    ]
    for meeting in meetings:
        audit.as_by(meeting, by).save()
    audit.record("meetings added", body, by=by, changes={"meetings": ["", _listed(wanted)]})
    return meetings


@transaction.atomic
def move_meeting(
    *,
    meeting: Meeting,
    held_on: date,
    by,
    held_at: time | None = None,
    place: str = "",
    papers_due_on: date | None = None,
) -> Meeting:
    """A meeting is held on another day, at another time or place; without a papers deadline it is a week before.

    :raises Refused: for a cancelled meeting, a day its body meets on already, or papers due after it.
    """
    if meeting.cancelled:
        raise Refused("This meeting is cancelled. Add a new one instead.")
    if meeting.body.meetings.filter(held_on=held_on).exclude(pk=meeting.pk).exists():
        raise Refused({"held_on": f"{meeting.body} has a meeting on that day already."})
    if papers_due_on and papers_due_on > held_on:
        raise Refused({"papers_due_on": "Papers are due on the day of the meeting at the latest."})
    fields = ["held_on", "held_at", "place", "papers_due_on"]
    before = audit.values_of(meeting, fields)
    meeting.held_on, meeting.held_at, meeting.place = held_on, held_at, place
    meeting.papers_due_on = papers_due_on
    audit.as_by(meeting, by).save()
    audit.record(
        "meeting moved", meeting, by=by, changes=audit.differences(before, audit.values_of(meeting, fields))
    )
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by, reason: str = "") -> Meeting:
    """The meeting will not take place; what was due at it is put off by whoever keeps the planner.

    :raises Refused: when it is cancelled already.
    """
    if meeting.cancelled:
        raise Refused("This meeting is cancelled already.")
    meeting.cancelled, meeting.cancelled_because = True, reason.strip()
    audit.as_by(meeting, by).save()
    audit.record("meeting cancelled", meeting, by=by, changes={"why": ["", meeting.cancelled_because]})
    return meeting


@transaction.atomic
def make_calendar_address(
    *, person: Person, board: Board, by, body: Body | None = None
) -> tuple[CalendarAddress, str]:
    """A private address for a person's own calendar or a body's; the one before it stops.

    :returns: the address and its token, which is known only now.
    """
    if body and body.board_id != board.pk:
        raise ValueError("The body is of another board.")
    for before in CalendarAddress.objects.of(person).live().filter(board=board, body=body):
        before.withdrawn_at = clock.now()
        audit.as_by(before, by).save()
    token = secrets.token_urlsafe(32)
    address = CalendarAddress(person=person, board=board, body=body, token_hash=token_hash(token))
    audit.as_by(address, by).save()
    audit.record("calendar address made", address, by=by)
    return address, token


@transaction.atomic
def withdraw_calendar_address(*, address: CalendarAddress, by) -> CalendarAddress:
    """Nobody reads the calendar at this address any more.

    :raises Refused: when it was withdrawn before.
    """
    if address.withdrawn_at:
        raise Refused("This address was withdrawn before.")
    address.withdrawn_at = clock.now()
    audit.as_by(address, by).save()
    audit.record("calendar address withdrawn", address, by=by)
    return address


@transaction.atomic
def disable_leaver(*, person: Person, left_on, by) -> Person:
    """Somebody has left: they cannot sign in, their memberships end, their name stays in history.

    :raises Refused: for the person who asks, so that nobody locks themselves out.
    """
    if by and person.pk == by.pk:
        raise Refused("You cannot disable your own account; ask another member of the board team.")
    for membership in person.memberships.current():
        membership.ends_on = max(left_on, membership.starts_on or left_on)
        audit.as_by(membership, by).save()
    person.is_active, person.left_on = False, left_on
    audit.as_by(person, by).save()
    board = (
        next(iter(person.board_roles.all()), None) or person.memberships.select_related("body__board").first()
    )
    audit.record(
        "leaver disabled", person, by=by, board=board and board.board, changes={"left": [None, left_on]}
    )
    return person


@transaction.atomic
def merge_bodies(*, keep: Body, merge: Body, by) -> Body:
    """Two bodies are one: everything `merge` has goes to `keep`, and its names become spellings of `keep`.

    `merge` ends and stays as it was called, so that its old name still leads to `keep`. Updates that were typed on
    its behalf are never changed. Where both have the same, as when both own an action, it is there once; words
    that both wrote for one quarter stay where they were written. What is due at their meetings follows.

    :raises Refused: for one body twice, bodies of two boards, or one that was merged before.
    """
    for body in sorted((keep, merge), key=lambda body: body.pk):
        body.refresh_from_db(from_queryset=Body.objects.select_for_update())
    if keep.pk == merge.pk:
        raise Refused("Choose two different groups to merge.")
    if keep.board_id != merge.board_id:
        raise Refused("Groups of two boards cannot be merged.")
    for body in (keep, merge):
        if body.merged_into_id:
            raise Refused(f"{body} was merged into {body.merged_into} before. Choose that group instead.")
    if merge in _above(keep):
        keep.parent = merge.parent
        audit.as_by(keep, by).save()
    done = move_all(keep=keep, merge=merge, relations=Body._meta.related_objects, by=by)
    for words in filter(None, (merge.name, merge.short_name)):
        _keep_spelling(words, keep, merge, by)
    merge.merged_into = keep
    merge.ended_on = min(merge.ended_on or clock.today(), clock.today())
    audit.as_by(merge, by).save()
    changes = {"merged into it": ["", merge.name]}
    for words, rows in (
        ("moved", done.moved),
        ("dropped, as both had it", done.dropped),
        ("left", done.left),
    ):
        if rows:
            changes[words] = ["", ", ".join(f"{n} {_plural(model, n)}" for model, n in rows.items())]
    audit.record("groups merged", keep, by=by, changes=changes)
    follow_meetings(board=keep.board, by=by)
    return keep


def _listed(days: Iterable[date]) -> str:
    return ", ".join(f"{day.day} {day:%B %Y}" for day in days)


def _above(body: Body) -> list[Body]:
    """The bodies it reports to, nearest first."""
    above: list[Body] = []
    while body.parent and body.parent not in above:
        body = body.parent
        above.append(body)
    return above


def _keep_spelling(words: str, keep: Body, merge: Body, by) -> None:
    """Let a name of `merge` mean `keep`, unless a third body is called so too."""
    key = name_key(words)
    others = Body.objects.filter(board=keep.board_id, merged_into=None).exclude(pk=merge.pk)
    called = {name_key(name) for names in others.values_list("name", "short_name") for name in names}
    if key and key not in called and not BodyName.objects.filter(board=keep.board_id, key=key).exists():
        audit.as_by(BodyName(body=keep, words=words), by).save()


def _plural(model, count: int) -> str:
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)
