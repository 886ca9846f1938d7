"""The link of every page to the part of the help that speaks of it."""

from django import template
from django.urls import reverse

from reporting.selectors.help_by_role import guides_for, part_about

register = template.Library()


@register.simple_tag(takes_context=True)
def help_with_page(context) -> dict:
    """Where help with this page is, and what the link says: {"address": ..., "words": ...}. Asks the database nothing
    that the page has not asked."""
    request, board = context["request"], context.get("board")
    found = request.resolver_match
    route = "admin:index" if found and found.app_name == "admin" else found.view_name if found else ""
    authority = request.user.authority
    roles = authority.roles.get(board.pk, frozenset()) if board else frozenset()
    if part := part_about(route, guides_for(roles, bool(authority.speaks_for))):
        role, anchor = part
        return {
            "address": f"{reverse('reporting:help-for', args=[role])}#{anchor}",
            "words": "Help with this page",
        }
    return {"address": reverse("reporting:help"), "words": "Help"}
