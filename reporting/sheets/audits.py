"""A year of the audit programme on paper: what is audited, who leads, how far it is and what it recommended."""

from dataclasses import dataclass

from lscb.wording import days_late, long_date, number_of
from plans.models import Plan, Review
from plans.selectors.reviews import AuditYear, audit_day
from reporting.sheets.base import Sheet, head_of


@dataclass(frozen=True)
class AuditLine:
    """An audit; `next` is its next stage with its clock."""

    planned: str
    name: str
    kind: str
    topic: str
    lead: str
    state: str
    next: str
    late: str
    made: str


@dataclass(frozen=True)
class AuditProgramme(Sheet):
    """The audits of a year by the day they are planned for."""

    year: str
    lines: tuple[AuditLine, ...]
    concluded: int

    @property
    def title(self) -> str:
        return f"Audit programme {self.year}"

    @property
    def what(self) -> str:
        return self.title


def audit_programme(plan: Plan, year: AuditYear) -> AuditProgramme:
    """The sheet of a year as read."""
    return AuditProgramme(
        **head_of(plan),
        year=year.name,
        lines=tuple(_line(review) for review in year.audits),
        concluded=year.reported,
    )


def _line(review: Review) -> AuditLine:
    stage = review.next_stage
    due = long_date(stage.due_on(review)) if stage else ""
    state = review.status
    if review.concluded_on:
        state = f"{state}, {long_date(review.concluded_on)}"
    return AuditLine(
        planned=long_date(audit_day(review)),
        name=review.code_name,
        kind=f"{review.kind}, does {review.follows.code_name} again" if review.follows else str(review.kind),
        topic=review.topic,
        lead=review.led_by or "Not stated",
        state=state,
        next=", due ".join(filter(None, [stage.words, due])) if stage else "",
        late=days_late(stage.days_late(review)) if stage and stage.days_late(review) else "",
        made=(
            f"{number_of(review.made, 'recommendation', 'recommendations')}, {review.made_open} open"
            if review.made
            else "None"
        ),
    )
