"""The forms of the pages are small ones, as those of every app are."""

from lscb.web.small_forms import CHANGED, SeenForm, SmallForm

__all__ = ["CHANGED", "SeenForm", "SmallForm"]
