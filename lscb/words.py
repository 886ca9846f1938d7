"""A board's own words inside our sentences: capitals, articles, and its words in the place of ours. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

# Abbreviations whose first letter is said with a vowel: "an LSCB priority".
_SAID_WITH_A_VOWEL = "AEFHILMNORSX"


def sentence_lower(words: str) -> str:
    """A label inside a sentence: "Priority area" becomes "priority area"; names and abbreviations stay.

    "LSCB Team" and "Business Group" are names: a capital inside a word, or at the start of a later one, says so.
    """
    return words if re.search(r"\S[A-Z]|\s[A-Z]", words) else words[:1].lower() + words[1:]


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def with_article(words: str) -> str:
    """A label with "a" or "an" before it: "a priority", "an aim", "an LSCB priority"."""
    words = sentence_lower(words)
    vowels = _SAID_WITH_A_VOWEL if re.match(r"[A-Z]{2}", words) else "aeioAEIO"
    return f"{'an' if words[:1] in vowels else 'a'} {words}"


def without(label: str) -> str:
    """The heading over what belongs to none of something: "Without a section"."""
    return f"Without {with_article(label)}"


def not_linked_to(label: str) -> str:
    """The heading over what serves none of something: "Not linked to a priority"."""
    return f"Not linked to {with_article(label)}"


def own_words(text: str, words: Mapping[str, str]) -> str:
    """A sentence of ours with a board's words in the place of ours; capitals and "a" or "an" follow.

    `words` maps our words in small letters to the board's: {"section": "Work stream", "sections": "Work streams"}.
    Only for sentences of ours: what people typed stays as they typed it. What is in the board's words already stays,
    though a word of ours is in them, as in "Partner or relevant agency".
    """
    put_into = _putting(tuple(words.items()))
    return put_into(text) if put_into else text


@lru_cache(maxsize=128)
def _putting(words: tuple[tuple[str, str], ...]) -> Callable[[str], str] | None:
    """What puts these words into a sentence; None where they are ours."""
    theirs = {ours: word for ours, word in words if sentence_lower(word) != ours}
    if not theirs:
        return None
    ours = _finder(theirs)
    done = {new.lower() for new in theirs.values() if ours.search(new)} - set(theirs)
    both = _finder((*theirs, *sorted(done)))

    def put(match: re.Match) -> str:
        article, found = match["article"], match["word"]
        if found.lower() in done:
            return match[0]
        new = theirs[found.lower()]
        if article:
            new = with_article(new)
            return capital(new) if article[0].isupper() else new
        return capital(new) if found[0].isupper() else sentence_lower(new)

    # A page says the same few hundred sentences time and again; what is marked as HTML is told apart from what is not.
    @lru_cache(maxsize=1_000, typed=True)
    def put_into(text: str) -> str:
        return both.sub(put, text)

    return put_into


def _finder(words: Iterable[str]) -> re.Pattern:
    longest_first = sorted(words, key=len, reverse=True)
    found = "|".join(re.escape(each) for each in longest_first)
    return re.compile(rf"\b(?:(?P<article>an?) )?(?P<word>{found})\b(?!-)", re.I)
