"""What a row of the working table shows, and nothing else: rows that show the same are made into HTML once."""

from typing import NamedTuple

from django.utils.text import Truncator
from django.utils.timezone import localtime

from lscb.addresses import address
from lscb.characters import cleaned
from lscb.lines import run_on
from lscb.wording import long_date
from lscb.words import sentence_lower
from plans.models import Plan
from plans.rules import ratings
from plans.selectors.action_rows import ActionRow, Note, rating_word
from plans.selectors.list_columns import ListColumns, columns_of

SUCCESS = 120  # characters of a success measure, in a list


class Accept(NamedTuple):
    """The button by which what an owner proposed is accepted."""

    address: str
    back: str
    update: int
    said_by: str


class RowCells(NamedTuple):
    """One row, as (heading, words) where a cell has a heading of the plan's; None for a column that is not shown."""

    key: str
    replaces: bool  # itself, in an answer to htmx
    called: str
    reference: str | None
    href: str
    text: str
    parts: str
    success: tuple[str, str] | None
    owner: tuple[str, str, str] | None  # and what the words for no owner are
    due: tuple[Note, ...] | None
    more: tuple[tuple[str, str], ...]
    letter: str
    word: str
    notes: tuple[tuple[Note, str], ...]  # each with the plan's word for the letter that ends it
    updated: tuple[Note, ...] | None
    update: str  # the address of its update; empty where the reader may not
    is_ticked: bool  # whether it can be, to be updated with others
    is_silent: bool
    accept: Accept | None


class Headings(NamedTuple):
    """What the rows of one list have in common: the heading of each column that is not in every list, empty where it is
    not shown; whether there are references; and what the plan calls what its cells name."""

    references: bool
    success: str
    owner: str
    due: str
    last_update: str
    no_owner: str
    period: str
    team: str


def headings_of(plan: Plan, columns: ListColumns | None = None) -> Headings:
    """Without `columns` a list shows what the plan has. One query, the first time that a plan is asked."""
    names = columns_of(plan, ()).names if columns is None else columns.names
    return Headings(
        references=plan.has_references,
        success=plan.success_label if plan.has_success and "success" in names else "",
        owner=plan.owner_label if plan.has_owners and "owner" in names else "",
        due="Due" if plan.has_dates and "due" in names else "",
        last_update="Last update" if "last-update" in names else "",
        no_owner=f"No {sentence_lower(plan.owner_label)}",
        period=sentence_lower(plan.period_word),
        team=sentence_lower(plan.board.team_label),
    )


def cells_of(
    row: ActionRow,
    headings: Headings,
    words: dict[str, str],
    plan: Plan,
    *,
    back: str,
    here: str,
    several: bool,
    replaces: bool,
) -> RowCells:
    """:param words: letter to the plan's word for the rating.
    :param here: the address of the page, to which the way back from an update leads; `back` is the same, quoted.
    :param several: whether rows can be ticked, to be updated at once.
    """
    action = row.action
    update = f"{address('plans:action-update', plan.slug, action.pk)}?next={back}" if row.may_update else ""
    return RowCells(
        key=row.key,
        replaces=replaces,
        called=action.called,
        reference=action.reference or "–" if headings.references else None,
        href=action.get_absolute_url(),
        text=action.short_text,
        parts=row.parts,
        success=(headings.success, _success(action)) if headings.success else None,
        owner=(headings.owner, action.owners_inside, headings.no_owner) if headings.owner else None,
        due=_due(row) if headings.due else None,
        more=row.more,
        letter=row.letter,
        word=rating_word(row.letter, words),
        notes=tuple((note, words[note.letter] if note.letter else "") for note in row.rating_notes),
        updated=_updated(row, headings) if headings.last_update else None,
        update=update,
        is_ticked=bool(update and several),
        is_silent=bool(update and action.is_silent),
        accept=Accept(address("plans:moderation", plan.slug), here, action.update_id, action.updated_by)
        if row.may_moderate
        else None,
    )


def _success(action) -> str:
    return run_on(cleaned(Truncator(action.success_line).chars(SUCCESS)))


def _due(row: ActionRow) -> tuple[Note, ...]:
    said = (
        Note("nowrap" if row.action.due_on else "", row.due_words)
        if row.due_words
        else Note("quiet", "Not stated")
    )
    return (said, *row.due_notes)


def _updated(row: ActionRow, headings: Headings) -> tuple[Note, ...]:
    """When, and who said so; or why nothing is said."""
    action = row.action
    if action.updated_at:
        who = action.updated_by
        if action.is_proposed:
            who = f"Proposed by {who}, not yet looked at by the {headings.team}"
        again = (Note("quiet", "words as last time"),) if row.says_again else ()
        return (Note("nowrap", long_date(localtime(action.updated_at))), Note("quiet", who), *again)
    if action.closed_on:
        return (Note("quiet", f"Agreed {long_date(action.closed_on)}"),)
    if action.is_silent:
        return (Note("quiet", f"None this {headings.period}"),)
    if row.letter == ratings.Rating.COMPLETE:
        return (Note("quiet", f"Before this {headings.period}"),)
    return (Note("quiet", "None"),)
