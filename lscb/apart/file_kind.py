"""What kind of file somebody hands in, by its content. Work for a process apart; knows no Django.

`lscb.handed_in` asks for it. Only what is on the list is taken: office documents without macros, PDF and pictures.
"""

import io
import json
import zipfile
from dataclasses import dataclass

from lscb.apart.process import serve

# A document of an office suite has some 15 parts; one with many pictures some hundreds.
PARTS_AT_MOST = 5_000
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class Kind:
    """What people call it, and what a browser is told that it is."""

    words: str
    media_type: str


# By the ending of the name.
KINDS: dict[str, Kind] = {
    "pdf": Kind("PDF", "application/pdf"),
    "docx": Kind("Word", f"{_OPEN_XML}wordprocessingml.document"),
    "xlsx": Kind("Excel", f"{_OPEN_XML}spreadsheetml.sheet"),
    "pptx": Kind("PowerPoint", f"{_OPEN_XML}presentationml.presentation"),
    "odt": Kind("OpenDocument text", f"{_OPEN_DOCUMENT}text"),
    "ods": Kind("OpenDocument spreadsheet", f"{_OPEN_DOCUMENT}spreadsheet"),
    "odp": Kind("OpenDocument presentation", f"{_OPEN_DOCUMENT}presentation"),
    "png": Kind("PNG picture", "image/png"),
    "jpg": Kind("JPEG picture", "image/jpeg"),
    "gif": Kind("GIF picture", "image/gif"),
    "webp": Kind("WebP picture", "image/webp"),
}
# The main part of an office document, by its kind.
_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
OTHER, MACROS, PROTECTED = "", "macros", "protected"  # what is told of a file of no kind on the list


def kind_of(content: bytes) -> str:
    """The kind of a file, else MACROS, PROTECTED (with a password, or of an office suite of before 2007) or OTHER."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return PROTECTED
    return _packed(content) if content.startswith(b"PK\x03\x04") else OTHER


def _packed(content: bytes) -> str:
    """Which office document a packed file is, by the names of its parts; nothing of it is unpacked but its own word for
    what it is.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = {part.filename: part for part in packed.infolist()[: PARTS_AT_MOST + 1]}
            said = parts.get("mimetype")
            media_type = packed.read(said).decode("ascii") if said and said.file_size < 100 else ""
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, RuntimeError, EOFError, OSError):
        return OTHER
    if len(parts) > PARTS_AT_MOST:
        return OTHER
    named = [name.lower() for name in parts]
    kind = next((key for key, each in KINDS.items() if media_type and each.media_type == media_type), OTHER)
    if not kind and "[Content_Types].xml" in parts:
        kind = next((key for key, main in _MAIN.items() if main in parts), OTHER)
    has_macros = any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in named)
    return MACROS if kind and has_macros else kind


def work(job: bytes) -> bytes:
    """A job is the file; the answer its kind, as JSON."""
    return json.dumps(kind_of(job)).encode()


if __name__ == "__main__":
    serve(work)
