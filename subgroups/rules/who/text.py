"""The text of a "who" cell: tags, references of other actions, and parts that certainly are apart."""

import html
import re
from collections.abc import Iterable

from subgroups.rules.who.model import Find
from subgroups.rules.who.vocabulary import PLAIN

# A tag with its attributes, or one that was never closed.
_BLOCKS = r"(?:p|ul|ol|li|div|t[rdh]|table|tbody|thead|h[1-6])"
_BLOCK = re.compile(rf"</?{_BLOCKS}(?:(?:\s[^<>]{{0,400}})?/?>|(?![\w:]))", re.I)
_BREAK = re.compile(r"<br\s?/?(?:>|(?![\w:]))", re.I)
_INLINES = r"(?:b|strong|i|em|u|span|sup|sub|a|font|o:p)"
_INLINE = re.compile(rf"</?[a-z][a-z0-9:]{{0,20}}(?:\s[^<>]{{0,400}})?/?>|</?{_INLINES}(?![\w:])", re.I)
_APART = re.compile("[;|\x1e\u2022\u25aa\u25cf\u00b7\uf0b7]")

_REFERENCE = r"(?<![\w.])[A-Za-z]{0,4}\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?(?!\w)(?!\.\d)"
_RANGE = re.compile(rf"({_REFERENCE})(?: ?(?:-|to) ?({_REFERENCE}))?")
_ONE = rf"{_REFERENCE}(?: ?(?:-|to) ?{_REFERENCE})?"
_LIST = re.compile(rf"{_ONE}(?: ?[,;&/+]? ?(?:and )?{_ONE}){{0,60}}")
_NOUN = r"(?:actions?|action points?|points?|items?|objectives?|tasks?|refs?|references?|nos?|numbers?)\.?"
_LINK = (
    r"(?:link(?:s|ed)?(?: in)? (?:to|with)|see(?: also)?|cross[ -]?ref(?:erence|erenced)?s?(?: to| with)?|refers? to"
    r"|relate[sd] to|cf\.?|in line with|as (?:in|for|per)):?"
)
_LEADS_TO_LIST = re.compile(rf"(?P<link>\b{_LINK} (?:the )?(?:{_NOUN} )?)\Z|\b{_NOUN} \Z|\( ?\Z", re.I)
_LABEL = re.compile(r"\s{0,9}(?:leads?|lead person|lead officer|owners?|responsible|who) ?(?::|- )", re.I)
_TOGETHER = re.compile(
    r"\b(?:jointly with|together with|in (?:partnership|conjunction|consultation|collaboration|liaison) with"
    r"|supported by|with (?:support|help) from|alongside|as well as)\b",
    re.I,
)


def without_tags(text: str) -> str:
    """The text with tags, also unclosed ones, made breaks or nothing, and spaces made single."""
    text = re.sub(r"\r\n?|\x0b", "\n", text.replace("\x1e", " "))
    text = _BREAK.sub("\n", _BLOCK.sub("\x1e", text))
    text = html.unescape(_INLINE.sub("", text))
    return re.sub(r" ?\n[ \n]*", "\n", re.sub(r"[^\S\n\x1e]+", " ", text)).strip()


def take_references(text: str, find: Find) -> str:
    """Note the references of other actions and leave a space where they stood."""
    plain, kept, upto = text.translate(PLAIN), [], 0
    for listed in _LIST.finditer(plain):
        before = _LEADS_TO_LIST.search(plain, max(upto, listed.start() - 60), listed.start())
        if before is None or not (_all_dotted(listed[0]) or (before["link"] and _ends(plain, listed.end()))):
            continue  # "(3)" may be a number of anything, "see S11 audit" is no action
        find.related.extend(_references(listed[0]))
        kept += [text[upto : before.start() + before[0].startswith("(")], " "]
        upto = listed.end()
    return "".join([*kept, text[upto:]])


def _all_dotted(listed: str) -> bool:
    return all("." in first for first, _ in _RANGE.findall(listed))


def _ends(text: str, place: int) -> bool:
    return text[place : place + 2].strip()[:1] in ("", ")", ".", ",", ";", "\n", "\x1e")


def _references(listed: str) -> Iterable[str]:
    """ "12.2-12.5" is four references, where only the last number counts up; else its two ends."""
    for first, last in _RANGE.findall(listed):
        stem, dot, low = first.rpartition(".")
        other, other_dot, high = last.rpartition(".")
        counts_up = low.isdecimal() and high.isdecimal() and (other == stem or not other_dot)
        if counts_up and 0 < int(high) - int(low) < 100:
            yield from (f"{stem}{dot}{number}" for number in range(int(low), int(high) + 1))
        else:
            yield from filter(None, (first, last))


def segments(text: str) -> Iterable[str]:
    """The text in the parts that certainly are apart: paragraphs, list items, semicolons."""
    for part in _APART.split(text):
        label = _LABEL.match(part)
        yield _TOGETHER.sub(" + ", part[label.end() :] if label else part)
