"""For which dates of an action a new one can be asked for."""

from collections.abc import Iterable

from plans.models import Action, DateChange, Milestone


def dates_to_ask_for(action: Action, waiting: Iterable[DateChange]) -> list[Milestone | None]:
    """Its open dated parts, or None for its one due date, or for one where it has no date; not those for which one of
    the requests that wait asks already. Uses `milestone_rows`.
    """
    asked = {change.milestone_id for change in waiting}
    dated = [part for part in action.milestone_rows if part.due_on and not part.done_on]
    dates: list[Milestone | None] = [None]
    if action.due_on is None and dated:
        dates = sorted(dated, key=lambda part: (part.due_on, part.pk))  # type: ignore[assignment]
    return [part for part in dates if (part and part.pk) not in asked]
