"""What those hear who have a PDF read to them, put right before it is written. Knows no Django.

WeasyPrint hands the file to a `finisher` (its public interface), which works on the objects of pydyf. What it has
left out or says twice as of 70.0: the scope of heading cells, what a link leads to, tags around nothing or of no
meaning, and a table that crosses pages as a table on each.
"""

from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import pydyf

CELLS = ("/TD", "/TH")
HEADINGS = ("h1", "h2", "h3", "h4")


def places(root: Element) -> dict[str, str]:
    """What stands where the links of a page lead to: a heading's own words, else what a link to it says of it."""
    said: dict[str, str] = {}
    headings: dict[str, str] = {}
    for element in root.iter():
        if element.tag == "a":
            to = element.get("href", "").removeprefix("#")
            said.setdefault(to, element.get("aria-label") or _words(element))
        elif element.tag in HEADINGS and element.get("id"):
            headings[element.get("id", "")] = _words(element)
    return said | headings


def put_right(pdf: pydyf.PDF, places: dict[str, str]) -> None:
    """All of it. `places` are words by the name that a link leads to."""
    structure = Structure(pdf)
    structure.say_scope()
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Subtype") == "/Link":
            leads_to = item["Contents"].string
            item["Contents"] = pydyf.String(places.get(leads_to, leads_to))
    structure.tidy(structure.document)
    structure.join_tables()


class Structure:
    """The tree of tags of a file: elements with their kind (S), parent (P), page (Pg) and what they hold (K)."""

    def __init__(self, pdf: pydyf.PDF):
        self.named = {item.reference: item for item in pdf.objects}
        [self.document] = self.children(self.named[pdf.catalog["StructTreeRoot"]])

    def children(self, element) -> list:
        """Its elements, without the words and links that it holds itself."""
        found = (self.named.get(kid) for kid in element["K"])
        return [kid for kid in found if kid is not None and kid["Type"] == "/StructElem"]

    def say_scope(self) -> None:
        """Give every heading cell its scope: that of a column in the head of a table, else that of a row.

        PDF/UA-1 asks for it (ISO 14289-1, 7.5) where cells do not name their headings. WeasyPrint has them do so,
        which not every reader follows.
        """
        for item in self.named.values():
            if isinstance(item, dict) and item.get("S") == "/TH":
                group = self.named[self.named[item["P"]]["P"]]
                item["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"

    def tidy(self, element) -> None:
        """Take out tags around nothing, and those that mean nothing but hold others; empty cells stay."""
        kept = pydyf.Array()
        for kid in element["K"]:
            child = self.named.get(kid)
            if child is None or child["Type"] != "/StructElem":
                kept.append(kid)
                continue
            self.tidy(child)
            means_nothing = child["S"] == "/NonStruct" and len(self.children(child)) == len(child["K"])
            if (child["K"] and not means_nothing) or child["S"] in CELLS:
                kept.append(kid)
                continue
            child.free = "f"
            for inner in self.children(child):
                inner["P"] = element.reference
            kept.extend(child["K"])
        element["K"] = kept

    def join_tables(self) -> None:
        """Make one table of each that goes on at the top of the next page; its repeated head becomes a row of it.

        Two tables never stand beside one another without words between them, so the last on a page that ends with it
        and the first on one that begins with it are one.
        """
        edges = [(self._table_at(page[0], 0), self._table_at(page[-1], -1)) for page in self._pages()]
        begun: dict[bytes, pydyf.Dictionary] = {}  # by the part of it that a page ends with
        for (_, table), (more, _) in pairwise(edges):
            if table is None or more is None:
                continue
            table = begun.get(table.reference, table)
            rows = table["K"][-1]
            for group in self.children(more):
                for row in self.children(group):
                    row["P"] = rows
                    self.named[rows]["K"].append(row.reference)
                group.free = "f"
            self._take_out(more)
            begun[more.reference] = table

    def _pages(self) -> Iterator[list]:
        """What the document holds, page by page."""
        page: list = []
        for element in self.children(self.document):
            if page and element["Pg"] != page[0]["Pg"]:
                yield page
                page = []
            page.append(element)
        if page:
            yield page

    def _table_at(self, element, edge: int):
        """The table that an element begins (edge 0) or ends (edge -1) with, if it does."""
        while element["S"] != "/Table":
            children = self.children(element)
            if len(children) < len(element["K"]):
                return None
            element = children[edge]
        return element

    def _take_out(self, element) -> None:
        """Take an element out of the tree, and whatever held nothing else."""
        element.free = "f"
        parent = self.named[element["P"]]
        parent["K"].remove(element.reference)
        if not parent["K"]:
            self._take_out(parent)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
