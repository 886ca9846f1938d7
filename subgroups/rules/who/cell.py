"""A whole "who" cell: its parts read one by one, and one sentence about what was read."""

from lscb.wording import listed
from subgroups.rules.who.model import Certainty, Find, OwnerReading, OwnerRole, WhoReading
from subgroups.rules.who.names import Item, KnownNames, as_written, words_of
from subgroups.rules.who.plain import lead_those_before, read_plain
from subgroups.rules.who.roles import marked_verbs, settle
from subgroups.rules.who.sentences import is_sentence, read_sentence
from subgroups.rules.who.text import segments, take_references, without_tags
from subgroups.rules.who.vocabulary import (
    BEFORE_EVERYONE,
    EACH_ONE,
    EVERYONE,
    HOW_OFTEN,
    JOIN,
    LATER,
    MARKS,
    NOBODY,
    PLAIN,
    SAYS,
)


def read_cell(text: str, known: KnownNames) -> WhoReading:
    """Read the parts of a cell in order; unknown words make the reading one we cannot tell."""
    find = Find()
    carried = ""
    for piece in segments(take_references(without_tags(text), find), find, known.are_names):
        named = len(find.owners)
        find.role = piece.role
        _read_segment(piece.text, known, find)
        if piece.carried and len(find.owners) > named:
            find.doubt(Certainty.CONVENTION)
            carried = carried or find.owners[named].words
    settle(find, carried)
    owners = find.each_once()
    unplaced = [owner for owner in owners if owner.body is None and not owner.everyone]
    if unplaced or (not owners and (find.aside or find.related)):
        find.doubt(Certainty.UNRESOLVABLE)
    return WhoReading(
        text=text,
        owners=owners,
        related=tuple(dict.fromkeys(find.related)),
        left_aside=tuple(find.aside),
        certainty=find.certainty,
        explanation=_explain(owners, unplaced, find),
    )


def _read_segment(text: str, known: KnownNames, find: Find) -> None:
    text, items, notes = _without_notes(text, _everyone(known.find(text, words_of(text))))
    text, items = marked_verbs(text, items)
    if len(notes) == 1 and not items and not text.strip(" ."):  # all of it in brackets: "(Police)"
        words = notes[0].strip("()[] ")
        if known.are_names(words):
            text, items, notes = words, known.find(words, words_of(words)), []
    if len(items) > 1 and items[-1].word == "etc":
        find.set_aside(as_written(text, items[-1:]))
        find.doubt(Certainty.CONVENTION, "who else is not named")
        items.pop()
    if not any(item.named for item in items):
        words = " ".join(item.word for item in items)
        if words in NOBODY:
            items = []
        elif words in LATER or (items and items[0].word in HOW_OFTEN):
            find.set_aside(as_written(text, items))
            items = []
    if "?" in text:
        find.doubt(Certainty.AMBIGUOUS, "a question mark leaves it open")
        if not items and not text.strip(" ?"):
            find.set_aside(text.strip())
    if not items and MARKS & set(text):
        find.doubt(Certainty.UNRESOLVABLE)
    if is_sentence(items):
        read_sentence(text, items, find)
    elif items:
        read_plain(text, items, find)
    for note in notes:
        _read_note(note, known, find)


def _everyone(items: list[Item]) -> list[Item]:
    """ "All subgroups" becomes one item, though it is no body."""
    found: list[Item] = []
    place = 0
    while place < len(items):
        end = place + 1
        if items[place].word in ("all", "every", "each") and not items[place].named:
            many = EVERYONE if items[place].word == "all" else EVERYONE | EACH_ONE
            end += end < len(items) and items[end].named  # "All SSCP partners"
            while end < min(place + 5, len(items)) and items[end].word in BEFORE_EVERYONE | many:
                end += 1
            while end > place + 1 and items[end - 1].word not in many:
                end -= 1
        if end > place + 1:
            start = items[place].start
            if [item.word for item in found[-2:]] == ["chairs", "of"]:  # "Chairs of all subgroups"
                start = found[-2].start
                del found[-2:]
            found.append(Item(start, items[end - 1].end, items[end - 1].word, named=True))
        else:
            found.append(items[place])
        place = end
    return found


