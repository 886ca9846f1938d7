"""The one error a board's rules raise, and what errors were raised from."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError

# What is said of a day that was to be in the past.
NOT_YET = "That day has not come yet."
# And of what is no e-mail.
NO_EMAIL = "Write the e-mail as name@example.org."
# What is said of a day that was to be in the future.
PASSED = "That day has passed. Give one still to come."
# Of words that are longer than their field, a form's or a model's.
TOO_LONG = "Shorten this to %(limit_value)s characters; it has %(show_value)s."


class Refused(ValidationError):
    """A business rule says no. The message tells a person what to do; a mapping names the fields.

    Being a ValidationError it becomes a form error as it stands, in the browser and in the admin.
    """


class ChangedMeanwhile(Refused):
    """Somebody else saved first. `current` is what they saved; nothing of the refused input is lost."""

    def __init__(self, message: str, *, current: object):
        super().__init__(message, code="changed-meanwhile")
        self.current = current


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those that it was raised from or while handling."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
