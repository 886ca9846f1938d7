"""What the heading of a column says it holds, in the words that boards use."""

import re
from collections.abc import Mapping

from lscb.columns import key
from plans.rules.importing.model import LEFT_OUT, Column, Known

LONGEST = 110  # characters of a heading

# The first pattern that fits decides. What none fits is looked at by its contents.
_WORDS: tuple[tuple[str, str], ...] = (
    (
        LEFT_OUT,
        r"date (?:raised|added|opened|agreed|of meeting|set)|^review(?: date)?$|next review|budget|cost|resources?$"
        r"|^what (?:do )?we (?:already )?know|^why (?:is|are|this)\b|rationale",
    ),
    (
        Column.RATING,
        r"\bb?ragg?\b|traffic light|^(?:current |action |overall |progress )?(?:status|rating|state)$",
    ),
    (
        Column.REFERENCE,
        r"^(?:ref|reference|no|nr|num|number|#|id|code|s no|sr no|ser|serial|item|row)$"
        r"|^(?:unique |action |item |objective |priority |task |plan |line )?(?:ref|reference|no|number|#|id)(?: no| number)?$",
    ),
    (
        Column.ACTION,
        r"how (?:will|do|are|can|shall|should) we (?:going to )?(?:achieve|do|deliver|get)|achieve (?:this|it|them|these|those)\b",
    ),
    (
        Column.SUCCESS,
        r"how much|how well|better off|measur|indicator|\bkpis?\b|success|(?:will|we(?: ll)?|you|do) know\b|succeed|^targets?$",
    ),
    (
        Column.PROGRESS,
        r"progress|\bupdates?\b|comment|\bposition\b|narrative|\bnotes?\b|^actions? taken|^outturn"
        r"|what (?:we did|did we do)|what (?:has been|have we|we have|has) (?:done|happened|achieved)|date (?:completed|closed)|actual"
        r"|completed on|^closed|to date$|^achievements?",
    ),
    (Column.EVIDENCE, r"evidence|assurance"),
    (Column.SUPPORT, r"^support(?:ing|ed)? (?:by|agenc|partner|lead|officer|organisation|bod|member)"),
    (Column.START, r"^(?:planned |proposed )?(?:start|starts|from|commenc\w*|begin\w*)(?: date| on)?$"),
    (
        Column.WHO,
        r"\b(?:who|whom|owners?|sro|leads?|led|responsib\w*|accountab\w*|officers?|delivered by|agency|agencies|assigned"
        r"|named person)\b",
    ),
    (
        Column.SUPPORT,
        r"support|partners?$|contribut|also involved|working with|others involved|in partnership",
    ),
    (
        Column.WHEN,
        r"\b(?:when|time ?scales?|time ?frames?|timing|time ?lines?|deadlines?|due|completion|complete by|finish"
        r"|end|dates?|milestones?|quarter|timetable)\b|^by$|^target (?:month|year)$",
    ),
    (
        Column.SECTION,
        r"^(?:strategic |key )?priorit(?:y|ies)(?: areas?)?(?: and| or)? (?:objectives?|outcomes?)$",
    ),
    (Column.OBJECTIVE, r"objectives?\b|\baims?\b|\bgoals?\b|\bambitions?\b"),
    (
        Column.OUTCOME,
        r"outcome|\boutputs?\b|impact|achiev|difference|\bresults?\b|benefit|will change|looks like|^why$",
    ),
    (Column.TASKS, r"^(?:sub ?|key )?tasks?\b|^(?:key )?steps\b"),
    (
        Column.ACTION,
        r"\bactions?\b|activit|^we (?:will|said|agreed)\b|^what$|^how$|what (?:will|we|are|is|needs|do|must)|how (?:will|we|are)|deliver|to do\b"
        r"|recommendation|initiative|\bprojects?\b|intervention|\btasks?\b|required|description|commitment|requirement",
    ),
    (
        Column.SECTION,
        r"sub ?groups?\b|priorit|section|theme|work ?streams?|\barea\b|strand|pillar|domain|chapter|category|focus|topic",
    ),
    (Column.YEAR, r"^year$"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _WORDS)
# What tables have that stand beside a plan, by words of their headings: how many of them it takes, and what they are.
_OTHERS: tuple[tuple[int, str, str], ...] = (
    (1, "a list of reports, not of actions", r"report will tell|when reported|reported to|reporting to"),
    (1, "a register of risks", r"likelihood|mitigat|inherent|residual|risk score"),
    (
        2,
        "a list of abbreviations",
        r"^(?:abbreviation|acronym|term|meaning|definition|stands for|in full|explanation)s?$",
    ),
    (1, "a list of abbreviations", r"^(?:abbreviation|acronym)s?$"),
    (
        2,
        "a list of members",
        r"^(?:name|organisation|agency|job title|title|designation|e ?mail|telephone|phone|members?|representative|role"
        r"|contact(?: details)?|position|organisation represented)$",
    ),
    (
        2,
        "a record of versions",
        r"^(?:version(?: no| number)?|author|changes?(?: made)?|amendments?|approved by|issued|date)$",
    ),
    (
        2,
        "a list of meetings",
        r"^(?:meetings?|date of meeting|meeting dates?|venue|time|papers(?: deadline| due)?|date)$",
    ),
    (2, "a table of measures", r"baseline|^(?:q[1-4]|target|indicator|measure)$"),
    (2, "a key", r"^(?:colour|letter|rag|brag|key|meaning|rating|definition|status|description)$"),
    (2, "a table of contents", r"^(?:contents|page(?: no| number)?|section)$"),
)
_OTHER_PATTERNS = tuple((least, what, re.compile(pattern)) for least, what, pattern in _OTHERS)
_COUNTED = r"\s*(?:\d|[a-z]\b|one|two|three|four|five|six|seven|eight|nine|ten|[-:–])"
_SECTION = re.compile(
    r"(?:(?:strategic|key|local|safeguarding|business|board|partnership|shared|joint|our)\s)*"
    rf"(?:(?:priority(?: areas?)?|themes?|work ?streams?|areas?|pillars?|strands?|domains?|sub ?groups?|standards?|focus"
    rf"|ambitions?|commitments?){_COUNTED}"
    # and not "Section 11 audit", which is one of an Act
    r"|(?:sections?|parts?|chapters?)\s*(?:[-:–]|(?:\d{1,2}|[a-z]|one|two|three|four|five|six)\s*(?:[-:–.]|\Z)))",
    re.I,
)
_OBJECTIVE = re.compile(
    rf"(?:(?:strategic|key|our|desired|intended)\s)*(?:objectives?|aims?|goals?|outcomes?|ambitions?){_COUNTED}"
    r"|what (?:do we|we|are we|will we) (?:want|trying|aim\w*) to achieve\W+\w",
    re.I,
)
_COUNTED_ALONE = re.compile(
    r"(?:[^\W\d_]+ ){1,3}(?:\d{1,2}[a-z]?|[a-z]|one|two|three|four|five|six)\W*", re.I
)
_ACHIEVE = re.compile(r"(?:want|trying|aim\w*|seek\w*|hop\w*) to achieve|will we achieve")


def column_of(heading: str, own: Mapping[str, Column]) -> Column | str | None:
    """The column that a heading names, LEFT_OUT for what no plan keeps, or None where it says nothing we know."""
    if not heading or len(heading) > LONGEST:
        return None
    if named := own.get(key(heading)):
        return named
    bare = re.sub(r"\([^()]*\)", " ", heading)
    for inside in re.findall(r"\(([^()]*)\)", heading):  # "What do we want to achieve? (Objective)"
        if len(key(inside).split()) == 1 and (found := _first(key(inside))):
            return found
    return _first(key(bare)) or _first(key(heading))


def _first(words: str) -> Column | str | None:
    if not words:
        return None
    for name, pattern in _PATTERNS:
        if pattern.search(words):
            return name if name == LEFT_OUT else Column(name)
    return None


def is_section(text: str, known: Known) -> bool:
    """Whether a text says of itself that it heads a section: "Priority 1: Neglect", or in the plan's own word."""
    if _SECTION.match(text):
        return True
    own = [key(word) for word, column in known.own.items() if column == Column.SECTION]
    return any(key(text).startswith(f"{word} ") for word in own if word) and len(text) < 200


def is_objective(text: str) -> bool:
    """The same of an objective: "Objective 1.2: See it early"."""
    return bool(_OBJECTIVE.match(text))


def is_only_counted(text: str) -> bool:
    """Whether a heading has a number and no title: "Priority 1"."""
    return bool(_COUNTED_ALONE.fullmatch(text))


_LEADS_IN = re.compile(
    r"(?:(?:our|key|specific|planned|strategic|board|partnership|agreed)\s)*(?:actions?|activit(?:y|ies)|tasks?|outcomes?|objectives?"
    r"|aims?|goals?|milestones?|measures?|progress|deliverables?|rationale|background|context|timescales?|leads?|evidence"
    r"|(?:action|delivery|work|implementation) plan)(?: (?:and|&) \w+)?\W*|(?:what|how|why|who|when|where|we)\b.*",
    re.I,
)


def leads_in(text: str) -> bool:
    """Whether a short line says what comes next and not what it is about: "Actions", "How will we know?"."""
    return text.endswith(":") or bool(_LEADS_IN.fullmatch(text))


def is_page(text: str) -> bool:
    """Whether a line is the number of a page."""
    return bool(
        re.fullmatch(r"(?:(?:pages?|p\.?) ?)?\d{1,3}(?: ?(?:[-–/]|of) ?\d{1,3})?", text.strip(), re.I)
    )


def says_who_and_when(heading: str) -> bool:
    """Whether one column holds both: "By who and when?"."""
    words = key(heading)
    return all(
        re.search(pattern, words)
        for pattern in (
            r"\b(?:who|whom|leads?|owners?|responsib\w+)\b",
            r"\b(?:when|time ?scales?|time ?frames?|deadlines?|dates?)\b",
        )
    )


def says_achieve(heading: str) -> bool:
    """Whether it asks what is wanted: an objective in front of what is done, an outcome behind it."""
    return bool(_ACHIEVE.search(key(heading)))


def replaces(heading: str) -> bool:
    """Whether a second date is the one that holds now."""
    return bool(re.search(r"\b(?:revised|new|extended|amended|agreed)\b", key(heading)))


def other_table(headings: list[str]) -> str:
    """What a table with these headings is, where it is surely none of a plan; empty where it may be one."""
    words = [key(heading) for heading in headings if heading]
    for least, what, pattern in _OTHER_PATTERNS:
        fitting = sum(bool(pattern.search(each)) for each in words)
        if fitting >= least and (least == 1 or fitting * 2 > len(words)):
            return what
    return ""
