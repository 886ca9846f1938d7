"""Income and spending: nothing is drafted. The table of the report's own lines is set under the heading that has this
material, and its totals are worked out there."""

from reporting.yearly.facts import YearFacts


def drafted(year: YearFacts) -> str:
    return ""
