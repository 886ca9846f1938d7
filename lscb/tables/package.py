"""A packed file of Office (.docx, .xlsx): its parts, unpacked within limits, and what they refer to.

Nothing is written to a disk and nothing is fetched: a part is found by its name inside the file or not at all.
"""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

from lscb.tables.limits import DAMAGED, IN_PARTS, Limits, NotReadable

PARTS_AT_MOST = 2_000
# Of one part, tags and attributes: each takes some hundred bytes of memory once it is read.
NODES_AT_MOST = 1_000_000
ROWS_NODES_AT_MOST = 2_500_000  # of the sheet of a workbook, of which one row is kept at a time
# Office since 2013 writes other names into a file where "Strict Open XML" is chosen; what they name is the same.
_STRICT = tuple(
    (f"http://purl.oclc.org/ooxml/{strict}".encode(), f"http://schemas.openxmlformats.org/{usual}".encode())
    for strict, usual in {
        "wordprocessingml/main": "wordprocessingml/2006/main",
        "spreadsheetml/main": "spreadsheetml/2006/main",
        "drawingml/main": "drawingml/2006/main",
        "drawingml/spreadsheetDrawing": "drawingml/2006/spreadsheetDrawing",
        "drawingml/wordprocessingDrawing": "drawingml/2006/wordprocessingDrawing",
        "drawingml/picture": "drawingml/2006/picture",
        "drawingml/chart": "drawingml/2006/chart",
        "officeDocument/relationships": "officeDocument/2006/relationships",
        "officeDocument/math": "officeDocument/2006/math",
    }.items()
)
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TOO_LARGE = (
    "Unpacked, this file would be larger than {0} MB. Copy the tables that matter, without pictures, into a new "
    "file."
)
TOO_MUCH = f"There is too much in it to be read at once. {IN_PARTS}"
TOO_DEEP = f"It has parts inside parts, too many to be read. {IN_PARTS}"
PROTECTED = (
    "This file is protected with a password. Open it, take the password out (in Office: File, Info), save it and "
    "choose it again."
)


@dataclass(frozen=True)
class Relation:
    """That a part refers to another."""

    kind: str  # the last word of its type: "styles", "comments"
    target: str  # a name of a part, or any address where it is outside
    outside: bool = False


class Package:
    """:raises NotReadable: at whatever it is asked, when the file is over a limit, protected or damaged."""

    def __init__(self, content: bytes, limits: Limits):
        try:
            self._packed = zipfile.ZipFile(io.BytesIO(content))
        except (
            zipfile.BadZipFile,
            ValueError,
            OverflowError,
            NotImplementedError,
            UnicodeDecodeError,
            OSError,
        ) as e:
            raise NotReadable(DAMAGED) from e
        parts = self._packed.infolist()
        # Python unpacks no more of a part than it says it holds, so that what they say can be added up.
        if len(parts) > PARTS_AT_MOST or sum(part.file_size for part in parts) > limits.unpacked:
            raise NotReadable(TOO_LARGE.format(limits.unpacked // 2**20))
        self._limits, self._unpacked = limits, 0
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for part in parts:
            self._parts.setdefault(_name(part.filename), part)  # of two with one name, the first

    @property
    def names(self) -> list[str]:
        """Of all parts, in small letters."""
        return list(self._parts)

    def part(self, name: str) -> bytes | None:
        part = self._parts.get(_name(name))
        if part is None:
            return None
        if part.flag_bits & 1:
            raise NotReadable(PROTECTED)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # Office knows no other
            raise NotReadable(DAMAGED)
        self._unpacked += part.file_size
        if self._unpacked > 2 * self._limits.unpacked:  # the same parts again and again
            raise NotReadable(DAMAGED)
        try:
            return self._packed.read(part)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            RuntimeError,
            OverflowError,
        ) as e:
            raise NotReadable(DAMAGED) from e

    def checked(self, name: str, nodes_at_most: int = NODES_AT_MOST) -> bytes | None:
        """The bytes of a part that is XML, with the usual names."""
        part = self.part(name)
        if part is None:
            return None
        if part.count(b"<") + part.count(b"=") > nodes_at_most:
            raise NotReadable(TOO_MUCH)
        if b"purl.oclc.org/ooxml" in part:
            for strict, usual in _STRICT:
                part = part.replace(strict, usual)
        return part

    def xml(self, name: str) -> etree._Element | None:
        part = self.checked(name)
        return None if part is None else parsed(part)

    def relations(self, name: str = "") -> dict[str, Relation]:
        """What a part refers to, or the whole file, by the key that stands in the part."""
        folder, own = posixpath.split(_name(name))
        root = self.xml(posixpath.join(folder, "_rels", f"{own}.rels"))
        found: dict[str, Relation] = {}
        for each in [] if root is None else root.iter(_RELATIONSHIPS):
            target, kind = each.get("Target", ""), each.get("Type", "").rsplit("/", 1)[-1]
            outside = each.get("TargetMode") == "External"
            if not outside:
                target = _name(target if target.startswith("/") else posixpath.join(folder, target))
            found.setdefault(each.get("Id", ""), Relation(kind, target, outside))
        return found

    def related(self, name: str, kind: str) -> list[str]:
        """The names of the parts of one kind that a part refers to."""
        return [
            each.target for each in self.relations(name).values() if each.kind == kind and not each.outside
        ]

    @cached_property
    def main(self) -> str:
        """The name of the part that is the document; empty where there is none."""
        named = self.related("", "officeDocument")
        return named[0] if named else ""


def parsed(xml: bytes) -> etree._Element:
    """:raises NotReadable: for what is no XML, or has a document type, which no file of Office has."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise NotReadable(TOO_DEEP if "depth" in str(e).lower() else DAMAGED) from e
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotReadable(DAMAGED)
    return root


def _name(name: str) -> str:
    """A part's name as it is compared: Office knows no difference between small and capital letters."""
    return posixpath.normpath("/" + unquote(name).replace("\\", "/").lower()).strip("/")
