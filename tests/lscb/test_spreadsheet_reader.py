"""Spreadsheets that are handed in: read within limits of size, time and memory, or refused in words."""

import csv
import io
import re
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lscb import spreadsheet_reader
from lscb.spreadsheet_reader import NotRead, NumberCell, read_rows
from plans.models import Action
from tests.factories import PlanFactory, board_team

MB = 2**20
HEADINGS = ["reference", "action"]


def xlsx(cells: dict[str, object], rows=()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def changed(content: bytes, change: dict[str, bytes], add: dict[str, bytes] | None = None) -> bytes:
    """An .xlsx with other bytes in the places of some of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_rows(xml: str) -> bytes:
    """An .xlsx whose sheet holds these rows, in its own XML."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:B2"/>'
        f"<sheetData>{xml}</sheetData></worksheet>"
    )
    return changed(xlsx({"A1": "reference"}), {SHEET: sheet.encode()})


def test_cells_are_what_a_person_reads():
    rows = [HEADINGS, [1.0, date(2018, 3, 31)], [2.5, datetime(2018, 3, 31, 14, 30)], [True, None, "third"]]
    assert read_rows(xlsx({}, rows), "xlsx") == [
        ["reference", "action", ""],
        ["1", "2018-03-31", ""],
        ["2.5", "2018-03-31 14:30:00", ""],
        ["True", "", "third"],
    ]
    assert read_rows('﻿reference,action\n1,"Two\nlines"\n'.encode(), "csv") == [HEADINGS, ["1", "Two\nlines"]]


ROWS = [["reference", "who, as printed"], ["1.10", "Zoë’s team – £5"]]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_is_read_in_whatever_excel_writes(encoding, separator):
    made = io.StringIO()
    csv.writer(made, delimiter=separator).writerows(ROWS)
    assert read_rows(made.getvalue().encode(encoding), "csv") == ROWS


def test_a_csv_may_name_its_separator_and_an_xlsx_may_be_called_one():
    assert read_rows(b"sep=|\r\nreference|action\r\n1|a;b;c\r\n", "csv") == [HEADINGS, ["1", "a;b;c"]]
    assert read_rows(xlsx({}, [HEADINGS]), "csv") == [HEADINGS]


def test_cells_are_read_as_they_are_shown():
    """July 2018 typed into Excel is kept as 1 July, and 1.10 with two decimals as 1.1."""
    book = openpyxl.Workbook()
    shown = {
        "A1": (date(2018, 7, 1), "mmm-yy", "July 2018"),
        "B1": (date(2018, 7, 1), "[$-809]mmmm\\ yyyy", "July 2018"),
        "C1": (date(2018, 7, 1), "dd/mm/yyyy", "2018-07-01"),
        "D1": (1.1, "0.00", "1.10"),
        "E1": (0.5, "0%", "50%"),
        "F1": (100_000, "#,##0", "100000"),
        "G1": (1e15, "General", "1000000000000000"),
        "H1": (0.00001, "General", "0.00001"),
        "I1": (0.1 + 0.2, "General", "0.3"),
        "J1": (1.1, "General", "1.1"),
        "K1": ("1.1", "@", "1.1"),
    }
    for place, (value, number_format, _) in shown.items():
        book.active[place] = value
        book.active[place].number_format = number_format
    made = io.BytesIO()
    book.save(made)
    [row] = read_rows(made.getvalue(), "xlsx")
    assert row == [words for _, _, words in shown.values()]
    # Only those without a format may have lost a nought.
    assert [cell for cell in row if isinstance(cell, NumberCell)] == ["0.00001", "0.3", "1.1"]


def test_empty_rows_are_kept_inside_and_left_out_at_the_end():
    content = xlsx({"A1": "reference", "A4": "1", "A9": " ", "C4": " "})
    assert read_rows(content, "xlsx") == [["reference"], [""], [""], ["1"]]
    assert read_rows(b"reference\n\n1\n,\n\n", "csv") == [["reference"], [""], ["1"]]
    assert read_rows(b"", "csv") == []


@pytest.mark.parametrize("value", ["x", " ", ""])
def test_a_cell_at_the_far_end_costs_nothing(value):
    content = xlsx({"A1": "reference", "XFD1048576": value or None})
    assert len(content) < 6_000
    started = time.monotonic()
    if value.strip():
        with pytest.raises(NotRead, match=r"Row 1,048,576 has something in it: .* at most 500 rows"):
            read_rows(content, "xlsx")
    else:
        assert read_rows(content, "xlsx") == [["reference"]]
    assert time.monotonic() - started < 10
    assert spreadsheet_reader.process.last.peak_memory < 200 * MB


