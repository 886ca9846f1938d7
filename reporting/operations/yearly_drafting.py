"""A year's report: begun, and drafted again from what its finals and the rows of the year hold."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, locks
from reporting.models import ReportingEvent, YearlyReport, YearlySection
from reporting.operations.yearly_headings import add_usual, added
from reporting.yearly.drafting import draft
from reporting.yearly.facts import YearFacts
from reporting.yearly.reading import begins_on, read, year_of
from subgroups.models import Board, Person

DRAFTED = ["drafted", "drafted_at", "drafted_anew", "found_nothing"]


@transaction.atomic
def begin_year(*, board: Board, starts_on: date, by: Person) -> YearlyReport:
    """Begin the report of a board's year: a section for each of its headings, drafted at once. A board without headings
    is given the usual ones of its kind.

    :param starts_on: the first day of the year, by the board's first month.
    :raises Refused: for a year that has not begun, or that has a report already.
    """
    locks.hold(board)
    if begins_on(board, starts_on) != starts_on:
        raise ValueError(f"No year of {board} begins on {starts_on}.")
    name, ends_on = year_of(board, starts_on)
    if starts_on > clock.today():
        raise Refused(f"{name} has not begun yet.")
    if board.yearly_reports.filter(starts_on=starts_on).exists():
        raise Refused(f"{name} has a report already; a final is corrected, which makes a new version.")
    changes: dict[str, list] = {"year": ["", name]}
    if not board.yearly_headings.exists():
        changes |= added(add_usual(board, by))
    report = audit.save(
        YearlyReport(board=board, name=name, starts_on=starts_on, ends_on=ends_on, prepared_by=by), by
    )
    facts, now = read(board, starts_on), clock.now()
    for place, heading in enumerate(board.yearly_headings.all(), start=1):
        drafted, found_nothing = draft(heading.material, facts)
        audit.save(
            YearlySection(
                report=report,
                title=heading.title,
                asks=heading.asks,
                material=heading.material,
                required_by=heading.required_by,
                position=place,
                drafted=drafted,
                drafted_at=now if drafted else None,
                found_nothing=found_nothing,
                text=drafted,
            ),
            by,
        )
    audit.record(ReportingEvent.YEAR_BEGUN, report, by=by, changes=changes)
    return report


@transaction.atomic
def draft_section_again(*, section: YearlySection, by: Person) -> YearlySection:
    """Draft one section anew. A text that somebody changed or looked at stays; what is drafted now stands beside it.

    :raises Refused: when its report is final, or when it is written in own words only.
    """
    locks.hold(section)
    _refuse_final(section.report)
    if not section.material:
        raise Refused("This section is in your own words only: nothing is drafted for it.")
    if _draft([section], read(section.board, section.report.starts_on), by):
        _record(section, [section], by)
    return section


@transaction.atomic
def draft_year_again(*, report: YearlyReport, by: Person) -> list[YearlySection]:
    """Draft anew every section that nobody has looked at; texts that somebody changed stay, as for one.

    :returns: the sections of which something else is drafted now.
    :raises Refused: when the report is final.
    """
    locks.hold(report)
    _refuse_final(report)
    sections = list(locks.locked(report.sections.filter(looked_at=None).exclude(material="")))
    if changed := _draft(sections, read(report.board, report.starts_on), by):
        _record(report, changed, by)
    return changed


def _draft(sections: Iterable[YearlySection], facts: YearFacts, by: Person) -> list[YearlySection]:
    changed = []
    for section in sections:
        was, is_ours = section.drafted, section.is_as_drafted
        drafted, found_nothing = draft(section.material, facts)
        if drafted == was:
            continue
        section.drafted, section.drafted_at, section.found_nothing = drafted, clock.now(), found_nothing
        section.drafted_anew = not is_ours and drafted != section.text
        fields = list(DRAFTED)
        if is_ours:
            section.text, section.version = drafted, section.version + 1
            fields += ["text", "version"]
        audit.save(section, by, fields)
        changed.append(section)
    return changed


def _record(thing: YearlyReport | YearlySection, sections: list[YearlySection], by: Person) -> None:
    changes: dict[str, list] = {"sections": ["", "; ".join(section.title for section in sections)]}
    audit.record(ReportingEvent.YEARLY_DRAFTED_AGAIN, thing, by=by, changes=changes)


def _refuse_final(report: YearlyReport) -> None:
    if report.is_frozen:
        raise Refused("This report is final and never changes. Correct it: that makes a new version.")
