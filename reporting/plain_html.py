"""Reading HTML as our templates write it: every element closed, nothing left to a browser to mend.

A reader of all HTML takes a tenth of the time that a report takes to set. What is not written as plainly is
refused, for such a reader to read.
"""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"meta", "link", "br", "hr", "wbr"}
TAGS = VOID | set(
    "html head title body section div p h1 h2 h3 h4 ol ul li a abbr b em i span strong "
    "table thead tbody tr th td svg".split()
)
# What may stand right in a table or its parts; anything else would be moved out of it.
IN_TABLES = {"table": {"thead", "tbody"}, "thead": {"tr"}, "tbody": {"tr"}, "tr": {"th", "td"}}
CLOSE_PARAGRAPHS = TAGS & set("section div p h1 h2 h3 h4 ol ul table".split())
SVG = "{http://www.w3.org/2000/svg}"
SVG_NAMES = {"viewbox": "viewBox"}


class NotPlain(Exception):
    """HTML that needs a reader of all HTML."""


def read(html: str) -> Element:
    """The tree of a document.

    :raises NotPlain: for anything that a reader of all HTML might read as something else.
    """
    reader = _Reader()
    reader.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
    reader.close()
    return reader.root()


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self._tree = TreeBuilder()
        self._open: list[str] = []
        self._in_svg = 0

    def root(self) -> Element:
        if self._open:
            raise NotPlain("Not closed")
        root = self._tree.close()
        if root.tag != "html" or [each.tag for each in root] != ["head", "body"]:
            raise NotPlain("Not a whole document")
        return root

    def handle_starttag(self, tag, attributes):
        self._start(tag, attributes)
        if not self._in_svg and tag in VOID:
            self._end(tag)

    def handle_startendtag(self, tag, attributes):
        self._start(tag, attributes)
        if not self._in_svg and tag not in VOID:
            raise NotPlain(tag)
        self._end(tag)

    def handle_endtag(self, tag):
        if not self._open or self._open[-1] != tag:
            raise NotPlain(tag)
        self._end(tag)

    def handle_data(self, words):
        if not self._open or self._open[-1] in IN_TABLES or self._open[-1] in ("html", "head"):
            if words.strip():
                raise NotPlain(words)
            if not self._open or self._open[-1] in ("html", "head"):
                return
        self._tree.data(words)

    def _start(self, tag, attributes):
        inside = self._open[-1] if self._open else ""
        if not self._in_svg and (
            tag not in TAGS
            or tag not in IN_TABLES.get(inside, TAGS)
            or (tag == "html") != (not self._open)
            or (tag in CLOSE_PARAGRAPHS and "p" in self._open)
            or (tag == "a" and "a" in self._open)
        ):
            raise NotPlain(tag)
        self._in_svg += tag == "svg"
        self._open.append(tag)
        named = {SVG_NAMES.get(name, name) if self._in_svg else name: said or "" for name, said in attributes}
        self._tree.start(f"{SVG}{tag}" if self._in_svg else tag, named)

    def _end(self, tag):
        self._open.pop()
        self._tree.end(f"{SVG}{tag}" if self._in_svg else tag)
        self._in_svg -= tag == "svg"
