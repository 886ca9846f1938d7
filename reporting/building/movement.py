"""What moved since the last final report, what is complete, what comes up."""

from collections import defaultdict
from datetime import date, timedelta

from lscb.words import capital
from plans.rules import ratings
from plans.rules.ratings import Movement, Rating
from reporting.building.rows import Rows
from reporting.content import (
    ComingUp,
    Count,
    Listing,
    Month,
    Move,
    Moved,
    Past,
)
from reporting.facts import ActionFacts
from reporting.rules.wording import day, month


class MovementPart(Rows):
    """Sections 4 to 6 of the report."""

    def moved(self) -> Moved:
        if self.last is None:
            return Moved("", (), ())
        by_kind = {
            kind: self.ids(a for a in self.counted if self.rows[a.id].move.kind == kind) for kind in Movement
        }
        titles = {
            Movement.WORSE: "Worse",
            Movement.BETTER: "Better",
            Movement.CLOSED: "Newly complete",
            Movement.REOPENED: "Re-opened",
            Movement.NEW: "New",
            Movement.SAME: "Same",
            Movement.CANNOT_COMPARE: "Cannot be compared",
        }
        past = []
        rank = {letter: place for place, letter in enumerate(ratings.WORST_FIRST)}
        for row in sorted(
            (self.last.row[id] for id in self.last.counted), key=lambda row: rank.get(row.now.rating, 9)
        ):
            if row.now.rating not in (Rating.OFF_TRACK, Rating.AT_RISK):
                continue
            now = self.rows.get(row.id)
            past.append(
                Past(
                    row.id,
                    row.reference,
                    now.text if now else row.text,
                    now.owners if now else row.owners,
                    row.now,
                    now.now if now else None,
                    now.move if now else Move("cannot-compare", "–", "No longer held"),
                )
            )
        number = f"report number {self.last.status.number}, " if self.last.status.number else ""
        return Moved(
            f"{self.last.front.quarter}, {number}position at {self.last.front.position_words}",
            tuple(self.listing(kind.value, title, by_kind[kind]) for kind, title in titles.items()),
            tuple(past),
        )

    def completed(self) -> tuple[Listing, ...]:
        agreed_since = [
            action
            for action in self.counted
            if action.state == "closed"
            and (
                (self.last_chip(action.id) is not None and self.last_chip(action.id).letter != "B")
                or (
                    self.last is None
                    and action.closed_on
                    and action.closed_on >= self.facts.quarter_starts_on
                )
            )
        ]
        return (
            self.listing(
                "to-be-agreed",
                "For closing: complete, to be agreed",
                self.ids(a for a in self.counted if a.state == "live" and a.rating == Rating.COMPLETE),
                "What was aimed for, and the evidence of how much, how well and what difference.",
            ),
            self.listing(
                "agreed-since",
                "Closed since the last report",
                self.ids(agreed_since),
                "Completion agreed.",
            ),
        )

    def coming_up(self) -> ComingUp:
        facts = self.facts
        open_actions = [
            a
            for a in self.counted
            if a.state == "live" and a.rating != Rating.COMPLETE and a.due_on and a.due_on >= facts.today
        ]
        months: dict[date, list[ActionFacts]] = defaultdict(list)
        for action in open_actions:
            months[action.due_on.replace(day=1)].append(action)
        soon = [
            self.listing(
                f"due-{first:%Y-%m}",
                capital(month(first)),
                self.ids(a for a in actions if a.due_on <= facts.next_on),
                worst=True,
            )
            for first, actions in sorted(months.items())
            if any(a.due_on <= facts.next_on for a in actions)
        ]
        most = max((len(actions) for actions in months.values()), default=1)
        cliffs = []
        if months:
            first, final = min(months), max(months)
            while first <= final:
                ids = self.ids(months.get(first, []))
                cliffs.append(Month(month(first), Count(f"month-{first:%Y-%m}", ids), 100 * len(ids) // most))
                first = (first + timedelta(days=32)).replace(day=1)
        return ComingUp(
            day(facts.next_on),
            tuple(soon),
            self.milestones(lambda m: facts.today <= m.due_on <= facts.next_on, lambda action: True),
            tuple(cliffs),
        )
