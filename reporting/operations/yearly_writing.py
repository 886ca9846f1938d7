"""A year's report while it is a draft: its sections, written by several people, its finance, and whom it is sent to."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from lscb import clock
from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, guards, locks
from reporting.models import FinanceLine, ReportingEvent, YearlyReport, YearlySection
from reporting.models.yearly import finance_seen
from reporting.operations.freezing import refuse_if_frozen
from subgroups.models import Agency, Person

CHANGED = "Somebody changed this section while you were writing. Nothing of yours is lost: compare, then save again."
MOST_LINES = 60

# --- Sections -----------------------------------------------------------------------------------------------


@transaction.atomic
def write_section(*, section: YearlySection, title: str, text: str, by: Person) -> YearlySection:
    """Keep a section's title and text; nothing happens where nothing is different.

    Lines of it that still stand as drafted stay marked until somebody looked at the section.

    :raises ChangedMeanwhile: when it is not any more as whoever writes had read it.
    :raises Refused: without a title, with a text that is too long, and when the report is final.
    """
    _hold_as_read(section)
    wrong = guards.empty(title=(title, "Give the section a title."))
    if advice := YearlySection.wrong_text(text):
        wrong["text"] = advice
    guards.refuse(wrong)
    before = audit.values_of(section, ["title", "text"])
    section.title, section.text = title.strip(), text.strip()
    if changes := audit.differences(before, audit.values_of(section, ["title", "text"])):
        _save(section, by, ["title", "text"])
        audit.record(ReportingEvent.YEARLY_SECTION_WRITTEN, section, by=by, changes=changes)
    return section


@transaction.atomic
def look_at_section(*, section: YearlySection, by: Person) -> YearlySection:
    """Say that somebody has read what was drafted and stands by it as the text now is.

    :raises ChangedMeanwhile: when it is not any more as they had read it.
    :raises Refused: when the report is final.
    """
    _hold_as_read(section)
    if section.looked_at is None:
        section.looked_at, section.looked_by = clock.now(), by
        audit.save(section, by, ["looked_at", "looked_by"])
        changes: dict[str, list] = {"looked at": ["", "Yes"]}
        audit.record(ReportingEvent.YEARLY_SECTION_LOOKED_AT, section, by=by, changes=changes)
    return section


@transaction.atomic
def take_drafted(*, section: YearlySection, by: Person) -> YearlySection:
    """Let what is drafted now stand in the place of the text, which stays among its earlier versions.

    It was looked at by nobody then.

    :raises ChangedMeanwhile: when it is not any more as they had read it.
    :raises Refused: when nothing is drafted for it, and when the report is final.
    """
    _hold_as_read(section)
    if not section.drafted:
        raise Refused("Nothing is drafted for this section.")
    changes = audit.differences({"text": section.text}, {"text": section.drafted})
    section.text, section.drafted_anew = section.drafted, False
    section.looked_at, section.looked_by = None, None
    _save(section, by, ["text", "drafted_anew", "looked_at", "looked_by"])
    audit.record(ReportingEvent.YEARLY_SECTION_WRITTEN, section, by=by, changes=changes)
    return section


@transaction.atomic
def leave_drafted(*, section: YearlySection, by: Person) -> YearlySection:
    """Keep the text although something else is drafted by now; it is not offered again until it is drafted anew.

    :raises ChangedMeanwhile: when it is not any more as they had read it.
    :raises Refused: when the report is final.
    """
    _hold_as_read(section)
    if section.drafted_anew:
        section.drafted_anew = False
        audit.save(section, by, ["drafted_anew"])
        audit.record(ReportingEvent.YEARLY_DRAFT_LEFT, section, by=by)
    return section


# --- Which sections there are -------------------------------------------------------------------------------


@transaction.atomic
def add_section(*, report: YearlyReport, title: str, asks: str = "", by: Person) -> YearlySection:
    """Put a section of the board's own words behind those that the report has.

    :raises Refused: without a title, and when the report is final.
    """
    locks.hold(report)
    refuse_if_frozen(report)
    guards.refuse(guards.empty(title=(title, "Give the section a title.")))
    last = report.sections.last()
    section = YearlySection(
        report=report, title=title.strip(), asks=asks.strip(), position=last.position + 1 if last else 1
    )
    audit.save(section, by)
    audit.record(ReportingEvent.YEARLY_SECTION_ADDED, section, by=by)
    return section


@transaction.atomic
def move_section(*, section: YearlySection, to: int, by: Person) -> YearlySection:
    """Let a section stand at another place, counted from 1; the others close up. Beyond the last is the last.

    :raises Refused: when it has been removed, and when the report is final.
    """
    locks.hold(section)
    refuse_if_frozen(section.report)
    order = list(locks.locked(section.report.sections.all()))
    was = order.index(section) + 1
    order.remove(section)
    order.insert(max(to, 1) - 1, section)
    if (now := order.index(section) + 1) == was:
        return section
    for place, each in enumerate(order, start=1):
        if each.position != place:
            each.position = place
            audit.save(each, by, ["position"])
    audit.record(ReportingEvent.YEARLY_SECTION_MOVED, section, by=by, changes={"place": [was, now]})
    return section


@transaction.atomic
def leave_out_section(*, section: YearlySection, because: str, by: Person) -> YearlySection:
    """Leave a section out of this report. Its text stays, and so does what is asked of it.

    :raises Refused: without a reason where something asks for the section, and when the report is final.
    """
    locks.hold(section)
    refuse_if_frozen(section.report)
    if section.required_by:
        asked = f"Say why: {section.required_by} asks for it."
        guards.refuse(guards.empty(because=(because, asked)))
    if not section.left_out:
        section.left_out, section.left_out_because = True, because.strip()
        audit.save(section, by, ["left_out", "left_out_because"])
        changes = {"why": ["", section.left_out_because]} if section.left_out_because else None
        audit.record(ReportingEvent.YEARLY_SECTION_LEFT_OUT, section, by=by, changes=changes)
    return section


@transaction.atomic
def take_in_section(*, section: YearlySection, by: Person) -> YearlySection:
    """Take a section that was left out into the report again.

    :raises Refused: when the report is final.
    """
    locks.hold(section)
    refuse_if_frozen(section.report)
    if section.left_out:
        section.left_out, section.left_out_because = False, ""
        audit.save(section, by, ["left_out", "left_out_because"])
        audit.record(ReportingEvent.YEARLY_SECTION_TAKEN_IN, section, by=by)
    return section


# --- Finance, and whom it is sent to ------------------------------------------------------------------------


@dataclass(frozen=True)
class LineTyped:
    """A line of the finance table as it was typed."""

    kind: str
    agency: Agency | None
    words: str
    amount: Decimal
    year_before: Decimal | None = None


@transaction.atomic
def keep_finance(*, report: YearlyReport, lines: Iterable[LineTyped], seen: str, by: Person) -> YearlyReport:
    """Keep the finance table as it was typed, whole and in its order; nothing happens where nothing is different.

    :param seen: the mark of the table as whoever types had it before them (`finance_seen`).
    :raises ChangedMeanwhile: when somebody changed it since; nothing is saved.
    :raises Refused: for a line that names nothing, an agency of another board, or when the report is final.
    """
    locks.hold(report)
    refuse_if_frozen(report)
    there = list(report.finance_lines.select_related("agency"))
    if seen != finance_seen(there):
        raise ChangedMeanwhile(
            "Somebody changed the table while you were typing. Nothing of yours is lost: compare, then save again.",
            current=there,
        )
    typed = list(lines)
    if len(typed) > MOST_LINES:
        raise Refused(f"A table holds {MOST_LINES} lines; put small ones together.")
    made = []
    for place, line in enumerate(typed, start=1):
        guards.refuse(guards.strangers(report.board, agency=line.agency))
        if not line.agency and not line.words.strip():
            raise Refused("Say from whom each amount came, or on what it went.")
        made.append(
            FinanceLine(
                report=report,
                kind=line.kind,
                agency=line.agency,
                words=line.words.strip(),
                amount=line.amount,
                year_before=line.year_before,
                position=place,
            )
        )
    changes = _finance_changes(there, made)
    if not changes and finance_seen(there) == finance_seen(made):
        return report
    for old in there:
        audit.as_by(old, by).delete()
    for new in made:
        audit.save(new, by)
    audit.record(ReportingEvent.YEARLY_FINANCE_KEPT, report, by=by, changes=changes)
    return report


@transaction.atomic
def keep_recipients(*, report: YearlyReport, recipients: str, by: Person) -> YearlyReport:
    """Say whom the report is sent to, one a line.

    :raises Refused: when the report is final.
    """
    locks.hold(report)
    refuse_if_frozen(report)
    before = audit.values_of(report, ["recipients"])
    report.recipients = recipients.strip()
    if changes := audit.differences(before, audit.values_of(report, ["recipients"])):
        audit.save(report, by, ["recipients"])
        audit.record(ReportingEvent.YEARLY_RECIPIENTS_KEPT, report, by=by, changes=changes)
    return report


# --- Small helps --------------------------------------------------------------------------------------------


def _hold_as_read(section: YearlySection) -> None:
    read = section.version
    locks.hold(section)
    refuse_if_frozen(section.report)
    if section.version != read:
        raise ChangedMeanwhile(CHANGED, current=section)


def _save(section: YearlySection, by: Person, fields: list[str]) -> None:
    """What is written is known by who wrote it, when, and a version that others compare theirs with."""
    section.version += 1
    section.changed_at, section.changed_by = clock.now(), by
    audit.save(section, by, [*fields, "version", "changed_at", "changed_by"])


def _finance_changes(there: list[FinanceLine], made: list[FinanceLine]) -> dict[str, list]:
    before, after = (_amounts(lines) for lines in (there, made))
    names = dict.fromkeys([*before, *after])
    return audit.differences(
        {name: before.get(name, "") for name in names}, {name: after.get(name, "") for name in names}
    )


def _amounts(lines: list[FinanceLine]) -> dict[str, str]:
    """By name, the amounts of a table in words; lines of one name are said together."""
    said: dict[str, str] = {}
    for line in lines:
        name = f"{line.get_kind_display()}: {line.name}"
        words = f"£{line.amount:,.2f}"
        if line.year_before is not None:
            words += f" (the year before £{line.year_before:,.2f})"
        said[name] = "; ".join(filter(None, [said.get(name, ""), words]))
    return said
