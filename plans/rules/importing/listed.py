"""Plans without tables: priorities as headings, and what is done as lists below them, made into a table like others."""

import re
from dataclasses import dataclass, field

from lscb.lines import behind_bullet
from lscb.tables.content import Cell, Document, Paragraph, Row, Table
from plans.rules.importing.cells import is_reference, reference_in_front, trimmed
from plans.rules.importing.headings import column_of, is_objective, is_section, leads_in
from plans.rules.importing.model import Column, Known
from plans.rules.timescales import read_timescale

# Columns of the table, with the words above each where the document has none of its own.
_HEADINGS = {
    Column.SECTION: "Section",
    Column.OBJECTIVE: "Objective",
    Column.REFERENCE: "Ref",
    Column.ACTION: "Action",
    Column.WHO: "Lead",
    Column.SUPPORT: "Support",
    Column.WHEN: "By when",
    Column.OUTCOME: "Outcome",
    Column.SUCCESS: "Success measure",
    Column.RATING: "RAG",
    Column.PROGRESS: "Progress",
    Column.EVIDENCE: "Evidence",
}
_BESIDE = list(_HEADINGS)[4:]  # what a line below an action, or brackets behind it, can say of it
_FEWEST, _MOST = 2, 3_000  # actions that make a plan; as many as a table may have rows
_LINES = 20_000  # that are looked through
_DONE = re.compile(
    r"(?:we|the (?:board|partnership)|partners|together we)(?: will| are going to| plan to|'ll|’ll)\W*(?!.*\bknow\b)"
    r".{0,40}"
    r"|(?:what|how) (?:will|do|are|does|we(?:'ll|’ll)?|the board|the partnership|needs?|must)\b"
    r"(?!.*\b(?:know|known|measure|want|mean|look)\b).*"
    r"|(?:\w+\s){0,3}(?:actions?|activit(?:y|ies)|tasks|deliverables|commitments|delivery plan)\W*"
    r"(?:are|include)?\W*",
    re.I,
)
_FOUND = re.compile(
    r"know|measur|success|succeed|difference|outcome|impact|evidence|look like|achieved|result", re.I
)
_ASIDE = re.compile(
    r"vision|values|mission|principles|foreword|introduction|contact|about|contents|glossary|membership|governance"
    r"|structure|background|context|appendix|statut|legislation|functions|role of",
    re.I,
)
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:()\[\]]{1,28}?)\s?:\s+(?P<words>\S.*)", re.S)
_ACTION = re.compile(
    r"(?:(?:key|priority|planned) )?(?:action|task|commitment)\s*(?P<number>\d{1,3}(?:\.\d{1,3})*[a-z]?)?"
    r"\s*[:.–-]\s*(?P<words>\S.*)",
    re.I,
)
_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=\S)")
_BRACKETS = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]{3,120})[)\]]\s*[.;]?\s*\Z")
_BEFORE_LABEL = re.compile(r"\s*[;|,]\s*(?=[A-Z][\w ]{1,30}:)")


@dataclass
class _Listed:
    """An action while the lines about it are read."""

    lines: list[str]
    kind: str
    cells: dict[Column, list[str]] = field(default_factory=dict)


def with_lists_as_a_table(document: Document, known: Known) -> tuple[Document, tuple[tuple[str, str], ...]]:
    """The document with its lists of actions as one table, and what its sections measure: (section, words).

    As it is where its lists are no plan. Every other line stays a paragraph.
    """
    reader = _Lists(document, known)
    if len(reader.lines) > _LINES:
        return document, ()
    reader.read()
    if not _FEWEST <= len(reader.actions) <= _MOST:
        return document, ()
    return Document((*reader.rest, reader.table()), document.ignored, document.warnings), tuple(
        reader.measures
    )


