"""What is kept until the database changes is never of before a change."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lscb.unchanged import at_one_moment, state, until_a_change
from subgroups.models import Board
from tests.factories import BoardFactory

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


class Reader:
    """How often it was asked of the database, and what happens meanwhile."""

    def __init__(self):
        self.times, self.meanwhile = 0, None
        self.name = until_a_change(4)(self._name)

    def _name(self, pk):
        self.times += 1
        name = Board.objects.values_list("name", flat=True).get(pk=pk)
        if self.meanwhile:
            self.meanwhile()
        return name


@pytest.fixture
def board():
    return BoardFactory(name="Westmorland")


@pytest.fixture
def reader():
    return Reader()


def renamed(board, name):
    Board.objects.filter(pk=board.pk).update(name=name)


def by_hand(board, name):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE subgroups_board SET name = %s WHERE id = %s", [name, board.pk])


def in_a_transaction(board, name):
    with transaction.atomic():
        renamed(board, name)


def after_one_that_was_taken_back(board, name):
    with transaction.atomic():
        renamed(board, "Nobody's")
        transaction.set_rollback(True)
    renamed(board, name)


def by_another_connection(board, name):
    def work():
        try:
            renamed(board, name)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(work).result()


def by_a_connection_of_its_own_before(board, name):
    renamed(board, name)
    connection.close()


WAYS = [
    renamed,
    by_hand,
    in_a_transaction,
    after_one_that_was_taken_back,
    by_another_connection,
    by_a_connection_of_its_own_before,
]


def test_it_is_read_once_for_the_same_question(reader, board):
    other = BoardFactory(name="Furness")
    assert [reader.name(each) for each in (board.pk, other.pk, board.pk)] == [
        "Westmorland",
        "Furness",
        "Westmorland",
    ]
    assert reader.times == 2


@pytest.mark.parametrize("changes", WAYS)
def test_and_anew_after_any_change(reader, board, changes):
    for turn in range(5):
        changes(board, f"Westmorland {turn}")
        assert [reader.name(board.pk) for _ in range(2)] == [f"Westmorland {turn}"] * 2
        assert reader.times == turn + 1


@pytest.mark.parametrize("changes", WAYS)
def test_what_was_read_while_it_changed_is_not_kept(reader, board, changes):
    reader.meanwhile = lambda: changes(board, "Cumberland")
    assert reader.name(board.pk) == "Westmorland"
    reader.meanwhile = None
    assert [reader.name(board.pk) for _ in range(2)] == ["Cumberland"] * 2
    assert reader.times == 2


def test_a_transaction_sees_what_it_does_itself_and_nobody_else_does(reader, board):
    assert reader.name(board.pk) == "Westmorland"
    with transaction.atomic():
        renamed(board, "Cumberland")
        assert state() is None and reader.name(board.pk) == "Cumberland"
        transaction.set_rollback(True)
    assert [reader.name(board.pk) for _ in range(2)] == ["Westmorland"] * 2


def test_what_cannot_be_asked_of_once_more_is_let_go(board):
    class Answer:
        pass

    reads = until_a_change(4)(lambda pk: Answer())
    first = weakref.ref(reads(board.pk))
    assert first() is not None and reads(board.pk) is first()
    renamed(board, "Cumberland")
    second = weakref.ref(reads(board.pk))
    gc.collect()
    assert (first() is None, second() is None) == (True, False)


def test_what_is_too_large_is_read_each_time(board):
    reads = until_a_change(4, unless=lambda found: len(found) > 2)(lambda pk, n: [pk] * n)
    assert reads(board.pk, 2) is reads(board.pk, 2)
    assert reads(board.pk, 3) is not reads(board.pk, 3)


def test_a_page_that_changes_nothing_asks_once_how_the_database_stands(reader, board):
    other = BoardFactory()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            reader.name(board.pk), reader.name(other.pk)
        return sum("pg_current_snapshot" in each["sql"] or "data_version" in each["sql"] for each in queries)

    with at_one_moment():
        assert asked() == 1 and asked() == 0
    assert asked() == 2


def test_nothing_is_kept_in_a_transaction_that_was_begun_by_hand(board):
    connection.set_autocommit(False)
    try:
        assert state() is None
    finally:
        connection.rollback()
        connection.set_autocommit(True)
    if connection.vendor == "sqlite":  # where Django does not know of it
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            assert state() is None
            cursor.execute("ROLLBACK")
    assert state() is not None


def test_reading_changes_nothing(board):
    before = state()
    assert list(Board.objects.all()) and state() == before
