"""A part of a cell that is a list of owners, with separators or without."""

import re
from dataclasses import dataclass

from subgroups.rules.who.model import Certainty, Everyone, Find, OwnerRole
from subgroups.rules.who.names import Item, as_written, gap_before
from subgroups.rules.who.roles import BARE_ROLES, role_between, says_all
from subgroups.rules.who.vocabulary import (
    ALL_GROUPS,
    BEFORE_POSTS,
    BOARDS,
    CHAIRS,
    FILL,
    JOIN,
    KINDS,
    LATER,
    POSTS,
    ROLES,
)


@dataclass
class NamePart:
    """One owner: a known name, or unknown words; `before` is what separates it from the one before.

    `before` is "" for the first, "none" where nothing separates them, "and", "or", or as `gap_before` has it.
    """

    items: list[Item]
    before: str
    named: bool
    role: OwnerRole = OwnerRole.NONE
    asked_by: str = (
        ""  # "post" where it is named by one, "bare" where "lead" or "support" follows without a sign
    )

    @property
    def last(self) -> str:
        return self.items[-1].word

    def is_everyday_word(self, text: str) -> bool:
        """Whether a known name is one that may mean something else, as "Health": no abbreviation, no "... Group"."""
        printed = text[self.items[0].start : self.items[-1].end]
        return self.named and self.last not in KINDS | ROLES and not re.search(r"[A-Z][A-Z&]", printed)

    def is_abbreviation(self, text: str) -> bool:
        """Whether it is one word in capitals, as "CAFCASS": no part of a longer name."""
        printed = text[self.items[0].start : self.items[-1].end]
        return len(self.items) == 1 and len(printed) > 1 and printed.isupper()

    def take(self, other: "NamePart") -> None:
        """Make one run of unknown words of the two."""
        self.items += other.items
        self.named = False
        self.role = self.role or other.role


def read_plain(text: str, items: list[Item], find: Find) -> None:
    """Names and words, each an owner; unknown words are kept together where they may be one name."""
    parts = []
    for before, run in _runs(text, items):
        for number, part in enumerate(_owners_of(text, run)):
            part.before = "none" if number else before
            parts.append(part)
    last, supporting = None, False
    parts = _everyday_words_kept(text, _unknown_names_kept(_with_their_chairs(parts)))
    _doubt_bare_roles(text, parts, find)
    for number, part in enumerate(parts):
        if len(parts) > 1 and not part.named and " ".join(item.word for item in part.items) in LATER:
            find.set_aside(as_written(text, part.items))
            find.doubt(Certainty.AMBIGUOUS, "it is to be confirmed")
            continue
        name = part.items[0] if part.named else None
        if last and not (name and last.named and name.body == last.items[0].body):
            _doubt_separation(text, last, part, find)
        end = parts[number + 1].items[0].start if number + 1 < len(parts) else len(text)
        role = part.role or role_between(text, part.items[-1].end, end)
        if not last:
            role = role or role_between(text, 0, part.items[0].start)
        if part.before == "with" and last:
            lead_those_before(find)
            supporting = True
        if supporting:
            role = role or OwnerRole.SUPPORT
        words = as_written(text, part.items)
        if name and name.body is None and name.word == "members":
            find.doubt(Certainty.AMBIGUOUS, f"“{words}” is read as all agencies, and may be people")
        if name:
            find.own(words, name.body, role=role, exact=name.exact, everyone=everyone_of(name))
        else:
            find.own(words, None, role=role)
        if says_all(text, part.items[-1].end, end):
            find.give(OwnerRole.LEAD)
        last = part


def _with_their_chairs(parts: list[NamePart]) -> list[NamePart]:
    """ "QAP - Chair": a chair behind a dash is the body's before it; "Chair, LWD" may be two owners."""
    if len(parts) != 2 or parts[1].before != "dash":
        return parts
    name, post = parts if parts[0].named else reversed(parts)
    if not name.named or post.named or name.items[0].body is None or post.last not in CHAIRS:
        return parts
    if not all(item.word in CHAIRS | BEFORE_POSTS for item in post.items):
        return parts
    return [NamePart(name.items, "", True, asked_by="post")]


def everyone_of(name: Item) -> Everyone:
    """Which many a name stands for, where it is no body."""
    if name.body is not None:
        return Everyone.NONE
    return Everyone.GROUPS if name.word in ALL_GROUPS else Everyone.AGENCIES


