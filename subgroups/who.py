"""Reading a "who" cell into bodies. Pure: names come in as a mapping, nothing is looked up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OwnerReading:
    """One owner: the words that were read and the body they mean, or None where they name nobody known."""

    words: str
    body: int | None


@dataclass(frozen=True)
class WhoReading:
    """A "who" cell as read: owners in printed order, references of actions named beside them."""

    text: str
    owners: tuple[OwnerReading, ...] = ()
    related: tuple[str, ...] = ()


def read_who(text: str, names: dict[str, int]) -> WhoReading:
    from subgroups.models.body import name_key
    import re
    body = re.sub(r"\(linked to ([\d.]+)\)", "", text)
    related = tuple(re.findall(r"\(linked to ([\d.]+)\)", text))
    if not body.strip():
        return WhoReading(text=text, related=related)
    return WhoReading(text=text, owners=(OwnerReading(body.strip(), names.get(name_key(body))),), related=related)
