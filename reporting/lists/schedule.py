"""The full schedule of a monitoring report as a list: what the report says of each action, under its headings."""

from dataclasses import dataclass

from lscb.lists import Column, ListToSave
from lscb.words import own_words
from plans.lists.about import about, file_name
from plans.models import Plan
from reporting.report.content import MonitoringReportContent
from reporting.report.rows import NOT_STATED, Row

NOTES = (
    "Why",
    "Why this rating, past its date",
    "What will bring it back",
    "Back on track by",
    "Help wanted",
    "On hold because",
    "Look at it again on",
    "How much was done",
    "How well was it done",
    "What difference it made",
    "Completed on",
    "Owner’s rating",
    "Last rating",
    "Answers",
    "Agreed",
)


@dataclass(frozen=True)
class Line:
    heading: str
    row: Row


def schedule(
    plan: Plan, content: MonitoringReportContent, *, title: str, name: str, as_at: str
) -> ListToSave:
    """:param as_at: which draft or final, and of when, in words."""
    labels = content.labels
    return ListToSave(
        "Schedule",
        file_name(plan, name),
        about(plan, ("Shows", f"{title}, every {labels.action} in the order of the report"), as_at=as_at),
        [
            Column("under", "Under", lambda line: line.heading, usual=True),
            Column("reference", "Reference", lambda line: line.row.reference, usual=True),
            Column("action", labels.action, lambda line: line.row.text, usual=True),
            Column("parts", labels.parts, lambda line: "\n".join(_parts(line.row))),
            Column("priority", labels.priority, lambda line: line.row.priority),
            Column("outcome", labels.outcome, lambda line: _stated(line.row.outcome), usual=True),
            Column("success", labels.success, lambda line: line.row.success),
            Column("success-target", f"{labels.success}: target", lambda line: line.row.success_target),
            Column("owner", labels.owner, lambda line: _stated(line.row.owners), usual=True),
            Column("when", labels.when, lambda line: line.row.when, usual=True),
            Column("due", "Due", lambda line: line.row.due_on),
            Column("due-words", "Due, in words", lambda line: line.row.due),
            Column("first-due", "First due", lambda line: line.row.first_due),
            Column("late", "Late", lambda line: line.row.late),
            Column("rating", "Rating", lambda line: line.row.now.letter),
            Column("rating-in-words", "Rating in words", lambda line: line.row.now.word, usual=True),
            Column("was", "Rating before", lambda line: line.row.was),
            Column("movement", "Movement", lambda line: line.row.move.word),
            Column("said", "Latest update", lambda line: line.row.said, usual=True),
            Column("said-by", "Said by", lambda line: line.row.said_by),
            *(
                Column(f"note-{place}", own_words(label, labels.own_words), _note(label))
                for place, label in enumerate(NOTES)
            ),
            Column("depends-on", "Depends on", _note("Depends on")),
        ],
        lambda: [Line(part.title, content.row[pk]) for part in content.schedule for pk in part.ids],
        under=lambda line: line.heading,
        under_column="under",
    )


def _note(label: str):
    return lambda line: line.row.note(label)


def _parts(row: Row) -> list[str]:
    return [f"{part.words} ({part.about})" if part.about else part.words for part in row.parts]


def _stated(words: str) -> str:
    return "" if words == NOT_STATED else words
