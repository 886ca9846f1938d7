"""From what finals say, and what was recorded since, to the report to the Board. Pure: no database, no clock.

What has a final behind it is read from its content and nowhere else; so the numbers agree with what the group had.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from lscb.lines import run_on, shortened
from lscb.wording import long_date, moment, number_of
from lscb.words import capital, sentence_lower
from plans.rules.ratings import NO_UPDATE
from reporting.board_report.content import (
    Block,
    BoardReportContent,
    Line,
    PlanPosition,
    Rated,
    Section,
    Updates,
)
from reporting.board_report.facts import Facts, FinalFacts, UpdateFacts
from reporting.report.changes import DATE_KINDS
from reporting.report.content import MonitoringReportContent, words_in
from reporting.report.decided import Decided
from reporting.report.front import Front, Status
from reporting.report.key import terms_used
from reporting.report.outline import COMPLETION_AGREED
from reporting.report.rows import NOT_STATED, Note, Row, is_asked, lines, short

NOT_COMPLETE = "Completion not agreed"  # as `report.decided` has it
# The classes of a final's exceptions that the Board hears of, worst first; silence is told by owner.
EXCEPTIONS = ("off-track", "overdue-not-off-track", "on-hold")
# What is said of an exception, in this order, where it was said.
SAID = ("Why", "On hold because", "What will bring it back", "Back on track by", "Help wanted")
WORDS_SHOWN = 220  # characters of a recommendation or a risk
UPDATE_WORDS = (
    ("done", "Done"),
    ("worry", "Worry"),
    ("ask", "Ask"),
)

Keyed = TypeVar("Keyed", Line, Block)


@dataclass(frozen=True)
class Offered:
    """A line as it follows from the finals, and under which heading."""

    section: str
    line: Line


def build(facts: Facts) -> BoardReportContent:
    """What the report says, with what the board team reworded, left out and chose."""
    content = _whole(facts, facts.reworded, _chosen(facts))
    return replace(content, terms=terms_used(facts.terms, words_in(content)))


def offered(facts: Facts) -> tuple[Offered, ...]:
    """Every line that follows from the finals and from what was recorded since, before it is reworded or left out."""
    content = _whole(facts, {}, ())
    return tuple(Offered(section.title, line) for section in content.printed for line in section.lines)


def highlights_offered(facts: Facts) -> tuple[Block, ...]:
    """Every highlight of the finals since, to choose from; a key is that of the period and the group's name."""
    found: list[Block] = []
    for final in _since(facts):
        for each in final.content.highlights:
            found.append(
                Block(
                    f"highlight-{final.quarter}-{_slug(each.body)}",
                    each.body,
                    each.by,
                    _said(each, final.content.labels.voice),
                    final.content.front.quarter,
                )
            )
    return tuple(_told_apart(found))


def _chosen(facts: Facts) -> tuple[Block, ...]:
    return tuple(each for each in highlights_offered(facts) if each.key in facts.highlights_chosen)


