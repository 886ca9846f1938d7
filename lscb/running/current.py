"""The request that is being answered: its id and its route. Logging needs both before Django knows any model."""

from contextvars import ContextVar

from django.http import HttpRequest

# Empty outside of a request.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
# Of a request that no route answers.
NO_ROUTE = "none"


def route_of(request: HttpRequest) -> str:
    """The name of its route, as "plans:action-list"."""
    match = request.resolver_match
    return match.view_name if match and match.view_name else NO_ROUTE
