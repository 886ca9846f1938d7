"""The narrative of a plan: written, moved, shown with the plan, taken into the next, and never in the way."""

from copy import copy

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Chapter
from plans.selectors.chapters import membership_of, narrative_of, structure_of
from tests.factories import (
    AgencyFactory,
    BodyFactory,
    ChapterFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def team(plan):
    return board_team(plan.board)


def address(plan, name="list", *args) -> str:
    return reverse(f"plans:chapter-{name}", args=[plan.slug, *args])


def titles(plan) -> list[str]:
    return list(plan.chapters.values_list("title", flat=True))


# --- Events ------------------------------------------------------------------------------------------------------


@pytest.mark.database
def test_chapters_stand_in_the_order_they_were_written_in_and_move(plan, team):
    one, _, three = (
        operations.add_chapter(plan=plan, title=title, text="Words", by=team)
        for title in ("One", "Two", "Three")
    )
    operations.move_chapter(chapter=three, to=1, by=team)
    assert titles(plan) == ["Three", "One", "Two"]
    operations.move_chapter(chapter=one, to=99, by=team)
    assert titles(plan) == ["Three", "Two", "One"]
    moved = AuditEntry.objects.filter(operation="chapter-moved").order_by("pk")
    assert [entry.changes for entry in moved] == [{"place": [3, 1]}, {"place": [2, 3]}]
    operations.move_chapter(chapter=one, to=3, by=team)
    assert moved.count() == 2, "nothing moved"


def test_a_change_is_kept_with_what_it_was_before(plan, team):
    chapter = operations.add_chapter(plan=plan, title="One", text="Before", by=team)
    operations.change_chapter(chapter=chapter, title="One", text="After", drawing="", by=team)
    assert AuditEntry.objects.get(operation="chapter-changed").changes == {"text": ["Before", "After"]}
    assert [row.text for row in chapter.history.order_by("history_id")] == ["Before", "After"]
    operations.change_chapter(chapter=chapter, title="One", text="After", drawing="", by=team)
    assert AuditEntry.objects.filter(operation="chapter-changed").count() == 1, "nothing is different"


def test_what_is_taken_out_stays_in_the_trail(plan, team):
    chapter = operations.add_chapter(plan=plan, title="One", text="Words", by=team)
    operations.remove_chapter(chapter=chapter, by=team)
    assert not plan.chapters.exists()
    assert AuditEntry.objects.get(operation="chapter-removed").changes["text"] == ["Words", ""]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"title": " "}, "title", "Give the chapter a title."),
        ({"text": " "}, "text", "Write something, or choose what is drawn."),
        ({"text": "x" * 20_001}, "text", "Shorten this to 20,000 characters"),
    ],
)
def test_what_cannot_be_kept_is_advised(plan, team, typed, field, said):
    with pytest.raises(Refused) as refused:
        operations.add_chapter(plan=plan, **({"title": "One", "text": "Words", "by": team} | typed))
    assert said in refused.value.message_dict[field][0]


def test_whoever_comes_second_overwrites_nobody(plan, team):
    chapter = ChapterFactory(plan=plan)
    second = copy(chapter)
    operations.change_chapter(chapter=chapter, title="First", text="Words", drawing="", by=team)
    for late in (
        lambda: operations.change_chapter(
            chapter=copy(second), title="Second", text="x", drawing="", by=team
        ),
        lambda: operations.remove_chapter(chapter=copy(second), by=team),
    ):
        with pytest.raises(ChangedMeanwhile):
            late()
    assert titles(plan) == ["First"]


def test_an_archived_plan_takes_none(plan, team, client):
    chapter = ChapterFactory(plan=plan)
    operations.archive_plan(plan=plan, keep_until=None, by=team)
    for late in (
        lambda: operations.add_chapter(plan=plan, title="One", text="Words", by=team),
        lambda: operations.change_chapter(chapter=copy(chapter), title="New", text="x", drawing="", by=team),
        lambda: operations.remove_chapter(chapter=copy(chapter), by=team),
    ):
        with pytest.raises(Refused, match="archived"), transaction.atomic():
            late()
    client.force_login(team)
    assert client.get(address(plan)).status_code == 403
    assert chapter.title in client.get(plan.get_absolute_url()).text, "it is still read"


@pytest.mark.database
def test_the_database_keeps_no_chapter_that_says_nothing(plan):
    with pytest.raises(IntegrityError):
        Chapter.objects.create(plan=plan, title="Empty")


