"""Dates that took the place of others: "Oct 2025 (previously June 2025)", "June 2025 → October 2025".

Only the last is due. Which date is the old one is said by words in front of it or behind it, by an arrow, by a label,
or by striking it through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .dates import Find
from .words import FLAGS

_FILL = (
    r"(?:(?:dates?|deadlines?|timescales?|timelines?|timeframes?|targets?|completion|complete|completed|due|end|of|the"
    r"|last|day|early|mid|late|start|beginning|milestone|planned|planning|scheduled|set|agreed|given|as|at|is|to|for|by"
    r"|be|in|on|a|an|it|has|have|been|had|and|then|w/c|around|until|delivery|implementation)[ :=,-]{1,3}){0,6}"
)
_PAST = (
    r"(?:re-?(?:vised|scheduled|profiled|based|aligned|phased|planned|forecast|dated)|reset|re-set|moved|changed"
    r"|extended|slipped|deferred|postponed|delayed|amended|updated|altered|adjusted|pushed|brought|put|carried|rolled"
    r"|shifted|held|drifted|bumped)(?: (?:back|forward|forwards|out|over|on|along|across))?"
)
_CHANGE = (
    rf"(?:{_PAST}|slip(?:s|ping|page)?|move|extend|extension|defer(?:ral)?|delay"
    r"|(?:rev|ext|resch|amend)(?:'?d)?\.?)"
)
_BY_HOW_MUCH = (
    r"(?: (?:by )?(?:\d{1,2}|one|two|three|six|a|an) (?:days?|weeks?|months?|quarters?|terms?|years?))?"
)
_OPEN = r"(?:^|(?<![a-z'-]))"
_OLD = re.compile(
    rf"{_OPEN}(?:(?P<first>original(?:ly)?|orig|initial(?:ly)?|baseline|first(?= (?:due|set|agreed|planned|given)))"
    rf"|(?P<moved>{_CHANGE}{_BY_HOW_MUCH} from|(?:date|deadline|target|timescale) {_PAST}(?= ?[:-]))"
    r"|had been|previous(?:ly)?|prev|was|were|formerly|former|old|earlier(?! of)|prior(?! to)|supersed(?:es|ed|ing)(?! by)"
    r"|(?:which )?replac(?:es|ed|ing)(?! by)|instead of|rather than|in place of|in lieu of|no longer|not"
    r"|missed|overdue(?: from| since)?|outstanding (?:from|since))[ .:=,(\[-]{1,3}" + _FILL + r"[(\[]?$",
    FLAGS,
)
_NEW = re.compile(
    rf"{_OPEN}(?:(?P<actual>actual(?:ly)?)|now|new|current(?:ly)?|latest|becomes|became|(?:replaced|superseded) by|to become"
    rf"|(?P<bare>{_PAST}|rev|ext|slip|extension)|{_CHANGE}{_BY_HOW_MUCH} (?:to|until|till|into|for|by))"
    r"[ .:=,(\[-]{1,3}" + _FILL + r"[(\[]?$",
    FLAGS,
)
_ARROW = re.compile(r"[ )\],;]*(?:→|à(?= )) ?" + _FILL + "$", FLAGS)
_FROM = re.compile(r"[ ,-]{0,3}[(\[]? ?from (?:the )?(?:end of )?", FLAGS)
# When a date was revised, in brackets behind it: "(revised at Board, Sept 2025)", "agreed at June 2025 meeting".
_DECIDED = re.compile(
    rf"{_OPEN}(?:(?:{_PAST}|agreed|approved|decided|signed off|ratified|date change)"
    r"(?: (?:at|on|by|in|with|the|lscp|lscb|sab|executive|exec|board|meeting|chair|partnership)){1,4}"
    r"|(?:at|by) (?:the )?(?:board|meeting|executive|exec)(?: (?:in|on|of))?)[ ,:]{1,2}$",
    FLAGS,
)
_RANGE = re.compile(r"-|\b(?:to|until|till|through)\b", FLAGS)
_AGAIN = re.compile(
    r"[ ,;-]{0,3}(?:and )?(?:then|again|later|subsequently|further|finally|now)(?: back)? (?:to|until|till) "
    + _FILL,
    FLAGS,
)
_TO = re.compile(r"[ ,-]{0,3}(?:and )?(?:now )?(?:to|until|till|-) ?" + _FILL, FLAGS)
_TAIL = re.compile(
    r"[ ,-]{0,3}(?P<opens>[(\[])? ?(?:(?:the|now) )?"
    r"(?:(?P<old>original(?:ly)?|orig|old|previous(?:ly)?|prev|superseded|missed|not met|initial(?:ly)?|former(?:ly)?"
    r"|baseline|lapsed|no longer|(?:slipped|deferred|postponed|delayed)" + _BY_HOW_MUCH + ")"
    r"|(?P<new>revised|rev|new|updated|amended|extended|rescheduled|current(?:ly)?|latest|extension|now))\.?"
    r"(?: (?:due )?(?:date|deadline|target|timescale))?(?P<shuts> ?[)\]])?(?(shuts)|(?=$| ?[,;.)\]→]| - | ?[(\[]))",
    FLAGS,
)
# One look that tells whether there is anything here to do.
_ANY = re.compile(
    r"(?<![a-z])(?=[abcdefhilmnoprsuwà])(?:prev|(?:was|were|old|not|now|new|ext|rev|put|à)(?![a-z])|former|orig|initial"
    r"|first (?:due|set|agreed|planned|given)|baseline|re-?(?:vis|sched|prof|bas|al|ph|pl|fo|da|set)|mov|chang|exten|slip"
    r"|defer|postpon|delay|amend|updated|alter|adjust|push|brought|carried|roll|shift|held|drift|bump|earlier|prior"
    r"|supersed|instead|rather|in (?:place|lieu) of|no longer|missed|overdue|outstanding|current|latest|becom|becam|had been"
    r"|agreed|approv|actual)|[(\[] ?from |→",
    FLAGS,
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_KNOWN = re.compile(
    rf"(?:{_PAST}|{_CHANGE}|previous(?:ly)?|prev|was|were|former(?:ly)?|original(?:ly)?|orig|initial(?:ly)?|baseline|old"
    r"|earlier|prior|supersed\w*|replac\w*|which|instead|rather|than|place|lieu|longer|not|no|missed|overdue"
    r"|outstanding|now|new|current(?:ly)?|latest|becom\w*|became|dates?|deadlines?|timescales?|timelines?|targets?"
    r"|completion|complete|due|end|of|the|last|day|early|mid|late|start|beginning|planned|scheduled|set|agreed|given|as"
    r"|at|is|to|for|by|be|in|on|an|it|has|have|been|had|and|then|but|this|from|since|until|till|into|further|again"
    r"|subsequently|later|first|months?|weeks?|days?|quarters?|because|owing|following|with|met|around|board"
    r"|meeting|one|two|three|six|extension|date|second|third|delivery|implementation)",
    FLAGS,
)
# Between the dates of one phrase: "Oct-Dec 2025", "5, 12 and 19 March".
_WITHIN = re.compile(
    r" ?(?:(?:, ?)?(?:and|&|\+|or|/|-|to|until|till|through)|,) ?(?:(?:the|end of|last day of) ){0,3}", FLAGS
)


@dataclass(slots=True)
class Change:
    """Dates that no longer stand, and the last date of the phrase that took their place; None where none is given.

    `first` is the one that the words call the original. `in_order` says that they stand in the order they followed
    each other. `asks` where the words leave open what replaced what; `aside` where they do not even say that these
    dates were ever due: "Oct 2025 (revised June 2025)" may tell when it was revised.
    """

    olds: list[Find]
    new: Find | None
    first: Find | None = None
    in_order: bool = False
    asks: bool = False
    aside: bool = False


@dataclass(slots=True)
class _Group:
    """The dates of one phrase, what is said in front of it, and what behind it."""

    finds: list[Find]
    lead: str
    is_old: bool = False
    is_first: bool = False
    is_new: bool = False
    is_moved: bool = False
    is_bare: bool = False
    is_bracketed: bool = False
    is_aside: bool = False
    follows: bool = False
    asks: bool = False
    olds: list[_Group] = field(default_factory=list)

    @property
    def a(self) -> int:
        return self.finds[0].a

    @property
    def b(self) -> int:
        return self.finds[-1].b


def part_replaced(
    text: str, finds: Sequence[Find], struck: Sequence[tuple[int, int]]
) -> tuple[list[Find], list[Change]]:
    """The dates that stand, and what replaced what."""
    if not finds or not (struck or _ANY.search(text)):
        return list(finds), []
    groups = _groups(text, finds, struck)
    _mark(text, groups, struck)
    gone = [group for group in groups if group.is_old or group.is_aside]
    if not gone:
        return list(finds), []
    alone = _Group([], "")
    for index, group in enumerate(groups):
        if group.is_old or group.is_aside:
            (_successor(groups, index) or alone).olds.append(group)
    changes = [change for group in (*groups, alone) for change in _changes(text, group)]
    return [find for group in groups if group not in gone for find in group.finds], changes


def tells_change(word: str) -> bool:
    """Whether a word only tells that a date was moved, or from which to which."""
    return bool(_KNOWN.fullmatch(word))


def _changes(text: str, group: _Group) -> Iterator[Change]:
    """What a phrase replaced: each of its dates one, where they are as many and no range."""
    for aside in (old for old in group.olds if old.is_aside):
        new = group.finds[-1] if group.finds else None
        yield Change(list(aside.finds), new, asks=aside.asks, aside=True)
    olds = [old for old in group.olds if not old.is_aside]
    if not olds:
        return
    asks = group.asks or any(old.asks for old in olds)
    if (
        len(olds) == 1
        and len(olds[0].finds) == len(group.finds) > 1
        and not _RANGE.search(text, group.a, group.b)
    ):
        for old, new in zip(olds[0].finds, group.finds, strict=True):
            yield Change([old], new, asks=asks)
        return
    yield Change(
        [find for old in olds for find in old.finds],
        group.finds[-1] if group.finds else None,
        next((old.finds[-1] for old in olds if old.is_first), None),
        in_order=group.follows and all(old.follows or old is olds[0] for old in olds),
        asks=asks,
    )


def _groups(text: str, finds: Sequence[Find], struck: Sequence[tuple[int, int]]) -> list[_Group]:
    groups: list[_Group] = []
    for find in finds:
        last = groups[-1] if groups else None
        between = text[last.b : find.a] if last else text[: find.a]
        if last and (
            find.a == last.finds[0].a
            or (
                _WITHIN.fullmatch(between)
                and _may_join(last, between)
                and _is_in(last.a, struck) == _is_in(find.a, struck)
            )
        ):
            last.finds.append(find)
        else:
            groups.append(_Group([find], between[-90:]))
    return groups


def _may_join(group: _Group, between: str) -> bool:
    """False in "moved from June 2025 to October 2025", which is no range."""
    led = _OLD.search(group.lead)
    return not (led and led["moved"] and re.search(r"\b(?:to|until|till)\b|-", between))


def _mark(text: str, groups: list[_Group], struck: Sequence[tuple[int, int]]) -> None:
    for index, group in enumerate(groups):
        behind = text[group.b : groups[index + 1].a] if index + 1 < len(groups) else text[group.b :]
        before = groups[index - 1] if index else None
        lead = group.lead
        if before and (tail := _TAIL.match(lead)) and _closes(tail):
            lead = lead[tail.end() :]
        opens = text.rfind("(", 0, group.a), text.rfind("[", 0, group.a)
        group.is_bracketed = max(opens) > max(text.rfind(")", 0, group.a), text.rfind("]", 0, group.a))
        _mark_lead(group, before, lead)
        tail = _TAIL.match(behind)
        if tail and _closes(tail) and not group.is_old:
            group.is_old = bool(tail["old"])
            group.is_new = group.is_new or bool(tail["new"])
            group.is_first = group.is_old and tail["old"][:4].lower() in ("orig", "init", "base")
        if _is_in(group.a, struck):
            group.is_old, group.is_new = True, False
    for one, two in pairwise(groups):
        if two.follows and one.is_moved:
            one.is_old = True
        if two.is_bare and two.is_bracketed and not two.is_old and not _is_later(two, one):
            two.is_aside, two.is_new, two.asks = True, False, True
        elif two.is_new and not two.is_old and not one.is_aside and (two.follows or not one.is_new):
            one.is_old = True


def _mark_lead(group: _Group, before: _Group | None, lead: str) -> None:
    extra = [word for word in _WORD.findall(lead) if not _KNOWN.fullmatch(word)]
    if before and (
        _ARROW.fullmatch(lead)
        or (before.is_moved and _TO.fullmatch(lead))
        or (before.is_new and _AGAIN.fullmatch(lead))
    ):
        group.is_new = group.follows = True
    elif before and _FROM.fullmatch(lead):
        # "Slipped to December (from September)"; without a word for the move it may be a beginning.
        group.is_old, group.asks = True, not before.is_new
        group.is_aside = False
    elif before and before.is_new and re.fullmatch(r" ?[(\[] ?", lead):
        group.is_old = group.asks = True
    elif before and group.is_bracketed and _DECIDED.search(lead):
        group.is_aside = True
        group.asks = not re.search(r"(?<![a-z])(?:board|meeting|agreed|approved)(?![a-z])", lead, FLAGS)
    elif old := _OLD.search(lead):
        group.is_old = True
        group.is_first, group.is_moved = bool(old["first"]), bool(old["moved"])
        if group.is_moved and old["moved"][:4].lower() in ("carr", "roll") and group.finds[0].is_weak:
            group.is_old, group.is_aside = False, True  # from the plan of that year
            return
        group.asks = bool(before and extra and not re.search(_PAST, lead, FLAGS))
    elif new := _NEW.search(lead):
        group.is_new, group.is_bare = True, bool(new["bare"])
        group.follows = bool(before)
        if new["bare"] and re.search(r"[:=]|date|deadline|target|timescale", new[0], FLAGS):
            group.is_bare = False
        group.asks = bool(before and (new["actual"] or (extra and not re.search(_PAST, lead, FLAGS))))
        if before and re.search(r"\. |;", lead) and group.asks and not new["actual"]:
            group.is_new = group.asks = False


def _is_in(point: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a <= point < b for a, b in spans)


def _closes(tail: re.Match[str]) -> bool:
    return bool(tail["opens"]) == bool(tail["shuts"])


def _is_later(two: _Group, one: _Group) -> bool:
    new, old = two.finds[-1], one.finds[-1]
    if new.due is None or old.due is None:
        return True
    return new.due > old.due


def _successor(groups: list[_Group], index: int) -> _Group | None:
    """What took a date's place: the next where that is called new, else the one before, else the next that stands."""
    following = next((each for each in groups[index + 1 :] if not (each.is_old or each.is_aside)), None)
    if following and following.is_new:
        return following
    before = next((each for each in reversed(groups[:index]) if not (each.is_old or each.is_aside)), None)
    return before or following
