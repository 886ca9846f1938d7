"""Ratings, lateness and milestones as every page shows them."""

from django import template

from plans import rows

register = template.Library()


@register.inclusion_tag("components/chip.html", takes_context=True)
def rating_chip(context, letter, quiet=False):
    """A rating in the plan's own words: the page hands over `words`, from `plan.rating_words()`.

    W and C, for withdrawn and carried over, are not ratings and have one word everywhere.
    """
    letter = letter or "-"
    return {"rating": letter, "word": rating_word(letter, context["words"]), "quiet": quiet}


@register.filter
def rating_word(letter, words) -> str:
    """The word of a letter."""
    return rows.OUT_OF_COUNT.get(letter) or words[letter or "-"]


@register.filter
def late_words(days: int) -> str:
    """Lateness as people say it: "9 days late"."""
    return f"{days} day{'' if days == 1 else 's'} late"


@register.filter
def when_due(milestone) -> str:
    """A milestone's time as exactly as its words name it: "January 2018", "31 January 2018" or its words."""
    return rows.when_due(milestone)
