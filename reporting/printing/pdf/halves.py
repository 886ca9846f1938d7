"""One paper set by two processes, and joined: page numbers, tags, links and bookmarks run through both halves.

A paper is parted where it turns (the schedule lies on its side): a page ends there anyway. The second half is set
in a fork. Both lay out their pages, tell each other how many they have, print their page numbers, and draw. The
second then writes its objects under the numbers that they get behind those of the first, which takes them in.
"""

import os
import re
import signal
import traceback
from contextlib import contextmanager, suppress
from multiprocessing import Pipe

import pydyf
import weasyprint.layout

from reporting.printing.pdf.writing import Packed, file_of, pack

# Fewer characters than these are quicker set by one process.
WORTH_IT = 30_000
# Where a link leads that ends in the other half; it never stands in the finished paper.
ACROSS = "https://other-half.invalid/#"

REFERENCE = re.compile(rb"(\d+) 0 R")


class Failed(Exception):
    """The second half could not be set; says what its process said."""


def write(paper, options: dict, finish) -> bytes:
    """The PDF of a page, by two processes if that is worth it; the page is used up.

    `options` go to the renderer, `finish(pdf)` is done to each half.

    :raises MemoryError: when the second half ends without a word, as a library does that gets no memory.
    :raises Failed: when it could not be set for another reason.
    """
    at = _middle(paper.etree_element)
    if at is None:
        return write_alone(paper, options, finish)
    ours, theirs = Pipe()
    seconds, _ = signal.getitimer(signal.ITIMER_REAL)
    child = os.fork()
    if child == 0:
        ours.close()
        signal.setitimer(signal.ITIMER_REAL, seconds)  # a fork takes over every limit but that of time
        _second_half(paper, at, theirs, options, finish)
    theirs.close()
    try:
        _keep(paper.etree_element, at, second=False)
        with _numbered(ours, is_second=False):
            return _written(paper, options, finish, lambda pdf: _join(pdf, ours))
    except (EOFError, ConnectionError):
        with suppress(EOFError, ConnectionError):
            while True:
                _heard(ours)  # its last word, if it said one
        raise MemoryError from None
    finally:
        os.kill(child, signal.SIGKILL)  # it has handed over everything, or is in vain
        os.waitpid(child, 0)
        ours.close()


def write_alone(paper, options: dict, finish) -> bytes:
    """The PDF of a page, by this process alone."""
    return _written(paper, options, finish, lambda pdf: [pack(pdf.objects[1:])])


def _written(paper, options, finish, packed) -> bytes:
    """What the renderer made of a page, `packed(pdf)` and written as a file."""

    def finisher(document, pdf):
        finish(pdf)
        pdf.add_object(pdf.info)
        parts = packed(pdf)
        pdf.write = lambda output, *_: output.write(
            file_of(parts, pdf.catalog.reference, pdf.info.reference, options["pdf_identifier"])
        )

    return paper.write_pdf(finisher=finisher, **options)


def _second_half(paper, at, first, options, finish) -> None:
    """Set the second half and hand it over; the process ends with it."""

    def finisher(document, pdf):
        finish(pdf)
        _hand_over(pdf, first, deeper)
        os._exit(0)  # before the renderer writes a file that nobody wants

    try:
        deeper = _keep(paper.etree_element, at, second=True)
        with _numbered(first, is_second=True):
            paper.write_pdf(finisher=finisher, **options)
    except MemoryError:
        pass  # nothing said is out of memory
    except BaseException:
        first.send(Failed(traceback.format_exc()))
    finally:
        os._exit(0)


# --- Where a paper is parted --------------------------------------------------------------------------------------


def _middle(root) -> tuple | None:
    """The place that parts the words best: a section's number and how many of its children come before. Or none."""
    body = root.find("body")
    words = [_length(section) for section in body]
    total = sum(words)
    places = []
    for number, section in enumerate(body):
        if section.get("class") == "schedule":
            before = sum(words[:number])
            places.append((before, (number, 0)))
            places.append((before + words[number], (number + 1, 0)))
            for child, element in enumerate(section):
                if element.tag == "h3" and total > 5 * WORTH_IT:
                    places.append((before, (number, child)))
                before += _length(element)
    if total < WORTH_IT or not places or root.find(".//h1") is None:
        return None
    return min(places, key=lambda place: abs(place[0] - total / 2))[1]


def _length(element) -> int:
    return sum(map(len, element.itertext()))


