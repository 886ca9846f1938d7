"""Characters as people type and paste them: what each of them stood for, and what has no place in a text. Pure.

Typed and pasted texts are cleaned once, where they enter (`lscb.web.typed`, `lscb.fields`, `lscb.spreadsheet_reader`).
Rows of before are cleaned as they are read, so that no page, paper or file meets what is taken out here.
"""

import re
import unicodedata
from functools import cache

# What ends a line in Word (vertical tab, page and column break), in Unicode (NEL, LS, PS) and in old files. Nobody
# sees them in a box of one line, where they are spaces.
_BREAKS = "\v\f\x0e\x1c\x1d\x85\u2028\u2029"
# Word's hyphens when they are pasted as text: one that does not break, and one that shows only at the end of a line.
_WORD = {0x1E: "-", 0x1F: None, 0xAD: None}
# Marks that show nothing: zero-width space, direction marks, word joiner, byte order mark, annotation marks.
_MARKS = dict.fromkeys(
    [0x200B, 0x200E, 0x200F, 0x061C, *range(0x2060, 0x2065), 0xFEFF, *range(0xFFF9, 0xFFFC)]
)
# Joined with nothing in Latin; in the scripts that join letters, and in emoji, they are spelling.
_JOINERS = "\u200c\u200d"
# Directional embeddings, overrides and isolates: they turn round what stands after them, also outside their text.
_TURNS = "\u202a-\u202e\u2066-\u2069"
# Bullets and arrows of Word's symbol fonts (Symbol, Wingdings), pasted as places that no other font fills.
_SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF06E: "■", 0xF06F: "□", 0xF071: "❑", 0xF076: "❖", 0xF0D8: "➢", 0xF0A8: "◻",
    0xF06C: "●", 0xF0FC: "✓", 0xF0FB: "✗", 0xF0FE: "☑", 0xF0E0: "→", 0xF0DF: "←", 0xF04A: "☺", 0xF04C: "☹",
}  # fmt: skip


@cache
def _table() -> dict[int, str | None]:
    """What each character that is not printed as it stands becomes; None where it goes."""
    # Control characters of Latin-1 are quotation marks and dashes of Windows, read with the wrong table.
    windows = {
        n: bytes([n]).decode("cp1252", errors="replace").replace("\ufffd", " ") for n in range(0x80, 0xA0)
    }
    spaces = {n: " " for n in (*range(0x20), 0x7F) if chr(n) not in "\t\n"}
    # Halves of characters, and places that Unicode gives to nobody.
    nothing = dict.fromkeys([*range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0)])
    nothing |= dict.fromkeys(0x10000 * plane + end for plane in range(17) for end in (0xFFFE, 0xFFFF))
    return spaces | windows | nothing | dict.fromkeys(map(ord, _BREAKS), "\n") | _WORD | _MARKS | _SYMBOLS


# A joiner counts between two letters of a script that joins, or in an emoji made of several.
_SPELLS = (
    "\u0600-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe0f\ufe70-\ufefe"
    "\u2190-\u2bff\U0001f000-\U0001faff"
)
_IDLE_JOINER = re.compile(f"(?<![{_SPELLS}])[{_JOINERS}]+|[{_JOINERS}]+(?![{_SPELLS}{_JOINERS}])")
# Letters of a tag, which spell the flag of a nation, and nothing outside one.
_IDLE_TAG = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]+")
_TURN = re.compile(f"[{_TURNS}]")


def clean(text: str, breaks: str | None = "\n") -> str:
    """The text with each control character as the line break, hyphen or space it stood for, without marks that show
    nothing, in one spelling of accents (NFC). Directional overrides stay: whoever keeps the text takes them out
    (`cleaned`) or refuses them (`turns_direction`).

    :param breaks: what a line break becomes that no key types; None leaves it, where it is not known whether the text
        may have several lines.
    """
    if not text.replace("\n", "").isprintable():  # nothing that is taken out counts as printable
        table = _table()
        if breaks != "\n":
            table = table | {ord(each): breaks or each for each in _BREAKS}
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(table)
        text = _IDLE_TAG.sub("", _IDLE_JOINER.sub("", text))
    return unicodedata.normalize("NFC", text)


def turns_direction(text: str) -> bool:
    """Whether the text holds an embedding, override or isolate, which could make a name read as another."""
    return bool(_TURN.search(text))


def cleaned(text: str, breaks: str = "\n") -> str:
    """As a text is kept: clean, and reading in the direction of its own letters."""
    if text.isascii() and text.isprintable():  # most are, and each cell of each row that is read passes here
        return text
    return _TURN.sub("", clean(text, breaks))


def reads_from_the_right(text: str) -> bool:
    """Whether the first letter with a direction is of a script written from right to left (UAX 9, rules P2 and P3)."""
    if text.isascii():
        return False
    first = next(
        (kind for each in text if (kind := unicodedata.bidirectional(each)) in ("L", "R", "AL")), "L"
    )
    return first != "L"
