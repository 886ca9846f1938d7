"""What needs a challenge: off track, overdue, at risk, on hold, silent."""

from collections import defaultdict

from plans.rules.due import next_due
from plans.rules.ratings import NO_UPDATE, Rating
from reporting.building.rows import Rows
from reporting.content import (
    Listing,
)
from reporting.rules.wording import day


class ExceptionsPart(Rows):
    """Section 3 of the report."""

    def exceptions(self) -> tuple[Listing, ...]:
        """Worst first. An overdue action at risk stands once, among the overdue."""
        facts, words, live = self.facts, self.words, [a for a in self.counted if a.state == "live"]
        on_track, at_risk, off, not_started, hold = (
            words[Rating.ON_TRACK],
            words[Rating.AT_RISK],
            words[Rating.OFF_TRACK],
            words[Rating.NOT_STARTED],
            words[Rating.ON_HOLD],
        )
        amber = [a for a in live if a.rating == Rating.AT_RISK and not a.overdue]
        before_next = [a for a in amber if (d := next_due(a.due_on, a.milestones)) and d <= facts.next_on]
        later = [a for a in amber if a not in before_next]
        disagree = [
            a for a in live if a.overdue and a.rating in (Rating.ON_TRACK, Rating.AT_RISK, Rating.NOT_STARTED)
        ]
        return (
            self.listing(
                "off-track",
                off,
                self.ids(a for a in live if a.rating == Rating.OFF_TRACK),
                "Why, what will bring each back and by when, and the help it wants.",
                worst=True,
            ),
            self.listing(
                "overdue-not-off-track",
                f"Overdue, but rated {on_track.lower()}, {at_risk.lower()} or {not_started.lower()}",
                self.ids(disagree),
                "The date has passed and the rating does not say so.",
                worst=True,
            ),
            self.listing(
                "at-risk-due",
                f"{at_risk}, due before the next report",
                self.ids(before_next),
                f"Due by {day(facts.next_on)}.",
                worst=True,
            ),
            self.listing(
                "at-risk-later", f"{at_risk}, due later or without a date", self.ids(later), worst=True
            ),
            self.listing(
                "on-hold", hold, self.ids(a for a in live if a.rating == Rating.ON_HOLD), "Waiting for what."
            ),
            self.listing(
                "no-update",
                words[NO_UPDATE],
                self.ids(a for a in live if a.rating == NO_UPDATE),
                f"Silence is an exception, never counted as {on_track.lower()}.",
            ),
            self.listing(
                "no-review-date",
                "Ongoing, with no review date",
                self.ids(a for a in live if a.ongoing and not a.review_on and a.rating != Rating.COMPLETE),
                "Work that goes on needs a day on which it is looked at again.",
            ),
        )

    def silent(self) -> tuple[Listing, ...]:
        """Actions with no update by those who own them; a joint action stands once, under its owners together."""
        by_owner: dict[str, list[int]] = defaultdict(list)
        for action in self.counted:
            if action.state == "live" and action.rating == NO_UPDATE:
                by_owner[self.rows[action.id].owners].append(action.id)
        return tuple(
            self.listing(f"silent-{n}", owner, ids)
            for n, (owner, ids) in enumerate(by_owner.items(), start=1)
        )
