"""What every section of the report stands on: its actions as rows, numbers and lists of them, and the last report."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lscb.lines import lines_of, run_on, shortened
from lscb.wording import days_late, long_date, number_of
from lscb.words import capital, own_words, sentence_lower
from plans.rules import parts as counted
from plans.rules.depending import Needed, slips
from plans.rules.movement import Movement, in_words, movement
from plans.rules.ratings import NO_UPDATE, Rating
from reporting.report.facts import ActionFacts, PartFacts, SharedFacts, UpdateFacts

# --- What they say ------------------------------------------------------------------------------------------

NOT_STATED = "Not stated"
SINCE_LAST = "since the last report"


@dataclass(frozen=True)
class Count:
    """A number and the actions it counts; an action counted under two owners stands twice in their total.

    `key` names the number within its report, for the URL of its rows.
    """

    key: str
    ids: tuple[int, ...] = ()

    @property
    def n(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Chip:
    """A rating as printed. The letter is "B?" for complete but not yet agreed, "-" for no update, "W" for
    withdrawn, "C" for carried over."""

    letter: str
    word: str

    @property
    def rating(self) -> str:
        """The letter of the key: "B?" counts as B."""
        return self.letter.removesuffix("?")

    @property
    def in_short(self) -> str:
        """Its word where a column is narrow."""
        return "To agree" if self.letter.endswith("?") else self.word


@dataclass(frozen=True)
class Move:
    """How a rating moved since the last final report: one of plans.rules.movement.Movement, or "first".

    `was` is the letter it is compared with, and `was_in` the quarter that was said for where the last report had none;
    the latest before, in the plan it was carried over from too, where that report did not count it or there is none.
    Empty in reports kept before there was such a comparison.
    """

    kind: str
    arrow: str
    word: str
    was: str = ""
    was_in: str = ""


@dataclass(frozen=True)
class Note:
    """A labelled sentence under a row: why, what will bring it back, help wanted."""

    label: str
    words: str


@dataclass(frozen=True)
class Part:
    """A part of an action, as a task; `about` says who has it, where that is not the action's owner, and what day."""

    words: str
    about: str = ""


@dataclass(frozen=True)
class EvidenceLine:
    """A link or a file by its title, with what it is and who added it when. A file has the checksum by which whoever
    holds it can show that it is the same; a final keeps that, and not the file."""

    words: str
    about: str
    link: str = ""
    name: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Listed:
    """What the action list shows of an action besides its row, so that a final answers for the list of its day.

    `before` is the rating of earlier quarters, whatever the last report had.
    """

    state: str
    before: str
    milestone: str
    suggested: str
    owner_said: str
    not_looked_at: bool
    updated_on: date | None
    updated_by: str
    year: str