def _whole(facts: Facts, reworded: Mapping[str, str], highlights: tuple[Block, ...]) -> BoardReportContent:
    words = facts.words
    group = sentence_lower(words.group)
    position_words = moment(facts.position_at)

    # Where no final has come, nothing is known of what only finals tell.
    no_news = "" if _fresh(facts) else "Nothing: no report has become final since the last one to it."

    def section(key: str, title: str, found: Iterable[Line], empty: str, explanation: str = "") -> Section:
        told = tuple(
            replace(line, words=reworded.get(line.key, line.words))
            for line in _told_apart(found)
            if reworded.get(line.key) != ""
        )
        return Section(key, title, told, empty, explanation)

    return BoardReportContent(
        title=f"{words.report}, {long_date(facts.meeting_on)}",
        front=Front(
            board=facts.board,
            board_short=facts.board_short,
            plan=words.report,
            quarter=long_date(facts.meeting_on),
            quarter_words=_from(facts),
            group=words.board,
            meeting=facts.meeting,
            meeting_on=facts.meeting_on,
            agenda_item=facts.agenda_item,
            author=facts.author or words.team,
            presenter=facts.presenter,
            purpose="For decision and assurance",
            marking=facts.marking,
            demonstration=facts.demonstration,
            position_at=facts.position_at,
            position_words=position_words,
            invented=facts.invented,
        ),
        status=Status(
            word="DRAFT",
            version=facts.version,
            correction_reason=facts.correction_reason,
            prepared_by=facts.author,
        ),
        since=moment(facts.since) if facts.since else "",
        key_messages=lines(facts.key_messages),
        asked=lines(facts.decisions),
        positions=tuple(_positions(facts)),
        without_final=facts.without_final,
        escalated=section(
            "escalated",
            f"Handed to the {sentence_lower(words.board)} for a decision",
            _escalated(facts),
            "Nothing.",
        ),
        exceptions=section(
            "exceptions",
            f"Exceptions that the {group} has not settled",
            _exceptions(facts),
            no_news or f"No exception is left that the {group} has not settled.",
            "Off track, overdue, on hold or silent in the last final, and nothing decided about it since.",
        ),
        agreed=section(
            "agreed",
            f"What the {group} agreed",
            _agreed(facts),
            "Nothing is recorded.",
        ),
        learning=section(
            "learning",
            "Reviews and recommendations",
            _learning(facts),
            no_news or "Nothing waits, and nothing was settled.",
        ),
        risks=section(
            "risks",
            f"Risks with a score of {facts.risks_from} and above",
            _risks(facts),
            no_news or f"No open risk has a score of {facts.risks_from} or above.",
        ),
        received=section(
            "received",
            "Reports received",
            _received(facts),
            "None.",
        ),
        highlights=highlights,
        updates=_updates(facts) if facts.are_asked else None,
        groups=words.groups,
        told=tuple(mark for mark, _, _ in _decided(facts)),
    )


# --- Where it comes from --------------------------------------------------------------------------------------


def _since(facts: Facts) -> list[FinalFacts]:
    """The finals that the Board has not had."""
    return [final for final in facts.finals if not final.is_told]


def _last_of_each(facts: Facts) -> list[FinalFacts]:
    """The last final of each plan."""
    return list({final.plan: final for final in facts.finals}.values())


def _fresh(facts: Facts) -> list[FinalFacts]:
    """The last final of each plan, where the Board has not had it."""
    return [final for final in _last_of_each(facts) if not final.is_told]


def _from(facts: Facts) -> str:
    """From which finals it is made, in a sentence without its full stop."""
    finals = _since(facts)
    if not finals:
        return "No report has become final since the last meeting was told"
    return "From " + "; ".join(
        f"{final.called} of {final.content.front.plan}, {final.content.front.quarter}" for final in finals
    )


def _positions(facts: Facts) -> Iterator[PlanPosition]:
    for final in _last_of_each(facts):
        content = final.content
        yield PlanPosition(
            plan=content.front.plan,
            called=f"{capital(final.called)}, position at {content.front.position_words}",
            period=content.front.quarter,
            rated=tuple(
                Rated(row.letter, row.word, row.count.n, row.change) for row in content.position.rows
            ),
            total=content.position.total.n,
            change=content.position.change,
            figures=tuple((figure.words, figure.count.n) for figure in content.figures_said),
            is_told=final.is_told,
        )


# --- Lines ----------------------------------------------------------------------------------------------------


def _escalated(facts: Facts) -> Iterator[Line]:
    for each in facts.escalated:
        due = f"by {long_date(each.due_on)}" if each.due_on else ""
        yield Line(each.key, each.about, each.words, ", ".join(filter(None, [each.meeting, due])))


def _exceptions(facts: Facts) -> Iterator[Line]:
    for final in _fresh(facts):
        settled, content = _settled(final), final.content
        told: set[int] = set()
        for key in EXCEPTIONS:
            for pk in content.listing(key).ids:
                if pk not in settled and pk not in told:
                    told.add(pk)
                    yield _exception(facts, final, content.row[pk])
        yield from _silence(final, settled)


def _settled(final: FinalFacts) -> set[int]:
    """Actions about which something was decided since; no is no settlement, and an old promise is none either."""
    before = {(each.id, each.kind, each.meeting, each.words) for each in final.content.decided}
    return {
        each.id
        for each in final.decided_since
        if each.kind not in (DATE_KINDS["refused"], NOT_COMPLETE)
        and (each.id, each.kind, each.meeting, each.words) not in before
    }


