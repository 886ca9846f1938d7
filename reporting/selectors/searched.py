"""What is looked through, and how each thing that is found is shown: what it is called, what stands beside it, where it
opens. Whoever adds a model with words of a board's adds it here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.urls import reverse

from lscb import clock
from lscb.lines import beginning, run_on
from lscb.search.index import Source, TakenOut, is_searched
from lscb.speaking import ours
from lscb.wording import long_date
from lscb.words import capital, own_words, sentence_lower
from plans.models import (
    Action,
    ActionItem,
    AgencyReturn,
    AnswerEvidence,
    BodyDocument,
    Challenge,
    Chapter,
    DateChange,
    Decision,
    Evidence,
    GlossaryTerm,
    ImpactLook,
    ImportedWords,
    LinkedDocument,
    Matter,
    Measure,
    MeasureValue,
    Milestone,
    Moderation,
    Objective,
    OneOfManyAnswer,
    Plan,
    Priority,
    ProgressUpdate,
    Quarter,
    Recommendation,
    RecommendationEvidence,
    ReturnAnswer,
    Review,
    ReviewKind,
    Risk,
    ScrutinyEntry,
    Section,
    SelfAssessment,
    Standard,
    StandardSet,
    Theme,
    Undone,
)
from reporting.models import (
    BoardReport,
    GroupUpdate,
    Highlight,
    MonitoringReport,
    PlanEdition,
    PlannedReport,
    Signature,
    YearlyHeading,
    YearlyReport,
    YearlySection,
    YearlySignature,
)
from subgroups.models import (
    Board,
    BoardRole,
    Body,
    BodyName,
    Function,
    FunctionItem,
    Meeting,
    Membership,
    Person,
)

LAST_PAGE = 9999  # in the URL: whichever is the last


class Kind(StrEnum):
    """What is found, as people filter by it, in the order in which it is shown."""

    ACTION = "actions"
    PART = "parts"
    UPDATE = "updates"
    DECISION = "decisions"
    CHALLENGE = "challenges"
    SCRUTINY = "scrutiny"
    RISK = "risks"
    REVIEW = "reviews"
    RECOMMENDATION = "recommended"
    RETURN = "returns"
    MEASURE = "measures"
    GROUP = "groups"
    AGENCY = "agencies"
    PERSON = "people"
    REPORT = "reports"
    EVIDENCE = "evidence"
    PLAN = "plan"
    GLOSSARY = "glossary"

    @property
    def words(self) -> str:
        """In our words; a board's own take their place."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    Kind.ACTION: "Actions",
    Kind.PART: "Parts of actions",
    Kind.UPDATE: "Updates",
    Kind.DECISION: "Decisions and new dates",
    Kind.CHALLENGE: "Challenges",
    Kind.SCRUTINY: "Scrutineer’s log",
    Kind.RISK: "Risks",
    Kind.REVIEW: "Reviews and audits",
    Kind.RECOMMENDATION: "Recommendations",
    Kind.RETURN: "Self-assessments",
    Kind.MEASURE: "Measures",
    Kind.GROUP: "Groups",
    Kind.AGENCY: "Agencies",
    Kind.PERSON: "People",
    Kind.REPORT: "Reports",
    Kind.EVIDENCE: "Evidence",
    Kind.PLAN: "Text of the plan",
    Kind.GLOSSARY: "Glossary",
}


@dataclass(frozen=True)
class Reader:
    """Who looks: the plan by which each board's pages open for them, and the boards whose people they keep."""

    plans: Mapping[int, Plan]
    boards_edited: set[int]

    def group(self, body: Body, at: str = "") -> str:
        plan = self.plans.get(body.board_id)
        if plan is None:
            return reverse("subgroups:access", args=[body.board.slug]) + "#groups"
        return reverse("plans:group-detail", args=[plan.slug, body.pk]) + at


@dataclass(frozen=True)
class Shown:
    """How one row that was found is shown; `texts` are its words, each under what it is called."""

    title: str
    beside: str
    address: str
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Searched:
    """A model that is looked through: `source` as the index keeps it, `reads` with what it is shown, by `shown`."""

    source: Source
    shown: Callable[[Any, Reader], Shown]
    reads: tuple[str, ...] = ()
    defers: tuple[str, ...] = ()
    fetches: tuple[str, ...] = ()

    def rows(self, person, keys: list[int]) -> dict[int, models.Model]:
        """The rows with these keys that the person may see; one query, and one for each of what it fetches."""
        rows = self.source.model.objects.visible_to(person).filter(pk__in=keys)
        rows = rows.select_related(*self.reads).defer(*self.defers).prefetch_related(*self.fetches)
        return {row.pk: row for row in rows}


