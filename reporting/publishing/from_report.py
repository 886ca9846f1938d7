"""From a final's own content, and what was ticked of its texts, to what the public reads."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from plans.rules.ratings import NO_UPDATE, Rating
from reporting.publishing.offered import BEHIND, What, headings_of, owners_in, owners_of, split_of
from reporting.publishing.public import (
    Abbreviation,
    Coming,
    Heading,
    PublicAction,
    PublicReport,
    PublicWords,
    Rated,
)
from reporting.report.breakdowns import Breakdown
from reporting.report.content import MonitoringReportContent
from reporting.report.key import Term
from reporting.report.rows import Row

# What each rating means to somebody who never read the plan.
MEANS = {
    Rating.COMPLETE: "It has been done.",
    Rating.ON_TRACK: "It is being done and is expected to be finished in time.",
    Rating.AT_RISK: "It may be finished late, or not wholly.",
    Rating.OFF_TRACK: "It is late or will be, unless something changes.",
    Rating.NOT_STARTED: "Work on it has not begun, and need not have begun.",
    Rating.ON_HOLD: "It has been stopped for now.",
    NO_UPDATE: "Nothing was said about it in this report, so nobody should take it as going well.",
}


def public_report(
    content: MonitoringReportContent, said: Mapping[str, str], introduction: str
) -> PublicReport:
    """What the public reads of a final. `said` are the words that go out, by the key of the text (`offered_in`): a
    text that is not there stays inside.
    """
    front, labels, split = content.front, content.labels, split_of(content)
    heading = split.head if split else labels.section
    names = {name: said.get(f"who-{n}", "") for n, name in enumerate(owners_of(content), 1)}
    headings = {
        name: said.get(f"heading-{n}") or f"{heading} {n}" for n, name in enumerate(headings_of(content), 1)
    }
    under = _under(split, headings)
    places = {pk: place for place, pk in enumerate(content.counted, 1)}
    return PublicReport(
        title=f"{front.plan}: progress in {front.quarter}",
        board=front.board,
        plan=front.plan,
        period=front.quarter,
        period_words=front.quarter_words,
        position_on=front.position_on,
        demonstration=front.demonstration_words,
        introduction=introduction,
        words=PublicWords(
            labels.action, labels.actions, heading, labels.owner, labels.outcome, labels.period
        ),
        total=content.position.total.n,
        ratings=ratings_of(content),
        headings=tuple(
            Heading(headings[row.label], row.total.n, tuple(count.n for count in row.counts))
            for row in (split.rows if split else ())
        ),
        actions=tuple(
            _action(content.row[pk], place, under.get(pk, ""), names, said, content.words)
            for pk, place in places.items()
        ),
        coming=tuple(
            Coming(month.title, tuple(places[pk] for pk in month.ids if pk in places))
            for month in content.coming_up.months
        ),
        abbreviations=abbreviations_of(content.terms, said),
    )


def ratings_of(content: MonitoringReportContent) -> tuple[Rated, ...]:
    """How many actions of a final have each rating."""
    return tuple(
        Rated(row.letter, row.word, MEANS.get(row.letter, ""), row.count.n) for row in content.position.rows
    )


def abbreviations_of(terms: Iterable[Term], said: Mapping[str, str]) -> tuple[Abbreviation, ...]:
    """Those that go out, in the words that do."""
    return tuple(
        Abbreviation(term.term, said[key].partition(": ")[2] or term.meaning)
        for n, term in enumerate(terms, 1)
        if (key := f"{What.TERM}-{n}") in said
    )


def _under(split: Breakdown | None, headings: Mapping[str, str]) -> dict[int, str]:
    """The heading of each action, by its key."""
    return {pk: headings[row.label] for row in (split.rows if split else ()) for pk in row.total.ids}


def _action(
    row: Row,
    place: int,
    heading: str,
    names: Mapping[str, str],
    said: Mapping[str, str],
    words: Mapping[str, str],
) -> PublicAction:
    def text(what: What) -> str:
        return said.get(f"{what}-{row.id}", "")

    rating, described = row.now.rating, text(What.ACTION)
    silent, behind = rating == NO_UPDATE, rating in BEHIND
    return PublicAction(
        place=place,
        reference=row.reference,
        words=described,
        outcome=text(What.OUTCOME) if described else "",
        heading=heading,
        # Who said nothing is for the board to ask, and not for the public to be told.
        who=() if silent or not described else tuple(filter(None, map(names.get, owners_in(row)))),
        due=row.due_on,
        rating=rating,
        word=words[rating],
        late=bool(row.late),
        is_new=rating == Rating.COMPLETE and row.move.kind == "closed",
        completed=_day(row.note("Completed on")) if rating == Rating.COMPLETE else None,
        back=_day(row.note("Back on track by")) if behind else None,
        progress=text(What.PROGRESS) if described else "",
        how_much=text(What.HOW_MUCH) if described else "",
        how_well=text(What.HOW_WELL) if described else "",
        difference=text(What.DIFFERENCE) if described else "",
        recovery=text(What.RECOVERY) if described and behind else "",
    )


def _day(words: str) -> date | None:
    """A day as a final has it, 31 March 2018; None for none."""
    return datetime.strptime(words, "%d %B %Y").date() if words else None
