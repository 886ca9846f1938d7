"""Every page of the admin: who gets it, and that nothing of another board is on it."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from lscb.models import (
    AuditSeal,
    Job,
    KeptForm,
    LastRun,
    Letter,
    SearchEntry,
    SlowPage,
    SubmittedForm,
)
from plans.models import Action
from reporting.models import MonitoringReport
from subgroups.models import Board, Notice, Person
from tests import factories
from tests.access.admin import in_turn
from tests.admin.conftest import registered

# Whoever looks after the service reads whether letters leave (tests/lscb/test_outbox.py) and sees jobs, and how its
# commands and pages fare, on the page of operations (tests/lscb/running/test_operations_page.py).
NO_BOARDS = {AuditSeal, Job, KeptForm, LastRun, Letter, Notice, SearchEntry, SlowPage, SubmittedForm}
MODELS = [model for model in registered() if model not in NO_BOARDS]


# Scripts and styles that stand in a page itself.
REFUSED_BY_THE_POLICY = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son(click|change|submit|load)=")


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_table_of_a_board_has_a_page_or_stands_in_one():
    from django.apps import apps

    inside = {
        inline.model for model in MODELS for inline in getattr(admin.site._registry[model], "inlines", ())
    }
    apps_of_ours = {"lscb", "subgroups", "plans", "reporting"}
    models = {
        model
        for model in apps.get_models()
        if model._meta.app_label in apps_of_ours and not model.__name__.startswith("Historical")
    }
    assert models - set(MODELS) - inside == NO_BOARDS


def test_pages_of_other_packages_that_go_around_the_rules_are_gone():
    assert {model._meta.app_label for model in admin.site._registry} == {
        "lscb",
        "subgroups",
        "plans",
        "reporting",
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_board_team_sees_its_own_and_nothing_else(model, team, ours, theirs):
    listed = team.get(address(model, "changelist"))
    assert listed.status_code == 200
    page = team.get(address(model, "change", ours.rows[model].pk))
    assert page.status_code == 200
    history = team.get(address(model, "history", ours.rows[model].pk))
    assert history.status_code == 200
    assert (
        "history_change_reason" not in history.text
    )  # the column of reasons is there, under a heading in words
    for response in (listed, page, history):
        assert "Theirs" not in response.text
        assert not REFUSED_BY_THE_POLICY.search(response.text)
    added = team.get(address(model, "add"))
    if admin.site._registry[model].has_add_permission(added.wsgi_request):
        assert added.status_code == 200
        assert "Theirs" not in added.text
    else:
        assert added.status_code == 403


@pytest.mark.parametrize("model", in_turn(MODELS, "theirs"), ids=lambda model: model.__name__)
def test_things_of_another_board_are_as_if_they_were_not_there(model, team, theirs):
    pk = theirs.rows[model].pk
    for page in ("change", "delete"):
        response = team.get(address(model, page, pk))
        assert response.status_code in (302, 403)
        assert "Theirs" not in response.content.decode()
    assert team.get(address(model, "history", pk)).status_code in (302, 404)
    refused = team.post(address(model, "change", pk), {"name": "changed", "title": "changed"})
    assert refused.status_code in (403, 404)
    theirs.rows[model].refresh_from_db()


def test_whoever_is_signed_in_and_types_for_no_board_is_told_that_this_is_not_for_them(client, ours):
    """Who gets which page of which model: tests/access/test_access_admin.py."""
    client.force_login(ours.chair)
    assert client.get(address(Action, "change", ours.action.pk), follow=True).status_code == 403


@pytest.mark.parametrize(
    "model",
    in_turn([model for model in MODELS if hasattr(model, "history")], "earlier"),
    ids=lambda model: model.__name__,
)
def test_an_earlier_state_is_read_and_never_put_back(model, team, ours, theirs):
    if not hasattr(admin.site._registry[model], "history_form_view"):
        return
    row = ours.rows[model].history.first()
    page = reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_simple_history",
        args=[row.id, row.history_id],
    )
    response = team.get(page)
    assert response.status_code == 200
    assert 'name="_save"' not in response.content.decode()
    assert team.post(page, {}).status_code == 403
    their = theirs.rows[model].history.first()
    page = reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_simple_history",
        args=[their.id, their.history_id],
    )
    assert team.get(page).status_code == 404


def test_whoever_set_the_product_up_types_boards_people_and_roles_only(client, ours):
    keeper = Person.objects.create_superuser("keeper@example.org", name="Keeper")
    client.force_login(keeper)
    assert client.get(address(Board, "add")).status_code == 200
    assert client.get(address(Board, "change", ours.board.pk)).status_code == 200
    assert client.get(address(Person, "change", ours.chair.pk)).status_code == 200
    assert client.get(address(Action, "changelist")).status_code == 403
    assert client.get(address(Action, "change", ours.action.pk)).status_code in (302, 403)


@pytest.mark.parametrize(
    ("model", "field", "shown"),
    [
        ("actionowner", "body", "Ours subgroup"),
        ("membership", "person", "Ours chair"),
        ("membership", "agency", "Ours agency"),
        ("section", "lead", "Ours subgroup"),
        ("action", "section", "Ours section"),
        ("action", "priority", "Ours priority"),
        ("actionlink", "to", "Ours other"),
        ("quarter", "meeting", "Ours SG"),
        ("highlight", "quarter", "Q4 2017/18"),
        ("obligation", "forums", "Ours subgroup"),
    ],
)
def test_what_is_offered_while_typing_is_of_the_own_board(model, field, shown, team, ours, theirs):
    app = {"membership": "subgroups", "highlight": "reporting", "obligation": "reporting"}.get(model, "plans")
    answer = team.get(
        reverse("admin:autocomplete"),
        {"app_label": app, "model_name": model, "field_name": field, "term": ""},
    )
    words = [row["text"] for row in answer.json()["results"]]
    assert any(shown in text for text in words)
    assert not any("Theirs" in text for text in words)
    rows = {str(row["id"]) for row in answer.json()["results"]}
    assert not rows & {str(row.pk) for kind, row in theirs.rows.items() if kind._meta.model_name == field}


def test_a_filter_by_something_of_another_board_shows_nothing(team, ours, theirs):
    factories.PlanFactory(board=ours.board)  # a filter with one choice is not offered
    response = team.get(address(Action, "changelist"), {"plan__id__exact": theirs.plan.pk})
    assert response.context["cl"].result_count == 0


def test_somebody_on_two_boards_types_only_for_the_one(client, ours, theirs):
    factories.MembershipFactory(person=ours.team, body=theirs.body, role="member")
    client.force_login(ours.team)
    response = client.get(address(Action, "changelist"))
    assert response.context["cl"].result_count == 2
    assert client.get(address(Action, "change", theirs.action.pk)).status_code == 302


def test_pages_carry_the_demonstration_and_the_line_about_names(team, ours):
    ours.board.demonstration = True
    ours.board.save()
    page = team.get(address(Action, "change", ours.action.pk)).content.decode()
    assert "Demonstration - progress is invented - today is 9 April 2018" in page
    assert "No names or details of children or families" in page


def test_a_final_reports_bytes_and_content_are_never_read(team, ours, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    report = ours.rows[MonitoringReport]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        team.get(address(MonitoringReport, "changelist"))
        team.get(address(MonitoringReport, "change", report.pk))
    asked = [query["sql"] for query in queries if "monitoringreport" in query["sql"]]
    assert asked
    assert not any('"pdf"' in sql.replace("pdf_sha256", "") or '"content"' in sql for sql in asked)


@pytest.mark.parametrize("model", in_turn(MODELS, "sorted"), ids=lambda model: model.__name__)
def test_searching_and_sorting_work_on_every_list(model, team, ours):
    """By every column that sorts at once: each is a part of the one order of the rows."""
    every = ".".join(map(str, range(len(admin.site._registry[model].list_display) + 1)))
    listed = team.get(address(model, "changelist"), {"q": "Ours", "o": every})
    assert listed.status_code == 200
    shown = listed.context["cl"]
    sorting = list(filter(shown.get_ordering_field, shown.list_display))
    assert len(shown.get_ordering(listed.wsgi_request, shown.root_queryset)) >= len(sorting) > 0


def test_the_list_of_actions_costs_the_same_at_any_length(team, ours, theirs):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as queries:
            response = team.get(address(Action, "changelist"))
        assert response.status_code == 200
        return len(queries), response.context["cl"].result_count

    def more(number):
        for _ in range(number):
            factories.ActionFactory(plan=ours.plan, section=ours.section, who_text="Ours subgroup")

    more(18)
    at_20, rows = cost()
    assert rows == 20
    more(55)
    at_75, rows = cost()
    assert rows == 75
    assert at_20 == at_75
    assert at_75 <= 25