def test_the_next_plan_starts_from_the_text(plan, team, client):
    ChapterFactory(plan=plan, title="Introduction", text="Old")
    client.force_login(team)
    assert "the text and every" in " ".join(
        client.get(reverse("plans:plan-next", args=[plan.slug])).text.split()
    )
    new = operations.start_next_plan(
        predecessor=plan,
        title="Next",
        starts_on=plan.ends_on,
        ends_on=plan.ends_on.replace(year=2030),
        by=team,
    )
    copied = new.chapters.get()
    operations.change_chapter(chapter=copied, title="Introduction", text="New", drawing="", by=team)
    assert plan.chapters.get().text == "Old"


# --- Pages -------------------------------------------------------------------------------------------------------


def test_a_chapter_is_looked_at_before_it_is_saved(plan, team, client):
    client.force_login(team)
    typed = {"title": "Thresholds", "text": "# Levels\n\nA\tB\n1\t2", "drawing": ""}
    looked = client.post(address(plan, "add"), typed | {"step": "look"})
    assert looked.status_code == 200 and not plan.chapters.exists()
    assert "<h3>Levels</h3>" in looked.text and '<th scope="row">1</th>' in looked.text
    assert "# Levels" in looked.text, "and stands in its box"
    saved = client.post(address(plan, "add"), typed | {"step": "save"})
    assert saved.url == address(plan) and titles(plan) == ["Thresholds"]


@pytest.mark.database
def test_nothing_typed_is_lost_and_all_that_is_wrong_is_said_at_once(plan, team, client):
    client.force_login(team)
    answer = client.post(address(plan, "add"), {"title": "", "text": "", "drawing": ""})
    assert answer.status_code == 422
    assert "Give the chapter a title." in answer.text and "Write something" in answer.text
    answer = client.post(address(plan, "add"), {"title": "", "text": "What I typed", "drawing": "pie"})
    assert "What I typed</textarea>" in answer.text and "Choose one of these." in answer.text


def test_whoever_comes_second_is_shown_both(plan, team, client):
    chapter = ChapterFactory(plan=plan)
    client.force_login(team)
    page = address(plan, "change", chapter.pk)
    seen = client.get(page).context["form"].initial["seen"]
    operations.change_chapter(chapter=chapter, title="Theirs", text="Their words", drawing="", by=team)
    mine = {"title": "Mine", "text": "My words", "drawing": "", "seen": seen}
    answer = client.post(page, mine)
    assert answer.status_code == 422 and "Their words" in answer.text and "My words</textarea>" in answer.text
    again = mine | {"seen": answer.context["form"].data["seen"]}
    assert client.post(page, again).status_code == 302 and titles(plan) == ["Mine"]


def test_chapters_move_by_a_press(plan, team, client):
    one, two = ChapterFactory(plan=plan, title="One"), ChapterFactory(plan=plan, title="Two", position=2)
    client.force_login(team)
    client.post(address(plan), {"chapter": two.pk, "to": "1"})
    assert titles(plan) == ["Two", "One"]
    other = ChapterFactory()
    for wrong in ({"chapter": other.pk, "to": 1}, {"chapter": one.pk, "to": "x"}, {}):
        answer = client.post(address(plan), wrong, follow=True)
        assert "Nothing has moved" in answer.text
    assert titles(plan) == ["Two", "One"]


def test_a_chapter_is_taken_out_after_a_question(plan, team, client):
    chapter = ChapterFactory(plan=plan)
    client.force_login(team)
    page = address(plan, "remove", chapter.pk)
    asked = client.get(page)
    assert chapter.text in asked.text
    client.post(page, {"seen": asked.context["form"].initial["seen"]})
    assert not plan.chapters.exists()
    assert client.get(page).status_code == 404


@pytest.mark.database
def test_readers_see_the_text_with_the_plan_and_cannot_write_it(plan, client):
    chapter = ChapterFactory(plan=plan, text="- One\n- <b>Two</b>")
    client.force_login(chair_of(BodyFactory(board=plan.board)))
    page = client.get(plan.get_absolute_url()).text
    assert f'<h2 id="chapter-{chapter.pk}">' in page and f'href="#chapter-{chapter.pk}"' in page
    assert "<li>&lt;b&gt;Two&lt;/b&gt;</li>" in page
    assert "Text of the plan" not in page
    assert client.get(address(plan)).status_code == 403


