"""Asking an owner for its updates: the words of the message, to send or to copy."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import quote

from lscb.ordering import ByLetters
from lscb.wording import listed, long_date
from lscb.words import sentence_lower
from plans.models import Action, Plan, Quarter
from plans.selectors.owners import SilentOwner
from subgroups.models import Body, Membership

LINE, MAIL_LINE = "\n", "\r\n"  # how lines end in a text, and in the address of a message (RFC 6068)


@dataclass(frozen=True)
class Chase:
    """A message to those who speak for an owner. `mailto` is empty when none of them has an e-mail address.

    `to` are the names of those who have one.
    """

    to: str
    subject: str
    text: str
    mailto: str


def speakers_of(bodies: list[Body]) -> dict[int, list[Membership]]:
    """Working people who speak for each body today, chairs first, by body id. One query."""
    rows = (
        Membership.objects.current()
        .speaking()
        .filter(body__in=bodies, person__is_active=True)
        .select_related("person")
        .order_by("role", ByLetters("person__name"))
    )
    speakers = defaultdict(list)
    for row in rows:
        speakers[row.body_id].append(row)
    return speakers


def chase(
    owner: SilentOwner,
    speakers: list[Membership],
    *,
    plan: Plan,
    quarter: Quarter,
    address: str,
    sender: str,
    left: str = "",
) -> Chase:
    """The message to one silent owner; `address` is the whole address of its silent actions.

    `left` says how long there is, as "9 days left"; empty leaves it out.
    """
    people = list({row.person_id: row.person for row in speakers}.values())
    deadline = quarter.papers_deadline
    subject = f"{plan.title}: updates for {quarter.name}"
    if deadline:
        subject += f" by {long_date(deadline)}"
    asked = (
        f"Please say how they are going by {long_date(deadline)}{left and f' ({left})'}:"
        if deadline
        else ("Please say how they are going:")
    )
    marking = plan.board.marking_line
    lines = [
        *((marking, "") if marking else ()),
        f"Dear {listed([person.name for person in people])}," if people else "Dear colleague,",
        "",
        f"These {sentence_lower(plan.action_label_plural)} of {owner.name} are still to be updated for {quarter.name}:",
        "",
        *(_line(action) for action in owner.actions),
        "",
        asked,
        address,
        "",
        "Thank you",
        f"{sender}, {plan.board.team_label}",
    ]
    text = LINE.join(lines)
    reached = [person for person in people if person.email]
    mailto = ""
    if reached:
        addresses = ",".join(quote(person.email, safe="@") for person in reached)
        body = quote(text.replace(LINE, MAIL_LINE), safe="")
        mailto = f"mailto:{addresses}?subject={quote(subject, safe='')}&body={body}"
    return Chase(listed([person.name for person in reached]), subject, text, mailto)


def _line(action: Action) -> str:
    words = f"- {action.reference or action.short_text}"
    late = action.days_late()
    return f"{words}: {late} day{'' if late == 1 else 's'} late" if late else words
