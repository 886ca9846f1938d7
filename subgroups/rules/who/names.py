"""Known names, found among the words of a text: the longest first."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from subgroups.rules.names import name_key
from subgroups.rules.who.vocabulary import BOARDS, JOIN, MARKS, PLAIN, ROLES

_WORD = re.compile(
    r"sub(?:-\n?| )?groups?(?![^\W_])|co[- ]ordinat[a-z]+|&|[^\W_]+(?:'[^\W_]+)*", re.IGNORECASE
)
_SAME = {"sub": "subgroup", "subs": "subgroup", "grp": "group", "&": "and"}


@dataclass(frozen=True)
class Item:
    """A word, or a known name, of a segment, from `start` to `end`; `word` is its (last) word as compared."""

    start: int
    end: int
    word: str
    named: bool = False
    body: int | None = None
    exact: bool = True


def words_of(text: str) -> list[Item]:
    """The words of a text as compared, each with its place."""
    found = []
    for match in _WORD.finditer(text.translate(PLAIN)):
        word = match[0].casefold().replace("'", "")
        if word.startswith("sub") and word.endswith(("group", "groups")):
            word = "subgroup"
        elif word.startswith(("co-", "co ")):
            word = f"co{word[3:]}"
        found.append(Item(match.start(), match.end(), _SAME.get(word, word)))
    for place in range(len(found) - 2):
        if [item.word for item in found[place : place + 3]] == ["t", "and", "f"]:
            found[place] = replace(found[place], word="task")
            found[place + 2] = replace(found[place + 2], word="finish")
    return found


class KnownNames:
    """Known names as a tree of words, to find the longest first."""

    def __init__(self, names: Mapping[str, int]):
        self.names = names
        self.spelled: dict[tuple[str, ...], set[int]] = {}
        for key, body in names.items():
            words = tuple(item.word for item in words_of(key))
            words = words[1:] if words[:1] == ("the",) and len(words) > 1 else words
            if words:
                self.spelled.setdefault(words, set()).add(body)
        self.alike: dict[tuple[str, ...], set[int]] = {}
        self.whole: dict[tuple[str, ...], set[int]] = {}
        for words, bodies in self.spelled.items():
            if words[-1] in BOARDS or words[-1] in ROLES:
                continue
            stem = words[:-1] if words[-1] in ("group", "subgroup") else words
            stem = stem[:-3] if stem[-3:] == ("task", "and", "finish") else stem
            for ending in (("group",), ("subgroup",), ("task", "and", "finish", "group")):
                if stem and stem + ending not in self.spelled:
                    self.alike.setdefault(stem + ending, set()).update(bodies)
            if stem and stem not in self.spelled:
                self.whole.setdefault(stem, set()).update(bodies)
        self.tree: dict = {}
        for words in [*self.spelled, *self.alike]:
            node = self.tree
            for word in words:
                node = node.setdefault(word, {})
            node[None] = words

    def find(self, text: str, items: list[Item]) -> list[Item]:
        """The words with the known names among them made one item each.

        As few words as possible stay outside a name, then as few names as possible are used, so a longer name
        goes before a shorter one. A name runs over the end of a line, a comma or a stroke only where that
        places more words.
        """
        if body := self._whole(items):
            return [Item(items[0].start, items[-1].end, items[-1].word, True, body, exact=False)]
        crossed = [0]
        for place in range(1, len(items)):
            crossed.append(crossed[-1] + bool(gap_before(text, items, place)))
        costs = [(0, 0, 0, 0)] * (len(items) + 1)
        best = [(1, item) for item in items]
        for place in range(len(items) - 1, -1, -1):
            outside, over, pieces, loose = costs[place + 1]
            costs[place] = (outside + 1, over, pieces, loose)
            node = self.tree
            for end in range(place, len(items)):
                if items[end].word not in node:
                    break
                node = node[items[end].word]
                if None in node and (named := self._body(text, items[place], items[end], node[None])):
                    outside, over, pieces, loose = costs[end + 1]
                    over += crossed[end] - crossed[place]
                    cost = (outside, over, pieces + 1, loose + (not named.exact))
                    if cost < costs[place]:
                        costs[place], best[place] = cost, (end + 1 - place, named)
        found, place = [], 0
        while place < len(items):
            step, item = best[place]
            found.append(item)
            place += step
        return found

    def are_names(self, text: str) -> bool:
        """Whether a text is known names and nothing else, but for words such as "and"."""
        items = self.find(text, words_of(text))
        return any(item.named for item in items) and all(item.named or item.word in JOIN for item in items)

    def _whole(self, items: list[Item]) -> int | None:
        """A body whose name, without its last "group", is all there is in the cell."""
        bodies = self.whole.get(tuple(item.word for item in items), ())
        return next(iter(bodies)) if len(bodies) == 1 else None

    def _body(self, text: str, first: Item, last: Item, words: tuple[str, ...]) -> Item | None:
        exact = words in self.spelled
        bodies = (self.spelled if exact else self.alike)[words]
        body = next(iter(bodies)) if len(bodies) == 1 else None
        body = self.names.get(name_key(text[first.start : last.end])) if body is None else body
        return None if body is None else Item(first.start, last.end, last.word, True, body, exact)


def as_written(text: str, items: list[Item]) -> str:
    """The words of some neighbouring items as they stand in the text."""
    return " ".join(text[items[0].start : items[-1].end].split()) if items else ""


def gap_before(text: str, items: list[Item], place: int) -> str:
    """What stands between an item and the one before it.

    "line", "list" (a comma), "apart" (a stroke with a space, a plus), "stroke" (one without), "dash", "stop", "mark"
    (nothing but a mark of `roles`) or "" for nothing.
    """
    if not 0 < place < len(items):
        return ""
    gap = text[items[place - 1].end : items[place].start].translate(PLAIN)
    if "\n" in gap:
        return "line"
    if "+" in gap or ("/" in gap and gap != "/"):
        return "apart"
    if "/" in gap:
        return "stroke"
    if "," in gap:
        return "list"
    if " - " in gap or ":" in gap:
        return "dash"
    sentence_ends = ". " in gap and items[place - 1].end - items[place - 1].start > 3  # not "Dr A. Smith"
    return "stop" if sentence_ends else "mark" if MARKS & set(gap) else ""
