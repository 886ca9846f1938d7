"""Documents made for the tests of reading, mostly from their XML, as programs write it."""

import io
import re
import zipfile
from datetime import date

import docx
import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from lscb.tables.content import Document, Paragraph, Table
from lscb.tables.limits import Limits
from lscb.tables.reading import read_file, read_pasted

LIMITS = Limits(rows=3_000, columns=100, cells=30_000, letters=1_500_000, unpacked=50 * 2**20)
_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
}
NAMES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMES.items())
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = _NAMES["r"]


def packed(parts: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return made.getvalue()


def relations(related: dict[str, str]) -> str:
    """The part that says what another refers to: kinds by the names of what is referred to."""
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{_TYPES}/{kind}" Target="{name}"/>'
        for n, (name, kind) in enumerate(related.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def parts_of_word(body: str, **others: str) -> dict[str, str | bytes]:
    """
    :param body: the XML inside of w:body.
    :param others: kinds of other parts ("styles", "comments") and the XML inside of their root.
    """
    roots = {"header": "hdr", "footer": "ftr"}
    made = {
        f"word/{kind}.xml": f"<w:{roots.get(kind, kind)} {NAMES}>{xml}</w:{roots.get(kind, kind)}>"
        for kind, xml in others.items()
    }
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations({"word/document.xml": "officeDocument"}),
        "word/_rels/document.xml.rels": relations({f"{kind}.xml": kind for kind in others}),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        **made,
    }


def word(body: str, **others: str) -> bytes:
    return packed(parts_of_word(body, **others))


def read_word(body: str, **others: str) -> Document:
    return read(word(body, **others), "plan.docx")


def read(content: bytes, name: str = "plan.docx", limits: Limits = LIMITS) -> Document:
    return read_file(content, name, limits)


def pasted(text: str) -> Document:
    return read_pasted(text, LIMITS)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(text: str = "", look: str = "") -> str:
    """A paragraph of a text, or of XML that begins with a tag."""
    inside = text if text.startswith("<") else run(text) if text else ""
    return f"<w:p><w:pPr>{look}</w:pPr>{inside}</w:p>"


def tc(text: str = "", look: str = "") -> str:
    """A cell of a text, or of paragraphs."""
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{text if text.startswith('<w:') else para(text)}</w:tc>"


def tr(*cells: str, look: str = "") -> str:
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(each if each.startswith('<') else tc(each) for each in cells)}</w:tr>"


def tbl(*rows: str, look: str = "", widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def saved(thing: "docx.document.Document | openpyxl.Workbook") -> bytes:
    made = io.BytesIO()
    thing.save(made)
    return made.getvalue()


def with_parts(content: bytes, change: dict[str, str | bytes]) -> bytes:
    """A packed file with other or additional parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        return packed({name: old.read(name) for name in old.namelist()} | change)


def grid(table: Table) -> list[list[str]]:
    """A table's texts; a merged place as ^ or <."""
    return [
        [{"above": "^", "left": "<", "": cell.text}[cell.merged] for cell in row.cells] for row in table.rows
    ]


def grid_of(document: Document) -> list[list[str]]:
    [table] = document.tables
    return grid(table)


def texts(document: Document) -> list[str]:
    """Of the paragraphs outside of tables."""
    return [part.text for part in document.parts if isinstance(part, Paragraph)]


def ignored(document: Document) -> list[tuple[str, str]]:
    return [(each.what, each.why) for each in document.ignored]


def words_of(document: Document) -> set[str]:
    """Every word that comes out of reading, wherever."""
    said = [each.what for each in document.ignored] + list(document.warnings) + texts(document)
    said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return set(re.findall(r"\w+", " ".join(said)))


def xlsx(
    sheet: str, *, strings: str = "", styles: str = "", book: str = "", parts: dict | None = None
) -> bytes:
    """A workbook with one sheet, from the XML inside of each part's root."""
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return packed(
        {
            "_rels/.rels": relations({"xl/workbook.xml": "officeDocument"}),
            "xl/workbook.xml": f'<workbook {ns} {NAMES}>{book}<sheets><sheet name="Plan" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                {
                    "worksheets/sheet1.xml": "worksheet",
                    "sharedStrings.xml": "sharedStrings",
                    "styles.xml": "styles",
                }
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet {ns} {NAMES}>{sheet}</worksheet>",
            "xl/sharedStrings.xml": f"<sst {ns}>{strings}</sst>",
            "xl/styles.xml": f"<styleSheet {ns}>{styles}</styleSheet>",
            **(parts or {}),
        }
    )


def book_of_everything() -> bytes:
    """A workbook with something of everything that a cell can have."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Plan"
    for row in (
        ["Ref", "Action", "When"],
        [1.1, "Train\neverybody", date(2018, 3, 31)],
        [None, "Write", None],
    ):
        sheet.append(row)
    sheet["A1"].font = Font(bold=True)
    sheet["C3"].fill = PatternFill("solid", "FFC6EFCE")
    sheet["C2"].comment = Comment("Soon?", "A")
    sheet.merge_cells("A2:A3")
    return saved(made)


def document_of_everything() -> bytes:
    """A Word document with something of everything that one can have."""
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    deleted = '<w:del w:id="1" w:author="A"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    control = (
        f"<w:sdt><w:sdtPr><w:date/></w:sdtPr><w:sdtContent>{run('31 March 2018')}</w:sdtContent></w:sdt>"
    )
    link = f'<w:hyperlink r:id="r1">{run("link")}</w:hyperlink>'
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    field += f'{run("today")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    box = f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{para('box')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    body = (
        para("Plan", '<w:pStyle w:val="H"/>')
        + para(run("a") + deleted + link + field + box)
        + tbl(
            tr("Ref", tc("Action", '<w:gridSpan w:val="2"/>'), look="<w:tblHeader/>"),
            tr(
                tc("1", '<w:vMerge w:val="restart"/>'),
                tc(para("x", number) + para("y", number)),
                tc(f"<w:p>{control}</w:p>"),
            ),
            tr(
                tc("", "<w:vMerge/>"),
                tc(tbl(tr("in", "side")) + para()),
                tc(run("z", "<w:b/>").join(["<w:p>", "</w:p>"]), '<w:shd w:fill="FF0000"/>'),
            ),
            look='<w:tblStyle w:val="T"/><w:tblLook w:firstRow="1"/>',
            widths=(900, 50, 4_000),
        )
    )
    return word(
        body,
        styles='<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="table" w:styleId="T"><w:basedOn w:val="H"/><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>',
        numbering='<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
        comments=f'<w:comment w:id="0">{para("why")}</w:comment>',
        footer=para("page"),
    )


def page_of_everything() -> str:
    return (
        "<html><head><style>.a{background:yellow}</style></head><body><h1>Plan</h1><table><tr><th>Ref<th>Action</tr>"
        "<tr><td rowspan=2 class=a>1<td><ul><li>x<li>y</ul><tr><td><p>Tom &amp; Zo&euml;<br>both<table><tr><td>in</table>"
        "</table><p style='display:none'>hidden</p></body></html>"
    )
