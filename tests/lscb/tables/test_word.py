"""Word documents as people make them: a reader of the tables sees what a reader of the paper sees."""

from datetime import date

import docx
import pytest
from docx.enum.text import WD_BREAK

from lscb.tables.content import Paragraph, Table
from tests.lscb.tables.making import (
    grid,
    grid_of,
    ignored,
    packed,
    para,
    parts_of_word,
    read,
    read_word,
    run,
    saved,
    tbl,
    tc,
    texts,
    tr,
    words_of,
)


def box(text: str) -> str:
    """A text box as Word writes it: drawn in two ways, of which a program takes the one it knows."""
    content = f"<w:txbxContent>{para(text)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>'
        f"<wps:txbx>{content}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def changed(text: str, how: str = "del") -> str:
    tag = "delText" if how == "del" else "t"
    return f'<w:{how} w:id="1" w:author="A" w:date="2018-01-01T00:00:00Z"><w:r><w:{tag}>{text}</w:{tag}></w:r></w:{how}>'


def test_a_document_made_by_a_library():
    document = docx.Document()
    document.add_heading("Business plan", 1)
    document.add_paragraph("What we want to do.")
    document.add_paragraph("Point", style="List Bullet")
    document.add_paragraph("First", style="List Number")
    document.add_paragraph("Second", style="List Number")
    table = document.add_table(3, 3)
    for place, text in enumerate(["Ref", "Action", "Who", "1.1", "Train everybody", "Chair", "", "", "Team"]):
        table.cell(place // 3, place % 3).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 1).merge(table.cell(2, 1))
    document.add_paragraph("Between")
    document.add_table(1, 2).cell(0, 1).text = "Other"
    read_ = read(saved(document))
    assert [type(part) for part in read_.parts] == [Paragraph] * 5 + [Table, Paragraph, Table]
    assert read_.parts[0] == Paragraph("Business plan", level=1)
    assert texts(read_)[1:] == ["What we want to do.", "• Point", "1. First", "2. Second", "Between"]
    assert grid(read_.tables[0]) == [
        ["Ref", "Action", "Who"],
        ["1.1", "Train everybody", "Chair"],
        ["^", "^", "Team"],
    ]
    assert grid(read_.tables[1]) == [["", "Other"]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (  # across, and down over a part of it
            [
                tr(tc("Priority", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'), "When"),
                tr(tc("", '<w:gridSpan w:val="2"/><w:vMerge/>'), "2018"),
                tr("a", "b", "c"),
            ],
            [["Priority", "<", "When"], ["^", "<", "2018"], ["a", "b", "c"]],
        ),
        (  # a new one begins where another ends; nothing goes on over the first row
            [
                tr(tc("One", "<w:vMerge/>"), "a"),
                tr(tc("", "<w:vMerge/>"), "b"),
                tr(tc("Two", '<w:vMerge w:val="restart"/>'), "c"),
                tr(tc("", '<w:vMerge w:val="continue"/>'), "d"),
            ],
            [["One", "a"], ["^", "b"], ["Two", "c"], ["^", "d"]],
        ),
        (  # rows that begin later or end earlier
            [
                tr("a", "b", "c"),
                tr("x", "y", look='<w:gridBefore w:val="1"/>'),
                tr("z", look='<w:gridAfter w:val="2"/>'),
            ],
            [["a", "b", "c"], ["", "x", "y"], ["z", "", ""]],
        ),
        (  # as Word 97 merged across
            [tr(tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "b"), tr("1", "2", "3")],
            [["a", "<", "b"], ["1", "2", "3"]],
        ),
        (  # a grid of which no row has all the lines
            [tr(tc("a", '<w:gridSpan w:val="3"/>'), "b"), tr(tc("1", '<w:gridSpan w:val="3"/>'), "2")],
            [["a", "b"], ["1", "2"]],
        ),
    ],
    ids=["across and down", "one below the other", "before and after", "hMerge", "lines of no row"],
)
def test_merged_cells(rows, expected):
    assert grid_of(read_word(tbl(*rows))) == expected


def test_lines_that_were_drawn_beside_each_other_are_one():
    """The headings' lines are 1 mm from those below them: Word's grid has a narrow column there, the table has not."""
    rows = [
        tr(tc("Ref"), tc("Action", '<w:gridSpan w:val="2"/>'), tc("Who")),
        tr(tc("1.1", '<w:gridSpan w:val="2"/>'), tc("Train"), tc("Chair")),
    ]
    widths = (1000, 60, 4000, 1500)
    assert grid_of(read_word(tbl(*rows, widths=widths))) == [
        ["Ref", "Action", "Who"],
        ["1.1", "Train", "Chair"],
    ]
    # What is written in a narrow column stays.
    rows.append(tr("2", "!", "Write", "Team"))
    assert grid_of(read_word(tbl(*rows, widths=widths)))[2] == ["2", "!", "Write", "Team"]


def test_rows_that_are_repeated_on_each_page_are_headers():
    document = read_word(
        tbl(
            tr("Ref", "Action", look="<w:tblHeader/>"),
            tr("1", "2", look='<w:cantSplit/><w:tblHeader w:val="0"/>'),
        )
    )
    assert [row.header for row in document.tables[0].rows] == [True, False]


def test_a_row_over_two_pages_is_one():
    text = f"<w:p>{run('before ')}<w:r><w:lastRenderedPageBreak/><w:t>after</w:t></w:r></w:p>"
    assert grid_of(read_word(tbl(tr(tc(text), "b")))) == [["before after", "b"]]


def test_a_table_in_a_cell_becomes_its_lines():
    inner = tbl(tr("x", "y"), tr("z", tc(tbl(tr("deep")) + para())))
    assert grid_of(read_word(tbl(tr("a", tc(para("above") + inner + para("below")))))) == [
        ["a", "above\nx\ny\nz\ndeep\nbelow"]
    ]


def test_a_deleted_row_of_a_table_in_a_cell_is_named():
    inner = tbl(tr("x", "y"), tr("gone", "too", look='<w:del w:id="1" w:author="A"/>'))
    document = read_word(tbl(tr("a", tc(inner + para()))))
    assert grid_of(document) == [["a", "x\ny"]]
    assert ignored(document) == [("gone too", "a row deleted with changes tracked")]


def test_a_table_that_only_frames_others_is_none():
    inner = tbl(tr("Ref", "Action"), tr("1", "Train"))
    framed = read_word(tbl(tr(tc(para("Priority 1") + inner + para())), tr(tc(inner + para()))))
    assert texts(framed) == ["Priority 1"]
    assert [grid(table) for table in framed.tables] == [[["Ref", "Action"], ["1", "Train"]]] * 2
    assert texts(read_word(tbl(tr(tc(para("A box") + para("of words")))))) == ["A box", "of words"]


def test_text_boxes_are_read_once_and_where_they_hang():
    document = read_word(
        para(run("Title") + box("in a box"))
        + tbl(tr(tc(para(run("cell") + box("in its box"))), "b"))
        + para(box("alone"))
    )
    assert texts(document) == ["Title", "in a box", "alone"]
    assert grid_of(document) == [["cell\nin its box", "b"]]
    assert (
        "A, B" in texts(read_word(para(box("x").replace(para("x"), tbl(tr(tc(para("A, B") + para())))))))[0]
    )
    older = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{para('old')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    assert texts(read_word(para(older))) == ["old"]


def sdt(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def test_content_controls_around_anything():
    cell = sdt(tc("in a cell"))
    row = sdt(tr("whole", sdt(sdt(tc("row")))))
    document = read_word(
        sdt(para("paragraph") + tbl(tr(cell, tc(para(run("some ") + sdt(run("words"))))), row))
        + f'<w:customXml w:element="x">{para("<w:smartTag>" + run("smart") + "</w:smartTag>")}</w:customXml>'
    )
    assert grid_of(document) == [["in a cell", "some words"], ["whole", "row"]]
    assert texts(document) == ["paragraph", "smart"]


def test_the_number_of_a_note_typed_above_the_line_adds_no_figure_to_what_it_stands_behind():
    above = '<w:vertAlign w:val="superscript"/>'
    cells = [
        run("Train 50") + run("2", above),
        run("31") + run("st", above) + run(" March 2018") + run("1, 3", above),
        run("June 201") + run("8", '<w:vertAlign w:val="baseline"/>'),
    ]
    document = read_word(tbl(tr(*(tc(f"<w:p>{each}</w:p>") for each in cells))))
    assert grid_of(document) == [["Train 50²", "31st March 2018¹, ³", "June 2018"]]


def test_controls_to_choose_from():
    chosen = sdt(
        run("Amber"),
        '<w:dropDownList><w:listItem w:value="Green"/><w:listItem w:value="Amber"/></w:dropDownList>',
    )
    ticked = sdt(run("☒"), '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>')
    empty = sdt(run("Click here to enter text."), "<w:showingPlcHdr/>")
    day = sdt(run("31/03/2018"), '<w:date w:fullDate="2018-03-31T00:00:00Z"/>')
    document = read_word(tbl(tr(*(tc(f"<w:p>{each}</w:p>") for each in (chosen, ticked, empty, day)))))
    assert grid_of(document) == [["Amber", "☒", "", "31/03/2018"]]
    assert document.tables[0].rows[0].cells[3].day == date(2018, 3, 31)
    assert ignored(document) == [("Click here to enter text.", "the prompt of an empty field")]
    spoken = read_word(tbl(tr(tc(f"<w:p>{run('By ')}{day}</w:p>"), "x"))).tables[0].rows[0].cells[0]
    assert (spoken.text, spoken.day) == ("By 31/03/2018", None)


def test_a_day_that_was_chosen_is_not_read_for_another_where_its_month_stands_first():
    def chosen(words: str, day: str) -> str:
        return sdt(run(words[:2]) + run(words[2:]), f'<w:date w:fullDate="{day}T00:00:00Z"/>')

    fifth, other = chosen("6/5/2018", "2018-06-05"), chosen("06/05/2018", "2018-05-06")
    span = fifth + run(" to ") + chosen("12/31/18", "2018-12-31")
    document = read_word(tbl(tr(*(tc(f"<w:p>{each}</w:p>") for each in (fifth, other, span)))))
    assert grid_of(document) == [["5 June 2018", "06/05/2018", "5 June 2018 to 31 December 2018"]]
    assert [cell.day for cell in document.tables[0].rows[0].cells[:2]] == [date(2018, 6, 5), date(2018, 5, 6)]
    assert document.warnings[0].startswith("“6/5/2018” has its month first: it was read as 5 June 2018")
    assert len(document.warnings) == 2


def test_links_fields_and_old_form_fields():
    def field(instruction: str, result: str, data: str = "") -> str:
        return (
            f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    within = field("IF ", run("yes"), "").replace(
        "</w:instrText></w:r>", "</w:instrText></w:r>" + run("unseen"), 1
    )
    document = read_word(
        para(
            f'<w:hyperlink r:id="r9">{run("our page")}</w:hyperlink>{run(" and ")}{field("REF x", run("section 2"))}'
        )
        + para(f'<w:fldSimple w:instr="DATE">{run("today")}</w:fldSimple>')
        + para(
            field("FORMCHECKBOX", "", '<w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>')
            + run("done")
        )
        + para(
            field(
                "FORMCHECKBOX",
                "",
                '<w:ffData><w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox></w:ffData>',
            )
        )
        + para(
            field(
                "FORMDROPDOWN",
                "",
                '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Red"/><w:listEntry w:val="Green"/></w:ddList></w:ffData>',
            )
        )
        + para(within)
    )
    assert texts(document) == ["our page and section 2", "today", "☒done", "☐", "Green", "yes"]
    assert ignored(document) == [("unseen", "the instruction of a field")]


def test_a_field_that_never_ends_swallows_one_cell_at_most():
    broken = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("lost")
    document = read_word(tbl(tr(tc(f"<w:p>{broken}</w:p>"), "next")))
    assert grid_of(document) == [["", "next"]]
    assert ignored(document) == [("lost", "the instruction of a field")]


def test_tracked_changes_are_read_as_accepted_and_what_is_deleted_is_named():
    document = read_word(
        para(run("We ") + changed("will", "ins") + changed("shall") + run(" train"))
        + para(changed("went away", "moveFrom"))
        + para(changed("came here", "moveTo"))
        + tbl(
            tr("Ref", "Action"),
            tr("1", "old", look='<w:del w:id="2" w:author="A"/>'),
            tr("2", "new", look='<w:ins w:id="3" w:author="A"/>'),
            tr("3", tc("gone", '<w:cellDel w:id="4" w:author="A"/>')),
        )
    )
    assert texts(document) == ["We will train", "came here"]
    assert grid_of(document) == [["Ref", "Action"], ["2", "new"], ["3", ""]]
    assert ignored(document) == [
        ("shall", "deleted with changes tracked"),
        ("went away", "moved away with changes tracked"),
        ("1 old", "a row deleted with changes tracked"),
        ("gone", "a cell deleted with changes tracked"),
    ]


def test_paragraphs_whose_break_was_deleted_are_one():
    joined = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    body = para("One", joined) + para("sentence.") + para("Another.")
    assert texts(read_word(body)) == ["One sentence.", "Another."]
    assert grid_of(read_word(tbl(tr(tc(body), "b")))) == [["One sentence.\nAnother.", "b"]]
    assert texts(read_word(para("Last", joined))) == ["Last"]
    assert texts(read_word(para("Before", joined) + tbl(tr(tc(para("x", joined)), "y")))) == ["Before"]


def test_a_text_box_that_was_deleted_is_not_read():
    document = read_word(para(f'<w:del w:id="1" w:author="A">{box("boxed")}</w:del>{run("kept")}'))
    assert texts(document) == ["kept"]
    assert ignored(document) == [("boxed", "deleted with changes tracked")]


def test_what_stands_beside_the_text_is_named():
    notes = '<w:{0} w:type="separator" w:id="0">{2}</w:{0}><w:{0} w:id="1">{1}</w:{0}>'
    document = read_word(
        para(run("Text") + '<w:r><w:footnoteReference w:id="1"/></w:r>'),
        comments=f'<w:comment w:id="0" w:author="A">{para("Is this")}{para("right?")}</w:comment>'
        f'<w:comment w:id="1">{para("Second")}</w:comment>',
        footnotes=notes.format("footnote", para("See the Act"), para("line")),
        endnotes=notes.format("endnote", para("At the end"), para()),
        header=para("DRAFT 2"),
        footer=para("Confidential"),
    )
    assert texts(document) == ["Text"]
    assert sorted(ignored(document)) == sorted(
        [
            ("Is this right?", "a comment"),
            ("Second", "a comment"),
            ("See the Act", "a footnote"),
            ("At the end", "an endnote"),
            ("DRAFT 2", "a header"),
            ("Confidential", "a footer"),
        ]
    )


def test_hidden_text_is_named_whether_a_run_or_a_style_hides_it():
    styles = (
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="P"><w:basedOn w:val="Base"/></w:style>'
    )
    document = read_word(
        para(run("seen") + run(" unseen", "<w:vanish/>") + run(" too", '<w:rStyle w:val="C"/>'))
        + para(run("by style") + run("shown", '<w:vanish w:val="0"/>'), '<w:pStyle w:val="P"/>'),
        styles=styles,
    )
    assert texts(document) == ["seen", "shown"]
    assert ignored(document) == [("unseen too", "hidden text"), ("by style", "hidden text")]


def lvl(at: int, text: str, sort: str = "decimal", start: int = 1, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{sort}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def listing(*levels: str, nums: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{nums}'
    )


def item(text: str, level: int = 0, of: int = 1) -> str:
    return para(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{of}"/></w:numPr>')


def test_numbers_of_several_levels():
    numbering = listing(
        lvl(0, "%1."), lvl(1, "%1.%2"), lvl(2, "(%3)", "lowerLetter"), lvl(3, "%4)", "lowerRoman", 4)
    )
    body = "".join(item(text, level) for text, level in [
        ("a", 0), ("b", 1), ("c", 1), ("d", 2), ("e", 2), ("f", 1), ("g", 2), ("h", 3), ("i", 3), ("j", 0), ("k", 1),
    ])  # fmt: skip
    assert texts(read_word(body, numbering=numbering)) == [
        "1. a", "1.1 b", "1.2 c", "(a) d", "(b) e", "1.3 f", "(a) g", "iv) h", "v) i", "2. j", "2.1 k",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("decimalZero", ["09", "10"]),
        ("upperLetter", ["I", "J"]),
        ("upperRoman", ["IX", "X"]),
        ("ordinal", ["9th", "10th"]),
        ("cardinalText", ["Nine", "Ten"]),
        ("ordinalText", ["Ninth", "Tenth"]),
        ("none", ["", ""]),
        ("chineseCounting", ["9", "10"]),
    ],
)
def test_sorts_of_numbers(sort, expected):
    document = read_word(item("x") + item("x"), numbering=listing(lvl(0, "%1", sort, 9)))
    assert texts(document) == [f"{each} x".strip() for each in expected]


def test_lists_that_go_on_and_lists_that_begin_anew():
    nums = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        f'<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">{lvl(0, "Step %1:")}</w:lvlOverride></w:num>'
    )
    body = (
        item("a")
        + para("text")
        + item("b")
        + item("c", of=2)
        + item("d", of=3)
        + item("e", of=3)
        + item("f", of=4)
    )
    assert texts(read_word(body, numbering=listing(lvl(0, "%1."), nums=nums))) == [
        "1. a", "text", "2. b", "3. c", "5. d", "6. e", "Step 7: f",
    ]  # fmt: skip
    never = lvl(1, "%2.", more='<w:lvlRestart w:val="0"/>')
    body = item("a") + item("b", 1) + item("c") + item("d", 1)
    assert texts(read_word(body, numbering=listing(lvl(0, "%1."), never))) == ["1. a", "1. b", "2. c", "2. d"]


def test_a_level_that_was_skipped_counts_from_its_start():
    numbering = listing(lvl(0, "%1.", start=3), lvl(1, "%1.%2"))
    assert texts(read_word(item("a", 1) + item("b", 1), numbering=numbering)) == ["3.1 a", "3.2 b"]
    legal = lvl(1, "%1.%2", more="<w:isLgl/>")
    numbering = listing(lvl(0, "%1.", "upperRoman"), legal)
    assert texts(read_word(item("a") + item("b", 1), numbering=numbering)) == ["I. a", "1.1 b"]


def test_numbers_that_a_style_gives_and_a_paragraph_takes_away():
    numbering = listing(
        lvl(0, "%1", more='<w:pStyle w:val="H1"/>'),
        lvl(1, "%1.%2", more='<w:pStyle w:val="H2"/><w:suff w:val="space"/>'),
    )
    styles = (
        "".join(
            f'<w:style w:type="paragraph" w:styleId="H{n}"><w:name w:val="heading {n}"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
            for n in (1, 2)
        )
        + '<w:style w:type="paragraph" w:styleId="Mine"><w:basedOn w:val="H2"/></w:style>'
    )
    body = (
        para("Aims", '<w:pStyle w:val="H1"/>')
        + para("First", '<w:pStyle w:val="H2"/>')
        + para("None", '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + para("Means", '<w:pStyle w:val="H1"/>')
    )
    document = read_word(body, numbering=numbering, styles=styles)
    assert document.parts == (
        Paragraph("1 Aims", 1), Paragraph("1.1 First", 2), Paragraph("None", 1), Paragraph("2 Means", 1),
    )  # fmt: skip
    assert read_word(para("x", '<w:pStyle w:val="Mine"/>'), styles=styles).parts == (Paragraph("x", 2),)


def test_a_list_that_is_defined_by_a_style_of_lists():
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="2"><w:styleLink w:val="L"/>{lvl(0, "A%1")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    assert texts(read_word(item("x"), numbering=numbering)) == ["A1 x"]


def test_a_column_of_nothing_but_numbers():
    numbering = listing(lvl(0, "%1."))
    rows = (tr(tc(item("")), text) for text in ("Train", "Write"))
    assert grid_of(read_word(tbl(*rows), numbering=numbering)) == [["1.", "Train"], ["2.", "Write"]]
    bullets = listing(lvl(0, "\uf0b7", "bullet"))
    assert grid_of(read_word(tbl(tr(tc(item("") + item("x")), "y")), numbering=bullets)) == [["• x", "y"]]


def test_what_was_deleted_has_no_number():
    gone = f'<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1" w:author="A"/></w:rPr></w:pPr>{changed("b")}</w:p>'
    assert texts(read_word(item("a") + gone + item("c"), numbering=listing(lvl(0, "%1.")))) == [
        "1. a",
        "2. c",
    ]


def test_bullets_breaks_and_odd_characters():
    numbering = listing(lvl(0, "\uf0b7", "bullet"), lvl(1, "o", "bullet"))
    document = read_word(
        item("point")
        + item("second", 1)
        + para("\uf0b7\u00a0typed")
        + para('<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:tab/><w:t>sign</w:t></w:r>')
        + para('<w:r><w:sym w:font="Wingdings" w:char="FC"/></w:r>')
        + para(run("\u00fc", '<w:rFonts w:ascii="Wingdings"/>'))
        + para("<w:r><w:t>line</w:t><w:br/><w:t>break</w:t><w:tab/><w:t>tab</w:t></w:r>")
        + para("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op soft</w:t><w:softHyphen/><w:t>ly</w:t></w:r>")
        + para("soft\u00adhyphen no\u00a0break\u2011hyphen “smart’s”")
        + para("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>"),
        numbering=numbering,
    )
    assert texts(document) == [
        "• point", "• second", "• typed", "• sign", "✓", "✓", "line\nbreak tab", "co-op softly",
        "softhyphen no break-hyphen “smart’s”", "x+1",
    ]  # fmt: skip


def test_shade_and_bold():
    def shd(fill: str, sort: str = "clear", colour: str = "auto") -> str:
        return f'<w:shd w:val="{sort}" w:color="{colour}" w:fill="{fill}"/>'

    marked = run("late", '<w:highlight w:val="red"/>')
    cells = [
        tc("a", shd("c6efce")),
        tc("b", shd("auto")),
        tc("c", shd("FFFFFF")),
        tc("d", shd("auto", "solid", "FF0000")),
        tc(f"<w:p>{marked}</w:p>"),
        tc(f"<w:p>{marked}{run(' partly')}</w:p>"),
        tc("", shd("00B050")),
    ]
    [row] = read_word(tbl(tr(*cells, "x"))).tables[0].rows
    assert [cell.shade for cell in row.cells] == ["C6EFCE", "", "", "FF0000", "FF0000", "", "00B050", ""]
    bold, plain = run("bold", "<w:b/>"), run("plain", '<w:b w:val="0"/>')
    styles = '<w:style w:type="paragraph" w:styleId="B"><w:rPr><w:b/></w:rPr></w:style>'
    cells = [
        para(bold),
        para(bold + plain),
        para("s", '<w:pStyle w:val="B"/>'),
        para(plain, '<w:pStyle w:val="B"/>'),
        para(),
    ]
    [row] = read_word(tbl(tr(*map(tc, cells), "x")), styles=styles).tables[0].rows
    assert [cell.strong for cell in row.cells] == [True, False, True, False, False, False]


def test_the_first_row_looks_as_the_style_of_its_table_says():
    styles = (
        '<w:style w:type="table" w:styleId="T"><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
        '<w:tcPr><w:shd w:val="clear" w:fill="1F4E79"/></w:tcPr></w:tblStylePr></w:style>'
    )
    for look, expected in [('w:firstRow="1"', True), ('w:val="04A0"', True), ('w:val="0480"', False)]:
        table = tbl(tr("Ref", "Who"), tr("1", "2"), look=f'<w:tblStyle w:val="T"/><w:tblLook {look}/>')
        rows = read_word(table, styles=styles).tables[0].rows
        assert rows[0].cells[0].strong is expected
        assert rows[0].cells[0].shade == ("1F4E79" if expected else "")
        assert (rows[1].cells[0].strong, rows[1].cells[0].shade) == (False, "")


def test_pictures_embedded_files_diagrams_and_struck_words():
    picture = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="P" descr="The logo"/><a:graphic><a:graphicData><pic:pic/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    embedded = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
    document = read_word(para(picture + embedded + run("Kept", "<w:strike/>")))
    assert texts(document) == ["Kept"]
    assert ignored(document) == [("The logo", "a picture"), ("Excel.Sheet.12", "an embedded file")]
    assert document.warnings == ("Words that are struck through were kept: “Kept”.",)


def test_strict_documents_macros_and_other_names_of_the_parts():
    parts = parts_of_word(tbl(tr("a", "b")), styles="")
    strict = {
        name: part.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, part in parts.items()
    }
    assert grid_of(read(packed(strict))) == [["a", "b"]]
    assert grid_of(read(packed(parts | {"word/vbaProject.bin": b"\xd0\xcf"}), "plan.docm")) == [["a", "b"]]
    moved = dict(parts)
    moved["Word/document2.xml"] = moved.pop("word/document.xml")
    moved["_rels/.rels"] = parts["_rels/.rels"].replace("word/document.xml", "/word/../word/Document2.xml")
    assert grid_of(read(packed(moved), "plan.xlsx")) == [["a", "b"]]


def test_a_run_that_goes_over_breaks_made_by_a_library():
    document = docx.Document()
    cell = document.add_table(1, 2).cell(0, 0)
    cell.paragraphs[0].add_run("one\ttwo\nthree").add_break(WD_BREAK.PAGE)
    cell.add_paragraph("four")
    assert grid_of(read(saved(document))) == [["one two\nthree\nfour"]]


def test_covered_text_is_named():
    document = read_word(
        tbl(tr(tc("a", '<w:vMerge w:val="restart"/>'), "b"), tr(tc("beneath", "<w:vMerge/>"), "c"))
    )
    assert grid_of(document) == [["a", "b"], ["^", "c"]]
    assert ignored(document) == [("beneath", "covered by a merged cell")]


def test_words_in_unknown_surroundings_are_read():
    above = "<w:ruby><w:rt>" + run("(ka)") + "</w:rt><w:rubyBase>" + run("kan") + "</w:rubyBase></w:ruby>"
    document = read_word(
        f"<w:later>{para('<w:later>' + run('some') + '</w:later>')}</w:later>" + para(f"<w:r>{above}</w:r>")
    )
    assert texts(document) == ["some", "(ka)kan"]


def test_empty_paragraphs_and_tables_are_nothing():
    document = read_word(para() + tbl(tr("", "")) + para("x"))
    assert document.parts == (Paragraph("x"),)
    assert words_of(document) == {"x"}
