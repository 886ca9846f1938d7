"""Reviews and audits as pages and papers ask for them, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from plans.models import Plan, Review
from plans.rules.rhythm import year_name


@dataclass(frozen=True)
class AuditYear:
    """A year of the audit programme: its first day, its name as "2017/18", and its audits by the day they are for."""

    starts_on: date
    audits: tuple[Review, ...]

    @property
    def name(self) -> str:
        return year_name(self.starts_on)

    @property
    def reported(self) -> int:
        """How many of them are concluded."""
        return sum(audit.concluded_on is not None for audit in self.audits)


def reviews_of(person, plan: Plan) -> list[Review]:
    """The reviews of the plan's board that a person may see, audits among them; with `made`, how many recommendations
    each has, and `made_open`. Three queries."""
    open_ones = Q(recommendations__closed_on__isnull=True) & ~Q(recommendations__response="not-accepted")
    return list(
        Review.objects.visible_to(person)
        .filter(board=plan.board_id)
        .annotate(
            made=Count("recommendations", distinct=True),
            made_open=Count("recommendations", filter=open_ones, distinct=True),
        )
        .for_list()
    )


def audit_years(reviews: list[Review], plan: Plan) -> list[AuditYear]:
    """The audit programme, year by year, the latest first; an audit with no day stands in no year and is left out."""
    years: dict[date, list[tuple[date, Review]]] = {}
    for review in reviews:
        day = audit_day(review)
        if review.kind.is_audit and day:
            years.setdefault(_year_of(day, plan.year_starts_in), []).append((day, review))
    return [
        AuditYear(start, tuple(review for _, review in sorted(found, key=lambda each: (each[0], each[1].pk))))
        for start, found in sorted(years.items(), reverse=True)
    ]


def audit_day(review: Review) -> date | None:
    """The day by which an audit stands in its year: the one it is planned for, else the one on which it began."""
    return review.planned_for or review.commissioned_on or review.notified_on


def _year_of(day: date, starts_in: int) -> date:
    return date(day.year - (day.month < starts_in), starts_in, 1)
