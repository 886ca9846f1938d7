"""Whoever's account is changed hears of it, and a board's team of what somebody from outside did."""

from django.conf import settings
from django.template.loader import render_to_string

from lscb import clock
from lscb.words import own_words
from lscb.work import outbox
from subgroups.models import TYPISTS, Board, BoardRole, Person


def tell_owner(
    person: Person,
    said: str,
    *,
    by: Person | None,
    board: Board | None = None,
    to: str | None = None,
) -> None:
    """Write to a person what was done to their account, by whom and when, and what to do if that surprises them.

    `said` is one sentence to them, without a word about anybody else; `board` lends its word for the board team. The
    letter is written in the transaction that is open. It goes `to` their address unless another is given; nobody is
    written to who has none.
    """
    address = to or person.email
    if not address:
        return
    body = render_to_string(
        "subgroups/account_changed.txt",
        {
            "marking": board.marking_line if board else "",
            "person": person,
            "said": said,
            "by": by or "The system",
            "by_a_person": by is not None and by != person,
            "at": clock.now(),
            "team": own_words("the board team", board.own_words if board else {}),
            "address": settings.BASE_URL,
            "service_name": settings.SERVICE_NAME,
        },
    )
    outbox.post(
        kind="Account changed", to=address, subject="Your account was changed", body=body.strip() + "\n"
    )


def tell_team(board: Board, *, subject: str, said: str, by: Person) -> None:
    """Write to each of the board's team what somebody from outside it did: one sentence, or a few.

    The letters are written in the transaction that is open; whoever did it is not written to.
    """
    team = BoardRole.objects.in_force().filter(board=board, role__in=TYPISTS, person__is_active=True)
    for person in Person.objects.filter(board_roles__in=team).exclude(pk=by.pk).distinct():
        if person.email:
            body = render_to_string(
                "subgroups/told_team.txt",
                {
                    "person": person,
                    "said": said,
                    "by": by,
                    "at": clock.now(),
                    "address": settings.BASE_URL,
                    "service_name": settings.SERVICE_NAME,
                },
            )
            outbox.post(
                kind="Told the board team", to=person.email, subject=subject, body=body.strip() + "\n"
            )
