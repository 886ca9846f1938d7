"""A part of a cell that is a sentence: its first body owns, and those it works through."""

from subgroups.rules.who.model import Certainty, Find
from subgroups.rules.who.names import Item, as_written, gap_before
from subgroups.rules.who.plain import NamePart, everyone_of
from subgroups.rules.who.vocabulary import ACTIVITY, CARRIES_ON, FILL, JOIN, SAYS

_HELPS = frozenset({"support", "supports", "assist", "assists", "help", "helps"})


def is_sentence(items: list[Item]) -> bool:
    """Whether known names stand among words such as "to", "from", "reports"."""
    return any(item.named for item in items) and any(item.word in SAYS for item in items if not item.named)


def read_sentence(text: str, items: list[Item], find: Find) -> None:
    """Who is only reported to does not own. What is not an owner is left aside."""
    first = next(place for place, item in enumerate(items) if item.named)
    if first and items[0].word not in ACTIVITY and text[items[0].start].isupper():
        # Somebody we do not know: "Police to lead, with LSCB".
        taken = [(0, _end_of_subject(text, items, 0))]
    else:
        taken = _owners(text, items, first)
    aside_from = 0
    for start, end in taken:
        find.set_aside(as_written(text, items[aside_from:start]))
        words, name = as_written(text, items[start:end]), items[start]
        if end == start + 1 and name.named:
            find.own(words, name.body, exact=name.exact, everyone=everyone_of(name))
        else:
            find.own(words, None)
        aside_from = end
    find.set_aside(as_written(text, items[aside_from:]))
    if sum(item.named for item in items) > 1 and any(item.word in _HELPS for item in items if not item.named):
        find.doubt(Certainty.AMBIGUOUS, "the sentence does not say plainly who leads")
    elif not _says_plainly(items, first):
        find.doubt(Certainty.CONVENTION, "the sentence does not say plainly who owns it")


def _owners(text: str, items: list[Item], place: int) -> list[tuple[int, int]]:
    """From the first known name on, as (start, end) places of items."""
    taken = []
    at: int | None = place
    while at is not None:
        end = _end_of_subject(text, items, at)
        taken.append((at, end))
        following = next((n for n in range(end, len(items)) if items[n].named), None)
        at = following if following and _carries_on(text, items, end, following) else None
    return taken


def _end_of_subject(text: str, items: list[Item], start: int) -> int:
    """Where the words that belong to the name at `start` end: "Health professionals to ..." is not "Health"."""
    stops = ACTIVITY | JOIN
    if NamePart([items[start]], "", items[start].named).is_everyday_word(text):
        stops = ACTIVITY  # "Health and Wellbeing team to ..."
    end = start + 1
    while end < len(items) and not gap_before(text, items, end):
        if (items[end].named and items[start].named) or (items[end].word in stops and not items[end].named):
            break
        end += 1
    return end


def _carries_on(text: str, items: list[Item], start: int, following: int) -> bool:
    """Whether the words from `start` lead from one owner to the next."""
    if any(
        gap_before(text, items, place) in ("dash", "stop", "line") for place in range(start, following + 1)
    ):
        return False
    between = [item.word for item in items[start:following] if item.word not in FILL]
    return between[-1] in CARRIES_ON if between else True


def _says_plainly(items: list[Item], first: int) -> bool:
    """One body, and "X to do it", "X as part of it" or "report from X"."""
    if sum(item.named for item in items) > 1:
        return False
    if first == 0:
        return len(items) > 1 and items[1].word in ("to", "as")
    return any(item.word == "from" for item in items[:first])
