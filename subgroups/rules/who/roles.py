"""Who leads and who supports: the words for it are marked in the text, and the marks are read beside the names.

A mark is one character that no text has (`PLAIN_OF_MARKS` takes them out of what comes in). Two kinds: one says what
those that follow are ("Support: ICB, Health", "supported by"), one what stands before it is ("Police (lead)").
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from subgroups.rules.who.model import Certainty, Find, OwnerRole
from subgroups.rules.who.names import Item
from subgroups.rules.who.vocabulary import JOIN, LEAD_OF, LEADS_OF, MARKS, PLAIN, SUPPORT_OF

_ROLE_OF = {LEAD_OF: OwnerRole.LEAD, SUPPORT_OF: OwnerRole.SUPPORT, LEADS_OF: OwnerRole.LEAD}
PLAIN_OF_MARKS = {ord(mark): " " for mark in MARKS}

_NOUN = r"(?:agenc(?:y|ies)|partners?|bod(?:y|ies)|organi[sz]ations?|role|officers?|persons?|groups?|owners?|services?)"
_LEADS = (
    r"(?:(?:joint|overall|main|strategic|operational|primary) |co[- ]?|(?:as )?(?:the |a )?)?"
    rf"lead(?:s|ing)?(?: {_NOUN})?|accountable(?: {_NOUN})?|main owner|primary owner"
)
_SUPPORTS = (
    rf"support(?:s|ed|ing)?(?: (?:{_NOUN}|only))?|in support|supporters?|assist(?:s|ing)?"
    rf"|contribut(?:ors?|ing|es)(?: {_NOUN})?|(?:delivery |other |key )?partners?"
)
_LED = r"(?:(?:jointly|co)[- ])?led (?:jointly )?by"
_LABEL = re.compile(
    r"(?:^|(?<=[,/\n+&])|(?<= and)|(?<=[.] ))\s{0,9}(?:(?:and|with) )?"
    rf"(?:(?P<lead>{_LEADS}|{_LED}|(?-i:L))"
    rf"|(?P<support>{_SUPPORTS}|supported by|assisted by|also involved|support from|with|(?-i:S))"
    r"|owners?|responsible|who) ?(?::|- )"
    r"|^(?P<leads>(?:joint|co)[- ]?leads?) (?=[A-Z])",
    re.I,
)
# "Lead: Police Support: ICB": behind a label another needs no sign before it.
_NEXT_LABEL = re.compile(
    rf"(?<=[\w)]) (?:(?P<lead>{_LEADS})|(?P<support>{_SUPPORTS}|supported by|support from)) ?:", re.I
)
_LED_BY_NAMES = re.compile(
    rf"(?<=[\w)])(?<!jointly) (?:(?:which|who|and) (?:is|are) )?{_LED} (?P<who>[^,;()\[\]\n]{{1,80}})\Z", re.I
)
_LED_BY = re.compile(rf"(?:^|,)\s{{0,9}}{_LED}\b", re.I)
_SUPPORTED_BY = re.compile(
    r",? ?(?:\band |\bbut )?\b(?:(?:supported|assisted|helped|backed) (?:in this |on this )?by"
    r"|with (?:the )?(?:support|help|assistance|input|contributions?) (?:from|of|by))(?= |\n|\Z)"
    r"|,? ?\bwith (?=[^,;()\n]{2,60} (?:in support|supporting|assisting)\b)",
    re.I,
)
_ALL_LEAD = r"joint leads|co[- ]?leads|both lead(?:s|ing)?"
_IN_BRACKETS = re.compile(
    r"[(\[] ?(?P<who>[^()\[\]:]{1,60}(?:,| -) ?)?"
    rf"(?:(?P<leads>{_ALL_LEAD})|(?P<lead>{_LEADS}|(?-i:L))"
    rf"|(?P<support>{_SUPPORTS}|supported by|(?-i:S)))"
    r" ?(?P<more>(?:[:,/-] ?|with |and |(?<=by )|(?<=support )from )[^()\[\]]{1,80})?[)\]]",
    re.I,
)
_END = r"(?= ?(?:\Z|[,;/+&\n(\[]|and\b|with\b|then\b))"
_AFTER_DASH = re.compile(
    rf" ?(?: -|:) ?(?:(?P<leads>{_ALL_LEAD})|(?P<lead>{_LEADS})|(?P<support>{_SUPPORTS}))\.?{_END}", re.I
)
_TO_LEAD = {"lead": LEAD_OF, "leads": LEAD_OF, "leading": LEAD_OF, "colead": LEAD_OF}
_TO_LEAD |= dict.fromkeys(("support", "supports", "supporting", "assist", "assisting"), SUPPORT_OF)
BARE_ROLES = dict.fromkeys(("lead", "leads", "leading"), OwnerRole.LEAD)
BARE_ROLES |= dict.fromkeys(("support", "supports", "supporting"), OwnerRole.SUPPORT)


@dataclass(frozen=True)
class Piece:
    """A part of a cell for which one role is said, or none; `carried` where a label before it says so."""

    text: str
    role: OwnerRole
    carried: bool = False


def pieces(parts: Iterable[str]) -> Iterable[Piece]:
    """The parts, cut where a label or "supported by" says what those that follow are.

    A label holds until the next one, also over a semicolon; "supported by" to the end of its part.
    """
    labelled = OwnerRole.NONE
    for part in parts:
        role, upto, carried = labelled, 0, bool(labelled)
        for cut, end, said, holds in _cuts(part):
            before = part[upto:cut]
            if said == OwnerRole.SUPPORT and not holds and not role and before.strip():
                role = OwnerRole.LEAD  # "Police supported by ICB"
            yield Piece(before, role, carried)
            role, upto, carried = said, end, False
            labelled = said if holds else labelled
        yield Piece(part[upto:], role, carried)


def _cuts(part: str) -> Sequence[tuple[int, int, OwnerRole, bool]]:
    """Where roles are said of what follows: (start, end, role, whether it is a label), in order."""
    plain = part.translate(PLAIN)
    found = []
    labels = list(_LABEL.finditer(plain))
    if labels and not plain[: labels[0].start()].strip():
        labels += _NEXT_LABEL.finditer(plain, labels[0].end())
    for label in labels:
        role = (
            OwnerRole.LEAD
            if label["lead"] or label.groupdict().get("leads")
            else OwnerRole.SUPPORT
            if label["support"]
            else OwnerRole.NONE
        )
        found.append((label.start(), label.end(), role, True))
    found += [(by.start(), by.end(), OwnerRole.LEAD, False) for by in _LED_BY.finditer(plain)]
    found += [(by.start(), by.end(), OwnerRole.SUPPORT, False) for by in _SUPPORTED_BY.finditer(plain)]
    kept: list[tuple[int, int, OwnerRole, bool]] = []
    for cut in sorted(found, key=lambda cut: (cut[0], -cut[1])):
        if not kept or cut[0] >= kept[-1][1]:
            kept.append(cut)
    return kept


def marked(text: str, are_names: Callable[[str], bool]) -> str:
    """The text with "(lead)", "- support" and the like made marks behind what they say it of.

    Who is named in the brackets leads or supports itself: "(lead: Police)" where `are_names` says so, "(support: ICB)".
    """

    def bracket(found: re.Match) -> str:
        more = (found["more"] or "").strip()
        said = more.removeprefix("from ").lstrip(":,/- ")
        if found["support"] and said and not more.startswith(("/", "and ", ",", "-")):
            return f" (with {said}) "
        if found["lead"] and more.startswith(":") and are_names(said):
            return f" (led by {said}) "
        mark = LEADS_OF if found["leads"] else LEAD_OF if found["lead"] else SUPPORT_OF
        aside = " ".join(filter(None, [(found["who"] or "").strip(" ,-"), said]))
        return f" {mark} ({aside}) " if aside else f" {mark} "

    def dash(found: re.Match) -> str:
        return f" {LEADS_OF if found['leads'] else LEAD_OF if found['lead'] else SUPPORT_OF} "

    def led_by(found: re.Match) -> str:
        return f" (led by {found['who']})" if are_names(found["who"]) else found[0]

    for pattern, mark in ((_IN_BRACKETS, bracket), (_AFTER_DASH, dash), (_LED_BY_NAMES, led_by)):
        kept, upto = [], 0
        for found in pattern.finditer(text.translate(PLAIN)):
            kept += [text[upto : found.start()], mark(found)]
            upto = found.end()
        text = "".join([*kept, text[upto:]])
    return text


def marked_verbs(text: str, items: list[Item]) -> tuple[str, list[Item]]:
    """ "Police to lead, ICB to support", "Police leads": said of a known name, and the end of it."""
    kept, place = [], 0
    while place < len(items):
        item = items[place]
        kept.append(item)
        place += 1
        if not item.named:
            continue
        upto = place
        if upto < len(items) and items[upto].word in ("to", "will", "is", "are", "in", "as"):
            upto += 1
        said = items[upto] if upto < len(items) and not items[upto].named else None
        bare = said is not None and upto == place and said.word in ("lead", "support", "assist")
        if said is None or said.word not in _TO_LEAD or bare:
            continue
        after = text[said.end : items[upto + 1].start] if upto + 1 < len(items) else "\n"
        if after.strip(" ") or items[upto + 1].word in JOIN | {"supported"}:
            text = f"{text[: said.start]}{_TO_LEAD[said.word]}{' ' * (said.end - said.start - 1)}{text[said.end :]}"
            place = upto + 1
    return text, kept


def role_between(text: str, start: int, end: int) -> OwnerRole:
    """The role that a mark between two places says."""
    return next((_ROLE_OF[sign] for sign in text[start:end] if sign in MARKS), OwnerRole.NONE)


def says_all(text: str, start: int, end: int) -> bool:
    """Whether the mark between two places is of all that stands before it: "Police and ICB (joint leads)"."""
    return LEADS_OF in text[start:end]


def settle(find: Find, carried: str) -> None:
    """What those are whose role is not said, where somebody's is.

    `carried` is who first stood after a semicolon behind a label: without "Support:" it may be a lead or not.
    """
    said = {owner.role for owner in find.owners}
    silent = next((owner.words for owner in find.owners if not owner.role), "")
    if carried and OwnerRole.SUPPORT not in said:
        find.doubt(Certainty.AMBIGUOUS, f"“{carried}” may lead or support")
    if OwnerRole.LEAD in said and silent:
        if OwnerRole.SUPPORT in said:
            find.doubt(Certainty.AMBIGUOUS, f"“{silent}” may lead or support")
        else:
            find.doubt(Certainty.CONVENTION, "whoever is named beside a lead is read as in support")
        find.give(OwnerRole.SUPPORT)
    elif OwnerRole.SUPPORT in said:
        if silent:
            find.doubt(Certainty.CONVENTION, "whoever is named beside a support is read as the lead")
        elif OwnerRole.LEAD not in said:
            find.doubt(Certainty.AMBIGUOUS, "nobody is named as the lead")
        find.give(OwnerRole.LEAD)
