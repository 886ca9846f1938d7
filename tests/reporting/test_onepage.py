"""The plan on a page: its numbers, its one sheet whatever the plan holds, its page on screen."""

import io
from collections import Counter
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.models import Action, Objective, Quarter
from plans.rules import ratings
from reporting.printing.pdf.rendering import to_pdf
from reporting.report.rows import Chip
from reporting.sheets.plan_on_a_page import Aims, Cell, groupings, plan_on_a_page
from reporting.sheets.plan_on_a_page_layout import HIGH, MOST_CELLS, lay_out
from subgroups.models import Person
from tests.factories import (
    ActionFactory,
    BodyFactory,
    ObjectiveFactory,
    PlanFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    chair_of,
)
from tests.reporting.heard import can_be_heard, elements

pytestmark = pytest.mark.django_db


def page_of(plan, by=""):
    person = Person.objects.get(email="board.team@example.org")
    return plan_on_a_page(person, plan, Quarter.objects.get(plan=plan, state="collecting"), by)


def printed(page) -> bytes:
    context = {"page": page, "layout": lay_out(page), "head": page}
    return to_pdf("print/sheet_plan_on_a_page.html", context)


def words_of(paper: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(paper)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pages]


def test_the_numbers_are_those_of_the_plan(demonstration):
    """Counted again from the rows, in plain Python."""
    page = page_of(demonstration)
    quarter = Quarter.objects.get(plan=demonstration, state="collecting")
    assert page.by == "section" and len(page.cells) == 14 and page.total == 71
    rows = list(Action.objects.filter(plan=demonstration).counted().with_status(quarter))
    by_section = {}
    for action in rows:
        by_section.setdefault(str(action.section), []).append(action)
    for cell in page.cells:
        its = by_section[cell.title]
        letters = Counter(action.rating_now for action in its)
        assert cell.total == len(its) and dict(cell.counts) == letters
        assert cell.complete == letters["B"]
        assert cell.overdue == sum(action.is_overdue for action in its)
        assert cell.worst.letter == min(letters, key=ratings.WORST_FIRST.index)
    assert sum(cell.total for cell in page.cells) == 71
    assert [(part.letter, part.count) for part in page.parts] == [
        ("B", 11), ("G", 25), ("A", 9), ("R", 5), ("N", 6), ("H", 1), ("-", 14),
    ]  # fmt: skip


def test_story_35_one_landscape_sheet(demonstration):
    """Priorities or sections, lead groups, count and worst rating, legible in mono: letter and word."""
    for by in groupings(demonstration):
        page = page_of(demonstration, by)
        paper = printed(page)
        pages = words_of(paper)
        assert len(pages) == 1, by
        width, height = pypdfium2.PdfDocument(paper)[0].get_size()
        assert (round(width), round(height)) == (842, 595)
        for cell in page.cells:
            assert cell.done_words in pages[0]
            assert not cell.worst or cell.worst.word in pages[0]
        assert "Page 1 of 1" in pages[0] and "Demonstration - progress is invented" in pages[0]
        assert pages[0].count("OFFICIAL") == 2
        assert (
            "B Complete; G On track; A At risk; R Off track; N Not started; H On hold; – No update"
            in pages[0]
        )
        for cell in page.cells:  # whole: no name is cut
            assert cell.title in pages[0] and cell.lead in pages[0]
            assert all(f"{'–' if letter == '-' else letter} {n}" in pages[0] for letter, n in cell.counts)
    text = words_of(printed(page_of(demonstration)))[0]
    assert "8. Child Sexual Exploitation and Missing from Home Lead: CSE/MFH Subgroup" in text
    assert "1 of 7 complete" in text and "Statutory objectives" in text


def test_by_priority_says_what_is_not_linked(demonstration):
    page = page_of(demonstration, "priority")
    assert [(cell.title, cell.total) for cell in page.cells][-1] == ("Not linked to a priority", 71)
    assert len(page.cells) == 4


def test_by_owner_a_joint_action_counts_under_each(demonstration):
    page = page_of(demonstration, "owner")
    assert sum(cell.total for cell in page.cells) == 72
    assert page.note == "1 has several and counts under each."
    assert "several" in words_of(printed(page))[0]


def test_it_is_tagged(demonstration):
    paper = printed(page_of(demonstration))
    can_be_heard(paper)
    document = pikepdf.open(io.BytesIO(paper))
    root = document.Root.StructTreeRoot
    assert str(document.Root.Lang) == "en-GB"
    assert str(document.docinfo["/Title"]) == "Business plan 2017-20 on a page"
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert len(list(elements(root, "/H1"))) == 1
    assert len(list(elements(root, "/H2"))) == 14
    assert list(elements(root, "/Figure"))


