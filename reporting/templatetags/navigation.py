"""Where somebody is, and where they can go from there, as every page shows it."""

from django import template

from reporting.selectors import navigation as places

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context) -> list[places.Led]:
    """The places that the page's reader is led to: {% navigation as site_places %}."""
    request = context["request"]
    route = request.resolver_match.view_name if request.resolver_match else ""
    return places.navigation(request.user, context["plan"] or None, context["board"] or None, route)
