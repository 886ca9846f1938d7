"""What is typed into the search, as the reference that it may be. Pure."""

import re

_SECOND = re.compile(r"(\S{1,20}) \(\d{1,4}\)")


def without_ordinal(typed: str) -> str:
    """What is typed in one line; of "13.2 (2)" only the reference, as which of two with one is meant is no word of
    theirs."""
    typed = " ".join(typed.split())
    second = _SECOND.fullmatch(typed)
    return second[1] if second else typed