def test_it_is_laid_out_as_the_plan_is_sorted(on):
    on("2018-04-09")
    plan = PlanFactory()
    assert list(groupings(plan)) == ["owner"]
    section, priority = SectionFactory(plan=plan, label="1"), PriorityFactory(plan=plan, label="A")
    action = ActionFactory(plan=plan, section=section, year="Year 2")
    assert list(groupings(plan)) == ["section", "priority", "year", "owner"]
    section.priority = priority
    section.save()
    plan.grouped_by, plan.priority_label = "priority", "Aim"
    assert list(groupings(plan).values()) == ["By aim", "By section", "By year", "By owner"]
    person = board_team(plan.board)
    page = plan_on_a_page(person, plan, None)
    assert page.by == "priority" and page.cells[0].title == "A Well-supported workforce"
    assert page.cells[0].lead == "", "nobody leads or owns anything"
    assert page.quarter == "no quarter open yet"
    body = BodyFactory(board=plan.board, name="Health Subgroup")
    action.owners.create(body=body)
    assert plan_on_a_page(person, plan, None).cells[0].lead == f"Owner: {body.label}"
    [year] = plan_on_a_page(person, plan, None, "year").cells
    assert year.title == "Year 2" and year.href.endswith("?year=Year+2")
    assert plan_on_a_page(person, plan, None, "nonsense").by == "priority"


def test_an_empty_plan_has_its_sheet(on):
    on("2018-04-09")
    plan = PlanFactory()
    page = plan_on_a_page(board_team(plan.board), plan, None)
    assert len(words_of(printed(page))) == 1 and page.total == 0


def test_aims_and_golden_threads_stand_where_the_plan_has_them(on):
    on("2018-04-09")
    plan = PlanFactory()
    kinds = Objective.Kind
    for kind, text in [
        (kinds.CORE_FUNCTION, "Plan training"), (kinds.AIM, "Keep children safe"), (kinds.GOLDEN_THREAD, "Voice"),
    ]:  # fmt: skip
        ObjectiveFactory(plan=plan, kind=kind, text=text)
    ObjectiveFactory(plan=plan, section=SectionFactory(plan=plan), text="Only of a section")
    page = plan_on_a_page(board_team(plan.board), plan, None)
    text = words_of(printed(page))[0]
    assert text.index("Aims Keep children safe") < text.index("Core business and functions Plan training")
    assert text.index("Core business") < text.index("Golden threads Voice")
    assert "Only of a section" not in text


# --- One sheet, whatever the plan holds ---------------------------------------------------------------------

titles = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120),
    st.integers(1, 300).map(lambda n: "W" * n),
    st.integers(1, 60).map(lambda n: "Multi-agency working " * n),
)
letters = st.lists(st.sampled_from([str(letter) for letter in ratings.ORDER]), max_size=40)


@st.composite
def cells(draw):
    counts = Counter(draw(letters))
    worst = min(counts, key=ratings.WORST_FIRST.index) if counts else ""
    word = draw(st.sampled_from(["Off track", "Complete and embedded in daily practice", "Wwwwwwwww" * 4]))
    return Cell(
        title=draw(titles),
        lead=draw(st.one_of(st.just(""), titles.map(lambda words: f"Lead: {words}"))),
        total=counts.total(),
        complete=counts["B"],
        overdue=draw(st.integers(0, counts.total())),
        counts=tuple(counts.items()),
        worst=Chip(worst, word) if worst else None,
        counted=f"{counts.total()} actions",
    )


aims = st.builds(
    Aims, st.sampled_from(["Aims", "Themes"]), st.lists(titles, min_size=1, max_size=12).map(tuple)
)


@pytest.fixture(scope="module")
def some_page(demonstration, django_db_blocker):
    return page_of(demonstration)


@given(st.lists(cells(), max_size=45), st.lists(aims, max_size=5), st.one_of(st.none(), aims))
@settings(max_examples=60)
def test_it_always_fits(some_page, parts, kinds, threads):
    page = replace(some_page, cells=tuple(parts), aims=tuple(kinds), threads=threads)
    layout = lay_out(page)
    assert layout.high <= HIGH
    assert layout.size >= 9.5 and layout.title_size >= 10.5
    assert len(layout.cells) == min(len(parts), MOST_CELLS)
    assert sum(placed.cell.total for placed in layout.cells) == sum(cell.total for cell in parts)
    if parts:
        worst = min((c.worst.letter for c in parts if c.worst), key=ratings.WORST_FIRST.index, default="")
        shown = [placed.cell.worst.letter for placed in layout.cells if placed.cell.worst]
        assert min(shown, key=ratings.WORST_FIRST.index, default="") == worst