def _keep(root, at, *, second: bool) -> int:
    """Leave one half in the document, and let links into the other lead across.

    How many headings are left of a section that was parted.
    """
    number, child = at
    body = root.find("body")
    sections = list(body)
    for section in sections[:number] if second else sections[number + bool(child) :]:
        body.remove(section)
    if child:
        parted = sections[number]
        for element in parted[:child] if second else parted[child:]:
            parted.remove(element)
    here = {element.get("id") for element in body.iter()}
    for link in body.iter("a"):
        to = link.get("href", "")
        if to.startswith("#") and to[1:] not in here:
            link.set("href", ACROSS + to[1:])
    return sum(element.tag == "h3" for element in parted) if child else 0


@contextmanager
def _numbered(other, *, is_second: bool):
    """Print page numbers of the whole paper: laid out, each half tells the other how many pages it has."""
    make_margin_boxes = weasyprint.layout.make_margin_boxes
    found = {}

    def numbered(context, page, state):
        if not found:
            own = len(context.page_maker) - 1
            other.send(own)
            pages = _heard(other)
            found.update(before=pages if is_second else 0, pages=own + pages)
        quotes, counters, *rest = state
        counters = counters | {
            "page": [counters["page"][-1] + found["before"]],
            "pages": [found["pages"]],
        }
        return make_margin_boxes(context, page, (quotes, counters, *rest))

    weasyprint.layout.make_margin_boxes = numbered
    try:
        yield
    finally:
        weasyprint.layout.make_margin_boxes = make_margin_boxes


def _heard(other):
    said = other.recv()
    if isinstance(said, Failed):
        raise said
    return said


# --- Joining ------------------------------------------------------------------------------------------------------


class Trunk:
    """What runs through all of a PDF: its pages, structure, names and bookmarks."""

    def __init__(self, pdf):
        self.objects = {item.number: item for item in pdf.objects}
        self.next_number = len(pdf.objects)
        self.pages, self.catalog = pdf.pages, pdf.catalog
        self.root = self.at(pdf.catalog["StructTreeRoot"])
        self.document = self.at(self.root["K"][0])
        self.numbers = self.at(self.root["ParentTree"])
        self.outlines = self.at(pdf.catalog["Outlines"]) if "Outlines" in pdf.catalog else pydyf.Dictionary()
        names = pdf.catalog.setdefault("Names", pydyf.Dictionary())
        self.names = names.setdefault("Dests", pydyf.Dictionary({"Names": pydyf.Array()}))["Names"]
        for item in pdf.objects:
            if isinstance(item, pydyf.Dictionary) and item.get("Subtype") == "/Link" and "A" in item:
                to = item["A"]["URI"].string
                if to.startswith(ACROSS):
                    del item["A"]
                    item["Dest"] = item["Contents"] = pydyf.String(to.removeprefix(ACROSS))

    def at(self, reference: bytes):
        return self.objects[int(reference.split()[0])]

    def parts(self) -> list:
        """The objects of it, each once."""
        found = [self.outlines]
        for above in found:  # grows
            found += self.bookmarks(above)
        return [self.pages, self.catalog, self.root, self.document, self.numbers, *found]

    def rest(self) -> list:
        """All other objects."""
        own = {id(item) for item in self.parts()}
        return [item for item in self.objects.values() if id(item) not in own and item.free == "n"]

    def bookmarks(self, above) -> list:
        """The bookmarks right below another, or the outermost."""
        found = [self.at(above["First"])] if "First" in above else []
        while found and "Next" in found[-1]:
            found.append(self.at(found[-1]["Next"]))
        return found

    def add_bookmarks(self, above, told) -> None:
        """Add bookmarks told as title, place and what stands below each, behind those that are there."""
        for title, place, below in told:
            added = pydyf.Dictionary({"Title": pydyf.String(title), "Dest": place, "Parent": above.reference})
            added.number = self.next_number
            self.objects[added.number] = added
            self.next_number += 1
            if "Last" in above:
                last = self.at(above["Last"])
                last["Next"], added["Prev"] = added.reference, last.reference
            else:
                above["First"] = added.reference
            above["Last"] = added.reference
            self.add_bookmarks(added, below)

    def count_bookmarks(self, above) -> int:
        above["Count"] = sum(1 + self.count_bookmarks(each) for each in self.bookmarks(above))
        return above["Count"]


