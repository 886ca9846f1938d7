"""Colours as documents write them, as RRGGBB in capitals."""

import re

from tinycss2.color3 import parse_color

# The names by which Word marks a text.
_MARKERS = {
    "darkblue": "000080", "darkcyan": "008080", "darkgreen": "008000", "darkmagenta": "800080", "darkred": "800000",
    "darkyellow": "808000", "darkgray": "808080", "lightgray": "C0C0C0", "green": "00FF00",
}  # fmt: skip


def hexadecimal(text: str | None, tint: float = 0) -> str:
    """Of "c6efce" or "FFC6EFCE", which begins with how opaque it is; empty for white, none and what is no colour.

    :param tint: lighter by a share of the way to white, or darker where it is below nought.
    """
    found = re.fullmatch("#?(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})", text or "")
    if not found:
        return ""
    to, share = (255 if tint > 0 else 0), min(abs(tint), 1)
    parts = (int(found[1][place : place + 2], 16) for place in (0, 2, 4))
    colour = "".join(f"{round(part + (to - part) * share):02X}" for part in parts)
    return "" if colour == "FFFFFF" else colour


def colour_of(css: str | None) -> str:
    """Of a colour of CSS or HTML, or of a background that begins with one."""
    for word in re.findall(r"[\w-]+\([^)]*\)|#?[\w-]+", css or ""):
        if re.fullmatch("[0-9A-Fa-f]{6}", word):
            word = f"#{word}"
        colour = parse_color(word)
        if colour and not isinstance(colour, str) and colour.alpha:
            return hexadecimal("".join(f"{round(part * 255):02x}" for part in colour[:3]))
    return ""


def marker(name: str | None) -> str:
    """Of Word's highlighter."""
    if not name or name == "none":
        return ""
    return _MARKERS.get(name.lower()) or colour_of(name)