def _said(row: models.Model, names: tuple[str, ...], plan: Plan | None, **labels: str):
    """The words of the fields that are not empty, under their labels in the plan's words."""
    own = plan.own_words if plan else {}
    said = []
    for name in names:
        if text := getattr(row, name):
            label = labels.get(name) or own_words(ours(row._meta.get_field(name).verbose_name), own)
            said.append((capital(label), text))
    return tuple(said)


def _beside(*words: object) -> str:
    return ", ".join(str(each) for each in words if each)


def _on_page(action: Action, at: str) -> str:
    return action.get_absolute_url() + at


STORY = "?all=1#story"

# --- Actions and what is said of them ----------------------------------------------------------------------------

_ACTION = (
    "text", "outcome", "success", "success_target", "who_text", "when_text", "timescale_trigger", "carried_note",
    "state_reason", "closed_outside_because",
)  # fmt: skip


def _action(row: Action, reader: Reader) -> Shown:
    plan = row.plan
    labels = {
        "text": plan.action_label,
        "outcome": plan.outcome_label,
        "success": plan.success_label,
        "who_text": plan.owner_label,
        "when_text": plan.when_label,
    }
    state = "" if row.state == Action.State.LIVE else row.get_state_display().partition(":")[0]
    return Shown(
        row.named, _beside(state, row.section), row.get_absolute_url(), _said(row, _ACTION, plan, **labels)
    )


def _called(action: Action) -> str:
    """What is said of an action is found beside it: its first words are enough."""
    return f"{action.reference} {beginning(run_on(action.text), 100)}".strip()


def _part(row: ActionItem, reader: Reader) -> Shown:
    plan = row.action.plan
    texts = _said(row, ("text", "who_text"), plan, text=plan.item_label, who_text=plan.owner_label)
    return Shown(_called(row.action), plan.item_label, _on_page(row.action, f"#item-{row.pk}"), texts)


def _milestone(row: Milestone, reader: Reader) -> Shown:
    texts = _said(row, ("words", "trigger", "note"), row.action.plan)
    return Shown(_called(row.action), "Milestone", _on_page(row.action, f"#milestone-{row.pk}"), texts)


def _update(row: ProgressUpdate, reader: Reader) -> Shown:
    plan = row.action.plan
    texts = _said(row, ProgressUpdate.WORDS, plan)
    return Shown(_called(row.action), _beside(row.quarter, row.by), _on_page(row.action, STORY), texts)


def _moderation(row: Moderation, reader: Reader) -> Shown:
    action = row.proposal.action
    beside = _beside(row.proposal.quarter, row.by)
    return Shown(_called(action), beside, _on_page(action, STORY), _said(row, ("reason",), action.plan))


def _answer(row: OneOfManyAnswer, reader: Reader) -> Shown:
    beside = _beside(f"{row.body.name}: {sentence_lower(row.get_state_display())}", row.by)
    texts = _said(row, ("words",), row.action.plan, words="Answer")
    return Shown(_called(row.action), beside, _on_page(row.action, "#answers"), texts)


def _imported(row: ImportedWords, reader: Reader) -> Shown:
    texts = _said(row, ("progress", "evidence", "rating_words"), row.action.plan)
    return Shown(_called(row.action), "Said before", _on_page(row.action, "#said-before"), texts)


def _decision(row: Decision, reader: Reader) -> Shown:
    texts = _said(row, ("words", "outcome_words"), row.action.plan)
    beside = _beside(row.get_kind_display(), row.decided_where)
    return Shown(_called(row.action), beside, _on_page(row.action, STORY), texts)


def _matter(row: Matter, reader: Reader) -> Shown:
    plan = reader.plans.get(row.board.pk)
    address = row.page_in(plan) if plan else reader.group(row.meeting.body)
    beside = _beside(sentence_lower(row.get_state_display()), row.decided_where)
    return Shown(beginning(run_on(row.words), 160), beside, address, _said(row, ("words", "outcome"), plan))


def _date_change(row: DateChange, reader: Reader) -> Shown:
    texts = _said(row, ("reason", "refused_because"), row.action.plan)
    beside = _beside(
        row.get_kind_display(),
        f"{row.after} instead of {row.before}",
        sentence_lower(row.get_state_display()),
    )
    return Shown(_called(row.action), beside, _on_page(row.action, STORY), texts)


def _evidence(row: Evidence, reader: Reader) -> Shown:
    return Shown(
        row.title, _called(row.action), _on_page(row.action, "#evidence"), _said(row, ("name",), None)
    )


# --- What stands beside them in a plan ----------------------------------------------------------------------------


