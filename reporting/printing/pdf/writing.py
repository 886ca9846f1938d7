"""A PDF as a file: every object written once, most of them packed together, by the process that made them.

The renderer's own writer writes all objects twice and packs them as small as can be, which takes a tenth of its time
and makes the file a twentieth smaller.
"""

import zlib
from dataclasses import dataclass

import pydyf

LEVEL = 6  # of zlib: 9 takes five times as long


class PageReferences:
    """References to a file's pages by their index, found when asked for.

    The renderer asks for one at every element and gets a list of all pages each time.
    """

    def __init__(self, pdf: pydyf.PDF):
        self.kids = pdf.pages["Kids"]

    def __getitem__(self, index: int) -> bytes:
        return b"%d 0 R" % self.kids[3 * index]


pydyf.PDF.page_references = property(PageReferences)


@dataclass(frozen=True)
class Packed:
    """Objects as they stand in the file: streams in the open, all others together in one stream."""

    open: list[tuple[int, bytes]]  # number, data
    numbers: list[int]  # of those together, in their order
    first: int  # where in the stream the first of them begins
    together: bytes  # compressed

    def __len__(self):
        return len(self.open) + len(self.numbers)


def pack(objects) -> Packed:
    """Objects that will not change any more."""
    inside = [(item.number, item.data) for item in objects if item.compressible]
    places, at = [], 0
    for number, data in inside:
        places.append(f"{number} {at}")
        at += len(data) + 1
    index = " ".join(places).encode()
    together = zlib.compress(b"\n".join([index, *(data for _, data in inside)]), LEVEL)
    return Packed(
        [(item.number, _stream(item)) for item in objects if not item.compressible],
        [number for number, _ in inside],
        len(index) + 1,
        together,
    )


def _stream(item: pydyf.Stream) -> bytes:
    if not item.compress:
        return item.data
    plain = pydyf.Stream(item.stream).data
    content = plain[plain.index(b"stream\n") + len(b"stream\n") : -len(b"\nendstream")]
    extra = {**item.extra, "Filter": "/FlateDecode"}
    return pydyf.Stream([zlib.compress(content, LEVEL)], extra).data


def file_of(parts: list[Packed], catalog: bytes, info: bytes, identifier: bytes) -> bytes:
    """The file, in PDF 1.7. `catalog` and `info` are references to objects of the parts.

    :param parts: together, every number from 1 on, once.
    """
    written = bytearray(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")
    places = {0: (0, 0, 65535)}  # number: kind of entry, then as ISO 32000-1, table 18 says for that kind
    number = 1 + sum(map(len, parts))

    def add(its_number: int, data: bytes) -> None:
        places[its_number] = 1, len(written), 0
        written.extend(b"%d 0 obj\n%s\nendobj\n" % (its_number, data))

    for part in parts:
        for its_number, data in part.open:
            add(its_number, data)
        extra = {"Type": "/ObjStm", "N": len(part.numbers), "First": part.first, "Filter": "/FlateDecode"}
        add(number, pydyf.Stream([part.together], extra).data)
        places |= {each: (2, number, index) for index, each in enumerate(part.numbers)}
        number += 1

    begins = len(written)
    places[number] = 1, begins, 0
    widths = 1, (begins.bit_length() + 7) // 8, 4
    entries = b"".join(
        value.to_bytes(width, "big")
        for _, entry in sorted(places.items())
        for value, width in zip(entry, widths, strict=True)
    )
    extra = {
        "Type": "/XRef",
        "Size": len(places),
        "W": pydyf.Array(widths),
        "Root": catalog,
        "Info": info,
        "ID": pydyf.Array([pydyf.String(identifier).data] * 2),
        "Filter": "/FlateDecode",
    }
    add(number, pydyf.Stream([zlib.compress(entries, LEVEL)], extra).data)
    written.extend(b"startxref\n%d\n%%%%EOF\n" % begins)
    return bytes(written)
