"""Asking the index: which entries say what somebody looks for."""

from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from lscb.search.index import TERMS
from lscb.search.words import Asked


def saying(looked_for: Iterable[Asked], boards: Iterable[int], *, in_title: bool = False) -> Q:
    """Of entries: that one says all of it, and is of one of the boards; in its title or reference only, if `in_title`.

    Nothing of other boards is read for it. Entries of no board at all, and all of them where nothing is looked for,
    say nothing.
    """
    looked_for, boards = list(looked_for), sorted(boards)
    if not looked_for or not boards:
        return Q(pk__in=())
    if connection.vendor == "postgresql":
        weight = "A" if in_title else ""
        either = " | ".join(
            f"({' & '.join(_tsquery(each, b, weight) for each in looked_for)})" for b in boards
        )
        return Q(vector=SearchQuery(either, config="simple", search_type="raw"))
    either = " OR ".join(f"({' AND '.join(_fts(each, b) for each in looked_for)})" for b in boards)
    match = f"title : ({either})" if in_title else either
    return Q(pk__in=RawSQL(f"SELECT rowid FROM {TERMS} WHERE {TERMS} MATCH %s", [match]))  # noqa: S608, S611


def _tsquery(each: Asked, board: int, weight: str) -> str:
    def phrase(words: tuple[str, ...]) -> str:
        ends = ("" if each.exact else "*") + weight
        last = len(words) - 1
        return " <-> ".join(
            f"'b{board}x{word}'" + (f":{mark}" if (mark := ends if n == last else weight) else "")
            for n, word in enumerate(words)
        )

    either = [phrase(each.words), *([phrase((each.singular,))] if each.singular else [])]
    return f"({' | '.join(either)})"


def _fts(each: Asked, board: int) -> str:
    def phrase(words: tuple[str, ...]) -> str:
        together = " ".join(f"b{board}x{word}" for word in words)
        return f'"{together}"' + ("" if each.exact else " *")

    either = [phrase(each.words), *([phrase((each.singular,))] if each.singular else [])]
    return f"({' OR '.join(either)})"
