"""Cells of the spreadsheets that lists are handed out as, and taken back from."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def no_formula(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; what would be one begins with an apostrophe."""
    return f"'{text}" if len(text) > 1 and text.startswith(_FORMULA) else text


def as_typed(text: str) -> str:
    """What a cell that comes back says, without that apostrophe and without spaces around it."""
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
