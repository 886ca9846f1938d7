"""In whose words a page speaks: what forms and models say of themselves is put into them when it is shown.

Help texts, labels and advice are written once, with our nouns and for no board. Whoever answers a request says whose
words hold (`speaking_for`), as Django's translation says which language does, and `said` and `in_years` come out in
those; outside of a request, and where no one board is meant, in our own neutral ones.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from django.utils.functional import lazystr

from lscb import clock
from lscb.words import own_words

YEARS = 12  # that an example may name, from the plan's first


class Whose(Protocol):
    """A plan, a board, or whatever else has words of its own."""

    @property
    def own_words(self) -> Mapping[str, str]: ...


_whose: ContextVar[Callable[[], Whose | None]] = ContextVar("whose", default=lambda: None)


@contextmanager
def speaking_for(whose: Callable[[], Whose | None]) -> Iterator[None]:
    """Let sentences come out in the words of whom `whose` answers; it is asked when the first is shown."""
    token = _whose.set(whose)
    try:
        yield
    finally:
        _whose.reset(token)


def speak_for(whose: Whose | None) -> None:
    """The same from here to the end of the `speaking_for` around it: a page has found out what it is about."""
    _whose.set(lambda: whose)


def whose() -> Whose | None:
    """In whose words this page speaks; None for nobody's, which are ours."""
    return _whose.get()() or None


class _Said:
    """Text that becomes words only when it is shown: as `gettext_lazy` is to a language."""

    def __init__(self, say: Callable[[], str]):
        self._say = say

    def __str__(self):
        return self._say()


def lazily(say: Callable[[], str]) -> str:
    """A text for labels and help texts that is worked out each time it is shown."""
    return lazystr(_Said(say))


def said(text: str) -> str:
    """A sentence of ours, in the words of whoever's page shows it."""
    return lazily(lambda: own_words(text, getattr(whose(), "own_words", None) or {}))


def ours(text: object) -> str:
    """A text that is said in own words as we say it: for what is stored."""
    with speaking_for(lambda: None):
        return str(text)


class _Year(int):
    @property
    def two(self) -> str:
        """Its last two figures, as in 2017/18."""
        return f"{self % 100:02d}"


def in_years(text: str) -> str:
    """An example with years: {0} is the first of the plan that the page is about, {1} the next, {1.two} as in 2017/18.

    Where the page is about no plan, {1} is this year.
    """

    def say() -> str:
        starts_on = getattr(whose(), "starts_on", None)
        first = starts_on.year if starts_on else clock.today().year - 1
        sentence = text.format(*(_Year(first + more) for more in range(YEARS)))
        return own_words(sentence, getattr(whose(), "own_words", None) or {})

    return lazily(say)
