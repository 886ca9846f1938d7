"""The plan on one page: what it is for, its parts with lead, count and worst rating, and what runs through all."""

from reporting.onepage.content import OnePage, groupings, plan_on_a_page
from reporting.onepage.layout import Layout, lay_out

__all__ = ["Layout", "OnePage", "groupings", "lay_out", "plan_on_a_page"]
