"""What meetings decided since the last report and what became of it; the challenge log; the risk register."""

from datetime import datetime

from reporting.building.rows import Rows
from reporting.content import ChallengeLine, ChallengeLog, Decided, RiskLine, RiskRegister
from reporting.facts import ActionFacts, ChallengeFacts, DateChangeFacts, DecisionFacts, RiskFacts
from reporting.rules.wording import day, days_late

# How many open risks the report prints; the register has them all.
TOP_RISKS = 5


class DecidedPart(Rows):
    """The head of section 4, and section 10."""

    def decided(self) -> tuple[Decided, ...]:
        """In the order of the days; help promised earlier stays until it came or was given up."""
        found = [
            *(
                self.date_decided(each)
                for each in self.facts.date_changes
                if each.state in ("agreed", "refused") and self.is_new(each.decided_at)
            ),
            *(self.closed(action) for action in self.counted if self.is_closed_since(action)),
            *(
                self.decision(each)
                for each in self.facts.decisions_made
                if self.is_new(each.recorded_at) or self.is_in_sight(each)
            ),
        ]
        place = {action.id: place for place, action in enumerate(self.facts.actions)}
        found.sort(key=lambda pair: (pair[0], place[pair[1].id]))
        return tuple(line for _, line in found)

    def is_new(self, at: datetime | None) -> bool:
        """Whether something was recorded since the last report; without one, in this quarter."""
        if at is None:
            return False
        if self.last:
            return at > self.last.front.position_at
        return at.date() >= self.facts.quarter_starts_on

    def is_in_sight(self, decision: DecisionFacts) -> bool:
        """Help that is still open, or of which it was said since whether it came."""
        return decision.promised_by != "" and (decision.outcome == "open" or self.is_new(decision.settled_at))

    def is_closed_since(self, action: ActionFacts) -> bool:
        """Closed now and not in the last report, on whatever day that was typed."""
        if action.state != "closed" or action.closed_on is None:
            return False
        last = self.last_chip(action.id)
        if last is not None:
            return last.letter != "B"
        return action.closed_on >= self.facts.quarter_starts_on

    def late(self) -> list[tuple[str, int | None]]:
        """Help promised that has not come, and challenges not answered, in time; each with its action, if any."""
        today = self.facts.today
        promises = [
            (f"help for {self.rows[each.action].reference} from {each.promised_by}", each.action)
            for each in self.facts.decisions_made
            if each.promised_by and each.outcome == "open" and each.due_on and each.due_on < today
        ]
        responses = [
            (f"the response of {each.to} to a challenge", each.action)
            for each in self.facts.challenges
            if not (each.closed_at or each.response) and each.response_due_on and each.response_due_on < today
        ]
        return promises + responses

    def date_decided(self, change: DateChangeFacts):
        moved = f"from {day(change.from_date) or 'no date'} to {day(change.to_date)}"
        row = self.rows[change.action]
        return self.line(
            change.action,
            on=change.decided_at.date(),
            meeting=change.meeting,
            kind="New date agreed" if change.state == "agreed" else "New date not agreed",
            words=f"{moved[0].upper()}{moved[1:]}",
            became=", ".join(filter(None, [f"Due {row.due}" if row.due_on else row.due, row.late])),
        )

    def closed(self, action: ActionFacts):
        return self.line(
            action.id,
            on=action.closed_on,
            meeting=action.closed_at.removeprefix("at the "),
            kind="Completion agreed",
            words="Closed",
            became="",
        )

    def decision(self, decision: DecisionFacts):
        promised = f"By {decision.promised_by}" if decision.promised_by else ""
        if decision.due_on:
            promised += f", by {day(decision.due_on)}"
        return self.line(
            decision.action,
            on=decision.recorded_at.date(),
            meeting=decision.meeting,
            kind="Help promised" if promised else "Other decision",
            words=f"{decision.words.rstrip('.')}. {promised}." if promised else decision.words,
            became=self.came(decision) if promised else "",
        )

    def came(self, decision: DecisionFacts) -> str:
        if decision.outcome == "open":
            late = days_late((self.facts.today - decision.due_on).days) if decision.due_on else ""
            return f"Help still open, {late}" if late else "Help still open"
        said = "It came" if decision.outcome == "kept" else "It did not come"
        return f"{said}: {decision.outcome_words}" if decision.outcome_words else said

    def line(self, id: int, *, on, meeting: str, kind: str, words: str, became: str):
        """The day to sort by, and the line."""
        row = self.rows[id]
        if not meeting:
            meeting = day(on)
        elif day(on) not in meeting and kind == "Completion agreed":
            meeting = f"{meeting}, {day(on)}"
        return on, Decided(meeting, kind, id, row.reference, row.text, row.owners, words, became, row.now)

    # --- Challenges ---------------------------------------------------------------------------------------

    def challenges(self) -> ChallengeLog | None:
        """Open ones, late responses first, and those closed since the last report; None: the plan has none."""
        if not self.facts.challenges:
            return None
        still_open = [each for each in self.facts.challenges if each.closed_at is None]
        return ChallengeLog(
            tuple(self.challenge(each) for each in still_open),
            tuple(self.challenge(each) for each in self.facts.challenges if self.is_new(each.closed_at)),
        )

    def challenge(self, challenge: ChallengeFacts) -> ChallengeLine:
        row = self.rows.get(challenge.action)
        due, today = challenge.response_due_on, self.facts.today
        late = due and not challenge.response and not challenge.closed_at and (today - due).days
        answered = f"{challenge.response} ({day(challenge.responded_on)})" if challenge.response else ""
        return ChallengeLine(
            id=row.id if row else None,
            reference=row.reference if row else "",
            to=challenge.to,
            raised=", ".join(filter(None, [day(challenge.raised_on), challenge.raised_by])),
            words=challenge.words,
            due=day(due),
            late=days_late(late or 0),
            response=answered,
            outcome=challenge.outcome,
            closed=day(challenge.closed_at.date()) if challenge.closed_at else "",
        )

    # --- Risks --------------------------------------------------------------------------------------------

    def risks(self) -> RiskRegister | None:
        """The highest open ones, and those closed since the last report; None: the plan has none."""
        if not self.facts.risks:
            return None
        still_open = [each for each in self.facts.risks if each.closed_at is None]
        return RiskRegister(
            open=len(still_open),
            top=tuple(self.risk(each) for each in still_open[:TOP_RISKS]),
            closed=tuple(self.risk(each) for each in self.facts.risks if self.is_new(each.closed_at)),
            scores=tuple((each.id, each.score) for each in still_open),
        )

    def risk(self, risk: RiskFacts) -> RiskLine:
        row = self.rows.get(risk.action)
        before = dict(self.last.risks.scores) if self.last and self.last.risks else {}
        was = before.get(risk.id, risk.score)
        return RiskLine(
            risk=risk.id,
            id=row.id if row else None,
            reference=row.reference if row else "",
            words=risk.words,
            score=risk.score,
            band=risk.band,
            scored=risk.scored,
            was=was if was != risk.score else None,
            response=risk.response,
            held_by=risk.held_by,
            review=day(risk.review_on),
            late=days_late(risk.days_late),
            why_closed=risk.why_closed,
            closed=day(risk.closed_at.date()) if risk.closed_at else "",
        )
