"""A list of people as it is pasted: from a spreadsheet, a table of a document, an e-mail. Pure: no database, no HTTP.

One person a line, or several addresses in one line as a mail program copies them. Cells are told apart by whatever the
line has: tabs, semicolons, bars, commas, wide gaps. A first line of headings says which cell is what; without one, an
e-mail, a known group, agency or role is known for what it is, and the others are a name, a job title, an agency and a
group, in this order. What is read can be corrected before anything is saved, so a guess may be wrong; nothing is left
out without saying so.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from subgroups.rules.names import name_key

_EMAIL = re.compile(r"[^\s<>()\[\],;:\"|@]{1,64}@[^\s<>()\[\],;:\"|@]{1,255}")
_NAMED = re.compile(r"^\s*\"?([^<>@\"]{1,200})\"?\s*<\s*(?:mailto:)?([^<>\s]{3,320})\s*>(.*)$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•‣▪–]\s+|\(?\d{1,3}[.)]\s+)")
_DELIMITERS = (";", "|", ",")


class _AllAsItIs(csv.excel_tab):
    quoting = csv.QUOTE_NONE


HEADINGS: dict[str, str] = {
    **dict.fromkeys(("name", "full name", "person", "member", "who"), "name"),
    **dict.fromkeys(("first name", "forename", "given name"), "first_name"),
    **dict.fromkeys(("surname", "last name", "family name"), "surname"),
    **dict.fromkeys(("email", "e mail", "email address", "e mail address", "mail"), "email"),
    **dict.fromkeys(("job title", "title", "job", "position", "post", "designation"), "job_title"),
    **dict.fromkeys(
        ("agency", "organisation", "organization", "employer", "partner", "representing"), "agency"
    ),
    **dict.fromkeys(("group", "subgroup", "body", "committee", "panel", "group or post"), "group"),
    **dict.fromkeys(("role", "role in group", "role on group", "role on board", "as"), "role"),
}


@dataclass(frozen=True)
class Known:
    """What a board has already, each by `name_key`; roles map to what they are stored as."""

    groups: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PastedPerson:
    """A person as a line is read; `words` is the line itself and `left` what of it found no place."""

    words: str
    name: str = ""
    email: str = ""
    job_title: str = ""
    agency: str = ""
    group: str = ""
    role: str = ""
    left: str = ""


def read_people(text: str, known: Known) -> list[PastedPerson]:
    """Each person of a pasted text, in its order."""
    people: list[PastedPerson] = []
    headings: list[str] = []
    for words, cells in _lines(text):
        if not people and not headings and (headings := _headings(cells)):
            continue
        read = _by_headings(headings, cells, known) if headings else _by_look(cells, known)
        people.append(replace(read, words=words[:400]))
    return people


def _lines(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each line and its cells; a line that holds several addresses is several."""
    if "\t" in text:
        # A spreadsheet quotes a cell that has line breaks. One quotation mark too many is a mark like any other.
        dialect = csv.excel_tab if text.count('"') % 2 == 0 else _AllAsItIs
        for row in csv.reader(io.StringIO(text, newline=""), dialect):
            # A line without a tab among such lines was typed beside them.
            if len(row) == 1:
                for line in row[0].splitlines():
                    yield from _of_line(line)
            elif cells := _tidy(row):
                yield ", ".join(filter(None, cells)), cells
        return
    for line in text.splitlines():
        yield from _of_line(line)


def _of_line(line: str) -> Iterator[tuple[str, list[str]]]:
    for piece in _pieces(_BULLET.sub("", line.strip().strip("|"))):
        if cells := _tidy(_cells(piece)):
            yield " ".join(piece.split()), cells


def _pieces(line: str) -> list[str]:
    """One for each person of a line of addresses: every piece between its separators has an e-mail of its own."""
    if len(_EMAIL.findall(line)) > 1:
        for delimiter in ";,":
            pieces = [piece for piece in line.split(delimiter) if piece.strip()]
            if delimiter == ",":
                pieces = _with_surnames(pieces)
            if all(len(_EMAIL.findall(piece)) == 1 for piece in pieces):
                return pieces
    return [line]


def _with_surnames(pieces: list[str]) -> list[str]:
    """ "Smith, Jane <jane@...>" was one piece: its surname goes back to it."""
    joined: list[str] = []
    waiting = ""
    for piece in pieces:
        if "@" not in piece and not waiting:
            waiting = piece
            continue
        joined.append(f"{waiting},{piece}" if waiting else piece)
        waiting = ""
    return [*joined, waiting] if waiting else joined


