"""An action's story: what was said, asked for and decided, newest first, with who and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from lscb.events import audit
from lscb.events.names import shown
from lscb.models import AuditEntry
from lscb.wording import long_date
from lscb.words import capital, own_words, sentence_lower
from plans.models import (
    Action,
    Challenge,
    DateChange,
    Decision,
    Moderation,
    PlanEvent,
    ProgressUpdate,
    Quarter,
    Undone,
)
from plans.models.challenge import recorded_in
from plans.rules import ratings

SHOWN = 100  # entries, unless all are asked for

# Said in full by another entry of the story, so the audit line would say it twice.
_TOLD_OTHERWISE = [
    PlanEvent.PROGRESS_UPDATED,
    PlanEvent.PROPOSAL_ANSWERED,
    PlanEvent.PROPOSAL_ACCEPTED,
    PlanEvent.NEW_DATE_ASKED,
    PlanEvent.NEW_DATE_AGREED,
    PlanEvent.NEW_DATE_REFUSED,
    PlanEvent.COMPLETION_REFUSED,
    PlanEvent.HELP_PROMISED,
    PlanEvent.DECISION_RECORDED,
    PlanEvent.PROMISE_SETTLED,
    PlanEvent.CHALLENGE_RAISED,
    PlanEvent.CHALLENGE_ANSWERED,
    PlanEvent.CHALLENGE_CLOSED,
]
# Of these nothing else tells once they are undone: what they changed stands as it did before.
_TOLD_ONCE_UNDONE = [
    PlanEvent.PROPOSAL_ACCEPTED,
    PlanEvent.NEW_DATE_AGREED,
    PlanEvent.NEW_DATE_REFUSED,
    PlanEvent.PROMISE_SETTLED,
    PlanEvent.MILESTONE_RECORDED,
    PlanEvent.ACTION_ITEM_DONE,
]
# What everybody who sees the action may read; the rest of its audit trail is for those who may see that.
_DECISIONS = [
    PlanEvent.COMPLETION_AGREED,
    PlanEvent.ACTION_REOPENED,
    PlanEvent.ACTION_WITHDRAWN,
    PlanEvent.ACTION_CARRIED_OVER,
    PlanEvent.WHERE_CORRECTED,
    PlanEvent.EVIDENCE_ADDED,
    PlanEvent.EVIDENCE_WITHDRAWN,
    PlanEvent.CHALLENGE_CHANGED,
    PlanEvent.CHALLENGE_REOPENED,
    PlanEvent.ACTION_POINTED,
    PlanEvent.UNDONE,
]


_DECIDED = {
    DateChange.State.AGREED: "New date agreed",
    DateChange.State.REFUSED: "New date not agreed",
    DateChange.State.LAPSED: "New date no longer asked for",
}


_RECORDED = {
    DateChange.Kind.CORRECTION: "Date corrected: it was typed wrongly",
    DateChange.Kind.READING: "Read another way, which moved its date",
    DateChange.Kind.CARRIED: "Carried over with another date",
    DateChange.Kind.LINKED: "Taken from the linked plan, which moved its date",
}


@dataclass(frozen=True)
class Event:
    """One entry: `what` happened, who and when, and the words that belong to it as (label, words).

    `rating` is the letter of an update, else empty. `changes` are (field, old, new) of an audit entry. What was
    `undone` counts no more.
    """

    at: datetime
    what: str
    by: str
    quarter: str
    rating: str = ""
    text: str = ""
    words: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    undone: bool = False


OUTSIDE = "Before its first reporting period"  # of a plan that has none


def story_of(
    action: Action,
    *,
    quarters: list[Quarter],
    with_audit: bool,
    at_most: int | None,
    words: dict[str, str],
    for_team: bool = False,
) -> tuple[list[tuple[str, list[Event]]], bool]:
    """The events by quarter, newest first, and whether there are more than `at_most`. Five queries.

    An update belongs to the quarter it was said for, everything else to the quarter of its day, or to the time after
    or before the plan's quarters. The board team is told
    of words that were said before.
    """
    own = action.plan.own_words
    last = None if at_most is None else at_most + 1
    entries = AuditEntry.objects.about(action).annotate(
        is_undone=Exists(Undone.objects.filter(entry=OuterRef("pk")))
    )
    told = Q(is_undone=True, operation__in=_TOLD_ONCE_UNDONE)
    if with_audit:
        entries = entries.filter(told | ~Q(operation__in=_TOLD_OTHERWISE))
    else:
        entries = entries.filter(told | Q(operation__in=_DECISIONS))
    # An update that was undone says so itself, in the quarter that it was said for.
    entries = entries.exclude(operation=PlanEvent.UNDONE, changes__has_key="rating")
    events = [
        *(_said(update, words, for_team=for_team) for update in action.updates.for_story()[:last]),
        *_moves(
            action.date_changes.select_related("asked_by", "decided_by", "meeting__body", "undone__by")[
                :last
            ],
            quarters,
        ),
        *_decided(action.decisions.for_page()[:last], quarters),
        *_challenged(action.challenges.for_page()[:last], quarters),
        *(_recorded(entry, quarters, own) for entry in entries[:last]),
    ]
    events.sort(key=lambda event: event.at, reverse=True)
    more = at_most is not None and len(events) > at_most
    place: dict[str, float] = {}
    for number, quarter in enumerate(quarters):  # newest first
        place[quarter.name], place[_after(quarter)] = number, number - 0.5
    shown = sorted(events[:at_most], key=lambda event: place.get(event.quarter, len(place)))
    return [
        (own_words(OUTSIDE, own) if quarter == OUTSIDE else quarter, list(group))
        for quarter, group in groupby(shown, key=lambda event: event.quarter)
    ], more


def changed_words(moderation: Moderation, words: dict[str, str]) -> str:
    """As "Owner: G On track. Changed to A At risk by Bryony Larkfell, LSCB Team, 3 April 2018, because ..."."""
    owner, team = moderation.proposal, moderation.answer
    return (
        f"Owner: {owner.rating} {words[owner.rating]}. Changed to {team.rating} {words[team.rating]} by "
        f"{moderation.by}, {team.board.team_label}, {as_read(timezone.localtime(moderation.at).date())}, "
        f"because: {moderation.reason}"
    )


def _looked_at(update: ProgressUpdate, words: dict[str, str]):
    """What the board team made of an owner's proposal, as (label, words)."""
    if hasattr(update, "moderates") and update.moderates.changed_rating:
        yield "Changed from what the owner proposed", changed_words(update.moderates, words)
    if update.waits_for_moderation:
        yield "Proposal", f"Not yet looked at by the {sentence_lower(update.board.team_label)}"
    elif update.proposed and not update.is_undone and not update.moderation.answer_id:
        on = as_read(timezone.localtime(update.moderation.at).date())
        yield "Proposal", f"Accepted by {update.moderation.by} on {on}"


