"""Whatever stands in a document comes out of reading it: in a table, in a paragraph, among what was left out, or in a
warning.
"""

import itertools

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.lscb.tables.making import para, pasted, read, run, saved, tbl, tc, tr, word, words_of

# A document that loses a word is shown as it is: to make it smaller takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.fixture(autouse=True, scope="module")
def words_are_not_cut():
    """What is left out is named by its first words, as many as there are."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("lscb.tables.texts.LONGEST", 100_000)
        yield


class Words:
    """Each asked for is another: w1, w2 …"""

    def __init__(self):
        self.count = itertools.count(1)
        self.said: set[str] = set()

    def __call__(self) -> str:
        said = f"w{next(self.count)}"
        self.said.add(said)
        return said


BOX = "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>{1}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{0}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
# What may stand in a paragraph, with a place for a word that is shown or not.
RUNS = [
    lambda word: run(word),
    lambda word: run(word, "<w:b/>"),
    lambda word: run(word, "<w:vanish/>"),
    lambda word: run(word, "<w:strike/>"),
    lambda word: f'<w:ins w:id="1">{run(word)}</w:ins>',
    lambda word: f'<w:del w:id="1"><w:r><w:delText>{word}</w:delText></w:r></w:del>',
    lambda word: f'<w:moveFrom w:id="1">{run(word)}</w:moveFrom>',
    lambda word: f"<w:hyperlink>{run(word)}</w:hyperlink>",
    lambda word: f"<w:smartTag>{run(word)}</w:smartTag>",
    lambda word: f"<w:sdt><w:sdtContent>{run(word)}</w:sdtContent></w:sdt>",
    lambda word: (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run(word)}</w:sdtContent></w:sdt>"
    ),
    lambda word: FIELD.format(run(word), ""),
    lambda word: FIELD.format("", run(word)),
    lambda word: BOX.format(para(word)),
    lambda word: f"<m:oMath><m:r><m:t>{word}</m:t></m:r></m:oMath>",
    lambda word: f"<w:fldSimple>{run(word)}</w:fldSimple>",
]
PARAS = [
    "",
    '<w:numPr><w:numId w:val="1"/></w:numPr>',
    '<w:pStyle w:val="H"/>',
    '<w:rPr><w:del w:id="1"/></w:rPr>',
    "<w:rPr><w:vanish/></w:rPr>",
]
CELLS = [
    "", "", "",
    '<w:gridSpan w:val="2"/>',
    '<w:vMerge w:val="restart"/>',
    "<w:vMerge/>",
    '<w:gridSpan w:val="2"/><w:vMerge/>',
    "<w:hMerge/>",
    '<w:cellDel w:id="1"/>',
]  # fmt: skip
ROWS = ["", "", '<w:del w:id="1"/>', "<w:tblHeader/>", '<w:gridBefore w:val="1"/>']


@st.composite
def paragraphs(draw, words):
    runs = draw(st.lists(st.sampled_from(RUNS), max_size=3))
    return para("".join(each(words()) + run(" ") for each in runs), draw(st.sampled_from(PARAS)))


@st.composite
def tables(draw, words, depth=0):
    def cell():
        inside = [draw(paragraphs(words)) for _ in range(draw(st.integers(0, 2)))]
        if depth < 2 and draw(st.integers(0, 9)) == 0:
            inside.append(draw(tables(words, depth + 1)))
        return tc("".join([*inside, para()]), draw(st.sampled_from(CELLS)))

    rows = [
        tr(*(cell() for _ in range(draw(st.integers(1, 3)))), look=draw(st.sampled_from(ROWS)))
        for _ in range(draw(st.integers(1, 3)))
    ]
    widths = draw(st.sampled_from([(), (900, 50, 900), (50, 900, 50, 900)]))
    return tbl(*rows, widths=widths)


@given(st.data())
@settings(max_examples=40, phases=PHASES)
def test_of_a_word_document(data):
    words = Words()
    body = "".join(
        data.draw(paragraphs(words) if data.draw(st.booleans()) else tables(words))
        for _ in range(data.draw(st.integers(1, 4)))
    )
    comment, note, header = words(), words(), words()
    content = word(
        para("always") + body,
        styles='<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/></w:style>',
        numbering='<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
        comments=f'<w:comment w:id="0">{para(comment)}</w:comment>',
        footnotes=f'<w:footnote w:id="1">{para(note)}</w:footnote>',
        header=para(header),
    )
    assert words.said - words_of(read(content)) == set()


@given(st.data())
@settings(max_examples=15, phases=PHASES)
def test_of_a_workbook(data):
    words = Words()
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Other")):
        rows, columns = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 4))
        for row in range(1, rows + 1):
            for column in range(1, columns + 1):
                if data.draw(st.booleans()):
                    sheet.cell(row, column, words())
        for row in data.draw(st.sets(st.integers(1, rows), max_size=2)):
            sheet.row_dimensions[row].hidden = True
        for column in data.draw(st.sets(st.sampled_from("ABCD"), max_size=2)):
            sheet.column_dimensions[column].hidden = True
        if data.draw(st.booleans()):
            left, top = data.draw(st.integers(1, columns)), data.draw(st.integers(1, rows))
            # As other programs write it: what is covered keeps its text.
            sheet.merged_cells.add(
                f"{sheet.cell(top, left).coordinate}:{sheet.cell(rows + 1, columns + 1).coordinate}"
            )
    book.active.cell(9, 9, "always")
    if data.draw(st.booleans()):
        book["Other"].sheet_state = "hidden"
    assert words.said - words_of(read(saved(book), "plan.xlsx")) == set()


PIECES = [
    "<p>{0}</p>", "{0}<br>", "<ul><li>{0}</ul>", "<b>{0}</b> ", "<span style='display:none'>{0}</span>", "<h2>{0}</h2>", "<del>{0}</del> ",
    "<table><tr><td>{0}</table>", "<pre>{0}</pre>", "<div><p>{0}</div>", "<a href=x>{0}</a> ", "<input value={0}> ", "&nbsp;{0} ",
    "<img alt={0}> ",
]  # fmt: skip
SPANS = ["", "", " rowspan=2", " colspan=2", " rowspan=0", " style='display:none'"]


@given(st.data())
@settings(max_examples=40, phases=PHASES)
def test_of_a_page(data):
    words = Words()

    def piece():
        return data.draw(st.sampled_from(PIECES)).format(words())

    def table():
        rows = ""
        for _ in range(data.draw(st.integers(1, 3))):
            cells = "".join(
                f"<td{data.draw(st.sampled_from(SPANS))}>{piece()}{piece()}"
                for _ in range(data.draw(st.integers(1, 3)))
            )
            rows += f"<tr>{cells}"
        return f"<table>{rows}</table>"

    page = "".join(
        table() if data.draw(st.booleans()) else piece() for _ in range(data.draw(st.integers(1, 4)))
    )
    assert words.said - words_of(pasted(f"<div>always</div>{page}")) == set()


@given(st.data())
@settings(max_examples=30, phases=PHASES)
def test_of_a_pasted_text(data):
    words = Words()
    signs = st.sampled_from(["\t", "\n", "\r\n", ",", ' "', '"', "''", "; ", " "])
    text = "".join(words() + data.draw(signs) for _ in range(data.draw(st.integers(1, 12))))
    assert words.said - words_of(pasted(text)) == set()
