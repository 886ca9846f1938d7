"""Help, a page a role, in the words of the board and with links into the plan that the reader begins with."""

from django.http import Http404
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from lscb.permissions import Role
from lscb.speaking import whose
from lscb.words import own_words
from plans.views.context import board_of, plan_of
from reporting.selectors.help_by_role import GUIDES, Guide, guide, guides_for, own_guides, written_out


def help_index(request):
    """Which guides there are; those first that are for the reader."""
    slugs = guides_for(*_reader(request))
    return render(
        request, "reporting/help_index.html", {"guides": [_in_own_words(guide(slug)) for slug in slugs]}
    )


def _reader(request) -> tuple[frozenset[Role], bool]:
    """The roles that somebody has on the board, and whether they speak for a body."""
    board, authority = board_of(request), request.user.authority
    roles = authority.roles.get(board.pk, frozenset()) if board else frozenset()
    return frozenset(roles), bool(authority.speaks_for)


def help_for(request, role):
    """The guide of a role. Anybody who signed in may read any: it says what others do. Its links are for those."""
    if role not in GUIDES:
        raise Http404
    shown = guide(role)
    is_own = role in own_guides(*_reader(request))
    address = _address_in(request) if is_own else lambda route: ""
    text = written_out(shown.markdown, address, lambda name: static(f"help/{name}"))
    context = {
        "guide": _in_own_words(shown),
        "text": mark_safe(_html(text, shown)),  # noqa: S308  (our own file, and Markdown without HTML)
        "others": [_in_own_words(guide(slug)) for slug in GUIDES if slug != role],
    }
    return render(request, "reporting/help.html", context)


def _in_own_words(shown: Guide) -> dict:
    words = _words()
    return {
        "slug": shown.slug,
        "title": own_words(shown.title, words),
        "parts": [(part.anchor, own_words(part.title, words)) for part in shown.parts],
    }


def _words() -> dict:
    return getattr(whose(), "own_words", None) or {}


def _address_in(request):
    """The address of a route for this reader: of their plan and board; empty where they have none."""
    plan, board = plan_of(request), board_of(request)
    slugs = [{}]
    if board:
        slugs.append({"board_slug": board.slug})
    if plan:
        slugs.append({"plan_slug": plan.slug})

    def address(route: str) -> str:
        for kwargs in slugs:
            try:
                return reverse(route, kwargs=kwargs)
            except NoReverseMatch:
                continue
        return ""

    return address


def _html(text: str, shown: Guide) -> str:
    """Markdown as HTML in own words, each part under an anchor of its own."""
    markdown = MarkdownIt("commonmark", {"html": False})
    words = _words()
    anchors = iter(part.anchor for part in shown.parts)

    def in_own_words(state):
        for token in state.tokens:
            if token.type == "heading_open" and token.tag == "h2":
                token.attrSet("id", next(anchors))
            for child in token.children or ():
                child.content = own_words(child.content, words)

    markdown.core.ruler.push("own_words", in_own_words)
    return markdown.render(text.partition("\n")[2])