def _hand_over(pdf, first, deeper: int) -> None:
    """Tell the first half all that this one adds, under the numbers that it gets there.

    The first `deeper` bookmarks go on with the section that was parted.
    """
    trunk = Trunk(pdf)
    there = _heard(first)
    for item in pdf.objects:
        keys = item.keys() if isinstance(item, dict) else set()
        for key in {"StructParents", "StructParent"} & keys:
            item[key] += there["next_key"]
        # Other letters of a font are another font, with a tag of its own.
        for key in {"BaseFont", "FontName"} & keys:
            tag, plus, name = item[key].removeprefix(b"/").partition(b"+")
            item[key] = b"/" + tag[::-1] + plus + name
    added = trunk.rest()
    moved = {item.number: number for number, item in enumerate(added, start=there["next_object"])}
    moved |= {pdf.pages.number: there["pages"], trunk.document.number: there["document"]}

    def told(above):
        return [
            (each["Title"].string, _moved(each["Dest"], moved), told(each)) for each in trunk.bookmarks(above)
        ]

    under_their_numbers = [_moved(item, moved) for item in added]
    for item, before in zip(under_their_numbers, added, strict=True):
        item.number = moved[before.number]
    nums, names, bookmarks = trunk.numbers["Nums"], trunk.names, told(trunk.outlines)
    first.send(
        {
            "packed": pack(under_their_numbers),
            "pages": [moved[number] for number in trunk.pages["Kids"][::3]],
            "elements": list(_moved(trunk.document["K"], moved)),
            "keys": [
                (key + there["next_key"], _moved(value, moved))
                for key, value in zip(nums[::2], nums[1::2], strict=True)
            ],
            "names": [
                (name.string, _moved(place, moved))
                for name, place in zip(names[::2], names[1::2], strict=True)
            ],
            "deeper_bookmarks": bookmarks[:deeper],
            "bookmarks": bookmarks[deeper:],
        }
    )


def _moved(value, moved: dict[int, int], key=""):
    """A copy of something in a PDF with every reference to an object under its new number.

    :raises KeyError: when it refers to what runs through the paper and is not handed over.
    """
    if isinstance(value, str | bytes):
        found = REFERENCE.fullmatch(value if isinstance(value, bytes) else value.encode())
        return f"{moved[int(found[1])]} 0 R".encode() if found else value
    if isinstance(value, pydyf.Dictionary):
        return pydyf.Dictionary({name: _moved(part, moved, name) for name, part in value.items()})
    if isinstance(value, pydyf.Array):
        return pydyf.Array([_moved(part, moved, key) for part in value])
    if isinstance(value, pydyf.Stream):
        extra = {name: _moved(part, moved, name) for name, part in value.extra.items()}
        return pydyf.Stream(value.stream, extra, value.compress)
    if isinstance(value, pydyf.String) and key in ("ID", "Headers"):  # "number of the table-row-column"
        number, place = value.string.split("-", 1)
        return pydyf.String(f"{moved[int(number)]}-{place}")
    return value


def _join(pdf, second) -> list[Packed]:
    """Take in what the second half adds: the parts of the joined paper."""
    trunk = Trunk(pdf)
    second.send(
        {
            "next_object": trunk.next_number,
            "next_key": trunk.numbers["Nums"][-2] + 1,
            "pages": trunk.pages.number,
            "document": trunk.document.number,
        }
    )
    own = pack(trunk.rest())
    added = _heard(second)
    trunk.next_number += len(added["packed"])
    for number in added["pages"]:
        trunk.pages["Kids"].extend([number, 0, "R"])
    trunk.pages["Count"] += len(added["pages"])
    trunk.document["K"].extend(added["elements"])
    for key, value in added["keys"]:
        trunk.numbers["Nums"].extend([key, value])
    names = [(name.string, place) for name, place in zip(trunk.names[::2], trunk.names[1::2], strict=True)]
    trunk.names.clear()
    for name, place in sorted(names + added["names"], key=lambda pair: pair[0]):
        trunk.names.extend([pydyf.String(name), place])
    title = trunk.at(trunk.outlines["Last"])
    if added["deeper_bookmarks"]:
        trunk.add_bookmarks(trunk.at(title["Last"]), added["deeper_bookmarks"])
    trunk.add_bookmarks(title, added["bookmarks"])
    trunk.count_bookmarks(trunk.outlines)
    return [own, added["packed"], pack(trunk.parts())]
