"""What a person is told after typing actions: what was read, and what needs a look."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from plans.models import Action, ActionOwner


def read_as(action: Action):
    """How the words of "when" are read, whose reading that is, and where to choose another one."""
    if not action.pk or not action.when_text:
        return "–"
    source = action.get_timescale_source_display().lower()
    said = format_html("{} ({})", action.timescale_explanation.rstrip("."), source)
    address = reverse("plans:action-timescale", args=[action.plan.slug, action.pk])
    words = "Choose how it is read" if action.timescale_to_choose else "Read it another way"
    return format_html('{}<br><a href="{}">{}</a>', said, address, words)


def said_of_timescales(actions: Iterable[Action]) -> tuple[str, bool] | None:
    """A sentence about the timescales just read, and whether any needs a choice; None when none was typed."""
    typed = [action for action in actions if action.when_text]
    if not typed:
        return None
    unsure = [action for action in typed if action.timescale_to_choose]
    read = f"Read {_count(len(typed), 'timescale')}"
    if not unsure:
        return f"{read}.", False
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a> “{}”',
        (
            (
                reverse("plans:action-timescale", args=[action.plan.slug, action.pk]),
                action.reference or action.short_text,
                action.when_text,
            )
            for action in unsure
        ),
    )
    return format_html("{}; {} your choice: {}.", read, _count_of(len(unsure), "needs", "need"), links), True


def said_of_owners(actions: Iterable[Action]) -> str | None:
    """A sentence about words of "who" that name nobody known; None when all were placed."""
    unplaced = list(
        ActionOwner.objects.unplaced()
        .filter(action__in=[action.pk for action in actions])
        .order_by("pk")
        .values_list("words", flat=True)
    )
    if not unplaced:
        return None
    words = ", ".join(f"“{each}”" for each in unplaced)
    return f"{_count(len(unplaced), 'owner')} not placed: {words}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _count_of(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
