"""Files that somebody made to do harm, or that happen to be as bad. Each is small to hand in."""

import io
import warnings
import zipfile
from collections.abc import Callable

from tests.lscb.tables.making import NAMES, packed, para, parts_of_word, relations, tbl, tc, tr, word, xlsx

MB = 2**20


def row(cells: str, number: int = 1) -> str:
    return f"<row>{cells}</row>" if number == 1 else f'<row r="{number}">{cells}</row>'


def many(cell: str, count: int) -> str:
    return f"<sheetData>{cell * count}</sheetData>"


def with_doctype(doctype: str, body: str) -> bytes:
    parts = parts_of_word("")
    parts["word/document.xml"] = f"{doctype}<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    return packed(parts)


def lying_about_sizes() -> bytes:
    """A zip whose parts unpack to more than they say."""
    content = packed(parts_of_word(para("x" * 10_000_000)))
    at = content.index(b"word/document.xml")
    real = (10_000_000).to_bytes(4, "little")[1:]  # the first byte differs by the tags around
    made = bytearray(content)
    for header in (b"PK\x03\x04", b"PK\x01\x02"):
        start = 0
        while (start := content.find(header, start)) >= 0:
            size = start + (22 if header == b"PK\x03\x04" else 24)
            if made[size + 1 : size + 4] == real or int.from_bytes(made[size : size + 4], "little") > MB:
                made[size : size + 4] = (1_000).to_bytes(4, "little")
            start += 4
    assert at > 0
    return bytes(made)


