"""What was measured."""

from decimal import Decimal

from django.db import transaction

from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, guards, locks
from lscb.numbers import plain
from plans.models import Measure, MeasureValue, PlanEvent, Quarter
from plans.operations.actions import NOT_LOOKED
from subgroups.models import Person


@transaction.atomic
def record_measure_value(
    *,
    measure: Measure,
    quarter: Quarter,
    value: Decimal,
    by: Person,
    source: str = "",
    note: str = "",
    last_seen: int | object | None = NOT_LOOKED,
) -> MeasureValue:
    """Say what a measure was found to be in a quarter; what was recorded before stays and is shown.

    `last_seen` is the id of the quarter's last value as the person saw it (None: there was none).

    :raises Refused: once the quarter is closed.
    :raises ChangedMeanwhile: when somebody recorded another value since; nothing is saved.
    """
    guards.of_plan(measure.plan_id, quarter=quarter)
    locks.hold(quarter, measure)
    if quarter.state == Quarter.State.REPORTED:
        raise Refused(f"{quarter.name} is closed for updates, its measures too.")
    last = measure.values.filter(quarter=quarter).select_related("by").order_by("-pk").first()
    if last_seen is not NOT_LOOKED and (last.pk if last else None) != last_seen:
        raise ChangedMeanwhile(
            "Somebody recorded this measure while you were writing. Nothing of yours is lost: "
            "compare and save again.",
            current=last,
        )
    recorded = MeasureValue.objects.create(
        measure=measure, quarter=quarter, value=value, source=source.strip(), note=note.strip(), by=by
    )
    audit.record(
        PlanEvent.MEASURE_RECORDED,
        measure,
        by=by,
        changes={quarter.name: [plain(last.value) if last else None, plain(value)]},
    )
    return recorded
