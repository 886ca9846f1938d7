"""Addresses of pages, each worked out once: a list asks for that of every row, and a report for five hundred."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse


def address(route: str, *keys) -> str:
    """The address of a page by its route and the keys in it, as Django's `reverse` answers it.

    Nothing but code decides it, so that what was answered once holds as long as the process.

    :raises NoReverseMatch: where no page has such a route with such keys.
    """
    return _worked_out(get_urlconf(), get_script_prefix(), route, keys)


@lru_cache(maxsize=20_000)  # some 5 MB when it is full
def _worked_out(urlconf, prefix: str, route: str, keys: tuple) -> str:
    return reverse(route, urlconf, keys)
