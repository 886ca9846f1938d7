"""A year's report as it stands and as a final kept it, and which finals of the year it stands on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lscb import clock
from lscb.wording import long_date, moment
from lscb.words import own_words
from plans.models import GlossaryTerm, Plan, Quarter
from plans.rules.known import known
from reporting.models import FinanceLine, MonitoringReport, YearlyReport, YearlySection
from reporting.report.facts import SignatureAsked
from reporting.report.front import Status
from reporting.report.key import Term
from reporting.report.sign_off import SignOff
from reporting.rules.materials import Material
from reporting.rules.yearly_headings import without_a_section
from reporting.yearly.content import (
    FinalUsed,
    Omission,
    SectionSaid,
    YearlyContent,
    YearlyFront,
    YearlyLabels,
    from_json,
    with_terms,
)
from reporting.yearly.finance_table import FinanceTable, Line, finance_table
from reporting.yearly.reading import year_of, years_of
from subgroups.models import Board


@dataclass(frozen=True)
class FinalsOfAYear:
    """The latest versions of a year's final monitoring reports, and the reporting periods of it that have none."""

    finals: list[MonitoringReport]
    missing: list[Quarter]


def finals_of_year(board: Board, starts_on: date, ends_on: date) -> FinalsOfAYear:
    """Of the board's business plans, those whose reporting period ends in the year. Two queries."""
    within = Q(ends_on__gte=starts_on, ends_on__lte=ends_on)
    quarters = (
        Quarter.objects.filter(within, plan__board=board, plan__kind=Plan.Kind.BUSINESS)
        .select_related("plan__board")
        .order_by("plan__starts_on", "plan", "starts_on")
    )
    there = {
        report.quarter_id: report
        for report in MonitoringReport.objects.frozen()
        .of_latest_version()
        .without_pdf()
        .filter(plan__board=board, quarter__ends_on__gte=starts_on, quarter__ends_on__lte=ends_on)
        .select_related("plan", "quarter")
    }
    quarters = list(quarters)
    return FinalsOfAYear(
        [there[each.pk] for each in quarters if each.pk in there],
        [each for each in quarters if each.pk not in there],
    )


@dataclass(frozen=True)
class YearToBegin:
    """A year of the board of which no report is begun yet, and what it would stand on."""

    name: str
    starts_on: date
    ends_on: date
    year: FinalsOfAYear


def years_to_begin(board: Board, today: date) -> list[YearToBegin]:
    """The years of which a report can be begun, the latest first. Two queries, and two for each year."""
    begun = set(YearlyReport.objects.filter(board=board).values_list("starts_on", flat=True))
    years = []
    for starts_on in years_of(board, today):
        if starts_on not in begun:
            name, ends_on = year_of(board, starts_on)
            years.append(YearToBegin(name, starts_on, ends_on, finals_of_year(board, starts_on, ends_on)))
    return years


def versions_of(section: YearlySection) -> list:
    """Every text that a section has had, the latest first, with its title, by whom and when. One query."""
    versions: dict[int, Any] = {}
    for row in section.history.select_related("changed_by").order_by("history_date", "history_id"):
        versions[row.version] = row  # the last row of a version has all that was done to it
    return sorted(versions.values(), key=lambda row: -row.version)


def finance_offered(report: YearlyReport, there: list[FinanceLine]) -> list[dict[str, Any]]:
    """What the form of the finance table begins with: its lines, or those of the year before without an amount."""
    if there:
        names = ("kind", "agency_id", "words", "amount", "year_before")
        return [{name.removesuffix("_id"): getattr(line, name) for name in names} for line in there]
    before = (
        YearlyReport.objects.filter(board=report.board_id, ends_on__lt=report.starts_on)
        .order_by("-starts_on", "-version")
        .without_pdf()
        .first()
    )
    if before is None:
        return []
    return [
        {"kind": line.kind, "agency": line.agency_id, "words": line.words, "year_before": line.amount}
        for line in before.finance_lines.all()
    ]


def recipients_offered(report: YearlyReport) -> str:
    """To whom the report of the year before was sent, else to whom such boards have to send theirs."""
    before = YearlyReport.objects.filter(board=report.board_id).exclude(recipients="").order_by("-starts_on")
    earlier = before.filter(starts_on__lt=report.starts_on).values_list("recipients", flat=True).first()
    return earlier or "\n".join(report.board.usual.year_sent_to)


def content_of(final: YearlyReport) -> YearlyContent:
    """What a final says, from its own copy."""
    return from_json(known(final.content), schema_version=known(final.schema_version))


