"""The rows of a plan's tables, one after another: which section each stands in, and which go on with the one above."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lscb.columns import follows_as_ten, is_total, key
from lscb.lines import behind_bullet
from lscb.tables.content import Document, Paragraph, Table
from plans.rules.importing import colours
from plans.rules.importing.cells import (
    Said,
    clean_lines,
    each_line,
    in_sentences,
    is_counted,
    is_reference,
    items,
    joined,
    reference_in_front,
    trimmed,
    without_numbers,
)
from plans.rules.importing.headings import (
    column_of,
    is_objective,
    is_only_counted,
    is_page,
    is_section,
    leads_in,
    other_table,
    replaces,
)
from plans.rules.importing.listed import with_lists_as_a_table
from plans.rules.importing.model import NO_RATING, Column, DraftRow, Known, LeftOut, Recognised
from plans.rules.importing.tables import (
    Grid,
    key_of_ratings,
    leave_guesses,
    numbered_in_front,
    numbers_objectives,
    read_table,
)

_IS_YEAR = re.compile(r"year (?:\d|one|two|three|four|five)\b.{0,30}|(?:20)?\d\d ?[/–-] ?(?:20)?\d\d", re.I)
_IS_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.):]?\s+\S")
_LONGEST_TITLE = 300
_LONGEST_RATING = 200  # characters that are kept as the words of a rating
_LAW = re.compile(r"[A-Z]{1,4}\d{1,3} ")  # "S11 audit": one of several is no reference
_NONE = re.compile(r"Without an? ")  # the heading over what belongs to none, as lists saved here have it
_WORD = re.compile(r"\w+")
_NOT_REVISED = ("", "n a", "na", "none", "no", "no change", "not applicable", "unchanged")
# Headings without which a day says nothing.
_OF_A_DAY = re.compile(
    r"^(?:actual )?(?:date|closed|completed|completion)\b|\b(?:completion|closing|closure) date$"
)
# In front of one of several things in a cell.
_LIST_NUMBER = re.compile(r"^\s*\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+", re.I | re.M)
_CONTINUED = re.compile(r"\s*[(\[]?\b(?:continued|cont(?:'?d|\.)?|contd\.?)[)\]]?\s*$", re.I)
_TERMINAL = (".", "!", "?", ";", ":")


@dataclass
class _Action:
    """An action while its rows are read: what its cells say, column by column, with their headings."""

    key: str
    place: str  # for people: "table 2, row 5"
    section: str
    objective: str
    year: str
    cells: list[tuple[Column, str, Said]] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)
    parts: list[Said] = field(default_factory=list)  # tasks of rows below it
    ref: str = ""
    with_people: bool = True

    def of(self, column: Column) -> Said | None:
        return next((cell for each, _, cell in self.cells if each == column and cell), None)

    def add(self, column: Column, heading: str, cell: Said) -> None:
        for place, (each, named, above) in enumerate(self.cells):
            if each == column and named == heading:
                self.cells[place] = (each, named, joined(above, cell))
                return
        self.cells.append((column, heading, cell))


def recognise(document: Document, known: Known) -> Recognised:
    """Read a document as a plan. Nothing of it is dropped: what is not placed is a leftover or named as left out."""
    return _Walk(document, known).read()


class _Walk:
    def __init__(self, document: Document, known: Known):
        self.document, self.known = document, known
        self.actions: list[_Action] = []
        self.sections: list[str] = []
        self.titles: dict[str, str] = {}  # the same by what they are compared with
        self.leftovers: list[str] = []
        self.ignored = [LeftOut(each.what, each.why) for each in document.ignored]
        self.warnings = list(document.warnings)
        self.measures: list[tuple[str, str]] = []
        self.section = self.objective = self.year = ""
        self.pending: list[str] = []  # headings across the table with no action below them yet
        self.rows_read = 0
        self.after_break = False
        self.in_lists = False  # each item of a list is an action

    def read(self) -> Recognised:
        grids = self._grids()
        stood: dict[str, int] = {}  # where headings stand that a table made of lists takes up
        if all(grid.other for grid in grids.values()):
            for part in self.document.parts:
                for line in part.text.splitlines() if isinstance(part, Paragraph) else ():
                    stood.setdefault(key(line), len(stood))
            self.document, measures = with_lists_as_a_table(self.document, self.known)
            self.measures.extend(measures)
            self.in_lists = True
            grids = self._grids()
        plan = [grid for grid in grids.values() if not grid.other]
        self.colours: dict[str, str] = {}
        for grid in grids.values():
            if grid.other:
                self.colours |= key_of_ratings(grid.rows)
        self.by_sheet = len({grid.table.name for grid in plan if grid.table.name}) > 1
        self.parts = len([grid for grid in plan if not grid.continues])
        self.kinds = self._kinds_of_headings(plan)
        above: list[Paragraph] = []
        for place, part in enumerate(self.document.parts):
            if isinstance(part, Paragraph):
                above.append(part)
            elif place in grids and not grids[place].other:
                self._headed(above, grids[place], len(plan))
                above = []
                self._table(grids[place])
            else:
                self._left_out_table(grids[place])
        self._left_over(text for part in above for text in clean_lines(part.text.splitlines()))
        self._settle_pending(closing=True)
        columns = tuple(column for grid in grids.values() if not grid.continues for column in grid.as_read())
        for grid in plan:
            self._left_out_columns(grid)
        rows = tuple(row for action in self.actions for row in self._finished(action))
        rows = self._with_references_looked_at(self._that_say_something(rows))
        self._leave_other_headings(plan)
        self._leave_what_is_lost(plan, rows)
        if any(colours.colour_said(row.rating_words) for row in rows) and not self.colours:
            self.warnings.append(
                "The document says nowhere what its colours or letters mean. They are read as is usual: blue complete, "
                "green on track, amber at risk, red off track. Look at the ratings before you take them in."
            )
        return Recognised(
            rows=rows,
            sections=tuple(sorted(self.sections, key=lambda title: stood.get(key(title), len(stood)))),
            measures=tuple(self.measures),
            columns=columns,
            leftovers=tuple(self.leftovers),
            ignored=tuple(self.ignored),
            warnings=tuple(dict.fromkeys(self.warnings)),
            rows_read=self.rows_read,
        )

    def _grids(self) -> dict[int, Grid]:
        grids: dict[int, Grid] = {}
        above = before = None
        number = 0
        for place, part in enumerate(self.document.parts):
            if isinstance(part, Table):
                number += 1
                grids[place] = before = read_table(part, number, self.known, above, before)
                above = before if not before.other else above
        leave_guesses(list(grids.values()))
        return grids

    def _kinds_of_headings(self, plan: list[Grid]) -> set[str]:
        """What rows across the tables and headings above them say they are: "section", "objective"."""
        kinds = {"section" for grid in plan if grid.of(Column.SECTION)}
        rows = [row for grid in plan for row in grid.rows]
        texts = [cell.line for row in rows if (cell := _lone(row)) is not None]
        texts += filter(None, map(self._title_beside, rows))
        texts += [part.text for part in self.document.parts if isinstance(part, Paragraph)]
        for text in texts:
            if is_section(text, self.known):
                kinds.add("section")
            elif is_objective(text):
                kinds.add("objective")
        return kinds

    # --- headings above a table and across it

    def _headed(self, above: list[Paragraph], grid: Grid, tables: int) -> None:
        """Make the paragraphs above a table its section and objective where they say so; the rest is left over."""
        texts = [(part, line) for part in above for line in clean_lines(part.text.splitlines())]
        found: list[tuple[str, str]] = []
        for part, line in texts:
            if len(line) > _LONGEST_TITLE or not _can_head(line):
                continue
            if is_section(line, self.known):
                found.append(("section", line))
            elif is_objective(line):
                found.append(("objective" if "section" in self.kinds else "section", line))
            elif _IS_YEAR.fullmatch(line):
                found.append(("year", line))
            elif (part.level or part.strong) and not leads_in(line):
                found.append(("heading", line))
        inside = bool(grid.of(Column.SECTION)) or any(_lone(row) for row in grid.rows[grid.first_row :])
        begins = grid.rows[: grid.top + 1]
        titles = [self._title_beside(row) or _lone_line(row) for row in begins]
        if any(is_section(title, self.known) or is_objective(title) for title in titles):
            self._left_over(line for _, line in texts)
            return  # its own first rows say which section it is
        chosen = {kind: line for kind, line in found if kind != "heading"}
        headings = [line for kind, line in found if kind == "heading"]
        if "section" not in chosen and headings and not inside and not _is_title(headings[-1]):
            if tables > 1 or _IS_NUMBERED.match(headings[-1]):
                chosen["section"] = headings[-1]
        elif (
            "section" not in chosen
            and not inside
            and tables > 1
            and texts
            and grid.headings
            and not grid.continues
        ):
            last = texts[-1][1]  # a short line right above a table that has headings of its own
            if (
                len(last) <= 100
                and not leads_in(last)
                and _can_head(last)
                and not last.endswith(".")
                and not _is_title(last)
                and "year" not in chosen
            ):
                chosen["section"] = last
        if "section" not in chosen and self.by_sheet and not inside and not grid.continues:
            name = grid.table.name
            if not re.fullmatch(r"(?:sheet|table|page) ?\d*", name, re.I) and name != self.section:
                self._begin_section(name)
        self._left_over(line for _, line in texts if line not in chosen.values())
        if "section" in chosen:
            self._begin_section(chosen["section"])
        if "objective" in chosen:
            self.objective = chosen["objective"]
        if "year" in chosen:
            self.year = chosen["year"]

    def _begin_section(self, title: str) -> None:
        title = _CONTINUED.sub("", " ".join(title.split())).strip()
        if key(title) == key(self.section):
            return
        known = self.titles.setdefault(key(title), title)
        if known is title:
            self.sections.append(title)
        self.section, self.objective, self.year = known, "", ""

    def _settle_pending(self, *, closing: bool = False) -> None:
        """Say what the headings across the table were, now that an action follows them."""
        pending, self.pending = self.pending, []
        if not pending:
            return
        years = [text for text in pending if _IS_YEAR.fullmatch(text)]
        titles = [text for text in pending if text not in years and len(text) <= _LONGEST_TITLE]
        section = next((text for text in titles if is_section(_unnumbered(text), self.known)), None)
        objective = next((text for text in titles if is_objective(_unnumbered(text))), None)
        if section is None and objective is None and len(titles) == 1 and _stands_in(titles[0], self.section):
            objective = titles[0]
        if objective and "section" not in self.kinds:
            section, objective = objective, None
        if section is None and objective is None and titles:
            section = titles[0] if not closing else None
            if len(titles) > 1 and not closing:
                objective = titles[1] if len(titles) == 2 else None
        if closing and section is None:
            self._left_over(pending)
            return
        used = [section, objective, *years[-1:]]
        if section:
            self._begin_section(section)
            for text in titles:  # sections in which nothing is done yet
                if text not in used and is_section(text, self.known):
                    self._begin_section(text)
                    used.append(text)
        if objective:
            self.objective = objective
        if years:
            self.year = years[-1]
        self._left_over(text for text in pending if text not in used)

    # --- rows

    def _table(self, grid: Grid) -> None:
        front = numbered_in_front(grid) or (grid.continues and grid.numbered_in_front)
        grid.numbered_in_front = front
        for place in range(grid.top):
            row = grid.rows[place]
            if (
                grid.columns_above
                and sum(map(bool, row)) > 1
                and not any(c.cell.merged == "left" for c in row)
            ):
                self._row(grid, place, row, grid.columns_above, front)
            else:
                self._above_headings(grid, place)
        if not grid.continues:
            self.after_break = False
        columns = grid.columns
        for place in range(grid.first_row, len(grid.rows)):
            row = grid.rows[place]
            if place in grid.repeats:
                columns, self.after_break = grid.repeats[place], True
                continue
            if not any(row):
                continue
            if is_total([cell.text for cell in row]):
                self._left_over([" | ".join(cell.line for cell in row if cell)])
                continue
            heading = self._across(grid, row, columns) or self._numbered_heading(grid, place, columns)
            if heading is None and self._is_plain_heading(grid, place, columns):
                heading = row[0].line
            if heading is not None and grid.saved and (grid.of(Column.SECTION) or _NONE.match(heading)):
                self.section = ""  # the rows below say their own
                continue
            if heading is not None:
                if _IS_YEAR.fullmatch(heading) or heading not in self.pending:
                    self.pending.append(heading)
                continue
            self._row(grid, place, row, columns, front)
            self.after_break = False

    def _above_headings(self, grid: Grid, place: int) -> None:
        row = grid.rows[place]
        lone = _lone(row)
        if beside := self._title_beside(row):
            self.pending.append(beside)
            return
        if lone is not None and (
            is_section(lone.line, self.known)
            or is_objective(lone.line)
            or (
                place == grid.top - 1
                and (
                    len(grid.repeats) > 1
                    or self._heads_like_those_below(grid, lone.line)
                    or (self.parts > 1 and not self.by_sheet and not _is_title(lone.line))
                )
                and not grid.of(Column.SECTION)
            )
        ):
            self.pending.append(lone.line)
        else:
            self._left_over(cell.text for cell in row if cell)

    def _heads_like_those_below(self, grid: Grid, title: str) -> bool:
        """Whether words above the headings begin the first section of a table: actions follow, and later the headings
        of other sections across it, with actions below them.
        """
        if _is_title(title):
            return False
        kinds = [
            self._across(grid, row, grid.columns) is not None
            or self._is_plain_heading(grid, at, grid.columns)
            for at, row in enumerate(grid.rows)
            if at >= grid.first_row and at not in grid.repeats and any(row)
        ]
        return kinds[:1] != [True] and (True, False) in pairwise(kinds)

    def _title_beside(self, row: Sequence[Said]) -> str:
        """A heading whose title stands in a cell of its own: "Priority 1" and "Neglect" across the rest of it."""
        filled = [cell for cell in row if cell]
        if len(filled) != 2 or not row[0] or len(row) < 3:
            return ""
        label, title = (cell.line for cell in filled)
        if row[-1].cell.merged != "left" and not (label.endswith(":") and row[1]):
            return ""
        if is_section(label, self.known) and is_only_counted(label):
            return f"{label}: {title}"
        if column_of(label, self.known.own) in (Column.OBJECTIVE, Column.OUTCOME) and len(label) <= 40:
            return f"{label.rstrip(':')}: {title}"
        return ""

    def _numbered_heading(self, grid: Grid, at: int, columns: list[Column | None]) -> str | None:
        """The number and words of a row above those that its number begins: 1 above 1.1, with nothing beside them."""
        row = grid.rows[at]
        filled = [place for place, cell in enumerate(row) if cell]
        if [columns[place] for place in filled] != [Column.REFERENCE, Column.ACTION]:
            return None
        if any(
            columns[place] == Column.RATING and colours.colour_of_shade(cell.cell.shade)
            for place, cell in enumerate(row)
        ):
            return None
        number, text = (row[place].line for place in filled)
        below = next((each for each in grid.rows[at + 1 :] if any(each)), row)[filled[0]].line
        if (
            is_section(text, self.known)
            or is_objective(text)
            or trimmed(below).startswith(f"{trimmed(number)}.")
        ):
            return f"{number} {text}"
        return None

    def _across(self, grid: Grid, row: tuple[Said, ...], columns: list[Column | None]) -> str | None:
        """The words of a row that is a heading across the table; None for a row that is none."""
        if beside := self._title_beside(row):
            return beside
        filled = [place for place, cell in enumerate(row) if cell]
        first = filled[0]
        merged = sum(cell.cell.merged == "left" for cell in row)
        text = row[first].line
        if len(filled) == 1:
            if columns[first] == Column.SECTION:
                return None
            if merged and merged >= grid.width - 1 - first and (first == 0 or merged * 2 >= grid.width):
                return text
            if (
                is_section(text, self.known)
                or (is_objective(text) and len(text) < 200)
                or _IS_YEAR.fullmatch(text)
            ):
                return text
            others = [cell for place, cell in enumerate(row) if place != first]
            plain = not any(cell.cell.merged for cell in others)
            short = len(text) <= 150 and not text.endswith((".", ";", ","))
            set_apart = row[first].cell.strong or bool(row[first].cell.shade)
            if (
                plain
                and short
                and grid.width > 2
                and (set_apart or (first == 0 and columns[0] != Column.ACTION))
            ):
                if columns[first] != Column.REFERENCE or not is_reference(text):
                    return text
            return None
        if len(filled) == 2 and grid.width == 2 and columns[first] == Column.REFERENCE:
            if is_section(text, self.known) and _kind_of(text) != self._usual_reference(grid):
                return f"{text} {row[filled[1]].line}"
        return None

    @staticmethod
    def _is_plain_heading(grid: Grid, place: int, columns: list[Column | None]) -> bool:
        """Whether a row that says a few words in its first column only heads those below it, as in spreadsheets.

        So it is where most rows of the table say more, there is no column of references, and the next row does too.
        """
        row = grid.rows[place]
        if columns[0] != Column.ACTION or grid.width < 3 or Column.REFERENCE in columns:
            return False
        if not _is_few_words(row) or any(cell.cell.merged for cell in row):
            return False
        below = next((each for each in grid.rows[place + 1 :] if any(each)), ())
        rows = [each for at, each in enumerate(grid.rows) if at >= grid.first_row and any(each)]
        alone = sum(_is_few_words(each) for each in rows)
        return sum(map(bool, below)) > 2 and alone * 3 <= len(rows) + 1

    @staticmethod
    def _usual_reference(grid: Grid) -> str:
        """What most references of a table are beside their numbers: "priority"."""
        place = grid.of(Column.REFERENCE)[0]
        kinds = Counter(_kind_of(row[place].line) for row in grid.rows if row[place])
        return kinds.most_common(1)[0][0] if kinds else ""

    def _say_nothing_above(self, row: tuple[Said, ...], columns: list[Column | None]) -> None:
        """A cell that is empty in a list saved here is empty: nothing of the rows above holds for it."""
        for name in (Column.SECTION, Column.OBJECTIVE, Column.YEAR):
            if name in columns and not row[columns.index(name)]:
                setattr(self, name, "")

    def _row(
        self, grid: Grid, at: int, row: tuple[Said, ...], columns: list[Column | None], front: bool
    ) -> None:
        self.rows_read += 1
        titles = [row[place] for place, each in enumerate(columns) if each == Column.SECTION and row[place]]
        section = titles[0] if titles else None
        if section and len(titles) > 1:
            section = Said(section.cell, (" ".join(each.line for each in titles),))
        if self.pending:
            self._settle_pending()
        if grid.saved:
            self._say_nothing_above(row, columns)
        if section is not None and not (self.after_break and key(section.line) == key(self.section)):
            self._begin_section(section.line)
        cells = [
            (column, grid.headings[place], row[place], place)
            for place, column in enumerate(columns)
            if column and column != Column.SECTION
        ]
        of_objectives = numbers_objectives(grid) and (front or _is_merged_down(grid, Column.REFERENCE))
        if of_objectives:
            cells = [each for each in cells if each[0] != Column.REFERENCE]
        for column, _, cell, _ in cells:
            if column == Column.OBJECTIVE and cell:
                number = row[columns.index(Column.REFERENCE)].line if of_objectives else ""
                self.objective = f"{number} {cell.line}".strip()
            if column == Column.YEAR and cell:
                self.year = cell.line
        where = f"table {grid.number}, row {at + 1}"
        said = [(column, heading, cell) for column, heading, cell, _ in cells if cell]
        if not [each for each in said if each[0] not in (Column.OBJECTIVE, Column.YEAR)]:
            if not said and section is None:
                self._left_over(cell.text for cell in row if cell)
            return
        if self._goes_on(grid, row, cells, section):
            self._add_to_last(cells, where)
            return
        last = self.actions[-1] if self.actions else None
        action = _Action(f"{grid.number}.{at + 1}", where, self.section, self.objective, self.year)
        action.with_people = bool({Column.WHO, Column.WHEN} & {each for each in columns if each})
        for column, heading, cell, place in cells:
            if column in (Column.OBJECTIVE, Column.YEAR):
                continue
            if cell.cell.merged == "above" and not cell:
                shared = self._from_above(grid, at, place)
                if shared is not None and last is not None and column in _SHARED:
                    action.add(column, heading, shared)
                    action.oddities.append(
                        f"Its {_SHARED[column]} stands in one cell with that of the row above: it holds for both."
                    )
                continue
            if cell or (column == Column.RATING and colours.colour_of_shade(cell.cell.shade)):
                action.add(column, heading, cell)
        if front:
            self._take_number(action)
        self.actions.append(action)

    @staticmethod
    def _from_above(grid: Grid, at: int, place: int) -> Said | None:
        for above in range(at - 1, -1, -1):
            cell = grid.rows[above][place]
            if cell.cell.merged != "above":
                return cell if cell else None
        return None

    @staticmethod
    def _take_number(action: _Action) -> None:
        for place, (column, heading, cell) in enumerate(action.cells):
            if column == Column.ACTION and not is_counted(cell.lines):
                number, rest = reference_in_front(cell.lines[0])
                if number:
                    action.ref = number
                    action.cells[place] = (column, heading, Said(cell.cell, (rest, *cell.lines[1:])))

    @staticmethod
    def _counts_what_stands_before(grid: Grid, row: tuple[Said, ...]) -> bool:
        """Whether the number in one cell for several rows counts what stands in one cell for them in front of the
        actions: a priority, an objective, an outcome. Each row is an action then.
        """
        before = row[: grid.columns.index(Column.ACTION)]
        return any(
            cell.cell.merged == "above" and column not in (Column.REFERENCE, None)
            for cell, column in zip(before, grid.columns, strict=False)
        )

    def _goes_on(
        self,
        grid: Grid,
        row: tuple[Said, ...],
        cells: Sequence[tuple[Column, str, Said, int]],
        section: Said | None,
    ) -> bool:
        """Whether a row says more of the action above."""
        if not self.actions or self.in_lists:
            return False
        last = self.actions[-1]
        of = {column: cell for column, _, cell, _ in cells if cell}
        if any(column == Column.ACTION and cell.cell.merged == "above" for column, _, cell, _ in cells):
            return True
        if section is not None and key(section.line) != key(last.section):
            return False
        if last.section != self.section:
            return False
        if Column.REFERENCE in of:
            return False
        has_references = Column.REFERENCE in grid.columns or (grid.numbered_in_front and last.ref)
        with_whom = Column.WHO in of or Column.WHEN in of
        if any(column == Column.REFERENCE and cell.cell.merged == "above" for column, _, cell, _ in cells):
            return not (Column.ACTION in of and with_whom and self._counts_what_stands_before(grid, row))
        if Column.ACTION not in of:
            return Column.OBJECTIVE not in of
        text = of[Column.ACTION]
        if grid.numbered_in_front and reference_in_front(text.lines[0])[0]:
            return False
        starts_small = text.lines[0][:1].islower()
        if starts_small and (has_references or not with_whom):
            return True
        if not has_references or with_whom or Column.OBJECTIVE in of:
            return False
        above = last.of(Column.ACTION)
        ends = above is None or above.text.endswith(_TERMINAL)
        return (self.after_break and not ends) or items(text.lines)[1] != ()

    def _add_to_last(self, cells: Sequence[tuple[Column, str, Said, int]], where: str) -> None:
        last = self.actions[-1]
        parted = any(column == Column.ACTION and cell.cell.merged == "above" for column, _, cell, _ in cells)
        for column, heading, cell, _ in cells:
            if cell and column not in (Column.OBJECTIVE, Column.YEAR):
                last.add(column, heading, cell)
        if parted:
            said = f"{where.capitalize()} is a further row of the same action; it was joined to it."
        else:
            said = (
                f"{where.capitalize()} goes on from the row above, without a reference; it was joined to it."
            )
        last.oddities.append(said)

    # --- what becomes of an action's cells

    def _finished(self, action: _Action) -> list[DraftRow]:
        text_cell, tasks_cell = action.of(Column.ACTION), action.of(Column.TASKS)
        lines = text_cell.lines if text_cell else ()
        oddities = list(action.oddities)
        reference = action.of(Column.REFERENCE)
        ref = action.ref or (trimmed(reference.line) if reference else "")
        if reference and not is_reference(reference.line) and len(reference.line) > 20:
            oddities.append(f"Its reference is long: “{reference.line}”.")
        if (
            not ref
            and lines
            and not action.ref
            and Column.REFERENCE not in [each for each, _, _ in action.cells]
        ):
            number, rest = reference_in_front(lines[0], letters=True)
            if number and len(lines) == 1 and not _LAW.match(lines[0]):
                ref, lines = number, (rest,)
        before, listed = items(in_sentences(lines))
        tasks: tuple[str, ...] = ()
        if tasks_cell:
            tasks, text = each_line(tasks_cell.lines), "\n".join(in_sentences(lines))
        elif before and listed:
            text, tasks = "\n".join(before), listed
        elif len(listed) > 1:
            text, tasks = "\n".join(lines), listed
        else:
            text, tasks = "\n".join(listed or before), ()
            if len(before) > 1 and before[0].endswith(":"):
                text, tasks = before[0], before[1:]
            elif len(before) > 1:
                tasks = before
        rating, rating_words, more = self._rating(action, oddities)
        if not text:
            text, tasks = ("\n".join(tasks), ()) if tasks else ("", ())
        who, when = self._who(action), self._when(action)
        progress = "\n".join(filter(None, [self._several(action, Column.PROGRESS), *more]))
        row = DraftRow(
            key=action.key,
            section=action.section,
            objective=action.objective,
            year=action.year,
            ref=ref,
            text=text,
            tasks=tasks,
            who=who,
            when=when,
            outcome=self._several(action, Column.OUTCOME),
            success=self._several(action, Column.SUCCESS),
            rating=rating,
            rating_words=rating_words,
            progress=progress,
            evidence=self._several(action, Column.EVIDENCE),
            oddities=tuple(oddities),
        )
        if not action.with_people and not before and len(listed) > 1 and not ref:
            return self._one_each(row, listed)
        return [row]

    def _one_each(self, row: DraftRow, listed: tuple[str, ...]) -> list[DraftRow]:
        """A plan on a page lists its actions beside what they serve: each is one. What is measured is the section's."""
        for words in each_line((row.evidence or row.success or row.outcome).splitlines()):
            self.measures.append((row.section, words))
        shared = {**vars(row), "tasks": (), "evidence": "", "outcome": "", "success": ""}
        if row.evidence or row.success:
            shared["outcome"] = row.outcome
        return [
            DraftRow(**{**shared, "key": f"{row.key}.{place}", "text": words})
            for place, words in enumerate(listed, start=1)
        ]

    @staticmethod
    def _several(action: _Action, column: Column) -> str:
        """What columns of one name say; where there are several, each behind its heading."""
        said = [(heading, cell.text) for each, heading, cell in action.cells if each == column and cell]
        if len(said) < 2 and not (said and _OF_A_DAY.search(key(said[0][0]))):
            return said[0][1] if said else ""
        return "\n".join(f"{heading}: {text}" if heading else text for heading, text in said)

    @staticmethod
    def _who(action: _Action) -> str:
        who = list(
            dict.fromkeys(
                "\n".join(without_numbers(cell.lines))
                for each, _, cell in action.cells
                if each == Column.WHO and cell
            )
        )
        support = [cell.text for each, _, cell in action.cells if each == Column.SUPPORT and cell]
        if who and support:
            lead = "; ".join("; ".join(each.splitlines()) for each in who)
            return f"Lead: {lead}\nSupport: {'; '.join('; '.join(each.splitlines()) for each in support)}"
        return "\n".join([*who, *support])

    @staticmethod
    def _when(action: _Action) -> str:
        start = action.of(Column.START)
        dates = [(heading, cell) for each, heading, cell in action.cells if each == Column.WHEN and cell]
        when = "\n".join(dict.fromkeys("\n".join(without_numbers(cell.lines)) for _, cell in dates))
        if len(dates) == 2 and replaces(dates[1][0]) and dates[0][1].line != dates[1][1].line:
            when = dates[0][1].line
            if key(dates[1][1].text) not in _NOT_REVISED:
                when = f"{when} (revised to {dates[1][1].line})"
        if start and when:
            return f"{start.line} to {when}"
        return when or (f"From {start.line}" if start else "")

    def _rating(self, action: _Action, oddities: list[str]) -> tuple[str, str, list[str]]:
        """The last rating said, its words, and what else the cells of ratings say: words behind, earlier ratings."""
        rating, words, last, more = "", "", "", []
        for column, heading, cell in action.cells:
            if (
                column == Column.RATING
                and len(cell.text) > _LONGEST_RATING
                and not colours.apart(cell.text)[1]
            ):
                more.append(f"{heading}: {cell.text}" if heading else cell.text)
                oddities.append(
                    "What it says for a rating is long: it is kept as progress and read as no rating."
                )
            elif column == Column.RATING:
                said, rest = colours.apart(cell.text)
                mine, said = colours.rating_of(said, cell.cell.shade, self.known.ratings, self.colours)
                if said:
                    if words:
                        more.append(f"{last}: {words}" if last else words)
                    rating, words, last = mine, said, heading
                if rest:
                    more.append(rest)
        if words and not rating:
            oddities.append(f"“{words}” {NO_RATING}")
        return rating, words, more

    def _with_references_looked_at(self, rows: tuple[DraftRow, ...]) -> tuple[DraftRow, ...]:
        """Rows with what is odd about their references: twice, missing, or without a nought that a number lost."""
        numbers = {
            action.key
            for action in self.actions
            if (cell := action.of(Column.REFERENCE)) is not None and cell.cell.number
        }
        many = Counter((row.ref, row.section, row.year) for row in rows if row.ref)
        with_reference = sum(bool(row.ref) for row in rows)
        looked: list[DraftRow] = []
        before = ""
        for row in rows:
            odd = list(row.oddities)
            if row.ref and many[row.ref, row.section, row.year] > 1:
                odd.append(
                    f"{row.ref} stands {_times(many[row.ref, row.section, row.year])} in this document; each is kept."
                )
            if not row.ref and with_reference * 2 > len(rows):
                odd.append("It has no reference, though others have one.")
            if row.key in numbers and re.fullmatch(r"\d+\.\d", row.ref):
                if follows_as_ten(before, row.ref):
                    odd.append(
                        f"{row.ref} is a number in the file and follows {before}: it may be {row.ref}0."
                    )
                    self.warnings.append(
                        f"The reference {row.ref} behind {before} is a number in the file and may have been "
                        f"{row.ref}0. It is kept as {row.ref} and matched with no other; correct it in the row."
                    )
                elif many[row.ref, row.section, row.year] > 1:
                    odd.append(f"{row.ref} is a number in the file: one of them may be {row.ref}0.")
            before = row.ref or before
            if row.ref and follows_as_ten(before, row.ref):
                before = f"{row.ref}0"
            looked.append(DraftRow(**{**vars(row), "oddities": tuple(dict.fromkeys(odd))}))
        return tuple(looked)

    # --- what is left

    def _that_say_something(self, rows: tuple[DraftRow, ...]) -> tuple[DraftRow, ...]:
        """Rows that say what is done; of others every word is left over."""
        for row in rows:
            if not _WORD.search(row.text):
                said = (row.ref, row.text, *row.tasks, row.who, row.when, row.outcome, row.success)
                words = " | ".join(filter(None, (*said, row.rating_words, row.progress, row.evidence)))
                self._left_over([f"A row that does not say what is done: {words}"])
        return tuple(row for row in rows if _WORD.search(row.text))

    def _leave_other_headings(self, plan: list[Grid]) -> None:
        """Name rows of headings that say other words than those above the columns."""
        for grid in plan:
            for at, row in enumerate(grid.rows):
                if not (grid.top <= at < grid.first_row or at in grid.repeats):
                    continue
                words = [cell.line for cell in row if cell]
                if {key(each) for each in words} - {key(each) for each in grid.headings}:
                    self.ignored.append(LeftOut(" | ".join(words), f"headings in table {grid.number}"))

    def _leave_what_is_lost(self, plan: list[Grid], rows: tuple[DraftRow, ...]) -> None:
        """A cell or paragraph of which a word is nowhere else is left over as a whole, whatever was made of it."""
        texts = [*self.sections, *self.leftovers, *(each.what for each in self.ignored)]
        texts += [words for pair in self.measures for words in pair]
        for row in rows:
            texts += [row.objective, row.year, row.ref, row.text, *row.tasks, row.who, row.when, row.outcome]
            texts += [row.success, row.rating_words, row.progress, row.evidence]
        for grid in plan:
            texts += grid.headings
        kept = set(_WORD.findall(" ".join(texts).casefold()))
        self._left_over(
            part.text
            for part in self.document.parts
            if isinstance(part, Paragraph) and not kept.issuperset(_WORD.findall(part.text.casefold()))
        )
        for grid in plan:
            for cells in grid.rows:
                self._left_over(
                    cell.text
                    for place, cell in enumerate(cells)
                    if place not in grid.follows
                    and not kept.issuperset(_WORD.findall(_LIST_NUMBER.sub("", cell.text).casefold()))
                )

    def _left_over(self, texts: Iterable[str]) -> None:
        self.leftovers.extend(text for text in texts if text.strip())

    def _left_out_table(self, grid: Grid) -> None:
        rows = [" | ".join(cell.line for cell in row if cell) for row in grid.rows if any(row)]
        if not rows:
            return
        if grid.other == "a frame around a text":
            self._left_over(cell.text for row in grid.rows for cell in row if cell)
            return
        what = f"Table {grid.number}: {grid.other}" if grid.other else f"Table {grid.number}"
        self.ignored.append(LeftOut("\n".join(rows), f"{what}; it is not a part of the plan"))

    def _left_out_columns(self, grid: Grid) -> None:
        for column in grid.as_read():
            if column.column is not None or column.place in grid.follows:
                continue
            words = [
                row[column.place].text
                for at, row in enumerate(grid.rows)
                if at >= grid.first_row
                and at not in grid.repeats
                and row[column.place]
                and _lone(row) is None
            ]
            if not words:
                continue
            name = (
                f"“{column.heading}”" if column.heading else f"Column {column.place + 1}, without a heading"
            )
            self.ignored.append(
                LeftOut(f"{name}: {column.first_words}", f"a column of table {grid.number} that is not used")
            )
            self._left_over([f"{column.heading or f'Column {column.place + 1}'}: {'; '.join(words)}"])


