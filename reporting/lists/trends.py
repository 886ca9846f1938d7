"""A trend as a list: a row a reporting period, a column a number."""

from lscb.lists import Column, Kind, ListToSave
from lscb.wording import long_date
from plans.lists.about import about, file_name
from plans.models import Plan
from reporting.report.trends import Point, Trends


def trend_rows(plan: Plan, trend: Trends | None) -> ListToSave:
    """Its numbers under the words that the plan has for ratings now; no rows before there is a reporting period."""
    words = trend.latest.words if trend else plan.rating_words()
    return ListToSave(
        "Trends",
        file_name(plan, f"trends-{trend.part}" if trend and trend.part else "trends"),
        about(plan, ("Shows", (trend and trend.name) or "The whole plan")),
        [
            Column("period", plan.period_word, lambda point: point.kept.quarter, usual=True),
            Column("position-at", "Position at", lambda point: point.kept.on, usual=True, kind=Kind.DAY),
            Column("from", "From", from_words, usual=True),
            *(
                Column(
                    f"rated-{letter if letter.isalpha() else 'none'}".lower(),
                    words[letter],
                    _rated(letter),
                    usual=True,
                    kind=Kind.WHOLE,
                )
                for letter in words
            ),
            Column("total", "Total", lambda point: point.total.n, usual=True, kind=Kind.WHOLE),
            Column("due", "Due by then", lambda point: point.due, usual=True, kind=Kind.WHOLE),
            Column("overdue", "Overdue", lambda point: point.overdue_total, usual=True, kind=Kind.WHOLE),
        ],
        lambda: trend.points if trend else [],
    )


def from_words(point: Point) -> str:
    """What the numbers of a period are from."""
    if point.kept.report is None:
        return f"As it stands on {long_date(point.kept.on)}"
    return f"Report number {point.kept.number}"


def _rated(letter: str):
    return lambda point: point.count_of(letter).n
