"""Spreadsheets that were damaged, by chance or by hand: each is taken or refused in words, soon, and never halfway."""

import csv
import io
import random
import time
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.test_access_matrix import rows_of_everything
from tests.admin.test_admin_pages import address
from tests.admin.test_admin_spreadsheets import CSV, FILES, XLSX
from tests.soak.sampling import sample_of

pytestmark = [pytest.mark.database, pytest.mark.django_db]

LONGEST = 10.0  # seconds, on a busy machine; a sound file takes less than one
NASTY = [
    "\x00",
    "=1+1",
    "'",
    "9" * 400,
    "-1",
    "1e308",
    "31/02/2018",
    "ن" * 50,
    "\r\n",
    "\ufeff",
    "<b hx-get=/x>",
    "|;,\t",
]


def cells_mutated(chance: random.Random, rows: list[list[str]]) -> list[list[str]]:
    """The rows with some cells, headings and rows changed, moved, doubled or gone."""
    rows = [list(row) for row in rows]
    for _ in range(chance.randint(1, 5)):
        row = chance.choice(rows)
        at = chance.randrange(len(row)) if row else 0
        what = chance.randrange(6)
        if what == 0 and row:
            row[at] = chance.choice(NASTY)
        elif what == 1:
            row.insert(at, chance.choice(NASTY))
        elif what == 2 and row:
            del row[at]
        elif what == 3:
            rows.insert(chance.randrange(len(rows) + 1), list(row))
        elif what == 4 and len(rows) > 1:
            rows.remove(row)
        elif row:
            row[at] = row[at] * chance.choice([2, 300])
    return rows


def bytes_mutated(chance: random.Random, made: bytes) -> bytes:
    """The file with some of its bytes changed, cut off, doubled or gone."""
    made = bytearray(made)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(made))
        what = chance.randrange(4)
        if what == 0:
            made[at] = chance.randrange(256)
        elif what == 1:
            del made[at : at + chance.randint(1, 50)]
        elif what == 2:
            made[at:at] = made[at : at + chance.randint(1, 50)]
        else:
            made = made[: max(at, 1)]
        if not made:
            return b"\x00"
    return bytes(made)


def part_mutated(chance: random.Random, made: bytes) -> bytes:
    """An .xlsx whose zip is sound and one of whose parts is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as book, zipfile.ZipFile(out, "w") as damaged:
        victim = chance.choice(book.namelist())
        for name in book.namelist():
            inside = book.read(name)
            damaged.writestr(name, bytes_mutated(chance, inside) if name == victim and inside else inside)
    return out.getvalue()


def file_of(chance: random.Random, rows, kind: str) -> bytes:
    rows = cells_mutated(chance, rows) if chance.random() < 0.7 else rows
    if kind == CSV:
        made = io.StringIO()
        csv.writer(made).writerows(rows)
        plain = made.getvalue().encode(chance.choice(["utf-8", "utf-8", "utf-16", "cp1252"]), "replace")
        return bytes_mutated(chance, plain) if chance.random() < 0.5 and plain else plain
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell)[:32000] for cell in row])
    made = io.BytesIO()
    book.save(made)
    how = chance.choice([lambda _, plain: plain, bytes_mutated, part_mutated])
    return how(chance, made.getvalue())


@pytest.mark.parametrize("seed", sample_of(6, 400))
def test_a_damaged_file_is_taken_or_refused_and_never_an_error(team, ours, seed):
    chance = random.Random(seed)
    model, rows, _ = chance.choice(FILES)
    kind = chance.choice([XLSX, CSV])
    sent = SimpleUploadedFile("rows.bin", file_of(chance, rows, kind))
    before = rows_of_everything()
    began = time.monotonic()
    seen = team.post(address(model, "import"), {"import_file": sent, "format": kind, "resource": "0"})
    assert seen.status_code == 200
    assert "Traceback" not in seen.content.decode()
    assert rows_of_everything() == before  # to look is not to take
    if confirm := seen.context.get("confirm_form"):
        taken = team.post(address(model, "process_import"), confirm.initial, follow=True)
        assert taken.status_code == 200
    assert time.monotonic() - began < LONGEST