def _challenge(row: Challenge, reader: Reader) -> Shown:
    texts = _said(row, ("words", "raised_by", "response", "outcome", "unanswered_because"), row.plan)
    return Shown(str(row), row.plan.title, row.get_absolute_url(), texts)


def _risk(row: Risk, reader: Reader) -> Shown:
    texts = _said(row, ("words", "response", "held_by", "why_closed"), row.plan)
    state = "closed" if row.closed_at else row.band
    title = beginning(run_on(row.words), 160)
    return Shown(title, _beside(capital(state), row.plan.title), row.get_absolute_url(), texts)


def _of_board_page(board: Board, reader: Reader, page: str, *args: object, at: str = "") -> str:
    """A page about something of a board, under the plan by which its pages open; else who sees what there.

    :param page: its route, of plans where it names no app.
    """
    plan = reader.plans.get(board.pk)
    if plan is None:
        return reverse("subgroups:access", args=[board.slug])
    return reverse(page if ":" in page else f"plans:{page}", args=[plan.slug, *args]) + at


def _scrutiny(row: ScrutinyEntry, reader: Reader) -> Shown:
    address = _of_board_page(row.board, reader, "scrutiny-detail", row.pk)
    return Shown(
        str(row), row.state.label, address, _said(row, ("words", "source", "response", "outcome"), None)
    )


def _review(row: Review, reader: Reader) -> Shown:
    address = _of_board_page(row.board, reader, "review-detail", row.pk)
    return Shown(str(row), row.status, address, _said(row, ("topic", "led_by", "stopped_because"), None))


def _recommendation(row: Recommendation, reader: Reader) -> Shown:
    address = _of_board_page(row.board, reader, "recommendation-detail", row.pk)
    texts = _said(row, ("text", "response_reason", "evidence", "closed_because"), None)
    return Shown(str(row), str(row.review.kind), address, texts)


def _impact_look(row: ImpactLook, reader: Reader) -> Shown:
    made = row.recommendation
    address = _of_board_page(row.board, reader, "recommendation-detail", made.pk, at="#impact-found")
    return Shown(str(made), row.get_found_display(), address, _said(row, ("words",), None))


def _theme(row: Theme, reader: Reader) -> Shown:
    address = _of_board_page(row.board, reader, "theme-list")
    return Shown(row.name, "Theme of recommendations", address)


def _review_kind(row: ReviewKind, reader: Reader) -> Shown:
    """Where the kinds are kept for whoever keeps them; else where those of its kind are listed."""
    listed = "audit-list" if row.is_audit else "review-list"
    page = "review-kinds" if row.board_id in reader.boards_edited else listed
    address = _of_board_page(row.board, reader, page)
    return Shown(row.name, "Kind of review", address, _said(row, ("stages",), None))


def _self_assessment(row: SelfAssessment, reader: Reader) -> Shown:
    texts = _said(row, ("introduction", "outcome"), row.plan)
    return Shown(row.title, row.plan.title, row.get_absolute_url(), texts)


def _return(row: AgencyReturn, reader: Reader) -> Shown:
    plan = row.assessment.plan
    texts = _said(row, ("strengths", "handed_back_because", "session_agreed"), plan)
    return Shown(row.body.name, row.assessment.title, row.get_absolute_url(), texts)


_ANSWER = ("evidence", "strengths", "improve", "by_when", "moderated_because")


def _return_answer(row: ReturnAnswer, reader: Reader) -> Shown:
    found = row.agency_return
    texts = _said(row, _ANSWER, found.assessment.plan)
    return Shown(str(row), found.assessment.title, row.get_absolute_url(), texts)


def _answer_evidence(row: AnswerEvidence, reader: Reader) -> Shown:
    texts = _said(row, ("name",), None)
    return Shown(row.title, str(row.answer), row.answer.get_absolute_url(), texts)


def _recommendation_evidence(row: RecommendationEvidence, reader: Reader) -> Shown:
    made = row.recommendation
    address = _of_board_page(row.board, reader, "recommendation-detail", made.pk, at="#evidence")
    return Shown(row.title, f"Recommendation {made}", address, _said(row, ("name",), None))


def _body_document(row: BodyDocument, reader: Reader) -> Shown:
    texts = _said(row, ("name",), None)
    return Shown(
        row.title, f"{row.get_document_display()} of {row.body}", reader.group(row.body, "#functions"), texts
    )


def _standard_set(row: StandardSet, reader: Reader) -> Shown:
    return Shown(row.title, f"Version {row.version}", _of_set(row, reader), _said(row, ("source",), None))


def _standard(row: Standard, reader: Reader) -> Shown:
    texts = _said(row, ("words",), None)
    return Shown(str(row), str(row.standard_set), _of_set(row.standard_set, reader), texts)


