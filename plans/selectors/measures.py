"""Measures with what was found each quarter, and which way it goes."""

from dataclasses import dataclass

from plans.models import Measure, MeasureValue, Plan, Quarter
from plans.rules.trend import Trend, trend_of

QUARTERS = 6  # how many a table and a picture show


@dataclass(frozen=True)
class MeasureRow:
    """A measure and its latest value of each quarter shown, oldest first; None where nothing was recorded."""

    measure: Measure
    quarters: list[Quarter]
    values: list[MeasureValue | None]
    trend: Trend

    @property
    def by_quarter(self) -> list[tuple[MeasureValue | None, Quarter]]:
        return list(zip(self.values, self.quarters, strict=True))

    @property
    def now(self) -> MeasureValue | None:
        return self.values[-1] if self.values else None


def quarters_shown(plan: Plan, quarter: Quarter | None, count: int = QUARTERS) -> list[Quarter]:
    """The last quarters up to `quarter`, oldest first; one query."""
    if quarter is None:
        return []
    earlier = plan.quarters.filter(starts_on__lte=quarter.starts_on).order_by("-starts_on")
    return list(earlier[:count])[::-1]


def measure_rows(measures, quarters: list[Quarter]) -> list[MeasureRow]:
    """Rows of `measures` in the order given; two queries."""
    latest: dict[tuple[int, int], MeasureValue] = {}
    found = MeasureValue.objects.filter(measure__in=measures, quarter__in=quarters).select_related("by")
    for value in found.order_by("pk"):
        latest[value.measure_id, value.quarter_id] = value
    rows = []
    for measure in measures:
        values = [latest.get((measure.pk, quarter.pk)) for quarter in quarters]
        trend = trend_of(
            [
                (quarter.name, value.value if value else None)
                for quarter, value in zip(quarters, values, strict=True)
            ],
            better=measure.better,
            target=measure.target,
        )
        rows.append(MeasureRow(measure, quarters, values, trend))
    return rows
