"""Scripts written from right to left (Arabic, Urdu, Hebrew) inside our pages, which read from left to right. Pure.

A name in Arabic before a date would draw the date's digits into it: each such piece of text is isolated, as HTML has
it (`bdi`), so that what stands around it stays where it belongs. It is done to a whole page as it leaves, so no
template has to think of it; longer texts say their direction by `lscb.templatetags.words`.
"""

import re

from lscb.characters import reads_from_the_right

# Letters read from the right, with the marks that stand on them.
_LETTER = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
# What is neither such a letter nor one read from the left, and no bracket, which goes with the one it belongs to.
_BETWEEN = f"[^<>&()a-zA-Z\u00c0-\u058f\u0900-\u1fff\u2c00-\ufb00{_LETTER}]"
# From the first such letter to the last before one that is read from the left, with what stands in brackets.
_PIECE = re.compile(
    f"[{_LETTER}]+(?:{_BETWEEN}*(?:\\({_BETWEEN}*(?:[{_LETTER}]+{_BETWEEN}*)+\\)|[{_LETTER}]+))*"
)
_TAG = re.compile(r"(<!--.*?-->|<[^<>]*>)", re.DOTALL)
_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FROM_LEFT = re.compile("[a-zA-Z\u00c0-\u058f\u0900-\u1fff\u2c00-\ufb00]")
# Inside these no element may stand, or the direction is said already.
_LEFT_ALONE = {"bdi", "option", "script", "style", "svg", "textarea", "title"}
_EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
# As bytes: whether there is anything to do.
HINT = re.compile(rb"[\xd6-\xdf]|\xe0[\xa0-\xa3]|\xef[\xac-\xbb]|\xf0[\x90\x9e]")


def isolated(html: str) -> str:
    """The page with each piece of text that is read from the right in a `bdi`.

    The direction is spelled out: paper is set by a program that does not find it out by itself.
    """
    written: list[str] = []
    left_alone, depth = "", 0
    for part in _TAG.split(html):
        if not part.startswith("<"):
            written.append(part if left_alone else _pieces(part))
            continue
        written.append(part)
        if (found := _NAME.match(part)) is None:
            continue
        closes, name = found[1] == "/", found[2].lower()
        if left_alone:
            if name == left_alone and not part.endswith("/>"):
                depth += -1 if closes else 1
                left_alone = left_alone if depth else ""
        elif not closes and name not in _EMPTY and not part.endswith("/>"):
            if name in _LEFT_ALONE or re.search(r'\sdir="rtl"', part):
                left_alone, depth = name, 1
    return "".join(written)


def _pieces(text: str) -> str:
    if not reads_from_the_right("".join(re.findall(f"[{_LETTER}]", text))):
        return text
    if not _FROM_LEFT.search(re.sub(r"&#?\w+;", "", text)):  # all of it, with its digits and full stops
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f'{lead}<bdi dir="rtl">{text.strip()}</bdi>{tail}'
    return _PIECE.sub(lambda found: f'<bdi dir="rtl">{found[0]}</bdi>', text)