def _of_set(row: StandardSet, reader: Reader) -> str:
    plan = reader.plans.get(row.board_id)
    if plan is None:
        return reverse("subgroups:access", args=[row.board.slug])
    return reverse("plans:standards-detail", args=[plan.slug, row.pk])


def _measure(row: Measure, reader: Reader) -> Shown:
    address = reverse("plans:measure-detail", args=[row.plan.slug, row.pk])
    return Shown(row.words, row.plan.title, address)


def _measure_value(row: MeasureValue, reader: Reader) -> Shown:
    plan = row.measure.plan
    address = reverse("plans:measure-detail", args=[plan.slug, row.measure_id])
    return Shown(row.measure.words, str(row.quarter), address, _said(row, ("note", "source"), plan))


def _plan(row: Plan, reader: Reader) -> Shown:
    return Shown(row.title, row.board.name, row.get_absolute_url(), _said(row, ("vision",), row))


def _chapter(row: Chapter, reader: Reader) -> Shown:
    address = f"{row.plan.get_absolute_url()}#chapter-{row.pk}"
    return Shown(row.title, row.plan.title, address, (("Text", row.words),))


def _priority(row: Priority, reader: Reader) -> Shown:
    address = row.plan.action_list_url(priority=row.pk)
    return Shown(
        str(row), _beside(row.plan.priority_label, row.plan.title), address, _said(row, ("text",), row.plan)
    )


def _section(row: Section, reader: Reader) -> Shown:
    address = row.plan.action_list_url(section=row.pk)
    return Shown(
        str(row), _beside(row.plan.section_label, row.plan.title), address, _said(row, ("text",), row.plan)
    )


def _objective(row: Objective, reader: Reader) -> Shown:
    """In the plan's own text, where it stands though no action serves it; one of a section may stand on any page."""
    thread = row.kind == Objective.Kind.GOLDEN_THREAD
    address = f"{row.plan.get_absolute_url()}#objective-{row.pk}"
    if row.section_id:
        address = row.plan.action_list_url(**{"thread" if thread else "objective": row.pk})
    what = row.get_kind_display() if thread else row.plan.objective_label
    title = f"{row.label} {beginning(run_on(row.text), 160)}".strip()
    return Shown(title, _beside(what, row.plan.title), address, _said(row, ("text",), row.plan, text=what))


def _document(row: LinkedDocument, reader: Reader) -> Shown:
    address = f"{row.plan.get_absolute_url()}?page={LAST_PAGE}#documents"
    return Shown(row.title, _beside("Another document", row.plan.title), address)


def _term(row: GlossaryTerm, reader: Reader) -> Shown:
    address = reverse("plans:glossary", args=[row.plan.slug])
    return Shown(row.term, row.plan.title, address, _said(row, ("meaning",), None))


# --- Groups and people --------------------------------------------------------------------------------------------


def _body(row: Body, reader: Reader) -> Shown:
    also = "" if row.short_name == row.name else row.short_name
    return Shown(row.name, _beside(row.kind_word, also), reader.group(row), _said(row, ("purpose",), None))


def _body_name(row: BodyName, reader: Reader) -> Shown:
    texts = _said(row, ("words",), None, words="Also written")
    return Shown(row.body.name, row.body.kind_word, reader.group(row.body), texts)


def _function(row: Function, reader: Reader) -> Shown:
    texts = _said(row, ("text",), None, text="What it is for")
    return Shown(row.body.name, f"Function {row.number}", reader.group(row.body, "#functions"), texts)


def _function_item(row: FunctionItem, reader: Reader) -> Shown:
    body = row.function.body
    texts = _said(row, ("text",), None, text="What it is for")
    return Shown(body.name, f"Function {row.function.number}", reader.group(body, "#functions"), texts)


def _person(row: Membership | BoardRole, reader: Reader, elsewhere: str) -> Shown:
    """Somebody, with all that they are on the board today."""
    board, person, today = row.board, row.person, clock.today()

    def lasts(each: Membership | BoardRole) -> bool:
        begun = each.starts_on is None or each.starts_on <= today
        return begun and (each.ends_on is None or each.ends_on >= today)

    roles = [
        each.words for each in person.board_roles.all() if each.board_id == board.pk and each.counts_today
    ]
    places = [
        f"{each.words}, {each.body.label}"
        for each in person.memberships.all()
        if each.body.board_id == board.pk and lasts(each)
    ]
    beside = "; ".join(filter(None, [person.job_title, *roles, *places]))
    if board.pk in reader.boards_edited:
        elsewhere = reverse("subgroups:person", args=[board.slug, person.pk])
    return Shown(person.name, beside, elsewhere)