def _without_notes(text: str, items: list[Item]) -> tuple[str, list[Item], list[str]]:
    """Take out what stands in brackets, unless a known name has it in it, as "... Panel (CDOP)"."""
    plain, kept, notes, upto = text.translate(PLAIN), [], [], 0
    inside_names = {place for item in items if item.named for place in range(item.start, item.end)}
    while (start := plain.find("(", upto)) >= 0:
        end = plain.find(")", start) + 1 or len(text)
        if start in inside_names:
            kept.append(text[upto:end])
        else:
            kept += [text[upto:start], " " * (end - start)]
            notes.append(text[start:end].strip())
        upto = end
    text = "".join([*kept, text[upto:]])
    return text, [item for item in items if text[item.start].strip()], notes


def _read_note(note: str, known: KnownNames, find: Find) -> None:
    """A note in brackets: the same body's other name, a further owner ("with CTB"), or left aside."""
    words = note.strip("()[] ")
    words, items = marked_verbs(words, known.find(words, words_of(words)))
    bodies = {item.body for item in items if item.named}
    of_many = bool(find.owners) and all(owner.everyone for owner in find.owners)
    if bodies and of_many and [item.word for item in items if not item.named] == ["lead"]:
        find.role = OwnerRole.LEAD  # "All agencies (Police lead)"
        read_plain(words, [item for item in items if item.named], find)
        return
    if bodies and MARKS & set(words) and all(item.named for item in items):  # "(Police to lead)"
        find.doubt(Certainty.CONVENTION)
        read_plain(words, items, find)
        return
    if (
        [item.word for item in items[:2]] == ["led", "by"]
        and any(item.named for item in items[2:])
        and all(item.named or item.word in JOIN for item in items[2:])
    ):
        if not of_many:
            find.doubt(Certainty.AMBIGUOUS, f"“{as_written(words, items[2:])}” may lead for another")
        find.role = OwnerRole.LEAD
        read_plain(words, items[2:], find)
        return
    if not items and "?" in note:
        find.doubt(Certainty.AMBIGUOUS, "a question mark leaves it open")
    if " ".join(item.word for item in items) in LATER:
        find.doubt(Certainty.AMBIGUOUS, "it is to be confirmed")
    if bodies and items[0].named and all(item.named or item.word in JOIN for item in items):
        if not bodies <= {owner.body for owner in find.owners}:
            find.set_aside(note)
            find.doubt(Certainty.AMBIGUOUS, f"“{note}” may be another owner")
    elif bodies and items[0].word in JOIN and not any(item.word in SAYS for item in items if not item.named):
        find.doubt(Certainty.CONVENTION)
        if items[0].word == "with":
            lead_those_before(find)
            find.role = OwnerRole.SUPPORT
        read_plain(words, items[1:], find)
    elif items:
        find.set_aside(note)


_COUNTS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SHOWN = 10


def _explain(owners: tuple[OwnerReading, ...], unplaced: list[OwnerReading], find: Find) -> str:
    clauses = []
    if owners == tuple(unplaced) and len(owners) == 1:
        clauses.append(f"Read as one owner, “{owners[0].words}”, which is not among the names we know")
    elif owners:
        count = _COUNTS[len(owners)] if len(owners) < len(_COUNTS) else str(len(owners))
        listed = _listed([f"{owner.words} ({owner.role})" if owner.role else owner.words for owner in owners])
        clauses.append(f"Read as {count} owner{'s' if len(owners) > 1 else ''}: {listed}")
        if unplaced:
            listed = _listed([f"“{owner.words}”" for owner in unplaced])
            clauses.append(f"{listed} {'are' if len(unplaced) > 1 else 'is'} not among the names we know")
    else:
        clauses.append("No owner is named")
    if any(owner.everyone for owner in owners):
        clauses.append("that names no single body, so the words stay as written")
    clauses += find.reasons
    if find.aside:
        listed = _listed([f"“{words}”" for words in find.aside if not any(words in r for r in find.reasons)])
        clauses += [f"left aside: {listed}"] if listed else []
    if find.related:
        related = list(dict.fromkeys(find.related))
        clauses.append(f"linked to action{'s' if len(related) > 1 else ''} {_listed(related)}")
    return "; ".join(clauses).rstrip(".") + "."


def _listed(words: list[str]) -> str:
    """Words as people list them; of many, the first ten."""
    if len(words) > _SHOWN:
        words = [*words[:_SHOWN], f"{len(words) - _SHOWN} more"]
    return listed(words)
