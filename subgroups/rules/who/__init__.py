"""Reading a "who" cell into bodies. Pure: names come in as a mapping, nothing is looked up.

The rules, with an example of each, are in docs/who.md. The steps, a module each: tags go and references of other
actions are taken out (`text`), words for who leads and who supports become marks (`roles`), known names are found
(`names`), and what stands between them decides who owns (`plain`, `sentences`). Every repeat in a pattern is bounded
and no name is longer than the longest known one, so reading takes time in proportion to the length of the text.
"""

from collections.abc import Mapping

from subgroups.rules.who.cell import read_cell
from subgroups.rules.who.model import Certainty, Everyone, OwnerReading, OwnerRole, WhoReading
from subgroups.rules.who.names import KnownNames
from subgroups.rules.who.people import KnownPeople, WithoutPeople, without_people

__all__ = [
    "Certainty",
    "Everyone",
    "KnownNames",
    "KnownPeople",
    "OwnerReading",
    "OwnerRole",
    "WhoReading",
    "WithoutPeople",
    "read_who",
    "without_people",
]


def read_who(text: str, names: Mapping[str, int] | KnownNames) -> WhoReading:
    """Read a "who" cell. `names` maps `name_key` of every spelling of every body to the body's id; who reads many
    cells makes `KnownNames` of it once.

    Words that name no known body are an owner with no body, as written. Raises nothing, whatever the text.
    """
    return read_cell(text, names if isinstance(names, KnownNames) else KnownNames(names))