def words_of(update: ProgressUpdate) -> tuple[tuple[str, str], ...]:
    """What an update says besides its rating and progress, as (label, words)."""
    needs = [ratings.REASON, *(need for needs in ratings.NEEDS.values() for need in needs)]
    labels = {need.field: need.label for need in needs}
    return tuple(
        (label, as_read(value)) for field, label in labels.items() if (value := getattr(update, field))
    )


def undone_words(undone: Undone) -> str:
    """As "by Imogen Hale on 9 April 2018"."""
    return f"by {undone.by} on {as_read(timezone.localtime(undone.at).date())}"


def said_before(update: ProgressUpdate) -> str:
    """As "As in Q3 2017/18, word for word"; empty where something new is said."""
    return f"As in {update.repeats.quarter.name}, word for word" if update.repeats else ""


def _said(update: ProgressUpdate, letters: dict[str, str], *, for_team: bool) -> Event:
    by = str(update.by)
    if update.on_behalf_of:
        by += f" on behalf of {update.on_behalf_of}"
    return Event(
        at=update.at,
        what="Update",
        by=by,
        quarter=update.quarter.name,
        rating=update.rating,
        text=update.progress,
        words=_said_only(
            [
                *words_of(update),
                ("Words", said_before(update) if for_team else ""),
                *_looked_at(update, letters),
                ("Undone", undone_words(update.undone) if update.is_undone else ""),
            ]
        ),
        undone=update.is_undone,
    )


def _moves(changes: QuerySet[DateChange], quarters: list[Quarter]):
    """Asking and deciding are two entries."""
    for change in changes:
        moved = f"from {change.before} to {change.after}"
        if change.state == DateChange.State.RECORDED:
            yield Event(
                at=change.asked_at,
                what=_RECORDED[DateChange.Kind(change.kind)],
                by=str(change.asked_by),
                quarter=_quarter_of(change.asked_at, quarters),
                text=moved[0].upper() + moved[1:],
                words=(("Why", change.reason),),
            )
            continue
        yield Event(
            at=change.asked_at,
            what="New date asked for",
            by=str(change.asked_by),
            quarter=_quarter_of(change.asked_at, quarters),
            text=moved[0].upper() + moved[1:],
            words=_said_only(
                [
                    ("Why", change.reason),
                    ("Undone", undone_words(change.undone) if change.is_undone else ""),
                ]
            ),
            undone=change.is_undone,
        )
        if change.decided_at and not change.is_undone:
            yield Event(
                at=change.decided_at,
                what=_DECIDED[change.state],
                by=str(change.decided_by),
                quarter=_quarter_of(change.decided_at, quarters),
                text=moved[0].upper() + moved[1:],
                words=_said_only(
                    [
                        ("Why", change.refused_because),
                        ("At the meeting", change.decided_where if change.meeting else ""),
                        ("Outside a meeting", change.outside_because),
                    ]
                ),
            )


