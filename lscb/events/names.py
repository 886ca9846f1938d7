"""People in the audit trail: by key, with words beside it that may be taken out when the law asks for it.

Where a change holds a person, or what is held about one, it is kept as `{"person": key, "words": what is shown}`. The
seal (`lscb.events.seals`) covers the key and not the words, nor who did something by name, nor the name of a thing that
is called after a person. So a leaver's name can go and every line stays as it was sealed.
"""

import re
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from lscb.characters import cleaned
from lscb.wording import moment

KEY, WORDS = "person", "words"
# A moment as the trail keeps it.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def of_person(person: models.Model, words: object = None) -> object:
    """What a change holds of a person: their name, or other words about them. Nothing stays nothing."""
    said = str(person) if words is None else words
    return of_key(person.pk, str(said)) if said not in ("", None) else said


def of_key(key: int, words: str) -> dict[str, object]:
    return {KEY: key, WORDS: words}


def is_person(thing: models.Model) -> bool:
    return isinstance(thing, get_user_model())


def named(thing: models.Model) -> object:
    """What a change holds of a row that it points at."""
    return of_person(thing) if is_person(thing) else str(thing)


def holds_person(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {KEY, WORDS}


def shown(value: Any) -> Any:
    """A value of a change as it is shown: of a person, the words; of a moment, its day and time by our clock."""
    if isinstance(value, list):
        return [shown(each) for each in value]
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return moment(timezone.localtime(datetime.fromisoformat(value)))
    if isinstance(value, str):
        return cleaned(value)
    return value[WORDS] if holds_person(value) else value


def by_key(value: Any) -> Any:
    """A value of a change with people by their key alone: what a seal covers."""
    if isinstance(value, list):
        return [by_key(each) for each in value]
    return {KEY: value[KEY]} if holds_person(value) else value


def renamed(value: Any, key: int, words: str) -> Any:
    """A value of a change with other words where it holds the person of that key."""
    if isinstance(value, list):
        return [renamed(each, key, words) for each in value]
    return of_key(key, words) if holds_person(value) and value[KEY] == key else value


def people_of(model: type[models.Model]) -> list[str]:
    """The foreign keys to whom rows of `model` are called after, where they show a person's name as their own.

    Those are the rows that a person has: a role, a place, an address. They say so by a key called `person`, and may be
    called after others too, as a deputy's role is.
    """
    keys = [field.name for field in model._meta.fields if field.related_model is get_user_model()]
    return keys if "person" in keys else []


def types_called_after_people() -> dict[int, type[models.Model]]:
    """People themselves and what is called after them, by the key of their content type."""
    return {
        each.pk: model
        for each in ContentType.objects.all()
        if (model := each.model_class()) is not None and (model is get_user_model() or people_of(model))
    }
