"""What every list has: headings by which it is sorted, and links that take off what it is filtered by."""

from django import template
from django.http import QueryDict

from lscb.web.filters import InWords
from lscb.web.sorting import ORDER, Sorting

register = template.Library()
PAGE = "page"  # in the URL; another order or filter begins at the first


@register.inclusion_tag("components/sort_head.html", takes_context=True)
def sort_head(context, sorting: Sorting | None, name: str, words: str = "", classes: str = ""):
    """The heading of a column: a link that sorts by it, and once it does, the other way round.

    :param words: the heading, where it is not what the way to sort is called.
    """
    by = sorting.called(name) if sorting else None
    is_by = by is not None and sorting.by is by
    turned = is_by and not sorting.is_turned
    return {
        "words": words or (by.words if by else ""),
        "classes": classes,
        "href": _query(context["request"].GET, {ORDER: f"-{name}" if turned else name}) if by else "",
        "then": by.runs.value[turned] if by else "",
        "now": ("descending" if sorting.falls else "ascending") if is_by else "",
    }


@register.inclusion_tag("components/taken_off.html", takes_context=True)
def taken_off(context, chosen: InWords):
    """What a list is filtered and sorted by, each with a link to the list without it."""
    asked = context["request"].GET
    links = [(words, _query(asked, {name: None})) for name, words in chosen.parts]
    order = chosen.sorting.words
    return {"links": links, "order": order, "usual": _query(asked, {ORDER: None}) if order else ""}


def _query(asked: QueryDict, changed: dict[str, str | None]) -> str:
    query = asked.copy()
    for name, value in {PAGE: None, **changed}.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"
