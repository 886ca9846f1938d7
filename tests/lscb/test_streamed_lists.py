"""A CSV leaves as it is made: as the request that asked for it would have it, whole, or seen not to be."""

import csv
import io
from datetime import date

import pytest

from lscb import clock
from lscb.lists import PIECE, csv_of, csv_pieces
from lscb.speaking import said, speaking_for
from lscb.web.lists import NOT_WHOLE, csv_response

LONG = "x" * PIECE  # a line with it is a piece of its own


class Ours:
    own_words = {"action": "step"}


def read(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def test_pieces_are_whole_lines_and_together_the_file():
    lines = [["Café", "1"], [LONG, "2"], ["a\nb", "3"], ["", ""]]
    pieces = list(csv_pieces(lines))
    assert len(pieces) == 2
    assert [len(read(piece)) for piece in pieces] == [2, 2]
    assert b"".join(pieces) == csv_of(lines)
    assert read(csv_of(lines)) == lines


def test_the_first_piece_leaves_before_what_follows_is_made():
    made = []

    def lines():
        for n in range(4):
            made.append(n)
            yield [LONG, str(n)]

    response = csv_response(lines())
    assert response.streaming and made == [0]
    pieces = iter(response)
    next(pieces)
    assert made == [0]
    next(pieces)
    assert made == [0, 1]
    assert b"".join(pieces).count(LONG.encode()) == 2


def test_what_is_made_later_is_on_the_day_and_in_the_words_of_the_request():
    def lines():
        for _ in range(3):
            yield [LONG, clock.today().isoformat(), str(said("Action"))]

    with clock.on(date(2019, 1, 2)), speaking_for(lambda: Ours):
        response = csv_response(lines())
    assert clock.today() != date(2019, 1, 2)
    assert [line[1:] for line in read(response.getvalue())] == [["2019-01-02", "Step"]] * 3


def test_what_fails_at_once_is_an_error_of_the_page():
    def lines():
        yield ["Reference"]
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        csv_response(lines())


def test_what_fails_later_says_so_and_is_cut_off():
    def lines():
        yield [LONG, "1"]
        yield [LONG, "2"]
        yield ["not sent", "3"]
        raise LookupError("gone")

    pieces, sent = iter(csv_response(lines())), []
    with pytest.raises(LookupError, match="gone"):
        sent.extend(iter(lambda: next(pieces), None))
    *rows, last = read(b"".join(sent))
    assert [row[1] for row in rows] == ["1", "2"]
    assert last == [NOT_WHOLE.strip()]
