"""The routes as Django resolves them, and an address of each."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, Resolver404, ResolverMatch, get_resolver, resolve, reverse


def routes(resolver=None, namespace="") -> Iterator[str]:
    """The name of every route."""
    yield from (name for name, _ in patterns(resolver, namespace))


def patterns(resolver=None, namespace="", before="") -> Iterator[tuple[str, str]]:
    """The name of every route, and its address with the places for what it is about."""
    for pattern in (resolver or get_resolver()).url_patterns:
        whole = f"{before}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner, whole)
        else:
            yield f"{namespace}{pattern.name}", whole


def match_of(address: str) -> ResolverMatch | None:
    """What answers an address, whatever is asked behind it; None where nothing does."""
    try:
        return resolve(urlsplit(address).path)
    except Resolver404:
        return None


def address(name, plan, things) -> str:
    """The address of a route, filled in with a world's own things; those under `alone` are for one route.

    :raises AssertionError: where none of the known ways to fill it in fits.
    """
    _, _, noun = name.partition(":")
    things = things | things.get("alone", {}).get(name, {})
    for kwargs in (
        {},
        {"token": things.get("token", "")},
        {"kind": "json"},
        {"role": "board-team"},
        {"plan_slug": plan.slug, "dataset": "actions", "kind": "json"},
        {"key": things.get("job", "")},
        {"plan_slug": plan.slug},
        {"plan_slug": plan.slug, "key": things.get("step", "")},
        {"board_slug": plan.board.slug},
        {"plan_slug": plan.slug, "kind": things.get("list", "glossary")},
        {"board_slug": plan.board.slug, "kind": "people"},
        {"board_slug": plan.board.slug, "slug": things.get("public")},
        {"board_slug": plan.board.slug, "slug": things.get("public"), "kind": "json"},
        {"board_slug": plan.board.slug, "pk": things.get(noun.split("-")[0])},
        {"board_slug": plan.board.slug, "pk": things.get("import"), "row": "1.1"},
        {"plan_slug": plan.slug, "quarter": things["quarter"]},
        {"plan_slug": plan.slug, "quarter": things["quarter"], "key": "total"},
        {"plan_slug": plan.slug, "quarter": things["quarter"], "body_pk": things.get("group")},
        {"plan_slug": plan.slug, "pk": things.get(noun.split("-")[0])},
        {"plan_slug": plan.slug, "meeting": things.get("board_meeting")},
        {"plan_slug": plan.slug, "due": things.get("updates")},
        {"plan_slug": plan.slug, "due": things.get("updates"), "body_pk": things.get("group")},
        {"plan_slug": plan.slug, "pk": things.get("yearly"), "section_pk": things.get("yearly_section")},
        {"plan_slug": plan.slug, "action_pk": things["action"]},
        {"plan_slug": plan.slug, "review_pk": things.get("review")},
        {"plan_slug": plan.slug, "pk": things["report"], "key": "total"},
        {"plan_slug": plan.slug, "pk": things.get("import"), "row": "1.2"},
        {"plan_slug": plan.slug, "pk": things["action"], "milestone_pk": things.get("milestone")},
        {"plan_slug": plan.slug, "pk": things["action"], "item_pk": things.get("item")},
        {"plan_slug": plan.slug, "pk": things["action"], "body_pk": things.get("group")},
    ):
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    raise AssertionError(f"Say in `address` how to fill in {name}.")
