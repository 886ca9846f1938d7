"""What people wrote and might be published: each text by itself, for somebody to look at; and those of a final.

Nothing else of a final is offered: what help is wanted, why something is late, messages and decisions asked,
challenges, risks, highlights, remarks, evidence and names of whoever said something are no business of these pages. Nor
are values of measures, of which small ones can tell of a single person.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lscb.markdown import to_words
from plans.rules.ratings import NO_UPDATE, Rating
from reporting.publishing.checks import Found, Names, asked_inside_in, found_in, small_numbers_in
from reporting.report.breakdowns import Breakdown
from reporting.report.content import MonitoringReportContent
from reporting.report.rows import NOT_STATED, Row


class What(StrEnum):
    """What a text says."""

    HEADING = "heading"
    WHO = "who"
    TERM = "term"
    ACTION = "action"
    OUTCOME = "outcome"
    PROGRESS = "progress"
    HOW_MUCH = "how-much"
    HOW_WELL = "how-well"
    DIFFERENCE = "difference"
    RECOVERY = "recovery"
    VISION = "vision"
    FOREWORD = "foreword"
    CHAPTER = "chapter"
    OBJECTIVE = "objective"
    PRIORITY = "priority"
    ABOUT = "about"
    PART = "part"
    WHEN = "when"
    SUCCESS = "success"
    MEASURE = "measure"
    SAID = "said"
    MEASURED = "measured"


# What the board agreed as its plan, before anybody said how it goes.
OF_THE_PLAN = frozenset(What) - {
    What.PROGRESS,
    What.HOW_MUCH,
    What.HOW_WELL,
    What.DIFFERENCE,
    What.RECOVERY,
    What.SAID,
    What.MEASURED,
}
# Little Markdown (`lscb.markdown`): what is read of it is not what is typed.
MARKED = frozenset({What.FOREWORD, What.CHAPTER, What.SAID, What.MEASURED})
BEHIND = (Rating.AT_RISK, Rating.OFF_TRACK)


@dataclass(frozen=True)
class Offered:
    """A text of a source. `key` names it there, `about` the action it is of, by its key or place; 0 for none."""

    key: str
    what: What
    words: str
    about: int = 0

    @property
    def is_of_the_plan(self) -> bool:
        return self.what in OF_THE_PLAN

    def found(self, said: str, names: Names) -> list[Found]:
        """What should not be published, or be looked at twice, in the words that would go out in its place."""
        found = found_in(said, names)
        if self.what in MARKED:
            found += [each for each in found_in(to_words(said), names) if each not in found]
        if self.what == What.SAID:
            found += asked_inside_in(said)
        if self.what == What.MEASURED:
            found += small_numbers_in(said)
        return sorted(found, key=lambda each: not each.stops)


@dataclass(frozen=True)
class Choice:
    """What somebody made of a text: whether it goes out, and in which words. `words` are the source's."""

    words: str
    ticked: bool
    said: str


@dataclass(frozen=True)
class Part:
    """Texts that are looked at on one page: names and headings of the plan, or all about the actions of a section."""

    title: str
    texts: tuple[Offered, ...]


# A note of a row that may go out, by its label in `reporting.report.rows`.
_NOTES = {
    What.HOW_MUCH: "How much was done",
    What.HOW_WELL: "How well was it done",
    What.DIFFERENCE: "What difference it made",
}
RECOVERY, ON_HOLD = "What will bring it back", "On hold because"


def parts_of(content: MonitoringReportContent, names: str) -> tuple[Part, ...]:
    """All that is offered, in the order of the plan. `names` is what the first part is called."""
    first = [Offered(f"heading-{n}", What.HEADING, name) for n, name in enumerate(headings_of(content), 1)]
    first += [Offered(f"who-{n}", What.WHO, name) for n, name in enumerate(owners_of(content), 1)]
    first += [
        Offered(f"term-{n}", What.TERM, f"{term.term}: {term.meaning}")
        for n, term in enumerate(content.terms, 1)
    ]
    sections = (
        Part(section.title, tuple(text for pk in section.ids for text in _about(content.row[pk])))
        for section in content.schedule
    )
    return (Part(names, tuple(first)), *sections)


def offered_in(content: MonitoringReportContent) -> dict[str, Offered]:
    """Every text by its key."""
    return {text.key: text for part in parts_of(content, "") for text in part.texts}


def chosen(
    offered: Mapping[str, Offered],
    kept: Mapping[str, Choice],
    before: Mapping[tuple[str, str], Choice],
    usual: Callable[[Offered], Choice],
) -> dict[str, Choice]:
    """What goes out of what is offered, by key: as it was chosen; for words that say what they said before, as they
    were published then (`before`, by what they are and their words); else as is `usual`.
    """
    return {
        key: kept[key]
        if key in kept and kept[key].words == text.words
        else before.get((text.what, text.words)) or usual(text)
        for key, text in offered.items()
    }


def split_of(content: MonitoringReportContent) -> Breakdown | None:
    """The table by what actions stand under: by priority where the plan has them, else by section, else by year."""
    by_head = {each.head: each for each in content.breakdowns}
    labels = content.labels
    return next(
        (by_head[head] for head in (labels.priority, labels.section, labels.year) if head in by_head), None
    )


def headings_of(content: MonitoringReportContent) -> list[str]:
    split = split_of(content)
    return [row.label for row in split.rows] if split else []


def owners_of(content: MonitoringReportContent) -> list[str]:
    """Whoever owns what, as the final calls them, each once in plan order."""
    rows = (content.row[pk] for pk in content.counted)
    return list(dict.fromkeys(name for row in rows for name in owners_in(row)))


def owners_in(row: Row) -> list[str]:
    """Without what each is to the action."""
    return [] if row.owners == NOT_STATED else owners_named(row.owners)


def owners_named(line: str) -> list[str]:
    """The owners in a line of them, without what each is to the action."""
    return [each.removesuffix(" (lead)").removesuffix(" (support)") for each in line.split("; ") if each]


def _about(row: Row) -> Iterator[Offered]:
    def text(what: What, words: str) -> Offered:
        return Offered(f"{what}-{row.id}", what, words, row.id)

    yield text(What.ACTION, row.text)
    if row.outcome != NOT_STATED:
        yield text(What.OUTCOME, row.outcome)
    if row.now.rating == NO_UPDATE:
        return
    notes = {what: row.note(label) for what, label in _NOTES.items()}
    # A final has one line for what was said; where that was nothing, why it is on hold, or the evidence, stands there.
    if row.said and row.said not in (row.note(ON_HOLD), *notes.values()):
        yield text(What.PROGRESS, row.said)
    for what, words in notes.items():
        if words:
            yield text(what, words)
    if row.now.rating in BEHIND and (recovery := row.note(RECOVERY)):
        yield text(What.RECOVERY, recovery)
