"""What a document says of how an action stands: a letter, a word, an emoji or the colour behind a cell."""

import colorsys
import re
from collections.abc import Mapping

from lscb.columns import key
from plans.rules.ratings import WORDS, Rating

BLUE, GREEN, AMBER, RED, GREY = "blue", "green", "amber", "red", "grey"
_EMOJI = {
    "🔴": RED, "🟥": RED, "🟠": AMBER, "🟧": AMBER, "🟡": AMBER, "🟨": AMBER, "🟢": GREEN, "🟩": GREEN, "🔵": BLUE, "🟦": BLUE,
    "⚪": GREY, "⬜": GREY, "✅": BLUE, "✔": BLUE, "☑": BLUE, "❌": RED,
}  # fmt: skip
_COLOURS = {
    "blue": BLUE, "b": BLUE, "green": GREEN, "g": GREEN, "amber": AMBER, "a": AMBER, "yellow": AMBER, "y": AMBER,
    "orange": AMBER, "red": RED, "r": RED, "grey": GREY, "gray": GREY, "white": GREY,
}  # fmt: skip
USUAL = {
    BLUE: Rating.COMPLETE,
    GREEN: Rating.ON_TRACK,
    AMBER: Rating.AT_RISK,
    RED: Rating.OFF_TRACK,
    GREY: Rating.NOT_STARTED,
}
# The first that fits; what is said not to be goes before what is.
_SAID = tuple(
    (rating, re.compile(rf"\b(?:{pattern})\b"))
    for rating, pattern in (
        (
            Rating.NOT_STARTED,
            r"not (?:yet )?(?:been )?(?:started|begun|commenced|due)|(?:yet )?to (?:be )?start\w*|yet to (?:begin|commence)"
            r"|future|pending|(?<!as )planned",
        ),
        (Rating.ON_HOLD, r"hold|paused|suspended|deferred|superseded"),
        (
            Rating.OFF_TRACK,
            r"off (?:track|target)"
            r"|not (?:been )?(?:on (?:track|target)|achieved|met|progress\w*|completed?|be (?:met|achieved))"
            r"|incomplete|unmet|unachieved|overdue|behind|missed|no progress|significant|serious|critical|fail\w*"
            r"|cause for concern",
        ),
        (
            Rating.AT_RISK,
            r"at risk|some (?:delay|slippage|concern|issue|risk)s?|delay\w*|slipp\w*|part(?:ly|ial\w*)|nearly|almost|minor"
            r"|concerns?|may not|late",
        ),
        (
            Rating.ON_TRACK,
            r"on (?:track|target|schedule|course)|in progress|under ?way|ongoing|progressing|started|good",
        ),
        (Rating.COMPLETE, r"completed?|done|closed|finished|achieved|delivered|embedded|signed off"),
    )
)
_PART = re.compile(r"[,;:.()\n]|\s[-–—]\s")
# What in front of a word says that it does not hold: "no concerns", "unlikely to be achieved".
_DENIED = re.compile(r"\b(?:no|not|never|without|cannot|t|unlikely|unable)(?: [^\W\d_]+){0,2} \Z")
# And what says that something is not complete yet: "to be completed", "50% complete", "2 of 3 done".
_NOT_YET = re.compile(
    r"\b(?:be|to|until|when|once|if|should|expected|due|awaiting|half|mostly|largely|(?!100\b)\d+) (?:fully )?\Z"
)


def colour_of_shade(shade: str) -> str:
    """The colour of RRGGBB as a reader names it, where it is one that ratings have; empty for others."""
    try:
        red, green, blue = (int(shade[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return ""
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < 0.2 or value < 0.25:
        return ""
    degrees = hue * 360
    for upto, colour in ((16, RED), (72, AMBER), (170, GREEN), (255, BLUE), (335, ""), (361, RED)):
        if degrees < upto:
            return colour
    return ""


def said_of(words: str, own: Mapping[str, str]) -> str:
    """The rating that words say by themselves: the plan's own words first, then ours, then what boards write."""
    text = key(words)
    parts = " . ".join(map(key, _PART.split(words)))  # "no" in one part of it denies nothing in the next
    own = {key(word): letter for word, letter in own.items()}
    ours = {key(word): str(letter) for letter, word in WORDS.items() if letter in list(Rating)}
    if found := own.get(text) or ours.get(text):
        return found
    return next(
        (
            str(rating)
            for rating, pattern in _SAID
            for found in pattern.finditer(parts)
            if not _DENIED.search(parts[: found.start()])
            and not (rating == Rating.COMPLETE and _NOT_YET.search(parts[: found.start()]))
        ),
        "",
    )


def colour_said(text: str) -> str:
    """The colour that a text names by a letter, a word or an emoji; empty where it names none."""
    for sign, colour in _EMOJI.items():
        if sign in text:
            return colour
    words = key(text).split()
    if len(words) > 4:
        return ""
    return next(
        (_COLOURS[word] for word in words if word in _COLOURS and (len(words) == 1 or len(word) > 1)), ""
    )


def _says_one_colour(text: str) -> bool:
    """Whether a text that names a colour names no other and does not deny it: not "Red to Amber", not "Not green"."""
    words = key(text).split()
    named = {colour for sign, colour in _EMOJI.items() if sign in text}
    named |= {_COLOURS[word] for word in words if word in _COLOURS and (len(words) == 1 or len(word) > 1)}
    denied = any(word in _COLOURS and "not" in words[:at] for at, word in enumerate(words) if len(word) > 1)
    return len(named) == 1 and not denied


def rating_of(text: str, shade: str, own: Mapping[str, str], colours: Mapping[str, str]) -> tuple[str, str]:
    """A rating's letter, and the words it is read from, of a cell.

    :param colours: what the document's own key says of each colour; of others the usual holds.
    """
    shaded = colour_of_shade(shade)
    if not text.strip():
        return (colours.get(shaded) or str(USUAL[shaded]), shaded) if shaded else ("", "")
    letter = text.strip().upper()
    colour = colour_said(text)
    if colour and len(text.split()) > 1 and (found := said_of(text, own)):
        return found, text  # "Green - completed" says what its colour means
    if colour:
        return (colours.get(colour) or str(USUAL[colour])) if _says_one_colour(text) else "", text
    if letter in ("N", "H", "C", "NS"):
        return {"N": "N", "H": "H", "C": "B", "NS": "N"}[letter], text
    if found := said_of(text, own):
        return found, text
    return (colours.get(shaded) or str(USUAL[shaded]), text) if shaded else ("", text)


_RATED = re.compile(
    r"(?P<rating>[RAGBNHragbnh]|red|amber|green|blue|yellow|complete[d]?|on track|at risk|off track|not started|on hold)"
    r"(?:\s*[-–—:/;.]\s+|\s*\n\s*)(?P<rest>\S.*)",
    re.I | re.S,
)


def apart(text: str) -> tuple[str, str]:
    """A rating and the words behind it, where a cell holds both: "G - launched in May"; else the text and nothing."""
    found = _RATED.fullmatch(text.strip())
    if found is None or (len(found["rest"].split()) <= 4 and said_of(found["rest"], {})):
        return text, ""  # "Green - on track" is one rating
    return found["rating"], found["rest"]


def is_rating(text: str, own: Mapping[str, str]) -> bool:
    """Whether a cell can hold a rating and nothing else."""
    text = apart(text)[0]
    if colour_said(text) or text.strip().upper() in ("N", "H", "C", "NS"):
        return True
    return len(text.split()) <= 4 and bool(said_of(text, own))
