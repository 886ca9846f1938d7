"""Whoever answers for something hears what happened to it: minutes later, once a day or never, as they choose.

What is told stands in the transaction of its event, and whoever undoes the event meanwhile takes it back. Letters are
written by the timer, which asks anew what their person may see. Reminders, invitations and letters about an account are
not news: they come to everybody.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from lscb import clock
from lscb.events import locks
from lscb.lines import in_one_line
from lscb.wording import number_of
from lscb.work import outbox
from subgroups.models import Board, Notice, Person

_held_back: ContextVar[bool] = ContextVar("news_held_back", default=False)


@contextmanager
def nobody_is_told() -> Iterator[None]:
    """What happens in the block is an example, or of long ago: nobody hears of it."""
    token = _held_back.set(True)
    try:
        yield
    finally:
        _held_back.reset(token)


def tell(
    people: Iterable[Person], *, board: Board, subject: str, said: str, link: str, by: Person | None
) -> list[int]:
    """Tell people of a board what happened, in the transaction that is open; whoever did it is not told.

    `said` is a sentence or a few; `link` is the page they can look at. Who has left, is not on the board, has no
    e-mail or wants no news is passed over. The keys of what waits to be written, by which `take_back` knows it.
    """
    subject = in_one_line(subject)[:400]
    keys = {person.pk for person in people} - {by.pk if by else None}
    if _held_back.get() or not keys:
        return []
    told = []
    for person in Person.objects.to_be_told(board).filter(pk__in=keys).order_by("pk"):
        notice = Notice(
            person=person, board=board, subject=subject, said=said, link=link, by=by, at=clock.now()
        )
        notice.save()
        told.append(notice.pk)
    return told


def take_back(told: Collection[int]) -> bool:
    """What was told is undone, and no letter tells of it. Whether all of it waited still: else a letter has it."""
    taken, _ = Notice.objects.filter(pk__in=told).delete()
    return taken == len(told)


def send_news() -> str:
    """Write to everybody who has news that is ready, each of them one letter; for the timer."""
    waiting = Notice.objects.ready().order_by("person").values_list("person", flat=True).distinct()
    written = sum(_send_to(pk) for pk in list(waiting))
    return f"news: {number_of(written, 'letter', 'letters')} written"


@transaction.atomic
def _send_to(person_id: int) -> bool:
    person = locks.locked(Person.objects.filter(pk=person_id)).get()
    rows = locks.locked(Notice.objects.ready().filter(person=person).order_by("at", "pk"))
    notices = list(Notice.objects.filter(pk__in=[row.pk for row in rows]).select_related("board", "by"))
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).delete()
    told = [notice for notice in notices if notice.board_id in person.board_ids]
    if not told or person.has_left or not person.email or person.news == Person.News.NEVER:
        return False
    _post(person, told)
    return True


def _post(person: Person, notices: list[Notice]) -> None:
    service = settings.BASE_URL.rstrip("/")
    body = render_to_string(
        "subgroups/news.txt",
        {
            "markings": list(dict.fromkeys(filter(None, (each.board.marking_line for each in notices)))),
            "person": person,
            "notices": [(each, f"{service}{each.link}" if service else "") for each in notices],
            "choose": f"{service}{reverse('subgroups:profile')}#id_news_0" if service else "",
            "service_name": settings.SERVICE_NAME,
        },
    )
    writers = {notice.by for notice in notices}
    by = writers.pop() if len(writers) == 1 else None
    several = f"What happened: {number_of(len(notices), 'piece', 'pieces')} of news"
    outbox.post(
        kind="News",
        to=person.email or "",  # there is one: whoever has none is passed over
        subject=(len(notices) == 1 and notices[0].subject) or several,
        body=body.strip() + "\n",
        sender=outbox.Sender(by.name, (by.email,) if by.email else ()) if by else None,
    )