def twice() -> bytes:
    """Two parts of one name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, part in parts_of_word(tbl(tr("first", "a"))).items():
            file.writestr(name, part)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file.writestr(
                "word/document.xml", f"<w:document {NAMES}><w:body>{para('second')}</w:body></w:document>"
            )
    return made.getvalue()


def nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + para("deep") + "<w:p/></w:tc></w:tr></w:tbl>" * depth


def protected() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 1000
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 1000
    )


def older(inside: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + inside.encode("utf-16-le") + b"\0" * 1000


def encrypted_zip() -> bytes:
    made = bytearray(packed(parts_of_word(para("x"))))
    for header, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := made.find(header, start)) >= 0:
            made[start + at] |= 1
            start += 4
    return bytes(made)


LONG = "x" * 1_000_000
# Each with how it is made and words of what is said of it; none where it is read.
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "declared bomb": (
        lambda: packed(parts_of_word(para("x")) | {"bomb": b"0" * (51 * MB)}),
        "larger than 50 MB",
    ),
    "many parts": (
        lambda: packed(parts_of_word(para("x")) | {f"p{n}": b"" for n in range(2_001)}),
        "larger than 50 MB",
    ),
    "undeclared bomb": (lying_about_sizes, "damaged"),
    "nested zips": (lambda: packed({"a.zip": packed({"b.zip": packed({"c": b"0" * MB})})}), "neither"),
    "sheet of 100 MB": (
        lambda: xlsx(many('<row r="1"><c r="A1"><v>1</v></c></row>', 2_300_000)),
        "larger than 50 MB",
    ),
    "sheet of 49 MB": (lambda: xlsx(many("<row><c><v>1</v></c></row>", 1_900_000)), "too much"),
    "many cells": (lambda: xlsx(many("<row><c><v>1</v></c></row>", 300_000)), "more than"),
    "a million empty rows": (
        lambda: xlsx(
            many("<row/>", 1_000_000).replace("<sheetData>", "<sheetData><row><c><v>1</v></c></row>")
        ),
        "",
    ),
    "16,384 columns": (
        lambda: xlsx(f"<sheetData>{row('<c><v>1</v></c>' * 16_384)}</sheetData>"),
        "at most 100 columns",
    ),
    "16,384 empty columns": (
        lambda: xlsx(f"<sheetData>{row('<c><v>1</v></c>' + '<c/>' * 16_383)}</sheetData>"),
        "",
    ),
    "the last cell": (
        lambda: xlsx(many(row("<c r='XFD1048576'><v>1</v></c>", 1_048_576), 1)),
        "more than 3,000 rows",
    ),
    "a row far away": (lambda: xlsx('<sheetData><row r="99999999999"><c><v>1</v></c></row></sheetData>'), ""),
    "merged all": (
        lambda: xlsx(
            '<sheetData><row><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
        "",
    ),
    "merged often": (
        lambda: xlsx(
            "<sheetData><row r='3000'><c r='CV3000'><v>1</v></c></row></sheetData><mergeCells>"
            + '<mergeCell ref="A1:CV3000"/>' * 2_000
            + "</mergeCells>"
        ),
        "damaged",
    ),
    "hidden columns": (
        lambda: xlsx(
            "<cols>"
            + '<col min="1" max="16384" hidden="1"/>' * 10_000
            + "</cols><sheetData><row><c><v>1</v></c></row></sheetData>"
        ),
        "",
    ),
    "one string in every cell": (
        lambda: xlsx(many(row("<c t='s'><v>0</v></c>" * 100), 200), strings=f"<si><t>{LONG}</t></si>"),
        "1,500,000 characters",
    ),
    "one string in hidden cells": (
        lambda: xlsx(
            many("<row hidden='1'>" + "<c t='s'><v>0</v></c>" * 100 + "</row>", 200),
            strings=f"<si><t>{LONG}</t></si>",
        ),
        "1,500,000 characters",
    ),
    "a format without end": (
        lambda: xlsx(
            '<sheetData><row><c s="0"><v>1</v></c></row></sheetData>',
            styles='<numFmts><numFmt numFmtId="200" formatCode="'
            + "0" * 100_000
            + "."
            + "0" * 100_000
            + ";"
            + "&quot;" * 1001
            + '"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>',
        ),
        "",
    ),
    "a number without end": (
        lambda: xlsx(f"<sheetData><row><c><v>{'9' * 4_000_000}</v></c></row></sheetData>"),
        "1,500,000 characters",
    ),
    "billion laughs": (
        lambda: with_doctype(
            '<!DOCTYPE x [<!ENTITY a "lol">'
            + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
            + "]>",
            para("&m;"),
        ),
        "damaged",
    ),
    "an entity of a file": (
        lambda: with_doctype('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>', para("&a;")),
        "damaged",
    ),
    "an entity of a page": (
        lambda: with_doctype('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', para("x")),
        "damaged",
    ),
    "XML 100,000 deep": (lambda: word("<w:x>" * 100_000 + "</w:x>" * 100_000), "parts inside parts"),
    "XML 250 deep": (lambda: word("<w:ins>" * 240 + para("x") + "</w:ins>" * 240), "parts inside parts"),
    "tables 200 deep": (lambda: word(nested(200)), "parts inside parts"),
    "tables 60 deep": (lambda: word(nested(60)), "parts inside parts"),
    "spans without end": (
        lambda: word(tbl(tr(tc("x", '<w:gridSpan w:val="999999999"/>')), tr("a", "b"))),
        "at most 100 columns",
    ),
    "a grid far away": (
        lambda: word(tbl(tr("x", look='<w:gridBefore w:val="999999999"/>'), tr("a", "b"))),
        "at most 100 columns",
    ),
    "styles in a circle": (
        lambda: word(
            para("x", '<w:pStyle w:val="A"/>'),
            styles='<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>',
        ),
        "",
    ),
    "a million paragraphs": (lambda: word("<w:p/>" * 900_000), "no words"),
    "a million words": (lambda: word(para("word") * 30_000), ""),
    "a word of 9 MB": (lambda: word(para("x" * 9_000_000)), "1,500,000 characters"),
    "a word of 20 MB": (lambda: word(para("x" * 20_000_000)), "damaged"),
    "numbers without end": (
        lambda: word(
            para("x", '<w:numPr><w:numId w:val="1"/></w:numPr>') * 9,
            numbering='<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="999999999"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
        ),
        "",
    ),
    "styles that are not": (lambda: word(para("x", '<w:pStyle w:val="None"/>')), ""),
    "paths outside": (
        lambda: packed(
            parts_of_word(para("x"))
            | {"../../etc/passwd": b"x", "/etc/hosts": b"y"}
            | {
                "word/_rels/document.xml.rels": relations(
                    {"../../../../etc/passwd": "styles", "/etc/hosts": "numbering"}
                )
            }
        ),
        "damaged",
    ),
    "links outside": (
        lambda: packed(
            parts_of_word(para("x"))
            | {
                "word/_rels/document.xml.rels": relations({"http://127.0.0.1:9/t.xml": "styles"}).replace(
                    "/>", ' TargetMode="External"/>'
                )
            }
        ),
        "",
    ),
    "two parts of one name": (twice, ""),
    "protected": (protected, "protected with a password"),
    "a zip with a password": (encrypted_zip, "protected with a password"),
    "an older Word": (lambda: older("WordDocument"), "older Word"),
    "an older Excel": (lambda: older("Workbook"), "older Excel"),
    "an older PowerPoint": (lambda: older("PowerPoint Document"), "presentation"),
    "another older": (lambda: older("Other"), "older Office"),
    "empty": (lambda: b"", "empty"),
    "spaces": (lambda: b" \r\n\t", "empty"),
    "cut short": (lambda: word(para("x"))[:-100], "damaged"),
    "only a beginning": (lambda: b"PK\x03\x04", "damaged"),
    "an empty zip": (lambda: packed({}), "neither"),
    "another zip": (lambda: packed({"readme.txt": b"x"}), "neither"),
    "OpenDocument": (
        lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
        "OpenDocument",
    ),
    "a presentation": (
        lambda: packed(
            {
                "_rels/.rels": relations({"ppt/p.xml": "officeDocument"}),
                "ppt/p.xml": '<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>',
            }
        ),
        "presentation",
    ),
    "a binary workbook": (
        lambda: packed(
            {"_rels/.rels": relations({"xl/workbook.bin": "officeDocument"}), "xl/workbook.bin": b"\x83"}
        ),
        "binary format",
    ),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "picture"),
    "a photograph": (lambda: b"\0\0\0\x24ftypheic" + b"\0" * 100, "picture"),
    "a PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    "rich text": (lambda: rb"{\rtf1\ansi x}", "Rich Text"),
    "a page in one file": (lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "one file"),
    "Office 2003": (
        lambda: b'<?xml version="1.0"?>\r\n<?mso-application progid="Word.Document"?><w:wordDocument/>',
        "older XML",
    ),
    "NUL": (lambda: b"a,b\n1,\0\n2,3", ""),
    "only NUL": (lambda: b"\0" * 100, "none that can be read"),
    "noise": (lambda: bytes((n * 7919) % 256 for n in range(50_000)), "none that can be read"),
    "surrogates": (lambda: "a,b\n1,\ud800\n".encode("utf-16-le", "surrogatepass"), "none that can be read"),
    "a million empty lines": (lambda: b"\n" * MB + b"a,b\n", ""),
    "a million commas": (lambda: b"," * (4 * MB), "1,500,000 characters"),
    "a million short lines": (lambda: b"a,b\n" * MB, "more than 3,000 rows"),
    "quotes": (lambda: b'"' * (4 * MB), "1,500,000 characters"),
    "quotes and commas": (lambda: b'",' * (2 * MB), "1,500,000 characters"),
    "quotes that never close": (lambda: b'"a,"b\n' * (MB // 2), "more than 3,000 rows"),
    "tags": (lambda: b"<table>" + b"<tr><td>x" * 400_000, "too much"),
    "rows of a page": (lambda: b"<table>" + b"<tr><td>x" * 90_000, "more than 3,000 rows"),
    "deep tags": (lambda: b"<html>" + b"<div>" * 150_000, "parts inside parts"),
    "deep tables": (lambda: b"<table><tr><td>" * 50_000 + b"x", "parts inside parts"),
    "spans of a page": (
        lambda: b"<table>" + b"<tr><td rowspan=65534 colspan=1000>x" * 10_000,
        "at most 100 columns",
    ),
    "entities in cells": (lambda: b"a,b\n" + b"1," + b"&amp;" * 200_000, ""),
    "tags in cells": (lambda: b"a,b\n" + b"1," + b"<b>" * 100_000, "parts inside parts"),
    "styles of a page": (lambda: b"<style>" + b".a{b:c}" * 400_000 + b"</style><p>x", ""),
    "a style without end": (lambda: b"<p style='" + b"a:b;" * MB + b"'>x", ""),
}
