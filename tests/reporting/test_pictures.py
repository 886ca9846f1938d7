"""The pictures of a report: each counts what the rows say, all parts are lettered, and the matrix adds up."""

from collections import Counter
from datetime import date

import pytest
from PIL import ImageColor

from plans.rules.ratings import Rating
from reporting.report.facts import PastPosition
from reporting.report.matrix import LEFT, NEW
from reporting.report.pictures import complete_against_due
from reporting.rules.drawings import FILLS, columns, least_width, risk_grid, widths
from tests.reporting.test_content import action, made

LETTERS = "BGARNH-"


def texts(drawing) -> list[str]:
    return [shape.words for shape in drawing.shapes if shape.tag == "text"]


@pytest.mark.parametrize(
    "counts", [(71,), (1, 70), (11, 25, 9, 5, 6, 1, 14), (1, 0, 0, 999), (1, 1, 1, 1, 1, 1, 1)], ids=str
)
def test_a_bar_is_as_wide_as_its_room_and_no_part_too_narrow_for_its_letter(counts):
    parts = widths(list(zip(LETTERS, counts, strict=False)), 594)
    assert [number for _, number, _ in parts] == [number for number in counts if number]
    assert sum(width for *_, width in parts) == pytest.approx(594)
    assert all(width >= least_width(letter, number) for letter, number, width in parts)


def test_bars_have_every_period_with_the_letters_and_numbers_of_its_rows():
    past = PastPosition("Q3 2017/18", None, (("B", 0), ("G", 3), ("-", 1)))
    rows = [action(n, letter) for n, letter in enumerate("GGAH--", start=1)]
    content = made(*rows, past=(past,))
    assert texts(content.pictures.bars) == [
        *("Q3 2017/18", "G 3", "– 1", "4"),
        *("Q4 2017/18", "G 2", "A 1", "H 1", "– 2", "6"),
    ]
    for said in ("Q3 2017/18: 3 On track, 1 No update", "1 On hold, 2 No update"):
        assert said in content.pictures.bars.words


def test_on_hold_and_silence_are_told_apart_without_colour():
    content = made(action(1, "H"), action(2, "-"))
    dashes = [dict(shape.attributes).get("stroke-dasharray") for shape in content.pictures.bars.shapes]
    assert len({each for each in dashes if each}) == 2
    assert {"H 1", "– 1"} <= set(texts(content.pictures.bars))


def test_letters_can_be_read_on_every_fill_in_grey():
    for letter, fill in FILLS.items():
        red, green, blue = (each / 255 for each in ImageColor.getrgb(fill))
        light = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
        ratio = (light + 0.05) / 0.05 if letter == "A" else 1.05 / (light + 0.05)
        assert ratio >= 4.5, letter


@pytest.mark.parametrize("months", [1, 3, 24])
def test_a_column_of_the_due_dates_stands_over_its_month(months):
    drawn = columns([("M", "", [("G", 1)])] * months, "")
    blocks = [dict(shape.attributes) for shape in drawn.shapes if shape.tag == "rect"]
    names = [dict(shape.attributes) for shape in drawn.shapes if shape.words == "M"]
    assert len(blocks) == len(names) == months
    for block, name in zip(blocks, names, strict=True):
        assert float(block["x"]) + float(block["width"]) / 2 == pytest.approx(float(name["x"]), abs=0.2)


def test_a_risk_that_moved_has_a_line_from_where_it_was():
    still = risk_grid([("1", 3, 3, 3, 3), ("2", 2, 2, None, None)], "")
    moved = risk_grid([("1", 3, 3, 2, 3)], "")
    assert not [shape for shape in still.shapes if shape.tag == "polyline"]
    assert len([shape for shape in moved.shapes if shape.tag == "polyline"]) == 1


def test_the_matrix_has_each_action_once_and_adds_up_both_ways():
    last = made(*(action(n, letter) for n, letter in enumerate("GGAR-B", start=1)), action(9, "G"))
    content = made(
        *(action(n, letter) for n, letter in enumerate("GAGR-B", start=1)),
        action(8, "N"),
        action(9, state="withdrawn"),
        last=last,
    )
    found = content.matrix
    # By a second route: the ratings of both reports, action by action.
    then = {row.id: row.now.rating for row in last.rows}
    now = {pk: content.row[pk].now.rating for pk in content.counted}
    pairs = Counter((then.get(pk, NEW), now.get(pk, LEFT)) for pk in then | now)
    cells = {
        (row.letter, letter): cell.n
        for row in found.rows
        for (letter, _), cell in zip(found.columns, row.cells, strict=True)
        if cell.n
    }
    assert cells == dict(pairs) and found.total.n == sum(pairs.values()) == 8
    assert [row.total.n for row in found.rows] == [sum(cell.n for cell in row.cells) for row in found.rows]
    assert sum(total.n for total in found.totals) == found.total.n
    assert len({cell.key for row in found.rows for cell in row.cells}) == len(found.rows) * len(found.columns)


def test_the_first_report_has_no_matrix_and_says_so():
    content = made(action(1, "G"))
    assert content.matrix is None and content.outline.heading("movement") is None
    assert content.pictures.burn_up is None


def test_the_heat_map_adds_up_to_the_bar():
    content = made(*(action(n, letter) for n, letter in enumerate("BGARNH-GG", start=1)))
    for split in content.breakdowns:
        assert [cell.n for cell in split.total.counts] == [row.count.n for row in content.position.rows]
    assert content.position.rows[0].letter == Rating.COMPLETE


def test_a_report_that_was_corrected_late_stands_on_its_day():
    """The line goes from left to right, and the last number is that of the last day."""
    days = [date(2018, 3, 31), date(2018, 12, 31), None]
    reports = [(date(2018, 5, 20), 3), (date(2018, 4, 9), 1), (date(2018, 7, 9), 2)]
    drawn = complete_against_due(days, reports)
    assert drawn.words == (
        "Complete against due: 1 on 9 April 2018, 3 on 20 May 2018, 2 on 9 July 2018; "
        "1 was due by 9 July 2018, 2 by 31 December 2018, and 1 has no date"
    )
    places = [float(dict(shape.attributes)["cx"]) for shape in drawn.shapes if shape.tag == "circle"]
    assert len(places) == 3 and places == sorted(places)


def test_when_all_was_due_by_now_one_day_is_named():
    drawn = complete_against_due([date(2018, 1, 31)] * 2, [(date(2018, 1, 9), 0), (date(2018, 4, 9), 2)])
    assert drawn.words.endswith("; 2 were due by 9 April 2018")
