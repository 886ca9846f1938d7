"""Running words: what an element says inside one paragraph, with its weight, chips, links and small pictures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reporting.printing.word.furniture import INK, LINK
from reporting.printing.word.page import Node
from reporting.printing.word.xml import colour, make, text

ELSEWHERE = ("http://", "https://", "mailto:")  # how a link out of the document begins
NO_BREAK = "\u00a0"
BREAK = "\v"  # a new line inside a paragraph
_SPACES = re.compile(r"[ \t\n\r\f]+")
_LINES = {"dashed": "dashed", "dotted": "dotted", "solid": "single"}


@dataclass(frozen=True)
class Look:
    """How a run of words is set; `fill` and `edge` make a chip of it."""

    bold: bool = False
    italic: bool = False
    colour: str = ""
    fill: str = ""
    edge: str = ""
    link: str = ""
    from_the_right: bool = False


@dataclass(frozen=True)
class Words:
    """A run; `picture` stands in its place where it is a drawing."""

    said: str
    look: Look = Look()
    picture: Node | None = None


def is_bold(node: Node) -> bool:
    weight = node.look.get("font-weight", "400")
    return weight == "bold" or (weight.isdigit() and int(weight) >= 600)


def reads_from_the_right(node: Node) -> bool:
    """Whether the page says that its words are written from right to left."""
    return node.attributes.get("dir") == "rtl"


def words_of(item: Node | str, look: Look) -> Iterator[Words]:
    """The runs of an inline element, spaces as they stand in the page."""
    if isinstance(item, str):
        yield Words(_SPACES.sub(" ", item), look)
        return
    if item.look.get("display") == "none" or item.tag == "title":
        return
    if item.tag == "br":
        yield Words(BREAK, look)
        return
    if item.tag == "svg":
        if item.attributes.get("aria-hidden") != "true":
            yield Words("", look, picture=item)
        return
    look = look_of(item, look)
    if "chip" in item.classes:
        yield Words(f"{NO_BREAK}{_chip_words(item)}{NO_BREAK}", look)
        return
    if item.before:
        yield Words(item.before, look)
    for child in item.children:
        yield from words_of(child, look)
    if item.after:
        yield Words(item.after, look)


def look_of(node: Node, around: Look) -> Look:
    """How the words of an element are set, inside words set as `around`."""
    look = replace(
        around,
        bold=is_bold(node),
        italic=node.look.get("font-style") == "italic",
        colour=colour(node.look.get("color", "")).replace(INK, ""),
        from_the_right=around.from_the_right or reads_from_the_right(node),
    )
    href = node.attributes.get("href", "")
    if node.tag == "a" and href.startswith(("#", *ELSEWHERE)):
        look = replace(look, link=href.removeprefix("#"))
    if "chip" in node.classes:
        fill = colour(node.look.get("background-color", ""))
        style = node.look.get("border-style") or next(
            (line for line in _LINES if line in node.look.get("border", "")), "solid"
        )
        if fill == "FFFFFF":
            look = replace(look, edge=_LINES[style])
        else:
            look = replace(look, fill=fill)
    return look


def _chip_words(chip: Node) -> str:
    """Letter and word; "–" stands for the letter of what has none, as the dash does on paper."""
    parts = [child.words for child in chip.each("span")]
    letter = any("chip-letter" in child.classes for child in chip.each("span"))
    sign, *words = parts if letter else ["–", *parts]
    return f"{sign}{NO_BREAK}{' '.join(words)}"


def tidy(runs: list[Words]) -> list[Words]:
    """Spaces as a page shows them: one between words, none at the start and the end of a line."""
    kept: list[Words] = []
    open_line = True
    for run in runs:
        said = run.said
        if open_line and run.picture is None:
            said = said.lstrip(" ")
        if said == BREAK:
            if kept and kept[-1].picture is None:
                kept[-1] = replace(kept[-1], said=kept[-1].said.rstrip(" "))
            open_line = True
        elif said or run.picture is not None:
            open_line = said.endswith(" ")
        else:
            continue
        kept.append(replace(run, said=said))
    while kept and kept[-1].picture is None and not kept[-1].said.strip(" \v"):
        kept.pop()
    if kept and kept[-1].picture is None:
        kept[-1] = replace(kept[-1], said=kept[-1].said.rstrip(" "))
    return kept


def run_element(run: Words):
    """One run of words as Word has it."""
    look = run.look
    said = (
        make("rStyle", val=LINK) if look.link else None,
        make("b") if look.bold else None,
        make("bCs") if look.bold and look.from_the_right else None,
        make("i") if look.italic else None,
        make("color", val=look.colour) if look.colour and not look.link else None,
        make("bdr", val=look.edge, sz=6, space=0, color=INK) if look.edge else None,
        make("shd", val="clear", color="auto", fill=look.fill) if look.fill else None,
        make("rtl") if look.from_the_right else None,
    )
    properties = make("rPr", *said) if any(each is not None for each in said) else None
    return make("r", properties, make("br") if run.said == BREAK else text(run.said))
