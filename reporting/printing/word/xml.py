"""Short ways to make the elements of a Word document."""

import re

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

# What XML cannot hold: control characters, surrogates.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def make(name: str, /, *children, **attributes):
    """`w:name` with attributes of the same namespace and children in their order; a child that is None is left out."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(child for child in children if child is not None)
    return element


def text(words: str):
    """Words as they are; what no document can hold is left out."""
    element = make("t")
    element.set(qn("xml:space"), "preserve")
    element.text = fit(words)
    return element


def fit(words: str) -> str:
    return _UNFIT.sub("", words)


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def colour(value: str) -> str:
    """A colour of a stylesheet as Word writes it; empty for none."""
    found = re.search(r"#([0-9a-fA-F]{6})\b", value or "")
    return found[1].upper() if found else ""


def millimetres(value: str) -> float | None:
    """A length of a stylesheet; None where it is not in millimetres."""
    found = re.fullmatch(r"([\d.]+)mm", value or "")
    return float(found[1]) if found else None