def _place(row: Membership, reader: Reader) -> Shown:
    return _person(row, reader, reader.group(row.body, "#people"))


def _role(row: BoardRole, reader: Reader) -> Shown:
    return _person(row, reader, reverse("subgroups:access", args=[row.board.slug]) + "#roles")


# --- Reports --------------------------------------------------------------------------------------------------------


def _planned(row: PlannedReport, reader: Reader) -> Shown:
    address = f"{reverse('reporting:planner', args=[row.plan.slug])}#row-{row.pk}"
    texts = _said(row, ("activity", "tells", "when_text", "provider_words"), row.plan)
    return Shown(row.what, _beside("Reporting planner", row.plan.title), address, texts)


_REPORT = ("key_messages", "decisions", "agenda_item", "presenter", "correction_reason")


def _report_address(report: MonitoringReport) -> str:
    if report.is_frozen:
        return report.get_absolute_url()
    return reverse("reporting:report-live", args=[report.plan.slug, report.quarter.slug])


def _report(row: MonitoringReport, reader: Reader) -> Shown:
    title = f"{row.plan.report_title}, {row.quarter.name}"
    state = f"{capital(row.called)}, {row.get_state_display().lower()}" if row.is_frozen else "Draft"
    return Shown(title, _beside(state, row.plan.title), _report_address(row), _said(row, _REPORT, row.plan))


def _edition(row: PlanEdition, reader: Reader) -> Shown:
    beside = _beside(f"Version {row.version}", row.plan.title)
    texts = _said(row, ("foreword", "correction_reason"), row.plan)
    return Shown(row.title or row.plan.title, beside, row.get_absolute_url(), texts)


def _heading(row: YearlyHeading, reader: Reader) -> Shown:
    texts = _said(row, ("asks", "required_by"), None, asks="What is to be said there")
    address = _of_board_page(row.board, reader, "reporting:yearly-headings", at=f"#heading-{row.pk}")
    return Shown(row.title, ours("Heading of the yearly report"), address, texts)


_YEAR = ("recipients", "correction_reason", "omitted_because")
_YEAR_SECTION = ("text", "asks", "left_out_because")


def _year_page(report: YearlyReport, reader: Reader, at: str = "") -> str:
    return _of_board_page(report.board, reader, "reporting:yearly-detail", report.pk, at=at)


def _year(row: YearlyReport, reader: Reader) -> Shown:
    state = f"{capital(row.called)}, {row.get_state_display().lower()}" if row.is_frozen else "Draft"
    title = f"{row.board.yearly_report_label} {row.name}"
    return Shown(title, state, _year_page(row, reader), _said(row, _YEAR, None))


def _year_section(row: YearlySection, reader: Reader) -> Shown:
    beside = f"{row.board.yearly_report_label} {row.report.name}"
    texts = _said(row, _YEAR_SECTION, None, asks="What is to be said there")
    at = f"#{row.key}"
    if row.left_out:  # a draft says so in one place, a final nothing of it
        at = "" if row.report.is_frozen else "#left-out"
    return Shown(row.title, beside, _year_page(row.report, reader, at), texts)


def _year_signature(row: YearlySignature, reader: Reader) -> Shown:
    title = f"{row.board.yearly_report_label} {row.report.name}"
    beside = f"Signed by {row} on {long_date(row.at)}"
    return Shown(title, beside, _year_page(row.report, reader, "#sign-off"), _said(row, ("remarks",), None))


def _signature(row: Signature, reader: Reader) -> Shown:
    title = f"{row.report.plan.report_title}, {row.report.quarter.name}"
    beside = f"Signed by {row} on {long_date(row.at)}"
    return Shown(title, beside, _report_address(row.report), _said(row, ("remarks",), row.report.plan))


def _highlight(row: Highlight, reader: Reader) -> Shown:
    plan = row.quarter.plan
    labels = {"voice": plan.board.voice_label, "ask": f"What we ask of the {plan.board.business_group_label}"}
    texts = _said(row, ("done", "worry", "ask", "voice"), plan, **labels)
    address = reverse("reporting:report-live", args=[plan.slug, row.quarter.slug])
    return Shown(row.body.name, _beside("In its own words", row.quarter), address, texts)


_GROUP_UPDATE = ("done", "worry", "ask", "voice", "name", "reason")


def _group_update(row: GroupUpdate, reader: Reader) -> Shown:
    plan = row.due.obligation.planned_report.plan
    labels = {"voice": plan.board.voice_label}
    texts = _said(row, _GROUP_UPDATE, plan, **labels)
    return Shown(row.body.name, _beside("Update", row.due.meeting), row.get_absolute_url(), texts)