# What may hold for several rows where it stands in one cell of all of them.
_SHARED = {
    Column.WHO: "owner",
    Column.SUPPORT: "support",
    Column.WHEN: "date",
    Column.START: "start",
    Column.OUTCOME: "outcome",
    Column.SUCCESS: "measure",
    Column.RATING: "rating",
    Column.PROGRESS: "progress",
    Column.EVIDENCE: "evidence",
}


def _is_merged_down(grid: Grid, column: Column) -> bool:
    """Whether cells of a column hold for several rows, as far as contents are judged."""
    return any(row[place].cell.merged == "above" for row in grid.body() for place in grid.of(column))


def _times(n: int) -> str:
    return "twice" if n == 2 else f"{n} times"


def _lone(row: Sequence[Said]) -> Said | None:
    """The only cell of a row that says something."""
    filled = [cell for cell in row if cell]
    return filled[0] if len(filled) == 1 else None


def _kind_of(reference: str) -> str:
    return key(re.sub(r"\d.*", "", reference))


def _unnumbered(title: str) -> str:
    """A title without the number in front of it."""
    return re.sub(r"\A\d{1,3}(?:\.\d{1,3})*[.:)]?\s+", "", title)


def _stands_in(title: str, section: str) -> bool:
    """Whether the number of a title says that it is a part of a section: 1.2 of 1."""
    numbers = [re.match(r"\d{1,3}(?:\.\d{1,3})*(?=[.:)]?\s)", each) for each in (title, section)]
    return all(numbers) and numbers[0][0].startswith(f"{numbers[1][0]}.")  # type: ignore[index]


def _lone_line(row: Sequence[Said]) -> str:
    lone = _lone(row)
    return lone.line if lone else ""


def _can_head(line: str) -> bool:
    """Whether a line can be a heading: it has a word, and is no item of a list and no number of a page."""
    return bool(re.search(r"[^\W\d_]{3}", line)) and behind_bullet(line) is None and not is_page(line)


def _is_few_words(row: Sequence[Said]) -> bool:
    """Whether all that a row says is a few words in its first cell, as a heading does."""
    lone = _lone(row)
    return (
        lone is not None
        and lone is row[0]
        and len(lone.line) <= 80
        and lone.line[:1].isupper()
        and not lone.line.endswith((".", ";", ","))
    )


def _is_title(text: str) -> bool:
    """Whether a heading names the plan, not a part of it."""
    return bool(
        re.search(
            r"\b(?:action|business|strategic|delivery|work|improvement|implementation) ?plans?\b|^plan\b"
            r"|\bplan\W*(?:20\d\d.*)?\Z",
            text,
            re.I,
        )
    ) or bool(other_table([text]))
