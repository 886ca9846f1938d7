"""What a key to data opens, of each kind of reader: their own board, as they see it today, and nothing else."""

import pytest
from django.urls import reverse

from plans.models import Plan
from reporting.lists.data import DATASETS
from reporting.models import MonitoringReport
from subgroups.models import DataKey
from subgroups.rules.tokens import token_hash
from tests.access.matrix import ON_THE_BOARD, READERS

pytestmark = pytest.mark.django_db
TABLES = sorted(DATASETS)


def key_of(person, board) -> str:
    """A key as it lies about, whatever its person may do by now."""
    token = f"{person.pk}-{board.pk}"
    DataKey.objects.create(person=person, board=board, name="Left over", token_hash=token_hash(token))
    return token


def rows(plan, dataset="actions", kind="json"):
    return reverse("reporting:data-rows", args=[plan.slug, dataset, kind])


def status(client, url, token):
    return client.get(url, headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.parametrize("reader", sorted(set(READERS) - {"nobody"}))
def test_a_key_opens_what_its_person_sees_today(client, world, reader):
    plan, people, _ = world
    token = key_of(people[reader], plan.board)
    assert status(client, rows(plan), token) == (200 if reader in ON_THE_BOARD else 401)


@pytest.mark.parametrize("dataset", TABLES)
def test_a_key_of_another_board_opens_nothing_here(client, world, dataset):
    plan, people, _ = world
    theirs = Plan.objects.get(slug="theirs-plan")
    for reader in ("stranger", "two_boards"):  # the second sits here too, with a key to the other board
        token = key_of(people[reader], theirs.board)
        assert status(client, rows(plan, dataset), token) == 404
        assert status(client, rows(theirs, dataset), token) == 200


def test_neither_does_it_open_a_final_or_the_list_of_plans_of_another_board(client, world):
    plan, people, things = world
    theirs = Plan.objects.get(slug="theirs-plan")
    token = key_of(people["two_boards"], theirs.board)
    final = reverse("reporting:data-report", args=[plan.slug, things["report"]])
    assert status(client, final, token) == 404
    assert status(client, f"{rows(theirs)}?as_at={things['report']}", token) == 404
    answer = client.get(
        reverse("reporting:data-plans", args=["json"]), headers={"Authorization": f"Bearer {token}"}
    )
    assert [row["slug"] for row in answer.json()["rows"]] == ["theirs-plan"]


def test_a_key_to_a_board_that_is_only_open_for_an_hour_opens_nothing(client, world):
    plan, people, _ = world
    from subgroups.operations import open_board

    open_board(board=plan.board, reason="To look into a fault", by=people["superuser"])
    assert status(client, rows(plan), key_of(people["superuser"], plan.board)) == 401


def test_nobody_withdraws_a_key_that_is_neither_theirs_nor_of_their_board(browsers, world):
    plan, people, _ = world
    key_of(people["chair"], plan.board)
    key = DataKey.objects.get(person=people["chair"], name="Left over")
    page = reverse("reporting:data-keys")
    for reader in ("member", "stranger", "owner"):
        assert browsers[reader].post(page, {"withdraw": key.pk}).status_code == 404
    assert browsers["team"].post(page, {"withdraw": key.pk}).status_code == 302
    assert not DataKey.objects.live().filter(pk=key.pk).exists()


def test_drafts_are_no_finals(client, world):
    plan, people, things = world
    draft = MonitoringReport.objects.filter(plan=plan).exclude(pk=things["report"]).first()
    token = key_of(people["team"], plan.board)
    assert status(client, reverse("reporting:data-report", args=[plan.slug, draft.pk]), token) == 404
