"""Which column of somebody's table is which: by our headings, a plan's own words and the words boards use. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Headed:
    """The columns of a table as they are read.

    `names` are ours, column by column; None for one that is not recognised. `twice` are the headings that are all read
    as one name. `unclear` are headings that can be either of two names.
    """

    names: list[str | None]
    twice: dict[str, list[str]] = field(default_factory=dict)
    unclear: dict[str, tuple[str, str]] = field(default_factory=dict)


def key(heading: str) -> str:
    """Headings that differ in capitals, spaces and signs only are one: "Ref. No:" is "ref no"."""
    return " ".join(re.findall(r"[^\W_]+|#", heading.casefold()))


def read_headings(
    headings: Sequence[str],
    ours: Collection[str],
    *,
    also: Mapping[str, str],
    own: Mapping[str, str] | None = None,
    only_shown: Collection[str] = (),
) -> Headed:
    """Say which of `ours` each heading is.

    :param also: other words for them, by word.
    :param own: a board's own words for them, which go before those of others.
    :param only_shown: those of ours that are written and never read: such a heading means another one that it is a
        usual word for, where the table does not have that ("Owners" is who does it).
    """
    names = {key(name): name for name in ours}
    others = {key(word): name for word, name in also.items()}
    owned = {key(word): name for word, name in (own or {}).items() if key(word)}
    read = Headed([names.get(key(heading)) for heading in headings])
    exactly = set(read.names)
    for place, heading in enumerate(headings):
        word, exact = key(heading), read.names[place]
        another = owned.get(word) or others.get(word)
        if another is None or another == exact:
            continue
        if exact is None or (another not in exactly and exact in only_shown):
            read.names[place] = another
        elif another not in exactly and word in owned:
            read.unclear[heading] = (exact, another)
    for name in dict.fromkeys(filter(None, read.names)):
        same = [heading for heading, named in zip(headings, read.names, strict=True) if named == name]
        if len(same) > 1:
            read.twice[name] = same
    return read


def first_words(rows: Sequence[Sequence[object]], place: int, longest: int = 40) -> str:
    """What a column says first below its heading, cut where it is long; empty where it says nothing."""
    said = (" ".join(str(row[place] or "").split()) for row in rows)
    found = next(filter(None, said), "")
    return found if len(found) <= longest else f"{found[:longest].rstrip()} …"


def is_total(texts: Sequence[str]) -> bool:
    """Whether a row only sums up those above it: it begins with the word for it, and has numbers or nothing beside."""
    first, *rest = [text for text in texts if text.strip()] or [""]
    sums = re.fullmatch(
        r"(?:sub|grand|overall|running)? ?totals?(?: (?:number )?(?:of )?[a-z]+)?(?: \d+)?|averages?",
        key(first),
    )
    return bool(sums) and all(re.fullmatch(r"[£$€]?\s?[\d,.]+\s?%?", text.strip()) for text in rest)


def follows_as_ten(before: str, number: str) -> bool:
    """Whether a reference stands where one that ends in a nought is due: 1.1 behind 1.9 is 1.10 without its nought."""
    earlier = re.fullmatch(r"(.*\.)(\d{1,3})", before, re.ASCII)
    later = re.fullmatch(r"(.*\.)([1-9]\d?)", number, re.ASCII)
    if not earlier or not later or earlier[1] != later[1]:
        return False
    return int(earlier[2]) + 1 == int(later[2]) * 10
