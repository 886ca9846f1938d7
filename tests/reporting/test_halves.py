"""A paper set by two processes says and leads to the same as one set by one."""

import io
import tempfile

import pikepdf
import pypdfium2
import pytest

from reporting.printing.pdf import halves, weasyprint_process

WORDS = "<p>" + "What the group did about it, and what is still to be done. " * 40 + "</p>"


def page(front: int = 8, parts: int = 2, rows: int = 12) -> str:
    """A report in small: a front that links into the schedule, a schedule in parts that links back."""
    references = [f"{part}-{row}" for part in range(parts) for row in range(rows)]
    listed = "".join(f'<li><a href="#a-{each}">{each}</a></li>' for each in references)
    tables = "".join(
        f'<h3>Part {part}</h3><table><thead><tr><th scope="col">Ref</th><th scope="col">Said</th></tr></thead><tbody>'
        + "".join(
            f'<tr id="a-{part}-{row}"><th scope="row"><a href="#asked">{part}-{row}</a></th><td>{WORDS}</td></tr>'
            for row in range(rows)
        )
        + "</tbody></table>"
        for part in range(parts)
    )
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><title>A report</title>'
        '<link rel="stylesheet" href="css/fonts.css"/><link rel="stylesheet" href="css/print.css"/></head>'
        '<body data-marking="" data-name="A report" data-status="DRAFT" data-demonstration="" data-foot="Foot">'
        f'<section><h1>A report</h1><h2 id="asked">Asked</h2><ol>{listed}</ol>{WORDS * front}</section>'
        f'<section class="schedule"><h2 id="schedule">Appendix A</h2>{tables}</section>'
        f"<section><h2>Appendix B</h2>{WORDS}</section></body></html>"
    )


@pytest.fixture
def both(monkeypatch, tmp_path):
    """The same page set by one process and by two."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # the second process clears nothing up

    def write(html):
        with monkeypatch.context() as patched:
            patched.setattr(halves, "WORTH_IT", 10**9)
            alone = weasyprint_process.write_pdf(html)
        monkeypatch.setattr(halves, "WORTH_IT", 12_000)
        return alone, weasyprint_process.write_pdf(html)

    return write


def pages_of(paper):
    return [" ".join(each.get_textpage().get_text_bounded().split()) for each in pypdfium2.PdfDocument(paper)]


def bookmarks_of(paper):
    document = pypdfium2.PdfDocument(paper)
    return [(each.level, each.get_title(), each.get_dest().get_index()) for each in document.get_toc()]


def links_of(document):
    """Where each link stands and leads, as numbers of pages, with what is said of it."""
    numbers = {each.objgen: number for number, each in enumerate(document.pages)}
    names = document.Root.Names.Dests.Names
    places = {
        str(name): numbers[place[0].objgen]
        for name, place in zip(list(names)[::2], list(names)[1::2], strict=True)
    }
    return [
        (number, str(note.Contents), places[str(note.Dest)])
        for number, each in enumerate(document.pages)
        for note in each.get("/Annots", [])
    ]


def fonts_of(document):
    dictionaries = [item for item in document.objects if isinstance(item, pikepdf.Dictionary)]
    return [str(item.FontName) for item in dictionaries if "/FontName" in item]


def structure_of(node):
    """Kinds of elements as a tree; what stands for words and links is left out."""
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [
        (str(kid.S), structure_of(kid)) for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
    ]


def test_it_says_the_same_and_leads_to_the_same(both):
    alone, joined = both(page(rows=6))
    assert alone != joined
    assert pages_of(joined) == pages_of(alone)
    assert f"Page 3 of {len(pages_of(alone))}" in pages_of(joined)[2]
    assert bookmarks_of(joined) == bookmarks_of(alone)
    with pikepdf.open(io.BytesIO(alone)) as one, pikepdf.open(io.BytesIO(joined)) as two:
        assert not two.check_pdf_syntax()
        assert links_of(two) == links_of(one)
        assert structure_of(two.Root.StructTreeRoot) == structure_of(one.Root.StructTreeRoot)
        assert two.docinfo.Title == one.docinfo.Title
        assert len(fonts_of(two)) == len(set(fonts_of(two))) == 2 * len(fonts_of(one)) > 2
    assert halves.ACROSS.encode() not in joined


def test_every_page_and_link_finds_its_words_in_the_structure(both):
    _, joined = both(page(rows=6))
    with pikepdf.open(io.BytesIO(joined)) as document:
        nums = list(document.Root.StructTreeRoot.ParentTree.Nums)
        keys = [int(key) for key in nums[::2]]
        assert keys == sorted(set(keys))
        owners = dict(zip(keys, nums[1::2], strict=True))
        for each in document.pages:
            assert all(owner.Pg.objgen == each.objgen for owner in owners[int(each.StructParents)])
            for note in each.get("/Annots", []):
                link = owners[int(note.StructParent)]
                assert str(link.S) == "/Link"
                assert any(isinstance(kid, pikepdf.Dictionary) and kid.get("/Obj") == note for kid in link.K)
        heads = [
            str(cell.ID)
            for cell in document.objects
            if isinstance(cell, pikepdf.Dictionary) and "/ID" in cell
        ]
        assert len(heads) == len(set(heads)) > 10
        told = {
            str(head)
            for cell in document.objects
            if isinstance(cell, pikepdf.Dictionary) and cell.get("/S") == "/TD"
            for head in cell.A.Headers
        }
        assert told <= set(heads)


def test_a_schedule_longer_than_all_else_is_parted_at_a_heading(both):
    alone, joined = both(page(front=1, parts=4, rows=8))
    assert [each[:2] for each in bookmarks_of(joined)] == [each[:2] for each in bookmarks_of(alone)]
    assert any("Part 2" in words[:120] for words in pages_of(joined))
    with pikepdf.open(io.BytesIO(joined)) as document:
        assert len(links_of(document)) == 2 * 4 * 8


def test_a_paper_whose_halves_fail_is_set_the_renderers_own_way_and_the_reason_is_logged(
    both, monkeypatch, caplog
):
    def fail(*args):
        raise ValueError("No ink")

    monkeypatch.setattr(halves, "_hand_over", fail)
    alone, instead = both(page())
    assert pages_of(instead) == pages_of(alone)
    assert "halves.Failed" in caplog.text and "No ink" in caplog.text


def test_a_half_that_ends_without_a_word_had_no_memory(both, monkeypatch):
    def end(*args):
        raise MemoryError

    monkeypatch.setattr(halves, "_hand_over", end)
    with pytest.raises(MemoryError):
        both(page())
