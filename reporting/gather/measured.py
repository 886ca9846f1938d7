"""What was measured."""

from plans.models import Measure, Quarter
from plans.selectors.measures import measure_rows, quarters_shown
from reporting.facts import MeasureFacts

QUARTERS = 4  # of measures: as many as a table on upright paper holds


def measures_of(quarter: Quarter) -> tuple[MeasureFacts, ...]:
    """One query where the plan has no measures, else three."""
    measures = list(Measure.objects.filter(plan=quarter.plan_id).select_related("section").in_plan_order())
    if not measures:
        return ()
    return tuple(
        MeasureFacts(
            section=str(row.measure.section) if row.measure.section else "",
            words=row.measure.words,
            values=tuple((each.name, value.value if value else None) for value, each in row.by_quarter),
            tells=row.measure.get_tells_display() if row.measure.tells else "",
            unit=row.measure.unit,
            better=row.measure.better,
            target=row.measure.target,
            source=row.now.source if row.now else "",
            note=row.now.note if row.now else "",
        )
        for row in measure_rows(measures, quarters_shown(quarter.plan, quarter, QUARTERS))
    )
