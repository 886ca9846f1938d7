"""What asks the process apart: each way in which reading ends is a document or a sentence."""

import pytest

from lscb import table_reader
from lscb.apart.process import Answer, Outcome
from lscb.table_reader import NotRead, read_file, read_pasted
from lscb.tables.content import Document, Ignored, Paragraph, as_json, from_json
from lscb.tables.limits import Limits
from tests.lscb.tables.making import book_of_everything, grid_of, para, run, tbl, tc, tr, word


def test_what_was_read_comes_back_as_it_was():
    document = read_file(book_of_everything(), "plan.xlsx")
    assert grid_of(document) == [
        ["Ref", "Action", "When"],
        ["1.1", "Train\neverybody", "31 March 2018"],
        ["^", "Write", ""],
    ]
    [header, first, second] = document.tables[0].rows
    assert [cell.strong for cell in header.cells] == [True, False, False]
    assert first.cells[0].number
    assert str(first.cells[2].day) == "2018-03-31"
    assert second.cells[2].shade == "C6EFCE"
    assert document.ignored == (Ignored("Soon?", "a comment in C2 of “Plan”"),)
    assert from_json(as_json(document)) == document
    assert table_reader.process.last.outcome == Outcome.DONE


def test_headings_and_headers_come_back_too():
    document = Document((Paragraph("Plan", 1),), (), ("Mind this.",))
    assert from_json(as_json(document)) == document
    content = word(tbl(tr("Ref", "Who", look="<w:tblHeader/>"), tr("1", tc(para(run("x", "<w:b/>"))))))
    assert read_file(content, "plan.docx").tables[0].rows[0].header


def test_pasted_text_and_html():
    assert grid_of(read_pasted("Ref\tWho\r\n1\tZoë \ud800\r\n"))[1][0] == "1"
    assert grid_of(read_pasted("<table><tr><td>Ref<td>Zoë</table>")) == [["Ref", "Zoë"]]
    for nothing in ("", " \n\t"):
        with pytest.raises(NotRead, match="Nothing was pasted"):
            read_pasted(nothing)


def test_what_is_longer_than_it_may_be_is_not_read_at_all(monkeypatch, settings):
    settings.UPLOAD_AT_MOST = 5
    monkeypatch.setattr(table_reader.process, "ask", None)
    long = b"x" * (5 * 2**20 + 1)
    with pytest.raises(NotRead, match="larger than the 5 MB a file may have"):
        read_file(long, "plan.docx")
    with pytest.raises(NotRead, match="longer than the 5 MB"):
        read_pasted(long.decode())


@pytest.mark.parametrize("outcome", [each for each in Outcome if each != Outcome.DONE])
def test_every_way_in_which_reading_fails_has_its_sentence(monkeypatch, outcome, caplog):
    monkeypatch.setattr(table_reader.process, "ask", lambda *args, **kwargs: Answer(outcome, b"Traceback"))
    with pytest.raises(NotRead) as refused:
        read_file(b"x", "plan.csv")
    assert refused.value.messages[0].endswith(".")
    assert "Traceback" in caplog.text and "Traceback" not in str(refused.value)


def test_the_limits_of_the_settings_count(settings):
    settings.TABLE_LIMITS = settings.TABLE_LIMITS | {"rows": 2}
    with pytest.raises(NotRead, match="more than 2 rows"):
        read_file(b"a,b\n1,2\n3,4\n", "plan.csv")
    Limits(**settings.TABLE_LIMITS)