def _cells(line: str) -> list[str]:
    if named := _NAMED.match(line):
        name, email, rest = named.groups()
        before = re.split(r"[;|]", name) if re.search(r"[;|]", name) else [name]
        return [
            *before[:-1],
            name_in_order(before[-1]),
            email,
            *(_cells(rest.lstrip(" ;|,")) if rest.strip() else []),
        ]
    for delimiter in _DELIMITERS:
        if delimiter in line:
            cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
            if delimiter == "," and len(cells) > 2 and is_email(cells[2]):
                return [name_in_order(",".join(cells[:2])), *cells[2:]]
            return cells
    return re.split(r"\s{2,}|\s[–—-]\s", line)


def name_in_order(name: str) -> str:
    """ "Smith, Jane" as people are called: Jane Smith. Two cells that are no such name stay as they are."""
    surname, comma, first = name.partition(",")
    if comma and len(surname.split()) <= 2 and len(first.split()) == 1:
        return f"{first.strip()} {surname.strip()}"
    return name


def _tidy(cells: list[str]) -> list[str]:
    """Without what surrounds them; nothing for a line without a letter, as the rule under a heading."""
    tidy = [" ".join(cell.split()).strip("\"' ") for cell in cells]
    return tidy if any(any(sign.isalnum() for sign in cell) for cell in tidy) else []


def _headings(cells: list[str]) -> list[str]:
    """What each cell of a first line of headings is about; nothing for a line that is none."""
    found = [HEADINGS.get(name_key(cell.replace("/", " ")), "") for cell in cells]
    several = sum(map(bool, found)) > 1 or (len(cells) == 1 and found[0] in ("name", "email"))
    return found if several and not any(map(is_email, cells)) else []


def _by_headings(headings: list[str], cells: list[str], known: Known) -> PastedPerson:
    said: dict[str, str] = {}
    left = []
    for index, cell in enumerate(cells):
        what = headings[index] if index < len(headings) else ""
        if not cell:
            continue
        if what and what not in said:
            said[what] = cell
        else:
            left.append(cell)
    first, surname = said.pop("first_name", ""), said.pop("surname", "")
    said.setdefault("name", " ".join(filter(None, (first, surname))))
    if email := _EMAIL.search(said.get("email", "")):
        said["email"] = _address(email[0])
    if "role" not in said and "group" in said:
        said |= _place(said["group"], known)
    return PastedPerson(words="", left="; ".join(left), **{**said, "name": name_in_order(said["name"])})


def _by_look(cells: list[str], known: Known) -> PastedPerson:
    said: dict[str, str] = {}
    left = []
    for cell in filter(None, cells):
        for what, words in _looks_like(cell, said, known).items():
            if what and what not in said:
                said[what] = words
            else:
                left.append(words)
    if "name" not in said and "email" in said:
        said["name"] = called_by_email(said["email"])
    return PastedPerson(words="", left="; ".join(left), **said)


def _looks_like(cell: str, said: Mapping[str, str], known: Known) -> dict[str, str]:
    if email := _EMAIL.search(cell):
        beside = (cell[: email.start()] + cell[email.end() :]).replace("mailto:", "").strip(" <>()[],;:\"'")
        return {"email": _address(email[0])} | (
            {"name" if "name" not in said else "": beside} if beside else {}
        )
    key = name_key(cell)
    if key in known.roles and "role" not in said:
        return {"role": cell}
    if (place := _place(cell, known)) and "group" not in said:
        return place
    if key in known.agencies and "agency" not in said:
        return {"agency": cell}
    free = next((what for what in ("name", "job_title", "agency", "group") if what not in said), "")
    return {free: cell}


def _place(cell: str, known: Known) -> dict[str, str]:
    """A known group, with the role in it where the cell says so: "Chair of X", "X (Chair)"."""
    if name_key(cell) in known.groups:
        return {"group": cell}
    for pattern, group, role in (
        (r"(.+?)\s*\(([^()]+)\)", 1, 2),
        (r"([\w -]+?)\s+of\s+(?:the\s+)?(.+)", 2, 1),
        (r"(.+?)\s*(?:,|:|-)\s*([\w -]+)", 1, 2),
    ):
        found = re.fullmatch(pattern, cell, re.IGNORECASE)
        if found and name_key(found[group]) in known.groups and name_key(found[role]) in known.roles:
            return {"group": found[group], "role": found[role]}
    return {}


def is_email(cell: str) -> bool:
    return bool(_EMAIL.fullmatch(cell.strip(" <>")))


def _address(email: str) -> str:
    return email.removeprefix("mailto:").strip(".'").lower()


def called_by_email(email: str) -> str:
    """A name from an e-mail that spells one: jane.smith@... is Jane Smith."""
    parts = email.partition("@")[0].split(".")
    return (
        " ".join(part.capitalize() for part in parts)
        if len(parts) == 2 and all(map(str.isalpha, parts))
        else ""
    )
