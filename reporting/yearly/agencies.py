"""What each agency did in the year: what it led and completed, how often it came, what it returned (Care Act 2014,
Schedule 2, 4(1)(c))."""

from collections.abc import Iterable
from dataclasses import dataclass

from lscb.wording import number_of
from lscb.words import sentence_lower
from plans.rules.ratings import Rating
from reporting.report.rows import Row
from reporting.report.self_assessment import SelfAssessmentLine
from reporting.yearly.achieved import told
from reporting.yearly.facts import IN_DOUBT, AgencyFacts, PlanYear, YearFacts
from reporting.yearly.writing import Nothing, blocks, heading, items, labelled, line, said, sentence, table


@dataclass(frozen=True)
class Owned:
    """What an agency owns by the year's last final of a plan, in lead or together and in support."""

    plan: PlanYear
    led: tuple[Row, ...]
    supported: tuple[Row, ...]


def drafted(year: YearFacts) -> str:
    if not year.agencies:
        return Nothing(year.say("No agency is on the list of the board."))
    owned = [(agency, list(owned_by(agency, year.reported))) for agency in year.agencies]
    return blocks(
        *map(_self_assessment, self_assessments_told(year.reported)),
        _table(year, owned),
        *(part for agency, its in owned for part in (heading(agency.name), _did(year, agency, its))),
    )


def self_assessments_told(plans: Iterable[PlanYear]) -> Iterable[SelfAssessmentLine]:
    """Each once, as the last final that tells of it has it: one that is closed stands in the first after that alone."""
    found = {
        each.id: each for plan in plans for final in plan.finals for each in final.content.self_assessments
    }
    return found.values()


def _self_assessment(each: SelfAssessmentLine) -> str:
    came = sentence(f"{line(each.title)}: {each.summary}")
    return " ".join(filter(None, [came, labelled("What came of it", each.outcome)]))


def owned_by(agency: AgencyFacts, plans: Iterable[PlanYear]) -> Iterable[Owned]:
    """By the table by owner of the last final; in support where that says so behind the agency's name."""
    for plan in plans:
        ids = {
            pk
            for split in plan.last.breakdowns
            for row in split.rows
            if row.total.key == f"owner-{agency.body}"
            for pk in row.total.ids
        }
        rows = [row for row in plan.counted if row.id in ids]
        supported = [row for row in rows if f"{agency.label} (support)" in row.owners.split("; ")]
        yield Owned(plan, tuple(row for row in rows if row not in supported), tuple(supported))


def _table(year: YearFacts, owned: list[tuple[AgencyFacts, list[Owned]]]) -> str:
    words = year.reported[-1].last.words if year.reported else {}
    heads = [year.say("Agency"), "Led", words.get(Rating.COMPLETE, "Complete"), "In support", "Meetings"]
    rows = []
    for agency, its in owned:
        led = [row for each in its for row in each.led]
        rows.append(
            (
                said(agency.name),
                len(led),
                sum(row.now.rating == Rating.COMPLETE for row in led),
                sum(len(each.supported) for each in its),
                f"{agency.present} of {agency.of}" if agency.of else "none recorded",
            )
        )
    return table(heads, rows, numbers=(1, 2, 3, 4))


def _did(year: YearFacts, agency: AgencyFacts, owned: list[Owned]) -> str:
    lines, completed = [], []
    for each in owned:
        ids = {row.id for row in each.led}
        completed += [told(each.plan, done) for done in each.plan.completed if done.row.id in ids]
        lines.append(_leads(each))
    if agency.of:
        meetings = number_of(agency.of, "recorded meeting", "recorded meetings")
        lines.append(f"It was at {agency.present} of {meetings} at which it was expected.")
    lines += [sentence(said(words)) for words in agency.returned]
    return blocks(
        " ".join(each for each in lines if each) or "Nothing of it is in the year’s reports.",
        items(completed),
    )


def _leads(owned: Owned) -> str:
    plan, led = owned.plan, owned.led
    if not led and not owned.supported:
        return plan.say("It owned no action.")
    supports = f"supported {plan.number(len(owned.supported))}" if owned.supported else ""
    if not led:
        return f"It {supports}."
    if len(led) == 1:
        led_one = f"It led {plan.number(1)}: {said(plan.called(led[0]))} {sentence_lower(led[0].now.word)}"
        return f"{led_one}{f', and {supports}' if supports else ''}."
    complete = sum(row.now.rating == Rating.COMPLETE for row in led)
    doubt = sum(row.now.rating in IN_DOUBT for row in led)
    text = f"It led {plan.number(len(led))}, {complete or 'none'} of them {plan.word(Rating.COMPLETE)}"
    if doubt:
        text += f" and {doubt} {plan.word(Rating.AT_RISK)} or {plan.word(Rating.OFF_TRACK)}"
    if supports:
        text += f", and {supports}"
    open_ones = [row for row in led if row.now.rating != Rating.COMPLETE]
    named = "; ".join(f"{said(plan.called(row))} {sentence_lower(row.now.word)}" for row in open_ones)
    return f"{text}.{f' Still open: {named}.' if named else ''}"
