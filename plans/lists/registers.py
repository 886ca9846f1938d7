"""The registers of a plan as lists: risks, challenges, measures, its glossary, and what was decided or waits to be."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from lscb.lists import Column, Kind, ListToSave
from lscb.words import own_words
from plans.lists.about import about, action_words, file_name
from plans.models import Challenge, GlossaryTerm, Plan, Quarter, ReturnAnswer, Risk, ScrutinyEntry
from plans.selectors.decision_lines import DecisionLine, day_of
from plans.selectors.measures import MeasureRow

EVERY_RISK = "Open risks with the highest score first, then the closed"
EVERY_ENTRY = "Every entry of the scrutineer’s log, what waits for a response first"
EVERY_CHALLENGE = "Open challenges, late responses first, then the closed"
Shows = Iterable[tuple[str, str]]  # what a file says of its rows, as (label, words)


def every_measure(plan: Plan) -> str:
    return f"Every measure, with the last {plan.period_word_plural.lower()}"


def risks(
    plan: Plan, read: Callable[[], Iterable[Risk]], shows: Shows = (("Shows", EVERY_RISK),)
) -> ListToSave:
    own = plan.own_words
    return ListToSave(
        "Risks",
        file_name(plan, "risks"),
        about(plan, *shows),
        [
            Column("state", "State", lambda risk: "Closed" if risk.closed_at else "Open", usual=True),
            Column("score", "Score", lambda risk: risk.score, usual=True, kind=Kind.WHOLE),
            Column("band", "Band", lambda risk: risk.band, usual=True),
            Column(
                "score-before",
                "Score before",
                lambda risk: getattr(risk, "grade_before", None),
                kind=Kind.WHOLE,
            ),
            Column("likelihood", "How likely", lambda risk: risk.get_likelihood_display()),
            Column("impact", "How grave", lambda risk: risk.get_impact_display()),
            Column("action", plan.action_label, lambda risk: action_words(risk.action)),
            Column("risk", "Risk", lambda risk: risk.words, usual=True),
            Column("response", "What is done about it", lambda risk: risk.response, usual=True),
            Column("held-by", "Held by", lambda risk: risk.held_by, usual=True),
            Column("raised", "Raised", lambda risk: risk.raised_on, kind=Kind.DAY),
            Column("review", "Look again", lambda risk: risk.review_on, usual=True, kind=Kind.DAY),
            Column("days-late", "Days late", lambda risk: risk.days_late or None, kind=Kind.WHOLE),
            Column("closed", "Closed", lambda risk: day_of(risk.closed_at), kind=Kind.DAY),
            Column("why-closed", own_words("Why it is a risk no more", own), lambda risk: risk.why_closed),
        ],
        read,
    ).without()


def challenges(
    plan: Plan, read: Callable[[], Iterable[Challenge]], shows: Shows = (("Shows", EVERY_CHALLENGE),)
) -> ListToSave:
    return ListToSave(
        "Challenges",
        file_name(plan, "challenges"),
        about(plan, *shows),
        [
            Column("state", "State", lambda each: each.status, usual=True),
            Column("raised", "Raised", lambda each: each.raised_on, usual=True, kind=Kind.DAY),
            Column("raised-by", "Raised by", lambda each: each.raised_by),
            Column("to", "To", lambda each: each.to.name, usual=True),
            Column("action", plan.action_label, lambda each: action_words(each.action)),
            Column("challenge", "Challenge", lambda each: each.words, usual=True),
            Column("meeting", "Meeting", lambda each: str(each.meeting or "")),
            Column(
                "response-due", "Response due", lambda each: each.response_due_on, usual=True, kind=Kind.DAY
            ),
            Column("days-late", "Days late", lambda each: each.days_late or None, kind=Kind.WHOLE),
            Column("response", "Response", lambda each: each.response, usual=True),
            Column("answered", "Answered", lambda each: each.responded_on, kind=Kind.DAY),
            Column("outcome", "Outcome and impact", lambda each: each.outcome, usual=True),
            Column("unanswered", "Closed without a response because", lambda each: each.unanswered_because),
            Column("closed", "Closed", lambda each: day_of(each.closed_at), kind=Kind.DAY),
        ],
        read,
    ).without("meeting")


def scrutiny(
    plan: Plan, read: Callable[[], Iterable[ScrutinyEntry]], shows: Shows | None = None
) -> ListToSave:
    own = plan.own_words
    return ListToSave(
        own_words("Scrutineer’s log", own),
        file_name(plan, "scrutiny"),
        about(plan, *(shows or (("Shows", own_words(EVERY_ENTRY, own)),))),
        [
            Column("kind", "Kind", lambda each: each.get_kind_display(), usual=True),
            Column("state", "State", lambda each: each.state.label, usual=True),
            Column("seen", "Looked at", lambda each: each.seen_on, usual=True, kind=Kind.DAY),
            Column("source", "How", lambda each: each.source, usual=True),
            Column("found", "What was found", lambda each: each.words, usual=True),
            Column("priority", plan.priority_label, lambda each: str(each.priority or "")),
            Column("action", plan.action_label, lambda each: action_words(each.action)),
            Column("to", "To", lambda each: each.to.name if each.to else "", usual=True),
            Column("shared", "Shared", lambda each: each.shared_on, kind=Kind.DAY),
            Column("response-due", "Response due", lambda each: each.response_due_on, kind=Kind.DAY),
            Column("days-late", "Days late", lambda each: each.days_late or None, kind=Kind.WHOLE),
            Column("response", "Response", lambda each: each.response, usual=True),
            Column("answered", "Answered", lambda each: each.responded_on, kind=Kind.DAY),
            Column("outcome", "What came of it", lambda each: each.outcome, usual=True),
            Column("closed-by", "Closed by the meeting", lambda each: str(each.closed_at_meeting or "")),
            Column("closed", "Closed", lambda each: day_of(each.closed_at), kind=Kind.DAY),
        ],
        read,
    ).without()


def returns(plan: Plan, read: Callable[[], Iterable[ReturnAnswer]]) -> ListToSave:
    """What agencies said of each standard, as far as whoever takes it may read that."""
    own = plan.own_words
    return ListToSave(
        own_words("Self-assessments", own),
        file_name(plan, "self-assessments"),
        about(plan, ("Shows", own_words("Each standard of each return that you may read", own))),
        [
            Column(
                "self-assessment",
                own_words("Self-assessment", own),
                lambda each: each.agency_return.assessment.title,
                usual=True,
            ),
            Column("agency", own_words("Agency", own), lambda each: each.agency_return.body.name, usual=True),
            Column("number", "Number", lambda each: each.standard.number, usual=True),
            Column("standard", "Standard", lambda each: each.standard.title, usual=True),
            Column("own-score", "Own score", lambda each: each.score, usual=True),
            Column("moderated-score", "Moderated score", lambda each: each.moderated_score, usual=True),
            Column("score", "Score that counts", lambda each: each.counted),
            Column("because", "Why it is moderated so", lambda each: each.moderated_because),
            Column("evidence", "What shows it", lambda each: each.evidence),
            Column("strengths", "What works well", lambda each: each.strengths),
            Column("improve", "What will be done", lambda each: each.improve, usual=True),
            Column("by-when", "By when", lambda each: each.by_when),
            Column("action", plan.action_label, lambda each: action_words(each.action)),
            Column("returned", "Returned", lambda each: day_of(each.agency_return.sent_at), kind=Kind.DAY),
            Column("shared", "Shared", lambda each: day_of(each.agency_return.shared_at), kind=Kind.DAY),
        ],
        read,
    )


def glossary(plan: Plan, read: Callable[[], Iterable[GlossaryTerm]]) -> ListToSave:
    return ListToSave(
        "Glossary",
        file_name(plan, "glossary"),
        about(plan, ("Shows", "Every abbreviation that is explained")),
        [
            Column("term", "Abbreviation", lambda each: each.term, usual=True),
            Column("meaning", "What it stands for", lambda each: each.meaning, usual=True),
        ],
        read,
    )


def measures(
    plan: Plan,
    read: Callable[[], list[MeasureRow]],
    quarters: list[Quarter],
    shows: Shows,
    *,
    is_sorted: bool = False,
) -> ListToSave:
    """A column a reporting period, with the numbers as numbers; the unit has its own. What is sorted otherwise than the
    plan stands under no sections.
    """
    return ListToSave(
        "Measures",
        file_name(plan, "measures"),
        about(plan, *shows),
        [
            *of_a_measure(plan),
            *(
                Column(f"value-{quarter.slug}", quarter.name, _value_in(place), usual=True)
                for place, quarter in enumerate(quarters)
            ),
            *aimed_at(),
            Column("trend", "Trend", lambda row: row.trend.words, usual=True),
        ],
        read,
        under=None
        if is_sorted
        else lambda row: str(row.measure.section or own_words("Outside the sections", plan.own_words)),
        under_column="" if is_sorted else "section",
    ).without()


def groups(
    plan: Plan,
    read: Callable[[], Iterable[Any]],
    shows: Shows,
    *,
    words: Mapping[str, str],
    is_sorted: bool,
) -> ListToSave:
    """What owns actions or receives reports, and how the actions of each stand.

    :param read: rows with `name`, `kind`, `has_ended` and `owns` (`plans.selectors.owners.OwnerSummary`).
    """
    return ListToSave(
        plan.board.group_label_plural,
        file_name(plan, "groups"),
        about(plan, *shows),
        [
            Column("kind", "Kind", lambda row: row.kind),
            Column("group", plan.board.group_label, lambda row: row.name, usual=True),
            Column("ended", "Ended", lambda row: "yes" if row.has_ended else "", usual=True),
            Column(
                "actions", plan.action_label_plural, lambda row: row.owns.actions, usual=True, kind=Kind.WHOLE
            ),
            Column("overdue", "Overdue", lambda row: row.owns.overdue, usual=True, kind=Kind.WHOLE),
            Column("no-update", words["-"], lambda row: row.owns.silent, usual=True, kind=Kind.WHOLE),
            Column(
                "worst",
                "Worst rating",
                lambda row: words[row.owns.worst] if row.owns.worst else "",
                usual=True,
            ),
        ],
        read,
        under=None if is_sorted else lambda row: row.kind,
        under_column="" if is_sorted else "kind",
    ).without(*(["kind"] if is_sorted else []))


# --- Decisions ------------------------------------------------------------------------------------------------


def decisions(plan: Plan, read: Callable[[], list[DecisionLine]], *, what: str, shows: str) -> ListToSave:
    return ListToSave(
        "Decisions",
        file_name(plan, what),
        about(plan, ("Shows", shows)),
        [
            Column("reference", "Reference", lambda line: line.reference, usual=True),
            Column("action", plan.action_label, lambda line: line.about, usual=True),
            Column("owner", plan.owner_label, lambda line: line.owners_line),
            Column("what", "What", lambda line: line.what, usual=True),
            Column("state", "State", lambda line: line.state, usual=True),
            Column("from", "From", lambda line: line.before),
            Column("to", "To", lambda line: line.after, usual=True),
            Column("words", "In words", lambda line: line.words, usual=True),
            Column("by", "By", lambda line: line.by),
            Column("on", "On", lambda line: line.day, usual=True, kind=Kind.DAY),
            Column("due", "By when, or completed on", lambda line: line.due_on, kind=Kind.DAY),
            Column("days-late", "Days late", lambda line: line.days_late or None, kind=Kind.WHOLE),
            Column("where", "Decided where", lambda line: line.where, usual=True),
            Column("outcome", "Evidence, or what became of it", lambda line: line.outcome),
        ],
        read,
    ).without("owner")


def of_a_measure(plan: Plan) -> list[Column]:
    """What a measure is, of rows that have one."""
    return [
        Column("section", plan.section_label, lambda row: str(row.measure.section or "")),
        Column("measure", "Measure", lambda row: row.measure.words, usual=True),
        Column("tells", "What it tells", lambda row: row.measure.get_tells_display()),
        Column("unit", "Unit", lambda row: row.measure.unit, usual=True),
    ]


def aimed_at() -> list[Column]:
    """What a measure is to be."""
    return [
        Column("target", "Target", lambda row: number_of(row.measure.target), usual=True, kind=Kind.NUMBER),
        Column("better", "Which way is better", lambda row: row.measure.get_better_display()),
    ]


def _value_in(place: int) -> Callable[[MeasureRow], object]:
    return lambda row: number_of(row.values[place].value if row.values[place] else None)


def number_of(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