def _exception(facts: Facts, final: FinalFacts, row: Row) -> Line:
    said = [(label, run_on(row.note(label))) for label in SAID]
    words = [
        f"{label}: {_ended(note)}"
        for label, note in said
        if note and (label != "Help wanted" or is_asked(note))
    ]
    if not words:
        words = [_ended(row.said) if row.said else "Why is not stated."]
    return Line(
        f"exception-{final.plan}-{row.id}",
        _called(facts, final.content, row),
        " ".join(words),
        _owners_and_date(row),
        row.now,
    )


def _silence(final: FinalFacts, settled: set[int]) -> Iterator[Line]:
    """Silent actions by those who own them: a line an owner."""
    content = final.content
    for each in content.silent:
        rows = [content.row[pk] for pk in each.ids if pk not in settled]
        if rows:
            action, actions = (
                sentence_lower(word) for word in (content.labels.action, content.labels.actions)
            )
            named = ", ".join(row.reference or f"“{short(row.text)}”" for row in rows)
            yield Line(
                f"silent-{final.plan}-{_slug(each.title)}",
                each.title,
                f"{content.words[NO_UPDATE]} on {number_of(len(rows), action, actions)}: {named}.",
                chip=rows[0].now,
            )


def _called(facts: Facts, content: MonitoringReportContent, row: Row) -> str:
    """Its reference and first words; with several plans, of which."""
    called = f"{row.reference} {short(row.text)}".strip()
    return f"{called} ({content.front.plan})" if len(_last_of_each(facts)) > 1 else called


def _owners_and_date(row: Row) -> str:
    owners = row.leads if row.owners != NOT_STATED else ""
    due = row.due if row.due not in (NOT_STATED, "No date") else ""
    return "; ".join(filter(None, [owners, f"due {due}" if row.due_on else sentence_lower(due), row.late]))


def _decided(facts: Facts) -> Iterator[tuple[str, FinalFacts, Decided]]:
    """What finals say was decided, then what was recorded since, with a mark of each that says what became of it: the
    report before had those of the same mark."""
    board = f"{facts.meeting.rpartition(', ')[0]}, "
    for final in facts.finals:
        for each in (*(() if final.is_told else final.content.decided), *final.decided_since):
            mark = f"{_key(final, each)}: {each.became}"
            if mark not in facts.told and not each.meeting.startswith(
                board
            ):  # it knows what it decided itself
                yield mark, final, each


def _key(final: FinalFacts, each: Decided) -> str:
    words = shortened(run_on(each.words), 60)
    return f"decided-{final.plan}-{each.id}-{_slug(f'{each.kind} {each.meeting} {words}')}"


def _agreed(facts: Facts) -> Iterator[Line]:
    """Completions of one meeting in one line; of what stands in several, the last, which has what became of it."""
    closed: dict[str, list[str]] = {}
    found: dict[str, Line] = {}
    for _, final, each in _decided(facts):
        if each.kind == COMPLETION_AGREED:
            closed.setdefault(each.meeting, []).append(each.reference or f"“{short(each.text)}”")
            continue
        row = final.content.row.get(each.id)
        called = _called(facts, final.content, row) if row else f"{each.reference} {short(each.text)}".strip()
        became = f" {_ended(each.became)}" if each.became else ""
        found[_key(final, each)] = Line(
            _key(final, each), called, f"{_ended(each.words)}{became}", f"{each.kind}. {each.meeting}"
        )
    for meeting, named in closed.items():
        words = f"{', '.join(dict.fromkeys(named))}."
        yield Line(f"closed-{_slug(meeting)}", COMPLETION_AGREED, words, meeting)
    yield from found.values()
    for matter in facts.matters:
        owner = f" Followed up by {matter.owner}." if matter.owner else ""
        yield Line(matter.key, "Another matter", f"{_ended(matter.words)}{owner}", matter.meeting)


