"""Help, a page a role: what to do the first time and each reporting period after, and which part speaks of which page.

The guides stand in docs/help as Markdown. A link names a route of ours instead of an address; a heading has in braces
the routes of the pages that the part below it is about.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.text import slugify

from lscb.permissions import READERS, Role

# By the last part of their address, the one that most is done by first.
GUIDES = ("board-team", "group-chair", "independent-chair", "owner")

_HEADING = re.compile(r"^(?P<level>#{1,2}) (?P<title>[^{\n]+?)(?: \{(?P<routes>[^}]*)\})?$", re.M)
_LINK = re.compile(r"(?<!!)\[(?P<words>[^\]]+)\]\((?P<route>[\w:-]+)\)")
_PICTURE = re.compile(r"\]\((?P<name>[\w-]+\.png)\)")


@dataclass(frozen=True)
class Part:
    """A part of a guide: its anchor on the page, its heading, the routes its heading names and those it links."""

    anchor: str
    title: str
    about: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    """A guide in our words: its title, its Markdown without what stands in braces, and its parts in order."""

    slug: str
    title: str
    markdown: str
    parts: tuple[Part, ...]


@lru_cache
def guide(slug: str) -> Guide:
    """:raises KeyError: when no role has such a guide."""
    if slug not in GUIDES:
        raise KeyError(slug)
    text = (settings.BASE_DIR / "docs" / "help" / f"{slug}.md").read_text()
    (title, *headings) = _HEADING.finditer(text)
    ends = [*(each.start() for each in headings[1:]), len(text)]
    parts = tuple(
        Part(
            slugify(each["title"]),
            each["title"],
            tuple((each["routes"] or "").split()),
            tuple(link["route"] for link in _LINK.finditer(text, each.end(), end)),
        )
        for each, end in zip(headings, ends, strict=True)
    )
    return Guide(slug, title["title"], _HEADING.sub(r"\g<level> \g<title>", text), parts)


def written_out(text: str, address: Callable[[str], str], picture: Callable[[str], str]) -> str:
    """The Markdown with addresses in the place of routes and names of pictures; a link that leads nowhere for this
    reader is words alone.

    :param address: of a route; empty where there is none, as before there is a plan.
    """

    def link(found: re.Match) -> str:
        there = address(found["route"])
        return f"[{found['words']}]({there})" if there else found["words"]

    return _PICTURE.sub(lambda found: f"]({picture(found['name'])})", _LINK.sub(link, text))


def own_guides(roles: Iterable[Role], speaks: bool) -> list[str]:
    """The guides that are for somebody with these roles on a board, who may speak for a body."""
    held = set(roles)
    theirs = {
        "board-team": Role.BOARD_TEAM in held,
        "independent-chair": bool(held & READERS),
        "group-chair": speaks,
    }
    return [slug for slug in theirs if theirs[slug]] or ["owner"]


def guides_for(roles: Iterable[Role], speaks: bool) -> list[str]:
    """Every guide, the reader's own first."""
    first = own_guides(roles, speaks)
    return [*first, *(slug for slug in GUIDES if slug not in first)]


@lru_cache
def _anchors() -> Mapping[str, Mapping[str, str]]:
    """By route, in each guide the part that is about it, else the first that links it."""
    found: dict[str, dict[str, str]] = {}
    for slug in GUIDES:
        parts = guide(slug).parts
        for routes in ("about", "links"):
            for part in parts:
                for route in getattr(part, routes):
                    found.setdefault(route, {}).setdefault(slug, part.anchor)
    return found


def part_about(route: str, guides: list[str]) -> tuple[str, str] | None:
    """The guide and anchor of the part that speaks of a page, in the first of the guides that has one."""
    anchors = _anchors().get(route, {})
    return next(((slug, anchors[slug]) for slug in guides if slug in anchors), None)
