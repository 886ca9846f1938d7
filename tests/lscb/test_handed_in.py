"""Of which kind a file is that somebody hands in: by its content, whatever it is called."""

import io
import zipfile

import pytest

from lscb import handed_in
from lscb.apart.file_kind import KINDS, MACROS, OTHER, PROTECTED, kind_of
from lscb.errors import Refused
from lscb.handed_in import NAME_AT_MOST, look_at
from lscb.workbook import Table, workbook_of

PDF = b"%PDF-1.7\n"


def packed(*names: str, mimetype: str = "") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "x")
    return written.getvalue()


@pytest.fixture
def at_once(monkeypatch):
    """Looked at here, without a process apart."""
    monkeypatch.setattr(handed_in, "_asked", kind_of)


@pytest.mark.parametrize(
    "content, kind",
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"GIF89a", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBP", "webp"),
        (packed("[Content_Types].xml", "word/document.xml"), "docx"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (packed("content.xml", mimetype=KINDS["odt"].media_type), "odt"),
        (packed("content.xml", mimetype=KINDS["ods"].media_type), "ods"),
        (packed("content.xml", mimetype=KINDS["odp"].media_type), "odp"),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), MACROS),
        (packed("Basic/script.xml", mimetype=KINDS["ods"].media_type), MACROS),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a file of before 2007", PROTECTED),
        (packed("word/document.xml"), OTHER),
        (packed("evil.exe"), OTHER),
        (b"PK\x03\x04 and then nothing", OTHER),
        (b"MZ\x90\x00", OTHER),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", OTHER),
        (b"<html><script>alert(1)</script>", OTHER),
        (b"", OTHER),
    ],
)
def test_a_kind_is_told_by_the_content(content, kind):
    assert kind_of(content) == kind


def test_a_spreadsheet_of_ours_is_one():
    assert kind_of(workbook_of([Table("Rows", ("A",), [("1",)])], title="Rows", creator="")) == "xlsx"


@pytest.mark.parametrize(
    "content, name, said",
    [
        (b"", "a.pdf", "This file is empty. Choose another."),
        (PDF, "a.docx", "is called .docx, and what is in it is PDF. Give it a name that ends in .pdf."),
        (PDF, "report", "has a name without an ending"),
        (b"MZ", "a.pdf", "A file of this kind is not taken. Choose a PDF"),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docm", "holds macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "older kind. Save it as .docx or as a PDF."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx", "protected with a password"),
    ],
)
def test_what_is_not_taken_is_refused_with_what_to_do(at_once, content, name, said):
    with pytest.raises(Refused) as refused:
        look_at(content, name)
    assert said in refused.value.messages[0]


def test_too_large_is_refused_before_anybody_looks(settings, monkeypatch):
    monkeypatch.setattr(handed_in, "_asked", None)
    settings.UPLOAD_AT_MOST = 1
    with pytest.raises(Refused, match="larger than the 1 MB"):
        look_at(PDF + b"x" * 2**20, "a.pdf")


@pytest.mark.parametrize(
    "name, kept",
    [
        ("Audit.PDF", "Audit.pdf"),
        ("C:\\papers\\audit.pdf", "audit.pdf"),
        ("../../etc/audit.pdf", "audit.pdf"),
        ("a\nb.pdf", "a b.pdf"),
        ("minutes\u202efdp.pdf", "minutesfdp.pdf"),
        ("x" * 400 + ".pdf", "x" * (NAME_AT_MOST - 4) + ".pdf"),
    ],
)
def test_a_name_is_one_line_without_folders(at_once, name, kept):
    assert look_at(PDF, name).name == kept


def test_it_is_looked_at_in_a_process_apart():
    assert look_at(PDF, "a.pdf").kind == "pdf"
    assert handed_in.process.last.outcome == "done"
