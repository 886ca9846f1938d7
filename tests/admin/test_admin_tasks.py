"""The index of the admin by task, and what its lists are called."""

from django.urls import reverse

from lscb.admin.tasks import TASKS
from tests.admin.conftest import registered


def test_every_list_stands_under_one_task():
    listed = [model for task in TASKS for model in task.models]
    assert sorted(model.__name__ for model in listed) == sorted(model.__name__ for model in registered())


def test_every_page_of_a_task_is_there():
    for task in TASKS:
        for page in task.pages:
            slugs = {"plan": {"plan_slug": "a"}, "board": {"board_slug": "a"}, "": {}}[page.of]
            assert reverse(page.route, kwargs=slugs)


def test_the_index_leads_to_the_products_own_pages_in_the_boards_words(team, ours):
    ours.board.group_label, ours.board.group_label_plural = "Panel", "Panels"
    ours.board.save()
    page = team.get("/admin/").text
    assert reverse("subgroups:people", args=[ours.board.slug]) in page
    assert reverse("plans:action-add", args=[ours.plan.slug]) in page
    assert ">Panels and their meetings</a>" in page
    assert ">Panels and posts</a>" in page
    assert "Moderations" not in page and "Bodies" not in page


def test_an_app_leads_to_the_index(team):
    assert team.get("/admin/plans/").headers["Location"] == "/admin/"


def test_boxes_of_a_list_are_named_by_heading_and_row(team, ours):
    page = team.get(reverse("admin:plans_section_changelist")).text
    assert f'aria-label="Position: {ours.section}"' in page
