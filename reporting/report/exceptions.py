"""Section 3: what needs a challenge, worst first; who is silent; milestones missed."""

from collections import defaultdict

from lscb.wording import listed, long_date
from lscb.words import sentence_lower
from plans.rules.due import next_due
from plans.rules.ratings import NO_UPDATE, Rating
from reporting.report.rows import Listing, MilestoneLine, Rows, ids_of

NOT_OFF_TRACK = (Rating.ON_TRACK, Rating.AT_RISK, Rating.NOT_STARTED)


def build(rows: Rows) -> tuple[Listing, ...]:
    """Worst first. An overdue action at risk stands once, among the overdue."""
    next_on, words = rows.facts.next_on, rows.words
    live = [a for a in rows.counted if a.state == "live"]
    not_off_track = on_track, at_risk, _ = [words[letter] for letter in NOT_OFF_TRACK]
    amber = [a for a in live if a.rating == Rating.AT_RISK and not a.overdue]
    before_next = [a for a in amber if (d := next_due(a.due_on, a.milestones)) and d <= next_on]
    later = [a for a in amber if a not in before_next]
    disagree = [a for a in live if a.overdue and a.rating in NOT_OFF_TRACK]
    return (
        rows.listing(
            "off-track",
            words[Rating.OFF_TRACK],
            ids_of(a for a in live if a.rating == Rating.OFF_TRACK),
            "Why, what will bring each back and by when, and the help it wants.",
            worst=True,
        ),
        rows.listing(
            "overdue-not-off-track",
            f"Overdue, but rated {listed([sentence_lower(each) for each in not_off_track], 'or')}",
            ids_of(disagree),
            "The date has passed and the rating does not say so.",
            worst=True,
        ),
        rows.listing(
            "at-risk-due",
            f"{at_risk}, due before the next report",
            ids_of(before_next),
            f"Due by {long_date(next_on)}.",
            worst=True,
        ),
        rows.listing("at-risk-later", f"{at_risk}, due later or without a date", ids_of(later), worst=True),
        rows.listing(
            "on-hold",
            words[Rating.ON_HOLD],
            ids_of(a for a in live if a.rating == Rating.ON_HOLD),
            "Waiting for what.",
        ),
        rows.listing(
            "no-update",
            words[NO_UPDATE],
            ids_of(a for a in live if a.rating == NO_UPDATE),
            f"Silence is an exception, never counted as {sentence_lower(on_track)}.",
        ),
        rows.listing(
            "no-review-date",
            "Ongoing, with no review date",
            ids_of(a for a in live if a.ongoing and not a.review_on and a.rating != Rating.COMPLETE),
            "Work that goes on needs a day on which it is looked at again.",
        ),
    )


def build_silent(rows: Rows) -> tuple[Listing, ...]:
    """Actions with no update by those who own them; a joint action stands once, under its owners together."""
    by_owner: dict[str, list[int]] = defaultdict(list)
    for action in rows.counted:
        if action.state == "live" and action.rating == NO_UPDATE:
            by_owner[rows.by_id[action.id].owners].append(action.id)
    return tuple(
        rows.listing(f"silent-{n}", owner, ids) for n, (owner, ids) in enumerate(by_owner.items(), start=1)
    )


def build_milestones_missed(rows: Rows) -> tuple[MilestoneLine, ...]:
    return rows.milestones(lambda due_on: due_on < rows.facts.today, lambda action: action.milestone_missed)
