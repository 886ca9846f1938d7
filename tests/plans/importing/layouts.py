"""The tables of the published plans as boards lay them out, from the fixtures' data, and how they become files.

A table is rows of cells. "" is an empty cell; MERGED goes on with the cell above, ACROSS with the one to the left.
"""

import io
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import docx
import openpyxl

from lscb.tables.content import Cell, Document, Paragraph, Row, Table

FIXTURES = Path(__file__).parents[3] / "fixtures"
MERGED, ACROSS = object(), object()


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@cache
def plan(name: str) -> dict:
    return tomllib.loads((FIXTURES / f"{name}.toml").read_text(encoding="utf-8"))


def actions_of(name: str) -> list[tuple[dict, dict]]:
    return [(section, action) for section in plan(name)["sections"] for action in section["actions"]]


def cumbria() -> list:
    """Sections in the first column of their first row, headings repeated at each page, one also with its section."""
    head = ["Subgroup", "", "Action", "Who", "When", "What we are trying to achieve"]
    rows, number = [head], 0
    for section in plan("cumbria-2017-20")["sections"]:
        title = f"{section['number']}. {section['title']}"
        for place, action in enumerate(section["actions"]):
            number += 1
            first = title if place == 0 else ""
            if number in (8, 15, 22, 30, 38, 45, 52, 58, 62, 67):
                rows.append(head)
                first = title if number == 22 else first
            rows.append([first, *(action[name] for name in ("ref", "text", "who", "when", "outcome"))])
    terms = [
        ["Term", "Meaning"],
        *([row["term"], row["meaning"]] for row in plan("cumbria-2017-20")["glossary"]),
    ]
    return [Heading("The Action Plan"), rows, Heading("Glossary"), terms]


def lancashire() -> list:
    """Areas as rows across the table, headings under each in other words, numbers that begin anew, HTML in cells."""
    heads = (
        [
            "What do we want to achieve? (Objective)",
            "Tasks to be completed",
            "Lead Person",
            "Completion Date",
        ],
        [
            "What do we want to achieve? <i>(Objective)</i>",
            "Tasks <i>to be completed</i>",
            "Lead Person",
            "Completion Date",
        ],
    )
    rows = []
    for section in plan("lancashire-2015-16")["sections"]:
        rows.append([f"Priority Area {section['number']}: {section['title']}", ACROSS, ACROSS, ACROSS])
        rows.append(heads[section["number"] % 2])
        for place, action in enumerate(section["actions"], start=1):
            tasks = [item["text"] for item in action.get("items", [])]
            said = "\n".join(tasks) if place % 2 else "".join(f"<p>{task}</p> " for task in tasks)
            rows.append([f"{place}. {action['text']}", said, action.get("who", ""), action["when"]])
    return [rows]


def sutton() -> list:
    """Streams and years as rows across the table, no headings of columns, no owner and no date."""
    rows = []
    for section in plan("sutton-2015-18")["sections"]:
        rows.append([f"<b>WORK STREAM {section['number']}</b> {section['title'].upper()}", ACROSS])
        rows += [
            ["<b>3.2 DESCRIPTION</b>", ACROSS],
            [section["text"], ACROSS],
            ["<b>3.3 PRIORITIES</b>", ACROSS],
        ]
        year, place = "", 0
        for action in section["actions"]:
            if action["year"] != year:
                year, place = action["year"], 0
                rows.append([f"<b>{year}</b>", ACROSS])
            place += 1
            rows.append([f"Priority {place}", action["text"]])
    return [rows]


def on_a_page() -> list:
    """What is done and what is measured as lists beside each priority; the bullets are of a font for symbols."""
    rows = [["Priorities", "Actions", "Evidence of Impact"]]
    for section in plan("plan-on-a-page")["sections"]:
        rows.append(
            [
                f"{section['title']}: {section['text']}",
                "\n".join(f"\uf0b7 {action['text']}" for action in section["actions"]),
                "\n".join(f"• {measure['words']}" for measure in section.get("measures", [])),
            ]
        )
    return [rows]


SHAPES = {"cumbria": cumbria, "lancashire": lancashire, "sutton": sutton, "on_a_page": on_a_page}


# --- how they become files


def as_document(parts: list) -> Document:
    made: list[Table | Paragraph] = []
    for part in parts:
        if isinstance(part, Heading):
            made.append(Paragraph(part.text, part.level))
        elif isinstance(part, str):
            made.append(Paragraph(part))
        else:
            made.append(table(*part))
    return Document(tuple(made))


def table(*rows, name: str = "", headers: int = 0) -> Table:
    """A table of cells, or of their words; short rows are filled up."""
    width = max(map(len, rows))
    return Table(
        tuple(
            Row(tuple(cell(each) for each in [*row, *[""] * (width - len(row))]), header=place < headers)
            for place, row in enumerate(rows)
        ),
        name=name,
    )


def cell(words) -> Cell:
    if isinstance(words, Cell):
        return words
    if words is MERGED or words is ACROSS:
        return Cell(merged="above" if words is MERGED else "left")
    return Cell(tuple(words.split("\n")) if words else ())


def as_word(parts: list) -> bytes:
    document = docx.Document()
    for part in parts:
        if isinstance(part, Heading):
            document.add_heading(part.text, part.level)
            continue
        made = document.add_table(len(part), max(map(len, part)))
        cells = made._cells  # read once: each look at a row walks the table
        width = len(made.columns)
        for at, row in enumerate(part):
            for place, words in enumerate(row):
                here = cells[at * width + place]
                if words is ACROSS or words is MERGED:
                    continue
                right = place + _run(row[place + 1 :], ACROSS)
                below = at + _run([each[place] for each in part[at + 1 :]], MERGED)
                if (below, right) != (at, place):
                    here = here.merge(cells[below * width + right])
                if words:
                    lines = words.split("\n")
                    here.paragraphs[0].text = lines[0]
                    for line in lines[1:]:
                        here.add_paragraph(line)
    return _bytes(document.save)


def _run(rest: list, mark: object) -> int:
    """How many of the next say that they go on with what stands before them."""
    return next((n for n, each in enumerate(rest) if each is not mark), len(rest))


def as_excel(parts: list) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    sheet, at = None, 0
    for part in parts:
        if isinstance(part, Heading):
            sheet, at = workbook.create_sheet(part.text[:30]), 1
            sheet.cell(1, 1, part.text)
            continue
        sheet = sheet or workbook.create_sheet("Plan")
        for row in part:
            at += 1
            for place, words in enumerate(row, start=1):
                if words is ACROSS or words is MERGED:
                    continue
                made = sheet.cell(at, place, words or None)
                made.number_format = "@"
            if ACROSS in row:
                sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(row))
    return _bytes(workbook.save)


def _bytes(save) -> bytes:
    kept = io.BytesIO()
    save(kept)
    return kept.getvalue()
