"""How a browser is called on the page of one's sessions, and when allauth noted something there."""

from datetime import datetime

from django import template

from lscb import clock

register = template.Library()

# What stands in a browser's own line about itself, the more telling first: most also claim to be others.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


def _first(names: dict[str, str], line: str) -> str:
    return next((name for mark, name in names.items() if mark in line), "")


@register.filter
def as_here(moment: datetime | None) -> datetime | None:
    """A moment that was written by the real clock, as it is where the day is a chosen one."""
    return clock.as_here(moment)


@register.filter
def device(user_agent: str) -> str:
    """The browser and what it runs on, as "Firefox on Windows"."""
    browser, system = _first(BROWSERS, user_agent) or "Another program", _first(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser
