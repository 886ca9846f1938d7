"""What the admin's own templates say differently from Django's: cells under their headings, and the index by task."""

import re
from collections.abc import Iterable, Iterator

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lscb.admin.tasks import tasks_of
from lscb.words import capital

register = template.Library()

_CELL = re.compile(r"<(t[hd])\b")


@register.filter
def under(cells: Iterable[SafeString], headers: list[dict]) -> Iterator[SafeString]:
    """The cells of a row as Django wrote them, each with its heading, which a narrow screen shows beside it."""
    for cell, header in zip(cells, headers, strict=False):
        heading = "" if "action-checkbox" in cell else capital(str(header["text"]))
        begun = format_html('<\\g<1> data-label="{}"', heading.replace("\\", r"\\"))
        yield mark_safe(_CELL.sub(begun, cell, count=1))  # noqa: S308  (both parts are escaped)


@register.filter
def headed(cells: Iterable, headings: Iterable[str]) -> Iterator[tuple[str, object]]:
    """Each cell with the heading of its column."""
    return zip(headings, cells, strict=False)


@register.simple_tag(takes_context=True)
def tasks(context, app_list: list[dict]) -> list:
    """The index by task: what whoever reads it may type, and the product's own pages that serve better."""
    return tasks_of(context["request"].user, app_list)
