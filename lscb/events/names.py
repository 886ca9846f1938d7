"""People in the audit trail: by key, with words beside it that may be taken out when the law asks for it.

Where a change holds a person, or what is held about one, it is kept as `{"person": key, "words": what is shown}`. The
seal (`lscb.events.seals`) covers the key and not the words, nor who did something by name, nor the name of a thing that
is called after a person. So a leaver's name can go and every line stays as it was sealed.
"""

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models

KEY, WORDS = "person", "words"


def of_person(person: models.Model, words: object = None) -> object:
    """What a change holds of a person: their name, or other words about them. Nothing stays nothing."""
    said = str(person) if words is None else words
    return {KEY: person.pk, WORDS: str(said)} if said not in ("", None) else said


def is_person(thing: models.Model) -> bool:
    return isinstance(thing, get_user_model())


def named(thing: models.Model) -> object:
    """What a change holds of a row that it points at."""
    return of_person(thing) if is_person(thing) else str(thing)


def holds_person(value: object) -> bool:
    return isinstance(value, dict) and KEY in value


def shown(value: object) -> object:
    """A value of a change as it is shown: of a person, the words."""
    if isinstance(value, list):
        return [shown(each) for each in value]
    return value[WORDS] if holds_person(value) else value


def by_key(value: object) -> object:
    """A value, or all of them, with people by their key alone: what a seal covers."""
    if isinstance(value, list):
        return [by_key(each) for each in value]
    if holds_person(value):
        return {KEY: value[KEY]}
    return {name: by_key(each) for name, each in value.items()} if isinstance(value, dict) else value


def is_called_after_a_person(model: type[models.Model]) -> bool:
    """Whether rows of `model` show a person's name as their own: people themselves, and what says so.

    Such a model has `called_after`, the name of its foreign key to the person.
    """
    return model is get_user_model() or bool(getattr(model, "called_after", ""))


def types_called_after_people() -> dict[int, type[models.Model]]:
    """Those models by the key of their content type."""
    return {
        each.pk: model
        for each in ContentType.objects.all()
        if (model := each.model_class()) is not None and is_called_after_a_person(model)
    }
