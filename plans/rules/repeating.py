"""Whether an update says again what was said before it, word for word. Pure."""

from collections.abc import Mapping

# What of an update is words; dates and the rating are judged anew each time.
WORDS = (
    "progress",
    "reason",
    "cause",
    "recovery_step",
    "help_wanted",
    "evidence_how_much",
    "evidence_how_well",
    "evidence_difference",
    "hold_reason",
)


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever their spaces and line breaks; nothing says nothing."""
    return bool(one.split()) and one.split() == other.split()


def repeats(now: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether all that is said now was said before in the same words. Less may be said than before, and nothing new.

    :param now: the words of an update by field of WORDS; those left empty may be absent.
    """
    said = {field: words for field in WORDS if (words := now.get(field) or "").split()}
    return bool(said) and all(same_words(words, before.get(field) or "") for field, words in said.items())
