"""What stands around the words of a Word document: styles, language, properties, headers and footers."""

import io
import zipfile
from datetime import UTC, datetime

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor

from reporting.printing.word.page import Page

FONT = "Calibri"  # on every machine with Word, and as narrow as the paper's own
LANGUAGE = "en-GB"
INK, ACCENT, GREY = "0B0C0C", "0B5265", "505A5F"
PORTRAIT, SIDE = (210, 297), 16
# Heading and text styles of Word: size in points, bold, colour, space before and after in points.
STYLES = {
    "Normal": (10.5, False, INK, 0, 4),
    "Title": (19, True, INK, 0, 4),
    "Heading 1": (14.5, True, ACCENT, 14, 5),
    "Heading 2": (11.5, True, INK, 10, 3),
    "Heading 3": (10.5, True, INK, 8, 3),
    "List Bullet": (10.5, False, INK, 0, 2),
    "List Number": (10.5, False, INK, 0, 2),
    "Header": (9, False, INK, 0, 0),
    "Footer": (9, False, INK, 0, 0),
}
CELL, LINK = "Table words", "Hyperlink"


def new_document(page: Page):
    """An empty document with its styles, language, properties and first section; A4 standing up."""
    document = Document()
    _drop_thumbnail(document)
    _style(document)
    properties = document.core_properties
    properties.title, properties.author, properties.language = page.title, page.author, LANGUAGE
    properties.last_modified_by, properties.comments, properties.revision = page.author, "", 1
    created = datetime.fromisoformat(page.created).astimezone(UTC) if page.created else datetime(2000, 1, 1)
    properties.created = properties.modified = created
    return document


def lay_out(section: Section, page: Page, *, landscape: bool) -> None:
    """Paper size, margins, header and footer of a section: every sheet makes sense when picked up alone."""
    wide, high = PORTRAIT[::-1] if landscape else PORTRAIT
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.left_margin = section.right_margin = Mm(SIDE)
    section.top_margin, section.bottom_margin = Mm(23), Mm(20)
    section.header_distance, section.footer_distance = Mm(9), Mm(8)
    said = page.body.attributes
    marking, name, status = (said.get(f"data-{key}", "") for key in ("marking", "name", "status"))
    _furnish(section.header, wide, "bottom", [(marking, said.get("data-demonstration", "")), (name, status)])
    foot = " - ".join(filter(None, [said.get("data-foot", ""), status]))
    _furnish(section.footer, wide, "top", [(foot, _page_of), (marking, "")])


def text_width(*, landscape: bool) -> float:
    """Millimetres between the margins."""
    return PORTRAIT[landscape] - 2 * SIDE


def to_bytes(document) -> bytes:
    """The file, always the same for the same document: no time of writing stands in it."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return fixed.getvalue()


def _style(document) -> None:
    styles = document.styles
    styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    link = styles.add_style(LINK, WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor.from_string(ACCENT), True
    for name, (size, bold, colour, before, after) in {**STYLES, CELL: (10, False, INK, 0, 0)}.items():
        style = styles[name]
        style.font.size, style.font.bold = Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()  # the template's own headings name a theme's font, which would win
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.0
        layout.widow_control = True
        for unwanted in ("w:pBdr", "w:tabs"):
            for found in style.element.pPr.findall(qn(unwanted)):
                style.element.pPr.remove(found)
    for each in styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), LANGUAGE)


def _drop_thumbnail(document) -> None:
    """The picture of the library's own empty document."""
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]


def _furnish(block, wide: int, rule_on: str, lines) -> None:
    """Lines with a left and a right part, ruled off from the page."""
    block.is_linked_to_previous = False
    for place, (left, right) in enumerate(lines):
        paragraph = (
            block.paragraphs[0] if place == 0 else block.add_paragraph(style=block.paragraphs[0].style)
        )
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(wide - 2 * SIDE), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(f"{left}\t")
        if callable(right):
            right(paragraph)
        else:
            paragraph.add_run(right).bold = True
        if place == (len(lines) - 1 if rule_on == "bottom" else 0):
            paragraph._p.get_or_add_pPr().insert_element_before(_rule(rule_on), "w:tabs")


def _rule(side: str):
    border = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for key, value in {"val": "single", "sz": "4", "space": "4", "color": "6F777B"}.items():
        line.set(qn(f"w:{key}"), value)
    border.append(line)
    return border


def _page_of(paragraph) -> None:
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(words).bold = True
        for kind, words_of in (("begin", ""), (None, field), ("separate", ""), ("text", "1"), ("end", "")):
            run = paragraph.add_run(words_of if kind == "text" else "")
            run.bold = True
            if kind is None:
                code = OxmlElement("w:instrText")
                code.set(qn("xml:space"), "preserve")
                code.text = f" {words_of} "
                run._r.append(code)
            elif kind != "text":
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)
