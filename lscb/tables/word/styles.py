"""What paragraphs and runs have from their styles."""

import re
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from lscb.tables.colours import hexadecimal
from lscb.tables.word.xml import W, child_value, number, switched, value

_LEVEL = re.compile(r"heading (\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Style:
    bold: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None
    heading: int = 0  # its level, 1 is the highest
    list_number: int | None = None  # of the list that it numbers by (numId)
    list_level: int | None = None
    # Of a table: how its first row looks.
    first_row_bold: bool | None = None
    first_row_shade: str = ""


PLAIN = Style()


class Styles:
    def __init__(self, root: etree._Element | None):
        self._read: dict[str, tuple[str | None, Style]] = {}
        self._known: dict[str, Style] = {}
        self.usual = ""  # the key of the style that paragraphs have which name none
        for style in [] if root is None else root.iterchildren(f"{W}style"):
            key = value(style, "styleId") or ""
            self._read.setdefault(key, (child_value(style, "basedOn"), _style(style)))
            if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true"):
                self.usual = self.usual or key

    def of(self, key: str | None) -> Style:
        """With what it has from the styles that it is based on."""
        if not key or key not in self._read:
            return PLAIN
        if key not in self._known:
            chain, seen = [], set()
            at: str | None = key
            while at in self._read and at not in seen:
                seen.add(at)
                based_on, own = self._read[at]
                chain.append(own)
                at = based_on
            found = PLAIN
            for own in reversed(chain):
                found = _over(found, own)
            self._known[key] = found
        return self._known[key]


def _over(base: Style, own: Style) -> Style:
    said: dict[str, Any] = {
        name: each
        for name, each in vars(own).items()
        if each not in (None, "") and (each or name != "heading")
    }
    return replace(base, **said)


def _style(style: etree._Element) -> Style:
    paragraph, run = style.find(f"{W}pPr"), style.find(f"{W}rPr")
    numbering = None if paragraph is None else paragraph.find(f"{W}numPr")
    named = _LEVEL.fullmatch(child_value(style, "name") or "")
    outline = number(child_value(paragraph, "outlineLvl"))
    heading = outline + 1 if outline is not None and outline < 9 else int(named[1]) if named else 0
    if (child_value(style, "name") or "").lower() == "title":
        heading = 1
    first = next(
        (each for each in style.iterchildren(f"{W}tblStylePr") if value(each, "type") == "firstRow"), None
    )
    cell = None if first is None else first.find(f"{W}tcPr")
    return Style(
        bold=switched(run, "b"),
        hidden=switched(run, "vanish"),
        struck=switched(run, "strike"),
        heading=heading,
        list_number=number(child_value(numbering, "numId")),
        list_level=number(child_value(numbering, "ilvl")),
        first_row_bold=None if first is None else switched(first.find(f"{W}rPr"), "b"),
        first_row_shade=hexadecimal(child_value(cell, "shd", "fill")),
    )