def test_a_plan_without_text_shows_nothing_of_it(plan, client):
    client.force_login(chair_of(BodyFactory(board=plan.board)))
    page = client.get(plan.get_absolute_url()).text
    for word in ("chapter", "narrative", "structure", "Text of the plan"):
        assert word not in page


@pytest.mark.database
def test_the_list_costs_the_same_whatever_its_length(plan, team, client):
    client.force_login(team)
    costs = []
    for many in (2, 9):
        for _ in range(many):
            ChapterFactory(plan=plan)
        client.get(address(plan))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(plan))
        costs.append(len(queries))
    assert costs[0] == costs[1]


# --- What is drawn -----------------------------------------------------------------------------------------------


def drawn(groups) -> list:
    return [(group.name, drawn(group.below)) if group.below else group.name for group in groups]


def test_the_structure_is_drawn_from_the_groups_and_who_they_report_to(plan):
    board = plan.board
    top = BodyFactory(board=board, name="Board", kind="board", position=1)
    post = BodyFactory(board=board, name="Manager", kind="post", parent=top, position=2)
    group = BodyFactory(board=board, name="Business Group", kind="business-group", parent=top, position=3)
    BodyFactory(board=board, name="Audit", parent=group, position=4)
    BodyFactory(board=board, name="Said nowhere", parent=None, position=5)
    BodyFactory(board=board, name="Team", kind="team", parent=post, position=6)
    BodyFactory(board=board, name="Ended", parent=top, ended_on="2017-01-01", position=7)
    trust = BodyFactory(board=board, name="Trust board", kind="outside", position=8)
    BodyFactory(board=board, name="Its group", kind="outside", parent=trust, position=9)
    structure = structure_of(board)
    assert drawn(structure.groups) == [("Board", [("Business Group", ["Audit"]), "Said nowhere", "Team"])]
    assert drawn(structure.outside) == [("Trust board", ["Its group"])]


def test_groups_that_report_to_each_other_are_drawn_once(plan):
    one = BodyFactory(board=plan.board, name="One")
    two = BodyFactory(board=plan.board, name="Two", parent=one)
    type(one).objects.filter(pk=one.pk).update(parent=two)
    assert sorted(drawn(structure_of(plan.board).groups)) == ["One", "Two"]


def test_agencies_stand_with_the_groups_somebody_sits_on_for_them(plan):
    board = plan.board
    police, health = AgencyFactory(board=board, name="Police"), AgencyFactory(board=board, name="Health")
    AgencyFactory(board=board, name="Probation")
    group = BodyFactory(board=board, name="Audit", short_name="")
    MembershipFactory(body=group, person=PersonFactory(agency=police))
    MembershipFactory(body=group, person=PersonFactory(agency=police))
    MembershipFactory(body=group, person=PersonFactory(), agency=health, ends_on="2017-01-01")
    MembershipFactory(person=PersonFactory(agency=police))  # of another board
    membership = membership_of(board)
    assert {seat.agency: seat.groups for seat in membership.agencies} == {
        "Police": ("Audit",), "Health": (), "Probation": (),
    }  # fmt: skip
    assert membership.seated


def test_what_is_drawn_speaks_in_the_boards_words(team, plan, client):
    board = plan.board
    board.agency_label, board.agency_label_plural = "Partner", "Partners"
    board.group_label, board.group_label_plural = "Team", "Teams"
    board.save()
    MembershipFactory(body=BodyFactory(board=board), person=PersonFactory(agency=AgencyFactory(board=board)))
    ChapterFactory(plan=plan, text="", drawing="membership")
    client.force_login(team)
    page = client.get(plan.get_absolute_url()).text
    assert ">Partner</th>" in page and "Partners, and the teams they sit on" in page
    assert "the partners, and the teams they sit on" in client.get(address(plan, "add")).text


@pytest.mark.database
def test_the_narrative_costs_the_same_whatever_the_size(plan):
    costs = []
    for many in (2, 6):
        for _ in range(many):
            agency = AgencyFactory(board=plan.board)
            body = BodyFactory(board=plan.board)
            MembershipFactory(body=body, person=PersonFactory(agency=agency))
            for drawing in Chapter.Drawing.values:
                ChapterFactory(plan=plan, drawing=drawing)
        with CaptureQueriesContext(connection) as queries:
            narrative_of(plan)
        costs.append(len(queries))
    assert costs == [4, 4]
