"""A planner is read from a document, with its words as printed and as read, and comes back as it was saved."""

import pytest
from django.urls import reverse

from lscb.errors import Refused
from lscb.importing.events import keep_list
from lscb.importing.lists import take_in_list, take_out_list
from lscb.lists import Format, file_of
from lscb.table_reader import read_file
from plans.models import ImportDraft
from reporting.lists.planner import planner_rows
from reporting.operations.planner_import import PLANNER
from reporting.selectors.planner import planned_reports, rows_of
from tests.factories import BodyFactory, PlanFactory, board_team
from tests.plans.importing.layouts import as_document

pytestmark = pytest.mark.django_db

HEAD = ("Report", "From whom", "Subgroup activity", "What the report will tell the Board", "When reported")
WHEN = "Annually in March to the Board\nUpdate to NSG as required\nQuarterly to Business Group. Bi-monthly to NSG"


@pytest.fixture
def plan(on):
    on("2018-04-09")
    plan = PlanFactory()
    for name, short, kind in (
        ("The Board", "Board", "board"),
        ("Business Group", "", "business-group"),
        ("Neglect Subgroup", "NSG", "subgroup"),
    ):
        BodyFactory(board=plan.board, name=name, short_name=short, kind=kind)
    return plan


@pytest.fixture
def team(plan):
    return board_team(plan.board)


def handed_in(plan, team, *rows, document=None):
    draft = ImportDraft(plan=plan, kind="planner")
    document = document or as_document([list(rows)])
    return keep_list(draft=draft, document=document, name="Planner", by=team, like=ImportDraft.objects.none())


def test_a_row_is_kept_as_printed_and_its_words_are_read_as_duties(plan, team):
    draft = handed_in(plan, team, HEAD, ("Section 11", "NSG; the police", "Audits", "That it is safe", WHEN))
    take_in_list(draft=draft, by=team)
    report = plan.planned_reports.get()
    assert (report.what, report.activity, report.tells, report.when_text) == (
        "Section 11",
        "Audits",
        "That it is safe",
        WHEN,
    )
    assert report.provided_by == "NSG; the police"
    duties = [
        (
            duty.kind,
            duty.rule.removeprefix("RRULE:FREQ="),
            [str(forum) for forum in duty.forums.all()],
            duty.certainty,
        )
        for duty in report.obligations.all()
    ]
    assert duties == [
        ("recur", "YEARLY;BYMONTH=3;BYMONTHDAY=-1", ["The Board"], "convention"),
        ("condition", "", ["Neglect Subgroup"], "sure"),
        ("recur", "MONTHLY;INTERVAL=3", ["Business Group"], "sure"),
        ("recur", "MONTHLY;INTERVAL=2", ["Neglect Subgroup"], "ambiguous"),
    ]


@pytest.mark.parametrize(
    ("to", "when", "reads", "odd"),
    [
        ("Board", "Every meeting", "At each meeting, to The Board", ""),
        ("", "Every March", "Every year in March, to nobody who is named", "does not say to whom"),
        ("All subgroups", "Twice a year", "Twice a year, every six months, to All subgroups", ""),
        ("Board", "tbc", "", "How often is not understood"),
    ],
    ids=["to-a-body", "to-nobody", "to-words", "not-read"],
)
def test_the_preview_says_how_words_are_read_and_what_is_to_be_asked(plan, team, to, when, reads, odd):
    draft = handed_in(plan, team, ("What", "To whom", "Frequency"), ("Annual report", to, when))
    (row,) = PLANNER.read(draft)[1]
    assert row.reads["when"] == reads
    assert (odd in " ".join(row.oddities)) if odd else not row.oddities


def test_a_later_planner_changes_texts_and_leaves_duties_and_providers(plan, team):
    first = ("Section 11", "NSG", "Audits", "That it is safe", "Every meeting to the Board")
    take_in_list(draft=handed_in(plan, team, HEAD, first), by=team)
    later = ("Section 11", "Board", "Audits", "That all are safe", "Every other meeting to the Board")
    draft = handed_in(plan, team, HEAD, later)
    (row,) = PLANNER.read(draft)[1]
    assert [(change.old, change.new) for change in row.changes] == [("That it is safe", "That all are safe")]
    assert len([odd for odd in row.oddities if "stay" in odd]) == 2
    take_in_list(draft=draft, by=team)
    report = plan.planned_reports.get()
    assert report.tells == "That all are safe" and report.obligations.get().every == 1
    with pytest.raises(Refused, match="nothing to take in"):
        take_in_list(draft=handed_in(plan, team, HEAD, later), by=team)
    take_out_list(draft=draft, by=team)
    report.refresh_from_db()
    assert report.tells == "That it is safe"


def test_it_is_taken_out_as_long_as_nothing_is_due_by_it(plan, team):
    draft = handed_in(plan, team, HEAD, ("Section 11", "NSG", "", "", "Every meeting to the Board"))
    take_in_list(draft=draft, by=team)
    take_out_list(draft=draft, by=team)
    assert not plan.planned_reports.exists()


@pytest.mark.parametrize("kind", list(Format))
def test_the_planner_that_was_saved_comes_back_into_an_empty_plan(plan, team, kind):
    rows = [
        HEAD,
        ("Section 11", "NSG, Business Group", "Audits\nand visits", "That it is safe", WHEN),
        ("Annual report", "the police", "", "=All of it", "Every March to the Board"),
    ]
    take_in_list(draft=handed_in(plan, team, *rows), by=team)
    saved = planner_rows(plan, rows_of(planned_reports(team, plan)), None)
    names = [column.name for column in saved.columns]
    document = read_file(file_of(saved, kind, names), f"planner.{kind}")
    into = PlanFactory(board=plan.board)
    take_in_list(draft=handed_in(into, team, document=document), by=team)

    def said(of):
        return [
            (
                report.what,
                report.activity,
                report.tells,
                report.when_text,
                report.provided_by,
                [(duty.kind, duty.rule, duty.words, duty.certainty) for duty in report.obligations.all()],
            )
            for report in of.planned_reports.all()
        ]

    assert said(into) == said(plan)


def test_the_pages_lead_from_the_planner_through_the_preview_into_it(plan, team, client):
    client.force_login(team)
    address = reverse("plans:import-of", args=[plan.slug, "planner"])
    assert address in client.get(reverse("reporting:planner", args=[plan.slug])).content.decode()
    pasted = "What\tTo\tWhen\nAnnual report\tBoard\tEvery March"
    look = client.post(address, {"pasted": pasted})["Location"]
    assert "Every year in March, to The Board" in client.get(look).content.decode()
    client.post(f"{look}take-in/", {"seen": "1"})
    page = client.get(reverse("reporting:planner", args=[plan.slug])).content.decode()
    assert "Annual report" in page and "Every year in March" in page
