"""The door: a file or a pasted text to a `Document`. What a file is, its bytes say; its name says little."""

import re

from lscb.tables.content import Document
from lscb.tables.excel import read_excel
from lscb.tables.gathering import Gathering
from lscb.tables.kinds import refusal
from lscb.tables.limits import DAMAGED, Limits, NotReadable
from lscb.tables.package import Package
from lscb.tables.separated import decoded, read_separated
from lscb.tables.web import is_html, read_web
from lscb.tables.word.reading import read_word

NO_OFFICE = (
    "This file is neither a Word document nor an Excel workbook. Save the table as .docx, .xlsx or .csv and choose "
    "that file."
)


def read_file(content: bytes, name: str, limits: Limits) -> Document:
    """
    :param name: of the file, which says what its bytes leave open.
    :raises NotReadable: in a sentence that says what to do.
    """
    why = refusal(content)
    if why:
        raise NotReadable(why)
    gathering = Gathering(limits)
    try:
        if content.startswith(b"PK"):
            _read_packed(content, gathering)
        else:
            _read_text(decoded(content), name, gathering)
    except RecursionError as e:
        raise NotReadable(DAMAGED) from e
    return gathering.document()


def read_pasted(text: str, limits: Limits) -> Document:
    """What somebody copied: HTML, or text with tabs between its cells.

    :raises NotReadable: in a sentence that says what to do.
    """
    if not text.strip():
        raise NotReadable("Nothing was pasted. Copy the table with its headings and paste it here.")
    gathering = Gathering(limits)
    if is_html(text):
        read_web(text, gathering)
    else:
        text = text.strip("\r\n")
        read_separated(text, gathering, sign="\t" if "\t" in text else "")
    return gathering.document()


def _read_packed(content: bytes, gathering: Gathering) -> None:
    package = Package(content, gathering.limits)
    if package.main.endswith(".bin"):
        raise NotReadable(
            "This is a workbook in Excel's binary format (.xlsb). Save it as .xlsx and choose that file."
        )
    root = package.xml(package.main) if package.main else None
    tag = "" if root is None else str(root.tag)
    if re.fullmatch(r"\{.*wordprocessingml.*\}document", tag):
        read_word(package, gathering)
    elif re.fullmatch(r"\{.*spreadsheetml.*\}workbook", tag):
        read_excel(package, gathering)
    elif "presentation" in tag:
        raise NotReadable(
            "This is a presentation. Copy its tables into a Word document (.docx) and choose that file."
        )
    elif package.part("mimetype"):
        raise NotReadable(
            "This file is in the OpenDocument format. Save it as .docx or .xlsx and choose that file."
        )
    else:
        raise NotReadable(NO_OFFICE)


def _read_text(text: str, name: str, gathering: Gathering) -> None:
    if is_html(text):
        read_web(text, gathering)
    else:
        read_separated(text, gathering, is_table=name.lower().endswith((".csv", ".tsv", ".tab")))
