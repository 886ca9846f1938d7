"""CSV and pasted text: what separates its cells, what its bytes mean, and where a quoted cell ends."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb.tables.limits import NotReadable
from lscb.tables.separated import rows_of
from tests.lscb.tables.making import grid_of, pasted, read, texts

ROWS = [
    ["Ref", "Who, as printed", "Action"],
    ["1.10", "Zoë’s team; “all”", "Train\neverybody, soon"],
    ["2", "", "£5"],
]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_what_excel_and_others_write(sign, encoding):
    made = io.StringIO()
    csv.writer(made, delimiter=sign).writerows(ROWS)
    assert grid_of(read(made.getvalue().encode(encoding), "plan.csv")) == ROWS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sep=|\r\nRef|Action\r\n1|a;b;c\r\n", [["Ref", "Action"], ["1", "a;b;c"]]),
        ("Ref;Action\n1;a, b, c\n2;d, e\n", [["Ref", "Action"], ["1", "a, b, c"], ["2", "d, e"]]),
        (
            "Plan 2017-20\n\nRef,Action\n1,a\n2,b",
            [["Plan 2017-20", ""], ["", ""], ["Ref", "Action"], ["1", "a"], ["2", "b"]],
        ),
        ("Ref,Action,\n1,a,\n,,\n", [["Ref", "Action"], ["1", "a"]]),
        ('Ref,Action\r1,"a ""b"" c"\r', [["Ref", "Action"], ["1", 'a "b" c']]),
        ("Ref,Action\n1,'=1+1\n2,'tis late\n", [["Ref", "Action"], ["1", "=1+1"], ["2", "'tis late"]]),
        ("Action\nTrain\n", [["Action"], ["Train"]]),
        (
            "Ref,Action\n1,Tom &amp; Zo&euml;<br>and<p>more</p> a < b\n",
            [["Ref", "Action"], ["1", "Tom & Zoë\nand\nmore\na < b"]],
        ),
        ("Ref,A&B;C\n1,x", [["Ref", "A&B;C"], ["1", "x"]]),
    ],
)
def test_a_csv(text, expected):
    assert grid_of(read(text.encode(), "plan.csv")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Ref\tAction\r\n1\t"two\nlines ""said"""\r\n', [["Ref", "Action"], ["1", 'two\nlines "said"']]),
        (
            'Ref\tAction\n1\t"Train" is short\n2\t5" x 7"\n',
            [["Ref", "Action"], ["1", '"Train" is short'], ["2", '5" x 7"']],
        ),
        ('Ref\tAction\n1\t"never closed\n2\tb', [["Ref", "Action"], ["1", '"never closed'], ["2", "b"]]),
        ("Ref\tAction\n\tgoes on\n3", [["Ref", "Action"], ["", "goes on"], ["3", ""]]),
        ("\tA\tB\n1\tx\ty", [["", "A", "B"], ["1", "x", "y"]]),
        ("Ref,Action\n1,Train", [["Ref", "Action"], ["1", "Train"]]),
    ],
)
def test_what_a_spreadsheet_copies(text, expected):
    assert grid_of(pasted(text)) == expected


def test_a_text_without_a_table_is_paragraphs():
    assert texts(pasted("One line\n\n· second, with a comma\n")) == ["One line", "• second, with a comma"]
    assert texts(read(b"Just words, of a letter\nand more words\n", "plan.txt")) == [
        "Just words, of a letter",
        "and more words",
    ]


cells = st.text(alphabet=st.sampled_from('ab "\n,;\t'), max_size=6)


@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_whatever_a_program_quotes_comes_back(rows, sign):
    made = io.StringIO()
    csv.writer(made, delimiter=sign, lineterminator="\n").writerows(rows)
    assert list(rows_of(made.getvalue(), sign)) == rows


@given(st.text(alphabet=st.sampled_from('ab"\n\r,'), max_size=30))
def test_no_letter_is_lost_however_a_text_is_quoted(text):
    read_ = "".join(cell for row in rows_of(text, ",") for cell in row)
    assert read_.count("a") == text.count("a")
    assert read_.count("b") == text.count("b")


@pytest.mark.parametrize(
    "content", [b"\xff\xfea", b"a,b\n\xa3\0,c", b"\x81\x8d\x8f", bytes(range(32)) * 9, b"\0" * 99]
)
def test_what_is_no_text_is_refused(content):
    with pytest.raises(NotReadable, match="none that can be read"):
        read(content, "plan.csv")