class _Lists:
    def __init__(self, document: Document, known: Known):
        self.document, self.known = document, known
        self.lines = [
            (part, line)
            for part in document.parts
            if isinstance(part, Paragraph)
            for line in part.text.splitlines()
        ]
        self.with_sections = any(self._is_titled(line) for _, line in self.lines)
        self.with_lead_ins = any(
            _asks_for(line) == Column.ACTION and _item(below) is not None
            for (_, line), (_, below) in zip(self.lines, self.lines[1:], strict=False)
        )
        self.actions: list[_Listed] = []
        self.measures: list[tuple[str, str]] = []
        self.labels: dict[Column, str] = {}  # what the document calls what it says of an action
        self.rest: list[Paragraph | Table] = []
        self.section = self.objective = ""
        self.level = 0  # of the section's heading
        self.held: list[Paragraph] = []  # headings that are said again by their actions, if they have any
        self.reads: Column | None = None  # what items are now

    def read(self) -> None:
        for part in self.document.parts:
            if isinstance(part, Table):
                self._end()
                self.rest.append(part)
                continue
            for line in part.text.splitlines():
                if not self._take(part, line):
                    self.rest.append(Paragraph(line, part.level, part.strong))
        self._end()

    def table(self) -> Table:
        said = {column for action in self.actions for column in action.cells}
        columns = [column for column in _HEADINGS if column in said]
        headings = _HEADINGS | self.labels
        rows = [Row(tuple(Cell((headings[column],)) for column in columns), header=True)]
        rows += [
            Row(tuple(Cell(tuple(action.cells.get(column, ()))) for column in columns))
            for action in self.actions
        ]
        return Table(tuple(rows))

    def _is_titled(self, line: str) -> bool:
        return len(line) <= 200 and (is_section(line, self.known) or is_objective(line))

    def _take(self, part: Paragraph, line: str) -> bool:
        """Whether a line is an action, says more of one, or heads one; all else is left where it stands."""
        if self._begins(part, line):
            return True
        in_section = self.section and not (self.with_sections is False and _ASIDE.search(self.section))
        words = _item(line)
        said = line if words is None else words
        if in_section and (found := _ACTION.fullmatch(said)):
            self._add([found["words"]], "action", found["number"] or "")
            return True
        if self._says_more(said):
            return True
        if words is None and (part.level or part.strong or leads_in(line)):
            self.reads = _asks_for(line)
            return False
        if not in_section or words is None or self.reads is None:
            return False
        if self.reads != Column.ACTION:
            self.measures.append((self.section, words))
            self.held.clear()
            return True
        kind = "bullet" if behind_bullet(line) is not None else "number"
        last = self.actions[-1] if self.actions and self._is_of_this_list(self.actions[-1]) else None
        if last and last.kind == "number" and kind == "bullet":
            last.cells[Column.ACTION].append(line)
        else:
            self._add([line if kind == "number" else words], kind, "")
        return True

    def _is_of_this_list(self, action: _Listed) -> bool:
        return action.cells[Column.SECTION] == [self.section] and action.cells.get(
            Column.OBJECTIVE, [""]
        ) == [self.objective]

    def _begins(self, part: Paragraph, line: str) -> bool:
        """Whether a line heads a section or an objective; one that heads neither may end them."""
        if self._is_titled(line) and _item(line) is None:
            if is_objective(line) and self.section and is_section(self.section, self.known):
                self.objective = line
            else:
                self._end()
                self.section, self.objective, self.level = line, "", part.level or 9
            self.held.append(part if part.text == line else Paragraph(line, part.level, part.strong))
            self.reads = None if self.with_lead_ins else Column.ACTION
            return True
        if not (part.level or part.strong) or leads_in(line) or _item(line) is not None:
            return False
        if self.with_sections and part.level and part.level <= self.level:
            self._end()
        elif not self.with_sections and self.with_lead_ins:
            self._end()
            self.section, self.level = line, part.level or 9
            self.held.append(Paragraph(line, part.level, part.strong))
            return True
        self.reads = None
        return False

    def _end(self) -> None:
        """The section ends: headings of which nothing was said stand where they stood."""
        self.rest.extend(self.held)
        self.held.clear()
        self.section, self.objective, self.level, self.reads = "", "", 0, None

    def _add(self, lines: list[str], kind: str, reference: str) -> None:
        action = _Listed(lines, kind)
        action.cells[Column.SECTION] = [self.section]
        if self.objective:
            action.cells[Column.OBJECTIVE] = [self.objective]
        if not reference and kind == "bullet":
            reference, lines[0] = reference_in_front(lines[0])
        if reference:
            action.cells[Column.REFERENCE] = [trimmed(reference)]
        text, beside = self._without_brackets(lines[0])
        action.cells[Column.ACTION] = [text, *lines[1:]]
        action.cells |= beside
        self.actions.append(action)
        self.held.clear()

    def _says_more(self, line: str) -> bool:
        """Whether a line says something of the action above it: "Lead: Police; By when: May 2026"."""
        if not self.actions or not self._is_of_this_list(self.actions[-1]):
            return False
        found = [self._labelled(each) for each in _BEFORE_LABEL.split(line)]
        if not found or not all(found):
            return False
        for column, words in filter(None, found):
            self.actions[-1].cells.setdefault(column, []).append(words)
        return True

    def _labelled(self, words: str) -> tuple[Column, str] | None:
        found = _LABEL.fullmatch(words)
        column = column_of(found["label"], self.known.own) if found else None
        if found is None or not isinstance(column, Column) or column not in _BESIDE:
            return None
        self.labels.setdefault(column, found["label"])
        return column, found["words"]

    def _without_brackets(self, text: str) -> tuple[str, dict[Column, list[str]]]:
        """The words of an action without brackets that say who and when: "(Lead: Police, by May 2026)"."""
        found = _BRACKETS.search(text)
        if found is None:
            return text, {}
        beside: dict[Column, list[str]] = {}
        for each in re.split(r"\s*[;,|]\s*|\s+[–-]\s+", found["inside"]):
            said = self._labelled(each) or ((Column.WHEN if self._is_date(each) else Column.WHO), each)
            beside.setdefault(said[0], []).append(said[1])
        names = beside.get(Column.WHO, [])
        is_said = Column.WHEN in beside or self._labelled(found["inside"])
        if not is_said or not all(name[:1].isupper() and len(name.split()) <= 8 for name in names):
            return text, {}
        return text[: found.start()], beside

    def _is_date(self, words: str) -> bool:
        if len(words) > 40 or is_reference(words):
            return False
        return bool(read_timescale(words).due_dates)


def _item(line: str) -> str | None:
    """What an item of a list says; None for a line that is none."""
    words = behind_bullet(line)
    if words is None and (found := _NUMBERED.match(line)):
        words = line[found.end() :]
    if words is None and "." in reference_in_front(line)[0]:
        words = line
    return words


def _asks_for(line: str) -> Column | None:
    """What stands below a line that leads to a list: what is done, or how it will be seen."""
    if len(line.split()) > 15 or not (leads_in(line) or _DONE.fullmatch(line)):
        return None
    if _DONE.fullmatch(line):
        return Column.ACTION
    return Column.SUCCESS if _FOUND.search(line) else None
