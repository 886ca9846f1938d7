"""What somebody hears to whom a paper is read: the tags of its PDF."""

import io

import pikepdf

MEAN_SOMETHING = {
    *("/Document", "/Sect", "/Div", "/H1", "/H2", "/H3", "/H4", "/P", "/Span", "/Link", "/Figure"),
    *(
        "/L",
        "/LI",
        "/Lbl",
        "/LBody",
        "/Table",
        "/THead",
        "/TBody",
        "/TR",
        "/TH",
        "/TD",
        "/BlockQuote",
        "/Caption",
    ),
}


def elements(node, kind=None):
    """Structure elements below a node, of one kind or all."""
    for child in _kids(node):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if kind is None or str(child.S) == kind:
                yield child
            yield from elements(child, kind)


def _kids(node) -> list:
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def can_be_heard(paper: bytes, html: str = "") -> None:
    """Assert that nothing is tagged without meaning or around nothing, pictures have words, heads of tables a scope,
    links say where they lead, and, with its `html`, that each table is one however many pages it crosses."""
    document = pikepdf.open(io.BytesIO(paper))
    assert document.check_pdf_syntax() == []
    root = document.Root.StructTreeRoot
    names = {str(name) for name in document.Root.get("/Names", {}).get("/Dests", {}).get("/Names", [])[::2]}
    for element in elements(root):
        kind = str(element.S)
        assert kind in MEAN_SOMETHING, kind
        assert kind in ("/TD", "/TH") or _kids(element), kind
        if kind == "/Figure":
            assert str(element.get("/Alt", ""))
        if kind == "/TH":
            assert str(element.A.get("/Scope")) in ("/Column", "/Row")
    for page in document.pages:
        for note in page.get("/Annots", []):
            assert str(note.Contents) and str(note.Contents) not in names
    if html:
        tables = list(elements(root, "/Table"))
        assert len(tables) == html.count("<table")
        for table in tables:
            rows = [len(_kids(row)) for row in elements(table, "/TR")]
            assert len(set(rows)) == 1, rows
            assert [str(kid.S) for kid in _kids(table)] in (["/THead", "/TBody"], ["/TBody"])
