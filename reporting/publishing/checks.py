"""What in a text should not be published, found before anybody publishes it. It finds what can be recognised: somebody
still reads every sentence.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# As 01234 567890, +44 7700 900123, (0191) 498 0000, and so a number of the health service too; no year, amount or date.
NUMBER = re.compile(r"(?<![\w.,£/-])\+?\(?\d(?:[ ()-]{0,2}\d){8,13}(?![\w/])")
# As CA1 1AA. Where one stands, a home may be meant.
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
# As "Mrs Fell", "Dr A. Fell".
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|PC|DC|DI|DS)\.? (?:[A-Z]\.? )?[A-Z][\w’'-]+")
# One child or adult, told of by age.
_AGE = r"(?:\d{1,2}|[a-z]+teen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
AGED = re.compile(
    rf"\b(?:aged|age of|girl of|boy of|child of|baby of|man of|woman of) {_AGE}\b|\b{_AGE}[- ]year[- ]old\b",
    re.I,
)
# What a report on a year says of an action behind, by the labels under which it is drafted: for the board itself.
_INSIDE = {"Help wanted": True, "Why": False}
# One to four, alone in a cell of a table: of so few, somebody may know who they are.
_SMALL = re.compile(r"(?<=\|)\s*([1-4])\s*(?=\|)")


@dataclass(frozen=True)
class Found:
    """Something in a text: what it is, the words themselves, and whether they keep it from being published."""

    what: str
    words: str
    stops: bool


@dataclass(frozen=True)
class Names:
    """People whose names are known, the words that a board never publishes, and posts that one person holds."""

    people: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()


def found_in(text: str, names: Names) -> list[Found]:
    """What stops a text from going out, then what somebody should look at twice; each thing once."""
    return list(dict.fromkeys(sorted(_found_in(text, names), key=lambda found: not found.stops)))


def asked_inside_in(text: str) -> list[Found]:
    """Labels under which owners tell the board why something is behind, and what help they want."""
    return [
        Found("what is said to the board alone", label, stops)
        for label, stops in _INSIDE.items()
        if re.search(rf"(?<!\w){label}: ", text)
    ]


def small_numbers_in(table: str) -> list[Found]:
    """Numbers below five in the cells of a table of measures, each once, to be looked at."""
    return [
        Found("a small number, which may tell of one person", each, False)
        for each in dict.fromkeys(_SMALL.findall(table))
    ]


def _found_in(text: str, names: Names) -> Iterator[Found]:
    for what, pattern in (
        ("an e-mail address", EMAIL),
        ("a telephone or other long number", NUMBER),
        ("a postcode", POSTCODE),
    ):
        for match in pattern.finditer(text):
            yield Found(what, match[0].strip(), True)
    whole = list(_standing_in(text, names.people))
    for name in whole:
        yield Found("the name of somebody who works with the board", name, True)
    for words in _standing_in(text, names.never):
        yield Found("words that the board never publishes", words, True)
    for post in _standing_in(text, names.posts):
        yield Found("a post, which is one person", post, False)
    for match in TITLED.finditer(text):
        yield Found("what looks like a person’s name", match[0], False)
    surnames = {name.split()[-1] for name in names.people if " " in name} - {""}
    without = text
    for name in whole:
        without = without.replace(name, " ")
    # A surname may be a word or a place as well, so somebody looks.
    for surname in sorted(surnames):
        if len(surname) > 2 and re.search(rf"(?<!\w){re.escape(surname)}(?!\w)", without):
            yield Found("the surname of somebody who works with the board", surname, False)
    for match in AGED.finditer(text):
        yield Found("what may tell of one person", match[0], False)


def _standing_in(text: str, wanted: Iterable[str]) -> Iterator[str]:
    """Those of the words that stand in the text, in whatever case and spacing."""
    plain = " ".join(text.split()).casefold()
    for words in dict.fromkeys(wanted):
        looked_for = " ".join(words.split()).casefold()
        if looked_for and re.search(rf"(?<!\w){re.escape(looked_for)}(?!\w)", plain):
            yield words
