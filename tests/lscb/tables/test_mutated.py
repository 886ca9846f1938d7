"""Documents damaged by chance: each is read or refused in a sentence, and never anything else."""

import io
import random
import time
import zipfile
from contextlib import suppress

import pytest
from lxml import etree

from lscb.tables.content import Document
from lscb.tables.limits import NotReadable
from tests.lscb.tables.making import (
    LIMITS,
    book_of_everything,
    document_of_everything,
    packed,
    page_of_everything,
    read,
)
from tests.soak.sampling import sample_of

LONGEST = 5.0  # seconds of a processor
EACH = 10  # files of one seed
CSV = 'Ref;Action;When\r\n1.1;"Train; all\r\nof them";März 2018\r\n2;Tom &amp; Zoë<br>both;£5\r\n'
MADE = [
    ("plan.docx", document_of_everything()),
    ("plan.xlsx", book_of_everything()),
    ("plan.csv", CSV.encode("cp1252")),
    ("plan.csv", CSV.encode("utf-16")),
    ("plan.html", page_of_everything().encode()),
]


def bytes_mutated(chance: random.Random, content: bytes) -> bytes:
    """With some bytes changed, gone, doubled or cut off."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        if not made:
            break
        at, length = chance.randrange(len(made)), chance.randint(1, 40)
        match chance.randrange(5):
            case 0:
                made[at] = chance.randrange(256)
            case 1:
                made[at] ^= 1 << chance.randrange(8)
            case 2:
                del made[at : at + length]
            case 3:
                made[at:at] = made[at : at + length]
            case _ if chance.random() < 0.3:
                del made[at:]
    return bytes(made)


def xml_mutated(chance: random.Random, part: bytes) -> bytes:
    """With some elements moved, doubled, gone or called otherwise, and some values that are none."""
    root = etree.fromstring(part)
    for _ in range(chance.randint(1, 8)):
        elements = list(root.iter(etree.Element))
        element, other = chance.choice(elements), chance.choice(elements)
        match chance.randrange(6):
            case 0 if (
                element is not root
                and not any(each is element for each in other.iterancestors())
                and element is not other
            ):
                other.insert(chance.randint(0, len(other)), element)
            case 1 if element is not root:
                element.getparent().append(etree.fromstring(etree.tostring(element)))
            case 2 if element is not root:
                element.getparent().remove(element)
            case 3:
                element.tag = other.tag
            case 4 if element.attrib:
                key = chance.choice(sorted(element.attrib))
                element.set(
                    key,
                    chance.choice(
                        ["", "-1", "0", "99999999999", "x", "A1:ZZZZ9", "A0", "²", "1e9", "../../x"]
                    ),
                )
            case 5:
                element.text = chance.choice(["", "x" * 9_000, "-5", "1e308", "nan", "99999999999", "²", "�"])
    return etree.tostring(root)


def part_mutated(chance: random.Random, content: bytes) -> bytes:
    """A sound zip of which some parts are not, are missing or have each other's names."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for _ in range(chance.randint(1, 3)):
        name, other = chance.choice(list(parts)), chance.choice(list(parts))
        match chance.randrange(5):
            case 0:
                parts[name] = bytes_mutated(chance, parts[name])
            case 1:
                parts[name], parts[other] = parts[other], parts[name]
            case 2 if len(parts) > 2:
                del parts[name]
            case _:
                with suppress(etree.XMLSyntaxError):  # it was damaged before
                    parts[name] = xml_mutated(chance, parts[name])
    return packed(parts)


@pytest.mark.parametrize("seed", sample_of(5, 200))
def test_a_damaged_document_is_read_or_refused_and_nothing_else(seed):
    chance = random.Random(seed)
    for _ in range(EACH):
        name, content = chance.choice(MADE)
        how = (
            chance.choice([bytes_mutated, part_mutated, part_mutated])
            if content.startswith(b"PK")
            else bytes_mutated
        )
        mutated = how(chance, content)
        began = time.process_time()
        try:
            assert isinstance(read(mutated, name, LIMITS), Document)
        except NotReadable as refused:
            assert str(refused).endswith(".")
        assert time.process_time() - began < LONGEST


def test_the_sound_ones_are_read():
    for name, content in MADE:
        assert read(content, name).tables
