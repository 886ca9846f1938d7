"""From plain rows to what a monitoring report says. Pure: no database, no HTTP, no clock.

The order and the classes follow what a business group needs to challenge and to be assured: decisions asked,
position, exceptions, movement, completed, coming up, reports due, changes, highlights, sign-off.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from plans import ratings
from plans.ratings import MOVEMENT_WORDS, NO_UPDATE, Movement, Rating
from reporting.content import (
    Breakdown,
    BreakdownRow,
    Change,
    Chip,
    ComingUp,
    Count,
    Decision,
    Figure,
    Front,
    HighlightBlock,
    Listing,
    MilestoneLine,
    MonitoringReportContent,
    Month,
    Move,
    Moved,
    Note,
    Past,
    Position,
    PositionRow,
    Row,
    ScheduleSection,
    Status,
    Term,
)
from reporting.facts import ActionFacts, Facts, UpdateFacts
from reporting.forward import forward_plan
from reporting.words import capital, day, days_late, moment, month, number_of, sentence_lower

WITHDRAWN = Chip("W", "Withdrawn")
CARRIED_OVER = Chip("C", "Carried over")
NOT_STATED = "Not stated"
NO_HELP = {"", "none", "no", "nothing", "n/a", "none needed", "not needed"}


def build(facts: Facts, last: MonitoringReportContent | None) -> MonitoringReportContent:
    """What the report says. `last` is the content of the last final report, compared with as it was frozen."""
    return _Building(facts, last).content()


class _Building:
    def __init__(self, facts: Facts, last: MonitoringReportContent | None):
        self.facts = facts
        self.last = last
        self.words = {line.letter: line.word for line in facts.key}
        self.counted = [action for action in facts.actions if action.state in ("live", "closed")]
        self.gone = [action for action in facts.actions if action.state not in ("live", "closed")]
        self.sections = {group.id: group.name for group in facts.sections}
        self.priorities = {group.id: group.name for group in facts.priorities}
        self.last_counted = set(last.counted) if last else set()
        self.rows = {action.id: self.row(action) for action in facts.actions}

    def content(self) -> MonitoringReportContent:
        facts = self.facts
        exceptions, moved, completed = self.exceptions(), self.moved(), self.completed()
        content = MonitoringReportContent(
            front=self.front(),
            status=Status(
                word="DRAFT",
                version=facts.version,
                correction_reason=facts.correction_reason,
                prepared_by=facts.author,
            ),
            labels=facts.labels,
            key=facts.key,
            movement_key=tuple(Move(kind.value, *MOVEMENT_WORDS[kind]) for kind in Movement),
            key_messages=_lines(facts.key_messages),
            decisions=self.decisions(exceptions, completed),
            position=self.position(moved, completed),
            breakdowns=self.breakdowns(),
            exceptions=exceptions,
            silent=self.silent(),
            milestones_missed=self.milestones(
                lambda milestone: milestone.due_on < facts.today, lambda action: action.milestone_missed
            ),
            moved=moved,
            completed=completed,
            coming_up=self.coming_up(),
            planner=forward_plan(facts),
            changes=self.changes(),
            left=self.left(),
            highlights=tuple(
                HighlightBlock(row.label, row.by, row.done, row.worry, row.ask, row.voice)
                for row in facts.highlights
            ),
            no_highlight=self.no_highlight(),
            schedule=self.schedule(),
            terms=(),
            quality=self.quality(),
            rows=tuple(self.rows[action.id] for action in facts.actions),
        )
        return replace(content, terms=_terms_used(facts.terms, content))

    # --- The front ----------------------------------------------------------------------------------------

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
            agenda_item="",
            author=facts.author or facts.labels.team,
            presenter="",
            purpose="For decision and assurance",
            marking=facts.marking,
            demonstration=facts.demonstration,
            position_at=facts.position_at,
            position_words=moment(facts.position_at),
        )

    def decisions(self, exceptions, completed) -> tuple[Decision, ...]:
        """What follows from the plan, verbs first, then the board team's own lines, then to note."""
        by_key = {listing.key: listing for listing in (*exceptions, *completed)}
        asked = self.listing(
            "dates-asked",
            "New dates asked for",
            {change.action for change in self.facts.date_changes if change.state == "asked"},
        )
        help_asked = self.listing(
            "help-asked",
            "Help asked for",
            {id for id, row in self.rows.items() if _is_asked(row.note("Help wanted"))}
            & set(by_key["off-track"].ids),
        )
        no_plan = self.listing(
            "no-recovery",
            "Off track with no recovery plan",
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
            decisions.append(self.ask("Agree to close as complete", agree, "section 5"))
        if help_asked.ids:
            decisions.append(self.ask("Say what help will be given to", help_asked, "section 3"))
        if no_plan.ids:
            decisions.append(
                self.ask("Decide what to do about", no_plan, "section 3", ", off track with no recovery plan")
            )
        if silent.ids:
            owners = Counter(
                owner.label or "no owner"
                for action in self.counted
                if action.id in set(silent.ids)
                for owner in action.owners
            )
            decisions.append(
                Decision(
                    f"Challenge the owners of {self.number(len(silent.ids))} with no update"
                    + (f": {_listed(f'{owner} {n}' for owner, n in owners.items())}" if owners else ""),
                    Count("no-update", silent.ids),
                    "section 3",
                )
            )
        decisions += [Decision(line) for line in _lines(self.facts.decisions)]
        decisions.append(
            Decision(
                f"Note the position of the plan: {self.number(len(self.counted))} as at {day(self.facts.today)}",
                Count("total", self.ids(self.counted)),
                "section 2",
            )
        )
        return tuple(decisions)

    def ask(self, verb: str, listing: Listing, see: str, after: str = "") -> Decision:
        references = _listed(self.rows[id].reference for id in listing.ids)
        return Decision(
            f"{verb} {self.number(len(listing.ids))}{after}: {references}",
            Count(listing.key, listing.ids),
            see,
        )

    def number(self, n: int) -> str:
        labels = self.facts.labels
        return number_of(n, sentence_lower(labels.action), sentence_lower(labels.actions))

    # --- Rows ---------------------------------------------------------------------------------------------

    def chip(self, action: ActionFacts) -> Chip:
        if action.state == "withdrawn":
            return WITHDRAWN
        if action.state == "carried-over":
            return CARRIED_OVER
        if action.rating == Rating.COMPLETE and action.state == "live":
            return Chip("B?", f"{self.words[Rating.COMPLETE]}, to be agreed")
        return Chip(action.rating, self.words[action.rating])

    def last_chip(self, id: int) -> Chip | None:
        if self.last is None or id not in self.last_counted:
            return None
        return self.last.row[id].now

    def move(self, action: ActionFacts) -> Move:
        if self.last is None:
            return Move("first", "–", "First report")
        if action.state not in ("live", "closed"):
            return Move("cannot-compare", "–", self.chip(action).word)
        last = self.last_chip(action.id)
        kind = ratings.movement(last.rating if last else None, action.rating)
        if kind == Movement.CLOSED and action.state != "closed":
            return Move(kind.value, MOVEMENT_WORDS[kind][0], self.words[Rating.COMPLETE])
        return Move(kind.value, *MOVEMENT_WORDS[kind])

    def row(self, action: ActionFacts) -> Row:
        update = action.update or (action.completion if action.rating == Rating.COMPLETE else None)
        return Row(
            id=action.id,
            reference=action.reference,
            section=self.sections.get(action.section, ""),
            priority=self.priorities.get(action.priority, ""),
            text=action.text,
            outcome=action.outcome or NOT_STATED,
            owners="; ".join(owner.label for owner in action.owners) or NOT_STATED,
            when=action.when,
            due=self.due(action),
            due_on=action.due_on,
            first_due=self.first_due(action),
            late=days_late((self.facts.today - action.due_on).days)
            if action.overdue and action.due_on
            else "",
            now=self.chip(action),
            last=self.last_chip(action.id),
            move=self.move(action),
            said=_said(update),
            said_by=_said_by(update),
            notes=self.notes(action, update),
        )

    def due(self, action: ActionFacts) -> str:
        if action.due_on:
            return day(action.due_on)
        open_parts = sorted(m.due_on for m in action.milestones if m.due_on and not m.done_on)
        to_come = [due_on for due_on in open_parts if due_on >= self.facts.today]
        if open_parts and open_parts[0] < self.facts.today:
            return f"Milestone passed: {day(open_parts[0])}"
        if to_come:
            return f"Next milestone {day(to_come[0])}"
        return "No date" if action.when else NOT_STATED

    def first_due(self, action: ActionFacts) -> str:
        if action.first_due_on and action.due_on and action.first_due_on != action.due_on:
            return day(action.first_due_on)
        return ""

    def notes(self, action: ActionFacts, update: UpdateFacts | None) -> tuple[Note, ...]:
        notes = []
        if update:
            complete = update.rating == Rating.COMPLETE
            notes = [
                ("Why", update.cause),
                ("Why this rating, past its date", update.reason),
                ("What will bring it back", update.recovery_step),
                ("Back on track by", day(update.back_on_track_on)),
                ("Help wanted", update.help_wanted),
                ("On hold because", update.hold_reason),
                ("Look at it again on", day(update.review_on)),
                ("How much was done", update.evidence_how_much),
                ("How well was it done", update.evidence_how_well),
                ("What difference it made", update.evidence_difference),
                ("Completed on", day(update.completed_on) if complete else ""),
            ]
        if action.rating == NO_UPDATE:
            last = self.last_chip(action.id)
            letter = last.rating if last else action.rating_before
            if letter and letter != NO_UPDATE and letter in self.words:
                notes.append(("Last rating", f"{letter} {self.words[letter]}"))
            else:
                notes.append(("Last rating", "None yet"))
        if action.state == "closed":
            notes.append(("Agreed", " ".join(filter(None, [day(action.closed_on), action.closed_at]))))
        if action.state in ("withdrawn", "carried-over"):
            notes.append(("Why", action.state_reason or NOT_STATED))
        return tuple(Note(label, words.strip()) for label, words in notes if words and words.strip())

    # --- Position -----------------------------------------------------------------------------------------

    def position(self, moved, completed) -> Position:
        last_counts = {row.letter: row.count.n for row in self.last.position.rows} if self.last else {}
        rows, x = [], 0
        for (letter, ids), width in zip(
            self.by_letter(self.counted).items(),
            _shares([len(ids) for ids in self.by_letter(self.counted).values()]),
            strict=True,
        ):
            rows.append(
                PositionRow(
                    letter,
                    self.words[letter],
                    Count(f"rated-{_key(letter)}", ids),
                    last_counts.get(letter, 0) if self.last else None,
                    x,
                    width,
                )
            )
            x += width
        by_key = {listing.key: listing for listing in (*moved.listings, *completed)}
        figures = [
            Figure("Overdue", Count("overdue", self.ids(a for a in self.counted if a.overdue))),
            Figure(
                "With a milestone passed",
                Count("milestone-passed", self.ids(a for a in self.counted if a.milestone_missed)),
            ),
            *(
                Figure(words, by_key[key].count)
                for words, key in [
                    ("Rating worse", "worse"),
                    ("Rating better", "better"),
                    ("Newly complete", "closed"),
                    ("Re-opened", "re-opened"),
                    ("New", "new"),
                    ("Complete, waiting to be agreed", "to-be-agreed"),
                ]
                if key in by_key
            ),
            Figure("Withdrawn", Count("withdrawn", self.ids(a for a in self.gone if a.state == "withdrawn"))),
            Figure(
                "Carried over",
                Count("carried-over", self.ids(a for a in self.gone if a.state == "carried-over")),
            ),
        ]
        return Position(
            tuple(rows),
            Count("total", self.ids(self.counted)),
            self.last.position.total.n if self.last else None,
            tuple(figures),
        )

    def by_letter(self, actions: Iterable[ActionFacts]) -> dict[str, tuple[int, ...]]:
        actions = list(actions)
        return {
            line.letter: self.ids(a for a in actions if a.rating == line.letter) for line in self.facts.key
        }

    def ids(self, actions: Iterable[ActionFacts]) -> tuple[int, ...]:
        return tuple(action.id for action in actions)

    def breakdowns(self) -> tuple[Breakdown, ...]:
        labels, facts = self.facts.labels, self.facts
        sections = [(f"section-{group.id}", group.name, group.id) for group in facts.sections]
        priorities = [(f"priority-{group.id}", group.name, group.id) for group in facts.priorities]
        if any(action.section is None for action in self.counted):
            sections.append(("section-none", f"In no {sentence_lower(labels.section)}", None))
        priorities.append(("priority-none", "Not linked", None))
        owners = sorted(
            {owner for action in self.counted for owner in action.owners},
            key=lambda owner: (owner.body is None, owner.place, owner.label),
        )
        owner_keys = [
            (f"owner-{owner.body}" if owner.body else f"owner-words-{n}", owner.label, owner)
            for n, owner in enumerate(owners, start=1)
        ]
        if any(not action.owners for action in self.counted):
            owner_keys.append(("owner-none", "No owner named", None))
        joint = sum(1 for action in self.counted if len(action.owners) > 1)
        total = sum(max(1, len(action.owners)) for action in self.counted)
        note = (
            f"Adds up to {total}, not {len(self.counted)}: "
            f"{number_of(joint, f'joint {sentence_lower(labels.action)}', f'joint {sentence_lower(labels.actions)}')} "
            f"{'is' if joint == 1 else 'are'} counted under each of {'its' if joint == 1 else 'their'} owners."
            if joint
            else ""
        )
        tables = [
            self.breakdown(
                f"By {sentence_lower(labels.section)}",
                labels.section,
                "sections",
                sections,
                lambda a, key: a.section == key,
            ),
            self.breakdown(
                f"By {sentence_lower(labels.priority)}",
                labels.priority,
                "priorities",
                priorities,
                lambda a, key: a.priority == key,
            ),
            self.breakdown(
                "By owner",
                "Owner",
                "owners",
                owner_keys,
                lambda a, key: not a.owners if key is None else key in a.owners,
                note,
            ),
        ]
        return tuple(table for table in tables if table.rows)

    def breakdown(self, title, head, key, groups, belongs: Callable, note="") -> Breakdown:
        rows = tuple(
            self.breakdown_row(row_key, label, [a for a in self.counted if belongs(a, group)])
            for row_key, label, group in groups
        )
        merged = [
            tuple(id for row in rows for id in row.counts[place].ids) for place in range(len(self.facts.key))
        ]
        total = BreakdownRow(
            "Total",
            tuple(
                Count(f"{key}-total-{_key(line.letter)}", ids)
                for line, ids in zip(self.facts.key, merged, strict=True)
            ),
            Count(f"{key}-total", tuple(id for row in rows for id in row.total.ids)),
        )
        return Breakdown(title, head, rows, total, note)

    def breakdown_row(self, key: str, label: str, actions: list[ActionFacts]) -> BreakdownRow:
        return BreakdownRow(
            label,
            tuple(Count(f"{key}-{_key(letter)}", ids) for letter, ids in self.by_letter(actions).items()),
            Count(key, self.ids(actions)),
        )

    # --- Exceptions ---------------------------------------------------------------------------------------

    def listing(
        self, key: str, title: str, ids: Iterable[int], explanation: str = "", empty: str = "", worst=False
    ) -> Listing:
        """A list in plan order, or with `worst` the longest overdue first."""
        wanted = set(ids)
        actions = [action for action in self.facts.actions if action.id in wanted]
        if worst:
            actions.sort(key=lambda a: (not a.overdue, a.due_on or date.max))
        return Listing(key, title, explanation, self.ids(actions), empty or "None this quarter.")

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
        before_next = [a for a in amber if (d := _next_date(a)) and d <= facts.next_on]
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

    def milestones(self, when: Callable, which: Callable) -> tuple[MilestoneLine, ...]:
        lines = [
            (milestone, action)
            for action in self.counted
            if action.state == "live" and action.rating != Rating.COMPLETE and which(action)
            for milestone in action.milestones
            if milestone.due_on and not milestone.done_on and when(milestone)
        ]
        lines.sort(key=lambda line: line[0].due_on)
        return tuple(
            MilestoneLine(
                action.id,
                action.reference,
                action.text,
                self.rows[action.id].owners,
                milestone.words,
                day(milestone.due_on),
                days_late((self.facts.today - milestone.due_on).days),
            )
            for milestone, action in lines
        )

    # --- Movement, completed, coming up ---------------------------------------------------------------------

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

    # --- Changes and highlights -----------------------------------------------------------------------------

    def changes(self) -> tuple[Change, ...]:
        """Asked for and waiting; decided since the last report; what was re-worded, re-owned, added or left."""
        since = self.last.front.position_at if self.last else None
        changes = []
        kinds = {"asked": "New date asked for", "agreed": "New date agreed", "refused": "New date not agreed"}
        for state, kind in kinds.items():
            for change in self.facts.date_changes:
                if change.state != state:
                    continue
                if state != "asked" and since and change.decided_at and change.decided_at <= since:
                    continue
                row = self.rows[change.action]
                agreed = change.meeting or (day(change.decided_at.date()) if change.decided_at else "")
                changes.append(
                    Change(
                        kind,
                        row.id,
                        row.reference,
                        row.text,
                        day(change.from_date) or "No date",
                        day(change.to_date),
                        change.reason,
                        f"Not yet: asked for by {change.asked_by} on {day(change.asked_at.date())}"
                        if state == "asked"
                        else agreed,
                    )
                )
        changes += self.left_since()
        if self.last:
            changes += self.reworded(self.last)
        return tuple(changes)

    def left_since(self) -> list[Change]:
        return [
            Change(
                self.chip(action).word,
                action.id,
                action.reference,
                action.text,
                "Counted",
                "Not counted",
                action.state_reason or NOT_STATED,
                NOT_STATED,
            )
            for action in self.gone
            if self.last is None or action.id in self.last_counted
        ]

    def reworded(self, last: MonitoringReportContent) -> list[Change]:
        changes = []
        for row in self.rows.values():
            before = last.row.get(row.id)
            if before is None:
                kind = f"New {sentence_lower(self.facts.labels.action)}"
                changes.append(
                    Change(kind, row.id, row.reference, row.text, "Not in the plan", row.due, "", NOT_STATED)
                )
                continue
            for kind, old, new in [
                ("Wording changed", before.text, row.text),
                ("Outcome changed", before.outcome, row.outcome),
                ("Owner changed", before.owners, row.owners),
                ("Timescale reworded", before.when, row.when),
            ]:
                if old != new:
                    changes.append(
                        Change(
                            kind,
                            row.id,
                            row.reference,
                            row.text,
                            old or NOT_STATED,
                            new or NOT_STATED,
                            "",
                            NOT_STATED,
                        )
                    )
        return changes

    def left(self) -> Listing:
        return self.listing(
            "left",
            "Withdrawn and carried over",
            self.ids(self.gone),
            "No longer counted in the plan.",
            empty="None.",
        )

    def no_highlight(self) -> tuple[str, ...]:
        """Bodies that own live actions and sent no highlight."""
        sent = {row.body for row in self.facts.highlights}
        owners = {
            owner
            for action in self.counted
            if action.state == "live"
            for owner in action.owners
            if owner.body and owner.body not in sent
        }
        return tuple(owner.label for owner in sorted(owners, key=lambda owner: (owner.place, owner.label)))

    # --- Appendices -----------------------------------------------------------------------------------------

    def schedule(self) -> tuple[ScheduleSection, ...]:
        groups = [(group.id, group.name, group.lead) for group in self.facts.sections]
        groups.append((None, f"In no {sentence_lower(self.facts.labels.section)}", ""))
        sections = []
        for key, name, lead in groups:
            actions = [action for action in self.counted if action.section == key]
            if actions:
                done = sum(1 for action in actions if action.rating == Rating.COMPLETE)
                progress = f"{done} of {len(actions)} complete"
                sections.append(ScheduleSection(name, lead, progress, self.ids(actions)))
        return tuple(sections)

    def quality(self) -> tuple[Listing, ...]:
        labels = Counter(a.reference.removesuffix(f" ({a.ordinal})") for a in self.counted if a.reference)
        ends = self.facts.plan_ends_on
        return tuple(
            self.listing(key, title, self.ids(a for a in self.counted if test(a)), explanation, "None.")
            for key, title, test, explanation in [
                ("no-owner", "No owner named", lambda a: not a.owners, ""),
                (
                    "unplaced-owner",
                    "Owner not recognised",
                    lambda a: any(owner.body is None for owner in a.owners),
                    "Kept in the plan’s own words.",
                ),
                (
                    "no-date",
                    "No date",
                    lambda a: not a.due_on and not any(m.due_on for m in a.milestones),
                    "Neither a due date nor a dated part.",
                ),
                (
                    "unsure-date",
                    "Date read from words that can mean more than one thing",
                    lambda a: a.certainty in ("ambiguous", "unresolvable"),
                    "Choose a reading, or set a date.",
                ),
                ("no-outcome", "No outcome stated", lambda a: not a.outcome, ""),
                (
                    "after-the-plan",
                    "Due after the plan ends",
                    lambda a: bool(a.due_on and a.due_on > ends),
                    f"The plan ends on {day(ends)}.",
                ),
                (
                    "same-reference",
                    "Same reference as another",
                    lambda a: labels[a.reference.removesuffix(f" ({a.ordinal})")] > 1,
                    "",
                ),
                (
                    "no-priority",
                    f"Not linked to a {sentence_lower(self.facts.labels.priority)}",
                    lambda a: bool(self.facts.priorities) and a.priority is None,
                    "",
                ),
            ]
        )


# --- Small helps ------------------------------------------------------------------------------------------


def _said(update: UpdateFacts | None) -> str:
    return (update.progress or update.hold_reason or update.evidence_how_much) if update else ""


def _said_by(update: UpdateFacts | None) -> str:
    if update is None:
        return ""
    by = f"{update.by} for {update.on_behalf_of}" if update.on_behalf_of else update.by
    return ", ".join(filter(None, [by, day(update.at)]))


def _next_date(action: ActionFacts) -> date | None:
    dates = [m.due_on for m in action.milestones if m.due_on and not m.done_on]
    return action.due_on or min(dates, default=None)


def _is_asked(help_wanted: str) -> bool:
    return help_wanted.strip().rstrip(".").lower() not in NO_HELP


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _key(letter: str) -> str:
    """A letter in an address."""
    return "none" if letter == NO_UPDATE else letter.lower()


def _shares(counts: list[int]) -> list[int]:
    """Whole thousandths of the bar that add up to 1000: largest remainders get what rounding leaves."""
    total = sum(counts)
    if not total:
        return [0 for _ in counts]
    shares = [1000 * n // total for n in counts]
    by_remainder = sorted(range(len(counts)), key=lambda i: -(1000 * counts[i] % total))
    for place in by_remainder[: 1000 - sum(shares)]:
        shares[place] += 1
    return shares


def _terms_used(terms: Iterable[Term], content: MonitoringReportContent) -> tuple[Term, ...]:
    """The abbreviations that stand somewhere in the report."""
    said = " ".join(
        words
        for row in content.rows
        for words in (
            row.text,
            row.outcome,
            row.owners,
            row.said,
            row.section,
            *(note.words for note in row.notes),
        )
    )
    said += " ".join(
        f" {block.body} {block.done} {block.worry} {block.ask} {block.voice}" for block in content.highlights
    )
    said += " ".join((*content.key_messages, *(d.words for d in content.decisions)))
    for line in (*content.planner.due, *content.planner.undated, *content.planner.as_required):
        said += f" {line.forum} {line.what} {line.provider} {line.words}"
    return tuple(
        term for term in terms if re.search(rf"(?<!\w){re.escape(term.term)}(?!\w)", said) is not None
    )
