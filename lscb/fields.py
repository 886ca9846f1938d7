"""Fields of models that all apps share. Every text of ours is kept in one of these."""

from django.core.exceptions import ValidationError
from django.db import models

from lscb.characters import clean, cleaned, turns_direction
from lscb.errors import TOO_LONG, Refused
from lscb.lines import has_line_break

ONE_LINE = "Write this in one line, without a line break."
NO_TURNS = "Type this again: it holds hidden characters that turn the direction of what is read."


class Cleaned(models.Field):
    """Text that is clean (`lscb.characters`) wherever it enters, and as it is read, whenever it was typed."""

    def to_python(self, value):
        return _cleaned(super().to_python(value))

    def from_db_value(self, value, expression, connection):
        return cleaned(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str) and (kept := cleaned(value)) != value:
            setattr(model_instance, self.attname, kept)
            return kept
        return value

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(_cleaned(value), connection)


class _Words(Cleaned):
    def deconstruct(self):
        """For the database it is a field like any other: no migration needs to know the rule."""
        name, _, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{type(self).__name__}", args, kwargs


class CharField(_Words, models.CharField):
    """Short words as a document prints them, which may have several lines."""

    default_error_messages = {"max_length": TOO_LONG}


class TextField(_Words, models.TextField):
    """What somebody writes, in as many lines and paragraphs as they like."""


def in_one_line_only(text: str) -> None:
    if has_line_break(text):
        raise ValidationError(ONE_LINE, code="line-break")


def in_its_own_direction(text: str) -> None:
    if turns_direction(text):
        raise ValidationError(NO_TURNS, code="direction")


class LineField(Cleaned, models.CharField):
    """A title, a name, a label: text of one line, which refuses line breaks wherever it enters.

    So it does what turns the direction of reading: a name must not read as another. Forms and imports say so beside
    the box; what reaches an operation by another way is refused when it is saved. Texts as a document prints them may
    have several lines and are a CharField.
    """

    default_error_messages = {"max_length": TOO_LONG}
    default_validators = [*models.CharField.default_validators, in_one_line_only, in_its_own_direction]

    def to_python(self, value):
        value = models.CharField.to_python(self, value)
        return clean(value, breaks=" ") if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        text = self.to_python(getattr(model_instance, self.attname))
        # A row of the history repeats what the row says, also where that was typed before this rule.
        if isinstance(text, str) and not hasattr(model_instance, "history_type"):
            named = str(self.verbose_name).capitalize()
            if has_line_break(text):
                raise Refused(f"{named}: write this in one line, without a line break.")
            if turns_direction(text):
                raise Refused(f"{named}: {NO_TURNS[0].lower()}{NO_TURNS[1:]}")
            setattr(model_instance, self.attname, text)
        return super().pre_save(model_instance, add)

    def deconstruct(self):
        """For the database it is a CharField like any other: no migration needs to know the rule."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def _cleaned(value):
    return cleaned(value) if isinstance(value, str) else value