def content_now(report: YearlyReport, at: datetime | None = None) -> YearlyContent:
    """What a draft says at `at` (now). Six queries, whatever the number of sections."""
    at = timezone.localtime(at or clock.now()).replace(microsecond=0)
    board = report.board
    sections = list(report.sections.all())
    table = table_of(report)
    used = finals_of_year(board, report.starts_on, report.ends_on).finals
    content = YearlyContent(
        front=YearlyFront(
            board=board.name,
            board_short=board.short_name,
            area=board.area,
            called=board.yearly_report_label,
            year=report.name,
            year_words=f"{long_date(report.starts_on)} to {long_date(report.ends_on)}",
            recipients=tuple(filter(None, (line.strip() for line in report.recipients.split("\n")))),
            marking=board.marking_line,
            demonstration=board.demonstration,
            invented=board.invented,
            position_at=at,
            position_words=moment(at),
        ),
        status=Status(
            word="DRAFT",
            version=report.version,
            correction_reason=report.correction_reason,
            prepared_by=str(report.prepared_by or ""),
        ),
        labels=YearlyLabels(board.team_label, board.chair_label),
        sections=said([section for section in sections if not section.left_out], table),
        finance=table,
        stands_on=tuple(
            FinalUsed(each.plan.title, each.quarter.name, known(each.number), each.version) for each in used
        ),
        omissions=tuple(
            Omission(each.title, each.required_by) for each in omissions_of(board, sections, table)
        ),
        omitted_because="",
        terms=(),
        sign_off=_sign_off(report),
    )
    return with_terms(content, _terms(board))


def final_content(report: YearlyReport, at: datetime, number: int, by: str) -> YearlyContent:
    """What the final of a draft says that is made of it at `at`, with its number."""
    content = content_now(report, at)
    status = replace(
        content.status,
        word="FINAL",
        number=number,
        finalised_by=by,
        finalised_words=content.front.position_words,
    )
    return replace(
        content, status=status, omitted_because=report.omitted_because if content.omissions else ""
    )


def table_of(report: YearlyReport) -> FinanceTable | None:
    """The finance table of a draft. One query."""
    return table_from(report.finance_lines.select_related("agency"))


def table_from(lines: Iterable[FinanceLine]) -> FinanceTable | None:
    return finance_table(Line(each.kind, each.name, each.amount, each.year_before) for each in lines)


def said(sections: Iterable[YearlySection], table: FinanceTable | None) -> tuple[SectionSaid, ...]:
    """Sections as the report prints them; the finance table stands in the first that is about it."""
    sections = list(sections)
    about_money = next((each.pk for each in sections if table and each.material == Material.FINANCE), None)
    return tuple(
        SectionSaid(
            key=section.key,
            title=section.title,
            text=section.text,
            required_by=section.required_by,
            drafted_unseen=bool(section.drafted) and section.looked_at is None,
            has_finance=section.pk == about_money,
        )
        for section in sections
    )


@dataclass(frozen=True)
class Missing:
    """What law or guidance asks for and the report does not say; the section that would, where it has one."""

    title: str
    required_by: str
    section: YearlySection | None = None


def omissions_of(
    board: Board, sections: Iterable[YearlySection], table: FinanceTable | None
) -> list[Missing]:
    """Sections that something asks for and that are left out, or without words and without their table; and what is
    asked of a board of its kind and no section answers. No query."""
    sections = list(sections)
    silent = [
        Missing(section.title, section.required_by, section)
        for section in sections
        if section.required_by
        and (section.left_out or not (section.text or (table and section.material == Material.FINANCE)))
    ]
    absent = without_a_section(board.kind, (section.required_by for section in sections))
    return [*silent, *(Missing(own_words(each.title, board.own_words), each.required_by) for each in absent)]


def _terms(board: Board) -> list[Term]:
    """The board's abbreviations, as its latest plan explains each. One query."""
    terms = GlossaryTerm.objects.filter(plan__board=board).order_by("plan__starts_on", "plan", "pk")
    meanings = {each.term: each.meaning for each in terms}
    return [
        Term(term, meaning) for term, meaning in sorted(meanings.items(), key=lambda each: each[0].lower())
    ]


def _sign_off(report: YearlyReport) -> SignOff:
    signing, board = report.board.signing_of_a_year, report.board
    asked = tuple(
        SignatureAsked(str(role), words, number)
        for role, words in board.role_words.items()
        if (number := signing.asked.get(role, 0))
    )
    return SignOff(signing.one_is_enough, asked)
