"""What is kept until the database changes is never of before a change."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lscb import clock
from lscb.unchanged import LARGE, at_one_moment, state, until_a_change
from subgroups.models import Board
from tests.factories import BoardFactory

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


class Reader:
    """How often it was asked of the database, and what happens meanwhile."""

    def __init__(self):
        self.times, self.meanwhile = 0, None
        self._kept = until_a_change(4)(self._name)

    def name(self, pk):
        with at_one_moment():
            return self._kept(pk)

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


def each_at_its_moment(reads):
    def asked(*args):
        with at_one_moment():
            return reads(*args)

    return asked


def undisturbed(asks):
    """What `asks` gives while nobody else changes anything: on PostgreSQL other tests do, on the same server."""
    for _ in range(50):
        before, answer = state(), asks()
        if state() == before:
            return answer
    raise AssertionError("The database changes all the time.")


def asked_twice(reader, pk):
    """The two names, and how often the database was asked for them."""

    def asks():
        before = reader.times
        return [reader.name(pk) for _ in range(2)], reader.times - before

    return undisturbed(asks)


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


def test_it_is_read_once_for_the_same_question(board):
    other = BoardFactory(name="Furness")

    def asks():
        reader = Reader()
        return [reader.name(each) for each in (board.pk, other.pk, board.pk)], reader.times

    assert undisturbed(asks) == (["Westmorland", "Furness", "Westmorland"], 2)


@pytest.mark.parametrize("changes", WAYS)
def test_and_anew_after_any_change(reader, board, changes):
    for turn in range(5):
        changes(board, f"Westmorland {turn}")
        before = reader.times
        names, times = asked_twice(reader, board.pk)
        assert names == [f"Westmorland {turn}"] * 2
        assert times <= 1 and reader.times > before  # kept, and read since the change


@pytest.mark.parametrize("changes", WAYS)
def test_what_was_read_while_it_changed_is_not_kept(reader, board, changes):
    reader.meanwhile = lambda: changes(board, "Cumberland")
    assert reader.name(board.pk) == "Westmorland"
    reader.meanwhile = None
    names, times = asked_twice(reader, board.pk)
    assert names == ["Cumberland"] * 2
    assert times <= 1 and reader.times >= 2


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

    reads = each_at_its_moment(until_a_change(4)(lambda pk: Answer()))
    assert undisturbed(lambda: reads(board.pk) is reads(board.pk))
    first = weakref.ref(reads(board.pk))
    assert first() is not None
    renamed(board, "Cumberland")
    second = weakref.ref(reads(board.pk))
    gc.collect()
    assert (first() is None, second() is None) == (True, False)


def test_what_is_too_large_is_read_each_time(board):
    reads = each_at_its_moment(until_a_change(4, size=len)(lambda pk, n: [pk] * n))
    assert undisturbed(lambda: reads(board.pk, LARGE) is reads(board.pk, LARGE))
    assert reads(board.pk, LARGE + 1) is not reads(board.pk, LARGE + 1)


def test_each_day_is_another_question(board):
    def asks():
        reader = Reader()
        for day in (9, 10, 9):
            with clock.at(date(2018, 4, day)):
                assert reader.name(board.pk) == "Westmorland"
        return reader.times

    assert undisturbed(asks) == 2


def test_a_row_that_is_handed_in_is_one_with_another_of_its_key(board):
    reads = each_at_its_moment(until_a_change(4)(lambda board: [board.name]))
    assert undisturbed(lambda: reads(board) is reads(Board.objects.get(pk=board.pk)))


def test_a_page_that_changes_nothing_asks_once_how_the_database_stands_and_before_all_else(reader, board):
    other = BoardFactory()
    with CaptureQueriesContext(connection) as queries, at_one_moment():
        reader.name(board.pk)
        assert [reader._kept(each.pk) for each in (board, other)] == ["Westmorland", other.name]
    asks = ["pg_current_snapshot" in each["sql"] or "data_version" in each["sql"] for each in queries]
    assert asks[0] and sum(asks) == 2  # once for the moment within it


def test_outside_of_a_moment_each_question_is_read(reader, board):
    assert [reader._kept(board.pk) for _ in range(2)] == ["Westmorland"] * 2
    assert reader.times == 2


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
    assert undisturbed(lambda: list(Board.objects.all()))
