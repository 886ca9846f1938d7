"""Workbooks as people keep plans in them: what a sheet shows is read, and what it hides is named."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.table import Table as ListTable
from PIL import Image as Picture

from lscb.tables.content import Paragraph
from lscb.tables.number_formats import shown
from tests.lscb.tables.making import (
    NAMES,
    grid,
    grid_of,
    ignored,
    read,
    relations,
    saved,
    texts,
    with_parts,
    xlsx,
)


def book(rows=(), **cells: object) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.active.title = "Plan"
    for row in rows:
        made.active.append(row)
    for place, value in cells.items():
        made.active[place] = value
    return made


def row_of(made: openpyxl.Workbook):
    [table] = read(saved(made), "plan.xlsx").tables
    return table.rows[0].cells


def sheet_of(cells: str, **others):
    return read(xlsx(f"<sheetData>{cells}</sheetData>", **others), "plan.xlsx")


def test_every_sheet_in_its_order_without_what_is_empty_at_its_end():
    made = book([["Ref", "Action"], ["1", "Train\neverybody"], [], ["2", "Write"]], H40=" ")
    made.create_sheet("Empty")
    made.create_sheet("Risks").append(["Risk"])
    tables = read(saved(made)).tables
    assert [table.name for table in tables] == ["Plan", "Risks"]
    assert grid(tables[0]) == [["Ref", "Action"], ["1", "Train\neverybody"], ["", ""], ["2", "Write"]]


def test_merged_cells():
    made = book([["Priority 1", None, None], ["1", "a", "b"], [None, "c", "d"]])
    made.active.merge_cells("A1:C1")
    made.active.merge_cells("A2:A3")
    assert grid_of(read(saved(made))) == [["Priority 1", "<", "<"], ["1", "a", "b"], ["^", "c", "d"]]
    made.active.row_dimensions[2].hidden = True  # the row in which a merged cell begins: the rest shows it
    assert grid_of(read(saved(made))) == [["Priority 1", "<", "<"], ["1", "c", "d"]]


def test_what_is_hidden_is_left_out_and_named():
    made = book(
        [
            ["Ref", "Notes", "Action", "Cost"],
            [1, "do not print", "Train", 5],
            [2, "secret", "Write", 6],
            [3, "", "Old", 7],
        ]
    )
    sheet = made.active
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet.row_dimensions[4].hidden = True
    hidden = made.create_sheet("Lists")
    hidden.append(["Amber", "Green"])
    hidden.sheet_state = "veryHidden"
    document = read(saved(made))
    assert grid_of(document) == [["Ref", "Action"], ["1", "Train"], ["2", "Write"]]
    assert ignored(document) == [
        ("3 Old 7", "a hidden row of “Plan”"),
        ("Notes do not print secret", "a hidden column of “Plan”"),
        ("Cost 5 6", "a hidden column of “Plan”"),
        ("Lists: Amber Green", "a hidden sheet"),
    ]


def test_rows_and_columns_without_height_or_width_are_hidden():
    xml = (
        '<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c>'
        '<c r="B1"><v>2</v></c></row><row r="2" ht="0"><c r="A2"><v>3</v></c></row></sheetData>'
    )
    document = read(xlsx(xml))
    assert grid_of(document) == [["1"]]
    assert ignored(document) == [("3", "a hidden row of “Plan”"), ("2", "a hidden column of “Plan”")]


def test_a_row_that_a_filter_hides_is_said_to_be_one():
    made = book([["Ref"], ["1"], ["2"]])
    made.active.auto_filter.ref = "A1:A3"
    made.active.row_dimensions[3].hidden = True
    assert ignored(read(saved(made))) == [("2", "a row hidden by a filter of “Plan”")]


@pytest.mark.parametrize(
    ("value", "number_format", "text", "day"),
    [
        (date(2018, 3, 31), "dd/mm/yyyy", "31 March 2018", date(2018, 3, 31)),
        (date(2018, 3, 31), "[$-809]dddd, d mmmm yyyy;@", "31 March 2018", date(2018, 3, 31)),
        (datetime(2018, 3, 31, 14, 30), "dd/mm/yyyy hh:mm", "31 March 2018 14:30", date(2018, 3, 31)),
        (datetime(2018, 3, 31, 14, 30), "dd/mm/yyyy", "31 March 2018", date(2018, 3, 31)),
        (date(2018, 7, 1), "mmm-yy", "July 2018", None),
        (date(2018, 7, 1), "[$-809]mmmm\\ yyyy", "July 2018", None),
        (date(2018, 7, 1), "yyyy", "2018", None),
        (time(14, 30), "h:mm", "14:30", None),
    ],
)
def test_days(value, number_format, text, day):
    for epoch in (openpyxl.utils.datetime.CALENDAR_WINDOWS_1900, openpyxl.utils.datetime.CALENDAR_MAC_1904):
        made = book(A1=value)
        made.epoch = epoch
        made.active["A1"].number_format = number_format
        [cell] = row_of(made)
        assert (cell.text, cell.day, cell.number) == (text, day, False)


def test_a_day_written_as_text_and_one_in_the_format_of_strict_files():
    [cell] = row_of(book(A1="31/03/2018"))
    assert (cell.text, cell.day) == ("31/03/2018", None)
    [row] = (
        sheet_of(
            '<row r="1"><c r="A1" t="d"><v>2018-03-31T00:00:00</v></c><c r="B1" t="d"><v>soon</v></c></row>'
        )
        .tables[0]
        .rows
    )
    assert [(cell.text, cell.day) for cell in row.cells] == [
        ("31 March 2018", date(2018, 3, 31)),
        ("soon", None),
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("1.1", "General", "1.1"),
        ("1.1", "0.00", "1.10"),
        ("1.100000000000001", "General", "1.1"),
        ("0.30000000000000004", "General", "0.3"),
        ("7", "000", "007"),
        ("7", "General", "7"),
        ("7.0", "General", "7"),
        ("0.00001", "General", "0.00001"),
        ("1E-5", "General", "0.00001"),
        ("1E+15", "General", "1000000000000000"),
        ("0.5", "0%", "50%"),
        ("0.125", "0.0%", "12.5%"),
        ("100000", "#,##0", "100,000"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("1500000", '0.0,,"m"', "1.5m"),
        ("-5", "0;(0)", "(5)"),
        ("-5", "0", "-5"),
        ("0", '0;-0;"none"', "none"),
        ("0.5", "#.##", ".5"),
        ("5", "#.##", "5"),
        ("1250", "[$£-809]#,##0", "£1,250"),
        ("3", '"Action "0', "Action 3"),
        ("3", "\\A0", "A3"),
        ("5", "0_);[Red](0)", "5"),
        ("0.5", "# ?/?", "0.5"),
        ("12345", "0.00E+00", "12345"),
        ("1.5", "[h]:mm", "36:00"),
        ("nan", "0", "nan"),
        ("1e999", "0", "1e999"),
        ("-1", "dd/mm/yyyy", "-1"),
        ("99999999999", "dd/mm/yyyy", "99999999999"),
    ],
)
def test_numbers_as_they_are_shown(value, number_format, text):
    assert shown(value, number_format, openpyxl.utils.datetime.CALENDAR_WINDOWS_1900).text == text


def test_a_number_is_known_to_be_one():
    cells = row_of(book([[1.1, "1.10", 7, True, False]]))
    assert [(cell.text, cell.number) for cell in cells] == [
        ("1.1", True), ("1.10", False), ("7", True), ("TRUE", False), ("FALSE", False),
    ]  # fmt: skip


def test_formulas_are_read_by_their_results_and_named_where_they_have_none():
    document = sheet_of(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A2</f><v>Train</v></c><c r="C1"><f>A3</f></c>'
        '<c r="D1" t="e"><f>A4</f><v>#REF!</v></c><c r="E1" t="str"><f>""</f><v></v></c><c r="F1" t="str"><v>end</v></c></row>'
        '<row r="2"><c r="C2"><v>1</v></c><c r="D2"><v>2</v></c><c r="E2"><v>3</v></c></row>'
    )
    assert grid_of(document) == [["2", "Train", "", "", "", "end"], ["", "", "1", "2", "3", ""]]
    assert document.warnings == (
        "Cell D1 of “Plan” shows an error of a formula and was read as empty.",
        "Cell C1 of “Plan” holds a formula without a result. Open the file in Excel, save it and choose it again.",
    )
    many = read(saved(book([["x", *["=1"] * 8]])))
    assert many.warnings[0].startswith(
        "Cells B1, C1, D1, E1, F1 and 3 more of “Plan” hold formulas without a result."
    )


def test_rich_text_bold_and_struck():
    rich = CellRichText([TextBlock(InlineFont(b=True), "Lead: "), "Chair"])
    made = book([["bold", rich, CellRichText([TextBlock(InlineFont(b=True), "all")]), "old"]])
    made.active["A1"].font = Font(bold=True)
    made.active["D1"].font = Font(strike=True)
    document = read(saved(made))
    assert [(cell.text, cell.strong) for cell in document.tables[0].rows[0].cells] == [
        ("bold", True), ("Lead: Chair", False), ("all", True), ("old", False),
    ]  # fmt: skip
    assert document.warnings == ("Words that are struck through in D1 of “Plan” were kept.",)


def test_the_number_of_a_note_above_the_line_adds_no_figure():
    note = '<r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r>'
    document = read(xlsx(
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>',
        strings=f"<si><r><t>Train 50</t></r>{note}</si>",
    ), "plan.xlsx")  # fmt: skip
    assert grid_of(document) == [["Train 50²"]]


def test_an_apostrophe_that_guards_a_formula_is_taken_off():
    assert [cell.text for cell in row_of(book([["'=1+1", "'tis late", -1]]))] == ["=1+1", "'tis late", "-1"]


def test_how_signs_are_pronounced_is_no_part_of_a_text():
    document = sheet_of(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>two_x000D_lines _x0041_</t></is></c>'
        '<c t="s"><v>99</v></c></row>',
        strings='<si><t>a</t><rPh sb="0" eb="1"><t>b</t></rPh></si>',
    )
    assert grid_of(document) == [["a", "two\nlines A"]]


def test_colours():
    fills = {
        "A1": PatternFill("solid", "FFC6EFCE"),
        "B1": PatternFill("solid", "FFFFFFFF"),
        "C1": PatternFill("solid", Color(indexed=10)),
        "D1": PatternFill("solid", Color(theme=4)),
        "E1": PatternFill("solid", Color(theme=4, tint=0.8)),
        "F1": PatternFill("solid", Color(theme=0, tint=-0.5)),
        "G1": PatternFill("gray125"),
        "H1": PatternFill("solid", Color(indexed=64)),
    }
    made = book([["x"] * 8])
    for place, fill in fills.items():
        made.active[place].fill = fill
    made.active["B2"].fill = fills["A1"]
    made.active["A2"] = "y"
    table = read(saved(made)).tables[0]
    assert [cell.shade for cell in table.rows[0].cells] == [
        "C6EFCE",
        "",
        "FF0000",
        "4F81BD",
        "DCE6F2",
        "808080",
        "",
        "",
    ]
    assert table.rows[1].cells[1].shade == "C6EFCE"  # a rating by its colour alone


def test_comments_headers_text_boxes_and_pictures():
    made = book([["Ref"], ["1"]])
    made.active["A2"].comment = Comment("Is this right?", "A")
    made.active.oddHeader.center.text = "Draft 2"
    document = read(saved(made))
    assert ignored(document) == [
        ("Draft 2", "a header or footer"),
        ("Is this right?", "a comment in A2 of “Plan”"),
    ]
    Picture.new("RGB", (2, 2)).save(logo := io.BytesIO(), "png")
    made.active.add_image(Image(logo), "C3")
    content = saved(made)
    assert ("Picture", "a picture of “Plan”") in ignored(read(content))
    box = (
        f"<xdr:wsDr {NAMES}><xdr:twoCellAnchor><xdr:sp><xdr:txBody><a:p><a:r><a:t>Agreed by </a:t></a:r><a:r><a:t>the group</a:t>"
        "</a:r></a:p><a:p><a:r><a:t>in May</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"
    )
    document = read(with_parts(content, {"xl/drawings/drawing1.xml": box}))
    assert document.parts[-1] == Paragraph("Agreed by the group\nin May")


def test_threaded_comments_are_named_once():
    threaded = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="A1" id="1"><text>Who does it?</text></threadedComment></ThreadedComments>'
    )
    kept = '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors/><commentList><comment ref="A1"><text><t>[Threaded comment] Who does it?</t></text></comment></commentList></comments>'
    document = sheet_of(
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                {
                    "/xl/comments1.xml": "comments",
                    "/xl/threadedComments/threadedComment1.xml": "threadedComment",
                }
            ),
            "xl/comments1.xml": kept,
            "xl/threadedComments/threadedComment1.xml": threaded,
        },
    )
    assert ignored(document) == [("Who does it?", "a comment in A1 of “Plan”")]


def test_a_table_of_excel_and_rows_repeated_on_each_page_have_headers():
    made = book([["Title", None], [], ["Ref", "Action"], ["1", "Train"]])
    made.active.add_table(ListTable(displayName="T", ref="A3:B4"))
    assert [row.header for row in read(saved(made)).tables[0].rows] == [False, False, True, False]
    made = book([["Ref", "Action"], ["1", "Train"]])
    made.active.print_title_rows = "1:1"
    assert [row.header for row in read(saved(made)).tables[0].rows] == [True, False]


def test_a_sheet_without_cells_is_named():
    made = book([["x"]])
    made.create_chartsheet("Trend")
    assert ignored(read(saved(made))) == [("Trend", "a sheet without cells")]


def test_places_that_are_not_said_follow_each_other():
    document = sheet_of("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    assert grid_of(document) == [["1", "2"], ["3", ""]]


def test_a_workbook_of_the_strict_kind_and_with_macros():
    content = xlsx('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')

    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {
            name: old.read(name)
            .replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            .replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            for name in old.namelist()
        }
    document = read(with_parts(content, parts | {"xl/vbaProject.bin": b"\xd0\xcf"}), "plan.xlsm")
    assert grid_of(document) == [["1"]]
    assert texts(document) == []