def _board_report(row: BoardReport, reader: Reader) -> Shown:
    plan = reader.plans.get(row.board_id)
    state = f"{capital(row.called)}, final" if row.is_frozen else "Draft"
    if plan is None:
        address = reverse("subgroups:access", args=[row.board.slug])
    elif row.is_frozen:
        address = row.page_in(plan)
    else:
        address = reverse("reporting:board-report-live", args=[plan.slug, row.meeting_id])
    return Shown(f"Report to {row.meeting}", state, address, _said(row, _REPORT, plan))


# --- All of it, each after what it is under -----------------------------------------------------------------------

_OF_ACTION = ("action__plan__board",)
_OF_PERSON = ("person__memberships__body", "person__board_roles__board", "person__board_roles__deputy_for")
_IN_FORCE = "({row}.confirmed_at IS NOT NULL OR {row}.role NOT IN ('independent-chair', 'approver'))"

SEARCHED = {
    each.source.name: each
    for each in (
        Searched(
            Source(
                Body,
                "",
                under="board",
                title=("name", "short_name"),
                words=("purpose",),
                kind_sql=f"CASE WHEN {{row}}.kind = 'agency' THEN '{Kind.AGENCY}' ELSE '{Kind.GROUP}' END",
            ),
            _body,
            ("board",),
        ),
        Searched(Source(BodyName, Kind.GROUP, under="body", words=("words",)), _body_name, ("body__board",)),
        Searched(
            Source(Function, Kind.GROUP, under="body", words=("text",)),
            _function,
            ("body__board",),
        ),
        Searched(
            Source(FunctionItem, Kind.GROUP, under="function", words=("text",)),
            _function_item,
            ("function__body__board",),
        ),
        Searched(
            Source(Membership, Kind.PERSON, under="body", title_of="person", lasts=("starts_on", "ends_on")),
            _place,
            ("person", "body__board"),
            fetches=_OF_PERSON,
        ),
        Searched(
            Source(
                BoardRole,
                Kind.PERSON,
                under="board",
                title_of="person",
                lasts=("starts_on", "ends_on"),
                only=_IN_FORCE,
                only_fields=("confirmed_at", "role"),
            ),
            _role,
            ("person", "board"),
            fetches=_OF_PERSON,
        ),
        Searched(
            Source(Plan, Kind.PLAN, under="board", title=("title",), words=("vision",)), _plan, ("board",)
        ),
        Searched(
            Source(Chapter, Kind.PLAN, under="plan", title=("title",), words=("text",)),
            _chapter,
            ("plan__board",),
        ),
        Searched(
            Source(Priority, Kind.PLAN, under="plan", title=("title",), words=("text",), ref="label"),
            _priority,
            ("plan__board",),
        ),
        Searched(
            Source(Section, Kind.PLAN, under="plan", title=("title",), words=("text",), ref="label"),
            _section,
            ("plan__board",),
        ),
        Searched(
            Source(Objective, Kind.PLAN, under="plan", title=("text",), ref="label"),
            _objective,
            ("plan__board",),
        ),
        Searched(
            Source(LinkedDocument, Kind.PLAN, under="plan", title=("title",)), _document, ("plan__board",)
        ),
        Searched(
            Source(GlossaryTerm, Kind.GLOSSARY, under="plan", title=("term",), words=("meaning",)),
            _term,
            ("plan__board",),
        ),
        Searched(
            Source(Action, Kind.ACTION, under="plan", title=("text",), words=_ACTION[1:], ref="label"),
            _action,
            ("plan__board", "section"),
        ),
        Searched(
            Source(ActionItem, Kind.PART, under="action", title=("text",), words=("who_text",)),
            _part,
            _OF_ACTION,
        ),
        Searched(
            Source(Milestone, Kind.PART, under="action", words=("words", "trigger", "note")),
            _milestone,
            _OF_ACTION,
        ),
        Searched(
            Source(
                ProgressUpdate,
                Kind.UPDATE,
                under="action",
                title_of="quarter",
                words=tuple(ProgressUpdate.WORDS),
                said_at="at",
            ),
            _update,
            (*_OF_ACTION, "quarter", "by"),
        ),
        Searched(
            Source(Moderation, Kind.UPDATE, under="proposal", words=("reason",), said_at="at"),
            _moderation,
            ("proposal__action__plan__board", "proposal__quarter", "by"),
        ),
        Searched(
            Source(
                OneOfManyAnswer, Kind.UPDATE, under="action", title_of="body", words=("words",), said_at="at"
            ),
            _answer,
            (*_OF_ACTION, "body", "by"),
        ),
        Searched(
            Source(
                ImportedWords, Kind.UPDATE, under="action", words=("progress", "evidence", "rating_words")
            ),
            _imported,
            _OF_ACTION,
        ),
        Searched(
            Source(
                Highlight,
                Kind.UPDATE,
                under="quarter",
                title_of="body",
                words=("done", "worry", "ask", "voice"),
                said_at="at",
            ),
            _highlight,
            ("quarter__plan__board", "body__board"),
        ),
        Searched(
            Source(
                GroupUpdate,
                Kind.UPDATE,
                under="body",
                title_of="body",
                words=_GROUP_UPDATE,
                said_at="at",
            ),
            _group_update,
            ("due__obligation__planned_report__plan__board", "due__meeting__body", "body__board"),
        ),
        Searched(
            Source(
                Decision,
                Kind.DECISION,
                under="action",
                words=("words", "outcome_words"),
                said_at="recorded_at",
            ),
            _decision,
            (*_OF_ACTION, "meeting__body"),
        ),
        Searched(
            Source(
                Matter,
                Kind.DECISION,
                under="meeting",
                title=("words",),
                words=("outcome",),
                said_at="recorded_at",
            ),
            _matter,
            ("meeting__body__board", "owner"),
        ),
        Searched(
            Source(
                DateChange,
                Kind.DECISION,
                under="action",
                words=("reason", "refused_because"),
                said_at="asked_at",
            ),
            _date_change,
            _OF_ACTION,
        ),
        Searched(
            Source(
                Challenge,
                Kind.CHALLENGE,
                under="plan",
                title=("words",),
                words=("raised_by", "response", "outcome", "unanswered_because"),
                said_at="recorded_at",
            ),
            _challenge,
            ("plan__board", "action__plan", "to_agency", "to_body"),
        ),
        Searched(
            Source(
                ScrutinyEntry,
                Kind.SCRUTINY,
                under="board",
                title=("words",),
                words=("source", "response", "outcome"),
                said_at="recorded_at",
                only="{row}.shared_on IS NOT NULL",
                only_fields=("shared_on",),
            ),
            _scrutiny,
            ("board",),
        ),
        Searched(
            Source(
                Risk, Kind.RISK, under="plan", title=("words",), words=("response", "held_by", "why_closed")
            ),
            _risk,
            ("plan__board",),
        ),
        Searched(
            Source(ReviewKind, Kind.REVIEW, under="board", title=("name",), words=("stages",)),
            _review_kind,
            ("board",),
        ),
        Searched(
            Source(
                Review,
                Kind.REVIEW,
                under="board",
                title=("code_name",),
                words=("topic", "led_by", "stopped_because"),
                only="{row}.shared_on IS NOT NULL",
                only_fields=("shared_on",),
            ),
            _review,
            ("board", "kind"),
            fetches=("stages",),
        ),
        Searched(
            Source(
                Recommendation,
                Kind.RECOMMENDATION,
                under="review",
                title=("text",),
                words=("response_reason", "evidence", "closed_because"),
                ref="number",
                only="{row}.shared",
                only_fields=("shared",),
            ),
            _recommendation,
            ("review__board", "review__kind"),
        ),
        Searched(
            Source(ImpactLook, Kind.RECOMMENDATION, under="recommendation", words=("words",), said_at="at"),
            _impact_look,
            ("recommendation__review__board",),
        ),
        Searched(Source(Theme, Kind.RECOMMENDATION, under="board", title=("name",)), _theme, ("board",)),
        Searched(
            Source(StandardSet, Kind.RETURN, under="board", title=("title",), words=("source",)),
            _standard_set,
            ("board",),
        ),
        Searched(
            Source(Standard, Kind.RETURN, under="standard_set", title=("title",), words=("words",)),
            _standard,
            ("standard_set__board",),
        ),
        Searched(
            Source(
                SelfAssessment,
                Kind.RETURN,
                under="plan",
                title=("title",),
                words=("introduction", "outcome"),
            ),
            _self_assessment,
            ("plan__board",),
        ),
        # Of returns only what everybody may read: nobody is to find out by asking what a draft says.
        Searched(
            Source(
                AgencyReturn,
                Kind.RETURN,
                under="assessment",
                title_of="body",
                words=("strengths", "handed_back_because", "session_agreed"),
                said_at="sent_at",
                only="{row}.shared_at IS NOT NULL",
                only_fields=("shared_at",),
            ),
            _return,
            ("assessment__plan__board", "body"),
        ),
        Searched(
            Source(
                ReturnAnswer,
                Kind.RETURN,
                under="agency_return",
                words=_ANSWER,
                said_at="at",
                only="{row}.shared_at IS NOT NULL",
                only_fields=("shared_at",),
            ),
            _return_answer,
            ("agency_return__assessment__plan__board", "agency_return__body", "standard"),
        ),
        Searched(
            Source(
                AnswerEvidence,
                Kind.EVIDENCE,
                under="answer",
                title=("title",),
                words=("name",),
                said_at="at",
                only="{row}.withdrawn_at IS NULL AND {row}.shared_at IS NOT NULL",
                only_fields=("withdrawn_at", "shared_at"),
            ),
            _answer_evidence,
            (
                "answer__agency_return__assessment__plan__board",
                "answer__agency_return__body",
                "answer__standard",
            ),
        ),
        Searched(
            Source(
                RecommendationEvidence,
                Kind.EVIDENCE,
                under="recommendation",
                title=("title",),
                words=("name",),
                said_at="at",
                only="{row}.withdrawn_at IS NULL",
                only_fields=("withdrawn_at",),
            ),
            _recommendation_evidence,
            ("recommendation__review__board",),
        ),
        Searched(
            Source(
                BodyDocument,
                Kind.GROUP,
                under="body",
                title=("title",),
                words=("name",),
                said_at="at",
                only="{row}.withdrawn_at IS NULL",
                only_fields=("withdrawn_at",),
            ),
            _body_document,
            ("body__board",),
        ),
        Searched(Source(Measure, Kind.MEASURE, under="plan", title=("words",)), _measure, ("plan__board",)),
        Searched(
            Source(MeasureValue, Kind.MEASURE, under="measure", words=("note", "source"), said_at="at"),
            _measure_value,
            ("measure__plan__board", "quarter"),
        ),
        Searched(
            Source(
                Evidence,
                Kind.EVIDENCE,
                under="action",
                title=("title",),
                words=("name",),
                said_at="at",
                only="{row}.withdrawn_at IS NULL",
                only_fields=("withdrawn_at",),
            ),
            _evidence,
            _OF_ACTION,
        ),
        Searched(
            Source(
                PlannedReport,
                Kind.REPORT,
                under="plan",
                title=("what",),
                words=("activity", "tells", "when_text", "provider_words"),
            ),
            _planned,
            ("plan__board",),
        ),
        Searched(
            Source(
                YearlyHeading, Kind.REPORT, under="board", title=("title",), words=("asks", "required_by")
            ),
            _heading,
            ("board",),
        ),
        Searched(
            Source(YearlyReport, Kind.REPORT, under="board", title=("name",), words=_YEAR),
            _year,
            ("board",),
            ("pdf", "content"),
        ),
        Searched(
            Source(YearlySection, Kind.REPORT, under="report", title=("title",), words=_YEAR_SECTION),
            _year_section,
            ("report__board",),
            ("report__pdf", "report__content"),
        ),
        Searched(
            Source(YearlySignature, Kind.REPORT, under="report", words=("remarks",), said_at="at"),
            _year_signature,
            ("report__board",),
            ("report__pdf", "report__content"),
        ),
        Searched(
            Source(MonitoringReport, Kind.REPORT, under="plan", title_of="quarter", words=_REPORT),
            _report,
            ("plan__board", "quarter"),
            ("pdf", "content"),
        ),
        Searched(
            Source(BoardReport, Kind.REPORT, under="meeting", words=_REPORT),
            _board_report,
            ("board", "meeting__body"),
            ("pdf", "content"),
        ),
        # The cover of the next edition is the board team's alone until it is published.
        Searched(
            Source(
                PlanEdition,
                Kind.PLAN,
                under="plan",
                title=("title",),
                words=("foreword", "correction_reason"),
                only="{row}.finalised_at IS NOT NULL",
                only_fields=("finalised_at",),
            ),
            _edition,
            ("plan__board",),
            ("pdf", "content"),
        ),
        Searched(
            Source(Signature, Kind.REPORT, under="report", words=("remarks",), said_at="at"),
            _signature,
            ("report__plan__board", "report__quarter"),
            ("report__pdf", "report__content"),
        ),
    )
}

# What is only there for others: a board, the names of people and of reporting periods, meetings.
_ABOVE = (Source(Board, ""), Source(Person, "", title=("name", "job_title")))
_PERIODS = Source(Quarter, "", under="plan", title=("name",))
_MEETINGS = Source(Meeting, "", under="body")


def say() -> None:
    """Name it all, each after what it is under; from AppConfig.ready."""
    of_all = {source.name: source for source in (each.source for each in SEARCHED.values())}
    is_searched(*_ABOVE)
    is_searched(of_all.pop(Body._meta.label_lower), of_all.pop(Plan._meta.label_lower), _PERIODS, _MEETINGS)
    is_searched(*of_all.values(), TakenOut(Undone, ("update", "decision", "asked")))
