"""Asking an owner for its updates: the words of the message, to send or to copy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from lscb.lines import in_one_line, shortened
from lscb.ordering import ByLetters
from lscb.unchanged import until_a_change
from lscb.wording import days_late, listed, long_date, number_of
from lscb.words import sentence_lower
from plans.models import Action, Plan, Quarter
from plans.selectors.owners import SilentOwner
from subgroups.models import Body, Membership, Person

LINE, MAIL_LINE = "\n", "\r\n"  # how lines end in a text, and in the address of a message (RFC 6068)
MAILTO = 1_900  # characters of such an address that every mail program still opens
WORDS = 200  # characters of an action's words in a message


@dataclass(frozen=True)
class Chase:
    """A message to those who speak for an owner. `mailto` is empty when none of them has an e-mail address.

    `to` are the names of those who have one.
    """

    to: str
    subject: str
    text: str
    mailto: str


@dataclass(frozen=True)
class Voices:
    """Those who speak for a body today, and where none of them can be written to, why, and whose address is missing."""

    speakers: tuple[Membership, ...] = ()
    why_nobody: str = ""
    without_address: Person | None = None


def voices_of(plan: Plan, bodies: Iterable[Body]) -> dict[int, Voices]:
    """Who is asked for the updates of each body, chairs first, by body id. One query."""
    seats: dict[int, list[Membership]] = {body.pk: [] for body in bodies}
    for seat in _seats_on(tuple(sorted(seats))):
        seats[seat.body_id].append(seat)
    return {pk: _voices(plan, theirs) for pk, theirs in seats.items()}


@until_a_change(16)
def _seats_on(bodies: tuple[int, ...]) -> list[Membership]:
    current = Membership.objects.current().with_reading().filter(body__in=bodies)
    return list(current.select_related("person").order_by("role", ByLetters("person__name")))


def _voices(plan: Plan, seats: list[Membership]) -> Voices:
    leading = [seat for seat in seats if seat.role != Membership.Role.MEMBER]
    speakers = tuple(seat for seat in leading if seat.person.is_active and not seat.only_reads)
    if any(seat.person.email for seat in speakers):
        return Voices(speakers)
    if speakers:
        person = speakers[0].person
        return Voices(speakers, f"{person.name} speaks for it and has no e-mail address here.", person)
    if reading := [seat.person.name for seat in leading if seat.person.is_active]:
        owners = sentence_lower(plan.owner_label_plural)
        return Voices(
            why_nobody=f"It is led by {listed(reading)}, and whoever holds {owners} to account updates nothing. Name "
            "somebody else who speaks for it: a vice-chair, or whoever holds a post."
        )
    if leading:
        left = listed([seat.person.name for seat in leading])
        return Voices(why_nobody=f"It was led by {left}, who left. Say who follows.")
    if seats:
        return Voices(why_nobody="It has members, but nobody chairs it or holds the post.")
    return Voices(why_nobody="Nobody is recorded on it.")


def chase(
    owner: SilentOwner,
    asked: Iterable[Person],
    *,
    plan: Plan,
    quarter: Quarter,
    address: str,
    sender: str,
    left: str = "",
    note: str = "",
    is_last: bool = False,
    answers: Sequence[tuple[Action, Body]] = (),
    beside: Sequence[Action] = (),
    site: str = "",
) -> Chase:
    """The message to those who are asked for one silent owner; `address` is the whole address of its silent actions.

    `left` says how long there is, as "9 days left"; empty leaves it out. `note` is a line of the sender's own.
    `is_last`: the one that goes out shortly before the deadline. `answers` are what is asked of somebody as one of
    many, and for whom, on pages of `site`; `beside` are their silent actions of linked plans. The text names each
    action with its words; the address of a message, which can only be so long, leaves out the words of those that
    have a reference where it would be too long, and then says how many there are.
    """
    people = list({person.pk: person for person in asked}.values())
    deadline = quarter.papers_deadline
    subject = f"{plan.title}: updates for {quarter.name}"
    if deadline:
        subject += f" by {long_date(deadline)}"
    if is_last:
        subject = f"Last reminder: {subject}"
    going = "it is going" if len(owner.actions) == 1 else "they are going"
    asked = (
        f"Please say how {going} by {long_date(deadline)}{left and f' ({left})'}:"
        if deadline
        else f"Please say how {going}:"
    )
    marking = plan.board.marking_line

    def text(*, with_words: bool, with_each: bool = True) -> str:
        lines = [
            *((marking, "") if marking else ()),
            f"Dear {listed([person.name for person in people])}," if people else "Dear colleague,",
            "",
            *((note, "") if note else ()),
            *(_silent(with_words, with_each) if owner.actions else ()),
            *_beside(with_words),
            *_unanswered(with_words),
            "Thank you",
            f"{sender}, {plan.board.team_label}",
        ]
        return LINE.join(lines)

    def _silent(with_words: bool, with_each: bool) -> tuple[str, ...]:
        one, many = sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural)
        is_one = len(owner.actions) == 1
        of_whom = f"of {owner.name} {'is' if is_one else 'are'} still to be updated for {quarter.name}"
        if not with_each:
            return (f"{number_of(len(owner.actions), one, many)} {of_whom}.", "", asked, address, "")
        return (
            f"This {one} {of_whom}:" if is_one else f"These {many} {of_whom}:",
            "",
            *(_line(action, with_words=with_words) for action in owner.actions),
            "",
            asked,
            address,
            "",
        )

    def _beside(with_words: bool) -> tuple[str, ...]:
        lines: list[str] = []
        for linked in dict.fromkeys(action.plan for action in beside):
            theirs = [action for action in beside if action.plan == linked]
            one, many = sentence_lower(linked.action_label), sentence_lower(linked.action_label_plural)
            lines += [
                f"In {linked.title}, {number_of(len(theirs), one, many)} without an update for {quarter.name}:",
                "",
                *(_line(action, with_words=with_words) for action in theirs),
                "",
                f"Please say how {'it is' if len(theirs) == 1 else 'they are'} going"
                f"{f' by {long_date(deadline)}' if deadline else ''}:",
                f"{site}{linked.action_list_url(owner='mine', silent='on')}",
                "",
            ]
        return tuple(lines)

    def _unanswered(with_words: bool) -> tuple[str, ...]:
        if not answers:
            return ()
        lines = ["Everybody is asked to answer for themselves, and you have not yet:", ""]
        for action, body in answers:
            page = reverse("plans:action-answer", args=[plan.slug, action.pk, body.pk])
            lines += [_line(action, with_words=with_words), f"  For {body.name}:", f"  {site}{page}"]
        return (*lines, "")

    reached = [person for person in people if person.email]
    mailto = ""
    if reached:
        addresses = ",".join(quote(person.email, safe="@") for person in reached)
        for with_words, with_each in ((True, True), (False, True), (False, False)):
            said = text(with_words=with_words, with_each=with_each)
            body = quote(said.replace(LINE, MAIL_LINE), safe="")
            mailto = f"mailto:{addresses}?subject={quote(subject, safe='')}&body={body}"
            if len(mailto) <= MAILTO:
                break
    return Chase(listed([person.name for person in reached]), subject, text(with_words=True), mailto)


def words_of(action: Action) -> str:
    """An action's words as a letter quotes them."""
    return shortened(in_one_line(action.text), WORDS)


def _line(action: Action, *, with_words: bool) -> str:
    words = words_of(action)
    if action.reference:
        called = f"{action.reference} {words}" if with_words else action.reference
    else:
        called = f"{words} ({action.stands_under})" if action.stands_under else words
    late = action.days_late()
    return f"- {called} ({days_late(late)})" if late else f"- {called}"
