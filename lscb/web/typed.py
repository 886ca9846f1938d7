"""The door by which typed text enters: whatever form, filter or address it was typed into, it comes in clean."""

from urllib.parse import urlencode

from django.http import QueryDict

from lscb.characters import clean

_PASSWORD = "password"  # noqa: S105  (part of the names of fields)


class TypedIsClean:
    """Hands views and forms what was typed with odd characters as what they stood for (`lscb.characters`).

    Reading a date, a name or a number then needs to know of none of them. A form with a password stays as it is sent:
    whoever chose a character must be able to type it again. A null character is no slip of a paste:
    forms refuse it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if (typed := _clean(request.GET)) is not None:
            request.GET = typed
        if request.method == "POST" and (typed := _clean(request.POST)) is not None:
            request.POST = typed


def _clean(sent: QueryDict) -> QueryDict | None:
    """What was sent, clean; None where it is clean already."""
    if any(_PASSWORD in name for name in sent):
        return None
    kept = {name: [_unless_null(value) for value in values] for name, values in sent.lists()}
    if all(kept[name] == values for name, values in sent.lists()):
        return None
    pairs = [(name, value) for name, values in kept.items() for value in values]
    return QueryDict(urlencode(pairs, errors="replace"))


def _unless_null(value: str) -> str:
    return value if "\0" in value else clean(value, breaks=None)
