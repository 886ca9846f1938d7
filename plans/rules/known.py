"""What must be there where it is asked for. Pure."""

from typing import TypeVar

Value = TypeVar("Value")


def known(value: Value | None) -> Value:
    """A value that may be missing elsewhere, and is not here: those without it were left out before.

    :raises ValueError: where it is missing all the same.
    """
    if value is None:
        raise ValueError("Something is used that was never known.")
    return value