def lead_those_before(find: Find) -> None:
    """Whoever owns it "with" another leads."""
    if not any(owner.role for owner in find.owners):
        find.give(OwnerRole.LEAD)


def _with_role_beside(run: list[Item]) -> NamePart | None:
    """ "Police lead", "Lead Police": a name with a bare word for its role."""
    if len(run) != 2 or run[0].named == run[1].named:
        return None
    name, said = run if run[0].named else (run[1], run[0])
    role = BARE_ROLES.get(said.word)
    if role is None or not name.exact or name.body is None or name.word in ROLES:
        return None
    return NamePart([name], "", True, role, "bare")


def _with_kind_before(run: list[Item]) -> NamePart | None:
    """ "Subgroup LWD"."""
    if len(run) != 2 or run[0].named or run[0].word not in KINDS or not run[1].named or run[1].body is None:
        return None
    return NamePart([Item(run[0].start, run[1].end, run[1].word, True, run[1].body, exact=False)], "", True)


def _by_post(text: str, run: list[Item]) -> NamePart | None:
    """ "Chair of the Health Subgroup", "CDOP Chair": whoever holds the post is asked for the body.

    What comes after a name that ends in "group" and the like is left: it may be somebody else's name.
    """
    of = next((place for place, item in enumerate(run) if item.word in ("of", "for") and not item.named), 0)
    if of:
        post, rest = run[:of], [item for item in run[of + 1 :] if item.named or item.word != "the"]
        name = rest[0] if len(rest) == 1 else None
    else:
        name, post = run[0], run[1:]
        other_posts = any(item.named and " " in as_written(text, [item]) for item in post)
        if name.word in KINDS | ROLES | BOARDS or other_posts:
            return None  # "SSCP Business Manager"
    said = [item.word for item in post]
    if (
        not name
        or not name.named
        or name.body is None
        or name.word in ROLES
        or not said
        or said[-1] not in POSTS
    ):
        return None
    if not all(word in POSTS | BEFORE_POSTS for word in said):
        return None
    whole = Item(run[0].start, run[-1].end, name.word, True, name.body)
    return NamePart([whole], "", True, asked_by="post")


def _doubt_bare_roles(text: str, parts: list[NamePart], find: Find) -> None:
    """ "Police lead" alone may be a post; beside "ICB support" it is not."""
    both = len({part.role for part in parts if part.asked_by == "bare"}) > 1
    for part in parts:
        words = as_written(text, part.items)
        if part.asked_by == "bare":
            if both or part.role == OwnerRole.SUPPORT:
                find.doubt(Certainty.CONVENTION)
            else:
                find.doubt(Certainty.AMBIGUOUS, f"“lead” beside “{words}” may also be a post")
        elif part.asked_by == "post":
            find.doubt(Certainty.CONVENTION, f"“{words}” is asked for all of it")


def _runs(text: str, items: list[Item]) -> list[tuple[str, list[Item]]]:
    """What stands between separators, each with the separator before it."""
    runs: list[tuple[str, list[Item]]] = []
    run: list[Item] = []
    before = ""
    for place, item in enumerate(items):
        gap = gap_before(text, items, place)
        joins = item.word in JOIN and not item.named
        if (gap or joins) and run:
            runs.append((before, run))
            before, run = "", []
        before = before or gap
        if joins:
            around = text[max(0, item.start - 1) : item.start] + text[item.end : item.end + 1]
            tight = text[item.start : item.end] == "&" and len(around.strip()) == 2
            said = item.word if item.word in ("or", "then", "with") else "and"
            before = said if said != "and" else before or ("tight" if tight else said)
        elif run or item.named or item.word not in FILL or _is_initial(text, items, place):
            run.append(item)
    if run:
        runs.append((before, run))
    return [(before, run[:-1] if _is_fill(run) else run) for before, run in runs]


def _is_initial(text: str, items: list[Item], place: int) -> bool:
    """Whether an "A" is of somebody's name: "A. Smith", "A Smith"."""
    item = items[place]
    if text[item.start : item.end] != "A" or place + 1 == len(items) or items[place + 1].named:
        return False
    return (
        text[item.end : items[place + 1].start] in (" ", ".", ". ") and text[items[place + 1].start].isupper()
    )


def _is_fill(run: list[Item]) -> bool:
    """Whether a run ends in a word that names nobody: "Police and ICB jointly"."""
    return len(run) > 1 and not run[-1].named and run[-1].word in ("jointly", "both", "together")


