"""What a body's meeting has before it, in the order of the report: what it is asked, and under each kind of thing to
decide, to follow up or to receive, the lines it decides about. On paper each has room to write what was decided."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q
from django.utils import timezone

from lscb import clock
from lscb.wording import days_late, long_date, number_of
from lscb.words import capital, sentence_lower
from plans.models import (
    Action,
    Challenge,
    DateChange,
    Decision,
    Matter,
    Plan,
    ProgressUpdate,
    Quarter,
    Recommendation,
    RecommendationEvidence,
    Risk,
    ScrutinyEntry,
)
from plans.models.review import recommendation_url
from plans.rules.known import known
from plans.rules.ratings import NO_UPDATE, Rating
from plans.selectors.linked import LinkedRow, linked_rows
from plans.selectors.owners import silent_owners
from plans.selectors.recommendations import RecommendationRow, recommendation_rows, to_decide
from plans.selectors.remit import remits_due
from plans.selectors.self_assessment import self_assessments_open
from reporting.models import DueReport, MonitoringReport
from reporting.report.reading import content_of, gather_now
from reporting.report.risks import TOP_RISKS
from reporting.report.rows import is_asked
from reporting.selectors.group_updates import AskedGroup, asked_of
from reporting.sheets.base import Sheet, head_of
from subgroups.models import Body, Meeting

# Bodies that decide about every action; another one's agenda holds what it owns or must answer.
DECIDES_ALL = {Body.Kind.BOARD, Body.Kind.BUSINESS_GROUP}
A_LINE = 105  # characters of the upright page
NAMED = 4  # of an owner's silent actions, where they are named by their words
# Help promised of which nobody has said yet whether it came.
STILL_OPEN = Q(kind=Decision.Kind.HELP, outcome=Decision.Outcome.OPEN)
# The parts in which each thing asked stands line by line, by the key of what it counts.
ASKED_IN = {
    "dates-asked": ("dates",),
    "to-be-agreed": ("completions",),
    "help-asked": ("off-track",),
    "no-recovery": ("off-track",),
    "no-update": ("silence",),
    "late": ("follow-up", "challenges"),
}


@dataclass(frozen=True)
class AgendaLine:
    """Something for the meeting: about an action or, with `pk` None, about none. `words` are (label, said); `href`
    leads to what it is about where that is no action; `matter` is the key of the other matter that it is."""

    pk: int | None
    reference: str
    title: str
    owners: str
    words: tuple[tuple[str, str], ...]
    late: str = ""
    href: str = ""
    matter: int | None = None

    @property
    def about(self) -> str:
        """Whom it is about, and how late it is."""
        return "; ".join(filter(None, [self.owners, self.late]))

    @property
    def runs(self) -> list[list[tuple[str, str]]]:
        """What to know, for paper: what is short stands with what follows it while both find room on a line."""
        runs: list[list[tuple[str, str]]] = []
        room = 0
        for label, said in self.words:
            taken = len(label) + len(said) + 3
            if not runs or taken > room:
                runs.append([])
                room = A_LINE
            runs[-1].append((label, said))
            room -= taken
        return runs


@dataclass(frozen=True)
class AgendaPart:
    """Lines of one kind. `head` and `who` name what they are and whom they are about; `choices` are what may come of
    each, to tick on paper; `decided` is whether a decision about each action can be recorded."""

    key: str
    title: str
    head: str
    who: str
    choices: tuple[str, ...]
    lines: tuple[AgendaLine, ...]
    decided: bool = True
    counted: int = 0

    @property
    def count(self) -> int:
        """How many things: lines, or where a line stands for several, what they stand for."""
        return self.counted or len(self.lines)

    @property
    def names_anybody(self) -> bool:
        """Whether the column of who it is about is needed: a plan may name nobody."""
        return any(line.owners for line in self.lines)


@dataclass(frozen=True)
class Asked:
    """What the report asks of the meeting, and the numbered parts in which it stands line by line: none where it is
    decided as it stands."""

    words: str
    parts: tuple[tuple[int, AgendaPart], ...]


@dataclass(frozen=True)
class Agenda(Sheet):
    """Everything the aid for one meeting says."""

    body: str
    meeting: str
    meeting_day: str
    papers: str
    scope: str
    quarter: str
    group: str
    parts: tuple[AgendaPart, ...]
    asked_by_key: tuple[tuple[str, str], ...]  # what it counts, and its words

    @property
    def title(self) -> str:
        return f"Agenda aid: {self.body}, {self.meeting}"

    @property
    def what(self) -> str:
        return ", ".join(filter(None, [f"Agenda aid, {self.body}, {self.meeting_day}", self.quarter]))

    @property
    def printed(self) -> list[tuple[int, AgendaPart]]:
        """The parts with something in them, numbered after what is asked."""
        return list(enumerate((part for part in self.parts if part.lines), start=1 + bool(self.asked_by_key)))

    @property
    def items(self) -> list[tuple[AgendaPart, AgendaLine]]:
        """Every line with its part, one after another."""
        return [(part, line) for _, part in self.printed for line in part.lines]

    @property
    def nothing(self) -> list[str]:
        """The titles of the parts with nothing in them, to be named in one sentence."""
        return [sentence_lower(part.title) for part in self.parts if not part.lines]

    @property
    def asked(self) -> list[Asked]:
        """What the report that goes to the meeting asks; nothing where none does."""
        return [
            Asked(words, tuple(pair for pair in self.printed if pair[1].key in ASKED_IN.get(key, ())))
            for key, words in self.asked_by_key
        ]


def scope_of(person, plan: Plan, meeting: Meeting):
    """Actions that concern the meeting: all the plan counts, or only those its body owns."""
    actions = Action.objects.visible_to(person).filter(plan=plan).counted().called_apart().in_plan_order()
    return actions if meeting.body.kind in DECIDES_ALL else actions.owned_by(meeting.body)


def agenda_of(
    person,
    plan: Plan,
    meeting: Meeting,
    quarter: Quarter | None,
    complete: Iterable[ProgressUpdate],
    *,
    with_asked: bool = True,
) -> Agenda:
    """The aid for `meeting`; a fixed number of queries. `complete` are updates that wait for agreement, with owners.

    Without what its report asks, half of them: that is of the whole report.
    """
    body, decides_all = meeting.body, meeting.body.kind in DECIDES_ALL
    actions = scope_of(person, plan, meeting)
    time = f", {meeting.held_at:%H:%M}" if meeting.held_at else ""
    own = f"what {body.label} owns or must answer"
    before = body.meetings.before(meeting).first()
    words, action, owner = plan.rating_words(), plan.action_label, plan.owner_label
    agreed = ("Agreed", "Not agreed")
    risks, more_risks = _risks(plan, meeting)
    silent = list(actions.with_status(quarter).filter(is_silent=True).with_owners()) if quarter else []
    return Agenda(
        **head_of(plan),
        body=body.name,
        meeting=f"{long_date(meeting.held_on)}{time}{f', {meeting.place}' if meeting.place else ''}",
        meeting_day=long_date(meeting.held_on),
        papers=long_date(meeting.papers_deadline),
        scope="The whole plan" if decides_all else f"Only {own}",
        quarter=quarter.name if quarter else "",
        group=body.label,
        asked_by_key=_asked(quarter, meeting) if with_asked else (),
        parts=(
            AgendaPart(
                "off-track",
                f"{words[Rating.OFF_TRACK]}: help wanted, or no plan that holds",
                action,
                owner,
                (),
                _off_track(actions, quarter),
            ),
            AgendaPart(
                "silence",
                words[NO_UPDATE],
                owner,
                "",
                (),
                _silence(plan, silent, words),
                decided=False,
                counted=len(silent),
            ),
            AgendaPart(
                "follow-up",
                "Decided last time, and help promised",
                "Decision",
                "By",
                ("Done", "Still open"),
                _follow_up(plan, meeting, before),
            ),
            AgendaPart(
                "arising",
                "Matters arising: other decisions of earlier meetings, still open",
                "Decision",
                "Followed up by",
                ("Done", "Still open"),
                _arising(person, plan, meeting),
                decided=False,
            ),
            AgendaPart(
                "decided",
                "Decided ahead of it, or outside a meeting, to note",
                action,
                owner,
                ("Noted",),
                _to_note(actions, meeting, before),
            ),
            AgendaPart(
                "completions",
                "Completions to agree",
                action,
                owner,
                agreed,
                tuple(_completion(update) for update in complete),
            ),
            AgendaPart(
                "reports",
                "Reports due at it",
                "Report",
                "From",
                ("Received", "Not received"),
                (*_reports(person, plan, meeting), *_remit(person, meeting)),
                decided=False,
            ),
            AgendaPart("dates", "New dates asked for", action, owner, agreed, _dates(actions, quarter)),
            AgendaPart(
                "risks",
                f"Risks, the {len(risks)} highest of {len(risks) + more_risks} open"
                if more_risks
                else "Open risks",
                "Risk",
                "Held by",
                ("Score stays", "Score changes"),
                risks,
                decided=False,
            ),
            AgendaPart(
                "challenges",
                "Open challenges",
                "Challenge",
                "To",
                ("Closed", "Stays open"),
                _challenges(plan, meeting),
            ),
            *(_linked(plan, quarter) if decides_all else ()),
            *_recommendations(person, plan, meeting),
            *(_self_assessments(plan) if decides_all else ()),
            *_scrutiny(person, plan, meeting),
        ),
    )


def _linked(plan: Plan, quarter: Quarter | None) -> tuple[AgendaPart, ...]:
    """How each linked plan stands, and what of it needs a look; no part where the plan has none."""
    lines = tuple(_linked_line(row) for row in linked_rows(plan, quarter))
    if not lines:
        return ()
    return (AgendaPart("linked", "Linked plans", "Plan", "", ("Noted",), lines, decided=False),)


def _linked_line(row: LinkedRow) -> AgendaLine:
    words = row.plan.rating_words()
    one, many = (sentence_lower(each) for each in (row.plan.action_label, row.plan.action_label_plural))
    stands = [number_of(len(row.actions), one, many)]
    stands += [f"{row.complete} {sentence_lower(words[Rating.COMPLETE])}"]
    stands += [f"{row.overdue} overdue"] if row.overdue else []
    stands += [f"{row.silent} {sentence_lower(words[NO_UPDATE])}"] if row.silent else []
    said = [("Stands at", ", ".join(stands))]
    for letter in dict.fromkeys(action.rating_now for action in row.exceptions):
        named = [_called_late(action) for action in row.exceptions if action.rating_now == letter]
        said.append((words[letter], "; ".join(named)))
    return AgendaLine(None, "", row.plan.title, "", tuple(said), href=row.plan.get_absolute_url())


def _called_late(action: Action) -> str:
    late = f" ({days_late(action.days_late())})" if action.is_overdue else ""
    return f"{action.reference or action.short_text}{late}"


def _asked(quarter: Quarter | None, meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """What the report that goes to the meeting asks of it: the last final's own words, else those of the draft. None
    where no report goes to it."""
    if quarter is None or quarter.meeting_id != meeting.pk:
        return ()
    reports = MonitoringReport.objects.filter(quarter=quarter)
    final = reports.frozen().defer("pdf").order_by("-version").first()
    draft = reports.filter(state=MonitoringReport.State.DRAFT).first()
    # A correction that is being written is not yet what the meeting has in its hands.
    content = content_of(final) if final else gather_now(quarter, draft=draft)
    return tuple((each.count.key if each.count else "", each.words) for each in content.decisions)


def _line(action: Action, *words: tuple[str, str], late: str = "") -> AgendaLine:
    return AgendaLine(
        action.pk,
        action.reference,
        _told_apart(action),
        action.owners_line,
        tuple((label, said) for label, said in words if said),
        late,
    )


def _told_apart(action: Action) -> str:
    """Its words, and without a reference what they stand under."""
    return (
        action.text
        if action.reference or not action.stands_under
        else f"{action.text} ({action.stands_under})"
    )


def _completion(update: ProgressUpdate) -> AgendaLine:
    return _line(
        update.action,
        ("How much", update.evidence_how_much),
        ("How well", update.evidence_how_well),
        ("What difference", update.evidence_difference),
        ("Said by", f"{update.by}, {long_date(timezone.localtime(update.at).date())}"),
    )


def _dates(actions, quarter: Quarter | None) -> tuple[AgendaLine, ...]:
    """Three queries: what waits, the actions, their owners."""
    waiting = DateChange.objects.waiting().select_related("asked_by", "milestone")
    asked: dict[int, list[DateChange]] = {}
    for change in waiting.filter(action__in=actions.order_by().values("pk")).order_by("from_date", "pk"):
        asked.setdefault(change.action_id, []).append(change)
    found = actions.filter(pk__in=asked).with_status(quarter).with_owners()
    return tuple(
        _line(
            action,
            ("From", change.before),
            ("To", change.after),
            ("Why", change.reason),
            ("Asked for by", str(change.asked_by)),
            late=days_late(action.days_late()) if action.is_overdue else "",
        )
        for action in found
        for change in asked[action.pk]
    )


def _off_track(actions, quarter: Quarter | None) -> tuple[AgendaLine, ...]:
    """Three queries. What was off track when last rated and is silent since stands among them, and says so."""
    red = list(
        actions.with_status(quarter)
        .with_update_before(quarter)
        .off_track_or_was()
        .with_owners()
        .worst_first()
    )
    updates = ProgressUpdate.objects.select_related("quarter").in_bulk(
        [action.update_before_id if action.is_silent else action.update_id for action in red]
    )
    lines = []
    for action in red:
        update = updates[action.update_before_id if action.is_silent else action.update_id]
        back = update.back_on_track_on
        passed = back is not None and back < clock.today()
        no_plan = not update.recovery_step or back is None
        if not (no_plan or passed or is_asked(update.help_wanted)):
            continue
        plan = update.recovery_step or "No recovery plan"
        until = f"{long_date(back)}{', which has passed' if passed else ''}" if back else "No day named"
        asked = update.help_wanted if is_asked(update.help_wanted) else ""
        lines.append(
            _line(
                action,
                ("Said for", f"{update.quarter.name}; no update since" if action.is_silent else ""),
                ("Help wanted", asked),
                ("Why", update.cause),
                ("What will bring it back", plan),
                ("Back on track by", until),
                late=days_late(action.days_late()) if action.is_overdue else "",
            )
        )
    return tuple(lines)


def _silence(plan: Plan, silent: Iterable[Action], words: dict[str, str]) -> tuple[AgendaLine, ...]:
    """A line an owner of whom nothing was heard, most first; a joint action stands under each."""
    one, many = sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural)
    return tuple(
        AgendaLine(
            None,
            "",
            f"{owner.name}: {number_of(len(owner.actions), one, many)}",
            "",
            (("Nothing said of", _named(owner.actions, words)),),
            href=owner.href,
        )
        for owner in silent_owners(plan, silent)
    )


def _named(silent: list[Action], words: dict[str, str]) -> str:
    """Each of them; where they have no references, the first few by their words."""
    shown = silent if all(action.reference for action in silent) else silent[:NAMED]
    more = len(silent) - len(shown)
    return "; ".join([*(_silent(action, words) for action in shown), *([f"and {more} more"] if more else [])])


def _silent(action: Action, words: dict[str, str]) -> str:
    """Its reference, or its first words, with its last rating and how late it is."""
    before = action.rating_before
    about = f"was {before} {sentence_lower(words[before])}" if before in words else "never rated"
    late = days_late(action.days_late()) if action.is_overdue else ""
    return f"{action.reference or action.called_apart} ({', '.join(filter(None, [about, late]))})"


def _risks(plan: Plan, meeting: Meeting) -> tuple[tuple[AgendaLine, ...], int]:
    """The highest open risks, as many as the report prints, and how many more there are. One query."""
    found = Risk.objects.filter(plan=plan).open().for_page().worst_first()
    if meeting.body.kind not in DECIDES_ALL:
        found = found.filter(action__owners__body=meeting.body)
    risks = list(found)
    lines = tuple(
        AgendaLine(
            each.action_id,
            each.action.reference if each.action else "",
            each.words,
            each.held_by,
            (
                (
                    "Score",
                    f"{each.score}, {each.band}: {each.get_likelihood_display().lower()}, "
                    f"{each.get_impact_display().lower()}",
                ),
                ("What is done about it", each.response),
                ("Look again", long_date(each.review_on) or "No day named"),
            ),
            days_late(each.days_late),
            each.get_absolute_url(),
        )
        for each in risks[:TOP_RISKS]
    )
    return lines, len(risks) - len(lines)


def _challenges(plan: Plan, meeting: Meeting) -> tuple[AgendaLine, ...]:
    """One query."""
    found = Challenge.objects.filter(plan=plan).open().for_page().in_order_of_need()
    if meeting.body.kind not in DECIDES_ALL:
        found = found.concerning(meeting.body)
    return tuple(
        AgendaLine(
            each.action_id,
            each.action.reference if each.action else "",
            each.words,
            each.to.name,
            tuple(
                (label, said)
                for label, said in (
                    ("Raised", f"{long_date(each.raised_on)} by {each.raised_by}"),
                    ("Response due", long_date(each.response_due_on)),
                    ("Response", each.response or "None yet"),
                )
                if said
            ),
            days_late(each.days_late),
        )
        for each in found
    )


def _arising(person, plan: Plan, meeting: Meeting) -> tuple[AgendaLine, ...]:
    """One query."""
    found = Matter.objects.visible_to(person).arising_at(meeting).for_page()
    return tuple(
        AgendaLine(
            None,
            "",
            each.words,
            each.owner.name if each.owner else "",
            (
                ("Decided", long_date(each.meeting.held_on)),
                ("By when", long_date(each.due_on) or "No day named"),
            ),
            days_late(each.days_late),
            each.page_in(plan),
            each.pk,
        )
        for each in found
    )


def _recommendations(person, plan: Plan, meeting: Meeting) -> Iterator[AgendaPart]:
    """Recommendations that can be closed, and those whose impact is to be looked at; where there are none, nothing is
    said of them. Seven queries at most."""
    found = Recommendation.objects.visible_to(person).filter(review__board=plan.board_id).shared().in_order()
    if meeting.body.kind not in DECIDES_ALL:
        found = found.addressed_to([meeting.body])
    shown = Prefetch("links_and_files", RecommendationEvidence.objects.standing())
    closing, impact = to_decide(recommendation_rows(found.prefetch_related(shown)))
    for key, title, rows, choices in (
        ("recommendations", "Recommendations that can be closed", closing, ("Closed", "Stays open")),
        ("impact", "Impact of recommendations to look at", impact, ("Embedded", "Partly", "Not embedded")),
    ):
        if rows:
            lines = tuple(_recommendation(plan, row) for row in rows)
            yield AgendaPart(key, title, "Recommendation", "To", choices, lines, decided=False)


def _scrutiny(person, plan: Plan, meeting: Meeting) -> Iterator[AgendaPart]:
    """What scrutiny found and is not closed; where there is nothing, nothing is said of it. One query."""
    found = ScrutinyEntry.objects.visible_to(person).filter(board=plan.board_id).open()
    if meeting.body.kind not in DECIDES_ALL:
        found = found.concerning(meeting.body)
    entries = list(found.for_page().in_order_of_need())
    if entries:
        lines = tuple(_scrutiny_entry(plan, each) for each in entries)
        choices = ("Closed", "Stays open")
        yield AgendaPart("scrutiny", "What scrutiny found", "Finding", "To", choices, lines, decided=False)


def _scrutiny_entry(plan: Plan, entry: ScrutinyEntry) -> AgendaLine:
    said = (
        ("Found", f"{entry.source}, {long_date(entry.seen_on)}"),
        ("Response due", long_date(entry.response_due_on)),
        ("Response", entry.response or "None yet"),
    )
    return AgendaLine(
        None,
        "",
        entry.words,
        entry.to.name,
        tuple((label, words) for label, words in said if words),
        days_late(entry.days_late),
        entry.page_in(plan),
    )


def _recommendation(plan: Plan, row: RecommendationRow) -> AgendaLine:
    made, look = row.recommendation, row.last_look
    done = ", ".join(f"{each.action.called} {sentence_lower(each.word)}" for each in row.counted)
    return AgendaLine(
        None,
        str(made),
        made.text,
        ", ".join(made.addressed),
        tuple(
            (label, said)
            for label, said in (
                (plan.action_label_plural, done),
                ("Evidence", made.evidence),
                ("Links and files", "; ".join(str(each) for each in made.links_and_files.all())),
                ("Closed", str(made.closed_at_meeting or "")),
                ("Found before", f"{look.get_found_display()}: {look.words}" if look else ""),
            )
            if said
        ),
        days_late(row.days_late) if row.days_late else "",
        recommendation_url(plan, made),
    )


def _self_assessments(plan: Plan) -> Iterator[AgendaPart]:
    """How far the open self-assessments are and whose return is awaited; no part where none is open. Three queries."""
    found = self_assessments_open(plan)
    if not found:
        return
    lines = []
    for assessment, counts in found:
        awaited = [each.body.label for each in assessment.returns.all() if each.is_draft]
        came = f"{counts.returned} of {counts.asked}{f', {counts.late} of them late' if counts.late else ''}"
        said = (
            ("Returned", came),
            ("Not returned", "; ".join(awaited)),
            ("Moderated", f"{counts.moderated} of {counts.returned}" if counts.returned else ""),
        )
        lines.append(
            AgendaLine(
                None,
                "",
                f"{assessment.title}, to return by {long_date(assessment.due_on)}",
                "",
                tuple((label, words) for label, words in said if words),
                f"{counts.overdue} overdue" if counts.overdue else "",
                assessment.get_absolute_url(),
            )
        )
    board = plan.board
    yield AgendaPart(
        "self-assessments",
        board.self_assessment_label_plural,
        board.self_assessment_label,
        "",
        ("Noted",),
        tuple(lines),
        decided=False,
    )


def _follow_up(plan: Plan, meeting: Meeting, before: Meeting | None) -> tuple[AgendaLine, ...]:
    """Help promised and still open, and what else the body's meeting before decided about an action. One query."""
    found = Decision.objects.filter(action__plan=plan).standing()
    found = found.filter(STILL_OPEN | Q(meeting=before) if before else STILL_OPEN).for_page()
    if meeting.body.kind not in DECIDES_ALL:
        found = found.concerning(meeting.body)
    return tuple(
        AgendaLine(
            each.action_id,
            each.action.reference,
            each.words,
            each.helper.name if each.helper else "",
            tuple(
                (label, said)
                for label, said in (
                    (
                        "Promised" if each.helper else "Decided",
                        each.decided_where or long_date(timezone.localtime(each.recorded_at).date()),
                    ),
                    ("By when", (long_date(each.due_on) or "No day named") if each.helper else ""),
                    ("What became of it", each.outcome_words or each.get_outcome_display())
                    if each.outcome != Decision.Outcome.OPEN
                    else ("", ""),
                )
                if said
            ),
            days_late((clock.today() - each.due_on).days) if each.is_late else "",
        )
        for each in found.order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def _to_note(actions, meeting: Meeting, before: Meeting | None) -> tuple[AgendaLine, ...]:
    """What was decided ahead of the meeting, or outside one since the meeting of its body before; help promised
    stands among what is followed up. Four queries at most."""

    def otherwise(rows, day: str, held: str = "meeting", outside: str = "outside_because"):
        ahead = Q(**{held: meeting, f"{day}__lt": meeting.held_on})
        in_none = ~Q(**{outside: ""}) & Q(**{f"{day}__lt": meeting.held_on})
        if before:
            in_none &= Q(**{f"{day}__gte": before.held_on})
        return rows.filter(ahead | in_none)

    decided = [
        (clock.day_of(each.recorded_at), each.action_id, "Decided", each.words, each.decided_where)
        for each in otherwise(Decision.objects.standing().exclude(STILL_OPEN), "recorded_at__date").for_page()
    ]
    decided += [
        (
            clock.day_of(known(each.decided_at)),
            each.action_id,
            "New date agreed" if each.state == DateChange.State.AGREED else "New date not agreed",
            f"from {each.before} to {each.after}",
            each.decided_where,
        )
        for each in otherwise(DateChange.objects.standing().decided(), "decided_at__date")
        .select_related("meeting__body", "milestone")
        .order_by("decided_at")
    ]
    closed = otherwise(actions, "closed_on", "closed_at_meeting", "closed_outside_because")
    decided += [
        (known(each.closed_on), each.pk, "Completion agreed", "closed", each.closed_where)
        for each in closed.filter(state=Action.State.CLOSED).select_related("closed_at_meeting__body")
    ]
    about = {action.pk: action for action in actions.filter(pk__in={row[1] for row in decided}).with_owners()}
    return tuple(
        _line(about[pk], (what, capital(words)), ("Where", capital(where)))
        for _, pk, what, words, where in sorted(decided, key=lambda row: row[:2])
        if pk in about
    )


def _own_reports(person, plan: Plan, meeting: Meeting) -> Iterator[AgendaLine]:
    """The monitoring reports that go to the meeting, where the planner does not ask for them there; two queries."""
    quarters = list(plan.quarters.opened().filter(meeting=meeting).order_by("starts_on"))
    finals = MonitoringReport.objects.visible_to(person).frozen().without_pdf().order_by("version")
    last = {final.quarter_id: final for final in finals.filter(quarter__in=quarters)}
    for quarter in quarters:
        final = last.get(quarter.pk)
        came = f"Final, {final.called}" if final else "Not final yet"
        yield AgendaLine(
            None, "", f"Monitoring report of {quarter.name}", plan.board.team_label, (("State", came),)
        )


def _remit(person, meeting: Meeting) -> Iterator[AgendaLine]:
    """What the group works by, where that waits for agreement or its review is due; one query."""
    for document in remits_due(person, [meeting.body]).documents:
        called = document.get_document_display()
        asked = f"{called} to review" if document.agreed_on else f"{called} to agree"
        said = (("Version", document.title), ("State", capital(document.stands)))
        yield AgendaLine(None, "", asked, meeting.body.label, said, document.late_words)


def _reports(person, plan: Plan, meeting: Meeting) -> tuple[AgendaLine, ...]:
    """Late to this forum first, then those due at the meeting; eight queries at most."""
    due = DueReport.objects.of_plan(plan)
    late = (
        due.late().filter(forum=meeting.body).exclude(meeting=meeting).with_words().order_by("due_on", "pk")
    )
    here = list(due.for_meeting(meeting))
    planned = any(each.obligation.is_monitoring_report for each in here)
    lines = [] if planned else list(_own_reports(person, plan, meeting))
    updates: dict[int, list[AskedGroup]] = {}
    for one in asked_of(here):
        updates.setdefault(one.due.pk, []).append(one)
    for each in (*late, *here):
        row = each.obligation.planned_report
        providers = [body.name for body in row.providers.all()]
        came = f"Received {long_date(each.received_on)}" if each.received_on else "Expected"
        if each.monitoring_report:
            came += f": {each.report_words}"
        lines.append(
            AgendaLine(
                None,
                "",
                each.what,
                "; ".join(filter(None, [*providers, row.provider_words])) or "Not stated",
                tuple(
                    (label, said)
                    for label, said in (
                        ("What it tells", row.tells),
                        ("State", came),
                        *_by_group(updates.get(each.pk, ())),
                    )
                    if said
                ),
                days_late((clock.today() - each.due_on).days) if each.is_late else "",
            )
        )
    return tuple(lines)


def _by_group(asked: Iterable[AskedGroup]) -> Iterator[tuple[str, str]]:
    """Where each group stands of whom an update is asked: who sent one, and by name who did not."""
    by_state: dict[str, list[str]] = {}
    for each in asked:
        because = f" ({each.update.reason})" if each.update and each.update.reason else ""
        by_state.setdefault(each.state, []).append(f"{each.body.label}{because}")
    for state, label in (
        ("received", "Update received from"),
        ("silent", "Nothing received from"),
        ("asked", "Still to come from"),
        ("excused", "Not asked"),
    ):
        yield label, "; ".join(by_state.get(state, ()))
