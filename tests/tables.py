"""The tables of a page, as somebody counts their columns."""

from lxml import html


def tables_of(page: str) -> list[list[list[str]]]:
    """Each table's rows, the head first, and each row's cells as words; a heading over a row's whole width and a row
    that holds a form are left out.

    :raises AssertionError: for a table of which a row has other cells than the head.
    """
    found = []
    for table in html.fromstring(page).iter("table"):
        rows = [
            [" ".join(cell.text_content().split()) for cell in row.iterchildren("th", "td")]
            for row in table.iter("tr")
            if not row.xpath("./*[@colspan]")
        ]
        assert len({len(row) for row in rows}) == 1, rows
        found.append(rows)
    return found


def heads_of(page: str) -> list[list[str]]:
    """The words over each column of each table."""
    return [rows[0] for rows in tables_of(page)]
