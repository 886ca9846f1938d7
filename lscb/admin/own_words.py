"""The admin in a board's words: its pages say what models and fields are called, and each is said in own words.

Django's pages take those names from the models, so they are made to come out in the words of whoever the page speaks
for (`lscb.speaking`), once, when the admin of a model is registered. What is stored goes by `ours`: the audit trail
keeps our words, and a board's take their place when it is shown.
"""

from collections.abc import Iterable

from django.db import models
from django.utils.html import conditional_escape

from lscb.speaking import lazily, ours, said, whose

# Fields in which a board or plan types words of its own: what they are words for is said in ours.
_WORDS_FOR = ("_label", "_label_plural")


def speak_own_words(model: type[models.Model], called: tuple[str, str] | None = None) -> None:
    """Let the names and help texts of a model and its fields come out in own words.

    :param called: what the product's pages call one of the model and several, where that is not the model's own name.
    """
    options = model._meta
    one, several = called or (options.verbose_name, options.verbose_name_plural)
    options.verbose_name = in_own_words(one)
    options.verbose_name_plural = said(ours(several))  # Django's own plural of a name is worked out late
    for field in (*options.local_fields, *options.local_many_to_many):
        if not field.name.endswith(_WORDS_FOR):
            field.verbose_name = _name_of(field)
            field.help_text = _as_text(in_own_words(field.help_text))


def _name_of(field: models.Field):
    """A field that is named after what it leads to is called as that is called."""
    to = field.related_model
    if to is None or field.name != to._meta.model_name:
        return in_own_words(field.verbose_name)
    return lazily(lambda: str(to._meta.verbose_name))


def describe_in_own_words(owner: object, names: Iterable) -> None:
    """The same for columns, fields and actions that are methods of an admin class."""
    for name in names:
        method = getattr(type(owner), name, None) if isinstance(name, str) else None
        if callable(method) and hasattr(method, "short_description"):
            method.short_description = in_own_words(method.short_description)


def in_own_words(text):
    """A text that comes out in own words; one that does already is left as it is, and so is none at all."""
    return said(text) if isinstance(text, str) and text else text


def _as_text(help_text):
    """A help text whose words are text, whatever a board calls things: pages of Django print it as it is.

    In nobody's words it stays as we wrote it, as migrations keep it.
    """
    if not help_text:
        return help_text
    return lazily(lambda: conditional_escape(str(help_text)) if whose() else str(help_text))
