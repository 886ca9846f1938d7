"""A plan's and its board's own words."""

import re
from collections.abc import Mapping

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, locks
from plans.models import Plan, PlanEvent, RatingDefinition
from subgroups.models import Board, Body, BodyName, Person
from subgroups.rules.names import name_key

# Words that are also the name of one body: it is renamed with them.
_NAMED_BY = {"board_label": Body.Kind.BOARD, "business_group_label": Body.Kind.BUSINESS_GROUP}


@transaction.atomic
def choose_words(
    *,
    plan: Plan,
    board: Mapping[str, str],
    levels: Mapping[str, str],
    key: Mapping[str, tuple[str, str]],
    by: Person,
) -> Plan:
    """Use a board's own words from now on; reports that are final keep the words they were printed with.

    `board` and `levels` are fields of Board and Plan with their words; `key` maps a rating's letter to its word
    and meaning. The Board and its business group are renamed with their words; the old name stays a spelling.

    :raises Refused: by field, for an empty word, two ratings with one word, or a name another group has.
    """
    locks.hold(plan.board, plan)
    _refuse_bad_words(board, levels, key)
    changes = _put(plan.board, board, by) | _put(plan, levels, by) | _put_key(plan, key, by)
    if changes:
        audit.record(PlanEvent.WORDS_CHOSEN, plan, by=by, changes=changes)
    return plan


def _refuse_bad_words(
    board: Mapping[str, str], levels: Mapping[str, str], key: Mapping[str, tuple[str, str]]
) -> None:
    optional = {"vision", "handling", "marking", "period_label", "period_label_plural", "report_label"}
    wrong = {
        field: "Give a word for it."
        for field, word in {**board, **levels}.items()
        if not word.strip() and field not in optional
    }
    if bool(levels.get("period_label")) != bool(levels.get("period_label_plural")):
        wrong["period_label_plural"] = "Give both words, for one and for several, or neither."
    said: dict[str, str] = {}
    for letter, (word, _) in key.items():
        if not word.strip():
            wrong[f"word_{letter}"] = "Give a word for it."
        elif word.strip().casefold() in said:
            wrong[f"word_{letter}"] = f"{said[word.strip().casefold()]} has this word already."
        said.setdefault(word.strip().casefold(), letter)
    if wrong:
        raise Refused(wrong)


def _put(thing: Board | Plan, words: Mapping[str, str], by: Person) -> dict[str, list]:
    """Keep the words of a board or plan; what changed."""
    before = audit.values_of(thing, list(words))
    old = {field: getattr(thing, field) for field in words}
    for field, word in words.items():
        setattr(thing, field, word.strip())
    changes = audit.differences(before, audit.values_of(thing, list(words)))
    if not changes:
        return {}
    audit.save(thing, by, words)
    if isinstance(thing, Board):
        for field, kind in _NAMED_BY.items():
            if field in words and old[field] != words[field].strip():
                _rename(thing, kind, old[field], words[field].strip(), field, by)
    return changes


def _rename(board: Board, kind: str, old: str, new: str, field: str, by: Person) -> None:
    """The body of this kind that goes by the old word goes by the new one; its old name still finds it."""
    for body in locks.locked(Body.objects.filter(board=board, kind=kind, merged_into=None).order_by("pk")):
        renamed = {}
        if body.name == old:
            renamed["name"] = new
        if body.short_name and body.short_name in (old, re.sub(r"^[A-Z]{2,} ", "", old)):
            renamed["short_name"] = new if len(new) <= 40 else ""
        if not renamed:
            continue
        if "name" in renamed and Body.objects.filter(board=board, name=new).exclude(pk=body.pk).exists():
            raise Refused({field: "Another group has this name already."})
        for words in {getattr(body, name) for name in renamed}:
            if not BodyName.objects.filter(board=board, key=name_key(words)).exists():
                audit.save(BodyName(body=body, words=words), by)
        for name, words in renamed.items():
            setattr(body, name, words)
        audit.save(body, by, renamed)


def _put_key(plan: Plan, key: Mapping[str, tuple[str, str]], by: Person) -> dict[str, list]:
    """Keep the rating key; a rating that says what every plan's says needs no row of its own."""
    own = {row.rating: row for row in RatingDefinition.objects.filter(plan=plan)}
    changes = {}
    for letter, word, meaning in plan.rating_key():
        if letter not in key:
            continue
        new = tuple(words.strip() for words in key[letter])
        if new == (word, meaning):
            continue
        row = own.get(letter) or RatingDefinition(plan=plan, rating=letter)
        if new == plan.usual_rating(letter):
            if row.pk:
                audit.as_by(row, by).delete()
        else:
            row.word, row.meaning = new
            audit.save(row, by)
        if new[0] != word:
            changes[f"word of {letter}"] = [word, new[0]]
        if new[1] != meaning:
            changes[f"meaning of {letter}"] = [meaning, new[1]]
    return changes