@pytest.mark.parametrize(
    "count", [1, 12, 41, *(pytest.param(n, marks=pytest.mark.soak) for n in (5, 8, 15, 20, 30))]
)
def test_every_word_of_every_part_is_on_the_one_sheet(some_page, count):
    """Printed, not only worked out: titles and leads too long for their place are cut with an ellipsis."""
    cell = Cell(
        "T{n} Child sexual exploitation and missing from home, with its partners across the county",
        "Lead: Communications, Engagement and Participation Subgroup",
        9, 2, 3, (("B", 2), ("A", 7)), Chip("A", "At risk"), "9 actions",
    )  # fmt: skip
    parts = tuple(replace(cell, title=cell.title.format(n=n)) for n in range(1, count + 1))
    threads = Aims("Golden threads", ("Voice of the child", "Early help " * 60, "Think family"))
    page = replace(some_page, cells=parts, threads=threads)
    layout = lay_out(page)
    pages = words_of(printed(page))
    assert len(pages) == 1
    for placed in layout.cells:
        assert placed.title.replace("\xa0", " ") in pages[0].replace("\xa0", " ")
    assert pages[0].count("At risk") >= len(layout.cells)
    assert pages[0].count(" complete; ") == len(layout.cells)
    assert "Golden threads Voice of the child" in pages[0]


# --- On screen ----------------------------------------------------------------------------------------------


def test_each_number_on_screen_leads_to_its_actions(client, demonstration, short_lists):
    client.force_login(Person.objects.get(email="board.team@example.org"))
    address = reverse("reporting:plan-page", args=[demonstration.slug])
    for by in groupings(demonstration):
        answer = client.get(address, {"by": by})
        page = answer.context["page"]
        assert page.by == by
        for cell in page.cells:
            if cell.href:
                assert client.get(cell.href).context["found"] == cell.total, cell
    html = client.get(address).content.decode()
    assert f"{reverse('reporting:plan-page-pdf', args=[demonstration.slug])}?by=section" in html
    assert f'href="{address}"' in client.get(demonstration.get_absolute_url()).content.decode()


def test_the_sheet_is_served_as_pdf(client, demonstration):
    client.force_login(Person.objects.get(email="auditor@example.org"))
    answer = client.get(reverse("reporting:plan-page-pdf", args=[demonstration.slug]) + "?by=owner")
    assert answer["Content-Type"] == "application/pdf"
    assert "By owner, Q4 2017/18" in words_of(answer.content)[0]


def test_a_quarter_just_opened_leaves_the_page_as_the_one_before_ended(client):
    plan = PlanFactory()
    client.force_login(board_team(plan.board))
    action, before = ActionFactory(plan=plan), QuarterFactory(plan=plan, state="reported")
    ProgressUpdateFactory(action=action, quarter=before, rating="R")
    shown = QuarterFactory(plan=plan, year="2018/19", number=1, starts_on="2018-04-01", ends_on="2018-06-30")
    address = reverse("reporting:plan-page", args=[plan.slug])
    page = client.get(address).context["page"]
    assert page.quarter == "Q4 2017/18; Q1 2018/19 has just opened"
    assert [part.letter for part in page.parts if part.count] == ["R"]
    ProgressUpdateFactory(action=action, quarter=shown, rating="A")
    page = client.get(address).context["page"]
    assert page.quarter == "Q1 2018/19"
    assert [part.letter for part in page.parts if part.count] == ["A"]


def queries(plan, count):
    quarter = QuarterFactory(plan=plan)
    for n in range(count):
        section = SectionFactory(plan=plan, lead=BodyFactory(board=plan.board))
        action = ActionFactory(plan=plan, section=section, who_text="Somebody", label=f"7.{n}")
        ProgressUpdateFactory(action=action, quarter=quarter)
    person = board_team(plan.board)
    with CaptureQueriesContext(connection) as captured:
        assert len(plan_on_a_page(person, plan, quarter).cells) == count
    return len(captured)


def test_it_costs_the_same_queries_at_any_size(on):
    on("2018-04-09")
    few = queries(PlanFactory(), 2)
    assert few == queries(PlanFactory(), 25)
    assert few <= 14


def test_another_board_s_plan_is_out_of_sight(client):
    plan = PlanFactory()
    client.force_login(chair_of(BodyFactory()))
    for name in ("plan-page", "plan-page-pdf"):
        assert client.get(reverse(f"reporting:{name}", args=[plan.slug])).status_code == 404
