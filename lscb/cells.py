"""Cells of the spreadsheets that lists are handed out as."""


def no_formula(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; what would be one begins with an apostrophe."""
    return f"'{text}" if len(text) > 1 and text[0] in "=+-@\t\r\n" else text