def _decided(decisions: QuerySet[Decision], quarters: list[Quarter]):
    """A decision, and for help promised what became of it."""
    for decision in decisions:
        promised = decision.kind == Decision.Kind.HELP
        words = [
            ("By", decision.helper.name if promised else ""),
            ("By when", as_read(decision.due_on) if decision.due_on else ""),
            ("At the meeting", decision.decided_where if decision.meeting else ""),
            ("Outside a meeting", decision.outside_because),
            ("Undone", undone_words(decision.undone) if decision.is_undone else ""),
        ]
        yield Event(
            at=decision.recorded_at,
            what=decision.get_kind_display() if promised else "Decision",
            by=str(decision.recorded_by),
            quarter=_quarter_of(decision.recorded_at, quarters),
            text=decision.words,
            words=_said_only(words),
            undone=decision.is_undone,
        )
        if decision.settled_at:
            kept = decision.outcome == Decision.Outcome.KEPT
            yield Event(
                at=decision.settled_at,
                what="Help promised: it came" if kept else "Help promised: it did not come",
                by=str(decision.settled_by),
                quarter=_quarter_of(decision.settled_at, quarters),
                text=decision.outcome_words,
                words=_said_only([("Promised", decision.words), ("By", decision.helper.name)]),
            )


def _challenged(challenges: QuerySet[Challenge], quarters: list[Quarter]):
    """A challenge raised, answered and closed."""
    for challenge in challenges:
        due = as_read(challenge.response_due_on) if challenge.response_due_on else ""
        steps = [
            (
                challenge.recorded_at,
                "Challenge raised",
                challenge.recorded_by,
                challenge.words,
                [
                    ("To", challenge.to.name),
                    ("Raised by", challenge.raised_by),
                    ("At the meeting", str(challenge.meeting or "")),
                    ("Response due", due),
                ],
            ),
            (challenge.answered_at, "Challenge answered", challenge.answered_by, challenge.response, []),
            (
                challenge.closed_at,
                "Challenge closed",
                challenge.closed_by,
                challenge.outcome,
                [("Why without a response", challenge.unanswered_because)],
            ),
        ]
        for at, what, by, text, words in steps:
            if at:
                yield Event(
                    at=at,
                    what=what,
                    by=str(by),
                    quarter=_quarter_of(at, quarters),
                    text=text,
                    words=_said_only(words),
                )


def corrections_of(challenge: Challenge) -> list[Event]:
    """Whenever a challenge was changed or opened again, newest first: why, and both wordings. One query."""
    own = challenge.plan.own_words
    versions = list(
        challenge.history.select_related(
            "history_user", "action__plan", "meeting__body", "to_agency", "to_body"
        ).order_by("-history_id")
    )
    return [
        Event(
            at=after.history_date,
            what="Opened again" if before.closed_at and not after.closed_at else "Changed",
            by=str(after.history_user or "The system"),
            quarter="",
            words=(("Why", after.history_change_reason),),
            changes=tuple(
                (capital(own_words(field, own)), as_read(old), as_read(new))
                for field, (old, new) in audit.differences(recorded_in(before), recorded_in(after)).items()
            ),
        )
        for after, before in pairwise(versions)
        if after.history_change_reason
    ]


def _said_only(words: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, said) for label, said in words if said)


def _recorded(entry, quarters: list[Quarter], own: dict[str, str]) -> Event:
    if entry.operation == PlanEvent.UNDONE:  # what was said and decided stands in the entry that is undone
        what = f"Undone: {own_words(entry.changes['what'][1], own)}"
        return Event(at=entry.at, what=what, by=entry.by_name, quarter=_quarter_of(entry.at, quarters))
    return Event(
        at=entry.at,
        what=capital(own_words(entry.words, own)),
        by=entry.by_name,
        quarter=_quarter_of(entry.at, quarters),
        changes=changes_of(entry, own),
        undone=entry.is_undone,
    )


def changes_of(entry: AuditEntry, own: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """(field, old, new) of an entry, in the words of a plan or a board; without what was empty and stayed it."""
    read = (
        (capital(own_words(field, own)), as_read(old), as_read(new))
        for field, (old, new) in sorted(entry.changes.items())
    )
    return tuple((field, old, new) for field, old, new in read if old or new)


def _quarter_of(at: datetime, quarters: list[Quarter]) -> str:
    day = timezone.localtime(at).date()
    for quarter in quarters:  # newest first
        if quarter.starts_on <= day:
            return quarter.name if day <= quarter.ends_on else _after(quarter)
    return f"Before {quarters[-1].name}" if quarters else OUTSIDE


def _after(quarter: Quarter) -> str:
    """The time between a quarter and the next, which may not be there yet."""
    return f"After {quarter.name}"


def as_read(value) -> str:
    """A value as a person reads it, empty for none; the audit trail keeps dates as text, and people by key."""
    value = shown(value)
    if isinstance(value, str):
        try:
            value = parse_date(value) or value
        except ValueError:
            return value
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def became(old: str, new: str) -> str:
    """What changed, in words: "A became G"; where there was nothing before only what it is now."""
    if old and new:
        return f"{old} became {new}"
    return new or f"{old}, taken out"
