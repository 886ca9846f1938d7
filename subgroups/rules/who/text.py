"""The text of a "who" cell: tags, references of other actions, and parts that certainly are apart."""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from subgroups.rules.who.model import Certainty, Find
from subgroups.rules.who.roles import PLAIN_OF_MARKS, Piece, marked, pieces
from subgroups.rules.who.vocabulary import PLAIN

# A tag with its attributes, or one that was never closed.
_BLOCKS = r"(?:p|ul|ol|li|div|t[rdh]|table|tbody|thead|h[1-6])"
_BLOCK = re.compile(rf"</?{_BLOCKS}(?:(?:\s[^<>]{{0,400}})?/?>|(?![\w:]))", re.I)
_BREAK = re.compile(r"<br\s?/?(?:>|(?![\w:]))", re.I)
_INLINES = r"(?:b|strong|i|em|u|span|sup|sub|a|font|o:p)"
_INLINE = re.compile(rf"</?[a-z][a-z0-9:]{{0,20}}(?:\s[^<>]{{0,400}})?/?>|</?{_INLINES}(?![\w:])", re.I)
_NUMBERED = re.compile(
    r"(?:^|(?<=\s))\(?(?:[1-9][.)]|[a-e]\)) ?(?=[A-Za-z])"
)  # of a list that begins with one
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
_TOGETHER = re.compile(
    r"\b(?:jointly with|together with|working (?:closely |jointly )?with"
    r"|in (?:partnership|conjunction|consultation|collaboration|liaison) with"
    r"|alongside|as well as)\b",
    re.I,
)
_WITH = re.compile(r"(?<=\s)w/ ?(?=[A-Z])")
_THEN = re.compile(r"\bfollowed by\b|\bhand(?:ing|ed)? over to\b|\bpassing to\b|->|[\u2192\u21d2]", re.I)
_CHAIRS_OWN = re.compile(
    r"(?<=\w)['\u2019]s? (?=(?:vice[- ]|co[- ])?(?:chair|manager|coordinator|administrator))", re.I
)
_REPORTS_TO = re.compile(
    r"\([^()]{0,400}\)|(?:^|(?<=[\w)]))[,;]? ?-? ?\b(?:reporting|accountable|answerable) "
    r"(?:in |back |up |directly )?(?:in)?to\b[^,\n]*",
    re.I,
)
_NOTES = re.compile(r"[⁰¹²³⁴-⁹]+(?:[,;] ?[⁰¹²³⁴-⁹]+)*(?=[\s,;/&.()]|\Z)")


def without_tags(text: str) -> str:
    """The text with tags, also unclosed ones, made breaks or nothing, and spaces made single; without numbers of notes
    that stand above the line, as in "Police²".
    """
    text = _NOTES.sub("", text)
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


def segments(text: str, find: Find, are_names: Callable[[str], bool]) -> Iterable[Piece]:
    """The text in the parts that certainly are apart: paragraphs, list items, semicolons, leads and supports.

    Who is only reported to is no owner: "Police, reporting to the Executive".
    """

    def aside(found: re.Match) -> str:
        if found[0].startswith("("):
            return found[0]
        find.set_aside(found[0].strip(" ,;-"))
        find.doubt(Certainty.CONVENTION, "who is reported to does not own")
        return " "

    text = _NUMBERED.sub("\x1e", text) if _NUMBERED.match(text) else text
    parts = [
        _CHAIRS_OWN.sub(" ", _WITH.sub("with ", part))
        for part in _APART.split(text.translate(PLAIN_OF_MARKS))
    ]
    parts = [_REPORTS_TO.sub(aside, _THEN.sub(" then ", part)) for part in parts]
    for piece in pieces(marked(part, are_names) for part in parts):
        yield replace(piece, text=_TOGETHER.sub(" + ", piece.text))
