"""Dates as a board writes them; day first when read."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATE_FORMAT = "j M Y"
# Everywhere a date is typed: pages, the admin, spreadsheets.
DATE_INPUT_FORMATS = [
    "%d %B %Y",
    "%d %b %Y",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y-%m-%d",
]
