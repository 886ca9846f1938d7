"""Phrases that say when without a date: events, meetings, conditions, other documents, and single words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .dates import Find
from .lengths import PARTS_OF_WHOLE, WHOLES, unit_of
from .words import FLAGS, NUMBER, lowered, number

LONGEST_TRIGGER = 160

_SMALL = re.ASCII  # of small letters: `lowered`
_THING = r"(?:[a-z&'/.-]{1,25} ){0,5}"
_MEETING = re.compile(
    rf"(?<![a-z])(?=[aept][tvlero]|ea|st|to)(?:(?P<other>(?:at )?(?:every (?:other|second|alternate)|each alternate|alternate) "
    rf"(?P<whose>{_THING})meetings?)"
    rf"|(?P<each>(?:at |to )?(?:each|every|all|per) (?:(?P<nth>{NUMBER}|third) )?(?P<whose2>{_THING})meetings?)"
    r"|(?P<standing>standing (?:agenda )?items?))(?![a-z])",
    _SMALL,
)
_CONDITION = re.compile(
    r"(?<![a-z])(?=as|wh|if|ad|on|by|ex|ba)(?P<words>(?:as and when|as|where|when|if) (?:and when )?(?:is )?"
    r"(?:required|needed|necessary|appropriate|applicable|requested|they arise|it arises|identified)"
    r"|ad[- ]hoc|on request|on demand|by exception|(?:as )?exceptions?(?: are)? (?:reported|only)|based on need"
    r"|as and when)(?![a-z])",
    _SMALL,
)
_ELSEWHERE = re.compile(
    r"(?<![a-z])(?=as|[iat][nsci]|re|se|da|de|di|sa)(?P<words>as (?:per|set out in|detailed in|outlined in|specified in|stated in|agreed in|described in"
    r"|identified in|contained in|in)|in (?:line|accordance) with|according to|refer to|(?<![a-z ])see"
    r"|dates? (?:are )?(?:in|within)|timescales? (?:are )?(?:as )?(?:in|set (?:out )?(?:in|by))"
    r"|(?:as )?determined by|as above|as below|ditto|same as)(?![a-z])",
    _SMALL,
)
_LAG_UNIT = r"(?:working |school |calendar )?(?:h(?:ou)?r|day|week|wk|fortnight|month|mn?th|quarter|qtr|year|yr|term)s?"
_LAG_COUNT = rf"(?:{NUMBER}(?: ?(?:[/,&-]|,? ?and|or|to) ?{NUMBER}){{0,4}}|an?)"
_LAG_LENGTH = rf"(?:{_LAG_COUNT}(?: |(?<=\d)){_LAG_UNIT}|{PARTS_OF_WHOLE})"
_LAG = re.compile(
    r"(?<![a-z])(?:(?:(?:with)?in|after|at) (?:the )?(?:next |first |coming |following )?(?:a further )?"
    rf"|(?:over|for|during|throughout) the (?:next|first|coming|following) |(?P<alone>^))"
    rf"(?:(?P<count>{NUMBER}|an?)(?:[ -]|(?<=\d))(?P<unit>day|week|wk|month|mn?th|year|yr)s?(?:' time)?"
    rf"|(?(alone)(?!)|(?P<parts>{PARTS_OF_WHOLE})(?!\d|/\d)))(?![a-z])(?!'| timescale)",
    _SMALL,
)
_EVENT = re.compile(
    rf"(?<![a-z])(?=\d|a[ nfst]|wi|wh|i[nm]|f[oi]|on|up|pe|s[uei]|[dl]e|li|be|pr|ea|e[vil]|by|t[owhe]|n[ei]|un|po)"
    rf"(?P<words>(?:with)?in {_LAG_LENGTH} (?:of|from|after|following)"
    rf"|{_LAG_LENGTH} (?:after|following|from|before|prior to|post)"
    rf"|immediately (?:after|following)|(?<!the )following|after(?! {_LAG_LENGTH}(?: ?[,.;)]|$))|once(?! (?:in )?(?:every|each|a|per) | only| ?$)|upon|whenever|when|as soon as|pending|subject to"
    r"|post(?=[ -](?:inspection|ofsted|publication|launch|implementation|review|audit|election|conference|event|training)\b)"
    r"|depend(?:ent|ing)(?: up)? ?on|linked to|in response to|as part of|before|prior to|each time|every time"
    r"|on (?:the )?(?:receipt|completion|publication|approval|sign[- ]off|notification|appointment|conclusion"
    r"|launch|implementation|ratification)(?: of)?"
    rf"|(?:(?:at|in|by|for|to) (?:the |our |its )?|^)next(?! (?:{NUMBER} )?{_LAG_UNIT})"
    r"|at the (?:conclusion|completion) of|until)(?![a-z])",
    _SMALL,
)
_STOP = re.compile(r" - |[.;()](?= |$)|\(|, (?:then|and) |,? ?(?:and )?on-?going|$", FLAGS)
_CLAUSE = re.compile(r"(?<![a-z])(?:all|each) (?:[a-z-]{1,20} ){1,2}(?:to )?receive(?![a-z])", _SMALL)
_WORDS = re.compile(
    r"(?<![a-z])(?=[abcdefhilnoprstu])(?:(?P<ongoing>on ?-? ?going|continu(?:ous(?:ly)?|ing|al(?:ly)?|es|e)|thereafter|bau"
    r"|rolling(?: programme)?(?= ?(?:$|[,.;(-]))|open[- ]ended|no end date|(?:throughout|all) (?:the )?year(?: round)?(?![ ,:(-]{0,3}'?\d)"
    r"|business as usual)"
    r"|(?P<at_once>immediate(?:ly)?|asap|a\.s\.a\.p|as soon as possible|urgent(?:ly)?|straight ?away|forthwith)"
    r"|(?P<undecided>tbc|tba|tbd|t\.b\.[acd]|provisional(?:ly)?|tentative(?:ly)?|indicative|approx(?:imately|\.)?|circa|around|roughly|hopefully|possibly|probably|est(?:imated)?|c\.(?= ?[a-z\d])|to be (?:confirmed|agreed|announced|decided|determined|set|advised|scheduled)"
    r"|not (?:yet )?(?:known|set|agreed)|awaiting date)"
    r"|(?P<none>n/?a|none|no date|not applicable)"
    r"|(?P<completed>(?<!be )(?:completed|achieved|done|closed|finished|delivered|implemented|actioned|launched|published|ratified"
    r"|approved|adopted|signed off)(?! by)(?= [a-z0-9(]| ?-))"
    r"|(?P<complete>completed?|finished|done|achieved|closed)"
    r"|(?P<vague>regular(?:ly)?|frequent(?:ly)?|periodic(?:ally)?|routine(?:ly)?)"
    r"|(?P<report>report(?:s|ed|ing)?|updates?|presented))(?![a-z])",
    _SMALL,
)
_COMPLETE = re.compile(
    r"(?:(?:actions?|tasks?|now|all|is|are|as|this|marked) ){0,4}(?:completed?|finished|done|achieved|closed)[.! ]*",
    FLAGS,
)
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_FILLERS = frozenset(
    _LETTERS.findall(
        "by last day the end of in during throughout for to be and or ongoing on going from financial year "
        "years academic school calendar plan complete completed completion due date target deadline at until "
        "start starting early late mid over next one two three four five period then review reviewed quarter "
        "annual annually timescale timescales done finished achieved closed action now actions onwards within "
        "it is as business lifetime whole full all each every with thereafter afterwards "
    )
)


@dataclass(slots=True)
class Phrase:
    """A phrase found: `trigger` is what it waits for, `says` puts it in a sentence."""

    name: str
    a: int
    b: int
    words: str
    says: str
    trigger: str = ""
    count: int = 0
    unit: str = ""


def find_words(text: str) -> set[str]:
    """Which of the single words that matter occur: ongoing, at once, undecided, complete, vague, report."""
    words = {(match.lastgroup or "").replace("_", " ") for match in _WORDS.finditer(lowered(text))}
    if "completed" in words and not re.match(
        r"(?:action |now |all )?(?:completed|achieved|done|closed|finished|delivered|implemented|actioned|launched|published"
        r"|ratified|approved|adopted|signed off)",
        text,
        FLAGS,
    ):
        words.discard("completed")
    if not _COMPLETE.fullmatch(text):
        words.discard("complete")
    return words


def left_over(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """The words outside `spans` that say more than when."""
    kept, at = [], 0
    for a, b in sorted(spans):
        if a > at:
            kept.append(text[at:a])
        at = max(at, b)
    kept.append(text[at:])
    return [word for word in _LETTERS.findall(" ".join(kept)) if word.lower() not in _FILLERS]


def _rest(text: str, at: int) -> tuple[int, str]:
    """What follows a leading phrase, up to a dash, a bracket, the end of the sentence or "ongoing"."""
    stop = _STOP.search(text, at, at + LONGEST_TRIGGER)
    end = stop.start() if stop else min(len(text), at + LONGEST_TRIGGER)
    return end, text[at:end].strip(" ,:-")


def find_phrases(
    text: str, finds: Iterable[Find], taken: list[tuple[int, int]], lengths: Iterable[tuple[int, int]] = ()
) -> list[Phrase]:
    """The phrases in a cleaned text; words already read as a date, a frequency or a length of time are left alone.

    A length that leads into an event belongs to it: "3/6/12 months after publication".
    """
    small = lowered(text)
    phrases = [_meeting(match, text) for match in _MEETING.finditer(small)]
    taken = [*taken, *((each.a, each.b) for each in phrases)]
    for match in _CONDITION.finditer(small):
        a, b = match.span()
        phrases.append(Phrase("condition", a, b, text[a:b], match["words"], match["words"]))
        taken.append(match.span())
    for match in _CLAUSE.finditer(small):
        a, b = match.span()
        phrases.append(Phrase("clause", a, b, text[a:b], text[a:b]))
    dated = [*((find.a, find.b) for find in finds), *lengths]
    last = 0
    for match in _ELSEWHERE.finditer(small):
        a, b = match.span()
        if a < last or _touches(a, b, taken) or _touches(a, b, dated):
            continue
        end, rest = _rest(text, b)
        last = end
        phrases.append(Phrase("elsewhere", a, max(end, b), text[a:end].strip(), rest, rest or match[0]))
    taken += [(each.a, each.b) for each in phrases if each.name == "elsewhere"]
    last = 0
    for match in _EVENT.finditer(small):
        a, b = match.span()
        if a < last or _touches(a, b, taken) or _touches(a, b, dated) or _leads_date(text, b, dated):
            continue
        end, rest = _rest(text, b)
        end = max(end, b)
        last = end
        lead = match["words"]
        if lead == "until" and not rest:
            continue
        after = lead in ("following", "after", "once", "upon", "when", "whenever", "immediately after")
        trigger = rest if after and rest else f"{lead} {rest}".strip()
        phrases.append(Phrase("event", a, end, text[a:end].strip(), f"{lead} {rest}".strip(), trigger))
    for match in _LAG.finditer(small):
        a, b = match.span()
        if not _touches(a, b, [*taken, *dated]):
            count, unit = match["count"], match["unit"]
            if parts := match["parts"]:
                count, unit = parts.split("/")[0], WHOLES[int(parts.split("/")[1])]
            count, unit = number(count), unit_of(unit)
            says = f"within {count} {unit}{'s' if count != 1 else ''}"
            phrases.append(Phrase("lag", a, b, text[a:b], says, count=count, unit=unit))
    return phrases


def _meeting(match: re.Match[str], text: str) -> Phrase:
    whose = next((text[slice(*match.span(name))] for name in ("whose", "whose2") if match[name]), "").strip()
    name = f"{whose} meeting".strip()
    if match["standing"]:
        says, trigger = "at every meeting, as a standing item", "every meeting"
    elif match["other"]:
        says = trigger = f"every other {name}"
    elif match["nth"]:
        says = trigger = f"every {match['nth']} {name}s"
    else:
        says = trigger = f"every {name}"
    return Phrase("meeting", *match.span(), text[slice(*match.span())], says, trigger)


def _touches(a: int, b: int, spans: list[tuple[int, int]]) -> bool:
    return any(a < end and start < b for start, end in spans)


def _leads_date(text: str, at: int, dated: list[tuple[int, int]]) -> bool:
    """True where the phrase only leads into a date: "after 1 April", "before the end of March"."""
    return any(
        at <= a <= at + 30 and not left_over(text[at:a], []) and not re.search("[.;]", text[at:a])
        for a, _ in dated
    )
