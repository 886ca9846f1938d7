"""HTML: what Word and Excel copy, and tables of web pages."""

import pytest

from lscb.tables.content import Paragraph
from tests.lscb.tables.making import grid, grid_of, ignored, pasted, read, texts


def test_a_page_with_tables_and_text_between():
    document = pasted(
        "<!DOCTYPE html><html><head><title>Plan</title><style>td{color:red}</style></head><body><h2>Priority 1</h2><p>Some\n  words</p>"
        "<table><thead><tr><td>Ref<td>Action</thead><tr><td>1<td>Train</table>between<table><tr><th>A<th>B<tr><th>x<td>y</table>"
        "<script>alert(1)</script>after<br>that</body></html>"
    )
    assert texts(document) == ["Priority 1", "Some words", "between", "after", "that"]
    assert document.parts[0] == Paragraph("Priority 1", level=2)
    assert [grid(table) for table in document.tables] == [
        [["Ref", "Action"], ["1", "Train"]],
        [["A", "B"], ["x", "y"]],
    ]
    assert [row.header for table in document.tables for row in table.rows] == [True, False, True, False]


def test_merged_cells():
    rows = "<tr><td rowspan=2>1<td colspan=2>a<td>b<tr><td>c<td rowspan=0>d<td>e<tr><td>2<td>f"
    assert grid_of(pasted(f"<table>{rows}</table>")) == [
        ["1", "a", "<", "b"],
        ["^", "c", "d", "e"],
        ["2", "f", "^", ""],
    ]
    huge = "<table><tr><td rowspan=65534>1<td colspan=999999999>a<tr><td>b</table>"
    assert grid_of(pasted(huge)) == [["1", "a"], ["^", "b"]]


def test_lists_breaks_entities_and_nested_tables():
    cell = (
        "<p>Tom &amp; Zo&euml;&nbsp;<br>next</p><ul><li>point<ul><li>inner</ul></ul><ol start=3><li>three<li value=7>seven<li>eight</ol>"
        "<table><tr><td>n<td>m</table><pre>kept\nline</pre>"
    )
    assert grid_of(pasted(f"<table><tr><td>{cell}<td>x</table>")) == [
        ["Tom & Zoë\nnext\n• point\n• inner\n3. three\n7. seven\n8. eight\nn\nm\nkept\nline", "x"]
    ]


def test_the_number_of_a_note_above_the_line_adds_no_figure():
    cells = "<td>Train 50<sup>2</sup><td>31<sup>st</sup> March 2018<sup style='color:red'><a href='#n'>1</a></sup>"
    assert grid_of(pasted(f"<table><tr>{cells}</table>")) == [["Train 50²", "31st March 2018¹"]]


def test_what_is_hidden_is_named():
    document = pasted(
        '<style>.gone {display:none}</style><p>seen<span style="display: none">unseen</span></p><table><tr class="gone"><td>old<td>row</tr>'
        "<tr><td>a<td hidden>secret</td><td>b<del>no</del><ins>yes</ins></table><p style='mso-hide:all'>mark</p>"
        '<p><img alt="The logo">x</p>'
    )
    assert texts(document) == ["seen", "x"]
    assert grid_of(document) == [["a", "byes"]]
    assert sorted(ignored(document)) == sorted(
        [
            ("unseen", "hidden text"),
            ("old row", "hidden text"),
            ("secret", "hidden text"),
            ("no", "deleted with changes tracked"),
            ("mark", "hidden text"),
            ("The logo", "a picture"),
        ]
    )


def test_colours_and_bold():
    document = pasted(
        "<style>.xl65 {background:yellow; mso-pattern:black none;} td.xl66{font-weight:700}</style><table>"
        '<tr><td style="background-color: rgb(198,239,206)">a<td bgcolor="#FF0000">b<td class="xl65">c<td class=xl66>d</tr>'
        '<tr bgcolor=gray><td>e<td style="background:white url(x.png)">f<td style="background:transparent">g<td><b>h</b> i</tr></table>'
    )
    rows = document.tables[0].rows
    assert [cell.shade for cell in rows[0].cells] == ["C6EFCE", "FF0000", "FFFF00", ""]
    assert [cell.shade for cell in rows[1].cells] == ["808080", "", "", "808080"]
    assert [cell.strong for cell in rows[0].cells] == [False, False, False, True]
    assert [cell.strong for cell in rows[1].cells] == [False, False, False, False]


def test_what_word_copies():
    point = (
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'>"
        "<span style='mso-list:Ignore'>·<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;</span></span></span>"
        "<![endif]>point<o:p></o:p></p>"
    )
    number = "<p><span style='mso-list:Ignore'>1.2<span>&nbsp;&nbsp;</span></span>numbered</p>"
    text = (
        "Version:1.0\r\nStartHTML:0000000105\r\nEndHTML:0000002000\r\n<html xmlns:o='urn:schemas-microsoft-com:office:office'><head>"
        "<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--><style><!-- p.Mso {margin:0} --></style></head><body>"
        f"<!--StartFragment--><table class=MsoTableGrid><tr><td>{point}{number}<td>Chair</table><!--EndFragment--></body></html>"
    )
    assert grid_of(pasted(text)) == [["• point\n1.2 numbered", "Chair"]]


def test_a_page_that_is_saved_under_another_name():
    page = "<html><body><table><tr><td>Ref<td>Action<tr><td>1<td>Zoë</table></body></html>"
    assert grid_of(read(page.encode(), "report.xls")) == [["Ref", "Action"], ["1", "Zoë"]]
    assert grid_of(read(page.encode("utf-16"), "plan.csv")) == [["Ref", "Action"], ["1", "Zoë"]]


def test_a_table_that_only_frames_others_is_none():
    inner = "<table><tr><td>Ref<td>Action<tr><td>1<td>Train</table>"
    framed = pasted(f"<table><tr><td>Our plan{inner}</td></tr><tr><td>{inner}</td></tr></table>")
    assert texts(framed) == ["Our plan"]
    assert [grid(table) for table in framed.tables] == [[["Ref", "Action"], ["1", "Train"]]] * 2


def test_fields_of_a_form():
    cell = (
        '<input value="typed"><input type=checkbox checked><input type=hidden value="no"><select><option>Red<option selected>Green</select>'
        "<textarea>long\ntext</textarea>"
    )
    assert grid_of(pasted(f"<table><tr><td>{cell}<td>x</table>")) == [["typed☒Greenlong\ntext", "x"]]


@pytest.mark.parametrize("text", ["<table><tr><td>a<td>b", "<b>a</b>\t<i>b</i>", "<td>a</td><td>b</td>"])
def test_pieces_of_a_page_lose_no_word(text):
    document = pasted(text)
    said = " ".join(
        texts(document) + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    assert said.split() == ["a", "b"]
