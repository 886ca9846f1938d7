"""The front: who it is for, and what is asked of them."""

from collections import Counter
from dataclasses import replace

from lscb.words import sentence_lower
from plans.rules.ratings import NO_UPDATE, Rating
from reporting.building.decided import DecidedPart
from reporting.building.rows import is_asked, lines, listed, short
from reporting.content import (
    Count,
    Decision,
    Front,
    Listing,
)
from reporting.rules.wording import day, moment

TO_NOTE = "total"  # the key of what is only to be noted


class FrontPart(DecidedPart):
    """Sections 0 and 1 of the report."""

    def front(self) -> Front:
        facts = self.facts
        return Front(
            board=facts.board,
            board_short=facts.board_short,
            plan=facts.plan,
            quarter=facts.quarter,
            quarter_words=facts.quarter_words,
            group=facts.labels.group,
            meeting=facts.meeting or "No meeting set",
            meeting_on=facts.meeting_on,
            agenda_item=facts.agenda_item,
            author=facts.author or facts.labels.team,
            presenter=facts.presenter,
            purpose="For decision and assurance",
            marking=facts.marking,
            demonstration=facts.demonstration,
            position_at=facts.position_at,
            position_words=moment(facts.position_at),
        )

    def decisions(self, exceptions, completed) -> tuple[Decision, ...]:
        """What follows from the plan, as reworded or left out; the board team's own lines before what is to note."""
        offered = self.decisions_offered(exceptions, completed)
        reworded = self.facts.reworded
        kept = [
            replace(each, words=reworded.get(each.count.key, each.words))
            for each in offered
            if reworded.get(each.count.key, each.words)
        ]
        noted = [each for each in kept if each.count.key == TO_NOTE]
        own = [Decision(line) for line in lines(self.facts.decisions)]
        return (*(each for each in kept if each not in noted), *own, *noted)

    def decisions_offered(self, exceptions, completed) -> tuple[Decision, ...]:
        """What the plan asks of the group as it stands, verbs first, then to note."""
        labels = self.facts.labels
        by_key = {listing.key: listing for listing in (*exceptions, *completed)}
        asked = self.listing(
            "dates-asked",
            "New dates asked for",
            {change.action for change in self.facts.date_changes if change.state == "asked"},
        )
        help_asked = self.listing(
            "help-asked",
            "Help asked for",
            {id for id, row in self.rows.items() if is_asked(row.note("Help wanted"))}
            & set(by_key["off-track"].ids),
        )
        no_plan = self.listing(
            "no-recovery",
            f"{self.words[Rating.OFF_TRACK]} with no recovery plan",
            {
                id
                for id in by_key["off-track"].ids
                if not self.rows[id].note("What will bring it back")
                or not self.rows[id].note("Back on track by")
            },
        )
        agree = by_key["to-be-agreed"]
        silent = by_key["no-update"]
        decisions = []
        if asked.ids:
            decisions.append(self.ask("Agree or refuse new dates for", asked, "section 8"))
        if agree.ids:
            complete = sentence_lower(self.words[Rating.COMPLETE])
            decisions.append(self.ask(f"Agree to close as {complete}", agree, "section 5"))
        if help_asked.ids:
            decisions.append(self.ask("Say what help will be given to", help_asked, "section 3"))
        if no_plan.ids:
            decisions.append(
                self.ask(
                    "Decide what to do about", no_plan, "section 3", f", {sentence_lower(no_plan.title)}"
                )
            )
        if silent.ids:
            owners = Counter(
                owner.label or f"no {sentence_lower(labels.owner)}"
                for action in self.counted
                if action.id in set(silent.ids)
                for owner in action.owners
            )
            decisions.append(
                Decision(
                    (f"Challenge the {sentence_lower(labels.owners)} of" if owners else "Ask about")
                    + f" {self.number(len(silent.ids))} with {sentence_lower(self.words[NO_UPDATE])}"
                    + (f": {listed(f'{owner} {n}' for owner, n in owners.items())}" if owners else ""),
                    Count("no-update", silent.ids),
                    "section 3",
                )
            )
        if late := self.late():
            decisions.append(
                Decision(
                    f"Follow up what was promised or asked and is late: {'; '.join(words for words, _ in late)}",
                    Count("late", self.listing("late", "", {id for _, id in late if id}).ids),
                    "sections 4 and 10" if self.facts.challenges else "section 4",
                )
            )
        decisions.append(
            Decision(
                f"Note the position of the plan: {self.number(len(self.counted))} as at {day(self.facts.today)}",
                Count(TO_NOTE, self.ids(self.counted)),
                "section 2",
            )
        )
        return tuple(decisions)

    def ask(self, verb: str, listing: Listing, see: str, after: str = "") -> Decision:
        references = listed(self.rows[id].reference or f"“{short(self.rows[id].text)}”" for id in listing.ids)
        return Decision(
            f"{verb} {self.number(len(listing.ids))}{after}: {references}",
            Count(listing.key, listing.ids),
            see,
        )
