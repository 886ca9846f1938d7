"""One group's sheet of paper: what it owns, worst first, what it said, and which reports it brings to whom."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from lscb.lines import run_on
from lscb.wording import days_late, long_date, month, number_of
from lscb.words import capital, own_words, sentence_lower
from plans.models import Action, Matter, Milestone, Plan, ProgressUpdate, Quarter
from plans.rules import ratings
from plans.selectors import agencies
from plans.selectors.action_rows import ActionRow, parts_of, when_due
from plans.selectors.agencies import Line, Part
from plans.selectors.depending import dependencies_of
from plans.selectors.linked import linked_rows
from plans.selectors.one_of_many import unanswered_of
from plans.selectors.remit import documents_of
from reporting.models import DueReport, Highlight
from reporting.report.facts import KeyLine
from reporting.report.rows import NOT_STATED, Chip
from reporting.rules.drawings import Drawing, bar
from reporting.selectors.planner import Duty, PlannerRow, planned_reports, rows_of
from reporting.sheets.base import Sheet, head_of
from reporting.sheets.group_layout import fit
from subgroups.models import Body, Meeting
from subgroups.selectors.speaking import speech_of_each

NO_QUARTER = "No reporting period is open yet"
NO_REFERENCE = "–"
SHORT = 7  # characters of a reference that its column holds


@dataclass(frozen=True)
class SheetRow:
    """An action of the group. `was` is the letter of earlier quarters where it differs, `shared` its other owners;
    `is_proposed` is whether the board team has still to look at what was said."""

    reference: str
    text: str
    shared: str
    due: str
    quoted: bool
    late: str
    first_due: str
    chip: Chip
    was: str
    said: str
    back_by: str
    said_by: str
    depends_on: str = ""
    success: str = ""
    parts: str = ""
    is_proposed: bool = False


@dataclass(frozen=True)
class PassedMilestone:
    reference: str
    text: str
    words: str
    due: str
    late: str


@dataclass(frozen=True)
class ReportToBring:
    """A duty of the reporting planner: `when` says the next time for each forum, as exactly as the words fix it."""

    what: str
    to: str
    often: str
    when: tuple[str, ...]
    late: bool
    questions: tuple[str, ...]


@dataclass(frozen=True)
class GroupSheet(Sheet):
    """Everything the sheet of one group says: `counts` by letter, and their `picture`.

    The texts of its rows are as long as there is room for (`group_layout`); `is_cut` is whether any had to be cut.
    """

    body: str
    quarter: str
    next_meeting: str
    papers_due: str
    spoken_by: str
    meets: bool
    action_label: str
    own_words: Mapping[str, str]
    group_label: str
    team_label: str
    counted: str
    counts: Mapping[str, int]
    picture: Drawing
    figures: tuple[tuple[str, int], ...]
    rows: tuple[SheetRow, ...]
    milestones: tuple[PassedMilestone, ...]
    highlight: tuple[tuple[str, str], ...]
    highlight_by: str
    success_label: str
    reports: tuple[ReportToBring, ...]
    unanswered: tuple[
        tuple[str, str, str], ...
    ]  # what all of its kind own and it has not answered: reference, words, who
    key: tuple[KeyLine, ...]
    matters: tuple[tuple[str, str, str, str], ...] = ()  # to follow up: words, meeting, by when, how late
    remit: tuple[
        tuple[str, str, str], ...
    ] = ()  # each document it works by: how it stands, how late its review
    parts: tuple[Part, ...] = ()  # what it owns in linked plans; of an agency, what it was asked and answered
    about_wide: int = 0  # millimetres of the column of what each action is
    is_cut: bool = False

    @property
    def what(self) -> str:
        return f"{self.body}, {self.quarter}"

    @property
    def is_proposed(self) -> bool:
        """Whether anything said waits to be looked at."""
        return any(row.is_proposed for row in self.rows)

    @property
    def title(self) -> str:
        return f"{self.body}: its part of the {self.plan}, {self.quarter}"

    @property
    def has_references(self) -> bool:
        """Whether any of its rows has one; a column that is empty throughout is not printed."""
        return any(row.reference != NO_REFERENCE for row in self.rows)

    @property
    def has_long_references(self) -> bool:
        """Whether one is as long as WS1.Y1.P1."""
        return any(len(row.reference) > SHORT for row in self.rows)

    @property
    def has_dates(self) -> bool:
        """Whether anything is said of when any of it is due."""
        return any(row.due != NOT_STATED for row in self.rows)

    @property
    def key_line(self) -> str:
        """Letters and words, for the foot of every page."""
        lines = (
            line.word if line.letter == ratings.NO_UPDATE else f"{line.letter} {line.word}"
            for line in self.key
        )
        return "; ".join(lines)


def group_sheet(person, plan: Plan, body: Body, quarter: Quarter | None) -> GroupSheet:
    """The sheet of `body` as the plan stands now; a fixed number of queries, whatever the body owns."""
    head, words = head_of(plan), plan.rating_words()
    today, group_label = head["position_at"].date(), plan.board.business_group_label
    actions = list(plan.actions.visible_to(person).counted().for_list(quarter).owned_by(body).worst_first())
    depends_on = dependencies_of([each for each in actions if each.depends], quarter, words, today)
    parts = parts_of([each for each in actions if each.has_parts], today)
    owned = [
        ActionRow(
            action,
            may_update=False,
            today=today,
            depends_on=depends_on.get(action.pk, ()),
            parts=parts.get(action.pk, ""),
        )
        for action in actions
    ]
    said = _last_said(plan, body, quarter)
    meeting = Meeting.objects.visible_to(person).to_come().filter(body=body).first()
    highlight = (
        Highlight.objects.filter(body=body, quarter=quarter).select_related("by").first() if quarter else None
    )
    counted = Counter(row.letter for row in owned)
    counts = {str(letter): counted[str(letter)] for letter in ratings.ORDER}
    sheet = GroupSheet(
        **head,
        body=body.name,
        quarter=quarter.name if quarter else own_words(NO_QUARTER, plan.own_words),
        next_meeting=_meeting_words(meeting),
        papers_due=long_date(meeting.papers_deadline) if meeting else "",
        spoken_by=speech_of_each([body])[body.pk].words,
        meets=body.meets,
        action_label=plan.action_label,
        own_words=plan.own_words,
        group_label=group_label,
        team_label=plan.board.team_label,
        counted=number_of(
            len(owned), sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural)
        ),
        counts=counts,
        picture=bar(
            list(counts.items()),
            "Ratings: "
            + ", ".join(
                f"{number} {sentence_lower(words[letter])}" for letter, number in counts.items() if number
            ),
            high=28,
        ),
        figures=(
            ("overdue", sum(row.action.is_overdue for row in owned)),
            ("with a milestone passed", sum(row.action.milestone_missed for row in owned)),
            (
                own_words("without an update this reporting period", plan.own_words),
                sum(row.action.is_silent for row in owned),
            ),
        ),
        rows=tuple(_row(row, body, quarter, said.get(row.action.pk), words) for row in owned),
        milestones=_milestones(owned, today),
        highlight=_highlight(highlight, group_label, plan.board.voice_label),
        highlight_by=f"{highlight.by.name}, {long_date(timezone.localtime(highlight.at).date())}"
        if highlight
        else "",
        success_label=plan.success_label,
        reports=_reports(person, plan, body, today),
        unanswered=tuple(
            (action.reference, action.text, action.owners_line)
            for action, asked in unanswered_of(plan)
            if body in asked and not body.agency_id  # of an agency it is one of the parts
        ),
        parts=(
            *_linked(plan, body, quarter),
            *(
                each
                for each in (agencies.parts_of(person, plan, body) if body.agency_id else ())
                if each.key != "reports" and each.lines
            ),
        ),
        key=tuple(KeyLine(*line) for line in plan.rating_key()),
        remit=tuple(
            (
                each.called if row == each.newest else f"{each.called} in force",
                capital(row.stands),
                row.late_words,
            )
            for each in (documents_of(person, body) if body.has_terms else ())
            for row in each.standing
        ),
        matters=() if body.agency_id else _matters(person, body),  # which are one of the parts too
    )
    return fit(sheet)


def _matters(person, body: Body) -> tuple[tuple[str, str, str, str], ...]:
    """Open decisions of meetings about other matters, the most pressing first; one query."""
    owned = Matter.objects.visible_to(person).open().owned_by_any([body])
    return tuple(
        (run_on(each.words), str(each.meeting), long_date(each.due_on), days_late(each.days_late))
        for each in owned.for_page().most_pressing_first()
    )


def _linked(plan: Plan, body: Body, quarter: Quarter | None) -> Iterator[Part]:
    """What it owns in linked plans, a part a plan: its counts, and line by line what is not complete, worst first. Six
    queries, or one where the plan has none; nothing of it is in the counts above."""
    rows = [row for each in linked_rows(plan, quarter) if (row := each.of([body.pk])).actions]
    said = ProgressUpdate.objects.in_bulk([action.update_id for row in rows for action in row.actions])
    for row in rows:
        words = row.plan.rating_words()
        one, many = sentence_lower(row.plan.action_label), sentence_lower(row.plan.action_label_plural)
        stands = ", ".join(f"{number} {called}" for called, number, _ in row.counts if number)
        yield agencies.part(
            f"linked-{row.plan.slug}",
            f"In the {row.plan.title}: {number_of(len(row.actions), one, many)}{f', {stands}' if stands else ''}",
            [
                Line(
                    run_on(f"{action.reference} {action.text}".strip()),
                    run_on(_how_it_goes(action, said.get(action.update_id), words)),
                    late=days_late(action.days_late()) if action.is_overdue else "",
                )
                for action in row.actions
                if action.rating_now != ratings.Rating.COMPLETE
            ],
            empty="All of it is complete.",
            at="in that plan",
        )


def _how_it_goes(action: Action, update: ProgressUpdate | None, words: Mapping[str, str]) -> str:
    """As "A At risk, due 31 March 2018: The second course was short of places"."""
    now = words[action.rating_now]
    rated = now if action.rating_now == ratings.NO_UPDATE else f"{action.rating_now} {now}"
    due = long_date(action.due_on) or action.when_text
    spoken = (update.progress or update.cause or update.hold_reason) if update else ""
    return f"{rated}{f', due {due}' if due else ''}{f': {spoken}' if spoken else ''}"


def _last_said(plan: Plan, body: Body, quarter: Quarter | None) -> dict[int, ProgressUpdate]:
    """The last update of each action up to the quarter, of whichever quarter it was."""
    if quarter is None:
        return {}
    updates = (
        ProgressUpdate.objects.in_force()
        .filter(action__plan=plan, action__owners__body=body, quarter__starts_on__lte=quarter.starts_on)
        .select_related("quarter", "by")
        .order_by("quarter__starts_on", "pk")
    )
    return {update.action_id: update for update in updates}


def _row(
    row: ActionRow, body: Body, quarter: Quarter | None, update: ProgressUpdate | None, words: dict[str, str]
) -> SheetRow:
    action = row.action
    due, quoted = long_date(action.due_on), False
    moved: Action | Milestone | None = action if due else row.missed or row.coming
    if not due and row.missed:
        due = f"Milestone passed: {when_due(row.missed)}"
    elif not due and row.coming:
        due = f"Next: {when_due(row.coming)}"
    elif not due:
        due, quoted = action.when_text or NOT_STATED, bool(action.when_text)
    if row.to_confirm and not quoted:
        due = f"{due}, to be confirmed"
    now = Chip(row.letter, words[row.letter])
    if row.waits_for_agreement:
        now = Chip("B?", f"{now.word}, to be agreed")
    spoken, back_by = _spoken(update, quarter)
    others = (owner.label_and_role for owner in action.owner_rows if owner.body_id != body.pk)
    return SheetRow(
        reference=action.reference or NO_REFERENCE,
        text=action.text,
        shared="; ".join(others),
        due=due,
        quoted=quoted,
        late=days_late(row.days_late),
        first_due=long_date(moved.first_due_on) if moved and moved.slipped_days else "",
        chip=now,
        was=row.was,
        said=spoken,
        back_by=back_by,
        said_by=f"{update.by.name}, {long_date(timezone.localtime(update.at).date())}" if update else "",
        depends_on="; ".join(
            str(each) if each in row.slipping else each.needed.called for each in row.depends_on
        ),
        success=action.success_line,
        parts=row.parts,
        is_proposed=action.is_proposed,
    )


def _spoken(update: ProgressUpdate | None, quarter: Quarter | None) -> tuple[str, str]:
    """What was said last, with the quarter where that is an earlier one, and by when it will be back on track."""
    if update is None:
        return "Nothing said yet.", ""
    evidence = update.evidence_how_much or update.evidence_how_well or update.evidence_difference
    said = update.progress or update.cause or update.hold_reason or evidence or "No words."
    if update.quarter_id != quarter.pk:
        return f"{update.quarter.name}: {said}", ""
    return said, long_date(update.back_on_track_on)


def _milestones(owned: list[ActionRow], today: date) -> tuple[PassedMilestone, ...]:
    """Every milestone passed and not recorded as done, longest ago first."""
    passed = [
        (milestone, row.action)
        for row in owned
        if row.action.milestone_missed
        for milestone in row.action.milestone_rows
        if milestone.due_on and milestone.due_on < today and not milestone.done_on
    ]
    passed.sort(key=lambda pair: pair[0].due_on)
    return tuple(
        PassedMilestone(
            action.reference or NO_REFERENCE,
            action.text,
            milestone.words,
            long_date(milestone.due_on),
            days_late((today - milestone.due_on).days),
        )
        for milestone, action in passed
    )


def _highlight(highlight: Highlight | None, group: str, voice: str) -> tuple[tuple[str, str], ...]:
    if highlight is None:
        return ()
    return (
        ("Done", highlight.done),
        ("Worry", highlight.worry),
        (f"Ask of the {group}", highlight.ask),
        (voice, highlight.voice),
    )


def _meeting_words(meeting: Meeting | None) -> str:
    if meeting is None:
        return "None to come is recorded"
    time = f"{meeting.held_at:%H:%M}" if meeting.held_at else ""
    return ", ".join(filter(None, [long_date(meeting.held_on), time, meeting.place]))


# --- Reports to bring ---------------------------------------------------------------------------------------


def _reports(person, plan: Plan, body: Body, today: date) -> tuple[ReportToBring, ...]:
    """The planner's duties that the body provides for, in printed order, with when each is next expected."""
    recorded: dict[int, list[DueReport]] = {}
    for each in DueReport.objects.of_plan(plan).expected().select_related("forum"):
        recorded.setdefault(each.obligation_id, []).append(each)
    return tuple(
        _to_bring(row, duty, recorded.get(duty.obligation.pk, []), today)
        for row in rows_of(planned_reports(person, plan))
        if row.is_provided_by(body)
        for duty in row.duties
    )


def _to_bring(row: PlannerRow, duty: Duty, expected: list[DueReport], today: date) -> ReportToBring:
    """One duty with what is late of it and its next time at each forum."""
    late = [f"Late: was due {long_date(each.due_on)}" for each in expected if each.is_late]
    next_ones: dict[int, DueReport] = {}
    for each in expected:
        if each.due_on >= today:
            next_ones.setdefault(each.forum_id, each)
    when = []
    for each in next_ones.values():
        named = long_date(each.due_on) if each.meeting_id else f"{month(each.due_on)}, no meeting recorded"
        when.append(f"{named}, {each.forum.label}" if len(duty.forums) > 1 else named)
    if duty.obligation.same_as:
        when.append(f"With “{duty.obligation.same_as}”")
    return ReportToBring(
        what=duty.obligation.called,
        to="; ".join(filter(None, [*(forum.label for forum in duty.forums), duty.forum_words])),
        often=duty.often,
        when=(*late, *when),
        late=bool(late),
        questions=duty.questions,
    )
