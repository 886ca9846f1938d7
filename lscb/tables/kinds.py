"""Files that are known by their first bytes and cannot be read, each with what to do."""

from lscb.tables.package import PROTECTED

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURE = (
    "This is a picture. Type its table into a spreadsheet, or copy it from the document that the picture was "
    "made of."
)
_BY_BEGINNING = {
    b"%PDF": "This is a PDF. Open the document that it was made from, save it as .docx or .xlsx and choose that file.",
    b"{\\rtf": "This is a file in Rich Text Format (.rtf). Open it in Word, save it as .docx and choose that file.",
    b"\x89PNG": _PICTURE, b"\xff\xd8\xff": _PICTURE, b"GIF8": _PICTURE, b"II*\0": _PICTURE, b"MM\0*": _PICTURE,
    b"RIFF": _PICTURE,
    b"Rar!": "This is a packed file (.rar). Unpack it and choose the document in it.",
    b"7z\xbc\xaf": "This is a packed file (.7z). Unpack it and choose the document in it.",
    b"\x1f\x8b": "This is a packed file (.gz). Unpack it and choose the document in it.",
    b"MIME-Version:": "This is a web page in one file (.mht). Open it in Word or Excel, save it as .docx or .xlsx and "
    "choose that file.",
    b"<?mso-application": "This file is in an older XML format of Office. Save it as .docx or .xlsx and choose that "
    "file.",
}  # fmt: skip
_OLDER = "This is an older {0} file ({1}). Open it in {0}, save it as {2} and choose that file."
# Names of what is inside an older file of Office, as they stand in its directory.
_INSIDE = {
    "EncryptedPackage": PROTECTED,
    "WordDocument": _OLDER.format("Word", ".doc", ".docx"),
    "Workbook": _OLDER.format("Excel", ".xls", ".xlsx"),
    "Book": _OLDER.format("Excel", ".xls", ".xlsx"),
    "PowerPoint Document": "This is a presentation. Copy its tables into a Word document (.docx) and choose that file.",
}


def refusal(content: bytes) -> str:
    """Why a file cannot be read, and what to do; empty for what is worth a try."""
    if not content.strip():
        return "This file is empty. Choose another."
    if content.startswith(_OLE):
        for name, why in _INSIDE.items():
            if name.encode("utf-16-le") in content:
                return why
        return "This is a file of an older Office program. Save it as .docx or .xlsx and choose that file."
    begins = content[:200].lstrip()
    for beginning, why in _BY_BEGINNING.items():
        if begins.startswith(beginning):
            return why
    if content[4:8] == b"ftyp":  # HEIC, as telephones take them
        return _PICTURE
    if (
        b"<?mso-application" in content[:1_000]
        or b"schemas.microsoft.com/office/word/2003" in content[:5_000]
    ):
        return _BY_BEGINNING[b"<?mso-application"]
    return ""
