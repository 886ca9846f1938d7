"""The forward plan on paper."""

from reporting.selectors.forward_plan import ForwardPlan
from reporting.sheets.base import Sheet, head_of


def sheet_context(forward: ForwardPlan) -> dict:
    """What the template of the landscape page says; a cell a month and forum, with notes below."""
    return {
        "forward": forward,
        "head": Sheet(**head_of(forward.plan)),
        "months": [(month, cells) for month, cells in forward.months if any(cells)],
    }