def _learning(facts: Facts) -> Iterator[Line]:
    """Of the last final of each plan; what is the board's stands in each of them, and here once."""
    told = set()
    for final in _fresh(facts):
        if not (learning := final.content.learning):
            continue
        for review in learning.reviews:
            if review.name not in told:
                told.add(review.name)
                open_of = (
                    f"{review.open} of {number_of(review.made, 'recommendation', 'recommendations')} open"
                )
                stage = ", ".join(filter(None, [review.stage, review.late]))
                words = ". ".join(
                    filter(None, [capital(review.state), stage, open_of if review.made else ""])
                )
                yield Line(f"review-{_slug(review.name)}", review.name, f"{words}.")
        for kind, rows in (("pressing", learning.pressing), ("settled", learning.settled)):
            for made in rows:
                if (made.called, made.text) in told:
                    continue
                told.add((made.called, made.text))
                said = f" {_ended(made.said)}" if made.said else ""
                yield Line(
                    f"{kind}-{_slug(made.called)}",
                    made.called,
                    f"{capital(made.state)}. {_ended(shortened(run_on(made.text), WORDS_SHOWN))}{said}",
                    "; ".join(
                        filter(None, [made.to if made.to != NOT_STATED else "", made.late, made.actions])
                    ),
                )


def _risks(facts: Facts) -> Iterator[Line]:
    for final in _fresh(facts):
        if not (register := final.content.risks):
            continue
        shown = [each for each in register.top if each.score >= facts.risks_from]
        for each in shown:
            was = f", was {each.was}" if each.was is not None else ""
            yield Line(
                f"risk-{each.risk}",
                shortened(run_on(each.words), WORDS_SHOWN),
                _ended(each.response),
                f"{each.score}, {each.band} ({each.scored}){was}; {each.held_by}",
            )
        above = sum(score >= facts.risks_from for _, score in register.scores)
        if above > len(shown):
            yield Line(
                f"risks-{final.plan}",
                f"{number_of(above - len(shown), 'more risk', 'more risks')} of {final.content.front.plan}",
                "The register of the plan has them.",
            )


def _received(facts: Facts) -> Iterator[Line]:
    """By forum, in the order in which they came."""
    by_forum: dict[str, list[str]] = {}
    for each in sorted(facts.received, key=lambda one: (one.received_on, one.what)):
        by_forum.setdefault(each.forum, []).append(f"{each.what} ({long_date(each.received_on)})")
    for forum, came in by_forum.items():
        yield Line(f"received-{_slug(forum)}", f"To {forum}", f"{'; '.join(came)}.")


# --- What groups say ------------------------------------------------------------------------------------------


def _updates(facts: Facts) -> Updates:
    by_state: dict[str, list[UpdateFacts]] = {}
    for each in facts.updates:
        by_state.setdefault(each.state, []).append(each)
    return Updates(
        received=tuple(
            Block(f"update-{_slug(each.body)}", each.body, each.by, _said(each, facts.words.voice, each.file))
            for each in by_state.get("received", ())
        ),
        silent=tuple(each.body for each in by_state.get("silent", ())),
        awaited=tuple(each.body for each in by_state.get("asked", ())),
        excused=tuple((each.body, each.reason) for each in by_state.get("excused", ())),
    )


def _said(each, voice: str, file: str = "") -> tuple[Note, ...]:
    found = [Note(label, getattr(each, name)) for name, label in UPDATE_WORDS]
    found += [Note(voice, each.voice), Note("File", file)]
    return tuple(note for note in found if note.words)


def _ended(words: str) -> str:
    """In one line, with the sign that ends a sentence."""
    words = run_on(words)
    return words if words[-1:] in ".!?…" else f"{words}."


def _told_apart(found: Iterable[Keyed]) -> Iterator[Keyed]:
    """Each with a key of its own: names that differ in signs only have one."""
    keys: Counter[str] = Counter()
    for each in found:
        keys[each.key] += 1
        yield each if keys[each.key] == 1 else replace(each, key=f"{each.key}-{keys[each.key]}")


def _slug(words: str) -> str:
    """Words as a key has them: letters and figures of any script, joined by hyphens."""
    return "-".join("".join(each if each.isalnum() else " " for each in words.lower()).split())
