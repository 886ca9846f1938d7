"""Fields of models that all apps share."""

from django.core.exceptions import ValidationError
from django.db import models

from lscb.errors import Refused
from lscb.lines import has_line_break

ONE_LINE = "Write this in one line, without a line break."


def in_one_line_only(text: str) -> None:
    if has_line_break(text):
        raise ValidationError(ONE_LINE, code="line-break")


class LineField(models.CharField):
    """A title, a name, a label: text of one line, which refuses line breaks wherever it enters.

    Forms and imports say so beside the box; what reaches an operation by another way is refused when it is saved.
    Texts as a document prints them may have several lines and stay a CharField.
    """

    default_validators = [*models.CharField.default_validators, in_one_line_only]

    def pre_save(self, model_instance, add):
        text = super().pre_save(model_instance, add)
        # A row of the history repeats what the row says, also where that was typed before this rule.
        if isinstance(text, str) and has_line_break(text) and not hasattr(model_instance, "history_type"):
            raise Refused(
                f"{str(self.verbose_name).capitalize()}: write this in one line, without a line break."
            )
        return text

    def deconstruct(self):
        """For the database it is a CharField like any other: no migration needs to know the rule."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