def _owners_of(text: str, run: list[Item]) -> list[NamePart]:
    """The owners of a run without separators: "LSCB Business Group CTB" has two."""
    if part := _with_role_beside(run) or _by_post(text, run) or _with_kind_before(run):
        return [part]
    if any(item.word in ("of", "for") and not item.named for item in run):
        return [NamePart(run, "", named=False)]  # "Friends of the Health Subgroup"
    chunks: list[NamePart] = []
    for item in run:
        if chunks and not item.named and not chunks[-1].named:
            chunks[-1].items.append(item)
        else:
            chunks.append(NamePart([item], "", item.named))
    parts = chunks[:1]
    for chunk in chunks[1:]:
        last, first = parts[-1], chunk.items[0]
        post = chunk.last in ROLES and (
            not chunk.named or first.word == text[first.start : first.end].casefold()
        )
        if last.named and chunk.named and last.last in BOARDS and chunk.last in KINDS:
            start = last.items[0].start  # "LSCB Case Review Group" is one group, the board's
            parts[-1] = NamePart(
                [Item(start, first.end, first.word, True, first.body, exact=False)], "", True
            )
        elif post or not (
            (last.named and chunk.named) or (last.last in KINDS and text[first.start].isupper())
        ):
            last.take(chunk)  # "Case Review Subgroup Chair" is that group's chair, not the board's
        else:
            parts.append(chunk)
    return parts


def _unknown_names_kept(parts: list[NamePart]) -> list[NamePart]:
    """Neighbouring unknown words made one where they may be one name: "Policy & Procedures"."""
    kept: list[NamePart] = []
    place = 0
    while place < len(parts):
        end = place + 1
        while not parts[place].named and end < len(parts) and not parts[end].named:
            if parts[end].before not in ("list", "and", "tight", "stroke", "dash"):
                break
            end += 1
        run = parts[place:end]
        listed = any(part.before == "list" for part in run[1:])
        ends = [part.last in KINDS | ROLES for part in run]
        one_name = listed and ends[-1] and not any(ends[:-1])  # "Communications, Engagement and ... Group"
        kept.append(run[0])
        for part, before_ends, part_ends in zip(run[1:], ends, ends[1:], strict=False):
            joined = part.before == "and" and not listed and not (before_ends and part_ends)
            if one_name or joined or part.before in ("tight", "stroke", "dash"):
                kept[-1].take(part)
            else:
                kept.append(part)
        place = end
    return kept


def _everyday_words_kept(text: str, parts: list[NamePart]) -> list[NamePart]:
    """ "Health and Social Care" stays one where only "Health" is known."""
    kept: list[NamePart] = []
    for part in parts:
        last = kept[-1] if kept else None
        if (
            last
            and part.before in ("and", "tight")
            and last.named != part.named
            and (last.is_everyday_word(text) or part.is_everyday_word(text))
            and not any(each.is_abbreviation(text) for each in (last, part))
        ):
            last.take(part)
        else:
            kept.append(part)
    return kept


def _doubt_separation(text: str, last: NamePart, part: NamePart, find: Find) -> None:
    last_words, words = as_written(text, last.items), as_written(text, last.items + part.items)
    if part.before == "or":
        find.doubt(Certainty.AMBIGUOUS, "“or” leaves open which")
    elif part.before == "then":
        find.doubt(Certainty.CONVENTION, f"“{as_written(text, part.items)}” takes over")
    elif part.before == "with":
        find.doubt(Certainty.CONVENTION, "whoever is named after “with” is read as in support")
    elif part.before == "list" and len(last_words.split()) == 1 and last.last in ROLES and part.last in KINDS:
        find.doubt(Certainty.AMBIGUOUS, f"“{words}” may also be one post")
    elif part.before == "none" and {last.last, part.last} <= KINDS and last.last != part.last:
        find.doubt(Certainty.AMBIGUOUS, f"“{words}” may also be one group")
    elif part.before == "none":
        find.doubt(Certainty.CONVENTION, "nothing is written between them")
    elif part.before in ("and", "tight") and last.is_everyday_word(text) and _may_end_a_name(text, part):
        find.doubt(Certainty.AMBIGUOUS, f"“{words}” may also be one group")
    elif part.before != "line":
        find.doubt(Certainty.CONVENTION)


def _may_end_a_name(text: str, part: NamePart) -> bool:
    """ "Education subgroup" where "Education" is known: with everyday words before it it may be another group."""
    name = part.items[-1]
    printed = as_written(text, [name])
    return part.named and not name.exact and printed.endswith("group") and not re.search(r"[A-Z]{2}", printed)
