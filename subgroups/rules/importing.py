"""The columns of lists of people and of meetings, in the words of boards. Pure."""

import re
from collections.abc import Callable

from lscb.columns import key
from lscb.importing.shapes import ListColumn
from subgroups.rules.meeting_dates import read_dates
from subgroups.rules.pasted_people import is_email
from subgroups.rules.who.vocabulary import LATER, NOBODY

NAMED = Callable[[str], bool]  # whether a text is what a group of the board is called

PEOPLE_NEEDED = ({"name"}, {"first", "surname"}, {"email"})
MEETINGS_NEEDED = ({"date"},)
_LEAVES = r"^(?:end|ends|to|until|left|leaves|term ends?|end date|date left|last day)(?: on)?$"
_COMES = (
    r"^(?:start|starts|from|since|appointed|joined|term starts?|start date|date appointed|date joined"
    r"|member since|first day)(?: on)?$"
)


def people_columns(*, groups: str, group: str, agency: str, is_group: NAMED) -> list[ListColumn]:
    """:param groups: the board's word for groups; `group` for one, and `agency`."""
    return [
        ListColumn(
            "email",
            "E-mail",
            r"e ?mail|^mail$|^contact details$",
            holds=is_email,
            limit=254,
        ),
        ListColumn("first", "First name", r"^(?:first|fore|given|christian) ?names?$", limit=150),
        ListColumn("surname", "Surname", r"^(?:sur|last|family) ?names?$", limit=150),
        ListColumn("job", "Job title", r"job|^title$|^position$|designation|^posts?$|post held", limit=150),
        ListColumn(
            "agency",
            agency,
            r"agenc|organi[sz]ation|employer|partner|representing|represents|^services?$",
            own=(key(agency),),
            limit=200,
        ),
        ListColumn("role", "Role", r"^role|capacity|^as$|^chair", limit=100),
        ListColumn("starts", "Since", _COMES, limit=60),
        ListColumn("ends", "Until", _LEAVES, limit=60),
        ListColumn(
            "body",
            groups,
            r"group|bod(?:y|ies)$|committee|panel|forum|^boards?$",
            own=(key(group),),
            holds=is_group,
            across=True,
            lines=2,
        ),
        ListColumn(
            "name",
            "Name",
            r"^(?:full |member s? ?)?names?(?: of (?:members?|persons?|people|representatives?|contacts?))?$"
            r"|^(?:members?|persons?|people|representatives?|contacts?|who)$",
            limit=150,
            leads=True,
        ),
    ]


def meeting_columns(*, group: str, is_group: NAMED) -> list[ListColumn]:
    return [
        ListColumn("papers", "Papers due", r"papers|reports? (?:due|by)|deadline|submission", limit=60),
        ListColumn("cancelled", "Cancelled", r"cancel", limit=20),
        ListColumn("time", "Time", r"^(?:start )?times?$|^start$|^at$", limit=40),
        ListColumn("place", "Place", r"place|venue|location|where|room|address", limit=200),
        ListColumn(
            "body",
            group,
            r"group|body|committee|panel|forum|^boards?$|^meetings?$|meeting of|name of meeting|type of meeting",
            own=(key(group),),
            holds=is_group,
            across=True,
            limit=200,
            leads=True,
        ),
        ListColumn("date", "Date", r"dates?|\bday\b|held on|^when$", holds=is_day, limit=80, leads=True),
    ]


def is_day(text: str) -> bool:
    """Whether a text is one day, perhaps with a time."""
    lines = read_dates(text)
    return len(text) <= 60 and len(lines) == 1 and lines[0].day is not None


def names_nobody(name: str) -> bool:
    """Whether what stands for a name says that there is none: "Vacant", "TBC", "Post vacant (Probation)"."""
    words = key(name)
    return words in NOBODY | LATER or bool(re.search(r"\bvacan(?:t|cy)\b", words))


def names_several(cell: str) -> bool:
    """Whether the lines of a cell are the names of several people: each has a first name and a surname."""
    lines = cell.splitlines()
    return len(lines) > 1 and all(len(line.split()) > 1 for line in lines)


def places_in(cell: str) -> list[tuple[str, str]]:
    """The groups that a cell names, each with the role there that it says: "Business Group (Chair); Neglect group"."""
    found = []
    for words in re.split(r"[;\n]", cell):
        words = words.strip(" •·")
        if not words:
            continue
        named = re.fullmatch(r"(.+?)\s*\(([^()]{1,40})\)", words)
        found.append((named[1], named[2]) if named else (words, ""))
    return found
