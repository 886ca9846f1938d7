"""Names of bodies as documents spell them. Pure: no database, no HTTP."""

import re
from collections.abc import Iterable


def name_key(words: str) -> str:
    """A name with what does not distinguish names taken out: case, spaces, quotes, the word "subgroup".

    "Neglect sub group" and "Neglect Sub-group" have one key; "CSE/MFH" keeps its slash, because it is one name.
    """
    words = words.casefold().replace("’", "'").replace("&", " and ").replace("-", " ")
    words = re.sub(r"\bsub groups?\b", "subgroup", words)
    return " ".join(re.findall(r"[^\s.,;:()\"“”]+", words))


# What a board's own office is called behind the board's name.
_OFFICES = (
    "team",
    "unit",
    "office",
    *(
        f"{kind} {office}"
        for kind in (
            "business",
            "support",
            "partnership",
            "board",
            "management",
            "business support",
            "business management",
            "core",
        )
        for office in ("team", "unit", "office")
    ),
    "business support",
)


def spellings_of_team(called: Iterable[str], team_label: str) -> set[str]:
    """How a board's own team may be written: its word for the team, and what its office is called behind each of the
    names that the board is `called`, as "SSCP Business Unit", "Partnership team"."""
    return {team_label} | {f"{name} {office}" for name in called if name for office in _OFFICES}
