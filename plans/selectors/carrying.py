"""Which dates go along when actions are carried over into the next plan, and what their words would mean there."""

from collections.abc import Iterable
from dataclasses import dataclass

from lscb.wording import long_date
from plans.models import Action, Plan
from plans.rules.moves import dates_said
from plans.selectors.action_rows import ActionRow
from plans.selectors.readings import chosen_in, meaning_in


@dataclass(frozen=True)
class CarriedRow:
    """An action that can be carried over: the dates that go along, and those its words would mean there, if others."""

    row: ActionRow
    dates: str
    there: str

    @property
    def action(self) -> Action:
        return self.row.action


def carried_rows(
    groups: Iterable[tuple[str, list[ActionRow]]], into: Plan
) -> list[tuple[str, list[CarriedRow]]]:
    """Rows under their headings with what happens to their dates; one query. Milestones as `for_list` reads them."""
    chosen = chosen_in(into)

    def carried(row: ActionRow) -> CarriedRow:
        there = meaning_in(row.action, into, chosen)
        return CarriedRow(row, dates_that_go_along(row.action), dates_said(there.due_dates) if there else "")

    return [(heading, [carried(row) for row in rows]) for heading, rows in groups]


def dates_that_go_along(action: Action) -> str:
    """As "Due 31 July 2018, first 31 March 2018, goes along."; uses `milestone_rows`."""
    confirm = "" if not action.has_date_to_confirm else ", still to be confirmed,"
    if action.due_on:
        first = f", first {long_date(action.first_due_on)}," if action.slipped_days else ""
        return f"Due {long_date(action.due_on)}{first or confirm} goes along."
    parts = [part.due_on for part in action.milestone_rows if part.due_on and not part.done_on]
    if not parts:
        return "No date goes along."
    return f"{dates_said(parts)}{confirm} {'goes' if len(parts) == 1 else 'go'} along."
