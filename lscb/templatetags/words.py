"""A board's own words in templates; every template has these filters."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeData, mark_safe

from lscb import words

register = template.Library()


@register.filter
def in_sentence(label) -> str:
    """A label inside a sentence: "Work stream" becomes "work stream", "LSCB" stays."""
    return words.sentence_lower(str(label))


@register.filter(name="own_words")
def own_words(text, whose) -> str:
    """A sentence of ours in the words of a plan, or of a report's labels: whatever has `own_words`.

      {% filter own_words:plan %}No actions are late.{% endfilter %}

    Around plain sentences only: words inside tags would be changed too.
    """
    own = getattr(whose, "own_words", None) or {}
    if isinstance(text, SafeData):
        return mark_safe(words.own_words(text, {ours: escape(theirs) for ours, theirs in own.items()}))  # noqa: S308
    return words.own_words(str(text), own)


@register.filter
def actions(number, whose) -> str:
    """The word for so many actions inside a sentence: {{ n }} {{ n|actions:plan }} is "1 action", "3 actions"."""
    return words.sentence_lower(whose.own_words["action" if number == 1 else "actions"])


@register.simple_tag(takes_context=True, name="say")
def say(context, text: str) -> str:
    """A sentence of ours on pages that may know no plan: in the words of `whose` where the page has it."""
    return own_words(text, context.get("whose"))
