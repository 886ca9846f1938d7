"""What a council's own tools can read of a plan: each dataset with its columns, which never change their names.

The columns are those of the lists that people save, and the keys by which the tables go together. What is declared here
is what the addresses answer, what the page beside the keys and `docs/data.md` print, and what OpenAPI is told.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lscb.characters import cleaned
from lscb.lists import Column, Kind
from plans.lists import learning, registers
from plans.lists.actions import KINDS, NOT_KEPT, actions_today
from plans.models import Measure, MeasureValue, Plan
from plans.rules import ratings
from plans.rules.known import known
from plans.selectors.list_headings import SAID
from reporting.lists.planner import planner_rows

PAGE = 500  # rows of an answer, unless another number is asked for
LONGEST = 2_000
VERSION = "1"  # in the addresses: a column that goes, or means something else, makes a new one


@dataclass(frozen=True)
class Dataset:
    """One table of a plan.

    :param columns: of a plan, in its own words for headings, and its words for ratings.
    :param kept: what of it a final report keeps, so that it can be read as at one; empty where it keeps none.
    """

    name: str
    title: str
    says: str
    columns: Callable[[Plan, Mapping[str, str]], list[Column]]
    kept: str = ""

    def columns_of(self, plan: Plan, words: Mapping[str, str] = ratings.WORDS) -> list[Column]:
        return self.columns(plan, words)


@dataclass(frozen=True)
class MeasureLine:
    """A measure and what it was found to be in one reporting period."""

    measure: Measure
    value: MeasureValue


def machine_name(column: Column) -> str:
    """The name of a column in data: letters, digits and underscores."""
    return column.name.replace("-", "_")


def cell(column: Column, row: Any) -> object:
    """What a column says of a row, as JSON has it: days and moments as ISO 8601 writes them; nothing is None, and so is
    what a final does not know, but not the same words where somebody typed them."""
    value = column.read(row)
    if value is None or value == "" or value is NOT_KEPT:
        return None
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, bool | int | float) else cleaned(str(value))


def record(columns: Iterable[Column], row: Any) -> dict[str, object]:
    """A row by the names of its columns."""
    return {machine_name(column): cell(column, row) for column in columns}


# --- Columns --------------------------------------------------------------------------------------------------


def _key(name: str, heading: str, read: Callable[[Any], object]) -> Column:
    return Column(name, heading, read, kind=Kind.WHOLE)


def _actions(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    listed = actions_today(plan, list, about=None, name="", words=dict(words))
    return [_key("id", "Key", lambda line: line.action.pk), *listed.columns]


def _updates(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    return [
        _key("id", "Key", lambda update: update.pk),
        _key("action-id", "Key of the action", lambda update: update.action_id),
        Column("reference", "Reference", lambda update: update.action.label),
        _key("period-id", "Key of the reporting period", lambda update: update.quarter_id),
        Column("period", plan.period_word, lambda update: update.quarter.name),
        Column("rating", "Rating", lambda update: update.rating),
        Column("rating-in-words", "Rating in words", lambda update: words[update.rating]),
        Column("progress", "Progress", lambda update: update.progress),
        *(
            Column(name, heading, _read(name), kind=KINDS.get(name, Kind.TEXT))
            for name, (heading, _) in SAID.items()
        ),
        Column("by", "By", lambda update: str(update.by)),
        Column("for-owner", "Typed for", lambda update: str(update.on_behalf_of or "")),
        Column("at", "Said at", lambda update: update.at, kind=Kind.MOMENT),
        Column("proposed", "Proposed by an owner", lambda update: update.proposed, kind=Kind.YES_OR_NO),
        Column("waits", "Not yet looked at", lambda update: update.waits_for_moderation, kind=Kind.YES_OR_NO),
        Column("taken-back", "Taken back", lambda update: update.is_undone, kind=Kind.YES_OR_NO),
    ]


def _read(name: str) -> Callable[[Any], object]:
    return lambda row: getattr(row, name)


def _periods(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    return [
        _key("id", "Key", lambda quarter: quarter.pk),
        Column("period", plan.period_word, lambda quarter: quarter.name),
        Column("slug", "In addresses", lambda quarter: quarter.slug),
        Column("starts", "From", lambda quarter: quarter.starts_on, kind=Kind.DAY),
        Column("ends", "To", lambda quarter: quarter.ends_on, kind=Kind.DAY),
        Column("state", "State", lambda quarter: quarter.get_state_display()),
        Column("meeting", "Meeting", lambda quarter: str(quarter.meeting or "")),
        Column("papers-due", "Papers due", lambda quarter: quarter.papers_deadline, kind=Kind.DAY),
    ]


def _decisions(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    return [
        Column("id", "Key", lambda line: line.key),
        _key("action-id", "Key of the action", lambda line: line.action and line.action.pk),
        *registers.decisions(plan, list, what="", shows="").columns,
    ]


def _of_an_action(columns: Iterable[Column]) -> list[Column]:
    return [
        _key("id", "Key", lambda row: row.pk),
        _key("action-id", "Key of the action", lambda row: row.action_id),
        *columns,
    ]


def _risks(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    columns = registers.risks(plan, list).columns
    return _of_an_action(each for each in columns if each.name != "score-before")  # which finals do not keep


def _challenges(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    return _of_an_action(registers.challenges(plan, list).columns)


def _scrutiny(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    return _of_an_action(registers.scrutiny(plan, list).columns)


def _returns(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    return [
        _key("id", "Key", lambda answer: answer.pk),
        _key(
            "self-assessment-id",
            "Key of the self-assessment",
            lambda answer: answer.agency_return.assessment_id,
        ),
        _key("return-id", "Key of the return", lambda answer: answer.agency_return_id),
        *registers.returns(plan, list).columns,
    ]


def _measures(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    return [
        _key("id", "Key", lambda line: line.value.pk),
        _key("measure-id", "Key of the measure", lambda line: line.measure.pk),
        *registers.of_a_measure(plan),
        _key("period-id", "Key of the reporting period", lambda line: line.value.quarter_id),
        Column("period", plan.period_word, lambda line: line.value.quarter.name),
        Column("value", "Value", lambda line: registers.number_of(line.value.value), kind=Kind.NUMBER),
        *registers.aimed_at(),
        Column("source", "Where it comes from", lambda line: line.value.source),
        Column("note", "Note", lambda line: line.value.note),
        Column("at", "Recorded at", lambda line: line.value.at, kind=Kind.MOMENT),
    ]


def _reviews(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    return [
        _key("id", "Key", lambda review: review.pk),
        *learning.reviews(plan, list).columns,
        Column("planned-for", "Planned for", lambda review: review.planned_for, kind=Kind.DAY),
        Column("audit", "In the audit programme", lambda review: review.kind.is_audit, kind=Kind.YES_OR_NO),
    ]


def _recommendations(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    return [
        _key("id", "Key", lambda row: row.recommendation.pk),
        _key("review-id", "Key of the review", lambda row: row.recommendation.review_id),
        Column("state-code", "State as a code", lambda row: str(row.state)),
        Column(
            "action-ids",
            "Keys of its actions",
            lambda row: " ".join(str(each.action.pk) for each in row.actions),
        ),
        *learning.recommendation_columns(plan),
    ]


def _planner(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    return [_key("id", "Key", lambda row: row.report.pk), *planner_rows(plan, (), None).columns]


def _reports(plan: Plan, words: Mapping[str, str]) -> list[Column]:
    return [
        _key("id", "Key, and what as_at takes", lambda report: report.pk),
        _key("period-id", "Key of the reporting period", lambda report: report.quarter_id),
        Column("period", plan.period_word, lambda report: report.quarter.name),
        Column("number", "Number", lambda report: report.number, kind=Kind.WHOLE),
        Column("version", "Version", lambda report: report.version, kind=Kind.WHOLE),
        Column("state", "State", lambda report: report.get_state_display()),
        Column("position", "Position as at", lambda report: known(report.position_at), kind=Kind.MOMENT),
        Column("final", "Made final", lambda report: report.finalised_at, kind=Kind.MOMENT),
        Column("pdf-sha256", "SHA-256 of its PDF", lambda report: report.pdf_sha256),
    ]


DATASETS = {
    each.name: each
    for each in (
        Dataset(
            "actions",
            "Actions",
            "Each action with where it stands: the list of actions.",
            _actions,
            kept="every action",
        ),
        Dataset(
            "updates",
            "Updates",
            "All that was said of actions, the oldest first; none is left out.",
            _updates,
            kept="the update that stood for each action in its own period",
        ),
        Dataset("periods", "Reporting periods", "The plan’s reporting periods.", _periods),
        Dataset(
            "decisions",
            "Decisions",
            "New dates, completions, help promised and what else was decided, and what waits to be.",
            _decisions,
            kept="what was decided since the report before, and new dates that waited; without keys",
        ),
        Dataset(
            "risks",
            "Risks",
            "The risk register.",
            _risks,
            kept="the highest open risks and those closed since the report before, and of other open ones the score",
        ),
        Dataset(
            "challenges",
            "Challenges",
            "The challenge log.",
            _challenges,
            kept="open challenges and those closed since the report before; without keys",
        ),
        Dataset(
            "scrutiny",
            "Scrutineer’s log",
            "What independent scrutiny found of the board, with responses and what came of it.",
            _scrutiny,
        ),
        Dataset(
            "measures",
            "Measures",
            "What measures were found to be, a row a reporting period.",
            _measures,
            kept="the periods that it shows; without keys",
        ),
        Dataset(
            "reviews", "Reviews and audits", "The reviews and audits of the board, by code name.", _reviews
        ),
        Dataset(
            "recommendations",
            "Recommendations",
            "What reviews and audits recommended, with where each stands.",
            _recommendations,
        ),
        Dataset(
            "returns",
            "Self-assessments",
            "What agencies returned of each standard, as far as whoever made the key may read it.",
            _returns,
        ),
        Dataset("planner", "Reporting planner", "The rows of the reporting planner.", _planner),
        Dataset(
            "reports", "Final reports", "Each final report, with the key by which it is named.", _reports
        ),
    )
}