@pytest.mark.parametrize(
    ("make", "kind", "said"),
    [
        (
            lambda: xlsx({}, [HEADINGS] * 6_000),
            "xlsx",
            "Row 502 has something in it: a file may have at most 500 rows",
        ),
        (lambda: b"reference\n" * 6_000, "csv", "Row 502 has something in it"),
        (
            lambda: xlsx({"CW2": "x"}),
            "xlsx",
            "Cell CW2 has something in it: a file may have at most 100 columns",
        ),
        (lambda: b"x," * 100 + b"x", "csv", "Cell CW1 has something in it"),
        (lambda: xlsx({}, [["x"] * 100] * 201), "xlsx", "at most 20,000 cells that are filled"),
        (lambda: b"x" * (10 * MB + 1), "csv", "larger than the 10 MB a file may have"),
        (
            lambda: changed(xlsx({"A1": "x"}), {}, {"bomb": b"0" * (51 * MB)}),
            "xlsx",
            "would be larger than 50 MB",
        ),
        (
            lambda: changed(xlsx({"A1": "x"}), {}, {f"part{n}": b"" for n in range(1_000)}),
            "xlsx",
            "larger than 50 MB",
        ),
    ],
    ids=["rows", "rows-csv", "columns", "columns-csv", "cells", "bytes", "unpacked", "parts"],
)
def test_what_is_too_much_is_refused_by_the_name_of_its_limit(make, kind, said):
    content = make()  # not while tests are only collected
    started = time.monotonic()
    with pytest.raises(NotRead, match=re.escape(said)) as refused:
        read_rows(content, kind)
    assert "Nothing was imported." in str(refused.value)
    assert time.monotonic() - started < 10


def test_what_takes_too_long_is_stopped(settings):
    settings.READING_SECONDS = 1
    with pytest.raises(NotRead, match="took longer than 1 seconds, and was stopped"):
        read_rows(with_rows('<row r="99999999999"><c r="A1"><v>1</v></c></row>'), "xlsx")


def test_what_takes_too_much_memory_is_stopped(settings):
    long = "x" * 2_000
    columns = [openpyxl.utils.get_column_letter(n) for n in range(1, 101)]
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{column}{n}" t="inlineStr"><is><t>{long}</t></is></c>' for column in columns)
        + "</row>"
        for n in range(1, 200)
    )
    settings.READING_MEMORY = 150
    with pytest.raises(NotRead, match="needed more than the 150 MB of memory"):
        read_rows(with_rows(rows), "xlsx")
    settings.READING_MEMORY = 512
    assert read_rows(xlsx({"A1": "x"}), "xlsx") == [["x"]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 nothing",
        xlsx({"A1": "x"})[:-200],
        changed(xlsx({"A1": "x"}), {SHEET: b"<worksheet><sheetData><row"}),
        changed(xlsx({"A1": "x"}), {SHEET: b"\0" * 1_000}),
        changed(xlsx({"A1": "x"}), {"[Content_Types].xml": b"<x/>"}),
    ],
    ids=["empty", "no archive", "cut short", "a sheet cut short", "a sheet of zeros", "other types"],
)
def test_what_is_no_spreadsheet_is_said_to_be_none(content):
    with pytest.raises(NotRead, match="cannot be read"):
        read_rows(content, "xlsx")


@pytest.mark.parametrize("content", [b"\xff\xfea", b"a,b\n\xa3\0,c", b'a,"b'])
def test_what_is_no_csv_is_said_to_be_none(content):
    with pytest.raises(NotRead, match="cannot be read"):
        read_rows(content, "csv")


def test_entities_are_not_followed(tmp_path):
    (tmp_path / "secret").write_text("hush")
    sheet = (
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>'
    )
    try:
        rows = read_rows(changed(xlsx({"A1": "x"}), {SHEET: sheet.encode()}), "xlsx")
    except NotRead:
        rows = []
    assert "hush" not in str(rows)


@pytest.mark.django_db
class TestInTheAdmin:
    @pytest.fixture
    def team(self, client):
        person = board_team(PlanFactory().board)
        client.force_login(person)
        return person

    def choose(self, client, content: bytes, name="rows.xlsx", kind="0"):
        file = SimpleUploadedFile(name, content)
        return client.post(
            reverse("admin:plans_action_import"), {"import_file": file, "format": kind, "resource": "0"}
        )

    def test_a_file_over_a_limit_is_refused_with_the_format_kept(self, client, team):
        answer = self.choose(client, xlsx({"XFD1048576": "x"}))
        assert "Row 1,048,576 has something in it" in answer.content.decode()
        assert answer.context["form"]["format"].value() == "0"
        assert not Action.objects.exists()

    def test_a_file_that_is_too_large_is_not_kept_and_not_said_to_be_missing(self, client, team, monkeypatch):
        monkeypatch.setattr(spreadsheet_reader.process, "ask", None)  # it is not read either
        answer = self.choose(client, b"x" * (11 * MB), "rows.csv", "1")
        said = answer.content.decode()
        assert "This file is larger than the 10 MB a file may have. Nothing was imported." in said
        assert "This field is required" not in said
        assert answer.context["form"].files.get("import_file") is None

    def test_the_limit_is_of_all_files_together(self, client, team):
        files = {f"import_file{n}": SimpleUploadedFile("x", b"x" * (2 * MB)) for n in range(7)}
        answer = client.post(reverse("admin:plans_action_import"), files | {"format": "0"})
        assert answer.wsgi_request.upload_too_large
        assert sum(file.size for file in answer.wsgi_request.FILES.values()) <= 10 * MB
