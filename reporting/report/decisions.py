"""Section 1: what the group is asked to decide, and the board team's key messages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lscb.wording import long_date
from lscb.words import sentence_lower
from plans.rules.known import known
from plans.rules.ratings import NO_UPDATE, Rating
from reporting.report.changes import DateChangeFacts
from reporting.report.rows import Count, Listing, Rows, ids_of, is_asked, lines, named

TO_NOTE = "total"  # the key of what is only to be noted


@dataclass(frozen=True)
class DecisionAsked:
    """Something the group is asked to do; the number's key says which part of the report it rests on."""

    words: str
    count: Count | None = None


def build(rows: Rows, offered: Iterable[DecisionAsked]) -> tuple[DecisionAsked, ...]:
    """What follows from the plan, as reworded or left out; the board team's own lines before what is to note."""
    reworded = rows.facts.reworded
    kept = [
        replace(each, words=reworded.get(_key(each), each.words))
        for each in offered
        if reworded.get(_key(each), each.words)
    ]
    noted = [each for each in kept if _key(each) == TO_NOTE]
    own = [DecisionAsked(line) for line in lines(rows.facts.decisions)]
    return (*(each for each in kept if each not in noted), *own, *noted)


def _key(asked: DecisionAsked) -> str:
    """What a decision that follows from the plan is kept by; each of them counts something."""
    return known(asked.count).key


def build_key_messages(rows: Rows) -> tuple[str, ...]:
    return lines(rows.facts.key_messages)


def offered(
    rows: Rows,
    *,
    exceptions: Iterable[Listing],
    completed: Iterable[Listing],
    date_changes: Iterable[DateChangeFacts],
    late: list[tuple[str, int | None]],
) -> tuple[DecisionAsked, ...]:
    """What the plan asks of the group as it stands, verbs first, then to note.

    `late` is what was promised or asked and is late, each with its action, if any.
    """
    by_key = {listing.key: listing for listing in (*exceptions, *completed)}
    off_track, agree, silent = by_key["off-track"], by_key["to-be-agreed"], by_key["no-update"]
    dates = rows.listing(
        "dates-asked",
        "New dates asked for",
        {change.action for change in date_changes if change.state == "asked"},
    )
    help_asked = rows.listing(
        "help-asked",
        "Help asked for",
        {id for id in off_track.ids if is_asked(rows.by_id[id].note("Help wanted"))},
    )
    no_plan = rows.listing(
        "no-recovery",
        f"{rows.words[Rating.OFF_TRACK]} with no recovery plan",
        {
            id
            for id in off_track.ids
            if not rows.by_id[id].note("What will bring it back")
            or not rows.by_id[id].note("Back on track by")
        },
    )
    found = []
    if dates.ids:
        found.append(_ask(rows, "Agree or refuse new dates for", dates))
    if agree.ids:
        complete = sentence_lower(rows.words[Rating.COMPLETE])
        found.append(_ask(rows, f"Agree to close as {complete}", agree))
    if help_asked.ids:
        found.append(_ask(rows, "Say what help will be given to", help_asked))
    if no_plan.ids:
        after = f", {sentence_lower(no_plan.title)}"
        found.append(_ask(rows, "Decide what to do about", no_plan, after))
    if silent.ids:
        found.append(_challenge(rows, silent))
    if late:
        found.append(
            DecisionAsked(
                f"Follow up what was promised or asked and is late: {'; '.join(words for words, _ in late)}",
                Count("late", rows.listing("late", "", {id for _, id in late if id}).ids),
            )
        )
    found.append(
        DecisionAsked(
            f"Note the position of the plan: {rows.number(len(rows.counted))} as at {long_date(rows.facts.today)}",
            Count(TO_NOTE, ids_of(rows.counted)),
        )
    )
    return tuple(found)


def _challenge(rows: Rows, silent: Listing) -> DecisionAsked:
    """The owners of what is silent, each with how many; and how many have none, so that all are there."""
    labels, ids = rows.facts.labels, set(silent.ids)
    of_each = [action.asked_of for action in rows.counted if action.id in ids]
    owners = Counter(owner.label for each in of_each for owner in each)
    if owners and not all(of_each):
        owners[f"no {sentence_lower(labels.owner)}"] = of_each.count(())
    return DecisionAsked(
        (f"Challenge the {sentence_lower(labels.owners)} of" if owners else "Ask about")
        + f" {rows.number(len(silent.ids))} with {sentence_lower(rows.words[NO_UPDATE])}"
        + (f": {', '.join(f'{owner} {n}' for owner, n in owners.items())}" if owners else ""),
        Count("no-update", silent.ids),
    )


def _ask(rows: Rows, verb: str, listing: Listing, after: str = "") -> DecisionAsked:
    names = (named(rows.by_id[id]) for id in listing.ids)
    return DecisionAsked(
        f"{verb} {rows.number(len(listing.ids))}{after}: {', '.join(names)}",
        Count(listing.key, listing.ids),
    )