@dataclass(frozen=True)
class Row:
    """One action as this report shows it, wherever in the report it stands."""

    id: int
    reference: str
    section: str
    priority: str
    text: str
    outcome: str
    owners: str
    when: str
    due: str
    due_on: date | None
    first_due: str
    late: str
    now: Chip
    last: Chip | None
    move: Move
    said: str
    said_by: str
    notes: tuple[Note, ...] = ()
    parts: tuple[Part, ...] = ()
    was_reference: str = ""  # what the last report called it, where that was otherwise
    listed: Listed | None = None  # None in reports kept before it was
    parts_done: str = ""  # how many of its parts, and which is next
    success: str = ""  # empty: not stated
    success_target: str = ""
    measured_by: tuple[str, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()  # what is new since the last report; of what is complete, all

    @property
    def success_line(self) -> str:
        """Its success measure with the target, as one text; empty for neither."""
        target = f"Target: {self.success_target}" if self.success_target else ""
        return "\n".join(filter(None, [self.success, target]))

    @property
    def was(self) -> str:
        """The letter its rating is compared with; empty where there is none."""
        return self.move.was or (self.last.letter if self.last else "")

    @property
    def leads(self) -> str:
        """Whoever is to be asked, for where there is room for few words: not those in support, and no roles."""
        leading = [each for each in self.owners.split("; ") if not each.endswith(" (support)")]
        return "; ".join(each.removesuffix(" (lead)") for each in leading) or self.owners

    def note(self, label: str) -> str:
        """The words under a label; empty when nothing was said."""
        return next((note.words for note in self.notes if note.label == label), "")


@dataclass(frozen=True)
class Listing:
    """Actions under one heading, in the order printed; `empty` is said when there are none."""

    key: str
    title: str
    explanation: str
    ids: tuple[int, ...]
    empty: str

    @property
    def count(self) -> Count:
        return Count(self.key, self.ids)


@dataclass(frozen=True)
class MilestoneLine:
    """A dated part of an action that has passed or is coming."""

    id: int
    reference: str
    text: str
    owners: str
    words: str
    due: str
    late: str


@dataclass(frozen=True)
class LastReport:
    """The last final report, as far as any section compares with it: `rows` by action, `counted` in plan order.

    `sections` and `owners` are the names that they had, by key. What a section said itself is handed to that section.
    """

    quarter: str
    number: int | None
    position_at: datetime
    position_words: str
    rows: Mapping[int, Row]
    counted: tuple[int, ...]
    sections: Mapping[int, str]
    owners: Mapping[int, str]
    has_success: bool  # none, or kept before there were any


# --- How they are built -------------------------------------------------------------------------------------

WITHDRAWN = Chip("W", "Withdrawn")
CARRIED_OVER = Chip("C", "Carried over")
NO_HELP = {"", "none", "no", "nothing", "n/a", "none needed", "not needed"}


class Rows:
    """The rows of one report, read once; every section counts and lists these.

    `counted` are the actions that the plan counts, `gone` those withdrawn or carried over.
    """

    def __init__(self, facts: SharedFacts, last: LastReport | None):
        self.facts = facts
        self.last = last
        self.words = {line.letter: line.word for line in facts.key}
        self.counted = [action for action in facts.actions if action.state in ("live", "closed")]
        self.gone = [action for action in facts.actions if action.state not in ("live", "closed")]
        self.sections: dict[int | None, str] = {group.id: group.name for group in facts.sections}
        self.priorities: dict[int | None, str] = {group.id: group.name for group in facts.priorities}
        self.last_counted = set(last.counted) if last else set()
        self.actions = {action.id: action for action in facts.actions}
        self.by_id = {action.id: self.row(action) for action in facts.actions}

    def say(self, sentence: str) -> str:
        """A sentence of ours in the plan's words."""
        return own_words(sentence, self.facts.labels.own_words)

    def is_new(self, at: datetime | None) -> bool:
        """Whether something was recorded since the last report; without one, in this quarter."""
        if at is None:
            return False
        if self.last:
            return at > self.last.position_at
        return at.date() >= self.facts.quarter_starts_on

    @property
    def since(self) -> str:
        """Since when `is_new` is meant, in a sentence."""
        return SINCE_LAST if self.last else self.say("this reporting period")

    def chip(self, action: ActionFacts) -> Chip:
        if action.state == "withdrawn":
            return WITHDRAWN
        if action.state == "carried-over":
            return CARRIED_OVER
        if action.rating == Rating.COMPLETE and action.state == "live":
            return Chip("B?", f"{self.words[Rating.COMPLETE]}, to be agreed")
        return Chip(action.rating, self.words[action.rating])

    def last_chip(self, id: int) -> Chip | None:
        """Its rating in the last report; None where that did not count it."""
        if self.last is None or id not in self.last_counted:
            return None
        return self.last.rows[id].now

    def before(self, action: ActionFacts) -> tuple[str | None, str]:
        """The rating it is compared with, and for which quarter it was said where the last report had none.

        The last final's own rating; where that was silence, the latest one before it, NO_UPDATE if it was never rated.
        None where the last report did not count it.
        """
        last = self.last_chip(action.id)
        if last is None:
            return None, ""
        if last.rating == NO_UPDATE and action.rating_before:
            return action.rating_before, action.rating_before_in
        return last.rating, ""

    def move(self, action: ActionFacts) -> Move:
        if self.last is None:
            return Move("first", "–", "First report", action.rating_before or "", action.rating_before_in)
        before, was_in = self.before(action)
        if action.state not in ("live", "closed"):
            return Move(Movement.LEFT.value, "–", self.chip(action).word, before or "", was_in)
        kind = movement(before, action.rating)
        sign, words = in_words(kind, before, action.rating)
        if kind == Movement.CLOSED and action.state != "closed":
            words = self.words[Rating.COMPLETE]
        if before is None:  # the last report did not count it: what was said of it elsewhere, or before
            return Move(kind.value, sign, words, action.rating_before or "", action.rating_before_in)
        return Move(kind.value, sign, words, before, was_in)

    def row(self, action: ActionFacts) -> Row:
        update = action.update or (action.completion if action.rating == Rating.COMPLETE else None)
        return Row(
            id=action.id,
            reference=action.reference,
            section=self.sections.get(action.section, ""),
            priority=self.priorities.get(action.priority, ""),
            text=action.text,
            outcome=action.outcome or NOT_STATED,
            owners="; ".join(owner.label_and_role for owner in action.owners) or NOT_STATED,
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
            said=said(update),
            said_by=said_by(update, self.facts.labels.team if action.state == "live" else ""),
            notes=self.notes(action, update),
            parts=tuple(Part(part.words, about(part, action)) for part in action.parts),
            was_reference=self.was_reference(action),
            listed=self.listed(action),
            parts_done=self.parts_done(action),
            success=action.success,
            success_target=action.success_target,
            measured_by=action.measured_by,
            evidence=tuple(
                EvidenceLine(
                    each.title,
                    f"{each.what}, {each.by}, {long_date(each.at.date())}",
                    each.link,
                    each.name,
                    each.sha256,
                )
                for each in action.evidence
                if action.rating == Rating.COMPLETE or self.is_new(each.at)
            ),
        )

    def listed(self, action: ActionFacts) -> Listed:
        said = action.update
        return Listed(
            state=action.state,
            before=action.rating_before or "",
            milestone=action.milestone,
            suggested=action.suggested,
            owner_said=said.owner_rating if said else "",
            not_looked_at=bool(said and said.waits and action.state == "live"),
            updated_on=said.at if said else None,
            updated_by=said.by if said else "",
            year=action.year,
        )

    def was_reference(self, action: ActionFacts) -> str:
        before = self.last.rows.get(action.id) if self.last else None
        return before.reference if before and before.reference != action.reference else ""

    def due(self, action: ActionFacts) -> str:
        confirm = ", to be confirmed" if action.to_confirm else ""
        if action.due_on:
            return f"{long_date(action.due_on)}{confirm}"
        open_parts = self.open_parts(action)
        to_come = [due_on for due_on, _ in open_parts if due_on >= self.facts.today]
        if open_parts and confirm:
            return f"{long_date(to_come[0] if to_come else open_parts[0][0])}{confirm}"
        if passed := self.passed_parts(action):
            return f"Milestone passed: {long_date(passed[0][0])}"
        if to_come:
            return f"Next milestone {long_date(to_come[0])}"
        return "No date" if action.when else NOT_STATED

    def open_parts(self, action: ActionFacts) -> list[tuple[date, date | None]]:
        """The days of its dated parts not done, in order, each with the one that stood first."""
        return sorted(
            ((m.due_on, m.first_due_on) for m in action.milestones if m.due_on and not m.done_on),
            key=lambda pair: pair[0],
        )

    def passed_parts(self, action: ActionFacts) -> list[tuple[date, date | None]]:
        """Those of its open parts that it is late by: none where it is complete."""
        passed = action.milestone_missed
        return [pair for pair in self.open_parts(action) if passed and pair[0] < self.facts.today]

    def first_due(self, action: ActionFacts) -> str:
        """The first date, where the one that is printed was moved since."""
        due_on, first = action.due_on, action.first_due_on
        if due_on is None:
            to_come = [pair for pair in self.open_parts(action) if pair[0] >= self.facts.today]
            due_on, first = next(iter(self.passed_parts(action) or to_come), (None, None))
        return long_date(first) if first and due_on and first != due_on else ""

    def notes(self, action: ActionFacts, update: UpdateFacts | None) -> tuple[Note, ...]:
        notes = []
        if update:
            complete = update.rating == Rating.COMPLETE
            notes = [
                ("Why", update.cause),
                # A date that was moved since leaves nothing to explain.
                ("Why this rating, past its date", update.reason if action.suggested else ""),
                ("What will bring it back", update.recovery_step),
                ("Back on track by", long_date(update.back_on_track_on)),
                ("Help wanted", update.help_wanted),
                ("On hold because", update.hold_reason),
                ("Look at it again on", long_date(update.review_on)),
                ("How much was done", update.evidence_how_much),
                ("How well was it done", update.evidence_how_well),
                ("What difference it made", update.evidence_difference),
                ("Completed on", long_date(update.completed_on) if complete else ""),
                ("Owner’s rating", self.owner_rating(update)),
            ]
        if action.rating == NO_UPDATE:
            letter, said_in = self.before(action)
            if letter is None:
                letter, said_in = action.rating_before, action.rating_before_in
            if letter and letter != NO_UPDATE and letter in self.words:
                said_in = f", {said_in}" if said_in else ""
                notes.append(("Last rating", f"{letter} {self.words[letter]}{said_in}"))
        notes.append(("Answers", action.answers))
        notes.append(("Depends on", self.depends_on(action)))
        notes.append((self.facts.labels.parts, self.parts_done(action)))
        if action.state == "closed":
            notes.append(("Agreed", " ".join(filter(None, [long_date(action.closed_on), action.closed_at]))))
        if action.state in ("withdrawn", "carried-over"):
            notes.append(("Why", action.state_reason or NOT_STATED))
        return tuple(Note(label, words.strip()) for label, words in notes if words and words.strip())

    def parts_done(self, action: ActionFacts) -> str:
        parts = [counted.Part(short(part.words), part.due_on, part.done_on) for part in action.parts]
        return counted.parts_said(parts, self.facts.today)

    def depends_on(self, action: ActionFacts) -> str:
        """As "1.2; 3.4, which is 9 days late": what it depends on, and what of that slips while it is to be done."""
        is_open = action.state == "live" and action.rating != Rating.COMPLETE
        said = []
        for needed in (self.actions[pk] for pk in action.depends_on):
            held_to = needed.due_on if needed.first_due_on else None
            why = slips(
                Needed(needed.state, needed.rating, held_to, needed.due_on, needed.overdue),
                action.due_on,
                today=self.facts.today,
                word=sentence_lower(self.words[Rating.OFF_TRACK]),
            )
            named = needed.reference or f"“{short(needed.text)}”"
            said.append(f"{named}, which {why}" if why and is_open else named)
        return "; ".join(said)

    def owner_rating(self, update: UpdateFacts) -> str:
        """What the owner had proposed and why the board team changed it; empty where they agree."""
        if not update.owner_rating:
            return ""
        because = update.changed_because.rstrip(".")
        return f"{update.owner_rating} {self.words[update.owner_rating]}. Changed because: {because}."

    def by_letter(self, actions: Iterable[ActionFacts]) -> dict[str, tuple[int, ...]]:
        """Their ids by rating, every letter of the key in its order."""
        actions = list(actions)
        return {line.letter: ids_of(a for a in actions if a.rating == line.letter) for line in self.facts.key}

    def listing(
        self,
        key: str,
        title: str,
        ids: Iterable[int],
        explanation: str = "",
        empty: str = "",
        worst: bool = False,
    ) -> Listing:
        """A list in plan order, or with `worst` the longest overdue first."""
        wanted = set(ids)
        actions = [action for action in self.facts.actions if action.id in wanted]
        if worst:
            actions.sort(key=lambda a: (not a.overdue, a.due_on or date.max))
        return Listing(
            key, title, explanation, ids_of(actions), empty or self.say("None this reporting period.")
        )

    def milestones(
        self, when: Callable[[date], bool], which: Callable[[ActionFacts], bool]
    ) -> tuple[MilestoneLine, ...]:
        """Dated parts not done, due `when`, of live actions not complete and `which` are meant; by their day."""
        lines = [
            (milestone.due_on, milestone, action)
            for action in self.counted
            if action.state == "live" and action.rating != Rating.COMPLETE and which(action)
            for milestone in action.milestones
            if milestone.due_on and not milestone.done_on and when(milestone.due_on)
        ]
        lines.sort(key=lambda line: line[0])
        return tuple(
            MilestoneLine(
                action.id,
                action.reference,
                action.text,
                self.by_id[action.id].owners,
                milestone.words,
                long_date(due_on),
                days_late((self.facts.today - due_on).days),
            )
            for due_on, milestone, action in lines
        )

    def number(self, n: int) -> str:
        """So many actions, in the plan's word for them."""
        labels = self.facts.labels
        return number_of(n, sentence_lower(labels.action), sentence_lower(labels.actions))


def ids_of(actions: Iterable[ActionFacts]) -> tuple[int, ...]:
    return tuple(action.id for action in actions)


def said(update: UpdateFacts | None) -> str:
    if update is None:
        return ""
    evidence = update.evidence_how_much or update.evidence_how_well or update.evidence_difference
    return update.progress or update.hold_reason or evidence


def said_by(update: UpdateFacts | None, team: str) -> str:
    """Who said it and when; with `team`, whether the board team has still to look at it."""
    if update is None:
        return ""
    by = f"{update.by} for {update.on_behalf_of}" if update.on_behalf_of else update.by
    waits = f"proposed, not yet looked at by the {sentence_lower(team)}" if team and update.waits else ""
    return ", ".join(filter(None, [by, long_date(update.at), waits]))


def about(part: PartFacts, action: ActionFacts) -> str:
    """Who has a part of an action, unless that is the action's one owner, and when it was done, or is due."""
    who = "" if [owner.label for owner in action.owners] == [part.who] else part.who
    day = f"done {long_date(part.done_on)}" if part.done_on else ""
    if not part.done_on:
        day = f"not done, due {long_date(part.due_on)}" if part.due_on else "not done"
    return capital(", ".join(filter(None, [who, day])))


def is_asked(help_wanted: str) -> bool:
    return help_wanted.strip().rstrip(".").lower() not in NO_HELP


def lines(words: str) -> tuple[str, ...]:
    return lines_of(words)


def short(words: str) -> str:
    """What names an action that has no reference: its first words, cut at a word."""
    return shortened(run_on(words), 60)


def named(row: Row) -> str:
    """Its reference; without one its first words and what they stand under, as such words are repeated."""
    if row.reference:
        return row.reference
    return f"“{short(row.text)}”" + (f" ({row.section})" if row.section else "")


def letter_key(letter: str) -> str:
    """A letter in the key of a number, which stands in URLs."""
    return "none" if letter == NO_UPDATE else letter.lower()
